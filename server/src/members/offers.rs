//! Invitations for who was invited: looking at one, joining by it, declining it.

use app::access::{Actor, BillingState, NoRoom, Role};
use app::accounts::rules::email_key;
use app::context::{InSession, InvitationToken, SessionToken};
use app::error::{AppError, Refusal};
use app::events::EventType;
use app::members::rules::{for_another, no_room, worthless};
use app::members::{InvitationKey, Joined, Offer, Onlooker};
use app::values::InvitationId;

use super::invitations::activity;
use super::service::member_activity;
use super::sql;
use super::sql::invitations::{self as rows, StoredInvitation};
use crate::accounts::sql::{Owner, find_owner, set_email_verified};
use crate::auth::session::hash_token;
use crate::db::Tx;
use crate::event_log::Happening;
use crate::services::Services;
use crate::workspaces::sql::{find_standing, insert_member, list_member_ids};

fn hash(token: &str) -> Vec<u8> {
    hash_token(&SessionToken(token.trim().to_owned()))
}

impl Services {
    /// The invitation that is meant, if it still counts: by its token, or by its id for whom it is meant and whose
    /// address is proved.
    async fn find_pending(
        &self,
        tx: &mut Tx,
        key: &InvitationKey,
        onlooker: Option<&Owner>,
    ) -> Result<Option<StoredInvitation>, AppError> {
        let found = if !key.token.is_empty() {
            rows::find_by_token(tx, &hash(&key.token)).await?
        } else if let (Ok(id), Some(owner)) = (key.id.parse::<InvitationId>(), onlooker) {
            self.list_proved(tx, owner)
                .await?
                .into_iter()
                .find(|invitation| invitation.id == id)
        } else {
            None
        };
        Ok(found.filter(|invitation| invitation.expires_at > self.now()))
    }

    /// The invitations to an address that is proved to be this person's.
    async fn list_proved(
        &self,
        tx: &mut Tx,
        owner: &Owner,
    ) -> Result<Vec<StoredInvitation>, AppError> {
        if owner.email_verified_at.is_none() {
            return Ok(Vec::new());
        }
        rows::list_for_address(tx, &email_key(&owner.email)).await
    }

