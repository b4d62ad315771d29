//! Files between preview and confirmation.

use app::error::AppError;
use app::values::{UserId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A file on its way in.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Upload {
    pub(crate) file_name: String,
    pub(crate) content: Vec<u8>,
}

/// Keeps a file; those the person left here before are forgotten.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_upload(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    id: Uuid,
    upload: &Upload,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from import_uploads where workspace_id = $1 and user_id = $2")
        .bind(workspace.uuid())
        .bind(user.uuid())
        .execute(c))?;
    execute!(tx, c => sqlx::query(
        "insert into import_uploads (workspace_id, id, user_id, file_name, content, created_at)
         values ($1, $2, $3, $4, $5, $6)"
    )
    .bind(workspace.uuid())
    .bind(id)
    .bind(user.uuid())
    .bind(upload.file_name.as_str())
    .bind(upload.content.as_slice())
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// The file of this id, if this person left it here after `since`.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_upload(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    id: Uuid,
    since: i64,
) -> Result<Option<Upload>, AppError> {
    fetch!(tx, c => sqlx::query_as(
        "select file_name, content from import_uploads
         where workspace_id = $1 and id = $2 and user_id = $3 and created_at > $4"
    )
    .bind(workspace.uuid())
    .bind(id)
    .bind(user.uuid())
    .bind(since)
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
