//! The SQL of sessions as their owner sees them; always within one account.

use app::error::AppError;
use app::values::{SessionId, UserId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A stored session.
#[derive(Debug, sqlx::FromRow)]
pub struct SessionRow {
    /// What it is called.
    pub id: Uuid,
    /// SHA-256 of its token.
    pub token_hash: Vec<u8>,
    /// Where it signed in from.
    pub address: String,
    /// What it signed in with.
    pub user_agent: String,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub last_seen_at: i64,
}

/// Which sessions have not expired.
#[derive(Clone, Copy, Debug)]
pub struct Valid {
    /// Used after this instant.
    pub seen_after: i64,
    /// Begun after this instant.
    pub begun_after: i64,
}

/// The valid sessions of an account, by last use.
///
/// # Errors
/// When the database fails.
pub async fn list_sessions(
    tx: &mut Tx,
    user: UserId,
    valid: Valid,
) -> Result<Vec<SessionRow>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, SessionRow>(
        "select id, token_hash, address, user_agent, created_at, last_seen_at
         from sessions
         where user_id = $1 and last_seen_at > $2 and created_at > $3
         order by last_seen_at desc, created_at desc, id"
    )
    .bind(user.uuid())
    .bind(valid.seen_after)
    .bind(valid.begun_after)
    .fetch_all(c))
}

/// A session of the account.
///
/// # Errors
/// `AppError::NotFound` when the account has none of this id.
pub async fn load_session(
    tx: &mut Tx,
    user: UserId,
    id: SessionId,
) -> Result<SessionRow, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, SessionRow>(
        "select id, token_hash, address, user_agent, created_at, last_seen_at
         from sessions
         where user_id = $1 and id = $2"
    )
    .bind(user.uuid())
    .bind(id.uuid())
    .fetch_one(c))
}

/// Ends a session of the account.
///
/// # Errors
/// When the database fails.
pub async fn delete_session(tx: &mut Tx, user: UserId, id: SessionId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from sessions where user_id = $1 and id = $2")
        .bind(user.uuid())
        .bind(id.uuid())
        .execute(c))?;
    Ok(())
}

/// Ends every session of the account but the one with this hash; how many there were.
///
/// # Errors
/// When the database fails.
pub async fn delete_other_sessions(
    tx: &mut Tx,
    user: UserId,
    hash: &[u8],
) -> Result<u64, AppError> {
    execute!(tx, c => sqlx::query("delete from sessions where user_id = $1 and token_hash <> $2")
        .bind(user.uuid())
        .bind(hash)
        .execute(c))
}
