//! The use cases of workspaces.

use app::access::{Actor, Permission, Role};
use app::accounts::Accounts;
use app::context::SessionToken;
use app::error::AppError;
use app::values::{Currency, UserId, WeekStart, WorkspaceId};
use app::workspaces::rules::{WorkspaceDetails, parse_workspace};
use app::workspaces::{Frame, Workspace, WorkspaceForm, Workspaces};
use async_trait::async_trait;

use super::sql;
use crate::activity::Activity;
use crate::auth::session::hash_token;
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;

impl Services {
    /// The workspace every account starts with, inside the sign-up's transaction.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert_personal_workspace(
        &self,
        tx: &mut Tx,
        owner: UserId,
        name: &str,
    ) -> Result<WorkspaceId, AppError> {
        let details = WorkspaceDetails {
            name: format!("{name}’s workspace"),
            currency: Currency::USD,
            week_start: WeekStart::Monday,
        };
        self.insert_owned_workspace(tx, owner, &details).await
    }

    /// A workspace with its owner, inside a transaction.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert_owned_workspace(
        &self,
        tx: &mut Tx,
        owner: UserId,
        details: &WorkspaceDetails,
    ) -> Result<WorkspaceId, AppError> {
        let id = WorkspaceId::from_uuid(self.new_id());
        let now = self.now();
        sql::insert_workspace(tx, id, details, self.config.default_plan, now).await?;
        sql::insert_member(tx, id, owner, Role::Owner, now).await?;
        Ok(id)
    }
}

fn workspace_activity<'a>(action: &'a str, id: WorkspaceId, name: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "workspace",
        target_id: Some(id.uuid()),
        target_name: name,
    }
}

#[async_trait]
impl Workspaces for Services {
    async fn load_frame(&self, actor: &Actor) -> Result<Frame, AppError> {
        let mut tx = self.db.read().await?;
        let workspaces = sql::list_workspaces_of(&mut tx, actor.user_id).await?;
        let workspace = workspaces
            .iter()
            .find(|workspace| workspace.id == actor.workspace_id)
            .cloned()
            .ok_or(AppError::NotFound)?;
        let timer = crate::timer::sql::find_timer(&mut tx, actor, self.clock.now_millis()).await?;
        let projects =
            crate::projects::sql::list_choices(&mut tx, actor.workspace_id, workspace.currency)
                .await?;
        let tags = crate::tags::sql::list_tag_refs(&mut tx, actor.workspace_id).await?;
        drop(tx);
        Ok(Frame {
            account: self.load_account(actor).await?,
            actor: actor.clone(),
            workspace,
            workspaces,
            timer,
            projects,
            tags,
            today: Zone::named(&actor.timezone).day(self.now()),
        })
    }

    async fn create_workspace(
        &self,
        actor: &Actor,
        token: &SessionToken,
        form: WorkspaceForm,
    ) -> Result<WorkspaceId, AppError> {
        let details = parse_workspace(&form, (Currency::USD, WeekStart::Monday))?;
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        let id = self
            .insert_owned_workspace(&mut tx, actor.user_id, &details)
            .await?;
        let there = Actor {
            workspace_id: id,
            role: Role::Owner,
            ..actor.clone()
        };
        self.record(
            &mut tx,
            &there,
            workspace_activity("workspace.created", id, &details.name),
        )
        .await?;
        crate::auth::sql::set_session_workspace(&mut tx, &hash_token(token), id).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(id)
    }

    async fn update_workspace(
        &self,
        actor: &Actor,
        form: WorkspaceForm,
    ) -> Result<Workspace, AppError> {
        actor.must(Permission::ManageWorkspace)?;
        let mut tx = self.write_in(actor.workspace_id).await?;
        let before = sql::find_workspace(&mut tx, actor.workspace_id, actor.user_id).await?;
        let details = parse_workspace(&form, (before.currency, before.week_start))?;
        sql::update_workspace(&mut tx, actor.workspace_id, &details, self.now()).await?;
        let activity = workspace_activity("workspace.updated", actor.workspace_id, &details.name);
        self.record(&mut tx, actor, activity).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        let WorkspaceDetails {
            name,
            currency,
            week_start,
        } = details;
        Ok(Workspace {
            name,
            currency,
            week_start,
            ..before
        })
    }

    async fn switch_workspace(
        &self,
        actor: &Actor,
        token: &SessionToken,
        id: WorkspaceId,
    ) -> Result<(), AppError> {
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        sql::find_workspace(&mut tx, id, actor.user_id).await?;
        crate::auth::sql::set_session_workspace(&mut tx, &hash_token(token), id).await?;
        tx.commit().await
    }
}
