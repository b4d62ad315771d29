//! Writing invoices, and what their entries say of them.

use std::borrow::Cow;

use app::error::AppError;
use app::invoices::{DiscountKind, Invoice};
use app::values::{ClientId, Date, InvoiceId, ProjectId, TimeEntryId, UserId, WorkspaceId};
use uuid::Uuid;

use super::rows::{self, LineEntryRow, LineRow, Row};
use crate::db::Tx;
use crate::db::rows::{Known, VALUES, places};
use crate::{execute, fetch};

/// Writes a new invoice with its lines, and which entries are in them.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: &Invoice,
) -> Result<(), AppError> {
    rows::write(tx, workspace, &[row(invoice)]).await?;
    let id = invoice.id.uuid();
    let numbered = || (0_i64..).zip(&invoice.lines);
    let lines: Vec<LineRow<'_>> = numbered()
        .map(|(position, line)| LineRow {
            invoice_id: id,
            position,
            description: &line.description,
            seconds: line.seconds,
            hourly_rate_cents: line.hourly_rate_cents,
            amount_cents: line.amount_cents,
            credits_position: line.credits_position,
        })
        .collect();
    rows::write_lines(tx, workspace, &lines).await?;
    let mut entries = Vec::new();
    for (position, line) in numbered() {
        entries.extend(line.time_entry_ids.iter().map(|entry| LineEntryRow {
            invoice_id: id,
            time_entry_id: entry.uuid(),
            position,
        }));
    }
    rows::write_line_entries(tx, workspace, Known::Refused, &entries).await
}

fn row(invoice: &Invoice) -> Row<'_> {
    let day = |day: Date| -> Cow<'static, str> { Cow::Owned(day.to_string()) };
    let (from, to) = invoice.period.unzip();
    Row {
        id: invoice.id.uuid(),
        number: &invoice.number,
        status: invoice.status.slug(),
        client_id: invoice.client_id.map(ClientId::uuid),
        project_id: invoice.project_id.map(ProjectId::uuid),
        client_name: &invoice.client_name,
        client_details: &invoice.client_details,
        issue_date: day(invoice.issue_date),
        due_date: invoice.due_date.map(day),
        period_from: from.map(day),
        period_to: to.map(day),
        currency: invoice.currency.code(),
        subtotal_cents: invoice.sums.subtotal_cents,
        discount_kind: invoice.discount.map(|discount| discount.kind.slug()),
        discount_value: invoice.discount.map_or(0, |discount| discount.value),
        discount_cents: invoice.sums.discount_cents,
        tax_rate_bp: invoice.tax_rate_bp,
        tax_cents: invoice.sums.tax_cents,
        total_cents: invoice.sums.total_cents,
        design: invoice.design.slug(),
        notes: &invoice.notes,
        sender_name: &invoice.sender_name,
        sender_details: &invoice.sender_details,
        payment_details: &invoice.payment_details,
        credits_id: invoice.credits.as_ref().map(|credits| credits.id.uuid()),
        credited_cents: invoice.credited_cents,
        credited_at: invoice.credited_at,
        sent_at: invoice.sent_at,
        paid_at: invoice.paid_at,
        voided_at: invoice.voided_at,
        created_at: invoice.created_at,
        updated_at: invoice.updated_at,
    }
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
