//! The logos that invoices bear: each is kept once, as long as an invoice bears it.

use app::error::AppError;
use app::values::{InvoiceId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::rows::{VALUES, places};
use crate::{execute, fetch};

/// Gives invoices that were just made the workspace's logo of this moment, for good; `new_id` is what it is kept under
/// when no other invoice bears it.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn freeze(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoices: &[Uuid],
    new_id: Uuid,
) -> Result<(), AppError> {
    if invoices.is_empty() {
        return Ok(());
    }
    let Some(logo) = keep(tx, workspace, new_id).await? else {
        return Ok(());
    };
    for batch in invoices.chunks(VALUES) {
        let text = tx.text(format!(
            "update invoices set logo_id = $1 where workspace_id = $2 and id in {}",
            places(3, batch.len())
        ));
        execute!(tx, c => {
            let mut query = sqlx::query(text).bind(logo).bind(workspace.uuid());
            for invoice in batch {
                query = query.bind(*invoice);
            }
            query.execute(c)
        })?;
    }
    Ok(())
}

/// Keeps the workspace's logo; answers what it is kept under, if there is one. It does not pass through here: a picture
/// may be large, and the database has it.
async fn keep(tx: &mut Tx, workspace: WorkspaceId, new_id: Uuid) -> Result<Option<Uuid>, AppError> {
    let known: Option<Uuid> = fetch!(tx, c => sqlx::query_scalar(
        "select k.id from invoice_logos l join kept_logos k on k.workspace_id = l.workspace_id and k.png = l.png
         where l.workspace_id = $1"
    )
    .bind(workspace.uuid())
    .fetch_optional(c))?;
    if known.is_some() {
        return Ok(known);
    }
    let added = execute!(tx, c => sqlx::query(
        "insert into kept_logos (workspace_id, id, png)
         select l.workspace_id, $1, l.png from invoice_logos l where l.workspace_id = $2"
    )
    .bind(new_id)
    .bind(workspace.uuid())
    .execute(c))?;
    Ok((added > 0).then_some(new_id))
}

/// Gives a credit note the logo of the invoice that it takes back.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn take_over(
    tx: &mut Tx,
    workspace: WorkspaceId,
    note: InvoiceId,
    invoice: InvoiceId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update invoices set logo_id = (select i.logo_id from invoices i where i.workspace_id = $1 and i.id = $2)
         where workspace_id = $3 and id = $4"
    )
    .bind(workspace.uuid())
    .bind(invoice.uuid())
    .bind(workspace.uuid())
    .bind(note.uuid())
    .execute(c))?;
    Ok(())
}

/// The logo that an invoice bears, as PNG.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn find(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoice: InvoiceId,
) -> Result<Option<Vec<u8>>, AppError> {
    fetch!(tx, c => sqlx::query_scalar(
        "select k.png from invoices i join kept_logos k on k.workspace_id = i.workspace_id and k.id = i.logo_id
         where i.workspace_id = $1 and i.id = $2"
    )
    .bind(workspace.uuid())
    .bind(invoice.uuid())
    .fetch_optional(c))
}

/// Forgets the logos that no invoice bears any more.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn forget_unborne(tx: &mut Tx, workspace: WorkspaceId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "delete from kept_logos where workspace_id = $1 and not exists
             (select 1 from invoices i where i.workspace_id = kept_logos.workspace_id and i.logo_id = kept_logos.id)"
    )
    .bind(workspace.uuid())
    .execute(c))?;
    Ok(())
}
