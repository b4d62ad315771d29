//! A batch of a backup's time entries into their tables.

use app::error::AppError;
use app::values::WorkspaceId;
use uuid::Uuid;

use crate::backups::entries::Changes;
use crate::backups::model::BackupEntry;
use crate::db::Tx;
use crate::db::rows::{Known, VALUES, places};
use crate::execute;
use crate::invoices::sql::rows::{LineEntryRow, write_line_entries};
use crate::time_entries::sql::rows::{self, Row};

/// Writes entries, new and changed, with their tags, into the lines of their invoices. Those that are here keep their import key.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn write_entries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    changes: &Changes,
) -> Result<(), AppError> {
    let Changes { entries, updated } = changes;
    let rows: Vec<_> = entries.iter().map(row).collect();
    rows::write(tx, workspace, Known::Replaced, &rows).await?;
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
    rows::write_tags(tx, workspace, &pairs).await?;
    let in_lines: Vec<_> = entries.iter().filter_map(in_line).collect();
    // After Clear, an invoice still knows what was in its lines.
    write_line_entries(tx, workspace, Known::Replaced, &in_lines).await
}

fn in_line(entry: &BackupEntry) -> Option<LineEntryRow> {
    Some(LineEntryRow {
        invoice_id: entry.invoice_id?,
        time_entry_id: entry.id,
        position: entry.invoice_line?,
    })
}

fn row(entry: &BackupEntry) -> Row<'_> {
    Row {
        id: entry.id,
        user_id: entry.user_id,
        project_id: entry.project_id,
        description: &entry.description,
        started_at: entry.started_at,
        ended_at: entry.ended_at,
        seconds: entry.seconds,
        billable: entry.billable,
        hourly_rate_cents: entry.hourly_rate_cents,
        internal_cost_cents: entry.internal_cost_cents,
        invoice_id: entry.invoice_id,
        import_key: entry.import_key.as_deref(),
        created_at: entry.created_at,
        updated_at: entry.updated_at,
    }
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
