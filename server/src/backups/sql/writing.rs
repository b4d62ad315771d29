//! A backup's records into their tables, by the hundred in one statement.

use app::error::AppError;
use app::invoices::numbering::NumberFormat;
use app::values::{WorkspaceId, name_key};
use uuid::Uuid;

use crate::backups::entries::Changes;
use crate::backups::merge::Plan;
use crate::backups::model::{
    BackupClient, BackupInvoice, BackupProject, BackupTag, BackupWorkspace,
};
use crate::db::Tx;
use crate::db::rows::{Rows, VALUES, places};
use crate::invoices::sql::{numbers, settings};
use crate::{execute, write_rows};

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
    updated: &[
        "name",
        "name_key",
        "currency",
        "billing_details",
        "notes",
        "archived_at",
        "created_at",
        "updated_at",
    ],
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
        "estimated_seconds",
        "budget_cents",
        "archived_at",
        "created_at",
        "updated_at",
    ],
    updated: &[
        "client_id",
        "name",
        "name_key",
        "colour",
        "billable",
        "hourly_rate_cents",
        "estimated_seconds",
        "budget_cents",
        "archived_at",
        "created_at",
        "updated_at",
    ],
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
    updated: &["name", "name_key", "created_at", "updated_at"],
};
const INVOICES: Rows = Rows {
    table: "invoices",
    columns: &[
        "workspace_id",
        "id",
        "number",
        "status",
        "client_id",
        "project_id",
        "client_name",
        "client_details",
        "issue_date",
        "due_date",
        "period_from",
        "period_to",
        "currency",
        "subtotal_cents",
        "discount_kind",
        "discount_value",
        "discount_cents",
        "tax_rate_bp",
        "tax_cents",
        "total_cents",
        "design",
        "notes",
        "sender_name",
        "sender_details",
        "payment_details",
        "credits_id",
        "credited_cents",
        "credited_at",
        "sent_at",
        "paid_at",
        "voided_at",
        "created_at",
        "updated_at",
    ],
    updated: &[],
};
const LINES: Rows = Rows {
    table: "invoice_lines",
    columns: &[
        "workspace_id",
        "invoice_id",
        "position",
        "description",
        "seconds",
        "hourly_rate_cents",
        "amount_cents",
        "credits_position",
    ],
    updated: &[],
};
const ENTRIES: Rows = Rows {
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
        "internal_cost_cents",
        "invoice_id",
        "import_key",
        "created_at",
        "updated_at",
    ],
    updated: &[
        "user_id",
        "project_id",
        "description",
        "description_key",
        "started_at",
        "ended_at",
        "seconds",
        "billable",
        "hourly_rate_cents",
        "internal_cost_cents",
        "invoice_id",
        "created_at",
        "updated_at",
    ],
};
const ENTRY_TAGS: Rows = Rows {
    table: "time_entry_tags",
    columns: &["workspace_id", "time_entry_id", "tag_id"],
    updated: &[],
};

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
    for clients in [&plan.clients.updated, &plan.clients.created] {
        write_clients(tx, workspace, clients).await?;
    }
    for projects in [&plan.projects.updated, &plan.projects.created] {
        write_projects(tx, workspace, projects).await?;
    }
    for tags in [&plan.tags.updated, &plan.tags.created] {
        write_tags(tx, workspace, tags).await?;
    }
    write_invoices(tx, workspace, &plan.invoices.created).await
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

async fn write_clients(
    tx: &mut Tx,
    workspace: WorkspaceId,
    clients: &[BackupClient],
) -> Result<(), AppError> {
    write_rows!(tx, CLIENTS, clients, |query, client| query
        .bind(workspace.uuid())
        .bind(client.id)
        .bind(client.name.as_str())
        .bind(name_key(&client.name))
        .bind(client.currency.as_str())
        .bind(client.billing_details.as_str())
        .bind(client.notes.as_str())
        .bind(client.archived_at)
        .bind(client.created_at)
        .bind(client.updated_at));
    Ok(())
}

async fn write_projects(
    tx: &mut Tx,
    workspace: WorkspaceId,
    projects: &[BackupProject],
) -> Result<(), AppError> {
    write_rows!(tx, PROJECTS, projects, |query, project| query
        .bind(workspace.uuid())
        .bind(project.id)
        .bind(project.client_id)
        .bind(project.name.as_str())
        .bind(name_key(&project.name))
        .bind(project.color.as_str())
        .bind(project.billable)
        .bind(project.hourly_rate_cents)
        .bind(project.estimated_seconds)
        .bind(project.budget_cents)
        .bind(project.archived_at)
        .bind(project.created_at)
        .bind(project.updated_at));
    Ok(())
}

async fn write_tags(
    tx: &mut Tx,
    workspace: WorkspaceId,
    tags: &[BackupTag],
) -> Result<(), AppError> {
    write_rows!(tx, TAGS, tags, |query, tag| query
        .bind(workspace.uuid())
        .bind(tag.id)
        .bind(tag.name.as_str())
        .bind(name_key(&tag.name))
        .bind(tag.created_at)
        .bind(tag.updated_at));
    Ok(())
}

