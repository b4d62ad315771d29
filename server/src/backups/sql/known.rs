//! What a restore finds here: people, and entries by id or import key.

use std::collections::HashMap;

use app::error::AppError;
use app::values::WorkspaceId;
use uuid::Uuid;

use super::attach_tags;
use crate::backups::model::BackupEntry;
use crate::backups::people::Person;
use crate::db::Tx;
use crate::db::rows::{VALUES, places};
use crate::fetch;

/// Members, and whoever once did something here.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_people(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<Person>, AppError> {
    let id = workspace.uuid();
    fetch!(tx, c => sqlx::query_as(
        "select u.id, u.email_key from users u
         where u.id in (select m.user_id from members m where m.workspace_id = $1
                        union select a.user_id from activity a where a.workspace_id = $2 and a.user_id is not null
                        union select e.user_id from time_entries e where e.workspace_id = $3)
         order by u.created_at, u.id"
    ).bind(id).bind(id).bind(id).fetch_all(c))
}

/// Whether there is any entry.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn has_entries(tx: &mut Tx, workspace: WorkspaceId) -> Result<bool, AppError> {
    let found: Option<Uuid> = fetch!(tx, c => sqlx::query_scalar(
        "select id from time_entries where workspace_id = $1 limit 1"
    ).bind(workspace.uuid()).fetch_optional(c))?;
    Ok(found.is_some())
}

/// Entries with one of these ids or import keys, by id; at most 500 of each are asked for.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_entries_like(
    tx: &mut Tx,
    workspace: WorkspaceId,
    ids: &[Uuid],
    keys: &[String],
) -> Result<HashMap<Uuid, BackupEntry>, AppError> {
    const COLUMNS: &str =
        "select id, user_id, project_id, description, started_at, ended_at, seconds, billable,
         hourly_rate_cents, internal_cost_cents, invoice_id, import_key, created_at, updated_at
         from time_entries where workspace_id = $1";
    let mut found: HashMap<Uuid, BackupEntry> = HashMap::new();
    if !ids.is_empty() {
        let text = tx.text(format!("{COLUMNS} and id in {}", places(2, ids.len())));
        let entries: Vec<BackupEntry> = fetch!(tx, c => {
            let mut query = sqlx::query_as(text).bind(workspace.uuid());
            for id in ids {
                query = query.bind(*id);
            }
            query.fetch_all(c)
        })?;
        found.extend(entries.into_iter().map(|entry| (entry.id, entry)));
    }
    if !keys.is_empty() {
        let text = tx.text(format!(
            "{COLUMNS} and import_key in {}",
            places(2, keys.len())
        ));
        let entries: Vec<BackupEntry> = fetch!(tx, c => {
            let mut query = sqlx::query_as(text).bind(workspace.uuid());
            for key in keys {
                query = query.bind(key.clone());
            }
            query.fetch_all(c)
        })?;
        found.extend(entries.into_iter().map(|entry| (entry.id, entry)));
    }
    let mut entries: Vec<BackupEntry> = found.into_values().collect();
    let mut tags: Vec<(Uuid, Uuid)> = Vec::new();
    for batch in entries.chunks(VALUES) {
        let text = tx.text(format!(
            "select time_entry_id, tag_id from time_entry_tags
             where workspace_id = $1 and time_entry_id in {} order by tag_id",
            places(2, batch.len())
        ));
        let some: Vec<(Uuid, Uuid)> = fetch!(tx, c => {
            let mut query = sqlx::query_as(text).bind(workspace.uuid());
            for entry in batch {
                query = query.bind(entry.id);
            }
            query.fetch_all(c)
        })?;
        tags.extend(some);
    }
    attach_tags(&mut entries, tags);
    Ok(entries.into_iter().map(|entry| (entry.id, entry)).collect())
}
