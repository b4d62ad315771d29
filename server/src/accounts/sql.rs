//! SQL of accounts.

use app::accounts::{Account, Theme};
use app::error::AppError;
use app::values::{UserId, WeekStart};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// An account to be stored.
#[derive(Debug)]
pub struct NewUser<'a> {
    /// Its id.
    pub id: UserId,
    /// The person's name.
    pub name: &'a str,
    /// As typed.
    pub email: &'a str,
    /// What it is found by.
    pub email_key: &'a str,
    /// A PHC string.
    pub password_hash: &'a str,
    /// IANA name, or empty.
    pub timezone: &'a str,
    /// Unix seconds.
    pub now: i64,
}

/// What sign-in needs to know.
#[derive(Debug, sqlx::FromRow)]
pub struct Credentials {
    /// The account.
    pub id: Uuid,
    /// A PHC string.
    pub password_hash: String,
}

#[derive(sqlx::FromRow)]
struct UserRow {
    id: Uuid,
    name: String,
    email: String,
    timezone: String,
    week_start: Option<String>,
    theme: String,
}

impl From<UserRow> for Account {
    fn from(row: UserRow) -> Self {
        Self {
            id: UserId::from_uuid(row.id),
            name: row.name,
            email: row.email,
            timezone: row.timezone,
            week_start: row
                .week_start
                .and_then(|text| text.parse::<WeekStart>().ok()),
            theme: Theme::from_slug(&row.theme).unwrap_or_default(),
        }
    }
}

/// Stores an account; `false` if the address is taken.
///
/// # Errors
/// When the database refuses.
pub async fn insert_user(tx: &mut Tx, user: NewUser<'_>) -> Result<bool, AppError> {
    let inserted = execute!(tx, c => sqlx::query(
        "insert into users (id, name, email, email_key, password_hash, timezone, week_start, theme, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, null, $7, $8, $9)
         on conflict (email_key) do nothing"
    )
    .bind(user.id.uuid())
    .bind(user.name)
    .bind(user.email)
    .bind(user.email_key)
    .bind(user.password_hash)
    .bind(user.timezone)
    .bind(Theme::System.slug())
    .bind(user.now)
    .bind(user.now)
    .execute(c))?;
    Ok(inserted == 1)
}

/// The account with this address, to check a password against.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_credentials(tx: &mut Tx, key: &str) -> Result<Option<Credentials>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Credentials>(
        "select id, password_hash from users where email_key = $1"
    ).bind(key).fetch_optional(c))
}

/// An account.
///
/// # Errors
/// `AppError::NotFound` if there is none.
pub async fn find_account(tx: &mut Tx, id: UserId) -> Result<Account, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, UserRow>(
        "select id, name, email, timezone, week_start, theme from users where id = $1"
    ).bind(id.uuid()).fetch_one(c))
    .map(Account::from)
}

/// Whether there is any account.
///
/// # Errors
/// When the database is out of reach.
pub async fn has_accounts(tx: &mut Tx) -> Result<bool, AppError> {
    let found = fetch!(tx, c => sqlx::query_as::<_, (Uuid,)>("select id from users limit 1")
        .fetch_optional(c))?;
    Ok(found.is_some())
}

/// Every account, by address.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_accounts(tx: &mut Tx) -> Result<Vec<Account>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, UserRow>(
        "select id, name, email, timezone, week_start, theme from users order by email_key"
    ).fetch_all(c))?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// Changes name and preferences.
///
/// # Errors
/// When the database refuses.
pub async fn update_account(tx: &mut Tx, account: &Account, now: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update users set name = $2, timezone = $3, week_start = $4, theme = $5, updated_at = $6 where id = $1"
    )
    .bind(account.id.uuid())
    .bind(account.name.as_str())
    .bind(account.timezone.as_str())
    .bind(account.week_start.map(WeekStart::slug))
    .bind(account.theme.slug())
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Sets the time zone where none is known yet.
///
/// # Errors
/// When the database refuses.
pub async fn adopt_timezone(
    tx: &mut Tx,
    id: UserId,
    timezone: &str,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update users set timezone = $2, updated_at = $3 where id = $1 and timezone = ''"
    ).bind(id.uuid()).bind(timezone).bind(now).execute(c))?;
    Ok(())
}

/// Replaces the password's hash; `false` if there is no such account.
///
/// # Errors
/// When the database refuses.
pub async fn set_password(
    tx: &mut Tx,
    id: UserId,
    password_hash: &str,
    now: i64,
) -> Result<bool, AppError> {
    let changed = execute!(tx, c => sqlx::query(
        "update users set password_hash = $2, updated_at = $3 where id = $1"
    ).bind(id.uuid()).bind(password_hash).bind(now).execute(c))?;
    Ok(changed == 1)
}
