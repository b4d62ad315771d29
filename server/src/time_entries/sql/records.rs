//! Entries in full, in the order of their starts, either way.

use app::error::AppError;
use app::values::{ClientId, Currency, ProjectId, TimeEntryId, UserId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::Clause;
use super::many::load_tag_ids;
use crate::db::Tx;
use crate::time_entries::records::{EntryRecord, EntrySlice};
use crate::{bind_values, fetch};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    client_id: Option<Uuid>,
    project_id: Option<Uuid>,
    description: String,
    started_at: i64,
    ended_at: i64,
    seconds: i64,
    billable: bool,
    hourly_rate_cents: i64,
    currency: Option<String>,
    invoice_id: Option<Uuid>,
    created_at: i64,
    updated_at: i64,
}

/// Up to `limit` entries that the clause (on `e`) lets through, beginning after the cursor; their tags in a second query.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list_records(
    tx: &mut Tx,
    workspace: WorkspaceId,
    mut clause: Clause,
    slice: EntrySlice,
) -> Result<Vec<EntryRecord>, AppError> {
    let (sign, order) = if slice.ascending {
        (">", "asc")
    } else {
        ("<", "desc")
    };
    if let Some(after) = slice.after {
        let started_at = clause.bind(after.started_at);
        let id = clause.bind(after.id.uuid());
        clause.and_text(&format!("(e.started_at, e.id) {sign} ({started_at}, {id})"));
    }
    let limit = clause.bind(slice.limit);
    let text = format!(
        "select e.id, e.user_id, p.client_id, e.project_id, e.description, e.started_at, e.ended_at, e.seconds,
             e.billable, e.hourly_rate_cents, c.currency, e.invoice_id, e.created_at, e.updated_at
         from time_entries e
         left join projects p on p.workspace_id = e.workspace_id and p.id = e.project_id
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         where {}
         order by e.started_at {order}, e.id {order}
         limit {limit}",
        clause.text(),
    );
    let rows: Vec<Row> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<TimeEntryId> = rows
        .iter()
        .map(|row| TimeEntryId::from_uuid(row.id))
        .collect();
    let mut tags = load_tag_ids(tx, workspace, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let mut tag_ids = tags.remove(&row.id).unwrap_or_default();
            tag_ids.sort_unstable();
            EntryRecord {
                id: TimeEntryId::from_uuid(row.id),
                user_id: UserId::from_uuid(row.user_id),
                client_id: row.client_id.map(ClientId::from_uuid),
                project_id: row.project_id.map(ProjectId::from_uuid),
                description: row.description,
                started_at: row.started_at,
                ended_at: row.ended_at,
                seconds: row.seconds,
                billable: row.billable,
                hourly_rate_cents: row.hourly_rate_cents,
                currency: row.currency.and_then(|code| Currency::parse(&code).ok()),
                invoice_id: row.invoice_id,
                created_at: row.created_at,
                updated_at: row.updated_at,
                tag_ids,
            }
        })
        .collect())
}
