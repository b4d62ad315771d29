//! A backup's invoices into their tables, and the numbers that go on behind theirs.

use std::borrow::Cow;

use app::error::AppError;
use app::invoices::numbering::NumberFormat;
use app::values::WorkspaceId;

use crate::backups::model::BackupInvoice;
use crate::db::Tx;
use crate::invoices::sql::rows::{self, LineRow, Row};
use crate::invoices::sql::{numbers, settings};

/// Writes invoices that are not here yet, with their lines.
///
/// # Errors
/// When the database refuses.
pub(super) async fn write(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoices: &[BackupInvoice],
) -> Result<(), AppError> {
    pass_numbers(tx, workspace, invoices).await?;
    let rows: Vec<_> = invoices.iter().map(row).collect();
    rows::write(tx, workspace, &rows).await?;
    let lines: Vec<_> = invoices.iter().flat_map(lines).collect();
    rows::write_lines(tx, workspace, &lines).await
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

fn row(invoice: &BackupInvoice) -> Row<'_> {
    Row {
        id: invoice.id,
        number: &invoice.number,
        status: &invoice.status,
        client_id: invoice.client_id,
        project_id: invoice.project_id,
        client_name: &invoice.client_name,
        client_details: &invoice.client_details,
        issue_date: Cow::Borrowed(invoice.issue_date.as_str()),
        due_date: invoice.due_date.as_deref().map(Cow::Borrowed),
        period_from: invoice.period_from.as_deref().map(Cow::Borrowed),
        period_to: invoice.period_to.as_deref().map(Cow::Borrowed),
        currency: &invoice.currency,
        subtotal_cents: invoice.subtotal_cents,
        discount_kind: invoice.discount_kind.as_deref(),
        discount_value: invoice.discount_value,
        discount_cents: invoice.discount_cents,
        tax_rate_bp: invoice.tax_rate_bp,
        tax_cents: invoice.tax_cents,
        total_cents: invoice.total_cents,
        design: &invoice.design,
        notes: &invoice.notes,
        sender_name: &invoice.sender_name,
        sender_details: &invoice.sender_details,
        payment_details: &invoice.payment_details,
        credits_id: invoice.credits_id,
        credited_cents: invoice.credited_cents,
        credited_at: invoice.credited_at,
        sent_at: invoice.sent_at,
        paid_at: invoice.paid_at,
        voided_at: invoice.voided_at,
        created_at: invoice.created_at,
        updated_at: invoice.updated_at,
    }
}

fn lines(invoice: &BackupInvoice) -> impl Iterator<Item = LineRow<'_>> {
    let numbered = (0_i64..).zip(&invoice.lines);
    numbered.map(move |(position, line)| LineRow {
        invoice_id: invoice.id,
        position,
        description: &line.description,
        seconds: line.seconds,
        hourly_rate_cents: line.hourly_rate_cents,
        amount_cents: line.amount_cents,
        credits_position: line.credits_position,
    })
}
