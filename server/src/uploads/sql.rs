//! Files between preview and confirmation, in pieces.

use app::error::AppError;
use app::values::{UserId, WorkspaceId};
use uuid::Uuid;

use super::Kind;
use crate::db::Tx;
use crate::{execute, fetch};

/// Begins to keep a file.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    id: Uuid,
    kind: Kind,
    file_name: &str,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into uploads (workspace_id, id, user_id, kind, file_name, complete, done, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(workspace.uuid())
    .bind(id)
    .bind(user.uuid())
    .bind(kind.slug())
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
        "insert into upload_pieces (workspace_id, upload_id, position, content) values ($1, $2, $3, $4)"
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
pub(crate) async fn note_complete(
    tx: &mut Tx,
    workspace: WorkspaceId,
    upload: Uuid,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update uploads set complete = $1 where workspace_id = $2 and id = $3")
        .bind(true)
        .bind(workspace.uuid())
        .bind(upload)
        .execute(c))?;
    Ok(())
}

/// Notes that it was carried out, and will not be again.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn note_done(
    tx: &mut Tx,
    workspace: WorkspaceId,
    upload: Uuid,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update uploads set done = $1 where workspace_id = $2 and id = $3")
        .bind(true)
        .bind(workspace.uuid())
        .bind(upload)
        .execute(c))?;
    Ok(())
}

/// The file's name and whether it was carried out, if this person left it here in full after `since`.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn find(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    kind: Kind,
    upload: Uuid,
    since: i64,
) -> Result<Option<(String, bool)>, AppError> {
    fetch!(tx, c => sqlx::query_as(
        "select file_name, done from uploads
         where workspace_id = $1 and id = $2 and user_id = $3 and kind = $4 and complete and created_at > $5"
    )
    .bind(workspace.uuid())
    .bind(upload)
    .bind(user.uuid())
    .bind(kind.slug())
    .bind(since)
    .fetch_optional(c))
}

/// Whether this person left it here, of whichever kind and in full or not.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn is_kept(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    upload: Uuid,
) -> Result<bool, AppError> {
    let found: Option<i64> = fetch!(tx, c => sqlx::query_scalar(
        "select created_at from uploads where workspace_id = $1 and id = $2 and user_id = $3"
    )
    .bind(workspace.uuid())
    .bind(upload)
    .bind(user.uuid())
    .fetch_optional(c))?;
    Ok(found.is_some())
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
        "select content from upload_pieces where workspace_id = $1 and upload_id = $2 and position = $3"
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
pub(crate) async fn delete(
    tx: &mut Tx,
    workspace: WorkspaceId,
    upload: Uuid,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from uploads where workspace_id = $1 and id = $2")
        .bind(workspace.uuid())
        .bind(upload)
        .execute(c))?;
    Ok(())
}

/// Forgets the files of this kind that this person left here.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn delete_of(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    kind: Kind,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from uploads where workspace_id = $1 and user_id = $2 and kind = $3")
        .bind(workspace.uuid())
        .bind(user.uuid())
        .bind(kind.slug())
        .execute(c))?;
    Ok(())
}

/// Forgets every workspace's files from before `since`.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn delete_stale(tx: &mut Tx, since: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from uploads where created_at <= $1").bind(since).execute(c))?;
    Ok(())
}
