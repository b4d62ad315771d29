//! `POST /settings/data/import`: a file from the page's form, back to the page with its preview; and
//! `GET /imports/{id}/skipped.csv`, the rows of it that are left out.

use app::access::{Actor, Permission};
use app::context::Visitor;
use app::error::AppError;
use app::imports::{ImportChoice, MAX_FILE_BYTES};
use axum::Extension;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header;
use serde::Deserialize;
use uuid::Uuid;

use crate::exports::http::{disposition, wait_for_turn};
use crate::http::reply::error_page;
use crate::http::upload::Problem;
use crate::router::AppState;

/// The page that shows the preview, or what was wrong.
const PAGE: &str = "/settings/data";
/// Bytes that are kept in one piece.
const PIECE: usize = 1024 * 1024;

/// Keeps the form's `file` and goes to its preview.
pub async fn upload(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let Some((_, actor)) = visitor.session else {
        return Redirect::to("/login").into_response();
    };
    let kept = match actor.must(Permission::ImportData) {
        Ok(()) => keep(&state, &actor, form).await,
        Err(error) => Err(code(&error)),
    };
    let place = match kept {
        Ok(id) => format!("{PAGE}?import={id}"),
        Err(problem) => format!("{PAGE}?import_error={problem}"),
    };
    Redirect::to(&place).into_response()
}

async fn keep(
    state: &AppState,
    actor: &Actor,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Uuid, &'static str> {
    let broken = |error| Problem::from(error).slug();
    let mut form = form.map_err(|_| Problem::Broken.slug())?;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            let mut begun = None;
            let kept = keep_field(state, actor, field, &mut begun).await;
            if let (Err(_), Some(upload)) = (&kept, begun) {
                state.services.forget_upload(actor, upload).await;
            }
            return kept;
        }
    }
    Err(Problem::NoFile.slug())
}

/// The field's bytes, piece by piece, under the id in `begun` once there are any. Of a file that is too large the rest is read and dropped: a browser that is cut
/// off while it sends shows its own error instead of ours.
async fn keep_field(
    state: &AppState,
    actor: &Actor,
    mut field: Field<'_>,
    begun: &mut Option<Uuid>,
) -> Result<Uuid, &'static str> {
    let refused = |error: AppError| code(&error);
    let services = &state.services;
    let name = field.file_name().unwrap_or_default().to_owned();
    let mut next = field.chunk().await;
    while matches!(&next, Ok(Some(chunk)) if chunk.is_empty()) {
        next = field.chunk().await;
    }
    // A form without a chosen file sends one without name and bytes.
    if name.is_empty() && matches!(next, Ok(None)) {
        return Err(Problem::NoFile.slug());
    }
    let upload = services.begin_upload(actor, &name).await.map_err(refused)?;
    *begun = Some(upload);
    let (mut piece, mut position, mut total) = (Vec::new(), 0, 0);
    while let Some(chunk) = next.map_err(|error| Problem::from(error).slug())? {
        total += chunk.len();
        if total <= MAX_FILE_BYTES {
            piece.extend_from_slice(&chunk);
        }
        if piece.len() >= PIECE {
            services
                .add_piece(actor, upload, position, &piece)
                .await
                .map_err(refused)?;
            position += 1;
            piece.clear();
        }
        next = field.chunk().await;
    }
    if total > MAX_FILE_BYTES {
        return Err(Problem::TooLarge.slug());
    }
    services
        .add_piece(actor, upload, position, &piece)
        .await
        .map_err(refused)?;
    services
        .finish_upload(actor, upload)
        .await
        .map_err(refused)?;
    Ok(upload)
}

fn code(error: &AppError) -> &'static str {
    match error {
        AppError::Refused(_) => "refused",
        _ => "unavailable",
    }
}

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
