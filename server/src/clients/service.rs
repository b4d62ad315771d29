//! The use cases of clients.

use app::access::{Actor, Permission};
use app::clients::rules::{in_use, invoiced, name_taken, parse_client};
use app::clients::{Client, ClientForm, Clients, Shown};
use app::error::AppError;
use app::events::EventType;
use app::values::ClientId;
use async_trait::async_trait;

use super::sql;
use crate::activity::{Activity, Changes};
use crate::db::Tx;
use crate::event_log::{Along, Happening};
use crate::projects;
use crate::services::Services;

#[async_trait]
impl Clients for Services {
    async fn list_clients(&self, actor: &Actor, shown: Shown) -> Result<Vec<Client>, AppError> {
        actor.must(Permission::ReadCatalog)?;
        let mut tx = self.db.read().await?;
        sql::list_clients(&mut tx, actor.workspace_id, shown).await
    }

    async fn create_client(&self, actor: &Actor, form: ClientForm) -> Result<ClientId, AppError> {
        let mut tx = self.write_as(actor).await?;
        let done = self.add_client(&mut tx, actor, &form).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(done)
    }

    async fn update_client(
        &self,
        actor: &Actor,
        id: ClientId,
        form: ClientForm,
    ) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.change_client(&mut tx, actor, id, &form).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn archive_client(
        &self,
        actor: &Actor,
        id: ClientId,
        archived: bool,
    ) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.set_client_archived(&mut tx, actor, id, archived)
            .await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn delete_client(&self, actor: &Actor, id: ClientId) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.drop_client(&mut tx, actor, id).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }
}

/// Each inside its caller's transaction, who commits and tells.
impl Services {
    /// Adds a client.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn add_client(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        form: &ClientForm,
    ) -> Result<ClientId, AppError> {
        actor.must(Permission::ManageCatalog)?;
        let details = parse_client(form, actor.currency)?;
        free_name(tx, actor, &details.name, None).await?;
        let id = ClientId::from_uuid(self.new_id());
        sql::insert_client(tx, actor.workspace_id, id, &details, self.now()).await?;
        self.record(tx, actor, activity("client.created", id, &details.name))
            .await?;
        let added = Happening::catalog(EventType::ClientCreated, id.uuid());
        self.happened(tx, actor, &[added]).await?;
        Ok(id)
    }

    /// Changes a client.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn change_client(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: ClientId,
        form: &ClientForm,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageCatalog)?;
        let client = sql::load_client(tx, actor.workspace_id, id).await?;
        let details = parse_client(form, client.currency)?;
        free_name(tx, actor, &details.name, Some(id)).await?;
        sql::update_client(tx, actor.workspace_id, id, &details, self.now()).await?;
        let change = (client.currency, details.currency);
        projects::sql::relabel_client(tx, actor.workspace_id, id, change, self.now()).await?;
        let changes = Changes::new()
            .text("name", &client.name, &details.name)
            .text("currency", client.currency.code(), details.currency.code())
            .touched(
                "billing_details",
                client.billing_details != details.billing_details,
            )
            .touched("notes", client.notes != details.notes);
        let activity = activity("client.updated", id, &details.name);
        self.record_changes(tx, actor, activity, changes).await?;
        let mut happenings = vec![Happening::catalog(EventType::ClientUpdated, id.uuid())];
        if client.currency != details.currency {
            happenings.extend(Along::Client(id).happenings(tx, actor).await?);
        }
        self.happened(tx, actor, &happenings).await
    }

    /// Hides a client with its projects, or brings it back.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn set_client_archived(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: ClientId,
        archived: bool,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageCatalog)?;
        let client = sql::load_client(tx, actor.workspace_id, id).await?;
        if client.archived == archived {
            return Ok(());
        }
        sql::archive_client(tx, actor.workspace_id, id, archived, self.now()).await?;
        let action = if archived {
            "client.archived"
        } else {
            "client.restored"
        };
        self.record(tx, actor, activity(action, id, &client.name))
            .await?;
        let changed = Happening::catalog(EventType::ClientUpdated, id.uuid());
        self.happened(tx, actor, &[changed]).await
    }

    /// Deletes a client that has no project and was never invoiced.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn drop_client(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: ClientId,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageCatalog)?;
        let client = sql::load_client(tx, actor.workspace_id, id).await?;
        if client.project_count > 0 {
            return Err(in_use(&client.name, client.project_count));
        }
        let invoices = sql::count_invoices(tx, actor.workspace_id, id).await?;
        if invoices > 0 {
            return Err(invoiced(&client.name, invoices));
        }
        sql::delete_client(tx, actor.workspace_id, id).await?;
        self.record(tx, actor, activity("client.deleted", id, &client.name))
            .await?;
        let gone = Happening::catalog(EventType::ClientDeleted, id.uuid());
        self.happened(tx, actor, &[gone]).await
    }
}

/// Refuses a name that another client has, ignoring case; archived ones count.
async fn free_name(
    tx: &mut Tx,
    actor: &Actor,
    name: &str,
    own: Option<ClientId>,
) -> Result<(), AppError> {
    match sql::find_client_by_name(tx, actor.workspace_id, name).await? {
        Some((id, archived)) if Some(id) != own => Err(name_taken(name, archived)),
        _ => Ok(()),
    }
}

fn activity<'a>(action: &'a str, id: ClientId, name: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "client",
        target_id: Some(id.uuid()),
        target_name: name,
    }
}
