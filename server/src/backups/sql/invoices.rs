//! Invoices on their way into a backup, some at a time: of those and their lines there may be many.

use std::collections::HashMap;

use app::error::AppError;
use app::values::WorkspaceId;
use uuid::Uuid;

use crate::backups::model::{BackupInvoice, BackupLine};
use crate::db::Tx;
use crate::db::rows::places;
use crate::fetch;

/// Invoices that are read together, at most.
const TOGETHER: usize = 100;
/// Lines that are read together, at most, unless one invoice has more.
const LINES: i64 = 10_000;

/// An invoice to be read.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(crate) struct Listed {
    /// Its id.
    id: Uuid,
    /// How many lines it has.
    lines: i64,
}

/// All invoices, in the order they were made.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list(tx: &mut Tx, workspace: WorkspaceId) -> Result<Vec<Listed>, AppError> {
    fetch!(tx, c => sqlx::query_as(
        "select i.id, (select count(*) from invoice_lines l where l.workspace_id = i.workspace_id and l.invoice_id = i.id) as lines
         from invoices i where i.workspace_id = $1 order by i.created_at, i.id"
    ).bind(workspace.uuid()).fetch_all(c))
}

/// How many of these are read together: as many as do not hold too many lines, and one at least.
pub(crate) fn first_batch(listed: &[Listed]) -> usize {
    let mut lines = 0_i64;
    let fits = |invoice: &&Listed| {
        lines = lines.saturating_add(invoice.lines);
        lines <= LINES
    };
    let count = listed.iter().take(TOGETHER).take_while(fits).count();
    count.max(1).min(listed.len())
}

/// These invoices with their lines, in the order they were made.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load(
    tx: &mut Tx,
    workspace: WorkspaceId,
    listed: &[Listed],
) -> Result<Vec<BackupInvoice>, AppError> {
    if listed.is_empty() {
        return Ok(Vec::new());
    }
    let text = tx.text(format!(
        "select id, number, status, client_id, project_id, client_name, client_details, issue_date, due_date,
             period_from, period_to, currency, subtotal_cents, discount_kind, discount_value, discount_cents,
             tax_rate_bp, tax_cents, total_cents, design, notes, sender_name, sender_details, payment_details, credits_id,
             credited_cents, credited_at, sent_at, paid_at, voided_at, created_at, updated_at
         from invoices where workspace_id = $1 and id in {} order by created_at, id",
        places(2, listed.len())
    ));
    let mut invoices: Vec<BackupInvoice> = fetch!(tx, c => {
        let mut query = sqlx::query_as(text).bind(workspace.uuid());
        for invoice in listed {
            query = query.bind(invoice.id);
        }
        query.fetch_all(c)
    })?;
    let text = tx.text(format!(
        "select invoice_id, description, seconds, hourly_rate_cents, amount_cents, credits_position
         from invoice_lines where workspace_id = $1 and invoice_id in {} order by invoice_id, position",
        places(2, listed.len())
    ));
    let lines: Vec<(Uuid, String, i64, i64, i64, Option<i64>)> = fetch!(tx, c => {
        let mut query = sqlx::query_as(text).bind(workspace.uuid());
        for invoice in listed {
            query = query.bind(invoice.id);
        }
        query.fetch_all(c)
    })?;
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

/// All invoices with their lines, in the order they were made.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_all(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<BackupInvoice>, AppError> {
    let listed = list(tx, workspace).await?;
    let mut invoices = Vec::with_capacity(listed.len());
    let mut left = listed.as_slice();
    while !left.is_empty() {
        let (batch, rest) = left.split_at(first_batch(left));
        invoices.extend(load(tx, workspace, batch).await?);
        left = rest;
    }
    Ok(invoices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_an_end_and_is_never_nothing() {
        let of = |lines: &[i64]| -> Vec<Listed> {
            let id = Uuid::nil();
            lines.iter().map(|&lines| Listed { id, lines }).collect()
        };
        for (listed, count) in [
            (of(&[]), 0),
            (of(&[3]), 1),
            (of(&[LINES]), 1),
            (of(&[LINES + 1, 1]), 1),
            (of(&[LINES - 1, 1, 1]), 2),
            (of(&[1; 250]), TOGETHER),
        ] {
            assert_eq!(first_batch(&listed), count, "{listed:?}");
        }
    }
}
