//! The use cases of members, and the trait under which pages find these and invitations.

use app::access::{Actor, Permission, Role};
use app::activity::Value;
use app::context::{InSession, InvitationToken};
use app::error::{AppError, Refusal};
use app::events::EventType;
use app::members::rules::{MemberChange, no_room, parse_member};
use app::members::{
    HandOverForm, Invitation, InvitationForm, InvitationKey, Invited, Joined, Member, MemberForm,
    MemberTerms, Members, MembersView, Offer, SeatUse,
};
use app::values::{InvitationId, UserId};
use async_trait::async_trait;

use super::sql;
use super::sql::invitations as rows;
use crate::activity::{Activity, Changes};
use crate::auth::session::hash_token;
use crate::db::Tx;
use crate::event_log::Happening;
use crate::local_time::Zone;
use crate::services::Services;
use crate::sessions::moment;
use crate::workspaces::sql::{hold_person, list_member_ids};

/// What is noted about a member.
pub(crate) fn member_activity<'a>(action: &'a str, user: UserId, name: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "member",
        target_id: Some(user.uuid()),
        target_name: name,
    }
}

impl Services {
    /// Keeps what was written, and tells every member's open pages.
    pub(super) async fn commit_for_all(&self, mut tx: Tx, actor: &Actor) -> Result<(), AppError> {
        let everybody = list_member_ids(&mut tx, actor.workspace_id).await?;
        tx.commit().await?;
        self.bus.announce_all(&everybody);
        Ok(())
    }

    /// Takes a member out, who is left with a workspace of their own at least; their open pages look again.
    async fn take_out(
        &self,
        mut tx: Tx,
        actor: &Actor,
        action: &str,
        member: &Member,
    ) -> Result<(), AppError> {
        self.take_out_in(&mut tx, actor, action, member).await?;
        self.commit_for_all(tx, actor).await?;
        self.bus.announce_to(member.user_id);
        Ok(())
    }

    /// The same inside the caller's transaction, who commits and tells.
    async fn take_out_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        member: &Member,
    ) -> Result<(), AppError> {
        sql::delete_member(tx, actor.workspace_id, member.user_id).await?;
        // Nobody comes back, or brings somebody in, by an invitation from before.
        rows::delete_invitations_of(tx, actor.workspace_id, member.user_id).await?;
        // What acts as them acts no more.
        let now = self.now();
        crate::tokens::sql::revoke_tokens_of(tx, actor.workspace_id, member.user_id, now).await?;
        crate::connect::sql::delete_codes_in(tx, actor.workspace_id, member.user_id).await?;
        self.ensure_workspace(tx, member.user_id).await?;
        let activity = member_activity(action, member.user_id, &member.name);
        self.record(tx, actor, activity).await?;
        let gone = Happening::member(EventType::MemberRemoved, member.user_id);
        self.happened(tx, actor, &[gone]).await
    }

    /// Changes a member's role, capacity, cost and rate, inside the caller's transaction; answers how many saved entries
    /// got the new rate.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn change_member(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        member: &Member,
        change: MemberChange,
    ) -> Result<i64, AppError> {
        actor.must(Permission::ReadMembers)?;
        let user = member.user_id;
        if let Some(role) = change.role.filter(|role| *role != member.role) {
            self.change_role(tx, actor, member, role).await?;
        }
        let before = member.terms.unwrap_or_default();
        let terms = change.terms(before);
        if change.has_terms() {
            actor.must(Permission::ManageCosts)?;
        }
        if terms != before {
            sql::set_terms(tx, actor.workspace_id, user, terms).await?;
            let activity = member_activity("member.terms_changed", user, &member.name);
            let changes = changed_terms(actor, before, terms);
            self.record_changes(tx, actor, activity, changes).await?;
            let happening = Happening::member(EventType::MemberUpdated, user);
            self.happened(tx, actor, &[happening]).await?;
        }
        let rates = (before.hourly_rate_cents, terms.hourly_rate_cents);
        self.rerate_member(tx, actor, user, rates, change.reach)
            .await
    }

    /// Removes a member, inside the caller's transaction.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn drop_member(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        user: UserId,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageMembers)?;
        let member = sql::find_member(tx, actor.workspace_id, user).await?;
        if user == actor.user_id || !actor.role.manages(member.role) {
            return Err(AppError::Refused(Refusal::Forbidden));
        }
        self.take_out_in(tx, actor, "member.removed", &member).await
    }

    /// Gives a member another role, if there is room for it.
    async fn change_role(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        member: &Member,
        role: Role,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageMembers)?;
        if !actor.role.manages(member.role) {
            return Err(AppError::Refused(Refusal::Forbidden));
        }
        self.check_room(tx, actor, member.role, role).await?;
        sql::set_role(tx, actor.workspace_id, member.user_id, role).await?;
        if !Permission::InviteMembers.rule().roles.contains(&role) {
            rows::delete_invitations_of(tx, actor.workspace_id, member.user_id).await?;
        }
        if role == Role::Viewer {
            // A Viewer cannot stop it: it waits, with its time, for the day they can.
            let (user, by) = (Some(member.user_id), Some(actor.user_id));
            self.pause_timers_in(tx, actor.workspace_id, user, self.now(), by)
                .await?;
        }
        let activity = member_activity("member.role_changed", member.user_id, &member.name);
        let changes = Changes::new().text("role", member.role.name(), role.name());
        self.record_changes(tx, actor, activity, changes).await?;
        let happening = Happening::member(EventType::MemberUpdated, member.user_id);
        self.happened(tx, actor, &[happening]).await
    }

    /// Refuses what would take a seat that is not there.
    async fn check_room(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        from: Role,
        to: Role,
    ) -> Result<(), AppError> {
        if from.takes_seat() || !to.takes_seat() {
            return Ok(());
        }
        let house = sql::find_house(tx, actor.workspace_id, self.now()).await?;
        house
            .room
            .fits(house.people, house.seated + 1)
            .map_err(no_room)
    }

    /// The link of an invitation that this person was not shown yet.
    async fn find_new_link(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        invited: Option<InvitationToken>,
    ) -> Result<Option<Invited>, AppError> {
        let Some(token) = invited else {
            return Ok(None);
        };
        let hash = hash_token(&app::context::SessionToken(token.0.clone()));
        let found = rows::find_by_token(tx, &hash).await?;
        Ok(found
            .filter(|invitation| {
                invitation.workspace_id == actor.workspace_id && !invitation.mailed
            })
            .map(|invitation| Invited {
                email: invitation.email,
                link: Some(self.invitation_link(&token.0)),
            }))
    }
}

