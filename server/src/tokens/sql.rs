//! The SQL of API tokens; always within one workspace, but for the one lookup by a token's hash.

use app::access::{Actor, BillingState, Plan, Role};
use app::error::AppError;
use app::tokens::Scope;
use app::values::{ApiTokenId, Currency, UserId, WorkspaceId};
use uuid::Uuid;

use super::Bearer;
use crate::db::{Conn, Db, Tx, db_error};
use crate::{ask, execute, fetch};

/// A token as it is stored.
#[derive(Debug)]
pub struct NewRow<'a> {
    /// Its id.
    pub id: ApiTokenId,
    /// As whom it acts.
    pub user: UserId,
    /// What it is for.
    pub name: &'a str,
    /// What it may do.
    pub scope: Scope,
    /// Its first characters.
    pub prefix: &'a str,
    /// Its SHA-256.
    pub token_hash: &'a [u8],
    /// When it is made.
    pub now: i64,
    /// From when on it no longer works.
    pub expires_at: Option<i64>,
    /// What the app calls itself that gets it, if one does.
    pub client_id: Option<&'a str>,
}

/// A token as the list needs it.
#[derive(Debug, sqlx::FromRow)]
pub struct TokenRow {
    /// Its id.
    pub id: Uuid,
    /// As whom it acts.
    pub user_id: Uuid,
    /// Their name.
    pub creator: String,
    /// What it is for.
    pub name: String,
    /// `read` or `write`.
    pub scope: String,
    /// Its first characters.
    pub prefix: String,
    /// Unix seconds.
    pub created_at: i64,
    /// From when on it no longer works.
    pub expires_at: Option<i64>,
    /// To the minute.
    pub last_used_at: Option<i64>,
    /// What the app calls itself that got it, if one did.
    pub client_id: Option<String>,
}

/// Stores a token.
///
/// # Errors
/// When the database refuses.
pub async fn insert_token(
    tx: &mut Tx,
    workspace: WorkspaceId,
    row: NewRow<'_>,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into api_tokens (workspace_id, id, user_id, name, scope, prefix, token_hash, created_at, expires_at,
             client_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(workspace.uuid())
    .bind(row.id.uuid())
    .bind(row.user.uuid())
    .bind(row.name)
    .bind(row.scope.slug())
    .bind(row.prefix)
    .bind(row.token_hash)
    .bind(row.now)
    .bind(row.expires_at)
    .bind(row.client_id)
    .execute(c))?;
    Ok(())
}

/// The tokens that were not revoked, newest first: everybody's, or this person's.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_tokens(
    tx: &mut Tx,
    workspace: WorkspaceId,
    whose: Option<UserId>,
) -> Result<Vec<TokenRow>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, TokenRow>(
        "select t.id, t.user_id, u.name as creator, t.name, t.scope, t.prefix, t.created_at, t.expires_at,
                t.last_used_at, t.client_id
         from api_tokens t join users u on u.id = t.user_id
         where t.workspace_id = $1 and t.revoked_at is null and ($2 or t.user_id = $3)
         order by t.created_at desc, t.id desc"
    )
    .bind(workspace.uuid())
    .bind(whose.is_none())
    .bind(whose.map(UserId::uuid))
    .fetch_all(c))
}

/// Whether a person has tokens that were not revoked.
///
/// # Errors
/// When the database is out of reach.
pub async fn has_tokens(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<bool, AppError> {
    let found = fetch!(tx, c => sqlx::query_scalar::<_, Uuid>(
        "select id from api_tokens where workspace_id = $1 and user_id = $2 and revoked_at is null limit 1"
    )
    .bind(workspace.uuid())
    .bind(user.uuid())
    .fetch_optional(c))?;
    Ok(found.is_some())
}

/// Whose token it is and what it is called, if it was not revoked.
///
/// # Errors
/// `AppError::NotFound` when this workspace has none of this id.
pub async fn load_token(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ApiTokenId,
) -> Result<(UserId, String), AppError> {
    let (user, name) = fetch!(tx, c => sqlx::query_as::<_, (Uuid, String)>(
        "select user_id, name from api_tokens where workspace_id = $1 and id = $2 and revoked_at is null"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_one(c))?;
    Ok((UserId::from_uuid(user), name))
}

/// Ends a token.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_token(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ApiTokenId,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update api_tokens set revoked_at = $1 where workspace_id = $2 and id = $3")
        .bind(now).bind(workspace.uuid()).bind(id.uuid()).execute(c))?;
    Ok(())
}

