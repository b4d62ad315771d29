//! The SQL of the timesheet: sums by day and row, made by the database.

use app::error::AppError;
use app::projects::ProjectRef;
use app::timesheet::GroupBy;
use app::values::{ProjectId, TimeEntryId, UserId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::Tx;
use crate::time_entries::sql::Clause;
use crate::{bind_values, fetch};

/// A row's share of a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct SheetPart {
    /// Which of the days asked for.
    pub(super) day: usize,
    /// The project's or the person's id; `None` is time without a project.
    pub(super) row: Option<Uuid>,
    pub(super) seconds: i64,
    pub(super) entries: i64,
    /// On an invoice.
    pub(super) locked: i64,
}

#[derive(sqlx::FromRow)]
struct PartRow {
    day: i64,
    row_id: Option<Uuid>,
    seconds: i64,
    entries: i64,
    locked: i64,
}

/// Sums by day and project or person; day `n` lasts from `starts[n]` to before `starts[n + 1]`.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load_sheet(
    tx: &mut Tx,
    workspace: WorkspaceId,
    users: Option<&[UserId]>,
    by: GroupBy,
    starts: &[i64],
) -> Result<Vec<SheetPart>, AppError> {
    let mut clause = Clause::of_workspace("e", workspace);
    if let Some(users) = users {
        clause.and_one_of("e.user_id", users.iter().map(|user| user.uuid()));
    }
    let Some(day) = clause.and_days(starts) else {
        return Ok(Vec::new());
    };
    let row = match by {
        GroupBy::Project => "e.project_id",
        GroupBy::User => "e.user_id",
    };
    let text = format!(
        "select cast(d.day as bigint) as day, d.row_id, cast(sum(d.seconds) as bigint) as seconds,
             cast(count(*) as bigint) as entries, cast(sum(d.locked) as bigint) as locked
         from (select {row} as row_id, e.seconds, {day} as day,
                 case when e.invoice_id is null then 0 else 1 end as locked
             from time_entries e where {}) d
         group by d.day, d.row_id",
        clause.text(),
    );
    let rows: Vec<PartRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|row| SheetPart {
            day: usize::try_from(row.day).unwrap_or_default(),
            row: row.row_id,
            seconds: row.seconds,
            entries: row.entries,
            locked: row.locked,
        })
        .collect())
}

/// The projects, not archived, that a person tracked time on between two instants; `None` among them is time without one.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load_projects_of(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    (from, to): (i64, i64),
) -> Result<Vec<Option<ProjectId>>, AppError> {
    let rows: Vec<(Option<Uuid>,)> = fetch!(tx, c => sqlx::query_as(
        "select distinct e.project_id
         from time_entries e
         left join projects p on p.workspace_id = e.workspace_id and p.id = e.project_id
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         where e.workspace_id = $1 and e.user_id = $2 and e.started_at >= $3 and e.started_at < $4
             and p.archived_at is null and c.archived_at is null"
    )
    .bind(workspace.uuid())
    .bind(user.uuid())
    .bind(from)
    .bind(to)
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(project,)| project.map(ProjectId::from_uuid))
        .collect())
}

#[derive(sqlx::FromRow)]
struct ProjectRow {
    id: Uuid,
    name: String,
    colour: String,
    client_name: Option<String>,
}

/// What these projects look like; an id that is none of the workspace's is left out.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_project_refs(
    tx: &mut Tx,
    workspace: WorkspaceId,
    ids: Vec<Uuid>,
) -> Result<Vec<ProjectRef>, AppError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut clause = Clause::of_workspace("p", workspace);
    clause.and_one_of("p.id", ids);
    let text = format!(
        "select p.id, p.name, p.colour, c.name as client_name
         from projects p left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         where {}",
        clause.text(),
    );
    let rows: Vec<ProjectRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|row| ProjectRef {
            id: ProjectId::from_uuid(row.id),
            name: row.name,
            client_name: row.client_name,
            colour: row.colour.parse().unwrap_or_default(),
        })
        .collect())
}

/// An entry of one day.
#[derive(Clone, Copy, Debug)]
pub(super) struct DayEntry {
    pub(super) id: TimeEntryId,
    pub(super) project: Option<ProjectId>,
    pub(super) seconds: i64,
    pub(super) ended_at: i64,
    pub(super) locked: bool,
}

#[derive(sqlx::FromRow)]
struct DayRow {
    id: Uuid,
    project_id: Option<Uuid>,
    seconds: i64,
    ended_at: i64,
    locked: bool,
}

/// A person's entries that started between two instants, the earliest first.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load_day(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    (from, to): (i64, i64),
) -> Result<Vec<DayEntry>, AppError> {
    let rows: Vec<DayRow> = fetch!(tx, c => sqlx::query_as(
        "select e.id, e.project_id, e.seconds, e.ended_at, e.invoice_id is not null as locked
         from time_entries e
         where e.workspace_id = $1 and e.user_id = $2 and e.started_at >= $3 and e.started_at < $4
         order by e.started_at, e.id"
    )
    .bind(workspace.uuid())
    .bind(user.uuid())
    .bind(from)
    .bind(to)
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|row| DayEntry {
            id: TimeEntryId::from_uuid(row.id),
            project: row.project_id.map(ProjectId::from_uuid),
            seconds: row.seconds,
            ended_at: row.ended_at,
            locked: row.locked,
        })
        .collect())
}
