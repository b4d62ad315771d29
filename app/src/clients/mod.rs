//! Clients: whom work is done for, and in which currency.

pub mod client_dialogs;
pub mod list_page;
pub mod list_parts;
pub mod rules;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::error::AppError;
use crate::values::{ClientId, Currency};

/// A client of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Unique in the workspace, ignoring case.
    pub name: String,
    /// What its projects' rates and invoices are in.
    pub currency: Currency,
    /// What stands on invoices: address, tax number.
    pub billing_details: String,
    /// For the team only.
    pub notes: String,
    /// Hidden from selectors, kept in history.
    pub archived: bool,
    /// How many projects it has, archived ones too; deletable at 0.
    pub project_count: i64,
}

/// A client as a selector names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRef {
    /// Its id.
    pub id: ClientId,
    /// Its name.
    pub name: String,
}

/// A client's form as it is sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ClientForm {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Three letters; empty is the workspace's currency.
    #[serde(default)]
    pub currency: String,
    /// What stands on invoices.
    #[serde(default)]
    pub billing_details: String,
    /// For the team only.
    #[serde(default)]
    pub notes: String,
}

/// Which of the archivable things a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// Only those in use.
    #[default]
    Active,
    /// Only archived ones.
    Archived,
    /// Both.
    All,
}

impl Shown {
    /// How addresses spell it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Archived => "archived",
            Self::All => "all",
        }
    }

    /// The list an address asks for; what it does not understand is the usual one.
    #[must_use]
    pub fn from_slug(slug: &str) -> Self {
        [Self::Archived, Self::All]
            .into_iter()
            .find(|shown| shown.slug() == slug)
            .unwrap_or_default()
    }

    /// The address of this part of the list at `path`.
    #[must_use]
    pub fn path(self, path: &str) -> String {
        match self {
            Self::Active => path.to_owned(),
            other => format!("{path}?shown={}", other.slug()),
        }
    }

    /// The address of this part of the list at `path` with a dialog open on one thing.
    #[must_use]
    pub fn dialog_path(self, path: &str, dialog: &str, id: impl std::fmt::Display) -> String {
        match self {
            Self::Active => format!("{path}?{dialog}={id}"),
            other => format!("{path}?shown={}&{dialog}={id}", other.slug()),
        }
    }

    /// Whether this part of the list holds a thing.
    #[must_use]
    pub fn holds(self, archived: bool) -> bool {
        match self {
            Self::Active => !archived,
            Self::Archived => archived,
            Self::All => true,
        }
    }
}

/// The address of the list of clients.
#[must_use]
pub fn list_path(shown: Shown) -> String {
    shown.path("/clients")
}

/// What can be done with clients.
#[async_trait]
pub trait Clients: Send + Sync {
    /// The workspace's clients by name.
    async fn list_clients(&self, actor: &Actor, shown: Shown) -> Result<Vec<Client>, AppError>;
    /// Adds a client.
    async fn create_client(&self, actor: &Actor, form: ClientForm) -> Result<ClientId, AppError>;
    /// Changes a client.
    async fn update_client(
        &self,
        actor: &Actor,
        id: ClientId,
        form: ClientForm,
    ) -> Result<(), AppError>;
    /// Hides a client with its projects, or brings it back.
    async fn archive_client(
        &self,
        actor: &Actor,
        id: ClientId,
        archived: bool,
    ) -> Result<(), AppError>;
    /// Deletes a client that has no project.
    async fn delete_client(&self, actor: &Actor, id: ClientId) -> Result<(), AppError>;
}
