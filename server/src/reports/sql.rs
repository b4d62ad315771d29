//! The SQL of reports: one statement whatever the groupings, which hands over a row for each group.

mod profit;

use app::error::AppError;
use app::reports::{Dimension, MAX_GROUPS};
use app::values::{Currency, Date, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::periods::{day_number, day_of, first_day};
use crate::db::Tx;
use crate::local_time::Zone;
use crate::time_entries::sql::{AMOUNT, Clause, booked_on};
use crate::{bind_values, fetch};
use app::values::WeekStart;

pub(crate) use profit::{MemberCapacity, ProfitSum, load_capacities, load_profit};

/// What a row stands for in one grouping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// A thing, or none.
    Id(Option<Uuid>),
    /// A stretch of time, by its first day.
    From(Date),
}

/// Sums of one group in one currency.
#[derive(Clone, Debug)]
pub(crate) struct GroupSum {
    /// One for each grouping.
    pub(crate) keys: Vec<Key>,
    /// The client's; `None` is the workspace's.
    pub(crate) currency: Option<Currency>,
    pub(crate) entries: i64,
    pub(crate) seconds: i64,
    pub(crate) billable_seconds: i64,
    pub(crate) amount_cents: i64,
}

#[derive(sqlx::FromRow)]
struct SumRow {
    id1: Option<Uuid>,
    id2: Option<Uuid>,
    day1: Option<i64>,
    day2: Option<i64>,
    currency: Option<String>,
    entries: i64,
    seconds: i64,
    billable_seconds: i64,
    amount: i64,
}

/// Which entries, and how days are told apart.
#[derive(Clone, Debug)]
pub(crate) struct Ask<'a> {
    /// Which entries (`e`).
    pub(crate) clause: &'a Clause,
    /// Whose days.
    pub(crate) zone: &'a Zone,
    /// The person's week.
    pub(crate) week_start: WeekStart,
    /// Between which instants they start; see [`load_extent`].
    pub(crate) extent: (i64, i64),
}

/// The starts of the workspace's first and last entries; `None` without any. Two steps of the index.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_extent(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Option<(i64, i64)>, AppError> {
    let (first, last): (Option<i64>, Option<i64>) = fetch!(tx, c => sqlx::query_as(
        "select (select e.started_at from time_entries e where e.workspace_id = $1 order by e.started_at, e.id limit 1),
             (select e.started_at from time_entries e where e.workspace_id = $2
                 order by e.started_at desc, e.id desc limit 1)"
    )
    .bind(workspace.uuid())
    .bind(workspace.uuid())
    .fetch_one(c))?;
    Ok(first.zip(last))
}

/// Sums by up to two groupings and currency. Entries are summed up by day, project, person and tag (whichever is asked
/// for) before any join, so that a million of them cost one walk and a few look-ups.
///
/// # Errors
/// `group_by` when there are more groups than a report has; when the database does not answer.
pub(crate) async fn load_groups(
    tx: &mut Tx,
    ask: &Ask<'_>,
    by: &[Dimension],
) -> Result<Vec<GroupSum>, AppError> {
    let (text, clause) = sum_by_groups(ask, by);
    let rows: Vec<SumRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).persistent(false).fetch_all(c))?;
    if rows.len() > MAX_GROUPS {
        return Err(AppError::field(
            "group_by",
            "too_many",
            format!(
                "These are more than {MAX_GROUPS} groups. Choose fewer days, or group by something larger."
            ),
        ));
    }
    Ok(rows.into_iter().map(|row| summed(row, by)).collect())
}

