//! The worker that sends what waits: after the commit, once, again after a failure, for two days.

use std::sync::Arc;
use std::time::Duration;

use app::error::AppError;
use uuid::Uuid;

use super::mailer::SendError;
use super::sql::{self, WaitingMail};
use super::{Mail, PURPOSE};
use crate::services::Services;

/// A mail is given up after this long.
const GIVE_UP_SECONDS: i64 = 2 * 24 * 3600;
/// Nobody else tries a mail for this long: longer than one attempt may take.
const CLAIM_SECONDS: i64 = 2 * 60;
/// The first delay, doubled with each failure, and the longest.
const FIRST_DELAY: i64 = 60;
const LONGEST_DELAY: i64 = 2 * 3600;
/// Servers that share a database take turns at claiming.
const TURN: Uuid = Uuid::from_u128(0x006d_6169_6c73);
/// A letter is announced before its commit: looks again this long after.
const LOOKS: [Duration; 4] = [
    Duration::from_millis(20),
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(4),
];
/// Looks without being told: other processes write letters too.
const SLOW_POLL: Duration = Duration::from_secs(15);

/// Sends letters until the process ends.
pub async fn run(services: Arc<Services>) {
    loop {
        look(&services).await;
        tokio::select! {
            () = services.mailer.woken() => {
                for pause in LOOKS {
                    tokio::time::sleep(pause).await;
                    look(&services).await;
                }
            }
            () = tokio::time::sleep(SLOW_POLL) => {}
        }
    }
}

async fn look(services: &Services) {
    if let Err(error) = services.deliver_mails().await {
        tracing::warn!(%error, "mails will be looked for again");
    }
}

impl Services {
    /// Sends every mail that is due; answers how many went out.
    ///
    /// # Errors
    /// When the database is out of reach. That a mail could not be sent is no error: it waits on.
    pub async fn deliver_mails(&self) -> Result<usize, AppError> {
        let mut sent = 0;
        loop {
            let now = self.now();
            let mut tx = self.db.write(TURN).await?;
            let claimed = sql::claim_mail(&mut tx, now + CLAIM_SECONDS, now).await?;
            tx.commit().await?;
            let Some(waiting) = claimed else {
                return Ok(sent);
            };
            if self.deliver(waiting).await? {
                sent += 1;
            }
        }
    }

    /// How many mails wait to be sent.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn count_waiting_mails(&self) -> Result<i64, AppError> {
        let mut tx = self.db.read().await?;
        sql::count_mails(&mut tx).await
    }

    /// One attempt; whether it went out.
    async fn deliver(&self, waiting: WaitingMail) -> Result<bool, AppError> {
        let id = waiting.id;
        let plain = self.key.open(PURPOSE, id.as_bytes(), &waiting.sealed);
        let mail = plain
            .ok()
            .and_then(|plain| serde_json::from_slice::<Mail>(&plain).ok());
        let Some(mail) = mail else {
            tracing::error!(%id, "a waiting mail cannot be read and is dropped");
            return self.forget(id).await.map(|()| false);
        };
        match self.mailer.send(id, &mail, self.now()).await {
            Ok(()) => self.forget(id).await.map(|()| true),
            Err(SendError::Refused(reason)) => {
                tracing::warn!(%id, to = mail.to.email, reason, "a mail was refused for good and is dropped");
                self.forget(id).await.map(|()| false)
            }
            Err(SendError::Later(reason)) => self
                .try_later(&waiting, &mail, &reason)
                .await
                .map(|()| false),
        }
    }

    async fn try_later(
        &self,
        waiting: &WaitingMail,
        mail: &Mail,
        reason: &str,
    ) -> Result<(), AppError> {
        let (id, now, attempts) = (waiting.id, self.now(), waiting.attempts);
        if now - waiting.created_at >= GIVE_UP_SECONDS {
            tracing::error!(%id, to = mail.to.email, attempts, reason, "a mail could not be sent for two days and is dropped");
            return self.forget(id).await;
        }
        let wait = delay(attempts);
        tracing::warn!(%id, to = mail.to.email, attempts, reason, wait, "a mail could not be sent and is tried again");
        let mut tx = self.db.write(TURN).await?;
        sql::put_off_mail(&mut tx, id, now + wait).await?;
        tx.commit().await
    }

    async fn forget(&self, id: Uuid) -> Result<(), AppError> {
        let mut tx = self.db.write(TURN).await?;
        sql::delete_mail(&mut tx, id).await?;
        tx.commit().await
    }
}

/// Seconds until the next attempt: 1 minute, 2, 4 … 2 hours.
fn delay(attempts: i64) -> i64 {
    let doublings = u32::try_from((attempts - 1).clamp(0, 20)).unwrap_or(20);
    (FIRST_DELAY << doublings).min(LONGEST_DELAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_from_a_minute_to_two_hours() {
        assert_eq!([1, 2, 3].map(delay), [60, 120, 240]);
        assert_eq!([8, 9, 500].map(delay), [7200, 7200, 7200]);
    }
}
