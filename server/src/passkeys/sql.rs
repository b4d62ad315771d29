//! SQL of passkeys.

use app::error::AppError;
use app::passkeys::Passkey;
use app::values::{PasskeyId, UserId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A passkey to be stored.
#[derive(Debug)]
pub struct NewPasskey<'a> {
    /// Whose it is.
    pub user: UserId,
    /// Its id.
    pub id: PasskeyId,
    /// What the browser calls it.
    pub credential_id: &'a [u8],
    /// What its owner calls it.
    pub name: &'a str,
    /// Its public half, as JSON.
    pub data: &'a str,
    /// Unix seconds.
    pub now: i64,
}

/// A stored passkey's public half.
#[derive(Debug, sqlx::FromRow)]
pub struct StoredPasskey {
    /// Its id.
    pub id: Uuid,
    /// Its public half, as JSON.
    pub data: String,
}

#[derive(sqlx::FromRow)]
struct PasskeyRow {
    id: Uuid,
    name: String,
    created_at: i64,
    last_used_at: Option<i64>,
}

/// The passkeys of a person, oldest first.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_passkeys(tx: &mut Tx, user: UserId) -> Result<Vec<Passkey>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, PasskeyRow>(
        "select id, name, created_at, last_used_at from passkeys where user_id = $1 order by id"
    ).bind(user.uuid()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|row| Passkey {
            id: PasskeyId::from_uuid(row.id),
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        })
        .collect())
}

/// The public halves of a person's passkeys.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_stored(tx: &mut Tx, user: UserId) -> Result<Vec<StoredPasskey>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, StoredPasskey>(
        "select id, data from passkeys where user_id = $1 order by id"
    ).bind(user.uuid()).fetch_all(c))
}

/// Whether a person has a passkey.
///
/// # Errors
/// When the database is out of reach.
pub async fn has_passkeys(tx: &mut Tx, user: UserId) -> Result<bool, AppError> {
    Ok(!list_stored(tx, user).await?.is_empty())
}

/// Stores a passkey; `false` if the same is stored already.
///
/// # Errors
/// When the database refuses.
pub async fn insert_passkey(tx: &mut Tx, passkey: NewPasskey<'_>) -> Result<bool, AppError> {
    let inserted = execute!(tx, c => sqlx::query(
        "insert into passkeys (user_id, id, credential_id, name, data, created_at, last_used_at)
         values ($1, $2, $3, $4, $5, $6, null)
         on conflict (credential_id) do nothing"
    )
    .bind(passkey.user.uuid())
    .bind(passkey.id.uuid())
    .bind(passkey.credential_id)
    .bind(passkey.name)
    .bind(passkey.data)
    .bind(passkey.now)
    .execute(c))?;
    Ok(inserted == 1)
}

/// Notes that a passkey was used, with its new counter.
///
/// # Errors
/// When the database refuses.
pub async fn touch_passkey(
    tx: &mut Tx,
    user: UserId,
    id: Uuid,
    data: &str,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update passkeys set data = $3, last_used_at = $4 where user_id = $1 and id = $2"
    ).bind(user.uuid()).bind(id).bind(data).bind(now).execute(c))?;
    Ok(())
}

/// Gives a passkey another name; `false` if there is none with this id.
///
/// # Errors
/// When the database refuses.
pub async fn rename_passkey(
    tx: &mut Tx,
    user: UserId,
    id: PasskeyId,
    name: &str,
) -> Result<bool, AppError> {
    let changed = execute!(tx, c => sqlx::query("update passkeys set name = $3 where user_id = $1 and id = $2")
        .bind(user.uuid()).bind(id.uuid()).bind(name).execute(c))?;
    Ok(changed == 1)
}

/// Removes a passkey and answers with its name, if there was one with this id.
///
/// # Errors
/// When the database refuses.
pub async fn delete_passkey(
    tx: &mut Tx,
    user: UserId,
    id: PasskeyId,
) -> Result<Option<String>, AppError> {
    let row = fetch!(tx, c => sqlx::query_as::<_, (String,)>(
        "delete from passkeys where user_id = $1 and id = $2 returning name"
    ).bind(user.uuid()).bind(id.uuid()).fetch_optional(c))?;
    Ok(row.map(|(name,)| name))
}

/// Removes every passkey of a person.
///
/// # Errors
/// When the database refuses.
pub async fn delete_passkeys_of(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from passkeys where user_id = $1").bind(user.uuid()).execute(c))?;
    Ok(())
}
