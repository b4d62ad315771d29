//! SQL of workspaces and their members.

pub mod deletion;

use app::access::{BillingState, Plan, Role};
use app::error::AppError;
use app::values::{Currency, Rounding, TimeFormat, UserId, WeekStart, WorkspaceId};
use app::workspaces::Workspace;
use app::workspaces::rules::{WorkspaceDefaults, WorkspaceDetails};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

#[derive(sqlx::FromRow)]
struct WorkspaceRow {
    id: Uuid,
    name: String,
    currency: String,
    week_start: String,
    default_rate_cents: i64,
    rounding: String,
    time_format: String,
    plan: String,
    billing_state: String,
    past_due_since: Option<i64>,
    seats: Option<i64>,
    role: String,
}

impl TryFrom<WorkspaceRow> for Workspace {
    type Error = AppError;

    fn try_from(row: WorkspaceRow) -> Result<Self, AppError> {
        Ok(Self {
            id: WorkspaceId::from_uuid(row.id),
            name: row.name,
            currency: Currency::parse(&row.currency).map_err(|_| AppError::Internal)?,
            week_start: row.week_start.parse().map_err(|_| AppError::Internal)?,
            default_rate_cents: row.default_rate_cents,
            rounding: Rounding::from_slug(&row.rounding).unwrap_or_default(),
            time_format: TimeFormat::from_slug(&row.time_format).unwrap_or_default(),
            plan: Plan::from_slug(&row.plan).ok_or(AppError::Internal)?,
            billing: BillingState::from_slug(&row.billing_state).ok_or(AppError::Internal)?,
            past_due_since: row.past_due_since,
            seats: row.seats,
            role: Role::from_slug(&row.role).ok_or(AppError::Internal)?,
        })
    }
}

/// What a member is allowed, as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// What they are in the workspace.
    pub role: Role,
    /// What it has paid for.
    pub plan: Plan,
    /// How the payment stood when it was written last.
    pub billing: BillingState,
    /// When the renewal failed that began the present grace period, in unix seconds.
    pub past_due_since: Option<i64>,
}

/// What a person is allowed in a workspace; `None` if they do not belong to it.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_standing(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Standing>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, (String, String, String, Option<i64>)>(
        "select m.role, w.plan, w.billing_state, w.past_due_since
         from members m join workspaces w on w.id = m.workspace_id
         where m.workspace_id = $1 and m.user_id = $2"
    ).bind(workspace.uuid()).bind(user.uuid()).fetch_optional(c))?
    .map(|(role, plan, billing, past_due_since)| {
        Ok(Standing {
            role: Role::from_slug(&role).ok_or(AppError::Internal)?,
            plan: Plan::from_slug(&plan).ok_or(AppError::Internal)?,
            billing: BillingState::from_slug(&billing).ok_or(AppError::Internal)?,
            past_due_since,
        })
    })
    .transpose()
}

/// What a workspace is called.
///
/// # Errors
/// `AppError::NotFound` if there is none.
pub async fn load_name(tx: &mut Tx, workspace: WorkspaceId) -> Result<String, AppError> {
    fetch!(tx, c => sqlx::query_scalar("select name from workspaces where id = $1")
        .bind(workspace.uuid())
        .fetch_one(c))
}

/// Everybody in a workspace.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_member_ids(tx: &mut Tx, workspace: WorkspaceId) -> Result<Vec<UserId>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, (Uuid,)>(
        "select user_id from members where workspace_id = $1"
    ).bind(workspace.uuid()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(id,)| UserId::from_uuid(id))
        .collect())
}

/// Stores a workspace.
///
/// # Errors
/// When the database refuses.
pub async fn insert_workspace(
    tx: &mut Tx,
    id: WorkspaceId,
    details: &WorkspaceDetails,
    plan: Plan,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into workspaces (id, name, currency, week_start, plan, billing_state, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(id.uuid())
    .bind(details.name.as_str())
    .bind(details.currency.code())
    .bind(details.week_start.slug())
    .bind(plan.slug())
    .bind(BillingState::Active.slug())
    .bind(now)
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Makes a person a member of a workspace.
///
/// # Errors
/// When the database refuses.
pub async fn insert_member(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into members (workspace_id, user_id, role, created_at) values ($1, $2, $3, $4)"
    ).bind(workspace.uuid()).bind(user.uuid()).bind(role.slug()).bind(now).execute(c))?;
    Ok(())
}

/// Makes whoever else changes this person's memberships wait for the end of this transaction.
///
/// # Errors
/// When the database refuses.
pub async fn hold_person(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update users set updated_at = updated_at where id = $1")
        .bind(user.uuid()).execute(c))?;
    Ok(())
}

/// Makes a workspace the first its members joined: the one a new session opens.
///
/// # Errors
/// When the database refuses.
pub async fn join_first(tx: &mut Tx, workspace: WorkspaceId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update members set created_at = created_at - 86400 where workspace_id = $1")
        .bind(workspace.uuid()).execute(c))?;
    Ok(())
}

