//! `POST /billing/stripe/webhook`: signed news from the payment provider, which has neither cookie nor form.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::provider::EventError;
use crate::router::AppState;

/// Largest message: 256 KiB.
pub const BODY_LIMIT: usize = 256 * 1024;

/// Takes one message in. Anything but 200 has the provider send it again.
pub async fn stripe_webhook(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let services = &state.services;
    let signature = headers
        .get("stripe-signature")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let event = match services
        .payments
        .read_event(&body, signature, services.now())
    {
        Ok(event) => event,
        Err(EventError::Unexpected) => return StatusCode::NOT_FOUND.into_response(),
        Err(reason) => {
            tracing::warn!(%reason, "a payment event was refused");
            return (StatusCode::BAD_REQUEST, reason.to_string()).into_response();
        }
    };
    let id = event.id.clone();
    match services.take_payment_event(event).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => {
            tracing::warn!(event = id, %error, "a payment event will be sent again");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
