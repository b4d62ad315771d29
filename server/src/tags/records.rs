//! Tags as programs read them: by id, with when they were made and changed.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::values::TagId;

use super::sql::records as sql;
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::services::Services;

/// A tag with when it was made and changed.
#[derive(Clone, Debug)]
pub struct TagRecord {
    /// Its id.
    pub id: TagId,
    /// Without `#`.
    pub name: String,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
}

impl Services {
    /// A part of the workspace's tags.
    ///
    /// # Errors
    /// When the role forbids it or the database is out of reach.
    pub async fn list_tag_records(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        slice: Slice,
    ) -> Result<Vec<TagRecord>, AppError> {
        actor.must(Permission::ReadCatalog)?;
        sql::list(tx, actor.workspace_id, slice).await
    }

    /// One tag.
    ///
    /// # Errors
    /// `AppError::NotFound` when this workspace has none of this id.
    pub async fn load_tag_record(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: TagId,
    ) -> Result<TagRecord, AppError> {
        actor.must(Permission::ReadCatalog)?;
        sql::load(tx, actor.workspace_id, id).await
    }
}
