//! Sums over entries, computed by the database.

use app::error::AppError;
use app::projects::ProjectRef;
use app::time_entries::EntryTotals;
use app::values::{Currency, UserId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::Clause;
use super::list::project_ref;
use crate::db::Tx;
use crate::{bind_values, fetch};

/// An entry's amount: `values::amount_cents` in SQL (whole numbers, none below zero).
pub(crate) const AMOUNT: &str =
    "case when e.billable then (e.seconds * e.hourly_rate_cents + 1800) / 3600 else 0 end";

/// The project as something to group by. In a whole workspace the index has entries in the order of their projects, with
/// what is summed up. Of fewer, see [`BOOKED_ON_SOME`].
pub(crate) fn booked_on(clause: &Clause) -> &'static str {
    if clause.is_whole_workspace() {
        "e.project_id"
    } else {
        BOOKED_ON_SOME
    }
}

/// The project of one person's entries (`e`), or of some days': SQLite would walk through everybody's in the index that
/// holds all that is summed up, were there not something that it does not hold.
pub(crate) const BOOKED_ON_SOME: &str = "coalesce(e.project_id, nullif(e.id, e.id))";

#[derive(sqlx::FromRow)]
struct TotalsRow {
    count: i64,
    seconds: i64,
    billable_seconds: i64,
    amount: i64,
    currency: Option<String>,
}

/// Sums over everything the clause lets through. Entries are summed up by project before any join, so that 100,000 of
/// them cost one walk through their rows and a few look-ups.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_totals(
    tx: &mut Tx,
    clause: &Clause,
    default_currency: Currency,
) -> Result<EntryTotals, AppError> {
    let booked_on = booked_on(clause);
    let text = format!(
        "select cast(sum(s.entries) as bigint) as count, cast(sum(s.seconds) as bigint) as seconds,
             cast(sum(s.billable_seconds) as bigint) as billable_seconds, cast(sum(s.amount) as bigint) as amount,
             c.currency
         from (select {booked_on} as booked_on, count(*) as entries, sum(e.seconds) as seconds,
                 sum(case when e.billable then e.seconds else 0 end) as billable_seconds, sum({AMOUNT}) as amount
             from time_entries e where {} group by booked_on) s
         left join projects p on p.workspace_id = $1 and p.id = s.booked_on
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         group by c.currency",
        clause.text(),
    );
    let rows: Vec<TotalsRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    let mut totals = EntryTotals::default();
    for row in rows {
        totals.count += row.count;
        totals.seconds += row.seconds;
        totals.billable_seconds += row.billable_seconds;
        totals.amounts.add(
            currency_or(row.currency.as_deref(), default_currency),
            row.amount,
        );
    }
    Ok(totals)
}

fn currency_or(code: Option<&str>, default: Currency) -> Currency {
    code.and_then(|code| Currency::parse(code).ok())
        .unwrap_or(default)
}

/// Seconds of what the clause lets through and that starts from `from` to before `to`.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn sum_seconds(
    tx: &mut Tx,
    clause: &Clause,
    from: i64,
    to: i64,
) -> Result<i64, AppError> {
    let mut clause = clause.clone();
    clause.and("e.started_at >=", from);
    clause.and("e.started_at <", to);
    let text = format!(
        "select cast(coalesce(sum(e.seconds), 0) as bigint) from time_entries e where {}",
        clause.text(),
    );
    fetch!(tx, c => bind_values!(sqlx::query_scalar(AssertSqlSafe(text.clone())), clause.values()).fetch_one(c))
}

/// One project's share of one day.
#[derive(Clone, Debug)]
pub(crate) struct WeekPart {
    /// Which of the days asked for.
    pub(crate) day: usize,
    pub(crate) project: Option<ProjectRef>,
    /// The client's; `None` is the workspace's.
    pub(crate) currency: Option<Currency>,
    pub(crate) count: i64,
    pub(crate) seconds: i64,
    pub(crate) billable_seconds: i64,
    pub(crate) amount_cents: i64,
}

#[derive(sqlx::FromRow)]
struct WeekRow {
    day: i64,
    count: i64,
    seconds: i64,
    billable_seconds: i64,
    amount: i64,
    project_id: Option<Uuid>,
    project_name: Option<String>,
    colour: Option<String>,
    client_name: Option<String>,
    currency: Option<String>,
}

/// A person's time, or everybody's, by day and project; day `n` lasts from `starts[n]` to before `starts[n + 1]`.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_week_parts(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: Option<UserId>,
    starts: &[i64],
) -> Result<Vec<WeekPart>, AppError> {
    let mut clause = Clause::of_workspace("e", workspace);
    if let Some(user) = user {
        clause.and("e.user_id =", user.uuid());
    }
    let Some(day) = clause.and_days(starts) else {
        return Ok(Vec::new());
    };
    let text = format!(
        "select cast(s.day as bigint) as day, cast(s.entries as bigint) as count, cast(s.seconds as bigint) as seconds,
             cast(s.billable_seconds as bigint) as billable_seconds, cast(s.amount as bigint) as amount,
             s.project_id, p.name as project_name, p.colour, c.name as client_name, c.currency
         from (select d.workspace_id, d.day, d.project_id, count(*) as entries, sum(d.seconds) as seconds,
                 sum(d.billable_seconds) as billable_seconds, sum(d.amount) as amount
             from (select e.workspace_id, e.project_id, e.seconds, {day} as day,
                     case when e.billable then e.seconds else 0 end as billable_seconds, {AMOUNT} as amount
                 from time_entries e where {}) d
             group by d.workspace_id, d.day, d.project_id) s
         left join projects p on p.workspace_id = s.workspace_id and p.id = s.project_id
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id",
        clause.text(),
    );
    let rows: Vec<WeekRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|row| WeekPart {
            day: usize::try_from(row.day).unwrap_or_default(),
            project: project_ref(
                row.project_id,
                row.project_name,
                row.client_name,
                row.colour.as_deref(),
            ),
            currency: row.currency.and_then(|code| Currency::parse(&code).ok()),
            count: row.count,
            seconds: row.seconds,
            billable_seconds: row.billable_seconds,
            amount_cents: row.amount,
        })
        .collect())
}
