//! Apps that people connect: one asks in the browser, its person allows it in one workspace, and it gets a token there.

pub mod connect_page;
pub mod connection_dialog;
pub mod list_page;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Role};
use crate::context::{InSession, Origin};
use crate::error::{AppError, Refusal};
use crate::secret::never_printed;
use crate::tokens::Scope;
use crate::values::{ApiTokenId, Moment, WorkspaceId};

/// Where apps send people to.
pub const PATH: &str = "/connect";
/// The address of the list of connected apps.
pub const LIST_PATH: &str = "/profile/connections";

/// What the connect page shows of an app's request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// It can be allowed.
    Offer(Offer),
    /// It cannot.
    Fault(Fault),
}

/// An app's request that can be allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The request, as the form sends it back.
    pub request: String,
    /// What the app calls itself.
    pub app: String,
    /// What it asks for.
    pub scope: Scope,
    /// Where the answer goes, in words.
    pub returns_to: String,
    /// The app's own address, with the news that it was refused.
    pub cancel: String,
    /// The address of the account that allows it.
    pub account: String,
    /// Whether the password was given so lately that it is not asked for again.
    pub is_confirmed: bool,
    /// The person's workspaces, by name.
    pub places: Vec<Place>,
    /// The one that is chosen at first, if there is one to choose.
    pub chosen: Option<WorkspaceId>,
}

/// A workspace that an app could be connected to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// What the person is there, and so what the app can do.
    pub role: Role,
    /// Why it cannot be chosen, if it cannot.
    pub refusal: Option<Refusal>,
}

/// A request that cannot be allowed, by the app's doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What is wrong with it.
    pub message: String,
    /// The app's own address with the same for the app, where that address can be trusted.
    pub back: Option<String>,
}

/// The form that allows a request.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ApprovalForm {
    /// The request, as the app sent it.
    #[serde(default)]
    pub request: String,
    /// In which workspace.
    #[serde(default)]
    pub workspace_id: String,
    /// Empty where it was given lately.
    #[serde(default)]
    pub current_password: String,
}

never_printed!(ApprovalForm);

/// An app that was connected.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Connection {
    /// Its token's id.
    pub id: ApiTokenId,
    /// What it calls itself.
    pub app: String,
    /// The workspace it acts in.
    pub workspace: String,
    /// What it may do there.
    pub scope: Scope,
    /// When it was connected.
    pub connected: Moment,
    /// When it was used last, to the minute.
    pub last_used: Option<Moment>,
}

/// What can be done with apps that ask and apps that were connected.
#[async_trait]
pub trait Connections: Send + Sync {
    /// What an app asks for, as it stands in the connect page's address.
    async fn load_connect_ask(&self, me: &InSession, query: String) -> Result<Ask, AppError>;
    /// Allows it; the answer is the app's address with a one-time code.
    async fn approve_connection(
        &self,
        me: &InSession,
        form: ApprovalForm,
    ) -> Result<String, AppError>;
    /// The person's connected apps in all their workspaces, newest first.
    async fn list_connections(&self, actor: &Actor) -> Result<Vec<Connection>, AppError>;
    /// Ends what an app may do, at once.
    async fn disconnect_app(
        &self,
        actor: &Actor,
        origin: &Origin,
        id: ApiTokenId,
    ) -> Result<(), AppError>;
}
