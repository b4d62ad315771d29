//! `GET /exports/backup.json`, written while it is read, and `GET /schemas/backup-v1.json`, which describes it.

use app::access::Actor;
use app::context::Visitor;
use app::error::AppError;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;

use crate::exports::http::{chunks, disposition, wait_for_turn};
use crate::http::reply::error_page;
use crate::router::AppState;
use crate::services::Services;

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
    answer(&state.services, &actor).await
}

/// Answers with the actor's workspace, written while it is read.
pub(crate) async fn answer(services: &Services, actor: &Actor) -> Result<Response, AppError> {
    let turn = wait_for_turn(actor.user_id).await?;
    let mut backup = services.begin_backup(actor).await?;
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
