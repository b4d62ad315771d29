//! Reading tags by id.

use app::error::AppError;
use app::values::{TagId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::slice::Slice;
use crate::fetch;
use crate::tags::records::TagRecord;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    created_at: i64,
    updated_at: i64,
}

impl From<Row> for TagRecord {
    fn from(row: Row) -> Self {
        Self {
            id: TagId::from_uuid(row.id),
            name: row.name,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A part of the workspace's tags, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    workspace: WorkspaceId,
    slice: Slice,
) -> Result<Vec<TagRecord>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, Row>(
        "select id, name, created_at, updated_at from tags where workspace_id = $1 and id > $2 order by id limit $3"
    )
    .bind(workspace.uuid())
    .bind(slice.above())
    .bind(slice.limit)
    .fetch_all(c))?;
    Ok(rows.into_iter().map(TagRecord::from).collect())
}

/// One tag.
///
/// # Errors
/// `AppError::NotFound` when this workspace has none of this id.
pub async fn load(tx: &mut Tx, workspace: WorkspaceId, id: TagId) -> Result<TagRecord, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Row>(
        "select id, name, created_at, updated_at from tags where workspace_id = $1 and id = $2"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_one(c))
    .map(TagRecord::from)
}
