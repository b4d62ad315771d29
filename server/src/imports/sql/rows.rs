//! What an import adds, into its tables.

use std::collections::HashMap;

use app::error::AppError;
use app::values::{ClientId, ProjectId, UserId, WorkspaceId};
use uuid::Uuid;

use crate::clients::sql::rows as clients;
use crate::db::Tx;
use crate::db::rows::Known;
use crate::imports::plan::{NewClient, NewProject, NewTag};
use crate::members::sql::list_costs;
use crate::projects::sql::rows as projects;
use crate::tags::sql::rows as tags;
use crate::time_entries::sql::rows as entries;
use crate::time_entries::sql::{Cost, NewEntryRow};

/// Writes new clients.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_clients(
    tx: &mut Tx,
    workspace: WorkspaceId,
    new: &[NewClient],
    now: i64,
) -> Result<(), AppError> {
    let rows: Vec<_> = new
        .iter()
        .map(|client| clients::Row {
            id: client.id.uuid(),
            name: &client.name,
            currency: client.currency.code(),
            billing_details: "",
            notes: "",
            archived_at: client.archived.then_some(now),
            created_at: now,
            updated_at: now,
        })
        .collect();
    clients::write(tx, workspace, Known::Refused, &rows).await
}

/// Writes new projects; their clients are there.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_projects(
    tx: &mut Tx,
    workspace: WorkspaceId,
    new: &[NewProject],
    now: i64,
) -> Result<(), AppError> {
    let rows: Vec<_> = new
        .iter()
        .map(|project| projects::Row {
            id: project.id.uuid(),
            client_id: project.client_id.map(ClientId::uuid),
            name: &project.name,
            colour: project.colour.slug(),
            billable: project.billable,
            hourly_rate_cents: project.hourly_rate_cents,
            estimated_seconds: None,
            budget_cents: None,
            archived_at: project.archived.then_some(now),
            created_at: now,
            updated_at: now,
        })
        .collect();
    projects::write(tx, workspace, Known::Refused, &rows).await
}

/// Writes new tags.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_tags(
    tx: &mut Tx,
    workspace: WorkspaceId,
    new: &[NewTag],
    now: i64,
) -> Result<(), AppError> {
    let rows: Vec<_> = new
        .iter()
        .map(|tag| tags::Row {
            id: tag.id.uuid(),
            name: &tag.name,
            created_at: now,
            updated_at: now,
        })
        .collect();
    tags::write(tx, workspace, Known::Refused, &rows).await
}

/// Writes new entries with their tags; their projects and tags are there.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert_entries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    new: &[NewEntryRow],
) -> Result<(), AppError> {
    let costs: HashMap<UserId, Option<i64>> =
        list_costs(tx, workspace).await?.into_iter().collect();
    let cost = |entry: &NewEntryRow| match entry.internal_cost {
        Cost::OfMember => costs.get(&entry.user_id).copied().flatten(),
        Cost::Kept(cents) => cents,
    };
    let rows: Vec<_> = new
        .iter()
        .map(|entry| entries::Row {
            id: entry.id.uuid(),
            user_id: entry.user_id.uuid(),
            project_id: entry.project_id.map(ProjectId::uuid),
            description: &entry.description,
            started_at: entry.started_at,
            ended_at: entry.ended_at,
            seconds: entry.seconds,
            billable: entry.billable,
            hourly_rate_cents: entry.hourly_rate_cents,
            internal_cost_cents: cost(entry),
            invoice_id: None,
            import_key: entry.import_key.as_deref(),
            created_at: entry.created_at,
            updated_at: entry.created_at,
        })
        .collect();
    entries::write(tx, workspace, Known::Refused, &rows).await?;
    let pairs: Vec<(Uuid, Uuid)> = new
        .iter()
        .flat_map(|entry| {
            let id = entry.id.uuid();
            entry.tag_ids.iter().map(move |tag| (id, tag.uuid()))
        })
        .collect();
    entries::write_tags(tx, workspace, &pairs).await
}
