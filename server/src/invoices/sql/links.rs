//! Addresses under which clients see invoices.

use app::error::AppError;
use app::values::{InvoiceId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// What an invoice's link was sealed as, if it has one.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn find_sealed(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: InvoiceId,
) -> Result<Option<Vec<u8>>, AppError> {
    fetch!(tx, c => sqlx::query_scalar(
        "select sealed_token from invoice_links where workspace_id = $1 and invoice_id = $2"
    )
    .bind(workspace.uuid())
    .bind(invoice.uuid())
    .fetch_optional(c))
}

/// Which invoice a token's hash leads to.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn find_by_hash(
    tx: &mut Tx,
    hash: &[u8],
) -> Result<Option<(WorkspaceId, InvoiceId)>, AppError> {
    let found: Option<(Uuid, Uuid)> = fetch!(tx, c => sqlx::query_as(
        "select workspace_id, invoice_id from invoice_links where token_hash = $1"
    )
    .bind(hash)
    .fetch_optional(c))?;
    Ok(found.map(|(workspace, invoice)| {
        (
            WorkspaceId::from_uuid(workspace),
            InvoiceId::from_uuid(invoice),
        )
    }))
}

/// Stores an invoice's link.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn insert(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: InvoiceId,
    hash: &[u8],
    sealed: &[u8],
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into invoice_links (workspace_id, invoice_id, token_hash, sealed_token, created_at)
         values ($1, $2, $3, $4, $5)"
    )
    .bind(workspace.uuid())
    .bind(invoice.uuid())
    .bind(hash)
    .bind(sealed)
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Deletes an invoice's link; answers whether there was one.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn delete(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: InvoiceId,
) -> Result<bool, AppError> {
    let gone = execute!(tx, c => sqlx::query(
        "delete from invoice_links where workspace_id = $1 and invoice_id = $2"
    )
    .bind(workspace.uuid())
    .bind(invoice.uuid())
    .execute(c))?;
    Ok(gone > 0)
}
