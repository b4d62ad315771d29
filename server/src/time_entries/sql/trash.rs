//! Deleted entries: kept whole for a day, so that a deletion can be undone.

use std::collections::HashMap;

use app::error::AppError;
use app::values::{Currency, DeletionId, ProjectId, TagId, TimeEntryId, UserId, WorkspaceId};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Clause, Cost, NewEntryRow, StoredEntry, rows};
use crate::clients::sql::stored_currency;
use crate::db::Tx;
use crate::db::rows::Known;
use crate::{bind_values, execute, fetch};

/// How a deleted entry is written down.
#[derive(Serialize, Deserialize)]
struct Kept {
    user_id: UserId,
    project_id: Option<ProjectId>,
    description: String,
    started_at: i64,
    ended_at: i64,
    seconds: i64,
    billable: bool,
    hourly_rate_cents: i64,
    #[serde(default)]
    internal_cost_cents: Option<i64>,
    import_key: Option<String>,
    created_at: i64,
    tag_ids: Vec<TagId>,
    /// What the rate is in.
    #[serde(default)]
    currency: Option<Currency>,
    /// What the cost is in.
    #[serde(default)]
    cost_currency: Option<Currency>,
}

/// What the amounts of entries are in.
struct Currencies {
    /// Of clients' projects.
    of_projects: HashMap<ProjectId, Currency>,
    /// Of everything else.
    of_workspace: Currency,
}

impl Currencies {
    async fn load(
        tx: &mut Tx,
        workspace: WorkspaceId,
        projects: Vec<Option<ProjectId>>,
    ) -> Result<Self, AppError> {
        let mut projects: Vec<ProjectId> = projects.into_iter().flatten().collect();
        projects.sort_unstable();
        projects.dedup();
        let mut clause = Clause::of_workspace("p", workspace);
        clause.and_one_of("p.id", projects.into_iter().map(ProjectId::uuid));
        let text = format!(
            "select p.id, c.currency from projects p
             join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id where {}",
            clause.text(),
        );
        let rows: Vec<(Uuid, String)> = fetch!(tx, c =>
            bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
        let mut of_projects = HashMap::new();
        for (id, code) in rows {
            of_projects.insert(ProjectId::from_uuid(id), stored_currency(&code)?);
        }
        let code: String = fetch!(tx, c => sqlx::query_scalar("select currency from workspaces where id = $1")
            .bind(workspace.uuid())
            .fetch_one(c))?;
        Ok(Self {
            of_projects,
            of_workspace: stored_currency(&code)?,
        })
    }

    fn of(&self, project: Option<ProjectId>) -> Currency {
        project
            .and_then(|project| self.of_projects.get(&project))
            .copied()
            .unwrap_or(self.of_workspace)
    }
}

/// Deletes entries and writes them down under one deletion of `user`.
///
/// # Errors
/// When the database refuses it.
pub(crate) async fn delete_to_trash(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    deletion: DeletionId,
    entries: &[StoredEntry],
    now: i64,
) -> Result<(), AppError> {
    // Two places a row beside the four they share.
    const ROWS: usize = 100;
    let projects = entries.iter().map(|entry| entry.project_id).collect();
    let currencies = Currencies::load(tx, workspace, projects).await?;
    for entries in entries.chunks(ROWS) {
        let mut clause = Clause::of_workspace("d", workspace);
        let (deletion, user, now) = (
            clause.bind(deletion.uuid()),
            clause.bind(user.uuid()),
            clause.bind(now),
        );
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            let id = clause.bind(entry.id.uuid());
            let kept = clause.bind(write_down(entry, &currencies)?);
            rows.push(format!("($1, {deletion}, {id}, {user}, {kept}, {now})"));
        }
        let text = format!(
            "insert into deleted_time_entries (workspace_id, deletion_id, time_entry_id, user_id, entry, deleted_at)
             values {}",
            rows.join(", "),
        );
        execute!(tx, c => bind_values!(sqlx::query(AssertSqlSafe(text.clone())), clause.values()).execute(c))?;

        let mut clause = Clause::of_workspace("time_entries", workspace);
        clause.and_one_of("id", entries.iter().map(|entry| entry.id.uuid()));
        let text = format!("delete from time_entries where {}", clause.text());
        execute!(tx, c => bind_values!(sqlx::query(AssertSqlSafe(text.clone())), clause.values()).execute(c))?;
    }
    Ok(())
}

fn write_down(entry: &StoredEntry, currencies: &Currencies) -> Result<String, AppError> {
    let kept = Kept {
        user_id: entry.user_id,
        project_id: entry.project_id,
        description: entry.description.clone(),
        started_at: entry.started_at,
        ended_at: entry.ended_at,
        seconds: entry.seconds,
        billable: entry.billable,
        hourly_rate_cents: entry.hourly_rate_cents,
        internal_cost_cents: entry.internal_cost_cents,
        import_key: entry.import_key.clone(),
        created_at: entry.created_at,
        tag_ids: entry.tag_ids.clone(),
        currency: Some(currencies.of(entry.project_id)),
        cost_currency: Some(currencies.of_workspace),
    };
    serde_json::to_string(&kept).map_err(|_| AppError::Internal)
}

#[derive(sqlx::FromRow)]
struct DeletedRow {
    time_entry_id: Uuid,
    entry: String,
}

