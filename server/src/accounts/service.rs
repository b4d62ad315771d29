//! The use cases of accounts.

use app::access::Actor;
use app::accounts::ownership::{MailWay, SignUpOutcome};
use app::accounts::rules::{self, NewAccount};
use app::accounts::{Account, Accounts, ProfileForm, SignInForm, SignInStep, SignUpForm};
use app::context::{InvitationToken, Origin, SessionToken};
use app::error::AppError;
use app::security_log::SecurityEvent;
use app::values::{Formats, UserId, WorkspaceId};
use async_trait::async_trait;

use super::links::{LinkKind, recipient};
use super::sql;
use crate::auth::guessable::refuse_guessable;
use crate::auth::pace::paced;
use crate::auth::session::hash_token;
use crate::db::Tx;
use crate::local_time::{Zone, zone_names};
use crate::mail::Letter;
use crate::services::Services;

impl Services {
    /// Makes an account and its personal workspace; the answer is their ids.
    ///
    /// # Errors
    /// `AppError::Invalid` if a field is refused or the address is taken.
    pub async fn create_account(&self, new: NewAccount) -> Result<(UserId, WorkspaceId), AppError> {
        refuse_guessable(&new.password, &[&new.name, &new.email])?;
        let password_hash = self.hasher.hash(new.password.clone()).await?;
        let id = UserId::from_uuid(self.new_id());
        let mut tx = self.db.write(id.uuid()).await?;
        let workspace = self
            .insert_account(&mut tx, id, &new, &password_hash, false)
            .await?
            .ok_or_else(|| {
                AppError::field(
                    "email",
                    "taken",
                    "There is an account with this e-mail address. Sign in instead.",
                )
            })?;
        tx.commit().await?;
        Ok((id, workspace))
    }

    /// The rows of a new account and its personal workspace; `None` if the address is taken.
    async fn insert_account(
        &self,
        tx: &mut Tx,
        id: UserId,
        new: &NewAccount,
        password_hash: &str,
        awaiting_link: bool,
    ) -> Result<Option<WorkspaceId>, AppError> {
        let timezone = if Zone::exists(&new.timezone) {
            new.timezone.as_str()
        } else {
            ""
        };
        let user = sql::NewUser {
            id,
            name: &new.name,
            email: &new.email,
            email_key: &rules::email_key(&new.email),
            password_hash,
            timezone,
            awaiting_link,
            now: self.now(),
        };
        if !sql::insert_user(tx, user).await? {
            return Ok(None);
        }
        self.insert_personal_workspace(tx, id, &new.name)
            .await
            .map(Some)
    }

    /// Signs up where letters reach nobody but the operator: the account is there at once.
    async fn sign_up_at_once(
        &self,
        origin: &Origin,
        new: NewAccount,
    ) -> Result<SignUpOutcome, AppError> {
        let (user, workspace) = self.create_account(new).await?;
        let mut tx = self.db.write(user.uuid()).await?;
        let owner = sql::find_owner(&mut tx, user).await?;
        self.send_link(&mut tx, &owner, LinkKind::VerifyEmail, &owner.email)
            .await?;
        let event = SecurityEvent::SignedUp;
        self.record_security(&mut tx, user, event, "", origin)
            .await?;
        let token = self
            .open_session(&mut tx, user, Some(workspace), origin)
            .await?;
        tx.commit().await?;
        Ok(SignUpOutcome::SignedIn(token))
    }

    /// Signs up where letters reach people: the account waits for the link, and only the letter says what was found. Who
    /// comes from an invitation's letter waits for no other.
    async fn sign_up_by_letter(
        &self,
        origin: &Origin,
        new: NewAccount,
        invitation: Option<InvitationToken>,
    ) -> Result<SignUpOutcome, AppError> {
        refuse_guessable(&new.password, &[&new.name, &new.email])?;
        let key = rules::email_key(&new.email);
        self.limit_letters(&key, &origin.address).await?;
        // Hashed in both cases: it takes longest.
        let password_hash = self.hasher.hash(new.password.clone()).await?;
        let id = UserId::from_uuid(self.new_id());
        let mut tx = self.db.write(id.uuid()).await?;
        if self
            .insert_account(&mut tx, id, &new, &password_hash, true)
            .await?
            .is_some()
        {
            let event = SecurityEvent::SignedUp;
            self.record_security(&mut tx, id, event, "", origin).await?;
        }
        let owner = sql::find_owner_by_email(&mut tx, &key)
            .await?
            .ok_or(AppError::Unavailable)?;
        if owner.awaiting_link {
            sql::update_awaiting(
                &mut tx,
                UserId::from_uuid(owner.id),
                &new.name,
                &password_hash,
                self.now(),
            )
            .await?;
            if self
                .proves_address(&mut tx, invitation.as_ref(), &key)
                .await?
            {
                let token = self.sign_in_proved(&mut tx, &owner, origin).await?;
                tx.commit().await?;
                return Ok(SignUpOutcome::SignedIn(token));
            }
            self.send_link(&mut tx, &owner, LinkKind::VerifyEmail, &owner.email)
                .await?;
        } else {
            let letter = Letter::AlreadySignedUp {
                link: self.address_of("/password/forgot"),
            };
            self.queue_letter(&mut tx, recipient(&owner), letter)
                .await?;
        }
        tx.commit().await?;
        Ok(SignUpOutcome::LetterSent)
    }

