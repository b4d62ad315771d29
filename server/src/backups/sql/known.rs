//! What a restore finds here of people, and whether there is anything.

use app::error::AppError;
use app::values::WorkspaceId;
use uuid::Uuid;

use crate::backups::people::Person;
use crate::db::Tx;
use crate::fetch;

/// Members, and whoever once did something here.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_people(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<Person>, AppError> {
    let id = workspace.uuid();
    fetch!(tx, c => sqlx::query_as(
        "select u.id, u.email_key from users u
         where u.id in (select m.user_id from members m where m.workspace_id = $1
                        union select a.user_id from activity a where a.workspace_id = $2 and a.user_id is not null
                        union select e.user_id from time_entries e where e.workspace_id = $3)
         order by u.created_at, u.id"
    ).bind(id).bind(id).bind(id).fetch_all(c))
}

/// Whether there is any entry.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn has_entries(tx: &mut Tx, workspace: WorkspaceId) -> Result<bool, AppError> {
    let found: Option<Uuid> = fetch!(tx, c => sqlx::query_scalar(
        "select id from time_entries where workspace_id = $1 limit 1"
    ).bind(workspace.uuid()).fetch_optional(c))?;
    Ok(found.is_some())
}
