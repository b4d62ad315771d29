//! Workspaces: the container for everything tracked and billed, and the frame around every page.

pub mod frame;
pub mod new_page;
pub mod rules;
pub mod server_fns;
pub mod settings_page;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Plan, Role};
use crate::accounts::Account;
use crate::context::SessionToken;
use crate::error::AppError;
use crate::projects::ProjectChoice;
use crate::tags::TagRef;
use crate::timer::Timer;
use crate::values::{Currency, Date, WeekStart, WorkspaceId};

/// A workspace as one of its members sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// For projects without a client.
    pub currency: Currency,
    /// The week's first day, unless a person prefers another.
    pub week_start: WeekStart,
    /// What it has paid for.
    pub plan: Plan,
    /// What the asking person is in it.
    pub role: Role,
}

/// What stands around every page: who, where, the timer and what it can be set to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The person.
    pub account: Account,
    /// Who they are in the current workspace.
    pub actor: Actor,
    /// The current workspace.
    pub workspace: Workspace,
    /// Every workspace they belong to, by name.
    pub workspaces: Vec<Workspace>,
    /// Their timer here, if there is one.
    pub timer: Option<Timer>,
    /// Projects time can be tracked on: unarchived, by client and name.
    pub projects: Vec<ProjectChoice>,
    /// The workspace's tags, by name.
    pub tags: Vec<TagRef>,
    /// Today in the person's time zone.
    pub today: Date,
}

/// The form for a new workspace and for the general settings, as it is sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WorkspaceForm {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Three letters; empty keeps what it is (USD when new).
    #[serde(default)]
    pub currency: String,
    /// `monday` or `sunday`; empty keeps what it is.
    #[serde(default)]
    pub week_start: String,
}

/// What can be done with workspaces.
#[async_trait]
pub trait Workspaces: Send + Sync {
    /// Everything around the page, in one read.
    async fn load_frame(&self, actor: &Actor) -> Result<Frame, AppError>;
    /// Makes a workspace owned by the actor and switches the session to it.
    async fn create_workspace(
        &self,
        actor: &Actor,
        token: &SessionToken,
        form: WorkspaceForm,
    ) -> Result<WorkspaceId, AppError>;
    /// Changes name, currency and week start of the current workspace.
    async fn update_workspace(
        &self,
        actor: &Actor,
        form: WorkspaceForm,
    ) -> Result<Workspace, AppError>;
    /// Makes another of the actor's workspaces the session's current one.
    async fn switch_workspace(
        &self,
        actor: &Actor,
        token: &SessionToken,
        id: WorkspaceId,
    ) -> Result<(), AppError>;
}
