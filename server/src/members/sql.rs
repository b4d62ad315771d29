//! The SQL of members; always within one workspace. Invitations are in the file below.

pub mod invitations;

use app::access::{BillingState, Plan, Role, Room};
use app::error::AppError;
use app::members::{Member, MemberTerms};
use app::values::{UserId, WorkspaceId, name_key};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

#[derive(sqlx::FromRow)]
struct MemberRow {
    user_id: Uuid,
    name: String,
    email: String,
    picture_at: Option<i64>,
    role: String,
    weekly_capacity_seconds: Option<i64>,
    internal_cost_cents: Option<i64>,
    hourly_rate_cents: Option<i64>,
}

impl TryFrom<MemberRow> for Member {
    type Error = AppError;

    fn try_from(row: MemberRow) -> Result<Self, AppError> {
        Ok(Self {
            user_id: UserId::from_uuid(row.user_id),
            name: row.name,
            email: row.email,
            picture_at: row.picture_at,
            role: Role::from_slug(&row.role).ok_or(AppError::Internal)?,
            terms: Some(MemberTerms {
                weekly_capacity_seconds: row.weekly_capacity_seconds,
                internal_cost_cents: row.internal_cost_cents,
                hourly_rate_cents: row.hourly_rate_cents,
            }),
        })
    }
}

/// The workspace's members with their terms, by role and name; what not everybody may see is for the caller to take out.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_members(tx: &mut Tx, workspace: WorkspaceId) -> Result<Vec<Member>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, MemberRow>(
        "select m.user_id, u.name, u.email, u.picture_at, m.role, m.weekly_capacity_seconds, m.internal_cost_cents,
             m.hourly_rate_cents
         from members m join users u on u.id = m.user_id
         where m.workspace_id = $1"
    ).bind(workspace.uuid()).fetch_all(c))?;
    let mut members = rows
        .into_iter()
        .map(Member::try_from)
        .collect::<Result<Vec<Member>, AppError>>()?;
    members.sort_by_cached_key(|member| {
        let rank = Role::ALL.iter().position(|role| *role == member.role);
        (rank, name_key(&member.name), member.user_id)
    });
    Ok(members)
}

/// A member with their terms.
///
/// # Errors
/// `AppError::NotFound` if the workspace has no such member.
pub async fn find_member(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Member, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, MemberRow>(
        "select m.user_id, u.name, u.email, u.picture_at, m.role, m.weekly_capacity_seconds, m.internal_cost_cents,
             m.hourly_rate_cents
         from members m join users u on u.id = m.user_id
         where m.workspace_id = $1 and m.user_id = $2"
    ).bind(workspace.uuid()).bind(user.uuid()).fetch_one(c))?
    .try_into()
}

/// The name of the member with this address, if there is one.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_member_name(
    tx: &mut Tx,
    workspace: WorkspaceId,
    email_key: &str,
) -> Result<Option<String>, AppError> {
    fetch!(tx, c => sqlx::query_scalar::<_, String>(
        "select u.name from members m join users u on u.id = m.user_id
         where m.workspace_id = $1 and u.email_key = $2"
    ).bind(workspace.uuid()).bind(email_key).fetch_optional(c))
}

/// A workspace as its new members find it.
#[derive(Clone, Copy, Debug)]
pub struct House {
    /// How many people belong to it.
    pub people: i64,
    /// How many of them take a seat.
    pub seated: i64,
    /// What there is room for.
    pub room: Room,
    /// How the payment stands.
    pub billing: BillingState,
}

/// How many people a workspace has, and room for, at `now` in unix seconds.
///
/// # Errors
/// `AppError::NotFound` if there is no such workspace.
pub async fn find_house(tx: &mut Tx, workspace: WorkspaceId, now: i64) -> Result<House, AppError> {
    let (plan, billing, past_due_since, seats) = fetch!(tx, c =>
        sqlx::query_as::<_, (String, String, Option<i64>, Option<i64>)>(
            "select plan, billing_state, past_due_since, seats from workspaces where id = $1"
        ).bind(workspace.uuid()).fetch_one(c))?;
    let (people, seated) = fetch!(tx, c => sqlx::query_as::<_, (i64, i64)>(
        "select count(*), cast(coalesce(sum(case when role = 'viewer' then 0 else 1 end), 0) as bigint)
         from members where workspace_id = $1"
    ).bind(workspace.uuid()).fetch_one(c))?;
    let billing = BillingState::from_slug(&billing).ok_or(AppError::Internal)?;
    Ok(House {
        people,
        seated,
        room: Room {
            plan: Plan::from_slug(&plan).ok_or(AppError::Internal)?,
            seats,
        },
        billing: billing.at(past_due_since, now),
    })
}

/// Gives a member another role.
///
/// # Errors
/// When the database refuses.
pub async fn set_role(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
) -> Result<(), AppError> {
    let changed = execute!(tx, c => sqlx::query(
        "update members set role = $1 where workspace_id = $2 and user_id = $3"
    ).bind(role.slug()).bind(workspace.uuid()).bind(user.uuid()).execute(c))?;
    if changed == 1 {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Sets a member's capacity, cost and rate.
///
/// # Errors
/// When the database refuses.
pub async fn set_terms(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    terms: MemberTerms,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update members set weekly_capacity_seconds = $1, internal_cost_cents = $2, hourly_rate_cents = $3
         where workspace_id = $4 and user_id = $5"
    )
    .bind(terms.weekly_capacity_seconds)
    .bind(terms.internal_cost_cents)
    .bind(terms.hourly_rate_cents)
    .bind(workspace.uuid())
    .bind(user.uuid())
    .execute(c))?;
    Ok(())
}

/// Takes a member out of a workspace; their timer goes with it.
///
/// # Errors
/// When the database refuses.
pub async fn delete_member(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from members where workspace_id = $1 and user_id = $2")
        .bind(workspace.uuid()).bind(user.uuid()).execute(c))?;
    Ok(())
}

/// What an hour of each member costs, in minor units.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_costs(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<(UserId, Option<i64>)>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, (Uuid, Option<i64>)>(
        "select user_id, internal_cost_cents from members where workspace_id = $1"
    ).bind(workspace.uuid()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(user, cost)| (UserId::from_uuid(user), cost))
        .collect())
}
