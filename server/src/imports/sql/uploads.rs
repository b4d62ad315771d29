//! Files between preview and confirmation, in pieces.

use app::error::AppError;
use app::values::{UserId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// Begins to keep a file; those the person left here before are forgotten.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_upload(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    id: Uuid,
    file_name: &str,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from import_uploads where workspace_id = $1 and user_id = $2")
        .bind(workspace.uuid())
        .bind(user.uuid())
        .execute(c))?;
    execute!(tx, c => sqlx::query(
        "insert into import_uploads (workspace_id, id, user_id, file_name, complete, imported, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(workspace.uuid())
    .bind(id)
    .bind(user.uuid())
    .bind(file_name)
    .bind(false)
    .bind(false)
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Keeps a piece of it.
///
/// # Errors
/// When the database refuses, or the file was forgotten meanwhile.
pub(crate) async fn insert_piece(
    tx: &mut Tx,
    workspace: WorkspaceId,
    upload: Uuid,
    position: i64,
    content: &[u8],
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into import_pieces (workspace_id, upload_id, position, content) values ($1, $2, $3, $4)"
    )
    .bind(workspace.uuid())
    .bind(upload)
    .bind(position)
    .bind(content)
    .execute(c))?;
    Ok(())
}

/// Notes that every piece is there.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn complete_upload(
    tx: &mut Tx,
    workspace: WorkspaceId,
    upload: Uuid,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update import_uploads set complete = $1 where workspace_id = $2 and id = $3")
        .bind(true)
        .bind(workspace.uuid())
        .bind(upload)
        .execute(c))?;
    Ok(())
}

/// Notes that it was imported, and will not be again.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn note_imported(
    tx: &mut Tx,
    workspace: WorkspaceId,
    upload: Uuid,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update import_uploads set imported = $1 where workspace_id = $2 and id = $3")
        .bind(true)
        .bind(workspace.uuid())
        .bind(upload)
        .execute(c))?;
    Ok(())
}

/// The file's name and whether it was imported, if this person left it here in full after `since`.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn find_upload(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    upload: Uuid,
    since: i64,
) -> Result<Option<(String, bool)>, AppError> {
    fetch!(tx, c => sqlx::query_as(
        "select file_name, imported from import_uploads
         where workspace_id = $1 and id = $2 and user_id = $3 and complete and created_at > $4"
    )
    .bind(workspace.uuid())
    .bind(upload)
    .bind(user.uuid())
    .bind(since)
    .fetch_optional(c))
}

/// One piece, if there are so many.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_piece(
    tx: &mut Tx,
    workspace: WorkspaceId,
    upload: Uuid,
    position: i64,
) -> Result<Option<Vec<u8>>, AppError> {
    fetch!(tx, c => sqlx::query_scalar(
        "select content from import_pieces where workspace_id = $1 and upload_id = $2 and position = $3"
    )
    .bind(workspace.uuid())
    .bind(upload)
    .bind(position)
    .fetch_optional(c))
}

/// Forgets a file.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn delete_upload(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: Uuid,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from import_uploads where workspace_id = $1 and id = $2")
        .bind(workspace.uuid())
        .bind(id)
        .execute(c))?;
    Ok(())
}

/// Forgets every workspace's files from before `since`.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn delete_stale_uploads(tx: &mut Tx, since: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from import_uploads where created_at <= $1").bind(since).execute(c))?;
    Ok(())
}
