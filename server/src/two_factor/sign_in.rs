//! The second step of signing in: what waits after the right password, and what finishes it.

use app::context::{Origin, PendingToken, SessionToken};
use app::error::AppError;
use app::security_log::SecurityEvent;
use app::two_factor::rules::{
    missing_code, normal_code, normal_recovery_code, wrong_code, wrong_recovery_code,
};
use app::two_factor::{PendingSignIn, VerifyForm};
use app::values::UserId;
use serde::{Deserialize, Serialize};

use super::service::CodeCheck;
use super::sql;
use crate::auth::session::hex;
use crate::auth::throttle::Attempt;
use crate::challenges::{Challenge, ChallengeKind};
use crate::db::Tx;
use crate::mail::Letter;
use crate::services::Services;

/// What a sign-in remembers while it waits.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PendingState {
    /// Tells whether the password is still the one that was given.
    pub(crate) password_mark: String,
    /// The passkey ceremony that was begun, as JSON.
    pub(crate) passkey: Option<String>,
}

/// A sign-in that waits.
pub(crate) struct Waiting {
    /// Who.
    pub(crate) user: UserId,
    /// The account's address as it is compared.
    pub(crate) email_key: String,
    /// What it remembers.
    pub(crate) state: PendingState,
}

impl Services {
    /// Begins the second step for somebody who gave this password, if their account wants one.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) async fn begin_second_step(
        &self,
        tx: &mut Tx,
        user: UserId,
        password_hash: &str,
    ) -> Result<Option<PendingToken>, AppError> {
        if !sql::has_two_factor(tx, user).await? {
            return Ok(None);
        }
        let token = self.new_token();
        let state = PendingState {
            password_mark: self.password_mark(user, password_hash),
            passkey: None,
        };
        let challenge = Challenge {
            user: Some(user),
            state: serde_json::to_string(&state).map_err(|_| AppError::Internal)?,
        };
        self.begin_challenge(tx, ChallengeKind::SecondFactor, &token, &challenge)
            .await?;
        Ok(Some(PendingToken(token)))
    }

    /// What can finish the sign-in that waits under this token; `None` if none does any more.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn find_pending_sign_in(
        &self,
        pending: &PendingToken,
    ) -> Result<Option<PendingSignIn>, AppError> {
        let mut tx = self.db.read().await?;
        let Some(waiting) = self.find_waiting(&mut tx, pending).await? else {
            return Ok(None);
        };
        let has_passkeys = self.relying_party().is_some()
            && crate::passkeys::sql::has_passkeys(&mut tx, waiting.user).await?;
        Ok(Some(PendingSignIn { has_passkeys }))
    }

    /// The sign-in that waits; none once the password is another.
    pub(crate) async fn find_waiting(
        &self,
        tx: &mut Tx,
        pending: &PendingToken,
    ) -> Result<Option<Waiting>, AppError> {
        let kind = ChallengeKind::SecondFactor;
        let Some(challenge) = self.find_challenge(tx, kind, &pending.0).await? else {
            return Ok(None);
        };
        let user = challenge.user.ok_or(AppError::Internal)?;
        let state: PendingState =
            serde_json::from_str(&challenge.state).map_err(|_| AppError::Internal)?;
        let password = crate::accounts::sql::find_password(tx, user).await?;
        let is_same = self.password_mark(user, &password.password_hash) == state.password_mark;
        Ok(is_same.then_some(Waiting {
            user,
            email_key: password.email_key,
            state,
        }))
    }

    fn password_mark(&self, user: UserId, password_hash: &str) -> String {
        let owner = user.uuid();
        hex(&self.key.fingerprint(
            "pending_sign_in",
            owner.as_bytes(),
            password_hash.as_bytes(),
        ))
    }

    /// Counts an attempt on the sign-in that waits, as one on its password would be.
    pub(crate) async fn begin_second_attempt(
        &self,
        pending: &PendingToken,
        origin: &Origin,
    ) -> Result<(Waiting, Attempt), AppError> {
        let mut tx = self.db.read().await?;
        let waiting = self.find_waiting(&mut tx, pending).await?;
        drop(tx);
        let waiting = waiting.ok_or(AppError::Unauthenticated)?;
        let attempt = self
            .begin_attempt(&waiting.email_key, &origin.address)
            .await?;
        Ok((waiting, attempt))
    }

    /// Finishes the sign-in that waits: only one of many at once does.
    pub(crate) async fn finish_second_step(
        &self,
        tx: &mut Tx,
        pending: &PendingToken,
        user: UserId,
        attempt: &Attempt,
        origin: &Origin,
    ) -> Result<SessionToken, AppError> {
        let kind = ChallengeKind::SecondFactor;
        self.take_challenge(tx, kind, &pending.0)
            .await?
            .ok_or(AppError::Unauthenticated)?;
        self.succeed_attempt(tx, attempt).await?;
        self.open_session(tx, user, None, origin).await
    }

    /// Notes a wrong second factor, and answers with its words.
    pub(crate) async fn refuse_second_factor(
        &self,
        mut tx: Tx,
        user: UserId,
        origin: &Origin,
        error: AppError,
    ) -> Result<SessionToken, AppError> {
        let event = SecurityEvent::SecondFactorRefused;
        self.record_security(&mut tx, user, event, "", origin)
            .await?;
        tx.commit().await?;
        Err(error)
    }

    pub(super) async fn finish_with_code(
        &self,
        origin: &Origin,
        pending: &PendingToken,
        form: &VerifyForm,
    ) -> Result<SessionToken, AppError> {
        let is_recovery = !normal_recovery_code(&form.recovery_code).is_empty();
        if !is_recovery && normal_code(&form.code).is_empty() {
            return Err(missing_code());
        }
        let (waiting, attempt) = self.begin_second_attempt(pending, origin).await?;
        let user = waiting.user;
        let mut tx = self.db.write(user.uuid()).await?;
        // Looked at again: since then another attempt may have finished it, or the password may have changed.
        if self.find_waiting(&mut tx, pending).await?.is_none() {
            return Err(AppError::Unauthenticated);
        }
        if is_recovery {
            let left = self
                .use_recovery_code(&mut tx, user, &form.recovery_code)
                .await?;
            let Some(left) = left else {
                let error = wrong_recovery_code();
                return self.refuse_second_factor(tx, user, origin, error).await;
            };
            let event = SecurityEvent::RecoveryCodeUsed;
            let detail = format!("{left} left");
            self.record_security(&mut tx, user, event, &detail, origin)
                .await?;
            let to = self.recipient(&mut tx, user).await?;
            self.queue_letter(&mut tx, to, Letter::RecoveryCodeUsed { left })
                .await?;
        } else if self.use_code(&mut tx, user, &form.code).await? == CodeCheck::Wrong {
            return self
                .refuse_second_factor(tx, user, origin, wrong_code())
                .await;
        }
        let token = self
            .finish_second_step(&mut tx, pending, user, &attempt, origin)
            .await?;
        tx.commit().await?;
        Ok(token)
    }
}
