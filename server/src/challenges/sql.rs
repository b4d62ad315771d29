//! SQL of challenges.

use app::error::AppError;
use app::values::UserId;
use uuid::Uuid;

use super::Challenge;
use crate::db::Tx;
use crate::{execute, fetch};

type Row = (Option<Uuid>, String);

fn challenge((user, state): Row) -> Challenge {
    Challenge {
        user: user.map(UserId::from_uuid),
        state,
    }
}

/// Stores a challenge in place of one with the same hash.
///
/// # Errors
/// When the database refuses.
pub async fn upsert_challenge(
    tx: &mut Tx,
    hash: &[u8],
    kind: &str,
    challenge: &Challenge,
    expires_at: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into challenges (token_hash, kind, user_id, state, expires_at) values ($1, $2, $3, $4, $5)
         on conflict (token_hash) do update set state = excluded.state, expires_at = excluded.expires_at"
    )
    .bind(hash)
    .bind(kind)
    .bind(challenge.user.map(UserId::uuid))
    .bind(challenge.state.as_str())
    .bind(expires_at)
    .execute(c))?;
    Ok(())
}

/// The challenge with this hash that has not expired at `now`.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_challenge(
    tx: &mut Tx,
    hash: &[u8],
    now: i64,
) -> Result<Option<Challenge>, AppError> {
    let row = fetch!(tx, c => sqlx::query_as::<_, Row>(
        "select user_id, state from challenges where token_hash = $1 and expires_at > $2"
    ).bind(hash).bind(now).fetch_optional(c))?;
    Ok(row.map(challenge))
}

/// Removes the challenge with this hash and answers with it, if it has not expired at `now`.
///
/// # Errors
/// When the database refuses.
pub async fn take_challenge(
    tx: &mut Tx,
    hash: &[u8],
    now: i64,
) -> Result<Option<Challenge>, AppError> {
    let row = fetch!(tx, c => sqlx::query_as::<_, Row>(
        "delete from challenges where token_hash = $1 and expires_at > $2 returning user_id, state"
    ).bind(hash).bind(now).fetch_optional(c))?;
    Ok(row.map(challenge))
}

/// Changes what is kept under this hash.
///
/// # Errors
/// When the database refuses.
pub async fn update_challenge(tx: &mut Tx, hash: &[u8], state: &str) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update challenges set state = $2 where token_hash = $1")
        .bind(hash).bind(state).execute(c))?;
    Ok(())
}

/// Forgets every challenge of a person.
///
/// # Errors
/// When the database refuses.
pub async fn delete_challenges_of(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from challenges where user_id = $1").bind(user.uuid()).execute(c))?;
    Ok(())
}

/// Forgets what has expired at `now`.
///
/// # Errors
/// When the database refuses.
pub async fn delete_expired_challenges(tx: &mut Tx, now: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from challenges where expires_at <= $1").bind(now).execute(c))?;
    Ok(())
}
