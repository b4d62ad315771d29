//! Clearing a workspace: what was tracked and organised goes, people, plan, invoices and the log stay.

use app::access::{Actor, Permission};
use app::backups::{BackupContents, Backups, ClearingForm, ClearingPlan, RestoreReport};
use app::context::InSession;
use app::error::AppError;
use app::events::EventType;
use app::workspaces::rules::check_typed_name;
use async_trait::async_trait;

use super::sql;
use crate::activity::Activity;
use crate::db::Tx;
use crate::event_log::Happening;
use crate::services::Services;
use crate::workspaces::sql::{find_workspace, list_member_ids};

impl Services {
    /// Clears the actor's workspace, whose name was `typed`, inside the caller's transaction.
    ///
    /// # Errors
    /// When permission, the name or the database forbid it.
    pub async fn clear_contents(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        typed: &str,
    ) -> Result<(), AppError> {
        actor.must(Permission::ClearWorkspace)?;
        let workspace = find_workspace(tx, actor.workspace_id, actor.user_id).await?;
        check_typed_name(typed, &workspace.name)?;
        let plan = sql::count_contents(tx, workspace.id).await?;
        sql::clear(tx, workspace.id).await?;
        let what = plan.words();
        let target_name = if what.is_empty() {
            workspace.name
        } else {
            format!("{}: {}", workspace.name, what.join(", "))
        };
        let activity = Activity {
            action: "workspace.cleared",
            target_kind: "workspace",
            target_id: Some(workspace.id.uuid()),
            target_name: &target_name,
        };
        self.record(tx, actor, activity).await?;
        let cleared = Happening::workspace(EventType::WorkspaceCleared, actor.workspace_id);
        self.happened(tx, actor, &[cleared]).await
    }
}

#[async_trait]
impl Backups for Services {
    async fn count_backup(&self, actor: &Actor) -> Result<BackupContents, AppError> {
        actor.must(Permission::ExportData)?;
        let mut tx = self.db.read().await?;
        sql::count_backup(&mut tx, actor.workspace_id).await
    }

    async fn plan_clearing(&self, me: &InSession) -> Result<ClearingPlan, AppError> {
        me.actor.must(Permission::ClearWorkspace)?;
        let is_confirmed = self.is_confirmed(&me.session).await?;
        let mut tx = self.db.read().await?;
        let plan = sql::count_contents(&mut tx, me.actor.workspace_id).await?;
        Ok(ClearingPlan {
            is_confirmed,
            ..plan
        })
    }

    async fn clear_workspace(&self, me: &InSession, form: ClearingForm) -> Result<(), AppError> {
        let InSession {
            actor,
            session,
            origin,
        } = me;
        actor.must(Permission::ClearWorkspace)?;
        let mut tx = self.db.read().await?;
        let workspace = find_workspace(&mut tx, actor.workspace_id, actor.user_id).await?;
        drop(tx);
        check_typed_name(&form.name, &workspace.name)?;
        self.confirm_identity(actor.user_id, session, origin, &form.current_password)
            .await?;

        let mut tx = self.write_as(actor).await?;
        self.clear_contents(&mut tx, actor, &form.name).await?;
        let everybody = list_member_ids(&mut tx, actor.workspace_id).await?;
        tx.commit().await?;
        self.bus.announce_all(&everybody);
        Ok(())
    }

    async fn preview_restore(
        &self,
        actor: &Actor,
        upload: String,
    ) -> Result<RestoreReport, AppError> {
        self.restore_upload(actor, &upload, true).await
    }

    async fn run_restore(&self, actor: &Actor, upload: String) -> Result<RestoreReport, AppError> {
        self.restore_upload(actor, &upload, false).await
    }
}
