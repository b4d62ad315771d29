//! Sessions: where an account is signed in, and how that is ended.

pub mod device;
pub mod list_page;
pub mod server_fns;
pub mod session_dialogs;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::context::{Origin, SessionToken};
use crate::error::AppError;
use crate::values::{Moment, SessionId};

pub use device::{Device, DeviceKind};

/// The address of the list of sessions.
pub const LIST_PATH: &str = "/profile/sessions";

/// Where a request came from, as far as its address tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The address; empty where it is not known.
    pub address: String,
    /// A country, "Local network", "This computer" or "Unknown".
    pub location: String,
}

impl Place {
    /// Location and address: `Germany (203.0.113.7)`.
    #[must_use]
    pub fn text(&self) -> String {
        match (self.location.as_str(), self.address.as_str()) {
            (location, "") => location.to_owned(),
            (location, address) => format!("{location} ({address})"),
        }
    }
}

/// One place where the account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Session {
    /// What it is called; says nothing about its token.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// The browser and the device.
    pub device: Device,
    /// Where it signed in from.
    pub place: Place,
    /// When it signed in.
    pub signed_in: Moment,
    /// When it was used last, to the minute.
    pub last_active: Moment,
}

/// What can be done with sessions.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// The account's valid sessions: the asking one first, the others by last use.
    async fn list_sessions(
        &self,
        actor: &Actor,
        token: &SessionToken,
    ) -> Result<Vec<Session>, AppError>;
    /// Ends another session of the account.
    async fn revoke_session(
        &self,
        actor: &Actor,
        token: &SessionToken,
        origin: &Origin,
        id: SessionId,
    ) -> Result<(), AppError>;
    /// Ends every session of the account but the asking one.
    async fn revoke_other_sessions(
        &self,
        actor: &Actor,
        token: &SessionToken,
        origin: &Origin,
    ) -> Result<(), AppError>;
}