/// Ends every token of a person in a workspace.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_tokens_of(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update api_tokens set revoked_at = $1 where workspace_id = $2 and user_id = $3 and revoked_at is null"
    )
    .bind(now).bind(workspace.uuid()).bind(user.uuid()).execute(c))?;
    Ok(())
}

/// Notes that a token was used, unless that was noted since `before`.
///
/// # Errors
/// When the database refuses.
pub async fn touch_token(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ApiTokenId,
    now: i64,
    before: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update api_tokens set last_used_at = $1
         where workspace_id = $2 and id = $3 and coalesce(last_used_at, 0) <= $4"
    )
    .bind(now).bind(workspace.uuid()).bind(id.uuid()).bind(before).execute(c))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct BearerRow {
    workspace_id: Uuid,
    id: Uuid,
    user_id: Uuid,
    name: String,
    scope: String,
    prefix: String,
    client_id: Option<String>,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
    role: String,
    plan: String,
    billing_state: String,
    past_due_since: Option<i64>,
    currency: String,
    workspace_week_start: String,
    week_start: Option<String>,
    timezone: String,
}

/// Who a token that works stands for: `$1` is its hash, `$2` now.
const BEARER: &str = "
    select t.workspace_id, t.id, t.user_id, t.name, t.scope, t.prefix, t.client_id, t.expires_at,
        t.last_used_at, m.role, w.plan, w.billing_state, w.past_due_since, w.currency,
        w.week_start as workspace_week_start, u.week_start, u.timezone
    from api_tokens t
    join members m on m.workspace_id = t.workspace_id and m.user_id = t.user_id
    join workspaces w on w.id = t.workspace_id
    join users u on u.id = t.user_id
    where t.token_hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)";

/// Who the token of this hash stands for, as far as it was not revoked and has not expired, and its creator still belongs
/// to the workspace.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_bearer(
    conn: &mut Conn,
    hash: &[u8],
    now: i64,
) -> Result<Option<Bearer>, AppError> {
    let found: Option<BearerRow> = match conn {
        Conn::Sqlite(conn) => {
            let query = sqlx::query_as(BEARER).bind(hash).bind(now);
            query.fetch_optional(&mut **conn).await
        }
        Conn::Postgres(conn) => {
            let query = sqlx::query_as(BEARER).bind(hash).bind(now);
            query.fetch_optional(&mut **conn).await
        }
    }
    .map_err(db_error)?;
    found.map(|row| bearer(row, now)).transpose()
}

/// The same inside a transaction.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_bearer_within(
    tx: &mut Tx,
    hash: &[u8],
    now: i64,
) -> Result<Option<Bearer>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, BearerRow>(BEARER).bind(hash).bind(now).fetch_optional(c))?
        .map(|row| bearer(row, now))
        .transpose()
}

fn bearer(row: BearerRow, now: i64) -> Result<Bearer, AppError> {
    let stored = BillingState::from_slug(&row.billing_state).ok_or(AppError::Internal)?;
    let billing = stored.at(row.past_due_since, now);
    let week_start = row.week_start.unwrap_or(row.workspace_week_start);
    Ok(Bearer {
        actor: Actor {
            user_id: UserId::from_uuid(row.user_id),
            workspace_id: WorkspaceId::from_uuid(row.workspace_id),
            role: Role::from_slug(&row.role).ok_or(AppError::Internal)?,
            plan: Plan::from_slug(&row.plan).ok_or(AppError::Internal)?,
            billing,
            timezone: row.timezone,
            week_start: week_start.parse().map_err(|_| AppError::Internal)?,
            currency: Currency::parse(&row.currency).map_err(|_| AppError::Internal)?,
        },
        id: ApiTokenId::from_uuid(row.id),
        name: row.name,
        prefix: row.prefix,
        scope: Scope::from_slug(&row.scope).ok_or(AppError::Internal)?,
        is_app: row.client_id.is_some(),
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        grace_is_over: billing != stored,
    })
}

/// Whether there is, or was, a token of this hash: what is sent then is no guess.
///
/// # Errors
/// When the database is out of reach.
pub async fn is_known(db: &Db, hash: &[u8]) -> Result<bool, AppError> {
    let found = ask!(db, c => sqlx::query_scalar::<_, Uuid>("select id from api_tokens where token_hash = $1")
        .bind(hash)
        .fetch_optional(c))?;
    Ok(found.is_some())
}
