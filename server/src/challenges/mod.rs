//! What has begun and waits for its second half: a sign-in for its second factor, a passkey's ceremony.
//!
//! Each is known by a random token or by the session that began it; only a hash of either is stored.

pub mod sql;

use app::error::AppError;
use app::values::UserId;
use sha2::{Digest, Sha256};

use crate::db::Tx;
use crate::services::Services;

/// How long the second half may take: 10 minutes.
pub const WAIT_SECONDS: i64 = 10 * 60;

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeKind {
    /// The second factor of a sign-in.
    SecondFactor,
    /// A new passkey of somebody who is signed in.
    NewPasskey,
    /// A passkey instead of a password.
    PasskeySignIn,
}

impl ChallengeKind {
    /// How the database spells it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::SecondFactor => "second_factor",
            Self::NewPasskey => "new_passkey",
            Self::PasskeySignIn => "passkey_sign_in",
        }
    }
}

/// What was begun.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Whose it is, if that is known.
    pub user: Option<UserId>,
    /// What its second half has to know, as JSON.
    pub state: String,
}

/// What stands in the table instead of the token; a token of one kind is worth nothing for another.
fn hash(kind: ChallengeKind, token: &str) -> Vec<u8> {
    Sha256::digest(format!("{}:{token}", kind.slug()).as_bytes()).to_vec()
}

impl Services {
    /// Keeps what was begun under this token, in place of what waited under it before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin_challenge(
        &self,
        tx: &mut Tx,
        kind: ChallengeKind,
        token: &str,
        challenge: &Challenge,
    ) -> Result<(), AppError> {
        let expires_at = self.now() + WAIT_SECONDS;
        sql::upsert_challenge(tx, &hash(kind, token), kind.slug(), challenge, expires_at).await
    }

    /// What waits under this token; `None` if nothing does any more.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn find_challenge(
        &self,
        tx: &mut Tx,
        kind: ChallengeKind,
        token: &str,
    ) -> Result<Option<Challenge>, AppError> {
        sql::find_challenge(tx, &hash(kind, token), self.now()).await
    }

    /// Takes what waits under this token, so that nobody else finds it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn take_challenge(
        &self,
        tx: &mut Tx,
        kind: ChallengeKind,
        token: &str,
    ) -> Result<Option<Challenge>, AppError> {
        sql::take_challenge(tx, &hash(kind, token), self.now()).await
    }

    /// Changes what the second half has to know, and leaves the time it has.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn update_challenge(
        &self,
        tx: &mut Tx,
        kind: ChallengeKind,
        token: &str,
        state: &str,
    ) -> Result<(), AppError> {
        sql::update_challenge(tx, &hash(kind, token), state).await
    }

    /// Forgets what was never finished.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn purge_challenges(&self) -> Result<(), AppError> {
        let mut tx = self.db.write(uuid::Uuid::nil()).await?;
        sql::delete_expired_challenges(&mut tx, self.now()).await?;
        tx.commit().await
    }
}
