//! Links in letters: 32 random bytes, of which only the hash is stored; each works once and not for long.

use app::context::SessionToken;
use app::error::AppError;
use app::values::UserId;

use super::sql;
use super::sql::Owner;
use super::sql::links::StoredLink;
use crate::auth::session::hash_token;
use crate::db::Tx;
use crate::mail::{Letter, Recipient};
use crate::services::Services;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Proves the address of an account: 3 days.
    VerifyEmail,
    /// Leads to a new password: 1 hour.
    ResetPassword,
    /// Proves the address that is to be an account's: 1 day.
    ChangeEmail,
}

impl LinkKind {
    /// How the database spells it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::ChangeEmail => "change_email",
        }
    }

    fn seconds(self) -> i64 {
        match self {
            Self::VerifyEmail => 3 * 24 * 3600,
            Self::ResetPassword => 3600,
            Self::ChangeEmail => 24 * 3600,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::VerifyEmail => "/email/verify",
            Self::ResetPassword => "/password/reset",
            Self::ChangeEmail => "/email/confirm",
        }
    }

    fn letter(self, link: String) -> Letter {
        match self {
            Self::VerifyEmail => Letter::VerifyEmail { link },
            Self::ResetPassword => Letter::ResetPassword { link },
            Self::ChangeEmail => Letter::ConfirmNewEmail { link },
        }
    }
}

/// What is said of a link that is unknown, used, replaced or too old: never which of these.
fn worthless() -> AppError {
    AppError::field(
        "token",
        "invalid",
        "This link is no longer valid: it was used, is too old, or was replaced by a newer one. Ask for another.",
    )
}

/// Who gets an account's letters.
#[must_use]
pub fn recipient(owner: &Owner) -> Recipient {
    Recipient {
        name: owner.name.clone(),
        email: owner.email.clone(),
    }
}

impl Services {
    /// Stores a link for `email` in place of the last of its kind; its address.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn make_link(
        &self,
        tx: &mut Tx,
        owner: &Owner,
        kind: LinkKind,
        email: &str,
    ) -> Result<String, AppError> {
        let user = UserId::from_uuid(owner.id);
        let token = SessionToken(self.new_token());
        sql::links::delete_links(tx, user, kind.slug()).await?;
        let expires_at = self.now() + kind.seconds();
        sql::links::insert_link(
            tx,
            &hash_token(&token),
            user,
            kind.slug(),
            email,
            expires_at,
        )
        .await?;
        Ok(self.address_of(&format!("{}?token={}", kind.path(), token.0)))
    }

    /// Makes a link and puts the letter that holds it on its way to `email`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn send_link(
        &self,
        tx: &mut Tx,
        owner: &Owner,
        kind: LinkKind,
        email: &str,
    ) -> Result<(), AppError> {
        let link = self.make_link(tx, owner, kind, email).await?;
        let to = Recipient {
            name: owner.name.clone(),
            email: email.to_owned(),
        };
        self.queue_letter(tx, to, kind.letter(link)).await
    }

    /// Takes a link: the transaction in which it was taken, and what it was for. Two that follow it at once take turns,
    /// and the second finds none.
    ///
    /// # Errors
    /// `AppError::Invalid` naming `token` if it is worth nothing (any more).
    pub async fn take_link(
        &self,
        kind: LinkKind,
        token: &str,
    ) -> Result<(Tx, StoredLink), AppError> {
        let hash = hash_token(&SessionToken(token.trim().to_owned()));
        let mut tx = self.db.read().await?;
        let owner = sql::links::find_link_owner(&mut tx, &hash, kind.slug()).await?;
        drop(tx);
        let mut tx = self.db.write(owner.ok_or_else(worthless)?).await?;
        let link = sql::links::take_link(&mut tx, &hash, kind.slug()).await?;
        let link = link
            .filter(|link| link.expires_at > self.now())
            .ok_or_else(worthless)?;
        Ok((tx, link))
    }

    /// A page of ours as a letter names it: by the address this instance is known by, never by what a request says.
    #[must_use]
    pub fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_address())
    }

    /// Counts a letter that somebody asks for: by the address it goes to, and by where it was asked from.
    ///
    /// # Errors
    /// `AppError::Throttled` with the seconds to wait.
    pub async fn limit_letters(&self, email_key: &str, address: &str) -> Result<(), AppError> {
        self.begin_attempt(&format!("mail:{email_key}"), &format!("mail:{address}"))
            .await
            .map(drop)
    }

    /// Forgets links that have expired.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn purge_links(&self) -> Result<(), AppError> {
        let mut tx = self.db.write(uuid::Uuid::nil()).await?;
        sql::links::delete_expired_links(&mut tx, self.now()).await?;
        tx.commit().await
    }
}
