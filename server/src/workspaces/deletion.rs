//! The end of a workspace, and a place to go for everybody who belonged to it alone.

use app::access::{Permission, Role};
use app::context::InSession;
use app::error::{AppError, Refusal};
use app::workspaces::rules::check_typed_name;
use app::workspaces::{WorkspaceDeletionForm, WorkspaceDeletionPlan};

use super::sql;
use crate::services::Services;

impl Services {
    /// What would go with the actor's workspace.
    pub(super) async fn find_workspace_deletion_plan(
        &self,
        me: &InSession,
    ) -> Result<WorkspaceDeletionPlan, AppError> {
        me.actor.must(Permission::DeleteWorkspace)?;
        let is_confirmed = self.is_confirmed(&me.session).await?;
        let mut tx = self.db.read().await?;
        let (entries, projects, clients, members) =
            sql::deletion::count_contents(&mut tx, me.actor.workspace_id).await?;
        Ok(WorkspaceDeletionPlan {
            entries,
            projects,
            clients,
            members,
            is_confirmed,
        })
    }

    /// Deletes the actor's workspace. Its activity log goes with it, so the account's own log keeps the line.
    pub(super) async fn delete_own_workspace(
        &self,
        me: &InSession,
        form: &WorkspaceDeletionForm,
    ) -> Result<(), AppError> {
        let InSession {
            actor,
            session,
            origin,
        } = me;
        actor.must(Permission::DeleteWorkspace)?;
        let mut tx = self.db.read().await?;
        let workspace = sql::find_workspace(&mut tx, actor.workspace_id, actor.user_id).await?;
        drop(tx);
        check_typed_name(&form.name, &workspace.name)?;
        self.confirm_identity(actor.user_id, session, origin, &form.current_password)
            .await?;

        self.end_payment(actor.workspace_id).await?;

        // News of the payment's end may have come first, so only this is looked at again: who owns it.
        let mut tx = self.write_in(actor.workspace_id).await?;
        let workspace = sql::find_workspace(&mut tx, actor.workspace_id, actor.user_id).await?;
        if workspace.role != Role::Owner {
            return Err(AppError::Refused(Refusal::Forbidden));
        }
        check_typed_name(&form.name, &workspace.name)?;
        let members = sql::list_member_ids(&mut tx, workspace.id).await?;
        sql::deletion::delete_workspace(&mut tx, workspace.id).await?;
        for member in &members {
            self.ensure_workspace(&mut tx, *member).await?;
        }
        self.record_security(
            &mut tx,
            actor.user_id,
            app::security_log::SecurityEvent::WorkspaceDeleted,
            &workspace.name,
            origin,
        )
        .await?;
        tx.commit().await?;
        self.bus.announce_all(&members);
        Ok(())
    }
}
