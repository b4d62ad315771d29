//! The use cases of tags.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::events::EventType;
use app::tags::rules::{locked, name_taken, parse_tag_name};
use app::tags::{Tag, Tags};
use app::values::TagId;
use async_trait::async_trait;

use super::sql;
use crate::activity::{Activity, Changes};
use crate::db::Tx;
use crate::event_log::{Along, Happening};
use crate::services::Services;
use crate::time_entries::service::sight;

#[async_trait]
impl Tags for Services {
    async fn list_tags(&self, actor: &Actor) -> Result<Vec<Tag>, AppError> {
        actor.must(Permission::ReadCatalog)?;
        let mut tx = self.db.read().await?;
        sql::list_tags(&mut tx, actor.workspace_id, sight(actor)).await
    }

    async fn create_tag(&self, actor: &Actor, name: String) -> Result<TagId, AppError> {
        let mut tx = self.write_as(actor).await?;
        let done = self.add_tag(&mut tx, actor, &name).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(done)
    }

    async fn rename_tag(&self, actor: &Actor, id: TagId, name: String) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.change_tag(&mut tx, actor, id, &name).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn delete_tag(&self, actor: &Actor, id: TagId) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.drop_tag(&mut tx, actor, id).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }
}

/// Each inside its caller's transaction, who commits and tells.
impl Services {
    /// Adds a tag; a leading `#` is dropped.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn add_tag(&self, tx: &mut Tx, actor: &Actor, name: &str) -> Result<TagId, AppError> {
        actor.must(Permission::CreateTags)?;
        let name = parse_tag_name(name)?;
        free_name(tx, actor, &name, None).await?;
        let id = TagId::from_uuid(self.new_id());
        sql::insert_tag(tx, actor.workspace_id, id, &name, self.now()).await?;
        self.record(tx, actor, activity("tag.created", id, &name))
            .await?;
        let added = Happening::catalog(EventType::TagCreated, id.uuid());
        self.happened(tx, actor, &[added]).await?;
        Ok(id)
    }

    /// Renames a tag everywhere.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn change_tag(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: TagId,
        name: &str,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageTags)?;
        let before = sql::load_tag_name(tx, actor.workspace_id, id).await?;
        let name = parse_tag_name(name)?;
        free_name(tx, actor, &name, Some(id)).await?;
        sql::rename_tag(tx, actor.workspace_id, id, &name, self.now()).await?;
        let changes = Changes::new().text("name", &before, &name);
        self.record_changes(tx, actor, activity("tag.renamed", id, &name), changes)
            .await?;
        let renamed = Happening::catalog(EventType::TagUpdated, id.uuid());
        self.happened(tx, actor, &[renamed]).await
    }

    /// Deletes a tag and takes it off its entries; refused while on a locked one.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn drop_tag(&self, tx: &mut Tx, actor: &Actor, id: TagId) -> Result<(), AppError> {
        actor.must(Permission::ManageTags)?;
        let name = sql::load_tag_name(tx, actor.workspace_id, id).await?;
        let locked_uses = sql::count_locked_uses(tx, actor.workspace_id, id).await?;
        if locked_uses > 0 {
            return Err(locked(&name, locked_uses));
        }
        let mut happenings = vec![Happening::catalog(EventType::TagDeleted, id.uuid())];
        happenings.extend(Along::Tag(id).happenings(tx, actor).await?);
        sql::delete_tag(tx, actor.workspace_id, id).await?;
        self.record(tx, actor, activity("tag.deleted", id, &name))
            .await?;
        self.happened(tx, actor, &happenings).await
    }
}

/// Refuses a name that another tag has, ignoring case.
async fn free_name(
    tx: &mut Tx,
    actor: &Actor,
    name: &str,
    own: Option<TagId>,
) -> Result<(), AppError> {
    match sql::find_tag_by_name(tx, actor.workspace_id, name).await? {
        Some(id) if Some(id) != own => Err(name_taken(name)),
        _ => Ok(()),
    }
}

fn activity<'a>(action: &'a str, id: TagId, name: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "tag",
        target_id: Some(id.uuid()),
        target_name: name,
    }
}