/// The statement of [`load_groups`], and what it binds.
fn sum_by_groups(ask: &Ask<'_>, by: &[Dimension]) -> (String, Clause) {
    let mut clause = ask.clause.clone();
    let (mut columns, mut keys, mut join) = (String::new(), String::new(), "");
    if by.contains(&Dimension::User) {
        columns.push_str(", e.user_id");
        keys.push_str(", e.user_id");
    }
    if by.contains(&Dimension::Tag) {
        join = "left join time_entry_tags m on m.workspace_id = e.workspace_id and m.time_entry_id = e.id";
        columns.push_str(", m.tag_id");
        keys.push_str(", m.tag_id");
    }
    let (from, to) = ask.extent;
    if by.iter().any(|by| by.is_time()) {
        let day = day_number("e.started_at", ask.zone, from, to + 1);
        columns.push_str(", ");
        columns.push_str(&day);
        columns.push_str(" as day");
        keys.push_str(", day");
    }
    let span = (ask.zone.day(from), ask.zone.day(to));
    let column = |at: usize| -> (String, String) {
        let (no_id, no_day) = (
            "cast(null as uuid)".to_owned(),
            "cast(null as bigint)".to_owned(),
        );
        match by.get(at) {
            None => (no_id, no_day),
            Some(Dimension::Client) => ("p.client_id".to_owned(), no_day),
            Some(Dimension::Project) => ("s.booked_on".to_owned(), no_day),
            Some(Dimension::User) => ("s.user_id".to_owned(), no_day),
            Some(Dimension::Tag) => ("s.tag_id".to_owned(), no_day),
            Some(by) => (no_id, first_day("s.day", *by, ask.week_start, span)),
        }
    };
    let ((id1, day1), (id2, day2)) = (column(0), column(1));
    let booked_on = booked_on(&clause);
    let limit = clause.bind(i64::try_from(MAX_GROUPS + 1).unwrap_or(i64::MAX));
    let text = format!(
        "select r.id1, r.id2, cast(r.day1 as bigint) as day1, cast(r.day2 as bigint) as day2, r.currency,
             cast(sum(r.entries) as bigint) as entries, cast(sum(r.seconds) as bigint) as seconds,
             cast(sum(r.billable_seconds) as bigint) as billable_seconds, cast(sum(r.amount) as bigint) as amount
         from (select {id1} as id1, {id2} as id2, {day1} as day1, {day2} as day2, c.currency, s.entries, s.seconds,
                 s.billable_seconds, s.amount
             from (select {booked_on} as booked_on{columns}, count(*) as entries,
                     sum(e.seconds) as seconds, sum(case when e.billable then e.seconds else 0 end) as billable_seconds,
                     sum({AMOUNT}) as amount
                 from time_entries e {join} where {} group by booked_on{keys}) s
             left join projects p on p.workspace_id = $1 and p.id = s.booked_on
             left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id) r
         group by r.id1, r.id2, r.day1, r.day2, r.currency
         limit {limit}",
        clause.text(),
    );
    (text, clause)
}

fn summed(row: SumRow, by: &[Dimension]) -> GroupSum {
    let ids = [(row.id1, row.day1), (row.id2, row.day2)];
    GroupSum {
        keys: by
            .iter()
            .zip(ids)
            .map(|(by, (id, day))| {
                if by.is_time() {
                    Key::From(day_of(day.unwrap_or_default()))
                } else {
                    Key::Id(id)
                }
            })
            .collect(),
        currency: row.currency.and_then(|code| Currency::parse(&code).ok()),
        entries: row.entries,
        seconds: row.seconds,
        billable_seconds: row.billable_seconds,
        amount_cents: row.amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::connect;
    use app::time_entries::query::EntryFilter;
    use app::values::UserId;

    /// How SQLite goes about the sums by project and by person.
    async fn plan(user: Option<UserId>, by: Dimension) -> String {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("timether.db").display());
        let db = connect(&url).await.unwrap();
        db.migrate().await.unwrap();
        let zone = Zone::named("Europe/Berlin");
        let workspace = WorkspaceId::from_uuid(Uuid::from_u128(1));
        let clause = Clause::entries(workspace, user, &EntryFilter::default(), &zone);
        let ask = Ask {
            clause: &clause,
            zone: &zone,
            week_start: WeekStart::default(),
            extent: (0, 86_400),
        };
        let (text, clause) = sum_by_groups(&ask, &[by]);
        let text = format!("explain query plan {text}");
        let mut tx = db.read().await.unwrap();
        let steps: Vec<(i64, i64, i64, String)> = fetch!(&mut tx, c =>
            bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))
        .unwrap();
        drop(tx);
        db.close().await;
        let steps: Vec<String> = steps.into_iter().map(|(.., step)| step).collect();
        steps.join("\n")
    }

    #[tokio::test]
    async fn a_whole_workspace_is_summed_up_from_the_index_alone() {
        for by in [Dimension::Project, Dimension::Client, Dimension::User] {
            let plan = plan(None, by).await;
            let entries: Vec<_> = plan.lines().filter(|step| step.contains(" e ")).collect();
            let walk = "SEARCH e USING COVERING INDEX time_entries_by_project (workspace_id=?)";
            assert_eq!(entries, [walk], "{plan}");
        }
    }

    #[tokio::test]
    async fn one_person_is_not_looked_for_among_everybody() {
        let user = UserId::from_uuid(Uuid::from_u128(2));
        let plan = plan(Some(user), Dimension::Project).await;
        assert!(!plan.contains("time_entries_by_project"), "{plan}");
    }
}
