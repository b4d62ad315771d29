//! Writing invoices, and what their entries say of them.

use app::error::AppError;
use app::invoices::{DiscountKind, Invoice};
use app::values::{InvoiceId, TimeEntryId, UserId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::rows::{Rows, VALUES, places};
use crate::{execute, fetch, write_rows};

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
const LINE_ENTRIES: Rows = Rows {
    table: "invoice_line_entries",
    columns: &["workspace_id", "invoice_id", "time_entry_id", "position"],
    updated: &[],
};

/// Writes a new invoice with its lines, and which entries are in them.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: &Invoice,
) -> Result<(), AppError> {
    let id = invoice.id.uuid();
    execute!(tx, c => sqlx::query(
        "insert into invoices (workspace_id, id, number, status, client_id, project_id, client_name, client_details,
             issue_date, due_date, period_from, period_to, currency, subtotal_cents, discount_kind, discount_value,
             discount_cents, tax_rate_bp, tax_cents, total_cents, design, notes, sent_at, created_at, updated_at, sender_name,
             sender_details, payment_details, credits_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24, $25, $26, $27, $28, $29)"
    )
    .bind(workspace.uuid())
    .bind(id)
    .bind(invoice.number.as_str())
    .bind(invoice.status.slug())
    .bind(invoice.client_id.map(app::values::ClientId::uuid))
    .bind(invoice.project_id.map(app::values::ProjectId::uuid))
    .bind(invoice.client_name.as_str())
    .bind(invoice.client_details.as_str())
    .bind(invoice.issue_date.to_string())
    .bind(invoice.due_date.map(|day| day.to_string()))
    .bind(invoice.period.map(|(from, _)| from.to_string()))
    .bind(invoice.period.map(|(_, to)| to.to_string()))
    .bind(invoice.currency.code().to_owned())
    .bind(invoice.sums.subtotal_cents)
    .bind(invoice.discount.map(|discount| discount.kind.slug()))
    .bind(invoice.discount.map_or(0, |discount| discount.value))
    .bind(invoice.sums.discount_cents)
    .bind(invoice.tax_rate_bp)
    .bind(invoice.sums.tax_cents)
    .bind(invoice.sums.total_cents)
    .bind(invoice.design.slug())
    .bind(invoice.notes.as_str())
    .bind(invoice.sent_at)
    .bind(invoice.created_at)
    .bind(invoice.updated_at)
    .bind(invoice.sender_name.as_str())
    .bind(invoice.sender_details.as_str())
    .bind(invoice.payment_details.as_str())
    .bind(invoice.credits.as_ref().map(|credits| credits.id.uuid()))
    .execute(c))?;
    let lines: Vec<_> = (0_i64..).zip(&invoice.lines).collect();
    write_rows!(tx, LINES, lines, |query, line| query
        .bind(workspace.uuid())
        .bind(id)
        .bind(line.0)
        .bind(line.1.description.as_str())
        .bind(line.1.seconds)
        .bind(line.1.hourly_rate_cents)
        .bind(line.1.amount_cents)
        .bind(line.1.credits_position));
    let entries: Vec<(i64, Uuid)> = lines
        .iter()
        .flat_map(|(position, line)| {
            let ids = line.time_entry_ids.iter();
            ids.map(|entry| (*position, entry.uuid()))
        })
        .collect();
    write_rows!(tx, LINE_ENTRIES, entries, |query, entry| query
        .bind(workspace.uuid())
        .bind(id)
        .bind(entry.1)
        .bind(entry.0));
    Ok(())
}

/// Puts these entries on an invoice, those that are on none; answers how many that were.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn claim(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: InvoiceId,
    entries: &[TimeEntryId],
    now: i64,
) -> Result<usize, AppError> {
    let mut claimed = 0;
    for batch in entries.chunks(VALUES) {
        let text = tx.text(format!(
            "update time_entries set invoice_id = $1, updated_at = $2
             where workspace_id = $3 and invoice_id is null and id in {}",
            places(4, batch.len())
        ));
        claimed += execute!(tx, c => {
            let mut query = sqlx::query(text)
                .bind(invoice.uuid())
                .bind(now)
                .bind(workspace.uuid());
            for entry in batch {
                query = query.bind(entry.uuid());
            }
            query.execute(c)
        })?;
    }
    Ok(usize::try_from(claimed).unwrap_or(usize::MAX))
}

/// Takes everything off an invoice.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn release(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: InvoiceId,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update time_entries set invoice_id = null, updated_at = $1 where workspace_id = $2 and invoice_id = $3"
    )
    .bind(now)
    .bind(workspace.uuid())
    .bind(invoice.uuid())
    .execute(c))?;
    Ok(())
}

/// Whose time is on an invoice.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list_people(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: InvoiceId,
) -> Result<Vec<UserId>, AppError> {
    let people: Vec<Uuid> = fetch!(tx, c => sqlx::query_scalar(
        "select distinct user_id from time_entries where workspace_id = $1 and invoice_id = $2"
    )
    .bind(workspace.uuid())
    .bind(invoice.uuid())
    .fetch_all(c))?;
    Ok(people.into_iter().map(UserId::from_uuid).collect())
}

/// Writes what may change of an invoice.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn update(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: &Invoice,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update invoices set status = $1, due_date = $2, discount_kind = $3, discount_value = $4, discount_cents = $5,
             tax_rate_bp = $6, tax_cents = $7, total_cents = $8, design = $9, notes = $10, sent_at = $11, paid_at = $12,
             voided_at = $13, updated_at = $14, payment_details = $15, credited_cents = $16, credited_at = $17
         where workspace_id = $18 and id = $19"
    )
    .bind(invoice.status.slug())
    .bind(invoice.due_date.map(|day| day.to_string()))
    .bind(invoice.discount.map(|discount| discount.kind).map(DiscountKind::slug))
    .bind(invoice.discount.map_or(0, |discount| discount.value))
    .bind(invoice.sums.discount_cents)
    .bind(invoice.tax_rate_bp)
    .bind(invoice.sums.tax_cents)
    .bind(invoice.sums.total_cents)
    .bind(invoice.design.slug())
    .bind(invoice.notes.as_str())
    .bind(invoice.sent_at)
    .bind(invoice.paid_at)
    .bind(invoice.voided_at)
    .bind(invoice.updated_at)
    .bind(invoice.payment_details.as_str())
    .bind(invoice.credited_cents)
    .bind(invoice.credited_at)
    .bind(workspace.uuid())
    .bind(invoice.id.uuid())
    .execute(c))?;
    Ok(())
}

/// Deletes an invoice with its lines.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn delete(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: InvoiceId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from invoices where workspace_id = $1 and id = $2")
        .bind(workspace.uuid())
        .bind(invoice.uuid())
        .execute(c))?;
    Ok(())
}
