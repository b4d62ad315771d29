//! SQL of sessions and of the throttle.

use app::access::{Actor, BillingState, Plan, Role};
use app::accounts::Theme;
use app::error::AppError;
use app::security_log::SecurityEvent;
use app::values::{
    Currency, DateFormat, Formats, NumberFormat, Rounding, TimeFormat, UserId, WeekStart,
    WorkspaceId,
};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A session to be stored.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// What it is called.
    pub id: Uuid,
    /// Whose it is.
    pub user: UserId,
    /// Where it looks at first.
    pub workspace: Option<WorkspaceId>,
    /// The client's address.
    pub address: &'a str,
    /// Its `User-Agent`.
    pub user_agent: &'a str,
    /// Unix seconds.
    pub now: i64,
}

/// A stored session with its actor.
#[derive(Debug)]
pub struct FoundSession {
    /// Who, in the session's workspace.
    pub actor: Actor,
    /// Their colour scheme.
    pub theme: Theme,
    /// How they want dates, times and amounts written.
    pub formats: Formats,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub last_seen_at: i64,
    /// The workspace's grace is over, and nobody has paused its timers yet.
    pub grace_is_over: bool,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    user_id: Uuid,
    workspace_id: Uuid,
    role: String,
    plan: String,
    billing_state: String,
    past_due_since: Option<i64>,
    currency: String,
    workspace_week_start: String,
    timezone: String,
    week_start: Option<String>,
    theme: String,
    date_format: String,
    time_format: String,
    workspace_time_format: String,
    rounding: String,
    number_format: String,
    created_at: i64,
    last_seen_at: i64,
}

impl SessionRow {
    /// Who this is at an instant, in unix seconds: grace may have ended since the row was written.
    fn at(self, now: i64) -> Result<FoundSession, AppError> {
        let row = self;
        let week_start = row.week_start.unwrap_or(row.workspace_week_start);
        let stored = BillingState::from_slug(&row.billing_state).ok_or(AppError::Internal)?;
        let billing = stored.at(row.past_due_since, now);
        let actor = Actor {
            user_id: UserId::from_uuid(row.user_id),
            workspace_id: WorkspaceId::from_uuid(row.workspace_id),
            role: Role::from_slug(&row.role).ok_or(AppError::Internal)?,
            plan: Plan::from_slug(&row.plan).ok_or(AppError::Internal)?,
            billing,
            timezone: row.timezone,
            week_start: week_start
                .parse::<WeekStart>()
                .map_err(|_| AppError::Internal)?,
            currency: Currency::parse(&row.currency).map_err(|_| AppError::Internal)?,
        };
        Ok(FoundSession {
            actor,
            theme: Theme::from_slug(&row.theme).unwrap_or_default(),
            formats: Formats {
                date: DateFormat::from_slug(&row.date_format).unwrap_or_default(),
                time: TimeFormat::from_slug(&row.time_format)
                    .or_else(|| TimeFormat::from_slug(&row.workspace_time_format))
                    .unwrap_or_default(),
                number: NumberFormat::from_slug(&row.number_format).unwrap_or_default(),
                rounding: Rounding::from_slug(&row.rounding).unwrap_or_default(),
            },
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            grace_is_over: stored != billing,
        })
    }
}

/// Stores a session.
///
/// # Errors
/// When the database refuses.
pub async fn insert_session(tx: &mut Tx, session: NewSession<'_>) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into sessions
             (token_hash, id, user_id, workspace_id, address, user_agent, created_at, last_seen_at, confirmed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(session.token_hash.as_slice())
    .bind(session.id)
    .bind(session.user.uuid())
    .bind(session.workspace.map(WorkspaceId::uuid))
    .bind(session.address)
    .bind(session.user_agent)
    .bind(session.now)
    .bind(session.now)
    .bind(session.now)
    .execute(c))?;
    Ok(())
}

