//! Sessions: a random token in the cookie, its SHA-256 in the table, an `Actor` out of both.

use app::access::Actor;
use app::accounts::Theme;
use app::context::{Origin, SessionToken};
use app::error::AppError;
use app::security_log::SecurityEvent;
use app::sessions::device::device_key;
use app::values::{Formats, UserId, WorkspaceId};
use sha2::{Digest, Sha256};

use super::sql;
use crate::db::Tx;
use crate::mail::{Letter, Recipient};
use crate::services::Services;

/// A session that was not used for this long has ended: 7 days.
pub const IDLE_SECONDS: i64 = 7 * 24 * 3600;
/// A session ends this long after it began, used or not: 30 days.
pub const ABSOLUTE_SECONDS: i64 = 30 * 24 * 3600;
/// Last use is written at most this often.
const TOUCH_SECONDS: i64 = 60;
const TOKEN_BYTES: usize = 32;
const AGENT_MAX: usize = 400;

/// What a valid session says about the request.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who asks, in the session's workspace.
    pub actor: Actor,
    /// Their colour scheme.
    pub theme: Theme,
    /// How they want dates, times and amounts written.
    pub formats: Formats,
}

/// What stands in the table instead of the token.
#[must_use]
pub fn hash_token(token: &SessionToken) -> Vec<u8> {
    Sha256::digest(token.0.as_bytes()).to_vec()
}

/// A `User-Agent` as it is stored: not longer than it may be.
#[must_use]
pub fn short_agent(agent: &str) -> String {
    agent.chars().take(AGENT_MAX).collect()
}

impl Services {
    /// 32 unpredictable bytes in hexadecimal: a session's or a link's token.
    #[must_use]
    pub fn new_token(&self) -> String {
        let mut bytes = [0; TOKEN_BYTES];
        self.random.fill(&mut bytes);
        hex(&bytes)
    }

    /// Opens a session in `workspace` inside the use case's transaction.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn open_session(
        &self,
        tx: &mut Tx,
        user: UserId,
        workspace: Option<WorkspaceId>,
        origin: &Origin,
    ) -> Result<SessionToken, AppError> {
        let token = SessionToken(self.new_token());
        let row = sql::NewSession {
            token_hash: hash_token(&token),
            id: self.new_id(),
            user,
            workspace,
            address: &origin.address,
            user_agent: &short_agent(&origin.user_agent),
            now: self.now(),
        };
        sql::insert_session(tx, row).await?;
        self.record_security(tx, user, SecurityEvent::SignedIn, "", origin)
            .await?;
        self.remember_device(tx, user, origin).await?;
        Ok(token)
    }

    /// Remembers the browser; one that is new to an account that knows others is told to its owner.
    async fn remember_device(
        &self,
        tx: &mut Tx,
        user: UserId,
        origin: &Origin,
    ) -> Result<(), AppError> {
        let device = device_key(&origin.user_agent);
        let now = self.now();
        let knew_others = sql::has_known_devices(tx, user).await?;
        let is_new = sql::insert_known_device(tx, user, &device, now).await?;
        if !(is_new && knew_others) {
            return Ok(());
        }
        let account = crate::accounts::sql::find_account(tx, user).await?;
        let to = Recipient {
            name: account.name,
            email: account.email,
        };
        let letter = Letter::NewDevice {
            device,
            address: origin.address.clone(),
            at: now,
        };
        self.queue_letter(tx, to, letter).await
    }

    /// Who this token stands for; `None` if it is unknown or expired. Notes the use once a minute.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn find_session(&self, token: &SessionToken) -> Result<Option<SignedIn>, AppError> {
        let hash = hash_token(token);
        let now = self.now();
        let mut tx = self.db.read().await?;
        let found = sql::find_session(&mut tx, &hash, now).await?;
        drop(tx);
        let Some(found) = found else { return Ok(None) };
        if now - found.last_seen_at >= IDLE_SECONDS || now - found.created_at >= ABSOLUTE_SECONDS {
            return Ok(None);
        }
        if now - found.last_seen_at >= TOUCH_SECONDS {
            match self.touch(found.actor.user_id, &hash, now).await {
                // Busy with something long: who only reads is not held up, and the next request notes it.
                Ok(()) | Err(AppError::Unavailable) => {}
                Err(error) => return Err(error),
            }
        }
        if found.grace_is_over {
            // Nobody ever sees a running timer in a read-only workspace.
            self.settle_grace(found.actor.workspace_id).await?;
        }
        Ok(Some(SignedIn {
            actor: found.actor,
            theme: found.theme,
            formats: found.formats,
        }))
    }

    /// Notes that the session is used.
    async fn touch(&self, user: UserId, hash: &[u8], now: i64) -> Result<(), AppError> {
        let mut tx = self.db.write_soon(user.uuid()).await?;
        sql::touch_session(&mut tx, hash, now).await?;
        tx.commit().await
    }

    /// Forgets sessions that have expired.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn purge_sessions(&self) -> Result<(), AppError> {
        let now = self.now();
        let mut tx = self.db.write(uuid::Uuid::nil()).await?;
        sql::delete_expired_sessions(&mut tx, now - IDLE_SECONDS, now - ABSOLUTE_SECONDS).await?;
        tx.commit().await
    }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The bytes behind lower-case hexadecimal.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}
