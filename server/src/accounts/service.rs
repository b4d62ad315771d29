//! The use cases of accounts.

use app::access::Actor;
use app::accounts::rules::{self, NewAccount};
use app::accounts::{Account, Accounts, ProfileForm, SignInForm, SignUpForm};
use app::context::{Origin, SessionToken};
use app::error::AppError;
use app::values::{UserId, WorkspaceId};
use async_trait::async_trait;

use super::sql;
use crate::auth::session::hash_token;
use crate::local_time::{Zone, zone_names};
use crate::services::Services;

impl Services {
    /// Makes an account and its personal workspace; the answer is their ids.
    ///
    /// # Errors
    /// `AppError::Invalid` if a field is refused or the address is taken.
    pub async fn create_account(&self, new: NewAccount) -> Result<(UserId, WorkspaceId), AppError> {
        let password_hash = self.hasher.hash(new.password).await?;
        let id = UserId::from_uuid(self.new_id());
        let mut tx = self.db.write(id.uuid()).await?;
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
            password_hash: &password_hash,
            timezone,
            now: self.now(),
        };
        if !sql::insert_user(&mut tx, user).await? {
            return Err(AppError::field(
                "email",
                "taken",
                "There is an account with this e-mail address. Sign in instead.",
            ));
        }
        let workspace = self
            .insert_personal_workspace(&mut tx, id, &new.name)
            .await?;
        tx.commit().await?;
        Ok((id, workspace))
    }

    /// Whether anybody has signed up yet.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn has_accounts(&self) -> Result<bool, AppError> {
        let mut tx = self.db.read().await?;
        sql::has_accounts(&mut tx).await
    }

    /// Replaces an account's password and ends its sessions.
    ///
    /// # Errors
    /// `AppError::Invalid` if the password is refused, `AppError::NotFound` without such an account.
    pub async fn reset_password(&self, email: &str, password: String) -> Result<(), AppError> {
        rules::check_password(&password, email)
            .map_err(|message| AppError::field("password", "invalid", message))?;
        let hash = self.hasher.hash(password).await?;
        let mut tx = self.db.read().await?;
        let found = sql::find_credentials(&mut tx, &rules::email_key(email)).await?;
        drop(tx);
        let id = UserId::from_uuid(found.ok_or(AppError::NotFound)?.id);
        let mut tx = self.db.write(id.uuid()).await?;
        sql::set_password(&mut tx, id, &hash, self.now()).await?;
        crate::auth::sql::delete_sessions_of(&mut tx, id).await?;
        tx.commit().await
    }
}

#[async_trait]
impl Accounts for Services {
    async fn sign_up(&self, origin: &Origin, form: SignUpForm) -> Result<SessionToken, AppError> {
        let new = rules::parse_sign_up(form)?;
        let (user, workspace) = self.create_account(new).await?;
        let mut tx = self.db.write(user.uuid()).await?;
        let token = self
            .open_session(&mut tx, user, Some(workspace), origin)
            .await?;
        tx.commit().await?;
        Ok(token)
    }

    async fn sign_in(&self, origin: &Origin, form: SignInForm) -> Result<SessionToken, AppError> {
        let key = rules::email_key(&form.email);
        let attempt = self.begin_attempt(&key, &origin.address).await?;
        let mut tx = self.db.read().await?;
        let found = sql::find_credentials(&mut tx, &key).await?;
        drop(tx);
        let (id, hash) = found.map(|found| (found.id, found.password_hash)).unzip();
        if !self.hasher.verify(form.password, hash).await? {
            return Err(AppError::field(
                "password",
                "wrong",
                "E-mail address and password do not match.",
            ));
        }
        let user = UserId::from_uuid(id.ok_or(AppError::Internal)?);
        let mut tx = self.db.write(user.uuid()).await?;
        self.succeed_attempt(&mut tx, &attempt).await?;
        let token = self.open_session(&mut tx, user, None, origin).await?;
        tx.commit().await?;
        Ok(token)
    }

    async fn sign_out(&self, token: &SessionToken) -> Result<(), AppError> {
        let hash = hash_token(token);
        let mut tx = self.db.write(uuid::Uuid::nil()).await?;
        let ended = crate::auth::sql::find_session(&mut tx, &hash).await?;
        crate::auth::sql::delete_session(&mut tx, &hash).await?;
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
        let account = Account {
            name: details.name,
            timezone: details.timezone,
            week_start: details.week_start,
            theme: details.theme,
            ..sql::find_account(&mut tx, actor.user_id).await?
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

    async fn list_timezones(&self) -> Result<Vec<String>, AppError> {
        Ok(zone_names())
    }
}
