//! What entries earn and cost, by one grouping.

use app::access::Role;
use app::error::AppError;
use app::reports::Dimension;
use app::values::{Currency, UserId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::Tx;
use crate::time_entries::sql::{AMOUNT, Clause, booked_on};
use crate::{bind_values, fetch};

/// An entry's cost: whole numbers, none below zero; one that nobody knows is 0.
const COST: &str = "(e.seconds * coalesce(e.internal_cost_cents, 0) + 1800) / 3600";

/// Sums of one group in one currency.
#[derive(Clone, Debug)]
pub(crate) struct ProfitSum {
    pub(crate) id: Option<Uuid>,
    /// The client's; `None` is the workspace's.
    pub(crate) currency: Option<Currency>,
    pub(crate) seconds: i64,
    pub(crate) billable_seconds: i64,
    pub(crate) amount_cents: i64,
    pub(crate) cost_cents: i64,
    pub(crate) billable_cost_cents: i64,
    pub(crate) costless_seconds: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Option<Uuid>,
    currency: Option<String>,
    seconds: i64,
    billable_seconds: i64,
    amount: i64,
    cost: i64,
    billable_cost: i64,
    costless: i64,
}

/// Sums by project, client or person and currency, made before any join as in the summary.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_profit(
    tx: &mut Tx,
    clause: &Clause,
    by: Dimension,
) -> Result<Vec<ProfitSum>, AppError> {
    let (id, person) = match by {
        Dimension::Client => ("p.client_id", ""),
        Dimension::User => ("s.user_id", ", e.user_id"),
        _ => ("s.booked_on", ""),
    };
    let booked_on = booked_on(clause);
    let text = format!(
        "select {id} as id, c.currency, cast(sum(s.seconds) as bigint) as seconds,
             cast(sum(s.billable_seconds) as bigint) as billable_seconds, cast(sum(s.amount) as bigint) as amount,
             cast(sum(s.cost) as bigint) as cost, cast(sum(s.billable_cost) as bigint) as billable_cost,
             cast(sum(s.costless) as bigint) as costless
         from (select {booked_on} as booked_on{person}, sum(e.seconds) as seconds,
                 sum(case when e.billable then e.seconds else 0 end) as billable_seconds, sum({AMOUNT}) as amount,
                 sum({COST}) as cost, sum(case when e.billable then {COST} else 0 end) as billable_cost,
                 sum(case when e.internal_cost_cents is null then e.seconds else 0 end) as costless
             from time_entries e where {} group by booked_on{person}) s
         left join projects p on p.workspace_id = $1 and p.id = s.booked_on
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         group by {id}, c.currency",
        clause.text(),
    );
    let rows: Vec<Row> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|row| ProfitSum {
            id: row.id,
            currency: row.currency.and_then(|code| Currency::parse(&code).ok()),
            seconds: row.seconds,
            billable_seconds: row.billable_seconds,
            amount_cents: row.amount,
            cost_cents: row.cost,
            billable_cost_cents: row.billable_cost,
            costless_seconds: row.costless,
        })
        .collect())
}

/// How much a member has time for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemberCapacity {
    pub(crate) user: UserId,
    /// In a week.
    pub(crate) seconds: i64,
    /// Whether they track time at all.
    pub(crate) tracks: bool,
}

/// How much each member has time for in a week, where that is known.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_capacities(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<MemberCapacity>, AppError> {
    let rows: Vec<(Uuid, i64, String)> = fetch!(tx, c => sqlx::query_as(
        "select user_id, weekly_capacity_seconds, role from members
         where workspace_id = $1 and weekly_capacity_seconds is not null"
    )
    .bind(workspace.uuid())
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(user, seconds, role)| MemberCapacity {
            user: UserId::from_uuid(user),
            seconds,
            tracks: Role::from_slug(&role) != Some(Role::Viewer),
        })
        .collect())
}
