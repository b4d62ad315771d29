//! The timer: at most one per person and workspace, kept by the server.

pub mod bar;
mod bar_state;
pub(crate) mod browser_clock;
mod elapsed;
pub mod rules;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::error::AppError;
use crate::projects::ProjectRef;
use crate::tags::TagRef;
use crate::values::TimeEntryId;

/// Whether time is passing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimerState {
    /// It counts.
    Running,
    /// It keeps what it counted.
    Paused,
}

/// A person's timer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// What time will be booked on.
    pub project: Option<ProjectRef>,
    /// What is being done.
    pub description: String,
    /// Labels of the entry to come.
    pub tags: Vec<TagRef>,
    /// Whether the entry will be billable.
    pub billable: bool,
    /// Running or paused.
    pub state: TimerState,
    /// The first Start: unix seconds.
    pub started_at: i64,
    /// Active seconds at `as_of`, pauses left out.
    pub elapsed: i64,
    /// The server's clock when this was read: unix seconds.
    pub as_of: i64,
    /// How far that second had gone: 0 to 999 milliseconds. A page that counts on from there moves on when the server does.
    pub as_of_millis: i64,
}

/// The timer bar's form as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerForm {
    /// What is being done.
    #[serde(default)]
    pub description: String,
    /// A project's id, or empty for none.
    #[serde(default)]
    pub project_id: String,
    /// Tag ids.
    #[serde(default)]
    pub tag_ids: Vec<String>,
    /// `true`, `false`, or empty for the project's default.
    #[serde(default)]
    pub billable: String,
    /// `true` or `false` when the form is a page's: how its box stood. A box that was left so decides nothing.
    #[serde(default)]
    pub billable_shown: String,
}

/// What can be done with the timer. Each takes the bar's form and keeps what was typed there.
#[async_trait]
pub trait Timers: Send + Sync {
    /// The actor's timer here, if there is one.
    async fn load_timer(&self, actor: &Actor) -> Result<Option<Timer>, AppError>;
    /// Starts a timer; a conflict if there is one.
    async fn start_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError>;
    /// Changes project, description, tags or billable while it runs or rests.
    async fn update_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError>;
    /// Stops the count and keeps it; a conflict unless running.
    async fn pause_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError>;
    /// Counts on; a conflict unless paused.
    async fn resume_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError>;
    /// Books the counted time as an entry and clears the timer; needs a second of it.
    async fn save_timer(&self, actor: &Actor, form: TimerForm) -> Result<TimeEntryId, AppError>;
    /// Throws the counted time away; a conflict without a timer.
    async fn reset_timer(&self, actor: &Actor) -> Result<(), AppError>;
    /// Starts a timer like that entry, saving the one that is there first.
    async fn continue_time_entry(&self, actor: &Actor, id: TimeEntryId) -> Result<Timer, AppError>;
}
