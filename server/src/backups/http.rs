//! `GET /exports/backup.json`, written while it is read, `POST /settings/data/restore` for the way back, and
//! `GET /schemas/backup-v1.json`, which describes it.

use app::access::{Actor, Permission};
use app::backups::MAX_BACKUP_BYTES;
use app::context::Visitor;
use app::error::AppError;
use axum::Extension;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header;
use uuid::Uuid;

use crate::exports::http::{chunks, disposition, wait_for_turn};
use crate::http::reply::error_page;
use crate::http::upload::Problem;
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
    let turn = wait_for_turn(actor.user_id).await?;
    let mut backup = state.services.begin_backup(&actor).await?;
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

/// The page that shows the preview, or what was wrong.
const PAGE: &str = "/settings/data";
/// Bytes that are kept in one piece.
const PIECE: usize = 1024 * 1024;

/// Keeps the form's `backup` and goes to its preview.
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
        Err(_) => Err("refused"),
    };
    let place = match kept {
        Ok(id) => format!("{PAGE}?restore={id}"),
        Err(problem) => format!("{PAGE}?restore_error={problem}"),
    };
    Redirect::to(&place).into_response()
}

async fn keep(
    state: &AppState,
    actor: &Actor,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Uuid, &'static str> {
    let broken = || Problem::Broken.slug();
    let mut form = form.map_err(|_| broken())?;
    while let Some(field) = form
        .next_field()
        .await
        .map_err(|error| Problem::from(error).slug())?
    {
        if field.name() == Some("backup") {
            let mut begun = None;
            let kept = keep_field(state, actor, field, &mut begun).await;
            if let (Err(_), Some(upload)) = (&kept, begun) {
                state.services.forget_backup_upload(actor, upload).await;
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
    let unavailable = |_: AppError| "unavailable";
    let services = &state.services;
    let name = field.file_name().unwrap_or_default().to_owned();
    let (mut piece, mut position, mut total) = (Vec::new(), 0, 0_usize);
    while let Some(chunk) = field
        .chunk()
        .await
        .map_err(|error| Problem::from(error).slug())?
    {
        total += chunk.len();
        if total > MAX_BACKUP_BYTES {
            piece = Vec::new();
            continue;
        }
        piece.extend_from_slice(&chunk);
        if piece.len() >= PIECE {
            let id = begin_once(services, actor, &name, begun).await?;
            services
                .add_backup_piece(actor, id, position, &piece)
                .await
                .map_err(unavailable)?;
            position += 1;
            piece.clear();
        }
    }
    if total > MAX_BACKUP_BYTES {
        return Err(Problem::TooLarge.slug());
    }
    if total == 0 {
        return Err(Problem::NoFile.slug());
    }
    let id = begin_once(services, actor, &name, begun).await?;
    services
        .add_backup_piece(actor, id, position, &piece)
        .await
        .map_err(unavailable)?;
    services
        .finish_backup_upload(actor, id)
        .await
        .map_err(unavailable)?;
    Ok(id)
}

async fn begin_once(
    services: &Services,
    actor: &Actor,
    name: &str,
    begun: &mut Option<Uuid>,
) -> Result<Uuid, &'static str> {
    if let Some(id) = *begun {
        return Ok(id);
    }
    let id = services
        .begin_backup_upload(actor, name)
        .await
        .map_err(|_| "unavailable")?;
    *begun = Some(id);
    Ok(id)
}
