//! Clients as programs read them: by id, with when they were made and changed.

use app::access::{Actor, Permission};
use app::clients::Shown;
use app::error::AppError;
use app::values::{ClientId, Currency};

use super::sql::records as sql;
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::services::Services;

/// A client with when it was made and changed.
#[derive(Clone, Debug)]
pub struct ClientRecord {
    /// Its id.
    pub id: ClientId,
    /// Its name.
    pub name: String,
    /// What its rates and invoices are in.
    pub currency: Currency,
    /// What stands on invoices.
    pub billing_details: String,
    /// For the team.
    pub notes: String,
    /// Hidden from selectors.
    pub archived: bool,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
}

impl Services {
    /// A part of the workspace's clients.
    ///
    /// # Errors
    /// When the role forbids it or the database is out of reach.
    pub async fn list_client_records(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        shown: Shown,
        slice: Slice,
    ) -> Result<Vec<ClientRecord>, AppError> {
        actor.must(Permission::ReadCatalog)?;
        sql::list(tx, actor.workspace_id, shown, slice).await
    }

    /// One client.
    ///
    /// # Errors
    /// `AppError::NotFound` when this workspace has none of this id.
    pub async fn load_client_record(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: ClientId,
    ) -> Result<ClientRecord, AppError> {
        actor.must(Permission::ReadCatalog)?;
        sql::load(tx, actor.workspace_id, id).await
    }
}
