//! SQL of a workspace's end.

use app::error::AppError;
use app::values::{UserId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// How much is in a workspace: entries, projects, clients, members.
///
/// # Errors
/// When the database is out of reach.
pub async fn count_contents(
    tx: &mut Tx,
    id: WorkspaceId,
) -> Result<(i64, i64, i64, i64), AppError> {
    fetch!(tx, c => sqlx::query_as::<_, (i64, i64, i64, i64)>(
        "select (select count(*) from time_entries e where e.workspace_id = w.id),
                (select count(*) from projects p where p.workspace_id = w.id),
                (select count(*) from clients c where c.workspace_id = w.id),
                (select count(*) from members m where m.workspace_id = w.id)
         from workspaces w where w.id = $1"
    ).bind(id.uuid()).fetch_one(c))
}

/// Deletes a workspace with everything in it.
///
/// # Errors
/// When the database refuses.
pub async fn delete_workspace(tx: &mut Tx, id: WorkspaceId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from workspaces where id = $1").bind(id.uuid()).execute(c))?;
    Ok(())
}

/// # Errors
/// When the database is out of reach.
pub async fn find_homeless(tx: &mut Tx, user: UserId) -> Result<Option<String>, AppError> {
    let found = fetch!(tx, c => sqlx::query_as::<_, (Uuid, String)>(
        "select u.id, u.name from users u
         where u.id = $1 and u.deleted_at is null
             and not exists (select 1 from members m where m.user_id = u.id)"
    ).bind(user.uuid()).fetch_optional(c))?;
    Ok(found.map(|(_, name)| name))
}
