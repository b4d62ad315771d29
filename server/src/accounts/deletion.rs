//! The end of an account: what is the person's alone goes, what others need stays without their name.

use app::access::Actor;
use app::accounts::ownership::{DeletionForm, DeletionPlan};
use app::accounts::rules;
use app::context::{Origin, SessionToken};
use app::error::AppError;
use app::events::EventType;
use app::values::{UserId, WorkspaceId};

use super::links::recipient;
use super::sql;
use super::sql::deletion::OwnedWorkspace;
use crate::db::Tx;
use crate::event_log::Happening;
use crate::mail::Letter;
use crate::members::service::member_activity;
use crate::services::Services;
use crate::workspaces::sql::{hold_person, list_member_ids, list_workspaces_of};

fn plan(owned: &[OwnedWorkspace]) -> DeletionPlan {
    let (lonely, shared): (Vec<&OwnedWorkspace>, Vec<&OwnedWorkspace>) =
        owned.iter().partition(|workspace| workspace.others == 0);
    let names = |workspaces: Vec<&OwnedWorkspace>| {
        workspaces
            .into_iter()
            .map(|workspace| workspace.name.clone())
            .collect()
    };
    DeletionPlan {
        to_hand_over: names(shared),
        to_delete: names(lonely),
    }
}

fn hand_over_first(names: &[String]) -> AppError {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    AppError::field(
        "workspaces",
        "owned",
        format!(
            "Hand over {} to another owner first: other people work there.",
            names.join(", ")
        ),
    )
}

impl Services {
    /// What deleting the actor's account would take with it.
    pub(super) async fn find_deletion_plan(&self, actor: &Actor) -> Result<DeletionPlan, AppError> {
        let mut tx = self.db.read().await?;
        let owned = sql::deletion::list_owned(&mut tx, actor.user_id).await?;
        Ok(plan(&owned))
    }

    /// Deletes the actor's account.
    pub(super) async fn delete_own_account(
        &self,
        actor: &Actor,
        session: &SessionToken,
        origin: &Origin,
        form: DeletionForm,
    ) -> Result<(), AppError> {
        let user = actor.user_id;
        self.check_current_password(user, session, origin, &form.current_password)
            .await?;
        // Nobody goes on paying for what is gone.
        if self
            .find_deletion_plan(actor)
            .await?
            .to_hand_over
            .is_empty()
        {
            self.end_payments_of(actor).await?;
        }
        let mut tx = self.db.write(user.uuid()).await?;
        // Nobody makes them an owner meanwhile.
        hold_person(&mut tx, user).await?;
        let owned = sql::deletion::list_owned(&mut tx, user).await?;
        let shared = plan(&owned).to_hand_over;
        if !shared.is_empty() {
            return Err(hand_over_first(&shared));
        }
        let person = sql::find_owner(&mut tx, user).await?;
        for workspace in owned {
            let id = WorkspaceId::from_uuid(workspace.id);
            if !sql::deletion::delete_lonely_workspace(&mut tx, id, user).await? {
                return Err(hand_over_first(&[workspace.name]));
            }
        }
        let left = self.leave_everything(&mut tx, actor, &person.name).await?;
        sql::deletion::delete_belongings(&mut tx, user).await?;
        sql::deletion::anonymise(&mut tx, user, self.now()).await?;
        // The throttle knows people by their address.
        let key = rules::email_key(&person.email);
        for subject in [format!("account:{key}"), format!("account:mail:{key}")] {
            crate::auth::sql::clear_failures(&mut tx, &subject).await?;
        }
        self.queue_letter(&mut tx, recipient(&person), Letter::AccountDeleted)
            .await?;
        tx.commit().await?;
        self.bus.announce(actor);
        self.bus.announce_all(&left);
        Ok(())
    }

    /// Notes in every workspace where others are that this person has left; everybody who is to look again.
    async fn leave_everything(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        name: &str,
    ) -> Result<Vec<UserId>, AppError> {
        let mut colleagues = Vec::new();
        for workspace in list_workspaces_of(tx, actor.user_id).await? {
            let there = Actor {
                workspace_id: workspace.id,
                ..actor.clone()
            };
            let left = member_activity("member.left", actor.user_id, name);
            self.record(tx, &there, left).await?;
            let gone = Happening::member(EventType::MemberRemoved, actor.user_id);
            self.happened(tx, &there, &[gone]).await?;
            colleagues.extend(list_member_ids(tx, workspace.id).await?);
        }
        Ok(colleagues)
    }
}