/// The count of both goes on behind what comes back, in this workspace's way of writing or in the usual one.
async fn pass_numbers(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoices: &[BackupInvoice],
) -> Result<(), AppError> {
    let own = settings::load(tx, workspace).await?.format();
    let usual = NumberFormat::default();
    let notes = NumberFormat::of_credit_notes();
    let numbers_of = |is_note: bool| {
        let of_kind = move |invoice: &&BackupInvoice| invoice.credits_id.is_some() == is_note;
        invoices
            .iter()
            .filter(of_kind)
            .map(|invoice| invoice.number.as_str())
    };
    let count = |number: &str| own.count_of(number).or_else(|| usual.count_of(number));
    if let Some(last) = numbers_of(false).filter_map(count).max() {
        numbers::pass(tx, workspace, last).await?;
    }
    let last = numbers_of(true)
        .filter_map(|number| notes.count_of(number))
        .max();
    if let Some(last) = last {
        numbers::pass_credit_notes(tx, workspace, last).await?;
    }
    Ok(())
}

async fn write_invoices(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoices: &[BackupInvoice],
) -> Result<(), AppError> {
    pass_numbers(tx, workspace, invoices).await?;
    write_rows!(tx, INVOICES, invoices, |query, invoice| query
        .bind(workspace.uuid())
        .bind(invoice.id)
        .bind(invoice.number.as_str())
        .bind(invoice.status.as_str())
        .bind(invoice.client_id)
        .bind(invoice.project_id)
        .bind(invoice.client_name.as_str())
        .bind(invoice.client_details.as_str())
        .bind(invoice.issue_date.as_str())
        .bind(invoice.due_date.as_deref())
        .bind(invoice.period_from.as_deref())
        .bind(invoice.period_to.as_deref())
        .bind(invoice.currency.as_str())
        .bind(invoice.subtotal_cents)
        .bind(invoice.discount_kind.as_deref())
        .bind(invoice.discount_value)
        .bind(invoice.discount_cents)
        .bind(invoice.tax_rate_bp)
        .bind(invoice.tax_cents)
        .bind(invoice.total_cents)
        .bind(invoice.design.as_str())
        .bind(invoice.notes.as_str())
        .bind(invoice.sender_name.as_str())
        .bind(invoice.sender_details.as_str())
        .bind(invoice.payment_details.as_str())
        .bind(invoice.credits_id)
        .bind(invoice.credited_cents)
        .bind(invoice.credited_at)
        .bind(invoice.sent_at)
        .bind(invoice.paid_at)
        .bind(invoice.voided_at)
        .bind(invoice.created_at)
        .bind(invoice.updated_at));
    let lines: Vec<_> = invoices
        .iter()
        .flat_map(|invoice| {
            let numbered = (0_i64..).zip(&invoice.lines);
            numbered.map(|(position, line)| (invoice.id, position, line))
        })
        .collect();
    write_rows!(tx, LINES, lines, |query, row| query
        .bind(workspace.uuid())
        .bind(row.0)
        .bind(row.1)
        .bind(row.2.description.as_str())
        .bind(row.2.seconds)
        .bind(row.2.hourly_rate_cents)
        .bind(row.2.amount_cents)
        .bind(row.2.credits_position));
    Ok(())
}

/// Writes entries, new and changed, with their tags. Those that are here keep their import key.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn write_entries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    changes: &Changes,
) -> Result<(), AppError> {
    let Changes { entries, updated } = changes;
    write_rows!(tx, ENTRIES, entries, |query, entry| query
        .bind(workspace.uuid())
        .bind(entry.id)
        .bind(entry.user_id)
        .bind(entry.project_id)
        .bind(entry.description.as_str())
        .bind(name_key(&entry.description))
        .bind(entry.started_at)
        .bind(entry.ended_at)
        .bind(entry.seconds)
        .bind(entry.billable)
        .bind(entry.hourly_rate_cents)
        .bind(entry.internal_cost_cents)
        .bind(entry.invoice_id)
        .bind(entry.import_key.as_deref())
        .bind(entry.created_at)
        .bind(entry.updated_at));
    for batch in updated.chunks(VALUES) {
        let text = tx.text(format!(
            "delete from time_entry_tags where workspace_id = $1 and time_entry_id in {}",
            places(2, batch.len())
        ));
        execute!(tx, c => {
            let mut query = sqlx::query(text).bind(workspace.uuid());
            for id in batch {
                query = query.bind(*id);
            }
            query.execute(c)
        })?;
    }
    let pairs: Vec<(Uuid, Uuid)> = entries
        .iter()
        .flat_map(|entry| entry.tag_ids.iter().map(|tag| (entry.id, *tag)))
        .collect();
    write_rows!(tx, ENTRY_TAGS, pairs, |query, pair| query
        .bind(workspace.uuid())
        .bind(pair.0)
        .bind(pair.1));
    Ok(())
}

/// Forgets deletions of what is here again: their Undo would bring it a second time.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn forget_deletions(tx: &mut Tx, workspace: WorkspaceId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "delete from deleted_time_entries
         where workspace_id = $1 and time_entry_id in (select e.id from time_entries e where e.workspace_id = $2)"
    )
    .bind(workspace.uuid())
    .bind(workspace.uuid())
    .execute(c))?;
    Ok(())
}
