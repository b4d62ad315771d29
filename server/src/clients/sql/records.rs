//! Reading clients by id.

use app::clients::Shown;
use app::error::AppError;
use app::values::{ClientId, WorkspaceId};
use uuid::Uuid;

use super::stored_currency;
use crate::clients::records::ClientRecord;
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::fetch;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    currency: String,
    billing_details: String,
    notes: String,
    archived_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<Row> for ClientRecord {
    type Error = AppError;

    fn try_from(row: Row) -> Result<Self, AppError> {
        Ok(Self {
            id: ClientId::from_uuid(row.id),
            name: row.name,
            currency: stored_currency(&row.currency)?,
            billing_details: row.billing_details,
            notes: row.notes,
            archived: row.archived_at.is_some(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A part of the workspace's clients, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    workspace: WorkspaceId,
    shown: Shown,
    slice: Slice,
) -> Result<Vec<ClientRecord>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Row>(
        "select id, name, currency, billing_details, notes, archived_at, created_at, updated_at from clients
         where workspace_id = $1 and ($2 or archived_at is null) and ($3 or archived_at is not null) and id > $4
         order by id limit $5"
    )
    .bind(workspace.uuid())
    .bind(shown.holds(true))
    .bind(shown.holds(false))
    .bind(slice.above())
    .bind(slice.limit)
    .fetch_all(c))?
    .into_iter()
    .map(ClientRecord::try_from)
    .collect()
}

/// One client.
///
/// # Errors
/// `AppError::NotFound` when this workspace has none of this id.
pub async fn load(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ClientId,
) -> Result<ClientRecord, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Row>(
        "select id, name, currency, billing_details, notes, archived_at, created_at, updated_at from clients
         where workspace_id = $1 and id = $2"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_one(c))?
    .try_into()
}
