//! Projects: what time is tracked on, for which client and at which rate.

pub mod list_page;
pub mod project_dialogs;
pub mod project_fields;
pub mod rules;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::budgets::BudgetUse;
use crate::clients::Shown;
use crate::error::AppError;
use crate::rates::rules::RateSource;
use crate::values::{ClientId, Colour, Currency, ProjectId};

/// A project of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its client, if it has one.
    pub client_id: Option<ClientId>,
    /// The client's name.
    pub client_name: Option<String>,
    /// Unique within its client, ignoring case.
    pub name: String,
    /// One of the palette's 17.
    pub colour: Colour,
    /// Whether new time on it is billable.
    pub billable: bool,
    /// Minor units an hour, copied to new entries.
    pub hourly_rate_cents: i64,
    /// The client's currency, else the workspace's.
    pub currency: Currency,
    /// Hidden from selectors: itself or by its client.
    pub archived: bool,
    /// Whether the client is archived, so that it has to be restored first.
    pub client_archived: bool,
    /// Time tracked on it by everybody, in seconds.
    pub tracked_seconds: i64,
    /// Time entries or timers that refer to it; deletable at 0.
    pub uses: i64,
    /// What it may take or cost, and how much of that everybody used; in money only for those who see everybody's rates.
    pub budget: Option<BudgetUse>,
}

/// A project as selectors offer it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectChoice {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// Its client's name.
    pub client_name: Option<String>,
    /// Its colour.
    pub colour: Colour,
    /// Its billable flag, to prefill.
    pub billable: bool,
    /// What an hour of the person who looks is worth on it, in minor units, to prefill.
    pub hourly_rate_cents: i64,
    /// Who says so.
    pub rate_source: RateSource,
    /// The rate's currency.
    pub currency: Currency,
}

/// A project as a row of another thing names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProjectRef {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// Its client's name.
    pub client_name: Option<String>,
    /// Its colour.
    pub colour: Colour,
}

/// A project's form as it is sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ProjectForm {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// A client's id, or empty for none.
    #[serde(default)]
    pub client_id: String,
    /// A colour's slug; empty takes the next of the palette.
    #[serde(default)]
    pub colour: String,
    /// Present when the box is ticked.
    #[serde(default)]
    pub billable: bool,
    /// An amount an hour in the project's currency; empty is none.
    #[serde(default)]
    pub hourly_rate: String,
    /// How long it is meant to take, as a duration; empty is not known. What is not sent stays as it is.
    #[serde(default, deserialize_with = "crate::form::sent")]
    pub estimate: Option<String>,
    /// What it may cost, in its currency; empty is no budget. What is not sent stays as it is.
    #[serde(default, deserialize_with = "crate::form::sent")]
    pub budget: Option<String>,
    /// Which of the two counts: `none`, `hours` or `money`; empty where each speaks for itself.
    #[serde(default)]
    pub budget_kind: String,
    /// Which saved entries a new rate is for: empty or `now` for none, `since` for those since `rate_since`.
    #[serde(default)]
    pub rate_reach: String,
    /// The first day of entries that get a new rate.
    #[serde(default)]
    pub rate_since: String,
}

/// The address of the list of projects.
#[must_use]
pub fn list_path(shown: Shown) -> String {
    shown.path("/projects")
}

/// What can be done with projects.
#[async_trait]
pub trait Projects: Send + Sync {
    /// The workspace's projects by client and name.
    async fn list_projects(&self, actor: &Actor, shown: Shown) -> Result<Vec<Project>, AppError>;
    /// Adds a project.
    async fn create_project(&self, actor: &Actor, form: ProjectForm)
    -> Result<ProjectId, AppError>;
    /// Changes a project; answers how many saved entries got its new rate, which are none unless the form asks for it.
    async fn update_project(
        &self,
        actor: &Actor,
        id: ProjectId,
        form: ProjectForm,
    ) -> Result<i64, AppError>;
    /// Hides a project or brings it back.
    async fn archive_project(
        &self,
        actor: &Actor,
        id: ProjectId,
        archived: bool,
    ) -> Result<(), AppError>;
    /// Deletes a project that nothing refers to.
    async fn delete_project(&self, actor: &Actor, id: ProjectId) -> Result<(), AppError>;
}
