//! The SQL of exports: entries in the order of time, in batches that begin where the last one ended.

use app::error::AppError;
use app::values::{Currency, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::csv::ExportedEntry;
use crate::db::Tx;
use crate::time_entries::sql::Clause;
use crate::{bind_values, fetch};

/// Where a batch ended.
pub(super) type Place = (i64, Uuid);

#[derive(sqlx::FromRow)]
struct ExportedRow {
    id: Uuid,
    started_at: i64,
    ended_at: i64,
    seconds: i64,
    description: String,
    billable: bool,
    hourly_rate_cents: i64,
    project: Option<String>,
    client: Option<String>,
    currency: String,
    user_name: String,
    email: String,
    tags: Option<String>,
}

impl TryFrom<ExportedRow> for ExportedEntry {
    type Error = AppError;

    fn try_from(row: ExportedRow) -> Result<Self, AppError> {
        Ok(Self {
            started_at: row.started_at,
            ended_at: row.ended_at,
            seconds: row.seconds,
            client: row.client.unwrap_or_default(),
            project: row.project.unwrap_or_default(),
            description: row.description,
            tags: row.tags.unwrap_or_default(),
            user: row.user_name,
            email: row.email,
            billable: row.billable,
            hourly_rate_cents: row.hourly_rate_cents,
            currency: Currency::parse(&row.currency).map_err(|_| AppError::Internal)?,
        })
    }
}

/// Up to `limit` entries that the clause (on `e`) lets through, oldest first, after `place`; and the place where they
/// end.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load_batch(
    tx: &mut Tx,
    clause: &Clause,
    place: Option<Place>,
    limit: i64,
) -> Result<(Vec<ExportedEntry>, Option<Place>), AppError> {
    let mut clause = clause.clone();
    if let Some((started_at, id)) = place {
        let (started_at, id) = (clause.bind(started_at), clause.bind(id));
        clause.and_text(&format!("(e.started_at, e.id) > ({started_at}, {id})"));
    }
    let limit = clause.bind(limit);
    let text = format!(
        "select e.id, e.started_at, e.ended_at, e.seconds, e.description, e.billable, e.hourly_rate_cents,
             p.name as project, c.name as client, coalesce(c.currency, w.currency) as currency,
             u.name as user_name, u.email,
             (select string_agg(t.name, ', ' order by t.name_key)
              from time_entry_tags g join tags t on t.workspace_id = g.workspace_id and t.id = g.tag_id
              where g.workspace_id = e.workspace_id and g.time_entry_id = e.id) as tags
         from time_entries e
         join workspaces w on w.id = e.workspace_id
         join users u on u.id = e.user_id
         left join projects p on p.workspace_id = e.workspace_id and p.id = e.project_id
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         where {}
         order by e.started_at, e.id
         limit {limit}",
        clause.text(),
    );
    let rows: Vec<ExportedRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    let end = rows.last().map(|row| (row.started_at, row.id));
    let entries = rows
        .into_iter()
        .map(ExportedEntry::try_from)
        .collect::<Result<_, _>>()?;
    Ok((entries, end))
}

/// How many entries the clause (on `e`) lets through.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn count_entries(tx: &mut Tx, clause: &Clause) -> Result<i64, AppError> {
    let text = format!(
        "select count(*) from time_entries e where {}",
        clause.text()
    );
    fetch!(tx, c => bind_values!(sqlx::query_scalar(AssertSqlSafe(text.clone())), clause.values()).fetch_one(c))
}

/// The workspace's name.
///
/// # Errors
/// `AppError::NotFound` if there is none.
pub(super) async fn load_workspace_name(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<String, AppError> {
    fetch!(tx, c => sqlx::query_scalar("select name from workspaces where id = $1").bind(workspace.uuid()).fetch_one(c))
}