/// The session with this hash and its actor at `now`, in unix seconds. Where the session's own workspace is gone or no longer
/// the person's, the one they went to last takes its place, else the first they belong to.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_session(
    tx: &mut Tx,
    hash: &[u8],
    now: i64,
) -> Result<Option<FoundSession>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, SessionRow>(
        "select s.user_id, m.workspace_id, m.role, w.plan, w.billing_state, w.past_due_since, w.currency,
                w.week_start as workspace_week_start, u.timezone, u.week_start, u.theme,
                u.date_format, u.time_format, w.time_format as workspace_time_format, w.rounding, u.number_format,
                s.created_at, s.last_seen_at
         from sessions s
         join users u on u.id = s.user_id
         join members m on m.user_id = s.user_id
         join workspaces w on w.id = m.workspace_id
         where s.token_hash = $1
         order by case when m.workspace_id = s.workspace_id then 0 else 1 end, m.chosen_at desc, m.created_at,
             m.workspace_id
         limit 1"
    )
    .bind(hash)
    .fetch_optional(c))?
    .map(|row| row.at(now))
    .transpose()
}

/// When the session gave the password last, in unix seconds.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_confirmed_at(tx: &mut Tx, hash: &[u8]) -> Result<Option<i64>, AppError> {
    let found = fetch!(tx, c => sqlx::query_as::<_, (i64,)>(
        "select confirmed_at from sessions where token_hash = $1"
    ).bind(hash).fetch_optional(c))?;
    Ok(found.map(|(at,)| at))
}

/// Notes that the session gave the password.
///
/// # Errors
/// When the database refuses.
pub async fn set_confirmed_at(tx: &mut Tx, hash: &[u8], now: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update sessions set confirmed_at = $2 where token_hash = $1")
        .bind(hash).bind(now).execute(c))?;
    Ok(())
}

/// One line of an account's own log.
#[derive(Debug)]
pub struct SecurityLine<'a> {
    /// Whose account.
    pub user: UserId,
    /// The line's id.
    pub id: Uuid,
    /// Unix seconds.
    pub at: i64,
    /// What happened.
    pub event: SecurityEvent,
    /// More of it, never a secret.
    pub detail: &'a str,
    /// Where it came from.
    pub address: &'a str,
    /// With what.
    pub user_agent: &'a str,
}

/// Writes a line into an account's own log.
///
/// # Errors
/// When the database refuses.
pub async fn insert_security_line(tx: &mut Tx, line: SecurityLine<'_>) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into security_log (user_id, id, at, event, detail, address, user_agent)
         values ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(line.user.uuid())
    .bind(line.id)
    .bind(line.at)
    .bind(line.event.slug())
    .bind(line.detail)
    .bind(line.address)
    .bind(line.user_agent)
    .execute(c))?;
    Ok(())
}

/// Notes that a session was used.
///
/// # Errors
/// When the database refuses.
pub async fn touch_session(tx: &mut Tx, hash: &[u8], now: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update sessions set last_seen_at = $2 where token_hash = $1")
        .bind(hash).bind(now).execute(c))?;
    Ok(())
}

/// Makes a workspace the session's current one, and the one that the person's next session begins with.
///
/// # Errors
/// When the database refuses.
pub async fn set_session_workspace(
    tx: &mut Tx,
    hash: &[u8],
    workspace: WorkspaceId,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update sessions set workspace_id = $2 where token_hash = $1")
        .bind(hash).bind(workspace.uuid()).execute(c))?;
    execute!(tx, c => sqlx::query(
        "update members set chosen_at = $1
         where workspace_id = $2 and user_id = (select user_id from sessions where token_hash = $3)"
    ).bind(now).bind(workspace.uuid()).bind(hash).execute(c))?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// When the database refuses.
pub async fn delete_session(tx: &mut Tx, hash: &[u8]) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from sessions where token_hash = $1").bind(hash).execute(c))?;
    Ok(())
}

/// Ends every session of a person.
///
/// # Errors
/// When the database refuses.
pub async fn delete_sessions_of(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from sessions where user_id = $1").bind(user.uuid()).execute(c))?;
    Ok(())
}

