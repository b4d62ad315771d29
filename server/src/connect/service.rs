//! The use cases of the connect page and of the list of connected apps.

use app::access::{Actor, Permission, may};
use app::connect::{ApprovalForm, Ask, Connection, Connections, Offer, Place};
use app::context::{InSession, Origin};
use app::error::AppError;
use app::security_log::SecurityEvent;
use app::tokens::Scope;
use app::values::{ApiTokenId, UserId, WorkspaceId};
use app::workspaces::Workspace;
use async_trait::async_trait;

use super::request::Request;
use super::sql;
use crate::activity::Activity;
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;
use crate::sessions::moment;
use crate::tokens::hash_token;
use crate::workspaces::sql::{find_membership, list_workspaces_of};

/// How long an app may take to come for its token: 5 minutes.
const CODE_SECONDS: i64 = 5 * 60;
/// How long codes are remembered after that, so that one which comes again is known.
const REMEMBERED_SECONDS: i64 = 24 * 3600;

impl Services {
    /// Forgets codes that nobody can have any more.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn purge_connect_codes(&self) -> Result<(), AppError> {
        let mut tx = self.db.write(uuid::Uuid::nil()).await?;
        sql::delete_old_codes(&mut tx, self.now() - REMEMBERED_SECONDS).await?;
        tx.commit().await
    }

    /// The person in the workspace they have chosen.
    async fn in_chosen(&self, user: UserId, workspace: &str) -> Result<Actor, AppError> {
        let workspace: WorkspaceId = workspace
            .parse()
            .map_err(|_| AppError::field("workspace_id", "required", "Choose a workspace."))?;
        let mut tx = self.db.read().await?;
        find_membership(&mut tx, workspace, Some(user), self.now()).await
    }

    /// Ends the token of a connected app inside the caller's transaction: the app's name, unless it has ended before.
    pub(super) async fn end_connection(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        id: ApiTokenId,
        whose: UserId,
    ) -> Result<Option<String>, AppError> {
        let (user, name) = match crate::tokens::sql::load_token(tx, workspace, id).await {
            Ok(token) => token,
            Err(AppError::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        if user != whose {
            return Ok(None);
        }
        crate::tokens::sql::revoke_token(tx, workspace, id, self.now()).await?;
        Ok(Some(name))
    }
}

#[async_trait]
impl Connections for Services {
    async fn load_connect_ask(&self, me: &InSession, query: String) -> Result<Ask, AppError> {
        let issuer = self.config.public_address();
        let request = match Request::parse(&query, &self.config.connect_redirects) {
            Ok(request) => request,
            Err(refused) => return Ok(Ask::Fault(refused.into_fault(&issuer))),
        };
        let user = me.actor.user_id;
        let is_confirmed = self.is_confirmed(&me.session).await?;
        let mut tx = self.db.read().await?;
        let account = crate::accounts::sql::find_account(&mut tx, user).await?;
        let workspaces = list_workspaces_of(&mut tx, user).await?;
        drop(tx);
        let now = self.now();
        let places: Vec<Place> = workspaces
            .into_iter()
            .map(|workspace| place(workspace, now))
            .collect();
        let is_here = |place: &&Place| place.id == me.actor.workspace_id;
        let open = || places.iter().filter(|place| place.refusal.is_none());
        let chosen = open().find(is_here).or_else(|| open().next());
        Ok(Ask::Offer(Offer {
            cancel: request.denied(&issuer),
            request: request.query(),
            returns_to: request.redirect.words(),
            scope: request.scope,
            app: request.client_name,
            account: account.email,
            is_confirmed,
            chosen: chosen.map(|place| place.id),
            places,
        }))
    }

    async fn approve_connection(
        &self,
        me: &InSession,
        form: ApprovalForm,
    ) -> Result<String, AppError> {
        let request = Request::parse(&form.request, &self.config.connect_redirects)
            .map_err(|refused| AppError::field("request", "invalid", refused.message()))?;
        let user = me.actor.user_id;
        let actor = self.in_chosen(user, &form.workspace_id).await?;
        actor.must(Permission::ConnectApps)?;
        self.confirm_identity(user, &me.session, &me.origin, &form.current_password)
            .await?;
        let code = self.new_token();
        let mut tx = self.write_as(&actor).await?;
        let row = sql::NewCode {
            id: self.new_id(),
            user,
            code_hash: &hash_token(&code),
            client_id: &request.client_id,
            client_name: &request.client_name,
            redirect_uri: request.redirect.sent(),
            challenge: &request.challenge,
            scope: request.scope,
            expires_at: self.now() + CODE_SECONDS,
        };
        sql::insert_code(&mut tx, actor.workspace_id, row).await?;
        let (event, name) = (SecurityEvent::AppAllowed, &request.client_name);
        self.record_security(&mut tx, user, event, name, &me.origin)
            .await?;
        tx.commit().await?;
        Ok(request.granted(&code, &self.config.public_address()))
    }

    async fn list_connections(&self, actor: &Actor) -> Result<Vec<Connection>, AppError> {
        let mut tx = self.db.read().await?;
        let rows = sql::list_connections(&mut tx, actor.user_id).await?;
        drop(tx);
        let zone = Zone::named(&actor.timezone);
        let connection = |row: sql::ConnectionRow| Connection {
            id: ApiTokenId::from_uuid(row.id),
            app: row.name,
            workspace: row.workspace,
            scope: Scope::from_slug(&row.scope).unwrap_or_default(),
            connected: moment(&zone, row.created_at),
            last_used: row.last_used_at.map(|at| moment(&zone, at)),
        };
        Ok(rows.into_iter().map(connection).collect())
    }

    async fn disconnect_app(
        &self,
        actor: &Actor,
        origin: &Origin,
        id: ApiTokenId,
    ) -> Result<(), AppError> {
        let user = actor.user_id;
        let mut tx = self.db.read().await?;
        let workspace_id = sql::find_connection(&mut tx, user, id).await?;
        drop(tx);
        // Whatever the workspace's plan and payment, and the person's role there: what acts for them is theirs to end.
        let mut tx = self.write_in(workspace_id).await?;
        let name = self
            .end_connection(&mut tx, workspace_id, id, user)
            .await?
            .ok_or(AppError::NotFound)?;
        let there = Actor {
            workspace_id,
            ..actor.clone()
        };
        let line = activity("connection.revoked", id, &name);
        self.record(&mut tx, &there, line).await?;
        let event = SecurityEvent::AppDisconnected;
        self.record_security(&mut tx, user, event, &name, origin)
            .await?;
        tx.commit().await?;
        self.bus.announce(&there);
        Ok(())
    }
}

/// A workspace as the connect page offers it at an instant.
fn place(workspace: Workspace, now: i64) -> Place {
    let billing = workspace.billing.at(workspace.past_due_since, now);
    let (role, plan) = (workspace.role, workspace.plan);
    Place {
        id: workspace.id,
        name: workspace.name,
        role,
        refusal: may(role, plan, billing, Permission::ConnectApps).err(),
    }
}

pub(super) fn activity<'a>(action: &'a str, id: ApiTokenId, name: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "api_token",
        target_id: Some(id.uuid()),
        target_name: name,
    }
}
