//! Writing projects.

use app::error::AppError;
use app::projects::rules::ProjectDetails;
use app::values::{ClientId, Colour, ProjectId, WorkspaceId, name_key};

use crate::db::Tx;
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
    execute!(tx, c => sqlx::query(
        "insert into projects (workspace_id, id, client_id, name, name_key, colour, billable,
             hourly_rate_cents, estimated_seconds, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .bind(project.client_id.map(ClientId::uuid))
    .bind(&project.name)
    .bind(name_key(&project.name))
    .bind(colour.slug())
    .bind(project.billable)
    .bind(project.hourly_rate_cents)
    .bind(project.estimate.or(None))
    .bind(now)
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Changes a project to be in this colour and to take so long.
///
/// # Errors
/// When the database fails.
pub async fn update_project(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ProjectId,
    project: &ProjectDetails,
    (colour, estimated_seconds): (Colour, Option<i64>),
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update projects
         set client_id = $1, name = $2, name_key = $3, colour = $4, billable = $5, hourly_rate_cents = $6,
             estimated_seconds = $7, updated_at = $8
         where workspace_id = $9 and id = $10"
    )
    .bind(project.client_id.map(ClientId::uuid))
    .bind(&project.name)
    .bind(name_key(&project.name))
    .bind(colour.slug())
    .bind(project.billable)
    .bind(project.hourly_rate_cents)
    .bind(estimated_seconds)
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
