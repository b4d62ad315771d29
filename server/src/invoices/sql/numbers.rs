//! Numbers of invoices: counted in the transaction that uses them, so that none is left out and none comes twice.

use app::error::AppError;
use app::invoices::numbering::NumberFormat;
use app::values::{Date, WorkspaceId};

use crate::db::Tx;
use crate::{execute, fetch};

/// What is counted by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Invoices.
    Invoices,
    /// Credit notes.
    CreditNotes,
}

/// Takes the workspace's next number, written for something made on `day`; one that an invoice from a backup has already
/// is passed over.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn take(
    tx: &mut Tx,
    workspace: WorkspaceId,
    counted: Counted,
    format: &NumberFormat,
    day: Date,
) -> Result<String, AppError> {
    loop {
        let count = next(tx, workspace, counted).await?;
        let number = format.write(count, day);
        let used: i64 = fetch!(tx, c => sqlx::query_scalar(
            "select count(*) from invoices where workspace_id = $1 and number = $2"
        )
        .bind(workspace.uuid())
        .bind(number.as_str())
        .fetch_one(c))?;
        if used == 0 {
            return Ok(number);
        }
    }
}

async fn next(tx: &mut Tx, workspace: WorkspaceId, counted: Counted) -> Result<i64, AppError> {
    match counted {
        Counted::Invoices => fetch!(tx, c => sqlx::query_scalar(
            "insert into invoice_counters (workspace_id, last_number) values ($1, 1)
             on conflict (workspace_id) do update set last_number = invoice_counters.last_number + 1
             returning last_number"
        )
        .bind(workspace.uuid())
        .fetch_one(c)),
        Counted::CreditNotes => fetch!(tx, c => sqlx::query_scalar(
            "insert into credit_note_counters (workspace_id, last_number) values ($1, 1)
             on conflict (workspace_id) do update set last_number = credit_note_counters.last_number + 1
             returning last_number"
        )
        .bind(workspace.uuid())
        .fetch_one(c)),
    }
}

/// How many invoices were counted so far.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn last(tx: &mut Tx, workspace: WorkspaceId) -> Result<i64, AppError> {
    let last: Option<i64> = fetch!(tx, c => sqlx::query_scalar(
        "select last_number from invoice_counters where workspace_id = $1"
    )
    .bind(workspace.uuid())
    .fetch_optional(c))?;
    Ok(last.unwrap_or_default())
}

/// Goes on after `count`, if the workspace has not come that far.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn pass(tx: &mut Tx, workspace: WorkspaceId, count: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into invoice_counters (workspace_id, last_number) values ($1, $2)
         on conflict (workspace_id) do update set last_number =
             case when invoice_counters.last_number < excluded.last_number then excluded.last_number
             else invoice_counters.last_number end"
    )
    .bind(workspace.uuid())
    .bind(count)
    .execute(c))?;
    Ok(())
}

/// The same for credit notes.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn pass_credit_notes(
    tx: &mut Tx,
    workspace: WorkspaceId,
    count: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into credit_note_counters (workspace_id, last_number) values ($1, $2)
         on conflict (workspace_id) do update set last_number =
             case when credit_note_counters.last_number < excluded.last_number then excluded.last_number
             else credit_note_counters.last_number end"
    )
    .bind(workspace.uuid())
    .bind(count)
    .execute(c))?;
    Ok(())
}
