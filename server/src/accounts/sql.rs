//! SQL of accounts.

pub mod deletion;
pub mod links;

use app::accounts::{Account, Theme};
use app::error::AppError;
use app::values::{DateFormat, Formats, NumberFormat, TimeFormat, UserId, WeekStart};
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
    /// Nobody signs in before the link in the sign-up's letter was followed.
    pub awaiting_link: bool,
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
    /// Nobody signs in before the link in the sign-up's letter was followed.
    pub awaiting_link: bool,
}

#[derive(sqlx::FromRow)]
struct UserRow {
    id: Uuid,
    name: String,
    email: String,
    timezone: String,
    week_start: Option<String>,
    theme: String,
    date_format: String,
    time_format: String,
    number_format: String,
    picture_at: Option<i64>,
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
            formats: Formats {
                date: DateFormat::from_slug(&row.date_format).unwrap_or_default(),
                time: TimeFormat::from_slug(&row.time_format).unwrap_or_default(),
                number: NumberFormat::from_slug(&row.number_format).unwrap_or_default(),
                ..Formats::default()
            },
            time_format: TimeFormat::from_slug(&row.time_format),
            picture_at: row.picture_at,
        }
    }
}

/// Stores an account; `false` if the address is taken.
///
/// # Errors
/// When the database refuses.
pub async fn insert_user(tx: &mut Tx, user: NewUser<'_>) -> Result<bool, AppError> {
    let inserted = execute!(tx, c => sqlx::query(
        "insert into users (id, name, email, email_key, password_hash, timezone, awaiting_link, week_start, theme, time_format,
             created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, null, $8, '', $9, $10)
         on conflict (email_key) do nothing"
    )
    .bind(user.id.uuid())
    .bind(user.name)
    .bind(user.email)
    .bind(user.email_key)
    .bind(user.password_hash)
    .bind(user.timezone)
    .bind(user.awaiting_link)
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
        "select id, password_hash, awaiting_link from users where email_key = $1 and deleted_at is null"
    ).bind(key).fetch_optional(c))
}

/// What a password is checked against and throttled by.
#[derive(Debug, sqlx::FromRow)]
pub struct Password {
    /// Its PHC string.
    pub password_hash: String,
    /// The account's address as it is compared.
    pub email_key: String,
}

/// The password of an account.
///
/// # Errors
/// `AppError::NotFound` if there is none.
pub async fn find_password(tx: &mut Tx, id: UserId) -> Result<Password, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Password>(
        "select password_hash, email_key from users where id = $1"
    ).bind(id.uuid()).fetch_one(c))
}

/// An account.
///
/// # Errors
/// `AppError::NotFound` if there is none.
pub async fn find_account(tx: &mut Tx, id: UserId) -> Result<Account, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, UserRow>(
        "select id, name, email, timezone, week_start, theme, date_format, time_format, number_format, picture_at
         from users where id = $1"
    ).bind(id.uuid()).fetch_one(c))
    .map(Account::from)
}

/// Whether there is any account.
///
/// # Errors
/// When the database is out of reach.
pub async fn has_accounts(tx: &mut Tx) -> Result<bool, AppError> {
    let found = fetch!(tx, c => sqlx::query_as::<_, (Uuid,)>("select id from users where deleted_at is null limit 1")
        .fetch_optional(c))?;
    Ok(found.is_some())
}

/// Every account, by address.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_accounts(tx: &mut Tx) -> Result<Vec<Account>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, UserRow>(
        "select id, name, email, timezone, week_start, theme, date_format, time_format, number_format, picture_at
         from users where deleted_at is null order by email_key"
    ).fetch_all(c))?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// Changes name and preferences.
///
/// # Errors
/// When the database refuses.
pub async fn update_account(tx: &mut Tx, account: &Account, now: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update users set name = $2, timezone = $3, week_start = $4, theme = $5, date_format = $6,
             time_format = $7, number_format = $8, updated_at = $9
         where id = $1"
    )
    .bind(account.id.uuid())
    .bind(account.name.as_str())
    .bind(account.timezone.as_str())
    .bind(account.week_start.map(WeekStart::slug))
    .bind(account.theme.slug())
    .bind(account.formats.date.slug())
    .bind(account.time_format.map(TimeFormat::slug).unwrap_or_default())
    .bind(account.formats.number.slug())
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

/// What an account's own letters and rules need to know.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Owner {
    /// The person.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// When it was proved, in unix seconds.
    pub email_verified_at: Option<i64>,
    /// Nobody signs in before the link in the sign-up's letter was followed.
    pub awaiting_link: bool,
}

/// The owner of an account.
///
/// # Errors
/// `AppError::NotFound` if there is none, or no longer.
pub async fn find_owner(tx: &mut Tx, id: UserId) -> Result<Owner, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Owner>(
        "select id, name, email, email_verified_at, awaiting_link from users where id = $1 and deleted_at is null"
    ).bind(id.uuid()).fetch_one(c))
}

/// The owner of the account with this address, if there is one.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_owner_by_email(tx: &mut Tx, key: &str) -> Result<Option<Owner>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Owner>(
        "select id, name, email, email_verified_at, awaiting_link from users where email_key = $1 and deleted_at is null"
    ).bind(key).fetch_optional(c))
}

/// The address is proved, and the account can be used.
///
/// # Errors
/// When the database refuses.
pub async fn set_email_verified(tx: &mut Tx, id: UserId, now: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update users set email_verified_at = $1, awaiting_link = false where id = $2"
    ).bind(now).bind(id.uuid()).execute(c))?;
    Ok(())
}

/// Gives an account another, proved address.
///
/// # Errors
/// When the database refuses.
pub async fn set_email(
    tx: &mut Tx,
    id: UserId,
    email: &str,
    key: &str,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update users set email = $1, email_key = $2, email_verified_at = $3, updated_at = $4 where id = $5"
    ).bind(email).bind(key).bind(now).bind(now).bind(id.uuid()).execute(c))?;
    Ok(())
}

/// A sign-up that nobody followed the link of is signed up again: the newest name and password count.
///
/// # Errors
/// When the database refuses.
pub async fn update_awaiting(
    tx: &mut Tx,
    id: UserId,
    name: &str,
    password_hash: &str,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update users set name = $1, password_hash = $2, updated_at = $3 where id = $4 and awaiting_link"
    ).bind(name).bind(password_hash).bind(now).bind(id.uuid()).execute(c))?;
    Ok(())
}
