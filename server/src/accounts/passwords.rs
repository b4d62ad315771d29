//! Replacing a password: by who knows it, by link, by the operator. What hung on the old one ends with it.

use app::access::Actor;
use app::accounts::ownership::{ForgotForm, PasswordChangeForm, ResetForm};
use app::accounts::rules;
use app::context::{Origin, SessionToken};
use app::error::{AppError, FieldErrors};
use app::security_log::SecurityEvent;
use app::values::UserId;

use super::links::{LinkKind, recipient};
use super::sql;
use super::sql::Owner;
use crate::auth::guessable::refuse_guessable;
use crate::auth::password::needs_rehash;
use crate::auth::session::hash_token;
use crate::db::Tx;
use crate::mail::Letter;
use crate::services::Services;

/// Whether a password may be this account's.
fn check_new(password: &str, owner: &Owner) -> Result<(), AppError> {
    rules::check_password(password, &owner.email)
        .map_err(|message| AppError::field("password", "invalid", message))?;
    refuse_guessable(password, &[&owner.name, &owner.email])
}

impl Services {
    /// Replaces the password's hash; links to a new one, half-done sign-ins and apps' codes die with
    /// the old one.
    async fn replace_password(
        &self,
        tx: &mut Tx,
        owner: &Owner,
        hash: &str,
        event: SecurityEvent,
        origin: &Origin,
    ) -> Result<(), AppError> {
        let user = UserId::from_uuid(owner.id);
        sql::set_password(tx, user, hash, self.now()).await?;
        sql::links::delete_links(tx, user, LinkKind::ResetPassword.slug()).await?;
        crate::auth::sql::delete_challenges_of(tx, user).await?;
        crate::connect::sql::delete_codes_of(tx, user).await?;
        self.record_security(tx, user, event, "", origin).await?;
        self.queue_letter(tx, recipient(owner), Letter::PasswordChanged)
            .await
    }

    /// Sets an account's password and ends its sessions, for operators.
    ///
    /// # Errors
    /// `AppError::Invalid` if the password is refused, `AppError::NotFound` without such an account.
    pub async fn reset_password(&self, email: &str, password: String) -> Result<(), AppError> {
        let mut tx = self.db.read().await?;
        let found = sql::find_owner_by_email(&mut tx, &rules::email_key(email)).await?;
        drop(tx);
        let owner = found.ok_or(AppError::NotFound)?;
        check_new(&password, &owner)?;
        let hash = self.hasher.hash(password).await?;
        let user = UserId::from_uuid(owner.id);
        let mut tx = self.db.write(owner.id).await?;
        let event = SecurityEvent::PasswordReset;
        self.replace_password(&mut tx, &owner, &hash, event, &Origin::default())
            .await?;
        crate::auth::sql::delete_sessions_of(&mut tx, user).await?;
        tx.commit().await?;
        self.bus.announce_to(user);
        Ok(())
    }

    /// Puts a letter with a link on its way if there is such an account.
    pub(super) async fn ask_for_reset(
        &self,
        origin: &Origin,
        form: ForgotForm,
    ) -> Result<(), AppError> {
        let email = rules::parse_email(&form.email)
            .map_err(|message| AppError::field("email", "invalid", message))?;
        let key = rules::email_key(&email);
        self.limit_letters(&key, &origin.address).await?;
        let mut tx = self.db.read().await?;
        let found = sql::find_owner_by_email(&mut tx, &key).await?;
        drop(tx);
        let Some(owner) = found else { return Ok(()) };
        let mut tx = self.db.write(owner.id).await?;
        let event = SecurityEvent::PasswordResetRequested;
        self.record_security(&mut tx, UserId::from_uuid(owner.id), event, "", origin)
            .await?;
        self.send_link(&mut tx, &owner, LinkKind::ResetPassword, &owner.email)
            .await?;
        tx.commit().await
    }

    /// Sets a new password by link. The link proves the address too; the second factor stays as it is.
    pub(super) async fn reset_by_link(
        &self,
        origin: &Origin,
        form: ResetForm,
    ) -> Result<(), AppError> {
        rules::check_password(&form.password, "")
            .map_err(|message| AppError::field("password", "invalid", message))?;
        let hash = self.hasher.hash(form.password.clone()).await?;
        // A refused password leaves the link as it was: nothing of this is kept without the commit.
        let (mut tx, link) = self.take_link(LinkKind::ResetPassword, &form.token).await?;
        let user = UserId::from_uuid(link.user_id);
        let owner = sql::find_owner(&mut tx, user).await?;
        check_new(&form.password, &owner)?;
        let event = SecurityEvent::PasswordReset;
        self.replace_password(&mut tx, &owner, &hash, event, origin)
            .await?;
        if link.email == owner.email && owner.email_verified_at.is_none() {
            sql::set_email_verified(&mut tx, user, self.now()).await?;
            sql::links::delete_links(&mut tx, user, LinkKind::VerifyEmail.slug()).await?;
        }
        crate::auth::sql::delete_sessions_of(&mut tx, user).await?;
        tx.commit().await?;
        self.bus.announce_to(user);
        Ok(())
    }

    /// Replaces the password of who knows it.
    pub(super) async fn replace_known_password(
        &self,
        actor: &Actor,
        session: &SessionToken,
        origin: &Origin,
        form: PasswordChangeForm,
    ) -> Result<SessionToken, AppError> {
        let user = actor.user_id;
        let mut tx = self.db.read().await?;
        let owner = sql::find_owner(&mut tx, user).await?;
        drop(tx);
        // What is refused of the new one is said before the old one is looked at: both fields are filled in once.
        let mut errors = FieldErrors::new();
        if form.current_password.is_empty() {
            errors.push(
                "current_password",
                "required",
                "Enter your current password.",
            );
        }
        if let Err(AppError::Invalid(refused)) = check_new(&form.password, &owner) {
            for error in refused {
                errors.push(&error.field, &error.code, error.message);
            }
        }
        errors.finish(Some(()))?;
        self.check_current_password(user, session, origin, &form.current_password)
            .await?;
        let hash = self.hasher.hash(form.password).await?;
        let token = SessionToken(self.new_token());
        let old = hash_token(session);
        let mut tx = self.db.write(user.uuid()).await?;
        let event = SecurityEvent::PasswordChanged;
        self.replace_password(&mut tx, &owner, &hash, event, origin)
            .await?;
        crate::auth::sql::delete_other_sessions(&mut tx, user, &old).await?;
        crate::auth::sql::replace_token(&mut tx, &hash_token(&token), &old).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(token)
    }

    /// Hashes a password that was just found right anew if its hash costs a guesser less than it should; the answer is
    /// the hash that is kept from now on.
    ///
    /// # Errors
    /// When hashing or the database fails.
    pub async fn rehash_if_needed(
        &self,
        user: UserId,
        password: String,
        hash: String,
    ) -> Result<String, AppError> {
        if !needs_rehash(&hash) {
            return Ok(hash);
        }
        let better = self.hasher.hash(password).await?;
        let mut tx = self.db.write(user.uuid()).await?;
        // Unless another request has replaced it meanwhile.
        let kept = sql::find_password(&mut tx, user).await?.password_hash;
        if kept != hash {
            return Ok(kept);
        }
        sql::set_password(&mut tx, user, &better, self.now()).await?;
        tx.commit().await?;
        Ok(better)
    }
}
