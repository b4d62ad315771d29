//! An account's own log: sign-ins, refusals and changes, as its owner reads them under Profile → Security.

use app::context::Origin;
use app::error::AppError;
use app::security_log::SecurityEvent;
use app::values::UserId;

use super::session::short_agent;
use crate::db::Tx;
use crate::services::Services;

impl Services {
    /// Notes a wrong password in the log of the account that it was tried on. Without such an account as much is
    /// written, so that the time taken does not tell the two apart.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_refused_sign_in(
        &self,
        user: Option<UserId>,
        email_key: &str,
        origin: &Origin,
    ) -> Result<(), AppError> {
        let scope = user.map_or_else(uuid::Uuid::nil, UserId::uuid);
        let mut tx = self.db.write(scope).await?;
        match user {
            Some(user) => {
                let event = SecurityEvent::SignInRefused;
                self.record_security(&mut tx, user, event, "", origin)
                    .await?;
            }
            None => super::sql::rewrite_failures(&mut tx, &format!("account:{email_key}")).await?,
        }
        tx.commit().await
    }

    /// Notes what happened to an account, in the use case's own transaction; `detail` never holds a secret.
    ///
    /// # Errors
    /// When the database refuses; the use case then fails as a whole.
    pub async fn record_security(
        &self,
        tx: &mut Tx,
        user: UserId,
        event: SecurityEvent,
        detail: &str,
        origin: &Origin,
    ) -> Result<(), AppError> {
        let line = super::sql::SecurityLine {
            user,
            id: self.new_id(),
            at: self.now(),
            event,
            detail,
            address: &origin.address,
            user_agent: &short_agent(&origin.user_agent),
        };
        super::sql::insert_security_line(tx, line).await
    }
}
