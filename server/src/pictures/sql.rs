//! The SQL of people's pictures.

use app::error::AppError;
use app::values::UserId;

use crate::db::Tx;
use crate::{execute, fetch};

/// Stores a person's picture, in the place of the one before.
///
/// # Errors
/// When the database fails.
pub async fn upsert_picture(tx: &mut Tx, user: UserId, png: &[u8]) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into user_pictures (user_id, png) values ($1, $2)
         on conflict (user_id) do update set png = excluded.png"
    )
    .bind(user.uuid())
    .bind(png)
    .execute(c))?;
    Ok(())
}

/// Deletes a person's picture.
///
/// # Errors
/// When the database fails.
pub async fn delete_picture(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from user_pictures where user_id = $1")
        .bind(user.uuid())
        .execute(c))?;
    Ok(())
}

/// Notes when the picture was changed; `None` without one.
///
/// # Errors
/// When the database fails.
pub async fn set_picture_at(tx: &mut Tx, user: UserId, at: Option<i64>) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update users set picture_at = $2 where id = $1")
        .bind(user.uuid())
        .bind(at)
        .execute(c))?;
    Ok(())
}

/// The picture of `user`, if `reader` is that person or shares a workspace with them.
///
/// # Errors
/// When the database fails.
pub async fn find_picture(
    tx: &mut Tx,
    reader: UserId,
    user: UserId,
) -> Result<Option<Vec<u8>>, AppError> {
    fetch!(tx, c => sqlx::query_scalar::<_, Vec<u8>>(
        "select p.png from user_pictures p
         where p.user_id = $1
           and (p.user_id = $2 or exists (
               select 1 from members theirs
               join members ours on ours.workspace_id = theirs.workspace_id
               where theirs.user_id = p.user_id and ours.user_id = $2))"
    )
    .bind(user.uuid())
    .bind(reader.uuid())
    .fetch_optional(c))
}
