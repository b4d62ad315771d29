//! `GET /exports/backup.json`, written while it is read, and `GET /schemas/backup-v1.json`, which describes it.

use app::context::Visitor;
use app::error::AppError;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;

use super::export::Backup;
use crate::exports::http::{chunks, disposition, wait_for_turn};
use crate::http::reply::error_page;
use crate::http::turns::Place;
use crate::router::AppState;

/// What a backup looks like, by JSON Schema 2020-12.
pub const SCHEMA: &str = include_str!("schema.json");

/// The whole workspace as JSON.
pub async fn download(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    match begin(&state, visitor).await {
        Ok(response) => response,
        Err(error) => error_page(&error),
    }
}

async fn begin(state: &AppState, visitor: Visitor) -> Result<Response, AppError> {
    let (_, actor) = visitor.session.ok_or(AppError::Unauthenticated)?;
    let turn = wait_for_turn(actor.user_id).await?;
    let backup = state.services.begin_backup(&actor).await?;
    answer(backup.counted(&state.services, &actor).await?, turn).await
}

/// Answers with a backup, written while it is read.
pub(crate) async fn answer(mut backup: Backup, turn: Place) -> Result<Response, AppError> {
    // The first piece is read before the answer begins, so that a failure still has its status.
    let first = backup.next_piece().await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&backup.file_name)),
    ];
    Ok((headers, Body::from_stream(chunks(backup, first, turn))).into_response())
}

/// The schema.
pub async fn schema() -> Response {
    ([(header::CONTENT_TYPE, "application/schema+json")], SCHEMA).into_response()
}