#[async_trait]
impl Members for Services {
    async fn load_members(
        &self,
        me: &InSession,
        invited: Option<InvitationToken>,
    ) -> Result<MembersView, AppError> {
        let actor = &me.actor;
        let is_confirmed = self.is_confirmed(&me.session).await?;
        let mut tx = self.db.read().await?;
        if actor.may(Permission::ReadMembers).is_err() {
            let own = sql::find_member(&mut tx, actor.workspace_id, actor.user_id).await?;
            return Ok(MembersView {
                members: vec![Member { terms: None, ..own }],
                invitations: Vec::new(),
                seats: None,
                is_confirmed,
                new_invitation: None,
            });
        }
        let mut members = sql::list_members(&mut tx, actor.workspace_id).await?;
        if actor.may(Permission::ReadCosts).is_err() {
            for member in &mut members {
                member.terms = None;
            }
        }
        let (now, zone) = (self.now(), Zone::named(&actor.timezone));
        let invitations = rows::list_invitations(&mut tx, actor.workspace_id)
            .await?
            .into_iter()
            .map(|invitation| Invitation {
                id: invitation.id,
                email: invitation.email,
                role: invitation.role,
                invited_by: invitation.inviter,
                expires: moment(&zone, invitation.expires_at),
                is_expired: invitation.expires_at <= now,
            })
            .collect();
        let house = sql::find_house(&mut tx, actor.workspace_id, now).await?;
        Ok(MembersView {
            members,
            invitations,
            seats: Some(SeatUse {
                used: house.seated,
                room: house.room,
            }),
            is_confirmed,
            new_invitation: self.find_new_link(&mut tx, actor, invited).await?,
        })
    }

    async fn invite_member(
        &self,
        actor: &Actor,
        form: InvitationForm,
    ) -> Result<Invited, AppError> {
        self.invite(actor, form).await
    }

    async fn resend_invitation(
        &self,
        actor: &Actor,
        id: InvitationId,
    ) -> Result<Invited, AppError> {
        self.invite_again(actor, id).await
    }

    async fn cancel_invitation(&self, actor: &Actor, id: InvitationId) -> Result<(), AppError> {
        self.take_back_invitation(actor, id).await
    }

