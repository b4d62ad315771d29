//! The SQL of imports: waiting files, what a workspace has already, and rows by the hundred.

use std::collections::{HashMap, HashSet};

use app::error::AppError;
use app::values::{ClientId, Currency, ProjectId, TagId, UserId, WorkspaceId, name_key};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::plan::{Catalog, KnownClient, KnownProject, NewClient, NewProject, NewTag};
use crate::db::Tx;
use crate::time_entries::sql::NewEntryRow;
use crate::{execute, fetch};

/// Rows of one statement: few enough for either database's limit of bound values, many enough to be quick.
const BATCH: usize = 500;

/// A file on its way in.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Upload {
    pub(crate) file_name: String,
    pub(crate) content: Vec<u8>,
}

/// Keeps a file; those the person left here before are forgotten.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_upload(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    id: Uuid,
    upload: &Upload,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from import_uploads where workspace_id = $1 and user_id = $2")
        .bind(workspace.uuid())
        .bind(user.uuid())
        .execute(c))?;
    execute!(tx, c => sqlx::query(
        "insert into import_uploads (workspace_id, id, user_id, file_name, content, created_at)
         values ($1, $2, $3, $4, $5, $6)"
    )
    .bind(workspace.uuid())
    .bind(id)
    .bind(user.uuid())
    .bind(upload.file_name.as_str())
    .bind(upload.content.as_slice())
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// The file of this id, if this person left it here after `since`.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_upload(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    id: Uuid,
    since: i64,
) -> Result<Option<Upload>, AppError> {
    fetch!(tx, c => sqlx::query_as(
        "select file_name, content from import_uploads
         where workspace_id = $1 and id = $2 and user_id = $3 and created_at > $4"
    )
    .bind(workspace.uuid())
    .bind(id)
    .bind(user.uuid())
    .bind(since)
    .fetch_optional(c))
}

/// Forgets a file.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn delete_upload(tx: &mut Tx, workspace: WorkspaceId, id: Uuid) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from import_uploads where workspace_id = $1 and id = $2")
        .bind(workspace.uuid())
        .bind(id)
        .execute(c))?;
    Ok(())
}

/// Forgets every workspace's files from before `since`.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn delete_stale_uploads(tx: &mut Tx, since: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from import_uploads where created_at <= $1").bind(since).execute(c))?;
    Ok(())
}

/// What the workspace has already; of the import keys, those among `keys`.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_catalog<'a>(
    tx: &mut Tx,
    workspace: WorkspaceId,
    keys: impl Iterator<Item = &'a str>,
) -> Result<Catalog, AppError> {
    let id = workspace.uuid();
    let clients: Vec<(Uuid, String, String)> =
        fetch!(tx, c => sqlx::query_as("select id, name_key, currency from clients where workspace_id = $1")
            .bind(id)
            .fetch_all(c))?;
    let projects: Vec<(Uuid, Option<Uuid>, String, i64)> = fetch!(tx, c => sqlx::query_as(
        "select id, client_id, name_key, hourly_rate_cents from projects where workspace_id = $1"
    )
    .bind(id)
    .fetch_all(c))?;
    let tags: Vec<(Uuid, String)> =
        fetch!(tx, c => sqlx::query_as("select id, name_key from tags where workspace_id = $1").bind(id).fetch_all(c))?;
    let members: Vec<(Uuid, String)> = fetch!(tx, c => sqlx::query_as(
        "select u.id, u.email_key from members m join users u on u.id = m.user_id where m.workspace_id = $1"
    )
    .bind(id)
    .fetch_all(c))?;
    Ok(Catalog {
        clients: clients
            .into_iter()
            .map(|(id, key, currency)| {
                let currency = Currency::parse(&currency).map_err(|_| AppError::Internal)?;
                Ok((key, KnownClient { id: ClientId::from_uuid(id), currency }))
            })
            .collect::<Result<HashMap<_, _>, AppError>>()?,
        projects: projects
            .into_iter()
            .map(|(id, client, key, hourly_rate_cents)| {
                let known = KnownProject { id: ProjectId::from_uuid(id), hourly_rate_cents };
                ((client.map(ClientId::from_uuid), key), known)
            })
            .collect(),
        tags: tags.into_iter().map(|(id, key)| (key, TagId::from_uuid(id))).collect(),
        members: members.into_iter().map(|(id, key)| (key, UserId::from_uuid(id))).collect(),
        keys: load_known_keys(tx, workspace, keys).await?,
    })
}

async fn load_known_keys<'a>(
    tx: &mut Tx,
    workspace: WorkspaceId,
    keys: impl Iterator<Item = &'a str>,
) -> Result<HashSet<String>, AppError> {
    let keys: Vec<&str> = keys.collect();
    let mut known = HashSet::new();
    for batch in keys.chunks(BATCH) {
        let text = format!(
            "select import_key from time_entries where workspace_id = $1 and import_key in {}",
            places(2, batch.len())
        );
        let found: Vec<String> = fetch!(tx, c => {
            let mut query = sqlx::query_scalar(AssertSqlSafe(text.clone())).bind(workspace.uuid());
            for key in batch {
                query = query.bind((*key).to_owned());
            }
            query.fetch_all(c)
        })?;
        known.extend(found);
    }
    Ok(known)
}

