//! Time of a selection: what an invoice bills, and what stays off it.

use app::error::AppError;
use app::invoices::form::Selection;
use app::invoices::lines::BilledEntry;
use app::invoices::{LeftOut, LeftOutEntry, Reason};
use app::time_entries::query::EntryFilter;
use app::values::{ProjectId, TimeEntryId, UserId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::Tx;
use crate::local_time::Zone;
use crate::time_entries::sql::Clause;
use crate::{bind_values, fetch};

/// Entries that are named for each reason, at most.
const EXAMPLES: i64 = 20;

/// Which reason keeps an entry (`e`) off; NULL for what is billed.
const REASON: &str = "case when e.invoice_id is not null then 'invoiced' when not e.billable then 'not_billable' end";

/// Entries (`e`) of the selection, billed or not.
fn clause(workspace: WorkspaceId, selection: &Selection, zone: &Zone) -> Clause {
    let filter = EntryFilter {
        from: Some(selection.range.from),
        to: Some(selection.range.to),
        clients: vec![Some(selection.client_id)],
        projects: selection.project_id.map(Some).into_iter().collect(),
        ..EntryFilter::default()
    };
    Clause::entries(workspace, None, &filter, zone)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    project_id: Uuid,
    project: String,
    user_id: Uuid,
    person: String,
    started_at: i64,
    description: String,
    seconds: i64,
    hourly_rate_cents: i64,
}

/// What the selection bills, in the order of time.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list(
    tx: &mut Tx,
    workspace: WorkspaceId,
    selection: &Selection,
    zone: &Zone,
    limit: i64,
) -> Result<Vec<BilledEntry>, AppError> {
    let mut clause = clause(workspace, selection, zone);
    clause.and_text("e.billable and e.invoice_id is null");
    let limit = clause.bind(limit);
    let text = format!(
        "select e.id, p.id as project_id, p.name as project, e.user_id, u.name as person, e.started_at, e.description,
             e.seconds, e.hourly_rate_cents
         from time_entries e
         join projects p on p.workspace_id = e.workspace_id and p.id = e.project_id
         join users u on u.id = e.user_id
         where {} order by e.started_at, e.id limit {limit}",
        clause.text(),
    );
    let rows: Vec<Row> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|row| BilledEntry {
            id: TimeEntryId::from_uuid(row.id),
            project_id: ProjectId::from_uuid(row.project_id),
            project: row.project,
            user_id: UserId::from_uuid(row.user_id),
            person: row.person,
            day: zone.day(row.started_at),
            description: row.description,
            seconds: row.seconds,
            hourly_rate_cents: row.hourly_rate_cents,
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct LeftRow {
    reason: String,
    place: i64,
    entries: i64,
    seconds_of_all: i64,
    id: Uuid,
    project: String,
    person: String,
    started_at: i64,
    description: String,
    seconds: i64,
    invoice: Option<String>,
}

/// What of the selection stays off, by reason, each with its first entries.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list_left_out(
    tx: &mut Tx,
    workspace: WorkspaceId,
    selection: &Selection,
    zone: &Zone,
) -> Result<Vec<LeftOut>, AppError> {
    let mut clause = clause(workspace, selection, zone);
    clause.and_text("not (e.billable and e.invoice_id is null)");
    let most = clause.bind(EXAMPLES);
    let text = format!(
        "select r.reason, r.place, r.entries, cast(r.seconds_of_all as bigint) as seconds_of_all, r.id, p.name as project,
             u.name as person, r.started_at, r.description, r.seconds, i.number as invoice
         from (
             select s.*, row_number() over (partition by s.reason order by s.started_at, s.id) as place,
                 count(*) over (partition by s.reason) as entries,
                 sum(s.seconds) over (partition by s.reason) as seconds_of_all
             from (
                 select e.workspace_id, e.id, e.project_id, e.user_id, e.started_at, e.description, e.seconds, e.invoice_id,
                     {REASON} as reason
                 from time_entries e where {}
             ) s
         ) r
         join projects p on p.workspace_id = r.workspace_id and p.id = r.project_id
         join users u on u.id = r.user_id
         left join invoices i on i.workspace_id = r.workspace_id and i.id = r.invoice_id
         where r.place <= {most}
         order by r.reason, r.place",
        clause.text(),
    );
    let rows: Vec<LeftRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    let mut left_out: Vec<LeftOut> = Vec::new();
    for row in rows {
        let reason = Reason::from_slug(&row.reason).ok_or(AppError::Internal)?;
        if row.place == 1 {
            left_out.push(LeftOut {
                reason,
                count: row.entries,
                seconds: row.seconds_of_all,
                examples: Vec::new(),
            });
        }
        if let Some(group) = left_out.last_mut() {
            group.examples.push(LeftOutEntry {
                id: Some(TimeEntryId::from_uuid(row.id)),
                description: row.description,
                project: row.project,
                person: row.person,
                day: zone.day(row.started_at),
                seconds: row.seconds,
                invoice: row.invoice,
            });
        }
    }
    left_out.extend(find_running(tx, workspace, selection, zone).await?);
    left_out.sort_by_key(|group| group.reason);
    Ok(left_out)
}

#[derive(sqlx::FromRow)]
struct TimerRow {
    project: String,
    person: String,
    description: String,
    started_at: i64,
}

/// Timers on the selection's projects: their time is not there yet.
async fn find_running(
    tx: &mut Tx,
    workspace: WorkspaceId,
    selection: &Selection,
    zone: &Zone,
) -> Result<Option<LeftOut>, AppError> {
    let (from, before) = zone.bounds(selection.range);
    let mut clause = Clause::of_workspace("t", workspace);
    clause.and("p.client_id =", selection.client_id.uuid());
    if let Some(project) = selection.project_id {
        clause.and("p.id =", project.uuid());
    }
    clause.and("t.started_at >=", from);
    clause.and("t.started_at <", before);
    let text = format!(
        "select p.name as project, u.name as person, t.description, t.started_at
         from timers t
         join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
         join users u on u.id = t.user_id
         where {} order by t.started_at, t.user_id",
        clause.text(),
    );
    let rows: Vec<TimerRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let examples = rows.into_iter().map(|row| LeftOutEntry {
        id: None,
        description: row.description,
        project: row.project,
        person: row.person,
        day: zone.day(row.started_at),
        seconds: 0,
        invoice: None,
    });
    Ok((count > 0).then(|| LeftOut {
        reason: Reason::Running,
        count,
        seconds: 0,
        examples: examples.collect(),
    }))
}
