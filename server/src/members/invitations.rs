//! Inviting: 32 random bytes in a link, of which only the hash is stored; it works once, for 14 days.

use app::access::{Actor, Permission};
use app::accounts::ownership::MailWay;
use app::accounts::rules::email_key;
use app::context::SessionToken;
use app::error::AppError;
use app::members::rules::{INVITATION_SECONDS, NewInvitation, already_member, parse_invitation};
use app::members::{ACCEPT_PATH, InvitationForm, Invited};
use app::values::InvitationId;

use super::sql;
use super::sql::invitations::{self as rows, NewRow};
use crate::activity::Activity;
use crate::auth::session::hash_token;
use crate::db::Tx;
use crate::mail::{Letter, Recipient};
use crate::services::Services;

/// Invitations that nobody followed are shown this long after they expired, so that they can be sent again.
const SHOWN_SECONDS: i64 = 30 * 24 * 3600;

/// What is noted about an invitation.
pub(super) fn activity<'a>(action: &'a str, id: InvitationId, email: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "invitation",
        target_id: Some(id.uuid()),
        target_name: email,
    }
}

impl Services {
    /// The address of an invitation's link.
    pub(super) fn invitation_link(&self, token: &str) -> String {
        self.address_of(&format!("{ACCEPT_PATH}?token={token}"))
    }

    /// Asks somebody to join.
    pub(super) async fn invite(
        &self,
        actor: &Actor,
        form: InvitationForm,
    ) -> Result<Invited, AppError> {
        let new = self.may_invite(actor, &form).await?;
        let mut tx = self.write_as(actor).await?;
        let (_, invited) = self.send_invitation(&mut tx, actor, new).await?;
        self.commit_for_all(tx, actor).await?;
        Ok(invited)
    }

    /// Asks again, with another link.
    pub(super) async fn invite_again(
        &self,
        actor: &Actor,
        id: InvitationId,
    ) -> Result<Invited, AppError> {
        actor.must(Permission::InviteMembers)?;
        let mut tx = self.db.read().await?;
        let before = rows::find_invitation(&mut tx, actor.workspace_id, id).await?;
        drop(tx);
        self.limit_invitations(actor, &before.email).await?;
        let mut tx = self.write_as(actor).await?;
        let before = rows::find_invitation(&mut tx, actor.workspace_id, id).await?;
        let new = NewInvitation {
            email: before.email,
            role: before.role,
        };
        let (_, invited) = self.send_invitation(&mut tx, actor, new).await?;
        self.commit_for_all(tx, actor).await?;
        Ok(invited)
    }

    /// Takes an invitation back.
    pub(super) async fn take_back_invitation(
        &self,
        actor: &Actor,
        id: InvitationId,
    ) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.drop_invitation(&mut tx, actor, id).await?;
        self.commit_for_all(tx, actor).await
    }

    /// The same inside the caller's transaction, who commits and tells.
    pub(crate) async fn drop_invitation(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: InvitationId,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageMembers)?;
        let found = rows::find_invitation(tx, actor.workspace_id, id).await?;
        rows::delete_invitation(tx, actor.workspace_id, id).await?;
        let cancelled = activity("invitation.cancelled", id, &found.email);
        self.record(tx, actor, cancelled).await
    }

    /// Lets somebody be invited, unless too much was sent lately: before the transaction of [`Self::add_invitation`].
    pub(crate) async fn may_invite(
        &self,
        actor: &Actor,
        form: &InvitationForm,
    ) -> Result<NewInvitation, AppError> {
        actor.must(Permission::InviteMembers)?;
        let new = parse_invitation(form)?;
        self.limit_invitations(actor, &new.email).await?;
        Ok(new)
    }

    /// Asks somebody to join, inside the caller's transaction, who commits and tells.
    pub(crate) async fn add_invitation(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        new: NewInvitation,
    ) -> Result<InvitationId, AppError> {
        actor.must(Permission::InviteMembers)?;
        let (id, _) = self.send_invitation(tx, actor, new).await?;
        Ok(id)
    }

    /// Counts an invitation's letter, by whom it goes to and by who sends it: nobody's mailbox is filled with them.
    async fn limit_invitations(&self, actor: &Actor, email: &str) -> Result<(), AppError> {
        let to = format!("invitation:{}:{}", actor.workspace_id, email_key(email));
        // A whole team is invited in an hour without waiting.
        let from = format!("invitation:{}:{}", actor.user_id, self.now() / 3600);
        self.begin_attempt(&to, &from).await.map(drop)
    }

    /// Stores an invitation in place of the last to its address, and puts its letter on its way.
    async fn send_invitation(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        new: NewInvitation,
    ) -> Result<(InvitationId, Invited), AppError> {
        let key = email_key(&new.email);
        if let Some(name) = sql::find_member_name(tx, actor.workspace_id, &key).await? {
            return Err(already_member(&name));
        }
        let id = InvitationId::from_uuid(self.new_id());
        let token = self.new_token();
        let mailed = self.mailer.way() == MailWay::Smtp;
        let now = self.now();
        let row = NewRow {
            id,
            email: &new.email,
            email_key: &key,
            role: new.role,
            invited_by: actor.user_id,
            token_hash: &hash_token(&SessionToken(token.clone())),
            mailed,
            now,
            expires_at: now + INVITATION_SECONDS,
        };
        rows::replace_invitation(tx, actor.workspace_id, row).await?;
        let names = rows::find_invitation(tx, actor.workspace_id, id).await?;
        let link = self.invitation_link(&token);
        let letter = Letter::Invitation {
            workspace: names.workspace,
            inviter: names.inviter,
            role: new.role.name().to_owned(),
            link: link.clone(),
        };
        // Whose address it is, nobody knows: a letter to a stranger greets no name.
        let to = Recipient {
            name: String::new(),
            email: new.email.clone(),
        };
        self.queue_letter(tx, to, letter).await?;
        self.record(tx, actor, activity("invitation.sent", id, &new.email))
            .await?;
        let invited = Invited {
            email: new.email,
            link: (!mailed).then_some(link),
        };
        Ok((id, invited))
    }

    /// Forgets invitations that expired long ago.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn purge_invitations(&self) -> Result<(), AppError> {
        let mut tx = self.db.write(uuid::Uuid::nil()).await?;
        rows::delete_expired_invitations(&mut tx, self.now() - SHOWN_SECONDS).await?;
        tx.commit().await
    }
}