    /// Opens the first session of an account whose address was proved on the way.
    async fn sign_in_proved(
        &self,
        tx: &mut Tx,
        owner: &sql::Owner,
        origin: &Origin,
    ) -> Result<SessionToken, AppError> {
        let user = UserId::from_uuid(owner.id);
        sql::set_email_verified(tx, user, self.now()).await?;
        sql::links::delete_links(tx, user, LinkKind::VerifyEmail.slug()).await?;
        let event = SecurityEvent::EmailVerified;
        self.record_security(tx, user, event, &owner.email, origin)
            .await?;
        self.open_session(tx, user, None, origin).await
    }

    /// Sends the link once more that an account waits for, and what to say to who has its password.
    async fn remind_of_link(
        &self,
        user: UserId,
        key: &str,
        origin: &Origin,
    ) -> Result<AppError, AppError> {
        self.limit_letters(key, &origin.address).await?;
        let mut tx = self.db.write(user.uuid()).await?;
        let owner = sql::find_owner(&mut tx, user).await?;
        self.send_link(&mut tx, &owner, LinkKind::VerifyEmail, &owner.email)
            .await?;
        tx.commit().await?;
        Ok(AppError::field(
            "email",
            "unconfirmed",
            "Confirm your e-mail address first: we have sent you the link again.",
        ))
    }

    /// Whether anybody has signed up yet.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn has_accounts(&self) -> Result<bool, AppError> {
        let mut tx = self.db.read().await?;
        sql::has_accounts(&mut tx).await
    }
}

#[async_trait]
impl Accounts for Services {
    async fn sign_up(
        &self,
        origin: &Origin,
        form: SignUpForm,
        invitation: Option<InvitationToken>,
    ) -> Result<SignUpOutcome, AppError> {
        let new = rules::parse_sign_up(form)?;
        match self.mailer.way() {
            MailWay::Smtp => paced(self.sign_up_by_letter(origin, new, invitation)).await,
            MailWay::Outbox => self.sign_up_at_once(origin, new).await,
        }
    }

    async fn sign_in(&self, origin: &Origin, form: SignInForm) -> Result<SignInStep, AppError> {
        let key = rules::email_key(&form.email);
        let attempt = self.begin_attempt(&key, &origin.address).await?;
        let mut tx = self.db.read().await?;
        let found = sql::find_credentials(&mut tx, &key).await?;
        drop(tx);
        let hash = found.as_ref().map(|found| found.password_hash.clone());
        if !self.hasher.verify(form.password.clone(), hash).await? {
            let known = found.map(|found| UserId::from_uuid(found.id));
            self.note_refused_sign_in(known, &key, origin).await?;
            return Err(AppError::field(
                "password",
                "wrong",
                "E-mail address and password do not match.",
            ));
        }
        let found = found.ok_or(AppError::Internal)?;
        let user = UserId::from_uuid(found.id);
        if found.awaiting_link {
            return Err(self.remind_of_link(user, &key, origin).await?);
        }
        let hash = self
            .rehash_if_needed(user, form.password, found.password_hash)
            .await?;
        let mut tx = self.db.write(user.uuid()).await?;
        let step = if let Some(pending) = self.begin_second_step(&mut tx, user, &hash).await? {
            self.take_back_attempt(&mut tx, &attempt).await?;
            SignInStep::SecondFactor(pending)
        } else {
            self.succeed_attempt(&mut tx, &attempt).await?;
            SignInStep::SignedIn(self.open_session(&mut tx, user, None, origin).await?)
        };
        tx.commit().await?;
        Ok(step)
    }

    async fn sign_out(&self, origin: &Origin, token: &SessionToken) -> Result<(), AppError> {
        let hash = hash_token(token);
        let mut tx = self.db.write(uuid::Uuid::nil()).await?;
        let ended = crate::auth::sql::find_session(&mut tx, &hash, self.now()).await?;
        crate::auth::sql::delete_session(&mut tx, &hash).await?;
        if let Some(ended) = &ended {
            let (user, event) = (ended.actor.user_id, SecurityEvent::SignedOut);
            self.record_security(&mut tx, user, event, "", origin)
                .await?;
        }
        tx.commit().await?;
        // Its open streams look again, and end.
        if let Some(ended) = ended {
            self.bus.announce(&ended.actor);
        }
        Ok(())
    }

    async fn load_account(&self, actor: &Actor) -> Result<Account, AppError> {
        let mut tx = self.db.read().await?;
        sql::find_account(&mut tx, actor.user_id).await
    }

    async fn update_profile(&self, actor: &Actor, form: ProfileForm) -> Result<Account, AppError> {
        let details = rules::parse_profile(&form)?;
        if !Zone::exists(&details.timezone) {
            return Err(AppError::field(
                "timezone",
                "invalid",
                "Choose a time zone from the list.",
            ));
        }
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        let before = sql::find_account(&mut tx, actor.user_id).await?;
        let account = Account {
            name: details.name,
            timezone: details.timezone,
            week_start: details.week_start,
            theme: details.theme,
            formats: Formats {
                date: details.date_format.unwrap_or(before.formats.date),
                time: details.time_format.unwrap_or_default(),
                number: details.number_format.unwrap_or(before.formats.number),
                ..before.formats
            },
            time_format: details.time_format,
            ..before
        };
        sql::update_account(&mut tx, &account, self.now()).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(account)
    }

    async fn adopt_timezone(&self, actor: &Actor, timezone: String) -> Result<(), AppError> {
        if !Zone::exists(&timezone) {
            return Ok(());
        }
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        sql::adopt_timezone(&mut tx, actor.user_id, &timezone, self.now()).await?;
        tx.commit().await
    }

    async fn remove_picture(&self, actor: &Actor) -> Result<(), AppError> {
        self.drop_picture(actor).await
    }

    async fn list_timezones(&self) -> Result<Vec<String>, AppError> {
        Ok(zone_names())
    }
}
