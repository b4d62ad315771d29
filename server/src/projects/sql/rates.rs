//! Rates when their currency changes to one with another number of decimals. Nothing is ever converted: the number that
//! people read stays, so $90.00 becomes ¥90 and not ¥9,000. What an invoice locks stays as it is.

use app::error::AppError;
use app::values::{ClientId, Currency, ProjectId, WorkspaceId};

use crate::db::Tx;
use crate::execute;

/// The client's currency changed: its projects' rates and those of their unlocked entries keep their numbers.
///
/// # Errors
/// When the database fails.
pub async fn relabel_client(
    tx: &mut Tx,
    workspace: WorkspaceId,
    client: ClientId,
    (from, to): (Currency, Currency),
    now: i64,
) -> Result<(), AppError> {
    if from.exponent() == to.exponent() {
        return Ok(());
    }
    execute!(tx, c => sqlx::query(
        "update time_entries set hourly_rate_cents = (hourly_rate_cents * $1 + $2) / $3, updated_at = $4
         where workspace_id = $5 and invoice_id is null
             and project_id in (select id from projects where workspace_id = $6 and client_id = $7)"
    )
    .bind(to.minor_units())
    .bind(from.minor_units() / 2)
    .bind(from.minor_units())
    .bind(now)
    .bind(workspace.uuid())
    .bind(workspace.uuid())
    .bind(client.uuid())
    .execute(c))?;
    // A budget that is not there is still not there: of nothing, nothing comes.
    execute!(tx, c => sqlx::query(
        "update projects set hourly_rate_cents = (hourly_rate_cents * $1 + $2) / $3,
             budget_cents = (budget_cents * $1 + $2) / $3, updated_at = $4
         where workspace_id = $5 and client_id = $6"
    )
    .bind(to.minor_units())
    .bind(from.minor_units() / 2)
    .bind(from.minor_units())
    .bind(now)
    .bind(workspace.uuid())
    .bind(client.uuid())
    .execute(c))?;
    Ok(())
}

/// The project moved to a client with another currency: the rates of its unlocked entries keep their numbers.
///
/// # Errors
/// When the database fails.
pub async fn relabel_project_entries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    project: ProjectId,
    (from, to): (Currency, Currency),
    now: i64,
) -> Result<(), AppError> {
    if from.exponent() == to.exponent() {
        return Ok(());
    }
    execute!(tx, c => sqlx::query(
        "update time_entries set hourly_rate_cents = (hourly_rate_cents * $1 + $2) / $3, updated_at = $4
         where workspace_id = $5 and project_id = $6 and invoice_id is null"
    )
    .bind(to.minor_units())
    .bind(from.minor_units() / 2)
    .bind(from.minor_units())
    .bind(now)
    .bind(workspace.uuid())
    .bind(project.uuid())
    .execute(c))?;
    Ok(())
}

/// The workspace's currency changed: the costs and rates of its members, the costs of their entries, and the rates of projects and unlocked
/// entries without a client, keep their numbers.
///
/// # Errors
/// When the database fails.
pub async fn relabel_workspace(
    tx: &mut Tx,
    workspace: WorkspaceId,
    (from, to): (Currency, Currency),
    now: i64,
) -> Result<(), AppError> {
    if from.exponent() == to.exponent() {
        return Ok(());
    }
    for statement in [
        "update members set internal_cost_cents = (internal_cost_cents * $1 + $2) / $3
         where workspace_id = $4 and internal_cost_cents is not null",
        "update members set hourly_rate_cents = (hourly_rate_cents * $1 + $2) / $3
         where workspace_id = $4 and hourly_rate_cents is not null",
    ] {
        execute!(tx, c => sqlx::query(statement)
            .bind(to.minor_units())
            .bind(from.minor_units() / 2)
            .bind(from.minor_units())
            .bind(workspace.uuid())
            .execute(c))?;
    }
    for statement in [
        "update time_entries set internal_cost_cents = (internal_cost_cents * $1 + $2) / $3, updated_at = $4
         where workspace_id = $5 and internal_cost_cents is not null",
        "update projects set hourly_rate_cents = (hourly_rate_cents * $1 + $2) / $3,
             budget_cents = (budget_cents * $1 + $2) / $3, updated_at = $4
         where workspace_id = $5 and client_id is null",
        "update time_entries set hourly_rate_cents = (hourly_rate_cents * $1 + $2) / $3, updated_at = $4
         where workspace_id = $5 and invoice_id is null and (project_id is null or project_id in
             (select p.id from projects p where p.workspace_id = time_entries.workspace_id and p.client_id is null))",
    ] {
        execute!(tx, c => sqlx::query(statement)
            .bind(to.minor_units())
            .bind(from.minor_units() / 2)
            .bind(from.minor_units())
            .bind(now)
            .bind(workspace.uuid())
            .execute(c))?;
    }
    Ok(())
}
