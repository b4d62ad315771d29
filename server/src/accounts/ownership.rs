//! The use cases around an account's address, and the trait under which pages find these, passwords and deletion.

use app::access::Actor;
use app::accounts::ownership::{
    AccountOwnership, DeletionForm, DeletionPlan, EmailChangeForm, EmailStatus, ForgotForm,
    LinkForm, MailWay, PasswordChangeForm, ResetForm, Verified,
};
use app::accounts::rules;
use app::context::{Origin, SessionToken};
use app::error::AppError;
use app::security_log::SecurityEvent;
use app::values::UserId;
use async_trait::async_trait;

use super::links::{LinkKind, recipient};
use super::sql;
use crate::auth::pace::paced;
use crate::mail::Letter;
use crate::services::Services;

impl Services {
    /// Puts both letters of a change on their way. Whether somebody has the address already shows in nothing: the link
    /// is stored all the same, and is sent to nobody.
    async fn ask_for_email_change(
        &self,
        actor: &Actor,
        origin: &Origin,
        new_email: &str,
    ) -> Result<(), AppError> {
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        let owner = sql::find_owner(&mut tx, actor.user_id).await?;
        let key = rules::email_key(new_email);
        let taken = sql::find_owner_by_email(&mut tx, &key).await?.is_some();
        if taken {
            self.make_link(&mut tx, &owner, LinkKind::ChangeEmail, new_email)
                .await?;
        } else {
            self.send_link(&mut tx, &owner, LinkKind::ChangeEmail, new_email)
                .await?;
        }
        let notice = Letter::EmailChangeRequested {
            new_email: new_email.to_owned(),
        };
        self.queue_letter(&mut tx, recipient(&owner), notice)
            .await?;
        let event = SecurityEvent::EmailChangeRequested;
        self.record_security(&mut tx, actor.user_id, event, new_email, origin)
            .await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }
}

#[async_trait]
impl AccountOwnership for Services {
    async fn load_mail_way(&self) -> Result<MailWay, AppError> {
        Ok(self.mailer.way())
    }

    async fn load_email_status(
        &self,
        actor: &Actor,
        session: &SessionToken,
    ) -> Result<EmailStatus, AppError> {
        let confirmed = self.is_confirmed(session).await?;
        let mut tx = self.db.read().await?;
        let owner = sql::find_owner(&mut tx, actor.user_id).await?;
        let kind = LinkKind::ChangeEmail.slug();
        let awaited = sql::links::find_awaited(&mut tx, actor.user_id, kind, self.now()).await?;
        Ok(EmailStatus {
            email: owner.email,
            verified: owner.email_verified_at.is_some(),
            awaited,
            way: self.mailer.way(),
            confirmed,
        })
    }

    async fn send_verification(&self, actor: &Actor, origin: &Origin) -> Result<(), AppError> {
        let mut tx = self.db.read().await?;
        let owner = sql::find_owner(&mut tx, actor.user_id).await?;
        drop(tx);
        if owner.email_verified_at.is_some() {
            return Ok(());
        }
        self.limit_letters(&rules::email_key(&owner.email), &origin.address)
            .await?;
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        self.send_link(&mut tx, &owner, LinkKind::VerifyEmail, &owner.email)
            .await?;
        tx.commit().await
    }

    async fn verify_email(&self, origin: &Origin, form: LinkForm) -> Result<Verified, AppError> {
        let (mut tx, link) = self.take_link(LinkKind::VerifyEmail, &form.token).await?;
        let user = UserId::from_uuid(link.user_id);
        let owner = sql::find_owner(&mut tx, user).await?;
        sql::set_email_verified(&mut tx, user, self.now()).await?;
        let event = SecurityEvent::EmailVerified;
        self.record_security(&mut tx, user, event, &owner.email, origin)
            .await?;
        let verified = if owner.awaiting_link {
            Verified::SignedIn(self.open_session(&mut tx, user, None, origin).await?)
        } else {
            Verified::Confirmed
        };
        tx.commit().await?;
        self.bus.announce_to(user);
        Ok(verified)
    }

    async fn request_password_reset(
        &self,
        origin: &Origin,
        form: ForgotForm,
    ) -> Result<(), AppError> {
        paced(self.ask_for_reset(origin, form)).await
    }

    async fn reset_password_by_link(
        &self,
        origin: &Origin,
        form: ResetForm,
    ) -> Result<(), AppError> {
        self.reset_by_link(origin, form).await
    }

    async fn request_email_change(
        &self,
        actor: &Actor,
        session: &SessionToken,
        origin: &Origin,
        form: EmailChangeForm,
    ) -> Result<(), AppError> {
        let new_email = rules::parse_email(&form.email)
            .map_err(|message| AppError::field("email", "invalid", message))?;
        let mut tx = self.db.read().await?;
        let owner = sql::find_owner(&mut tx, actor.user_id).await?;
        drop(tx);
        if new_email == owner.email {
            return Err(AppError::field(
                "email",
                "same",
                "This is your e-mail address already. Enter the one it is to become.",
            ));
        }
        self.confirm_identity(actor.user_id, session, origin, &form.current_password)
            .await?;
        self.limit_letters(&rules::email_key(&new_email), &origin.address)
            .await?;
        paced(self.ask_for_email_change(actor, origin, &new_email)).await
    }

    async fn confirm_email_change(&self, origin: &Origin, form: LinkForm) -> Result<(), AppError> {
        let (mut tx, link) = self.take_link(LinkKind::ChangeEmail, &form.token).await?;
        let user = UserId::from_uuid(link.user_id);
        let owner = sql::find_owner(&mut tx, user).await?;
        let key = rules::email_key(&link.email);
        let holder = sql::find_owner_by_email(&mut tx, &key).await?;
        if holder.is_some_and(|holder| holder.id != owner.id) {
            // The link is used up all the same.
            tx.commit().await?;
            return Err(AppError::field(
                "token",
                "taken",
                "Another account uses this e-mail address by now. Your address was not changed; ask for a different one.",
            ));
        }
        sql::set_email(&mut tx, user, &link.email, &key, self.now()).await?;
        // What was sent to the old address leads nowhere any more.
        for kind in [LinkKind::ResetPassword, LinkKind::VerifyEmail] {
            sql::links::delete_links(&mut tx, user, kind.slug()).await?;
        }
        let event = SecurityEvent::EmailChanged;
        self.record_security(&mut tx, user, event, &link.email, origin)
            .await?;
        let letter = Letter::EmailChanged {
            new_email: link.email,
        };
        self.queue_letter(&mut tx, recipient(&owner), letter)
            .await?;
        tx.commit().await?;
        self.bus.announce_to(user);
        Ok(())
    }

    async fn change_password(
        &self,
        actor: &Actor,
        session: &SessionToken,
        origin: &Origin,
        form: PasswordChangeForm,
    ) -> Result<SessionToken, AppError> {
        self.replace_known_password(actor, session, origin, form)
            .await
    }

    async fn plan_deletion(&self, actor: &Actor) -> Result<DeletionPlan, AppError> {
        self.find_deletion_plan(actor).await
    }

    async fn delete_account(
        &self,
        actor: &Actor,
        session: &SessionToken,
        origin: &Origin,
        form: DeletionForm,
    ) -> Result<(), AppError> {
        self.delete_own_account(actor, session, origin, form).await
    }
}
