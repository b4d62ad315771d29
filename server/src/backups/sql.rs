//! The SQL of backups: a workspace read record by record, and cleared.

mod clearing;
pub(super) mod entries;
pub(super) mod known;
pub(super) mod writing;

use std::collections::HashMap;

use app::error::AppError;
use app::values::WorkspaceId;
use uuid::Uuid;

use super::model::{
    BackupClient, BackupInvoice, BackupLine, BackupMember, BackupProject, BackupTag,
    BackupWorkspace, Catalog,
};
use crate::db::Tx;
use crate::fetch;

pub(super) use clearing::{clear, count_backup, count_contents};

/// Everything but the time entries, each kind in the order it was made.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load_catalog(tx: &mut Tx, workspace: WorkspaceId) -> Result<Catalog, AppError> {
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
    let invoices = load_invoices(tx, workspace).await?;
    Ok(Catalog {
        workspace: settings,
        members,
        clients,
        projects,
        tags,
        invoices,
    })
}

async fn load_invoices(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<BackupInvoice>, AppError> {
    let id = workspace.uuid();
    let mut invoices: Vec<BackupInvoice> = fetch!(tx, c => sqlx::query_as(
        "select id, number, status, client_id, project_id, client_name, client_details, issue_date, due_date,
             period_from, period_to, currency, subtotal_cents, discount_kind, discount_value, discount_cents,
             tax_rate_bp, tax_cents, total_cents, design, notes, sender_name, sender_details, payment_details, credits_id,
             credited_cents, credited_at, sent_at, paid_at, voided_at, created_at, updated_at
         from invoices where workspace_id = $1 order by created_at, id"
    ).bind(id).fetch_all(c))?;
    let lines: Vec<(Uuid, String, i64, i64, i64, Option<i64>)> = fetch!(tx, c => sqlx::query_as(
        "select invoice_id, description, seconds, hourly_rate_cents, amount_cents, credits_position
         from invoice_lines where workspace_id = $1 order by invoice_id, position"
    ).bind(id).fetch_all(c))?;
    let mut by_invoice: HashMap<Uuid, Vec<BackupLine>> = HashMap::new();
    for (invoice, description, seconds, hourly_rate_cents, amount_cents, credits_position) in lines
    {
        by_invoice.entry(invoice).or_default().push(BackupLine {
            description,
            seconds,
            hourly_rate_cents,
            amount_cents,
            credits_position,
        });
    }
    for invoice in &mut invoices {
        invoice.lines = by_invoice.remove(&invoice.id).unwrap_or_default();
    }
    Ok(invoices)
}

/// The workspace's name.
///
/// # Errors
/// `AppError::NotFound` if there is none.
pub(super) async fn load_name(tx: &mut Tx, workspace: WorkspaceId) -> Result<String, AppError> {
    fetch!(tx, c => sqlx::query_scalar("select name from workspaces where id = $1").bind(workspace.uuid()).fetch_one(c))
}
