//! Who a token stands for: its creator, as they stand in its workspace at this moment.

use app::access::{Actor, Permission, Rule};
use app::error::AppError;
use app::tokens::Scope;
use app::tokens::rules::is_token;
use app::values::ApiTokenId;
use sha2::{Digest, Sha256};

use super::sql;
use crate::db::{Conn, Tx};
use crate::services::Services;

/// Last use is written at most this often.
const TOUCH_SECONDS: i64 = 60;

/// A token that works, and as whom.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Its creator in its workspace.
    pub actor: Actor,
    /// The token's id.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    /// What it may do.
    pub scope: Scope,
    /// An app was connected with it.
    pub is_app: bool,
    /// From when on it no longer works.
    pub expires_at: Option<i64>,
    /// When its use was noted last.
    pub last_used_at: Option<i64>,
    /// The workspace became read-only by itself, and timers may still run in it.
    pub grace_is_over: bool,
}

impl Bearer {
    /// What using it takes.
    #[must_use]
    pub fn rule(&self) -> Rule {
        if self.is_app {
            Permission::ConnectApps.rule()
        } else {
            Permission::ManageOwnTokens.rule()
        }
    }
}

/// What stands in the table instead of the token.
pub(crate) fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// What is kept of a token by whoever has to look again whether it works.
#[derive(Clone, Debug)]
pub struct TokenHash(Vec<u8>);

impl TokenHash {
    /// Of this token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(hash_token(token))
    }

    /// Who the token stands for at this moment, without noting a use; nobody if it does not work.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn find_bearer(&self, tx: &mut Tx, now: i64) -> Result<Option<Bearer>, AppError> {
        sql::find_bearer_within(tx, &self.0, now).await
    }
}

impl Services {
    /// Who this token stands for, and the connection that was asked, unless another one was needed since. Guesses are
    /// counted by where they come from: what is not written as a token is none, and neither is one that worked before.
    ///
    /// # Errors
    /// `AppError::Unauthenticated` for whatever does not work, `AppError::Throttled` after too many guesses.
    pub async fn find_bearer(
        &self,
        token: &str,
        address: &str,
    ) -> Result<(Bearer, Option<Conn>), AppError> {
        if !is_token(token) {
            return Err(AppError::Unauthenticated);
        }
        let (hash, now) = (hash_token(token), self.now());
        let mut conn = self.db.acquire().await?;
        let found = sql::find_bearer(&mut conn, &hash, now).await?;
        // Whoever waits for a second connection holds none.
        let mut conn = Some(conn);
        let Some(bearer) = found else {
            drop(conn);
            if !sql::is_known(&self.db, &hash).await? {
                let account = format!("token:{}", crate::auth::session::hex(&hash));
                // Apart from people's own attempts: a forgotten script keeps nobody behind its address from signing in.
                self.begin_attempt(&account, &format!("api:{address}"))
                    .await?;
            }
            return Err(AppError::Unauthenticated);
        };
        let last_used = bearer.last_used_at.unwrap_or_default();
        if now - last_used >= TOUCH_SECONDS {
            conn = None;
            match self.note_token_use(&bearer, now).await {
                // Busy with something long: who only reads is not held up, and the next call notes it.
                Ok(()) | Err(AppError::Unavailable) => {}
                Err(error) => return Err(error),
            }
        }
        if bearer.grace_is_over {
            conn = None;
            self.settle_grace(bearer.actor.workspace_id).await?;
        }
        Ok((bearer, conn))
    }

    /// Notes that the token is used.
    async fn note_token_use(&self, bearer: &Bearer, now: i64) -> Result<(), AppError> {
        let workspace = bearer.actor.workspace_id;
        // Not in the workspace's turn: an import that has it would hold up whoever only reads.
        let mut tx = self.db.write_soon(bearer.id.uuid()).await?;
        sql::touch_token(&mut tx, workspace, bearer.id, now, now - TOUCH_SECONDS).await?;
        tx.commit().await
    }
}
