//! Rates when their currency changes to one with another number of decimals. Nothing is ever converted: the number that
//! people read stays, so $90.00 becomes ¥90 and not ¥9,000. What an invoice locks may not change, so that it holds such a
//! change up: else it would be shown, summed and, once released, billed at a hundred times its rate.

use app::clients::rules::currency_locked;
use app::error::AppError;
use app::values::{ClientId, Currency, ProjectId, WorkspaceId};

use crate::db::Tx;
use crate::{execute, fetch};

/// Whose time changes its currency.
#[derive(Clone, Copy, Debug)]
enum Whose {
    Client(ClientId),
    Project(ProjectId),
    /// That of projects without a client, which are in the workspace's currency.
    Workspace,
}

/// Goes on when none of this time is on an active invoice.
async fn must_be_free(
    tx: &mut Tx,
    workspace: WorkspaceId,
    whose: Whose,
    (from, to): (Currency, Currency),
) -> Result<(), AppError> {
    let (statement, id) = match whose {
        Whose::Client(client) => (
            "select min(i.number) from time_entries e
             join projects p on p.workspace_id = e.workspace_id and p.id = e.project_id
             join invoices i on i.workspace_id = e.workspace_id and i.id = e.invoice_id
             where e.workspace_id = $1 and p.client_id = $2",
            Some(client.uuid()),
        ),
        Whose::Project(project) => (
            "select min(i.number) from time_entries e
             join invoices i on i.workspace_id = e.workspace_id and i.id = e.invoice_id
             where e.workspace_id = $1 and e.project_id = $2",
            Some(project.uuid()),
        ),
        Whose::Workspace => (
            "select min(i.number) from time_entries e
             join projects p on p.workspace_id = e.workspace_id and p.id = e.project_id
             join invoices i on i.workspace_id = e.workspace_id and i.id = e.invoice_id
             where e.workspace_id = $1 and p.client_id is null",
            None,
        ),
    };
    let invoice: Option<String> = fetch!(tx, c => {
        let mut query = sqlx::query_scalar(statement).bind(workspace.uuid());
        if let Some(id) = id {
            query = query.bind(id);
        }
        query.fetch_one(c)
    })?;
    match invoice {
        Some(number) => Err(currency_locked(&number, from, to)),
        None => Ok(()),
    }
}

/// The client's currency changed: its projects' rates and those of their entries keep their numbers.
///
/// # Errors
/// When an active invoice holds some of these entries, or the database fails.
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
    must_be_free(tx, workspace, Whose::Client(client), (from, to)).await?;
    execute!(tx, c => sqlx::query(
        "update time_entries set hourly_rate_cents = (hourly_rate_cents * $1 + $2) / $3, updated_at = $4
         where workspace_id = $5
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

/// The project moved to a client with another currency: the rates of its entries keep their numbers.
///
/// # Errors
/// When an active invoice holds some of these entries, or the database fails.
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
    must_be_free(tx, workspace, Whose::Project(project), (from, to)).await?;
    execute!(tx, c => sqlx::query(
        "update time_entries set hourly_rate_cents = (hourly_rate_cents * $1 + $2) / $3, updated_at = $4
         where workspace_id = $5 and project_id = $6"
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

/// The workspace's currency changed: the costs and rates of its members, the costs of their entries, and the rates of
/// projects and entries without a client, keep their numbers.
///
/// # Errors
/// When an active invoice holds some of these entries, or the database fails.
pub async fn relabel_workspace(
    tx: &mut Tx,
    workspace: WorkspaceId,
    (from, to): (Currency, Currency),
    now: i64,
) -> Result<(), AppError> {
    if from.exponent() == to.exponent() {
        return Ok(());
    }
    must_be_free(tx, workspace, Whose::Workspace, (from, to)).await?;
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
         where workspace_id = $5 and (project_id is null or project_id in
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
