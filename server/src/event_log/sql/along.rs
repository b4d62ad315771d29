//! The SQL of what changes along with something else.

use app::error::AppError;
use app::values::{TimeEntryId, UserId, WorkspaceId};
use uuid::Uuid;

use super::super::Along;
use crate::db::Tx;
use crate::fetch;

impl Along {
    /// Which one, where there is one.
    fn id(self) -> Option<Uuid> {
        match self {
            Self::Tag(id) => Some(id.uuid()),
            Self::Project(id) => Some(id.uuid()),
            Self::Client(id) => Some(id.uuid()),
            Self::Invoice(id) => Some(id.uuid()),
            Self::Currency => None,
        }
    }

    /// The entries: by workspace, which one it is (but for the currency), and how many at most.
    const fn entries(self) -> &'static str {
        match self {
            Self::Tag(_) => {
                "select e.id, e.user_id from time_entry_tags used
                 join time_entries e on e.workspace_id = used.workspace_id and e.id = used.time_entry_id
                 where used.workspace_id = $1 and used.tag_id = $2 limit $3"
            }
            Self::Project(_) => {
                "select e.id, e.user_id from time_entries e where e.workspace_id = $1 and e.project_id = $2 limit $3"
            }
            Self::Client(_) => {
                "select e.id, e.user_id from projects p
                 join time_entries e on e.workspace_id = p.workspace_id and e.project_id = p.id
                 where p.workspace_id = $1 and p.client_id = $2 limit $3"
            }
            Self::Invoice(_) => {
                "select e.id, e.user_id from time_entries e where e.workspace_id = $1 and e.invoice_id = $2 limit $3"
            }
            Self::Currency => {
                "select e.id, e.user_id from time_entries e
                 left join projects p on p.workspace_id = e.workspace_id and p.id = e.project_id
                 where e.workspace_id = $1 and p.client_id is null limit $2"
            }
        }
    }
}

/// Up to `limit` entries that change along, with whose they are; in no order.
pub(in crate::event_log) async fn list_entries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    along: Along,
    limit: i64,
) -> Result<Vec<(TimeEntryId, UserId)>, AppError> {
    let rows: Vec<(Uuid, Uuid)> = fetch!(tx, c => {
        let query = sqlx::query_as::<_, (Uuid, Uuid)>(along.entries()).bind(workspace.uuid());
        match along.id() {
            Some(id) => query.bind(id),
            None => query,
        }
        .bind(limit)
        .fetch_all(c)
    })?;
    Ok(rows
        .into_iter()
        .map(|(id, user)| (TimeEntryId::from_uuid(id), UserId::from_uuid(user)))
        .collect())
}

/// Whose timers lose a tag. Their project they keep, wherever it moves.
pub(in crate::event_log) async fn list_timers(
    tx: &mut Tx,
    workspace: WorkspaceId,
    along: Along,
) -> Result<Vec<UserId>, AppError> {
    let Along::Tag(tag) = along else {
        return Ok(Vec::new());
    };
    let users = fetch!(tx, c => sqlx::query_scalar::<_, Uuid>(
        "select user_id from timer_tags where workspace_id = $1 and tag_id = $2 order by user_id"
    )
    .bind(workspace.uuid())
    .bind(tag.uuid())
    .fetch_all(c))?;
    Ok(users.into_iter().map(UserId::from_uuid).collect())
}
