//! Numbers of invoices: counted in the transaction that uses them, so that none is left out and none comes twice.

use app::error::AppError;
use app::invoices::rules::number;
use app::values::WorkspaceId;

use crate::db::Tx;
use crate::{execute, fetch};

/// Takes the workspace's next number; one that an invoice from a backup has already is passed over.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn take(tx: &mut Tx, workspace: WorkspaceId) -> Result<String, AppError> {
    loop {
        let count: i64 = fetch!(tx, c => sqlx::query_scalar(
            "insert into invoice_counters (workspace_id, last_number) values ($1, 1)
             on conflict (workspace_id) do update set last_number = invoice_counters.last_number + 1
             returning last_number"
        )
        .bind(workspace.uuid())
        .fetch_one(c))?;
        let number = number(count);
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
