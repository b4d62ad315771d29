//! Writing projects.

use app::error::AppError;
use app::projects::rules::ProjectDetails;
use app::values::{ClientId, Colour, ProjectId, WorkspaceId, name_key};

use super::rows::{self, Row};
use crate::db::Tx;
use crate::db::rows::Known;
use crate::{execute, fetch};

/// How many projects there are, archived ones too.
///
/// # Errors
/// When the database fails.
pub async fn count_projects(tx: &mut Tx, workspace: WorkspaceId) -> Result<i64, AppError> {
    fetch!(tx, c => sqlx::query_scalar::<_, i64>("select count(*) from projects where workspace_id = $1")
        .bind(workspace.uuid())
        .fetch_one(c))
}

/// Adds a project in this colour.
///
/// # Errors
/// When the database fails.
pub async fn insert_project(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ProjectId,
    project: &ProjectDetails,
    colour: Colour,
    now: i64,
) -> Result<(), AppError> {
    let row = Row {
        id: id.uuid(),
        client_id: project.client_id.map(ClientId::uuid),
        name: &project.name,
        colour: colour.slug(),
        billable: project.billable,
        hourly_rate_cents: project.hourly_rate_cents,
        estimated_seconds: project.estimate.or(None),
        budget_cents: project.budget.or(None),
        archived_at: None,
        created_at: now,
        updated_at: now,
    };
    rows::write(tx, workspace, Known::Refused, &[row]).await
}

/// How a project is from now on where its form may leave it as it was.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// Its colour.
    pub colour: Colour,
    /// How long it is meant to take.
    pub estimated_seconds: Option<i64>,
    /// What it may cost, in minor units.
    pub budget_cents: Option<i64>,
}

/// Changes a project.
///
/// # Errors
/// When the database fails.
pub async fn update_project(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ProjectId,
    project: &ProjectDetails,
    kept: Kept,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update projects
         set client_id = $1, name = $2, name_key = $3, colour = $4, billable = $5, hourly_rate_cents = $6,
             estimated_seconds = $7, budget_cents = $8, updated_at = $9
         where workspace_id = $10 and id = $11"
    )
    .bind(project.client_id.map(ClientId::uuid))
    .bind(&project.name)
    .bind(name_key(&project.name))
    .bind(kept.colour.slug())
    .bind(project.billable)
    .bind(project.hourly_rate_cents)
    .bind(kept.estimated_seconds)
    .bind(kept.budget_cents)
    .bind(now)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .execute(c))?;
    Ok(())
}

/// Hides a project or brings it back.
///
/// # Errors
/// When the database fails.
pub async fn archive_project(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ProjectId,
    archived: bool,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update projects set archived_at = $1, updated_at = $2 where workspace_id = $3 and id = $4"
    )
    .bind(archived.then_some(now))
    .bind(now)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .execute(c))?;
    Ok(())
}

/// Deletes a project.
///
/// # Errors
/// When the database fails, or a time entry or timer still refers to it.
pub async fn delete_project(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ProjectId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from projects where workspace_id = $1 and id = $2")
        .bind(workspace.uuid())
        .bind(id.uuid())
        .execute(c))?;
    Ok(())
}
