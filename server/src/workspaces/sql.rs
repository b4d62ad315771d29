//! SQL of workspaces and their members.

use app::access::{BillingState, Plan, Role};
use app::error::AppError;
use app::values::{Currency, UserId, WeekStart, WorkspaceId};
use app::workspaces::Workspace;
use app::workspaces::rules::WorkspaceDetails;
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

#[derive(sqlx::FromRow)]
struct WorkspaceRow {
    id: Uuid,
    name: String,
    currency: String,
    week_start: String,
    plan: String,
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
            plan: Plan::from_slug(&row.plan).ok_or(AppError::Internal)?,
            role: Role::from_slug(&row.role).ok_or(AppError::Internal)?,
        })
    }
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
        "select w.id, w.name, w.currency, w.week_start, w.plan, m.role
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
        "select w.id, w.name, w.currency, w.week_start, w.plan, m.role
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
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update workspaces set name = $2, currency = $3, week_start = $4, updated_at = $5 where id = $1"
    )
    .bind(id.uuid())
    .bind(details.name.as_str())
    .bind(details.currency.code())
    .bind(details.week_start.slug())
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
) -> Result<app::access::Actor, AppError> {
    let role = if user.is_some() { "" } else { "owner" };
    let row = fetch!(tx, c => sqlx::query_as::<_, MembershipRow>(
        "select m.user_id, m.role, w.plan, w.billing_state, w.currency, w.week_start as workspace_week_start,
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
        billing: BillingState::from_slug(&row.billing_state).ok_or(AppError::Internal)?,
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
    currency: String,
    workspace_week_start: String,
    week_start: Option<String>,
    timezone: String,
}
