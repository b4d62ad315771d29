//! SQL of seeds and recovery codes.

use app::error::AppError;
use app::values::UserId;

use crate::db::Tx;
use crate::{execute, fetch};

/// A stored seed.
#[derive(Debug, sqlx::FromRow)]
pub struct Seed {
    /// Encrypted with the server's key.
    pub sealed_secret: Vec<u8>,
    /// When its first code was right; `None` until then.
    pub confirmed_at: Option<i64>,
    /// The newest time step whose code was accepted.
    pub last_step: i64,
    /// Unix seconds.
    pub created_at: i64,
}

/// The seed of a person.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_seed(tx: &mut Tx, user: UserId) -> Result<Option<Seed>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Seed>(
        "select sealed_secret, confirmed_at, last_step, created_at from two_factor where user_id = $1"
    ).bind(user.uuid()).fetch_optional(c))
}

/// Stores a seed that waits for its first code, in place of another that waits.
///
/// # Errors
/// When the database refuses.
pub async fn upsert_pending_seed(
    tx: &mut Tx,
    user: UserId,
    sealed: &[u8],
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into two_factor (user_id, sealed_secret, confirmed_at, last_step, created_at)
         values ($1, $2, null, 0, $3)
         on conflict (user_id) do update
         set sealed_secret = excluded.sealed_secret, last_step = 0, created_at = excluded.created_at
         where two_factor.confirmed_at is null"
    ).bind(user.uuid()).bind(sealed).bind(now).execute(c))?;
    Ok(())
}

/// Notes that the code of this step was used; `false` if it, or a later one, was used already.
///
/// # Errors
/// When the database refuses.
pub async fn use_step(tx: &mut Tx, user: UserId, step: i64) -> Result<bool, AppError> {
    let changed = execute!(tx, c => sqlx::query(
        "update two_factor set last_step = $2 where user_id = $1 and last_step < $3"
    ).bind(user.uuid()).bind(step).bind(step).execute(c))?;
    Ok(changed == 1)
}

/// From now on codes are asked for.
///
/// # Errors
/// When the database refuses.
pub async fn confirm_seed(tx: &mut Tx, user: UserId, now: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update two_factor set confirmed_at = $2 where user_id = $1")
        .bind(user.uuid()).bind(now).execute(c))?;
    Ok(())
}

/// Forgets a seed that waits for its first code.
///
/// # Errors
/// When the database refuses.
pub async fn delete_pending_seed(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from two_factor where user_id = $1 and confirmed_at is null")
        .bind(user.uuid()).execute(c))?;
    Ok(())
}

/// Forgets the seed; `false` if there was none in use.
///
/// # Errors
/// When the database refuses.
pub async fn delete_seed(tx: &mut Tx, user: UserId) -> Result<bool, AppError> {
    let deleted = execute!(tx, c => sqlx::query(
        "delete from two_factor where user_id = $1 and confirmed_at is not null"
    ).bind(user.uuid()).execute(c))?;
    delete_pending_seed(tx, user).await?;
    Ok(deleted == 1)
}

/// Whether codes are asked for at sign-in.
///
/// # Errors
/// When the database is out of reach.
pub async fn has_two_factor(tx: &mut Tx, user: UserId) -> Result<bool, AppError> {
    Ok(find_seed(tx, user)
        .await?
        .is_some_and(|seed| seed.confirmed_at.is_some()))
}

/// Stores a recovery code's hash.
///
/// # Errors
/// When the database refuses.
pub async fn insert_recovery_code(tx: &mut Tx, user: UserId, hash: &[u8]) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into recovery_codes (user_id, code_hash, used_at) values ($1, $2, null)"
    ).bind(user.uuid()).bind(hash).execute(c))?;
    Ok(())
}

/// Uses a recovery code up; `false` if there is none with this hash, or it was used already.
///
/// # Errors
/// When the database refuses.
pub async fn use_recovery_code(
    tx: &mut Tx,
    user: UserId,
    hash: &[u8],
    now: i64,
) -> Result<bool, AppError> {
    let changed = execute!(tx, c => sqlx::query(
        "update recovery_codes set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null"
    ).bind(user.uuid()).bind(hash).bind(now).execute(c))?;
    Ok(changed == 1)
}

/// How many recovery codes are left.
///
/// # Errors
/// When the database is out of reach.
pub async fn count_recovery_codes(tx: &mut Tx, user: UserId) -> Result<i64, AppError> {
    let (count,) = fetch!(tx, c => sqlx::query_as::<_, (i64,)>(
        "select cast(count(*) as bigint) from recovery_codes where user_id = $1 and used_at is null"
    ).bind(user.uuid()).fetch_one(c))?;
    Ok(count)
}

/// Forgets every recovery code.
///
/// # Errors
/// When the database refuses.
pub async fn delete_recovery_codes(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from recovery_codes where user_id = $1").bind(user.uuid()).execute(c))?;
    Ok(())
}
