//! The SQL of backups: a workspace read record by record, and cleared.

mod clearing;
pub(super) mod entries;
pub(super) mod invoices;
pub(super) mod known;
pub(super) mod writing;

use app::error::AppError;
use app::values::WorkspaceId;

use super::model::{
    BackupClient, BackupMember, BackupProject, BackupTag, BackupWorkspace, Catalog,
};
use crate::db::Tx;
use crate::fetch;

pub(super) use clearing::{clear, count_backup, count_contents};

/// Everything but the time entries, each kind in the order it was made.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load_catalog(tx: &mut Tx, workspace: WorkspaceId) -> Result<Catalog, AppError> {
    let catalog = load_organised(tx, workspace).await?;
    let invoices = invoices::load_all(tx, workspace).await?;
    Ok(Catalog {
        invoices,
        ..catalog
    })
}

/// As [`load_catalog`], and without the invoices.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load_organised(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Catalog, AppError> {
    let id = workspace.uuid();
    let mut settings: BackupWorkspace = fetch!(tx, c => sqlx::query_as(
        "select id, name, currency, week_start, default_rate_cents, rounding, time_format from workspaces where id = $1"
    ).bind(id).fetch_one(c))?;
    let of_invoices = crate::invoices::sql::settings::load(tx, workspace).await?;
    settings.invoice_settings = Some(of_invoices.into());
    let members: Vec<BackupMember> = fetch!(tx, c => sqlx::query_as(
        "select u.id, u.name, u.email, m.role, m.weekly_capacity_seconds, m.internal_cost_cents, m.hourly_rate_cents
         from users u
         left join members m on m.workspace_id = $1 and m.user_id = u.id
         where u.id in (select i.user_id from members i where i.workspace_id = $2
                        union select e.user_id from time_entries e where e.workspace_id = $3)
         order by u.created_at, u.id"
    ).bind(id).bind(id).bind(id).fetch_all(c))?;
    let clients: Vec<BackupClient> = fetch!(tx, c => sqlx::query_as(
        "select id, name, currency, billing_details, notes, archived_at, created_at, updated_at
         from clients where workspace_id = $1 order by created_at, id"
    ).bind(id).fetch_all(c))?;
    let projects: Vec<BackupProject> = fetch!(tx, c => sqlx::query_as(
        "select id, client_id, name, colour as color, billable, hourly_rate_cents, estimated_seconds, budget_cents, archived_at,
             created_at, updated_at
         from projects where workspace_id = $1 order by created_at, id"
    ).bind(id).fetch_all(c))?;
    let tags: Vec<BackupTag> = fetch!(tx, c => sqlx::query_as(
        "select id, name, created_at, updated_at from tags where workspace_id = $1 order by created_at, id"
    ).bind(id).fetch_all(c))?;
    Ok(Catalog {
        workspace: settings,
        members,
        clients,
        projects,
        tags,
        invoices: Vec::new(),
    })
}

/// The workspace's name.
///
/// # Errors
/// `AppError::NotFound` if there is none.
pub(super) async fn load_name(tx: &mut Tx, workspace: WorkspaceId) -> Result<String, AppError> {
    fetch!(tx, c => sqlx::query_scalar("select name from workspaces where id = $1").bind(workspace.uuid()).fetch_one(c))
}
