//! Projects as programs read them: by id, with when they were made and changed.

use app::access::{Actor, Permission};
use app::clients::Shown;
use app::error::AppError;
use app::values::{ClientId, Colour, Currency, ProjectId};

use super::sql::records as sql;
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::services::Services;

/// A project with when it was made and changed.
#[derive(Clone, Debug)]
pub struct ProjectRecord {
    /// Its id.
    pub id: ProjectId,
    /// Its client.
    pub client_id: Option<ClientId>,
    /// Its name.
    pub name: String,
    /// One of the palette's 17.
    pub colour: Colour,
    /// Whether new time on it is billable.
    pub billable: bool,
    /// Minor units an hour.
    pub hourly_rate_cents: i64,
    /// The client's currency, else the workspace's.
    pub currency: Currency,
    /// How long it is meant to take.
    pub estimated_seconds: Option<i64>,
    /// What it may cost, in minor units of its currency; only for those who see everybody's rates.
    pub budget_cents: Option<i64>,
    /// Hidden from selectors: itself or by its client.
    pub archived: bool,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
}

impl Services {
    /// A part of the workspace's projects; of one client, if one is named.
    ///
    /// # Errors
    /// When the role forbids it or the database is out of reach.
    pub async fn list_project_records(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        shown: Shown,
        client: Option<ClientId>,
        slice: Slice,
    ) -> Result<Vec<ProjectRecord>, AppError> {
        actor.must(Permission::ReadCatalog)?;
        sql::list(tx, actor, shown, client, slice).await
    }

    /// One project.
    ///
    /// # Errors
    /// `AppError::NotFound` when this workspace has none of this id.
    pub async fn load_project_record(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: ProjectId,
    ) -> Result<ProjectRecord, AppError> {
        actor.must(Permission::ReadCatalog)?;
        sql::load(tx, actor, id).await
    }
}
