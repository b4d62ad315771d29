//! A backup's catalog into its tables: settings, clients, projects and tags; invoices and time entries in the files below.

mod entries;
mod invoices;

use app::error::AppError;
use app::values::WorkspaceId;
use uuid::Uuid;

use crate::backups::merge::Plan;
use crate::backups::model::{BackupClient, BackupProject, BackupTag, BackupWorkspace};
use crate::clients::sql::rows as clients;
use crate::db::Tx;
use crate::db::rows::{Known, VALUES, places};
use crate::execute;
use crate::invoices::sql::settings;
use crate::projects::sql::rows as projects;
use crate::tags::sql::rows as tags;

pub(crate) use entries::{forget_deletions, write_entries};

/// Writes the settings; the workspace keeps its name.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn write_settings(
    tx: &mut Tx,
    workspace: WorkspaceId,
    wanted: &BackupWorkspace,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update workspaces set currency = $2, week_start = $3, default_rate_cents = $4, rounding = $5, time_format = $6,
             updated_at = $7
         where id = $1"
    )
    .bind(workspace.uuid())
    .bind(wanted.currency.as_str())
    .bind(wanted.week_start.as_str())
    .bind(wanted.default_rate_cents)
    .bind(wanted.rounding.as_str())
    .bind(wanted.time_format.as_str())
    .bind(now)
    .execute(c))?;
    if let Some(of_invoices) = &wanted.invoice_settings {
        settings::store(tx, workspace, &of_invoices.clone().into(), now).await?;
    }
    Ok(())
}

/// Writes clients, projects, tags and invoices.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn write_catalog(
    tx: &mut Tx,
    workspace: WorkspaceId,
    plan: &Plan,
) -> Result<(), AppError> {
    // Names may change places: nobody keeps the old one while the new ones are given out.
    set_aside(
        tx,
        workspace,
        "clients",
        plan.clients.updated.iter().map(|each| each.id),
    )
    .await?;
    set_aside(
        tx,
        workspace,
        "projects",
        plan.projects.updated.iter().map(|each| each.id),
    )
    .await?;
    set_aside(
        tx,
        workspace,
        "tags",
        plan.tags.updated.iter().map(|each| each.id),
    )
    .await?;
    for records in [&plan.clients.updated, &plan.clients.created] {
        let rows: Vec<_> = records.iter().map(client).collect();
        clients::write(tx, workspace, Known::Replaced, &rows).await?;
    }
    for records in [&plan.projects.updated, &plan.projects.created] {
        let rows: Vec<_> = records.iter().map(project).collect();
        projects::write(tx, workspace, Known::Replaced, &rows).await?;
    }
    for records in [&plan.tags.updated, &plan.tags.created] {
        let rows: Vec<_> = records.iter().map(tag).collect();
        tags::write(tx, workspace, Known::Replaced, &rows).await?;
    }
    invoices::write(tx, workspace, &plan.invoices.created).await
}

async fn set_aside(
    tx: &mut Tx,
    workspace: WorkspaceId,
    table: &str,
    ids: impl Iterator<Item = Uuid>,
) -> Result<(), AppError> {
    let ids: Vec<Uuid> = ids.collect();
    for batch in ids.chunks(VALUES) {
        // No name holds a line break.
        let text = tx.text(format!(
            "update {table} set name_key = 'restoring' || $1 || cast(id as text) where workspace_id = $2 and id in {}",
            places(3, batch.len())
        ));
        execute!(tx, c => {
            let mut query = sqlx::query(text).bind("\n").bind(workspace.uuid());
            for id in batch {
                query = query.bind(*id);
            }
            query.execute(c)
        })?;
    }
    Ok(())
}

fn client(client: &BackupClient) -> clients::Row<'_> {
    clients::Row {
        id: client.id,
        name: &client.name,
        currency: &client.currency,
        billing_details: &client.billing_details,
        notes: &client.notes,
        archived_at: client.archived_at,
        created_at: client.created_at,
        updated_at: client.updated_at,
    }
}

fn project(project: &BackupProject) -> projects::Row<'_> {
    projects::Row {
        id: project.id,
        client_id: project.client_id,
        name: &project.name,
        colour: &project.color,
        billable: project.billable,
        hourly_rate_cents: project.hourly_rate_cents,
        estimated_seconds: project.estimated_seconds,
        budget_cents: project.budget_cents,
        archived_at: project.archived_at,
        created_at: project.created_at,
        updated_at: project.updated_at,
    }
}

fn tag(tag: &BackupTag) -> tags::Row<'_> {
    tags::Row {
        id: tag.id,
        name: &tag.name,
        created_at: tag.created_at,
        updated_at: tag.updated_at,
    }
}
