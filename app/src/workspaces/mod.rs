//! Workspaces: the container for everything tracked and billed, and the frame around every page.

pub mod confirm_by_name;
pub mod delete_card;
pub mod frame;
pub mod new_page;
pub mod rules;
pub mod server_fns;
pub mod settings_page;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, BillingState, Plan, Role};
use crate::accounts::Account;
use crate::billing::PaymentTrouble;
use crate::clients::ClientRef;
use crate::context::{InSession, SessionToken};
use crate::error::AppError;
use crate::projects::ProjectChoice;
use crate::tags::TagRef;
use crate::timer::Timer;
use crate::values::{Currency, Date, Rounding, TimeFormat, WeekStart, WorkspaceId};

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
    /// What an hour costs on a new billable project, in minor units; 0 without a default.
    pub default_rate_cents: i64,
    /// How durations are rounded where they are shown.
    pub rounding: Rounding,
    /// For members who have not chosen their own.
    pub time_format: TimeFormat,
    /// How its payment stands.
    pub billing: BillingState,
    /// When the renewal failed that began the present grace period, in unix seconds.
    pub past_due_since: Option<i64>,
    /// Seats that are paid for, where the plan has seats; `None` without a limit.
    pub seats: Option<i64>,
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
    /// Clients in use, by name.
    pub clients: Vec<ClientRef>,
    /// The workspace's tags, by name.
    pub tags: Vec<TagRef>,
    /// Whether they have API tokens from a role that could have some.
    pub has_tokens_left: bool,
    /// Today in the person's time zone.
    pub today: Date,
    /// What is wrong with the workspace's payment, if something is.
    pub trouble: Option<PaymentTrouble>,
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
    /// An amount an hour in its currency; empty is none. Not sent: keeps what it is.
    #[serde(default, deserialize_with = "crate::form::sent")]
    pub default_rate: Option<String>,
    /// A slug of `Rounding`; empty keeps what it is.
    #[serde(default)]
    pub rounding: String,
    /// A slug of `TimeFormat`; empty keeps what it is.
    #[serde(default)]
    pub time_format: String,
    /// Which saved entries a new rate is for: empty or `now` for none, `since` for those since `rate_since`.
    #[serde(default)]
    pub rate_reach: String,
    /// The first day of entries that get a new rate.
    #[serde(default)]
    pub rate_since: String,
}

/// A workspace whose settings were just saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedWorkspace {
    /// As it is now.
    #[serde(flatten)]
    pub workspace: Workspace,
    /// How many saved entries got the new default rate.
    pub rerated: i64,
}

/// What goes with a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceDeletionPlan {
    /// Time entries.
    pub entries: i64,
    /// Projects.
    pub projects: i64,
    /// Clients.
    pub clients: i64,
    /// People who belong to it, its Owner included.
    pub members: i64,
    /// Whether the password was given lately, so that it is not asked for.
    pub is_confirmed: bool,
}

/// The form that deletes a workspace, as it is sent.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct WorkspaceDeletionForm {
    /// The workspace's name, typed.
    #[serde(default)]
    pub name: String,
    /// The password, if it was not given lately.
    #[serde(default)]
    pub current_password: String,
}

// Forms with a password never print it.
impl std::fmt::Debug for WorkspaceDeletionForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkspaceDeletionForm")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
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
    /// Changes the settings of the current workspace.
    async fn update_workspace(
        &self,
        actor: &Actor,
        form: WorkspaceForm,
    ) -> Result<SavedWorkspace, AppError>;
    /// Makes another of the actor's workspaces the session's current one.
    async fn switch_workspace(
        &self,
        actor: &Actor,
        token: &SessionToken,
        id: WorkspaceId,
    ) -> Result<(), AppError>;
    /// What would go with the current workspace.
    async fn plan_workspace_deletion(
        &self,
        me: &InSession,
    ) -> Result<WorkspaceDeletionPlan, AppError>;
    /// Deletes the current workspace with everything in it; whoever belongs to no other gets one of their own.
    async fn delete_workspace(
        &self,
        me: &InSession,
        form: WorkspaceDeletionForm,
    ) -> Result<(), AppError>;
}
