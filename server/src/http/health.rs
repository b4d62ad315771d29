//! `/health/live` and `/health/ready`, for whoever watches over the process.

use axum::extract::State;
use http::StatusCode;

use crate::router::AppState;

/// The process answers.
pub async fn live() -> &'static str {
    "ok"
}

/// The database answers too, and the process is not stopping.
pub async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if state.services.db.ping().await.is_ok() {
        (StatusCode::OK, "ok")
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database is out of reach",
        )
    }
}
