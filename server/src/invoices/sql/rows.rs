//! Whole rows of invoices, their lines and what is in those into their tables: which columns they have, and what stands in
//! them.

use std::borrow::Cow;

use app::error::AppError;
use app::values::WorkspaceId;
use uuid::Uuid;

use crate::db::Tx;
use crate::db::rows::{Known, Rows};
use crate::write_rows;

const ROWS: Rows = Rows {
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
    key: 2,
    kept: &[],
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
    key: 3,
    kept: &[],
};
const LINE_ENTRIES: Rows = Rows {
    table: "invoice_line_entries",
    columns: &["workspace_id", "invoice_id", "time_entry_id", "position"],
    key: 3,
    kept: &[],
};

/// An invoice, without its lines.
#[derive(Clone, Debug)]
pub(crate) struct Row<'a> {
    /// Its id.
    pub(crate) id: Uuid,
    /// Its number, unique in the workspace.
    pub(crate) number: &'a str,
    /// A slug of `Status`.
    pub(crate) status: &'a str,
    /// Whom it was made for.
    pub(crate) client_id: Option<Uuid>,
    /// What it was made for, where that is one project.
    pub(crate) project_id: Option<Uuid>,
    /// The client’s name then.
    pub(crate) client_name: &'a str,
    /// The client’s billing details then.
    pub(crate) client_details: &'a str,
    /// A day such as 2026-11-21.
    pub(crate) issue_date: Cow<'a, str>,
    /// The day it is to be paid by.
    pub(crate) due_date: Option<Cow<'a, str>>,
    /// The first day that was billed.
    pub(crate) period_from: Option<Cow<'a, str>>,
    /// The last day that was billed.
    pub(crate) period_to: Option<Cow<'a, str>>,
    /// Three letters.
    pub(crate) currency: &'a str,
    /// The sum of its lines, in minor units.
    pub(crate) subtotal_cents: i64,
    /// A slug of `DiscountKind`.
    pub(crate) discount_kind: Option<&'a str>,
    /// Basis points or minor units, by its kind.
    pub(crate) discount_value: i64,
    /// What the discount takes off, in minor units.
    pub(crate) discount_cents: i64,
    /// Basis points.
    pub(crate) tax_rate_bp: i64,
    /// What the tax adds, in minor units.
    pub(crate) tax_cents: i64,
    /// What is to be paid, in minor units.
    pub(crate) total_cents: i64,
    /// How it looks.
    pub(crate) design: &'a str,
    /// What it says at its foot.
    pub(crate) notes: &'a str,
    /// Who sent it, where that is not the workspace.
    pub(crate) sender_name: &'a str,
    /// Their address and tax number.
    pub(crate) sender_details: &'a str,
    /// How to pay.
    pub(crate) payment_details: &'a str,
    /// The invoice that it takes back, if it is a credit note.
    pub(crate) credits_id: Option<Uuid>,
    /// What credit notes have taken back of it, in minor units.
    pub(crate) credited_cents: i64,
    /// When all of it was taken back: unix seconds.
    pub(crate) credited_at: Option<i64>,
    /// When it was sent: unix seconds.
    pub(crate) sent_at: Option<i64>,
    /// When it was paid: unix seconds.
    pub(crate) paid_at: Option<i64>,
    /// When it was voided: unix seconds.
    pub(crate) voided_at: Option<i64>,
    /// When it was made: unix seconds.
    pub(crate) created_at: i64,
    /// When it was changed last: unix seconds.
    pub(crate) updated_at: i64,
}

/// Writes new invoices, by the dozen in one statement.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn write(
    tx: &mut Tx,
    workspace: WorkspaceId,
    rows: &[Row<'_>],
) -> Result<(), AppError> {
    write_rows!(tx, ROWS, Known::Refused, rows, |query, row| query
        .bind(workspace.uuid())
        .bind(row.id)
        .bind(row.number)
        .bind(row.status)
        .bind(row.client_id)
        .bind(row.project_id)
        .bind(row.client_name)
        .bind(row.client_details)
        .bind(&*row.issue_date)
        .bind(row.due_date.as_deref())
        .bind(row.period_from.as_deref())
        .bind(row.period_to.as_deref())
        .bind(row.currency)
        .bind(row.subtotal_cents)
        .bind(row.discount_kind)
        .bind(row.discount_value)
        .bind(row.discount_cents)
        .bind(row.tax_rate_bp)
        .bind(row.tax_cents)
        .bind(row.total_cents)
        .bind(row.design)
        .bind(row.notes)
        .bind(row.sender_name)
        .bind(row.sender_details)
        .bind(row.payment_details)
        .bind(row.credits_id)
        .bind(row.credited_cents)
        .bind(row.credited_at)
        .bind(row.sent_at)
        .bind(row.paid_at)
        .bind(row.voided_at)
        .bind(row.created_at)
        .bind(row.updated_at));
    Ok(())
}

/// A line of an invoice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineRow<'a> {
    /// Its invoice.
    pub(crate) invoice_id: Uuid,
    /// Its place among the lines, from 0.
    pub(crate) position: i64,
    /// What was done.
    pub(crate) description: &'a str,
    /// How long.
    pub(crate) seconds: i64,
    /// Minor units an hour.
    pub(crate) hourly_rate_cents: i64,
    /// Minor units.
    pub(crate) amount_cents: i64,
    /// Which line of an invoice it takes back, by place.
    pub(crate) credits_position: Option<i64>,
}

/// Writes new lines, by the hundred in one statement; their invoices are there.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn write_lines(
    tx: &mut Tx,
    workspace: WorkspaceId,
    rows: &[LineRow<'_>],
) -> Result<(), AppError> {
    write_rows!(tx, LINES, Known::Refused, rows, |query, row| query
        .bind(workspace.uuid())
        .bind(row.invoice_id)
        .bind(row.position)
        .bind(row.description)
        .bind(row.seconds)
        .bind(row.hourly_rate_cents)
        .bind(row.amount_cents)
        .bind(row.credits_position));
    Ok(())
}

/// In which line of its invoice an entry is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineEntryRow {
    /// The invoice.
    pub(crate) invoice_id: Uuid,
    /// The entry.
    pub(crate) time_entry_id: Uuid,
    /// The line's place, from 0.
    pub(crate) position: i64,
}

/// Writes which entries are in which lines, by the hundred in one statement; the lines are there.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn write_line_entries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    known: Known,
    rows: &[LineEntryRow],
) -> Result<(), AppError> {
    write_rows!(tx, LINE_ENTRIES, known, rows, |query, row| query
        .bind(workspace.uuid())
        .bind(row.invoice_id)
        .bind(row.time_entry_id)
        .bind(row.position));
    Ok(())
}