/// What `user` deleted with this deletion at `since` or later. Where a currency changed its decimals meanwhile, the numbers
/// stay, as with what was not deleted: 90.00 US dollars are 90 yen.
///
/// # Errors
/// When the database does not answer or a row cannot be read back.
pub(crate) async fn load_deleted(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    deletion: DeletionId,
    since: i64,
) -> Result<Vec<NewEntryRow>, AppError> {
    let rows: Vec<DeletedRow> = fetch!(tx, c => sqlx::query_as(
        "select time_entry_id, entry from deleted_time_entries
         where workspace_id = $1 and deletion_id = $2 and user_id = $3 and deleted_at >= $4"
    )
    .bind(workspace.uuid())
    .bind(deletion.uuid())
    .bind(user.uuid())
    .bind(since)
    .fetch_all(c))?;
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let entry: Kept = serde_json::from_str(&row.entry).map_err(|error| {
            tracing::error!(%error, "a deleted entry cannot be read back");
            AppError::Internal
        })?;
        kept.push((TimeEntryId::from_uuid(row.time_entry_id), entry));
    }
    let projects = kept.iter().map(|(_, entry)| entry.project_id).collect();
    let currencies = Currencies::load(tx, workspace, projects).await?;
    let entries = kept.into_iter();
    Ok(entries
        .map(|(id, entry)| entry.revived(id, &currencies))
        .collect())
}

impl Kept {
    /// The entry as it is put back, its amounts in these currencies.
    fn revived(self, id: TimeEntryId, currencies: &Currencies) -> NewEntryRow {
        let rate_now = currencies.of(self.project_id);
        let rate_then = self.currency.unwrap_or(rate_now);
        let cost_now = currencies.of_workspace;
        let cost_then = self.cost_currency.unwrap_or(cost_now);
        NewEntryRow {
            id,
            user_id: self.user_id,
            project_id: self.project_id,
            description: self.description,
            started_at: self.started_at,
            ended_at: self.ended_at,
            seconds: self.seconds,
            billable: self.billable,
            hourly_rate_cents: rate_then.relabel(self.hourly_rate_cents, rate_now),
            internal_cost: Cost::Kept(
                self.internal_cost_cents
                    .map(|cost| cost_then.relabel(cost, cost_now)),
            ),
            import_key: self.import_key,
            tag_ids: self.tag_ids,
            created_at: self.created_at,
        }
    }
}

/// Puts entries back and forgets their deletion. What they refer to has to exist: the caller has seen to it. One whose
/// import key was taken meanwhile, by a repeated import, comes back without it.
///
/// # Errors
/// When the database refuses it.
pub(crate) async fn bring_back(
    tx: &mut Tx,
    workspace: WorkspaceId,
    deletion: DeletionId,
    mut entries: Vec<NewEntryRow>,
) -> Result<(), AppError> {
    let taken = load_taken_keys(tx, workspace, &entries).await?;
    for entry in &mut entries {
        entry.import_key = entry.import_key.take().filter(|key| !taken.contains(key));
    }
    let rows: Vec<rows::Row<'_>> = entries.iter().map(row).collect();
    rows::write(tx, workspace, Known::Refused, &rows).await?;
    let tags: Vec<(Uuid, Uuid)> = entries
        .iter()
        .flat_map(|entry| {
            let id = entry.id.uuid();
            entry.tag_ids.iter().map(move |tag| (id, tag.uuid()))
        })
        .collect();
    rows::write_tags(tx, workspace, &tags).await?;
    execute!(tx, c => sqlx::query("delete from deleted_time_entries where workspace_id = $1 and deletion_id = $2")
        .bind(workspace.uuid())
        .bind(deletion.uuid())
        .execute(c))?;
    Ok(())
}

/// The import keys of these entries that others have by now.
async fn load_taken_keys(
    tx: &mut Tx,
    workspace: WorkspaceId,
    entries: &[NewEntryRow],
) -> Result<Vec<String>, AppError> {
    let mut clause = Clause::of_workspace("e", workspace);
    let keys: Vec<String> = entries
        .iter()
        .filter_map(|entry| entry.import_key.clone())
        .map(|key| clause.bind(key))
        .collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    clause.and_text(&format!("e.import_key in ({})", keys.join(", ")));
    let text = format!(
        "select e.import_key from time_entries e where {}",
        clause.text()
    );
    fetch!(tx, c => bind_values!(sqlx::query_scalar(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))
}

fn row(entry: &NewEntryRow) -> rows::Row<'_> {
    rows::Row {
        id: entry.id.uuid(),
        user_id: entry.user_id.uuid(),
        project_id: entry.project_id.map(ProjectId::uuid),
        description: &entry.description,
        started_at: entry.started_at,
        ended_at: entry.ended_at,
        seconds: entry.seconds,
        billable: entry.billable,
        hourly_rate_cents: entry.hourly_rate_cents,
        internal_cost_cents: match entry.internal_cost {
            Cost::Kept(cents) => cents,
            // What was deleted says what it cost.
            Cost::OfMember => None,
        },
        invoice_id: None,
        import_key: entry.import_key.as_deref(),
        created_at: entry.created_at,
        updated_at: entry.created_at,
    }
}

/// Forgets what was deleted before `before`, in every workspace; answers how many entries that were.
///
/// # Errors
/// When the database refuses it.
pub(crate) async fn delete_stale(tx: &mut Tx, before: i64) -> Result<u64, AppError> {
    execute!(tx, c => sqlx::query("delete from deleted_time_entries where deleted_at < $1").bind(before).execute(c))
}
