//! The SQL of the API itself: what was answered to a request with an idempotency key.

use app::error::AppError;

use crate::db::Tx;
use crate::tokens::Bearer;
use crate::{execute, fetch};

/// What was answered before.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Kept {
    /// Method, address and body as SHA-256.
    pub(super) request_hash: Vec<u8>,
    /// The answer's status.
    pub(super) status: i64,
    /// Its headers, as a JSON object.
    pub(super) headers: String,
    /// Its body.
    pub(super) body: String,
}

/// What was answered to this key of this token since then.
///
/// # Errors
/// When the database is out of reach.
pub(super) async fn find_answer(
    tx: &mut Tx,
    bearer: &Bearer,
    key: &str,
    since: i64,
) -> Result<Option<Kept>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Kept>(
        "select request_hash, status, headers, body from idempotency_keys
         where workspace_id = $1 and token_id = $2 and key = $3 and created_at > $4"
    )
    .bind(bearer.actor.workspace_id.uuid())
    .bind(bearer.id.uuid())
    .bind(key)
    .bind(since)
    .fetch_optional(c))
}

/// Keeps an answer, in place of one that is too old.
///
/// # Errors
/// When the database refuses.
pub(super) async fn insert_answer(
    tx: &mut Tx,
    bearer: &Bearer,
    key: &str,
    kept: &Kept,
    now: i64,
) -> Result<(), AppError> {
    let (workspace, token) = (bearer.actor.workspace_id.uuid(), bearer.id.uuid());
    execute!(tx, c => sqlx::query(
        "delete from idempotency_keys where workspace_id = $1 and token_id = $2 and key = $3"
    ).bind(workspace).bind(token).bind(key).execute(c))?;
    execute!(tx, c => sqlx::query(
        "insert into idempotency_keys (workspace_id, token_id, key, request_hash, status, headers, body, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(workspace)
    .bind(token)
    .bind(key)
    .bind(kept.request_hash.as_slice())
    .bind(kept.status)
    .bind(kept.headers.as_str())
    .bind(kept.body.as_str())
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Forgets answers from before then.
///
/// # Errors
/// When the database refuses.
pub(super) async fn delete_old_answers(tx: &mut Tx, before: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from idempotency_keys where created_at <= $1")
        .bind(before)
        .execute(c))?;
    Ok(())
}
