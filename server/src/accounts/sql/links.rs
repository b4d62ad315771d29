//! SQL of the links in letters.

use app::error::AppError;
use app::values::UserId;
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A link as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredLink {
    /// Whose it is.
    pub user_id: Uuid,
    /// The address it was sent to, which following it proves.
    pub email: String,
    /// Unix seconds.
    pub expires_at: i64,
}

/// Stores a link.
///
/// # Errors
/// When the database refuses.
pub async fn insert_link(
    tx: &mut Tx,
    token_hash: &[u8],
    user: UserId,
    kind: &str,
    email: &str,
    expires_at: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into email_links (token_hash, user_id, kind, email, expires_at) values ($1, $2, $3, $4, $5)"
    ).bind(token_hash).bind(user.uuid()).bind(kind).bind(email).bind(expires_at).execute(c))?;
    Ok(())
}

/// Whose link this is, to take turns before it is taken.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_link_owner(
    tx: &mut Tx,
    token_hash: &[u8],
    kind: &str,
) -> Result<Option<Uuid>, AppError> {
    let found = fetch!(tx, c => sqlx::query_as::<_, (Uuid,)>(
        "select user_id from email_links where token_hash = $1 and kind = $2"
    ).bind(token_hash).bind(kind).fetch_optional(c))?;
    Ok(found.map(|(user,)| user))
}

/// Takes a link out of the table: whoever else follows it finds none.
///
/// # Errors
/// When the database refuses.
pub async fn take_link(
    tx: &mut Tx,
    token_hash: &[u8],
    kind: &str,
) -> Result<Option<StoredLink>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, StoredLink>(
        "delete from email_links where token_hash = $1 and kind = $2 returning user_id, email, expires_at"
    ).bind(token_hash).bind(kind).fetch_optional(c))
}

/// The address that waits for its link to be followed.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_awaited(
    tx: &mut Tx,
    user: UserId,
    kind: &str,
    now: i64,
) -> Result<Option<String>, AppError> {
    let found = fetch!(tx, c => sqlx::query_as::<_, (String,)>(
        "select email from email_links where user_id = $1 and kind = $2 and expires_at > $3"
    ).bind(user.uuid()).bind(kind).bind(now).fetch_optional(c))?;
    Ok(found.map(|(email,)| email))
}

/// Forgets a person's links of one kind.
///
/// # Errors
/// When the database refuses.
pub async fn delete_links(tx: &mut Tx, user: UserId, kind: &str) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from email_links where user_id = $1 and kind = $2")
        .bind(user.uuid()).bind(kind).execute(c))?;
    Ok(())
}

/// Forgets links that have expired.
///
/// # Errors
/// When the database refuses.
pub async fn delete_expired_links(tx: &mut Tx, now: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from email_links where expires_at <= $1").bind(now).execute(c))?;
    Ok(())
}
