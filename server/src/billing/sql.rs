//! SQL of plans, seats and payment.

use app::access::{BillingState, Plan, Room};
use app::billing::Usage;
use app::error::AppError;
use app::values::{UserId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A workspace's plan and payment, as they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which workspace.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// Plan and seats.
    pub room: Room,
    /// How the payment stood when it was written last.
    pub state: BillingState,
    /// When the renewal failed that began the present grace period, in unix seconds.
    pub past_due_since: Option<i64>,
}

/// Plan and payment of a workspace; `None` if there is none.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_standing(tx: &mut Tx, id: WorkspaceId) -> Result<Option<Standing>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, (String, String, Option<i64>, String, Option<i64>)>(
        "select name, plan, seats, billing_state, past_due_since from workspaces where id = $1"
    ).bind(id.uuid()).fetch_optional(c))?
    .map(|(name, plan, seats, state, past_due_since)| {
        Ok(Standing {
            id,
            name,
            room: Room {
                plan: Plan::from_slug(&plan).ok_or(AppError::Internal)?,
                seats,
            },
            state: BillingState::from_slug(&state).ok_or(AppError::Internal)?,
            past_due_since,
        })
    })
    .transpose()
}

/// Sets plan and seats.
///
/// # Errors
/// When the database refuses.
pub async fn set_room(tx: &mut Tx, id: WorkspaceId, room: Room, now: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update workspaces set plan = $2, seats = $3, updated_at = $4 where id = $1"
    )
    .bind(id.uuid())
    .bind(room.plan.slug())
    .bind(room.seats)
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Sets how the payment stands.
///
/// # Errors
/// When the database refuses.
pub async fn set_state(
    tx: &mut Tx,
    id: WorkspaceId,
    state: BillingState,
    past_due_since: Option<i64>,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update workspaces set billing_state = $2, past_due_since = $3, updated_at = $4 where id = $1"
    )
    .bind(id.uuid())
    .bind(state.slug())
    .bind(past_due_since)
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// How many people are in a workspace, and how many of them take a seat.
///
/// # Errors
/// When the database is out of reach.
pub async fn count_people(tx: &mut Tx, id: WorkspaceId) -> Result<Usage, AppError> {
    let (people, seated) = fetch!(tx, c => sqlx::query_as::<_, (i64, i64)>(
        "select count(*), cast(coalesce(sum(case when role = 'viewer' then 0 else 1 end), 0) as bigint)
         from members where workspace_id = $1"
    ).bind(id.uuid()).fetch_one(c))?;
    Ok(Usage { people, seated })
}

/// The Owner's name and address.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_owner(
    tx: &mut Tx,
    id: WorkspaceId,
) -> Result<Option<(String, String)>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, (String, String)>(
        "select u.name, u.email from members m join users u on u.id = m.user_id
         where m.workspace_id = $1 and m.role = 'owner'"
    ).bind(id.uuid()).fetch_optional(c))
}

/// Workspaces whose grace began at this instant or earlier, those first whose grace began first.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_grace_until(tx: &mut Tx, began: i64) -> Result<Vec<WorkspaceId>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, (Uuid,)>(
        "select id from workspaces where billing_state = 'past_due' and past_due_since <= $1
         order by past_due_since limit 1000"
    ).bind(began).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(id,)| WorkspaceId::from_uuid(id))
        .collect())
}

/// When the oldest grace period under way began.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_oldest_grace(tx: &mut Tx) -> Result<Option<i64>, AppError> {
    let (began,) = fetch!(tx, c => sqlx::query_as::<_, (Option<i64>,)>(
        "select min(past_due_since) from workspaces where billing_state = 'past_due'"
    ).fetch_one(c))?;
    Ok(began)
}

/// Who a workspace is to the payment provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The provider's name for who pays.
    pub customer: String,
    /// The provider's name for what is paid; `None` once it ended.
    pub subscription: Option<String>,
    /// When the newest news about plan and seats were made, in unix seconds.
    pub room_at: i64,
    /// When the newest news about payment were made, in unix seconds.
    pub payment_at: i64,
}

/// Who a workspace is to the payment provider, if it is anybody.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_account(tx: &mut Tx, id: WorkspaceId) -> Result<Option<Account>, AppError> {
    let row = fetch!(tx, c => sqlx::query_as::<_, (String, Option<String>, i64, i64)>(
        "select customer, subscription, room_at, payment_at from billing_accounts where workspace_id = $1"
    ).bind(id.uuid()).fetch_optional(c))?;
    Ok(
        row.map(|(customer, subscription, room_at, payment_at)| Account {
            customer,
            subscription,
            room_at,
            payment_at,
        }),
    )
}

/// The workspace that this customer of the provider's pays for.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_workspace_of(
    tx: &mut Tx,
    customer: &str,
) -> Result<Option<WorkspaceId>, AppError> {
    let row = fetch!(tx, c => sqlx::query_as::<_, (Uuid,)>(
        "select workspace_id from billing_accounts where customer = $1"
    ).bind(customer).fetch_optional(c))?;
    Ok(row.map(|(id,)| WorkspaceId::from_uuid(id)))
}

/// Keeps who a workspace is to the payment provider.
///
/// # Errors
/// When the database refuses.
pub async fn keep_account(
    tx: &mut Tx,
    id: WorkspaceId,
    account: &Account,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into billing_accounts (workspace_id, customer, subscription, room_at, payment_at, updated_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (workspace_id) do update set
             customer = excluded.customer, subscription = excluded.subscription, room_at = excluded.room_at,
             payment_at = excluded.payment_at, updated_at = excluded.updated_at"
    )
    .bind(id.uuid())
    .bind(account.customer.as_str())
    .bind(account.subscription.as_deref())
    .bind(account.room_at)
    .bind(account.payment_at)
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Notes that news were taken in; `false` if they were before.
///
/// # Errors
/// When the database refuses.
pub async fn remember_event(tx: &mut Tx, event: &str, now: i64) -> Result<bool, AppError> {
    let added = execute!(tx, c => sqlx::query(
        "insert into billing_events (id, received_at) values ($1, $2) on conflict (id) do nothing"
    ).bind(event).bind(now).execute(c))?;
    Ok(added == 1)
}

/// Forgets news that were taken in before this instant.
///
/// # Errors
/// When the database refuses.
pub async fn delete_events_before(tx: &mut Tx, before: i64) -> Result<u64, AppError> {
    execute!(tx, c => sqlx::query("delete from billing_events where received_at < $1")
        .bind(before).execute(c))
}

/// The subscriptions of workspaces in which this person is alone: those that end with their account.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_lone_subscriptions(
    tx: &mut Tx,
    owner: UserId,
) -> Result<Vec<WorkspaceId>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, (Uuid,)>(
        "select b.workspace_id from billing_accounts b
         join members m on m.workspace_id = b.workspace_id and m.role = 'owner'
         where m.user_id = $1 and b.subscription is not null
           and (select count(*) from members o where o.workspace_id = b.workspace_id) = 1"
    ).bind(owner.uuid()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(id,)| WorkspaceId::from_uuid(id))
        .collect())
}