/// Ends every session of a person but one.
///
/// # Errors
/// When the database refuses.
pub async fn delete_other_sessions(tx: &mut Tx, user: UserId, kept: &[u8]) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from sessions where user_id = $1 and token_hash <> $2")
        .bind(user.uuid()).bind(kept).execute(c))?;
    Ok(())
}

/// Gives a session another token; the old one is worth nothing any more.
///
/// # Errors
/// When the database refuses.
pub async fn replace_token(tx: &mut Tx, new: &[u8], old: &[u8]) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update sessions set token_hash = $1 where token_hash = $2")
        .bind(new).bind(old).execute(c))?;
    Ok(())
}

/// Forgets what a person began and has not finished: a sign-in that waits for its second factor.
///
/// # Errors
/// When the database refuses.
pub async fn delete_challenges_of(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from challenges where user_id = $1").bind(user.uuid()).execute(c))?;
    Ok(())
}

/// Forgets sessions last used or begun before these instants.
///
/// # Errors
/// When the database refuses.
pub async fn delete_expired_sessions(
    tx: &mut Tx,
    seen_before: i64,
    begun_before: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from sessions where last_seen_at <= $1 or created_at <= $2")
        .bind(seen_before).bind(begun_before).execute(c))?;
    Ok(())
}

/// Whether the account was used from any browser yet.
///
/// # Errors
/// When the database is out of reach.
pub async fn has_known_devices(tx: &mut Tx, user: UserId) -> Result<bool, AppError> {
    let found = fetch!(tx, c => sqlx::query_as::<_, (String,)>(
        "select device from known_devices where user_id = $1 limit 1"
    ).bind(user.uuid()).fetch_optional(c))?;
    Ok(found.is_some())
}

/// Remembers a browser of the account; `false` if it is known.
///
/// # Errors
/// When the database refuses.
pub async fn insert_known_device(
    tx: &mut Tx,
    user: UserId,
    device: &str,
    now: i64,
) -> Result<bool, AppError> {
    let inserted = execute!(tx, c => sqlx::query(
        "insert into known_devices (user_id, device, first_seen_at) values ($1, $2, $3)
         on conflict (user_id, device) do nothing"
    ).bind(user.uuid()).bind(device).bind(now).execute(c))?;
    Ok(inserted == 1)
}

/// Failures so far and when the last one was.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_failures(tx: &mut Tx, subject: &str) -> Result<Option<(i64, i64)>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, (i64, i64)>(
        "select failures, last_failed_at from throttle where subject = $1"
    ).bind(subject).fetch_optional(c))
}

/// Sets the failures of a subject.
///
/// # Errors
/// When the database refuses.
pub async fn set_failures(
    tx: &mut Tx,
    subject: &str,
    failures: i64,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into throttle (subject, failures, last_failed_at) values ($1, $2, $3)
         on conflict (subject) do update set failures = excluded.failures, last_failed_at = excluded.last_failed_at"
    ).bind(subject).bind(failures).bind(now).execute(c))?;
    Ok(())
}

/// Writes a subject's failures as they are: as much work as noting something, and nothing noted.
///
/// # Errors
/// When the database refuses.
pub async fn rewrite_failures(tx: &mut Tx, subject: &str) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update throttle set failures = failures where subject = $1")
        .bind(subject).execute(c))?;
    Ok(())
}

/// Takes an attempt back that turned out to be right: never below zero.
///
/// # Errors
/// When the database refuses.
pub async fn take_back_failure(tx: &mut Tx, subject: &str) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update throttle set failures = failures - 1 where subject = $1 and failures > 0"
    ).bind(subject).execute(c))?;
    Ok(())
}

/// Forgets failures of a subject.
///
/// # Errors
/// When the database refuses.
pub async fn clear_failures(tx: &mut Tx, subject: &str) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from throttle where subject = $1").bind(subject).execute(c))?;
    Ok(())
}

/// Forgets failures older than this.
///
/// # Errors
/// When the database refuses.
pub async fn delete_old_failures(tx: &mut Tx, before: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from throttle where last_failed_at < $1")
        .bind(before).execute(c))?;
    Ok(())
}