/// The workspaces a person belongs to, by name.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_workspaces_of(tx: &mut Tx, user: UserId) -> Result<Vec<Workspace>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, WorkspaceRow>(
        "select w.id, w.name, w.currency, w.week_start, w.default_rate_cents, w.rounding, w.time_format,
                w.plan, w.billing_state, w.past_due_since, w.seats, m.role
         from members m join workspaces w on w.id = m.workspace_id
         where m.user_id = $1
         order by lower(w.name), w.id"
    ).bind(user.uuid()).fetch_all(c))?
    .into_iter()
    .map(Workspace::try_from)
    .collect()
}

/// A workspace as one of its members sees it.
///
/// # Errors
/// `AppError::NotFound` if there is none or the person does not belong to it.
pub async fn find_workspace(
    tx: &mut Tx,
    id: WorkspaceId,
    user: UserId,
) -> Result<Workspace, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, WorkspaceRow>(
        "select w.id, w.name, w.currency, w.week_start, w.default_rate_cents, w.rounding, w.time_format,
                w.plan, w.billing_state, w.past_due_since, w.seats, m.role
         from workspaces w join members m on m.workspace_id = w.id
         where w.id = $1 and m.user_id = $2"
    ).bind(id.uuid()).bind(user.uuid()).fetch_one(c))?
    .try_into()
}

/// Changes a workspace's settings.
///
/// # Errors
/// When the database refuses.
pub async fn update_workspace(
    tx: &mut Tx,
    id: WorkspaceId,
    details: &WorkspaceDetails,
    defaults: WorkspaceDefaults,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update workspaces set name = $2, currency = $3, week_start = $4, default_rate_cents = $5, rounding = $6,
             time_format = $7, updated_at = $8
         where id = $1"
    )
    .bind(id.uuid())
    .bind(details.name.as_str())
    .bind(details.currency.code())
    .bind(details.week_start.slug())
    .bind(defaults.default_rate_cents)
    .bind(defaults.rounding.slug())
    .bind(defaults.time_format.slug())
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Sets what a workspace has paid for; `false` if there is none.
///
/// # Errors
/// When the database refuses.
pub async fn set_plan(
    tx: &mut Tx,
    id: WorkspaceId,
    plan: Plan,
    now: i64,
) -> Result<bool, AppError> {
    let changed = execute!(tx, c => sqlx::query(
        "update workspaces set plan = $2, updated_at = $3 where id = $1"
    ).bind(id.uuid()).bind(plan.slug()).bind(now).execute(c))?;
    Ok(changed == 1)
}

/// Every workspace with its owner's address: id, name, plan, billing state, address.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_all_workspaces(
    tx: &mut Tx,
) -> Result<Vec<(Uuid, String, String, String, String)>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, (Uuid, String, String, String, String)>(
        "select w.id, w.name, w.plan, w.billing_state, u.email
         from workspaces w
         join members m on m.workspace_id = w.id and m.role = 'owner'
         join users u on u.id = m.user_id
         order by w.created_at, w.id"
    ).fetch_all(c))
}

/// The membership an operator's command acts through: user id, role, plan, billing state, currency,
/// week start, time zone; the owner's if no user is named.
///
/// # Errors
/// `AppError::NotFound` if there is none.
pub async fn find_membership(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: Option<UserId>,
    now: i64,
) -> Result<app::access::Actor, AppError> {
    let role = if user.is_some() { "" } else { "owner" };
    let row = fetch!(tx, c => sqlx::query_as::<_, MembershipRow>(
        "select m.user_id, m.role, w.plan, w.billing_state, w.past_due_since, w.currency, w.week_start as workspace_week_start,
                u.week_start, u.timezone
         from members m
         join workspaces w on w.id = m.workspace_id
         join users u on u.id = m.user_id
         where m.workspace_id = $1 and (m.user_id = $2 or m.role = $3)"
    ).bind(workspace.uuid()).bind(user.map(UserId::uuid)).bind(role).fetch_one(c))?;
    let week_start = row.week_start.unwrap_or(row.workspace_week_start);
    Ok(app::access::Actor {
        user_id: UserId::from_uuid(row.user_id),
        workspace_id: workspace,
        role: Role::from_slug(&row.role).ok_or(AppError::Internal)?,
        plan: Plan::from_slug(&row.plan).ok_or(AppError::Internal)?,
        billing: BillingState::from_slug(&row.billing_state)
            .ok_or(AppError::Internal)?
            .at(row.past_due_since, now),
        timezone: row.timezone,
        week_start: week_start
            .parse::<WeekStart>()
            .map_err(|_| AppError::Internal)?,
        currency: Currency::parse(&row.currency).map_err(|_| AppError::Internal)?,
    })
}

#[derive(sqlx::FromRow)]
struct MembershipRow {
    user_id: Uuid,
    role: String,
    plan: String,
    billing_state: String,
    past_due_since: Option<i64>,
    currency: String,
    workspace_week_start: String,
    week_start: Option<String>,
    timezone: String,
}
