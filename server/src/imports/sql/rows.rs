//! New rows, by the hundred in one statement.

use std::collections::HashMap;

use app::error::AppError;
use app::values::{ClientId, ProjectId, UserId, WorkspaceId, name_key};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{VALUES, places};
use crate::db::Tx;
use crate::execute;
use crate::imports::plan::{NewClient, NewProject, NewTag};
use crate::members::sql::list_costs;
use crate::time_entries::sql::{Cost, NewEntryRow};

/// A table to insert into, several rows at a time.
struct Insert {
    /// The table and its columns in parentheses.
    into: &'static str,
    /// How many columns those are.
    columns: usize,
}

impl Insert {
    /// Rows of one statement.
    const fn rows(&self) -> usize {
        VALUES / self.columns
    }

    /// `insert into … values ($1, $2), ($3, $4)` for so many rows.
    fn text(&self, rows: usize) -> String {
        let rows: Vec<String> = (0..rows)
            .map(|row| places(row * self.columns + 1, self.columns))
            .collect();
        format!("insert into {} values {}", self.into, rows.join(", "))
    }
}

const CLIENTS: Insert = Insert {
    into: "clients (workspace_id, id, name, name_key, currency, billing_details, notes, archived_at, created_at, updated_at)",
    columns: 10,
};
const PROJECTS: Insert = Insert {
    into: "projects (workspace_id, id, client_id, name, name_key, colour, billable, hourly_rate_cents, archived_at, created_at, updated_at)",
    columns: 11,
};
const TAGS: Insert = Insert {
    into: "tags (workspace_id, id, name, name_key, created_at, updated_at)",
    columns: 6,
};
const TIME_ENTRIES: Insert = Insert {
    into: "time_entries (workspace_id, id, user_id, project_id, description, description_key, started_at, ended_at, seconds, billable, hourly_rate_cents, import_key, created_at, updated_at, internal_cost_cents)",
    columns: 15,
};
const TIME_ENTRY_TAGS: Insert = Insert {
    into: "time_entry_tags (workspace_id, time_entry_id, tag_id)",
    columns: 3,
};

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
    for batch in clients.chunks(CLIENTS.rows()) {
        let text = CLIENTS.text(batch.len());
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
                    .bind(client.archived.then_some(now))
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
    for batch in projects.chunks(PROJECTS.rows()) {
        let text = PROJECTS.text(batch.len());
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
                    .bind(project.archived.then_some(now))
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
    for batch in tags.chunks(TAGS.rows()) {
        let text = TAGS.text(batch.len());
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
    let costs: HashMap<UserId, Option<i64>> =
        list_costs(tx, workspace).await?.into_iter().collect();
    let cost = |entry: &NewEntryRow| match entry.internal_cost {
        Cost::OfMember => costs.get(&entry.user_id).copied().flatten(),
        Cost::Kept(cents) => cents,
    };
    for batch in entries.chunks(TIME_ENTRIES.rows()) {
        let text = TIME_ENTRIES.text(batch.len());
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
                    .bind(entry.created_at)
                    .bind(cost(entry));
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
    let pairs: Vec<(Uuid, Uuid)> = entries
        .iter()
        .flat_map(|entry| {
            entry
                .tag_ids
                .iter()
                .map(|tag| (entry.id.uuid(), tag.uuid()))
        })
        .collect();
    for batch in pairs.chunks(TIME_ENTRY_TAGS.rows()) {
        let text = TIME_ENTRY_TAGS.text(batch.len());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_through() {
        let insert = Insert {
            into: "t (a, b)",
            columns: 2,
        };
        assert_eq!(
            insert.text(2),
            "insert into t (a, b) values ($1, $2), ($3, $4)"
        );
        for insert in [CLIENTS, PROJECTS, TAGS, TIME_ENTRIES, TIME_ENTRY_TAGS] {
            assert_eq!(
                insert.into.split(',').count(),
                insert.columns,
                "{}",
                insert.into
            );
            assert!(insert.rows() > 10);
        }
    }
}