    async fn update_member(&self, actor: &Actor, form: MemberForm) -> Result<i64, AppError> {
        actor.must(Permission::ReadMembers)?;
        let user: UserId = form.user_id.parse().map_err(|_| AppError::NotFound)?;
        let mut tx = self.write_as(actor).await?;
        let member = sql::find_member(&mut tx, actor.workspace_id, user).await?;
        let change = parse_member(&form, actor.currency)?;
        let rerated = self.change_member(&mut tx, actor, &member, change).await?;
        self.commit_for_all(tx, actor).await?;
        Ok(rerated)
    }

    async fn remove_member(&self, actor: &Actor, user: UserId) -> Result<(), AppError> {
        actor.must(Permission::ManageMembers)?;
        let mut tx = self.write_as(actor).await?;
        self.drop_member(&mut tx, actor, user).await?;
        self.commit_for_all(tx, actor).await?;
        self.bus.announce_to(user);
        Ok(())
    }

    async fn leave_workspace(&self, actor: &Actor) -> Result<(), AppError> {
        actor.must(Permission::LeaveWorkspace)?;
        let mut tx = self.write_as(actor).await?;
        let member = sql::find_member(&mut tx, actor.workspace_id, actor.user_id).await?;
        self.take_out(tx, actor, "member.left", &member).await
    }

    async fn hand_over_workspace(
        &self,
        me: &InSession,
        form: HandOverForm,
    ) -> Result<(), AppError> {
        let actor = &me.actor;
        actor.must(Permission::HandOverWorkspace)?;
        let user: Option<UserId> = form.user_id.parse().ok();
        let user = user.filter(|user| *user != actor.user_id).ok_or_else(|| {
            AppError::field(
                "user_id",
                "invalid",
                "Choose the member who is to be the owner.",
            )
        })?;
        self.confirm_identity(
            actor.user_id,
            &me.session,
            &me.origin,
            &form.current_password,
        )
        .await?;
        let mut tx = self.write_as(actor).await?;
        // Who is deleting their account at this moment is either gone by now, or finds that they own something.
        hold_person(&mut tx, user).await?;
        let member = sql::find_member(&mut tx, actor.workspace_id, user).await?;
        self.check_room(&mut tx, actor, member.role, Role::Owner)
            .await?;
        // One owner at a time.
        sql::set_role(&mut tx, actor.workspace_id, actor.user_id, Role::Manager).await?;
        sql::set_role(&mut tx, actor.workspace_id, user, Role::Owner).await?;
        let activity = member_activity("workspace.handed_over", user, &member.name);
        self.record(&mut tx, actor, activity).await?;
        let both = [actor.user_id, user];
        let changed = both.map(|user| Happening::member(EventType::MemberUpdated, user));
        self.happened(&mut tx, actor, &changed).await?;
        self.commit_for_all(tx, actor).await
    }

    async fn find_offer(
        &self,
        onlooker: Option<&Actor>,
        key: &InvitationKey,
    ) -> Result<Option<Offer>, AppError> {
        self.show_offer(onlooker, key).await
    }

    async fn list_own_offers(&self, actor: &Actor) -> Result<Vec<Offer>, AppError> {
        self.show_own_offers(actor).await
    }

    async fn accept_invitation(
        &self,
        me: &InSession,
        key: &InvitationKey,
    ) -> Result<Joined, AppError> {
        self.join_by_invitation(me, key).await
    }

    async fn decline_invitation(
        &self,
        onlooker: Option<&Actor>,
        key: &InvitationKey,
    ) -> Result<(), AppError> {
        self.decline(onlooker, key).await
    }
}

/// What changed of capacity, cost and rate, for the log, which only those read who see them.
fn changed_terms(actor: &Actor, old: MemberTerms, new: MemberTerms) -> Changes {
    let time = |terms: MemberTerms| terms.weekly_capacity_seconds.map(Value::Duration);
    let cost = |terms: MemberTerms| {
        terms
            .internal_cost_cents
            .map(|cents| Value::Money(cents, actor.currency))
    };
    let rate = |terms: MemberTerms| {
        terms
            .hourly_rate_cents
            .map(|cents| Value::Money(cents, actor.currency))
    };
    Changes::new()
        .values("weekly_capacity", time(old), time(new))
        .values("internal_hourly_cost", cost(old), cost(new))
        .values("hourly_rate", rate(old), rate(new))
}