    /// Whether this token came by mail to this address alone: who has it reads mail there.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn proves_address(
        &self,
        tx: &mut Tx,
        token: Option<&InvitationToken>,
        key: &str,
    ) -> Result<bool, AppError> {
        let Some(InvitationToken(token)) = token else {
            return Ok(false);
        };
        let found = rows::find_by_token(tx, &hash(token)).await?;
        Ok(found.is_some_and(|invitation| {
            invitation.mailed && invitation.email_key == key && invitation.expires_at > self.now()
        }))
    }

    /// An invitation for who looks at it.
    pub(super) async fn show_offer(
        &self,
        actor: Option<&Actor>,
        key: &InvitationKey,
    ) -> Result<Option<Offer>, AppError> {
        let mut tx = self.db.read().await?;
        let owner = match actor {
            Some(actor) => Some(find_owner(&mut tx, actor.user_id).await?),
            None => None,
        };
        let found = self.find_pending(&mut tx, key, owner.as_ref()).await?;
        Ok(found.map(|invitation| offer(invitation, owner.as_ref())))
    }

    /// The invitations to the actor's address, if it is proved.
    pub(super) async fn show_own_offers(&self, actor: &Actor) -> Result<Vec<Offer>, AppError> {
        let mut tx = self.db.read().await?;
        let owner = find_owner(&mut tx, actor.user_id).await?;
        let mut found = self.list_proved(&mut tx, &owner).await?;
        found.retain(|invitation| invitation.expires_at > self.now());
        Ok(found
            .into_iter()
            .map(|invitation| offer(invitation, Some(&owner)))
            .collect())
    }

    /// Joins by an invitation. Seats are counted here, while nobody else can join: who finds none free becomes Viewer.
    pub(super) async fn join_by_invitation(
        &self,
        me: &InSession,
        key: &InvitationKey,
    ) -> Result<Joined, AppError> {
        let user = me.actor.user_id;
        let mut tx = self.db.read().await?;
        let owner = find_owner(&mut tx, user).await?;
        let found = self.find_pending(&mut tx, key, Some(&owner)).await?;
        drop(tx);
        let workspace = found.ok_or_else(worthless)?.workspace_id;
        let mut tx = self.write_in(workspace).await?;
        let owner = find_owner(&mut tx, user).await?;
        let invitation = self
            .find_pending(&mut tx, key, Some(&owner))
            .await?
            .filter(|invitation| invitation.workspace_id == workspace)
            .ok_or_else(worthless)?;
        if email_key(&owner.email) != invitation.email_key {
            return Err(for_another(&invitation.email));
        }
        let joined = match find_standing(&mut tx, workspace, user).await? {
            Some(standing) => Joined {
                role: standing.role,
                without_seat: false,
            },
            None => self.seat(&mut tx, me, &invitation, &owner).await?,
        };
        rows::delete_invitation(&mut tx, workspace, invitation.id).await?;
        if invitation.mailed && !key.token.is_empty() && owner.email_verified_at.is_none() {
            set_email_verified(&mut tx, user, self.now()).await?;
        }
        let session = hash_token(&me.session);
        crate::auth::sql::set_session_workspace(&mut tx, &session, workspace, self.now()).await?;
        let everybody = list_member_ids(&mut tx, workspace).await?;
        tx.commit().await?;
        self.bus.announce_all(&everybody);
        Ok(joined)
    }

    /// Makes the invitee a member, as what there is room for.
    async fn seat(
        &self,
        tx: &mut Tx,
        me: &InSession,
        invitation: &StoredInvitation,
        owner: &Owner,
    ) -> Result<Joined, AppError> {
        let (workspace, user) = (invitation.workspace_id, me.actor.user_id);
        let house = sql::find_house(tx, workspace, self.now()).await?;
        if house.billing == BillingState::ReadOnly {
            return Err(AppError::Refused(Refusal::WorkspaceReadOnly));
        }
        let seated = house.seated + i64::from(invitation.role.takes_seat());
        let (role, without_seat) = match house.room.fits(house.people + 1, seated) {
            Ok(()) => (invitation.role, false),
            Err(NoRoom::Seats(_)) => (Role::Viewer, invitation.role.takes_seat()),
            Err(reason @ NoRoom::OnePerson) => return Err(no_room(reason)),
        };
        insert_member(tx, workspace, user, role, self.now()).await?;
        let there = Actor {
            workspace_id: workspace,
            role,
            ..me.actor.clone()
        };
        let action = if without_seat {
            "member.joined_as_viewer"
        } else {
            "member.joined"
        };
        self.record(tx, &there, member_activity(action, user, &owner.name))
            .await?;
        let added = Happening::member(EventType::MemberAdded, user);
        self.happened(tx, &there, &[added]).await?;
        Ok(Joined { role, without_seat })
    }

    /// Declines an invitation.
    pub(super) async fn decline(
        &self,
        actor: Option<&Actor>,
        key: &InvitationKey,
    ) -> Result<(), AppError> {
        let mut tx = self.db.read().await?;
        let owner = match actor {
            Some(actor) => Some(find_owner(&mut tx, actor.user_id).await?),
            None => None,
        };
        let found = self.find_pending(&mut tx, key, owner.as_ref()).await?;
        drop(tx);
        let workspace = found.ok_or_else(worthless)?.workspace_id;
        let mut tx = self.write_in(workspace).await?;
        let invitation = self
            .find_pending(&mut tx, key, owner.as_ref())
            .await?
            .filter(|invitation| invitation.workspace_id == workspace)
            .ok_or_else(worthless)?;
        rows::delete_invitation(&mut tx, workspace, invitation.id).await?;
        // The log names people; who only has the link is nobody to it.
        let is_theirs = owner.is_some_and(|owner| email_key(&owner.email) == invitation.email_key);
        if let Some(actor) = actor.filter(|_| is_theirs) {
            let there = Actor {
                workspace_id: workspace,
                ..actor.clone()
            };
            let declined = activity("invitation.declined", invitation.id, &invitation.email);
            self.record(&mut tx, &there, declined).await?;
        }
        let everybody = list_member_ids(&mut tx, workspace).await?;
        tx.commit().await?;
        self.bus.announce_all(&everybody);
        Ok(())
    }
}

fn offer(invitation: StoredInvitation, onlooker: Option<&Owner>) -> Offer {
    let onlooker = match onlooker {
        None => Onlooker::Stranger,
        Some(owner) if email_key(&owner.email) == invitation.email_key => Onlooker::Invitee,
        Some(owner) => Onlooker::SomebodyElse(owner.email.clone()),
    };
    Offer {
        id: invitation.id,
        workspace: invitation.workspace,
        inviter: invitation.inviter,
        role: invitation.role,
        email: invitation.email,
        onlooker,
    }
}
