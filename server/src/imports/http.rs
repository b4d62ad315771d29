//! `GET /imports/{id}/skipped.csv`, the rows of a file that are left out.

use app::context::Visitor;
use app::error::AppError;
use app::imports::ImportChoice;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header;
use serde::Deserialize;

use crate::exports::http::{disposition, wait_for_turn};
use crate::http::reply::error_page;
use crate::router::AppState;

/// How the file was read whose rows are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    date_order: String,
    timezone: String,
    columns: String,
}

/// The rows of an upload that are left out, with line and reason.
pub async fn skipped(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Response {
    match begin(&state, visitor, id, chosen).await {
        Ok(response) => response,
        Err(error) => error_page(&error),
    }
}

async fn begin(
    state: &AppState,
    visitor: Visitor,
    upload: String,
    chosen: Chosen,
) -> Result<Response, AppError> {
    let (_, actor) = visitor.session.ok_or(AppError::Unauthenticated)?;
    let choice = ImportChoice {
        upload,
        date_order: chosen.date_order,
        timezone: chosen.timezone,
        columns: chosen.columns,
    };
    let turn = wait_for_turn(actor.user_id).await?;
    let (table, file_name) = state.services.list_skipped(&actor, &choice).await?;
    drop(turn);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            disposition(&format!("{} - skipped rows.csv", stem(&file_name))),
        ),
    ];
    let body = table.into_chunks(b"Line,Reason\r\n");
    Ok((headers, Body::from_stream(body)).into_response())
}

/// A file's name without what says its kind.
fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}
