//! Asking for the password again before a sensitive act, if it was not given in the last ten minutes.

use app::context::{Origin, SessionToken};
use app::error::AppError;
use app::security_log::SecurityEvent;
use app::values::UserId;

use super::session::hash_token;
use super::sql;
use crate::services::Services;

/// How long a given password counts: 10 minutes.
pub const CONFIRMED_SECONDS: i64 = 10 * 60;

impl Services {
    /// Whether this session gave the password lately.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn is_confirmed(&self, session: &SessionToken) -> Result<bool, AppError> {
        let mut tx = self.db.read().await?;
        let at = sql::find_confirmed_at(&mut tx, &hash_token(session)).await?;
        Ok(at.is_some_and(|at| self.now() - at < CONFIRMED_SECONDS))
    }

    /// Lets a sensitive act go on: with the right password always, without one if it was given lately.
    ///
    /// # Errors
    /// `AppError::Invalid` naming `current_password` if it is missing or wrong, `AppError::Throttled` after too many.
    pub async fn confirm_identity(
        &self,
        user: UserId,
        session: &SessionToken,
        origin: &Origin,
        password: &str,
    ) -> Result<(), AppError> {
        if password.is_empty() && self.is_confirmed(session).await? {
            return Ok(());
        }
        self.check_current_password(user, session, origin, password)
            .await
    }

    /// Lets an act go on that always takes the password.
    ///
    /// # Errors
    /// `AppError::Invalid` naming `current_password` if it is missing or wrong, `AppError::Throttled` after too many.
    pub async fn check_current_password(
        &self,
        user: UserId,
        session: &SessionToken,
        origin: &Origin,
        password: &str,
    ) -> Result<(), AppError> {
        if password.is_empty() {
            return Err(AppError::field(
                "current_password",
                "required",
                "Enter your current password.",
            ));
        }
        let mut tx = self.db.read().await?;
        let found = crate::accounts::sql::find_password(&mut tx, user).await?;
        drop(tx);
        let attempt = self
            .begin_attempt(&found.email_key, &origin.address)
            .await?;
        let right = self
            .hasher
            .verify(password.to_owned(), Some(found.password_hash))
            .await?;
        let mut tx = self.db.write(user.uuid()).await?;
        if right {
            self.succeed_attempt(&mut tx, &attempt).await?;
            sql::set_confirmed_at(&mut tx, &hash_token(session), self.now()).await?;
            return tx.commit().await;
        }
        let event = SecurityEvent::ConfirmationRefused;
        self.record_security(&mut tx, user, event, "", origin)
            .await?;
        tx.commit().await?;
        Err(AppError::field(
            "current_password",
            "wrong",
            "This is not your current password.",
        ))
    }
}
