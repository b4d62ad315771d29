//! New rows, by the hundred in one statement.

use std::collections::HashMap;

use app::error::AppError;
use app::values::{ClientId, ProjectId, UserId, WorkspaceId, name_key};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::rows::Rows;
use crate::imports::plan::{NewClient, NewProject, NewTag};
use crate::members::sql::list_costs;
use crate::time_entries::sql::{Cost, NewEntryRow};
use crate::write_rows;

const CLIENTS: Rows = Rows {
    table: "clients",
    columns: &[
        "workspace_id",
        "id",
        "name",
        "name_key",
        "currency",
        "billing_details",
        "notes",
        "archived_at",
        "created_at",
        "updated_at",
    ],
    updated: &[],
};
const PROJECTS: Rows = Rows {
    table: "projects",
    columns: &[
        "workspace_id",
        "id",
        "client_id",
        "name",
        "name_key",
        "colour",
        "billable",
        "hourly_rate_cents",
        "archived_at",
        "created_at",
        "updated_at",
    ],
    updated: &[],
};
const TAGS: Rows = Rows {
    table: "tags",
    columns: &[
        "workspace_id",
        "id",
        "name",
        "name_key",
        "created_at",
        "updated_at",
    ],
    updated: &[],
};
const TIME_ENTRIES: Rows = Rows {
    table: "time_entries",
    columns: &[
        "workspace_id",
        "id",
        "user_id",
        "project_id",
        "description",
        "description_key",
        "started_at",
        "ended_at",
        "seconds",
        "billable",
        "hourly_rate_cents",
        "import_key",
        "created_at",
        "updated_at",
        "internal_cost_cents",
    ],
    updated: &[],
};
const TIME_ENTRY_TAGS: Rows = Rows {
    table: "time_entry_tags",
    columns: &["workspace_id", "time_entry_id", "tag_id"],
    updated: &[],
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
    write_rows!(tx, CLIENTS, clients, |query, client| query
        .bind(workspace.uuid())
        .bind(client.id.uuid())
        .bind(client.name.as_str())
        .bind(name_key(&client.name))
        .bind(client.currency.code().to_owned())
        .bind("")
        .bind("")
        .bind(client.archived.then_some(now))
        .bind(now)
        .bind(now));
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
    write_rows!(tx, PROJECTS, projects, |query, project| query
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
        .bind(now));
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
    write_rows!(tx, TAGS, tags, |query, tag| query
        .bind(workspace.uuid())
        .bind(tag.id.uuid())
        .bind(tag.name.as_str())
        .bind(name_key(&tag.name))
        .bind(now)
        .bind(now));
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
    write_rows!(tx, TIME_ENTRIES, entries, |query, entry| query
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
        .bind(cost(entry)));
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
    write_rows!(tx, TIME_ENTRY_TAGS, pairs, |query, pair| query
        .bind(workspace.uuid())
        .bind(pair.0)
        .bind(pair.1));
    Ok(())
}
