//! SQL of mails on their way.

use app::error::AppError;
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A mail as it waits.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct WaitingMail {
    /// Its id, which is also what it was sealed for.
    pub(super) id: Uuid,
    /// The letter and who gets it.
    pub(super) sealed: Vec<u8>,
    /// How often it was tried, this time included.
    pub(super) attempts: i64,
    /// Unix seconds.
    pub(super) created_at: i64,
}

/// Puts a mail on its way.
///
/// # Errors
/// When the database refuses.
pub(super) async fn insert_mail(
    tx: &mut Tx,
    id: Uuid,
    sealed: &[u8],
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into mails (id, sealed, attempts, next_attempt_at, created_at) values ($1, $2, 0, $3, $4)"
    ).bind(id).bind(sealed).bind(now).bind(now).execute(c))?;
    Ok(())
}

/// Takes the mail that has waited longest of those that are due, and keeps every other taker off it until `until`.
///
/// # Errors
/// When the database is out of reach.
pub(super) async fn claim_mail(
    tx: &mut Tx,
    until: i64,
    now: i64,
) -> Result<Option<WaitingMail>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, WaitingMail>(
        "update mails set next_attempt_at = $1, attempts = attempts + 1
         where id in (select id from mails where next_attempt_at <= $2 order by next_attempt_at, id limit 1)
         returning id, sealed, attempts, created_at"
    ).bind(until).bind(now).fetch_optional(c))
}

/// Says when a mail is tried again.
///
/// # Errors
/// When the database refuses.
pub(super) async fn put_off_mail(tx: &mut Tx, id: Uuid, until: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update mails set next_attempt_at = $1 where id = $2")
        .bind(until).bind(id).execute(c))?;
    Ok(())
}

/// Forgets a mail that was sent or given up.
///
/// # Errors
/// When the database refuses.
pub(super) async fn delete_mail(tx: &mut Tx, id: Uuid) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from mails where id = $1").bind(id).execute(c))?;
    Ok(())
}

/// How many mails wait.
///
/// # Errors
/// When the database is out of reach.
pub(super) async fn count_mails(tx: &mut Tx) -> Result<i64, AppError> {
    let (count,) =
        fetch!(tx, c => sqlx::query_as::<_, (i64,)>("select count(*) from mails").fetch_one(c))?;
    Ok(count)
}
