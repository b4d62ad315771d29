//! The use cases of workspaces.

use app::access::{Actor, Permission, Role};
use app::accounts::Accounts;
use app::context::{InSession, SessionToken};
use app::error::AppError;
use app::events::EventType;
use app::rates::rules::RateReach;
use app::values::{Currency, UserId, WeekStart, WorkspaceId};
use app::workspaces::rules::{
    WorkspaceDefaults, WorkspaceDetails, parse_settings, parse_workspace,
};
use app::workspaces::{
    Frame, SavedWorkspace, Workspace, WorkspaceDeletionForm, WorkspaceDeletionPlan, WorkspaceForm,
    Workspaces,
};
use async_trait::async_trait;

use super::sql;
use crate::activity::{Activity, Changes};
use crate::auth::session::hash_token;
use crate::db::Tx;
use crate::event_log::{Along, Happening};
use crate::local_time::Zone;
use crate::rates::RateChange;
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

    /// Sees to it that a person belongs to a workspace: whoever has just lost the last one gets a personal one, inside the
    /// same transaction.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn ensure_workspace(&self, tx: &mut Tx, user: UserId) -> Result<(), AppError> {
        // Who loses two at once loses them one after the other.
        sql::hold_person(tx, user).await?;
        if !sql::list_workspaces_of(tx, user).await?.is_empty() {
            return Ok(());
        }
        let account = crate::accounts::sql::find_account(tx, user).await?;
        self.insert_personal_workspace(tx, user, &account.name)
            .await
            .map(drop)
    }

    /// Changes the settings of the actor's workspace, inside a transaction.
    ///
    /// # Errors
    /// When permission, the form or the database forbid it.
    pub async fn change_workspace(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        form: &WorkspaceForm,
    ) -> Result<SavedWorkspace, AppError> {
        actor.must(Permission::ManageWorkspace)?;
        let before = sql::find_workspace(tx, actor.workspace_id, actor.user_id).await?;
        let (details, defaults) = parse_settings(form, &before)?;
        let reach = RateReach::read(&form.rate_reach, &form.rate_since)?;
        let after = Workspace {
            name: details.name.clone(),
            currency: details.currency,
            week_start: details.week_start,
            default_rate_cents: defaults.default_rate_cents,
            rounding: defaults.rounding,
            time_format: defaults.time_format,
            ..before.clone()
        };
        if after == before {
            // Nothing to keep or to log.
            return Ok(SavedWorkspace {
                workspace: after,
                rerated: 0,
            });
        }
        let now = self.now();
        sql::update_workspace(tx, actor.workspace_id, &details, defaults, now).await?;
        let currencies = (before.currency, details.currency);
        crate::projects::sql::relabel_workspace(tx, actor.workspace_id, currencies, now).await?;
        let activity = workspace_activity("workspace.updated", actor.workspace_id, &details.name);
        let changes = settings_changes(&before, &details, defaults);
        self.record_changes(tx, actor, activity, changes).await?;
        let updated = EventType::WorkspaceUpdated;
        let mut happenings = vec![Happening::workspace(updated, actor.workspace_id)];
        let rates = RateChange::of_workspace(&before, &after);
        let rerated = self.rerate(tx, actor, rates, reach).await?;
        if before.currency == details.currency {
            happenings.extend(rerated.happenings);
        } else {
            happenings.extend(Along::Currency.happenings(tx, actor).await?);
        }
        // Many entries are told in the same words.
        happenings.dedup();
        self.happened(tx, actor, &happenings).await?;
        if rerated.count > 0 {
            self.notice_budgets(tx, actor, None).await?;
        }
        Ok(SavedWorkspace {
            workspace: after,
            rerated: rerated.count,
        })
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
        let (home, me) = (actor.workspace_id, actor.user_id);
        let projects =
            crate::projects::sql::list_choices(&mut tx, home, workspace.currency, me).await?;
        let clients = crate::clients::sql::list_client_refs(&mut tx, actor.workspace_id).await?;
        let tags = crate::tags::sql::list_tag_refs(&mut tx, actor.workspace_id).await?;
        let has_tokens_left = !actor.could(Permission::ManageOwnTokens)
            && crate::tokens::sql::has_tokens(&mut tx, actor.workspace_id, actor.user_id).await?;
        drop(tx);
        let trouble = self.payment_trouble(actor, workspace.billing, workspace.past_due_since);
        let mut account = self.load_account(actor).await?;
        account.formats.time = account.time_format.unwrap_or(workspace.time_format);
        account.formats.rounding = workspace.rounding;
        Ok(Frame {
            account,
            actor: actor.clone(),
            workspace,
            workspaces,
            timer,
            projects,
            clients,
            tags,
            has_tokens_left,
            today: Zone::named(&actor.timezone).day(self.now()),
            trouble,
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
        crate::auth::sql::set_session_workspace(&mut tx, &hash_token(token), id, self.now())
            .await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(id)
    }

    async fn update_workspace(
        &self,
        actor: &Actor,
        form: WorkspaceForm,
    ) -> Result<SavedWorkspace, AppError> {
        let mut tx = self.write_as(actor).await?;
        let workspace = self.change_workspace(&mut tx, actor, &form).await?;
        let members = sql::list_member_ids(&mut tx, actor.workspace_id).await?;
        tx.commit().await?;
        self.bus.announce_all(&members);
        Ok(workspace)
    }

    async fn switch_workspace(
        &self,
        actor: &Actor,
        token: &SessionToken,
        id: WorkspaceId,
    ) -> Result<(), AppError> {
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        sql::find_workspace(&mut tx, id, actor.user_id).await?;
        crate::auth::sql::set_session_workspace(&mut tx, &hash_token(token), id, self.now())
            .await?;
        tx.commit().await
    }

    async fn plan_workspace_deletion(
        &self,
        me: &InSession,
    ) -> Result<WorkspaceDeletionPlan, AppError> {
        self.find_workspace_deletion_plan(me).await
    }

    async fn delete_workspace(
        &self,
        me: &InSession,
        form: WorkspaceDeletionForm,
    ) -> Result<(), AppError> {
        self.delete_own_workspace(me, &form).await
    }
}

/// What the general settings changed.
fn settings_changes(
    before: &Workspace,
    details: &WorkspaceDetails,
    defaults: WorkspaceDefaults,
) -> Changes {
    Changes::new()
        .text("name", &before.name, &details.name)
        .text("currency", before.currency.code(), details.currency.code())
        .text(
            "week_start",
            before.week_start.slug(),
            details.week_start.slug(),
        )
        .money(
            "default_rate",
            (before.default_rate_cents, before.currency),
            (defaults.default_rate_cents, details.currency),
        )
        .text(
            "rounding",
            &before.rounding.label(),
            &defaults.rounding.label(),
        )
        .text(
            "time_format",
            before.time_format.label(),
            defaults.time_format.label(),
        )
}
