//! What was tracked and organised: counted, and deleted.

use app::backups::{BackupContents, ClearingPlan};
use app::error::AppError;
use app::values::WorkspaceId;

use crate::db::Tx;
use crate::{execute, fetch};

/// How much a backup holds.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn count_backup(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<BackupContents, AppError> {
    let plan = count_contents(tx, workspace).await?;
    let invoices = fetch!(tx, c => sqlx::query_scalar(
        "select count(*) from invoices where workspace_id = $1"
    ).bind(workspace.uuid()).fetch_one(c))?;
    Ok(BackupContents {
        time_entries: plan.time_entries,
        projects: plan.projects,
        clients: plan.clients,
        tags: plan.tags,
        invoices,
    })
}

/// What would go; whether the password is asked for is the caller's to say.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn count_contents(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<ClearingPlan, AppError> {
    let (time_entries, projects, clients, tags, timers) = fetch!(tx, c =>
        sqlx::query_as::<_, (i64, i64, i64, i64, i64)>(
            "select (select count(*) from time_entries e where e.workspace_id = w.id),
                    (select count(*) from projects p where p.workspace_id = w.id),
                    (select count(*) from clients c where c.workspace_id = w.id),
                    (select count(*) from tags t where t.workspace_id = w.id),
                    (select count(*) from timers r where r.workspace_id = w.id)
             from workspaces w where w.id = $1"
        ).bind(workspace.uuid()).fetch_one(c))?;
    Ok(ClearingPlan {
        time_entries,
        projects,
        clients,
        tags,
        timers,
        is_confirmed: false,
    })
}

/// What is deleted, each after what refers to it.
const CLEARED: [&str; 7] = [
    "delete from timers where workspace_id = $1",
    "delete from time_entries where workspace_id = $1",
    "delete from deleted_time_entries where workspace_id = $1",
    "delete from uploads where workspace_id = $1",
    "delete from projects where workspace_id = $1",
    "delete from clients where workspace_id = $1",
    "delete from tags where workspace_id = $1",
];

/// Deletes entries, what Undo would bring back, waiting files, projects, clients, tags and timers.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn clear(tx: &mut Tx, workspace: WorkspaceId) -> Result<(), AppError> {
    for text in CLEARED {
        execute!(tx, c => sqlx::query(text).bind(workspace.uuid()).execute(c))?;
    }
    Ok(())
}