/// Writes new clients.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_clients(
    tx: &mut Tx,
    workspace: WorkspaceId,
    clients: &[NewClient],
    now: i64,
) -> Result<(), AppError> {
    for batch in clients.chunks(BATCH) {
        let text = insert_text("clients (workspace_id, id, name, name_key, currency, billing_details, notes, created_at, updated_at)", 9, batch.len());
        execute!(tx, c => {
            let mut query = sqlx::query(AssertSqlSafe(text.clone()));
            for client in batch {
                query = query
                    .bind(workspace.uuid())
                    .bind(client.id.uuid())
                    .bind(client.name.as_str())
                    .bind(name_key(&client.name))
                    .bind(client.currency.code().to_owned())
                    .bind("")
                    .bind("")
                    .bind(now)
                    .bind(now);
            }
            query.execute(c)
        })?;
    }
    Ok(())
}

/// Writes new projects; their clients are there.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_projects(
    tx: &mut Tx,
    workspace: WorkspaceId,
    projects: &[NewProject],
    now: i64,
) -> Result<(), AppError> {
    for batch in projects.chunks(BATCH) {
        let text = insert_text("projects (workspace_id, id, client_id, name, name_key, colour, billable, hourly_rate_cents, created_at, updated_at)", 10, batch.len());
        execute!(tx, c => {
            let mut query = sqlx::query(AssertSqlSafe(text.clone()));
            for project in batch {
                query = query
                    .bind(workspace.uuid())
                    .bind(project.id.uuid())
                    .bind(project.client_id.map(ClientId::uuid))
                    .bind(project.name.as_str())
                    .bind(name_key(&project.name))
                    .bind(project.colour.slug())
                    .bind(project.billable)
                    .bind(project.hourly_rate_cents)
                    .bind(now)
                    .bind(now);
            }
            query.execute(c)
        })?;
    }
    Ok(())
}

/// Writes new tags.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_tags(
    tx: &mut Tx,
    workspace: WorkspaceId,
    tags: &[NewTag],
    now: i64,
) -> Result<(), AppError> {
    for batch in tags.chunks(BATCH) {
        let text = insert_text("tags (workspace_id, id, name, name_key, created_at, updated_at)", 6, batch.len());
        execute!(tx, c => {
            let mut query = sqlx::query(AssertSqlSafe(text.clone()));
            for tag in batch {
                query = query
                    .bind(workspace.uuid())
                    .bind(tag.id.uuid())
                    .bind(tag.name.as_str())
                    .bind(name_key(&tag.name))
                    .bind(now)
                    .bind(now);
            }
            query.execute(c)
        })?;
    }
    Ok(())
}

/// Writes new entries with their tags; their projects and tags are there.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_entries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    entries: &[NewEntryRow],
) -> Result<(), AppError> {
    for batch in entries.chunks(BATCH) {
        let text = insert_text("time_entries (workspace_id, id, user_id, project_id, description, description_key, started_at, ended_at, seconds, billable, hourly_rate_cents, import_key, created_at, updated_at)", 14, batch.len());
        execute!(tx, c => {
            let mut query = sqlx::query(AssertSqlSafe(text.clone()));
            for entry in batch {
                query = query
                    .bind(workspace.uuid())
                    .bind(entry.id.uuid())
                    .bind(entry.user_id.uuid())
                    .bind(entry.project_id.map(ProjectId::uuid))
                    .bind(entry.description.as_str())
                    .bind(name_key(&entry.description))
                    .bind(entry.started_at)
                    .bind(entry.ended_at)
                    .bind(entry.seconds)
                    .bind(entry.billable)
                    .bind(entry.hourly_rate_cents)
                    .bind(entry.import_key.as_deref())
                    .bind(entry.created_at)
                    .bind(entry.created_at);
            }
            query.execute(c)
        })?;
    }
    insert_entry_tags(tx, workspace, entries).await
}

async fn insert_entry_tags(
    tx: &mut Tx,
    workspace: WorkspaceId,
    entries: &[NewEntryRow],
) -> Result<(), AppError> {
    let pairs: Vec<(Uuid, Uuid)> =
        entries.iter().flat_map(|entry| entry.tag_ids.iter().map(|tag| (entry.id.uuid(), tag.uuid()))).collect();
    for batch in pairs.chunks(BATCH) {
        let text = insert_text("time_entry_tags (workspace_id, time_entry_id, tag_id)", 3, batch.len());
        execute!(tx, c => {
            let mut query = sqlx::query(AssertSqlSafe(text.clone()));
            for (entry, tag) in batch {
                query = query.bind(workspace.uuid()).bind(*entry).bind(*tag);
            }
            query.execute(c)
        })?;
    }
    Ok(())
}

/// `insert into … values ($1, $2), ($3, $4)` for so many rows.
fn insert_text(table_and_columns: &str, columns: usize, rows: usize) -> String {
    let rows: Vec<String> = (0..rows).map(|row| places(row * columns + 1, columns)).collect();
    format!("insert into {table_and_columns} values {}", rows.join(", "))
}

/// `($5, $6, $7)`: so many places from `first` on.
fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    format!("({})", places.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_through() {
        assert_eq!(insert_text("t (a, b)", 2, 2), "insert into t (a, b) values ($1, $2), ($3, $4)");
        // SQLite binds at most 32,766 values, PostgreSQL 65,535.
        assert!(BATCH * 14 < 32_766);
    }
}
