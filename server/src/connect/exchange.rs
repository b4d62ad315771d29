//! A one-time code becomes a token: once, in time, for the app that asked, while the person still may have one.

use app::access::Permission;
use app::context::Origin;
use app::error::AppError;
use app::security_log::SecurityEvent;
use app::tokens::Scope;
use app::tokens::rules::SHOWN_CHARS;
use app::values::{ApiTokenId, UserId, WorkspaceId};

use super::service::activity;
use super::{pkce, sql};
use crate::auth::session::hex;
use crate::db::Tx;
use crate::services::Services;
use crate::tokens::hash_token;
use crate::workspaces::sql::find_membership;

/// Characters of a code.
const CODE_CHARS: usize = 64;

const UNKNOWN: &str = "The code is unknown, was used, has expired, or was given for another app, address or verifier.";
const NOT_ALLOWED: &str =
    "The person may no longer have a token in this workspace: role, plan or billing changed.";

/// What an app comes with.
pub(super) struct CodeAsk {
    /// The code.
    pub(super) code: String,
    /// What the app calls itself to the server.
    pub(super) client_id: String,
    /// Where the code was sent to.
    pub(super) redirect_uri: String,
    /// What the challenge was made of.
    pub(super) verifier: String,
}

/// What it goes with.
pub(super) struct Granted {
    /// The token.
    pub(super) token: String,
    /// What it may do.
    pub(super) scope: Scope,
    /// Where.
    pub(super) workspace: WorkspaceId,
}

/// Why it goes without.
#[derive(Debug)]
pub(super) enum Denied {
    /// The code is worth nothing.
    Grant(&'static str),
    /// Something else.
    Failed(AppError),
}

impl From<AppError> for Denied {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl sql::CodeRow {
    /// Whether it was given to this app, there, and is not too old.
    fn fits(&self, ask: &CodeAsk, now: i64) -> bool {
        self.expires_at > now
            && self.client_id == ask.client_id
            && self.redirect_uri == ask.redirect_uri
            && pkce::fits(&ask.verifier, &self.challenge)
    }
}

impl Services {
    /// Exchanges a code for a token. A code that comes again ends the token it was exchanged for: one of the two who had
    /// it should not have.
    pub(super) async fn exchange_code(
        &self,
        ask: &CodeAsk,
        origin: &Origin,
    ) -> Result<Granted, Denied> {
        let is_code = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if ask.code.len() != CODE_CHARS || !ask.code.bytes().all(is_code) {
            return Err(Denied::Grant(UNKNOWN));
        }
        let hash = hash_token(&ask.code);
        let account = format!("connect:{}", hex(&hash));
        let attempt = self
            .begin_attempt(&account, &format!("api:{}", origin.address))
            .await?;
        let mut tx = self.db.read().await?;
        let found = sql::find_code(&mut tx, &hash).await?;
        drop(tx);
        let (workspace, id) = found.ok_or(Denied::Grant(UNKNOWN))?;
        let mut tx = self.write_in(workspace).await?;
        let code = sql::load_code(&mut tx, workspace, id)
            .await?
            .ok_or(Denied::Grant(UNKNOWN))?;
        if let Some(token) = code.token_id {
            let token = ApiTokenId::from_uuid(token);
            self.end_reused(
                tx,
                workspace,
                UserId::from_uuid(code.user_id),
                token,
                origin,
            )
            .await?;
            return Err(Denied::Grant(UNKNOWN));
        }
        if !code.fits(ask, self.now()) {
            return Err(Denied::Grant(UNKNOWN));
        }
        let granted = self.grant(&mut tx, workspace, id, &code).await?;
        self.succeed_attempt(&mut tx, &attempt).await?;
        tx.commit().await?;
        self.bus.announce_to(UserId::from_uuid(code.user_id));
        Ok(granted)
    }

    /// Makes the token, as the person who allowed it stands at this moment.
    async fn grant(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        id: uuid::Uuid,
        code: &sql::CodeRow,
    ) -> Result<Granted, Denied> {
        let now = self.now();
        let user = UserId::from_uuid(code.user_id);
        let actor = match find_membership(tx, workspace, Some(user), now).await {
            Err(AppError::NotFound) => Err(Denied::Grant(NOT_ALLOWED)),
            found => found.map_err(Denied::Failed),
        }?;
        actor
            .must(Permission::ConnectApps)
            .map_err(|_| Denied::Grant(NOT_ALLOWED))?;
        let scope = Scope::from_slug(&code.scope).ok_or(AppError::Internal)?;
        let token = self.new_api_token()?;
        let token_id = ApiTokenId::from_uuid(self.new_id());
        let row = crate::tokens::sql::NewRow {
            id: token_id,
            user,
            name: &code.client_name,
            scope,
            prefix: token.get(..SHOWN_CHARS).unwrap_or_default(),
            token_hash: &hash_token(&token),
            now,
            expires_at: None,
            client_id: Some(&code.client_id),
        };
        crate::tokens::sql::insert_token(tx, workspace, row).await?;
        if !sql::use_code(tx, workspace, id, token_id).await? {
            return Err(Denied::Grant(UNKNOWN));
        }
        let line = activity("connection.created", token_id, &code.client_name);
        self.record(tx, &actor, line).await?;
        Ok(Granted {
            token,
            scope,
            workspace,
        })
    }

    /// Ends the token of a code that came again, and tells its owner.
    async fn end_reused(
        &self,
        mut tx: Tx,
        workspace: WorkspaceId,
        user: UserId,
        token: ApiTokenId,
        origin: &Origin,
    ) -> Result<(), AppError> {
        let Some(name) = self.end_connection(&mut tx, workspace, token, user).await? else {
            return Ok(());
        };
        let line = activity("connection.code_reused", token, &name);
        self.record_system(&mut tx, workspace, line).await?;
        let detail = format!("{name}, because its one-time code came twice");
        let event = SecurityEvent::AppDisconnected;
        self.record_security(&mut tx, user, event, &detail, origin)
            .await?;
        tx.commit().await?;
        self.bus.announce_to(user);
        Ok(())
    }
}
