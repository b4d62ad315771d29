//! The dashboard: today and this week at a glance, what was worked on last, and how the team stands.

pub mod dashboard_page;
pub mod figures;
pub mod recent;
pub mod rules;
pub mod server_fns;
pub mod team;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::accounts::PersonRef;
use crate::error::AppError;
use crate::projects::ProjectRef;
use crate::tags::TagRef;
use crate::time_entries::WeekSummary;
use crate::values::TimeEntryId;

/// Where it lives.
pub const PATH: &str = "/";

/// The most kinds of work that are offered to be continued.
pub const MAX_RECENT: usize = 8;

/// The most people that are shown of a team.
pub const MAX_TEAM: usize = 10;

/// What the dashboard shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dashboard {
    /// This week: the reader's own time; everybody's for who tracks none.
    pub week: WeekSummary,
    /// Whether it is the reader's own time.
    pub own: bool,
    /// What the reader has time for in a week, in seconds, where that is known and theirs to see.
    pub capacity_seconds: Option<i64>,
    /// What they worked on last, each once, the latest first.
    pub recent: Vec<RecentWork>,
    /// Everybody's week, for who may see it where there is more than one person.
    pub team: Option<Team>,
    /// Whether nobody has tracked any time here yet.
    pub is_new: bool,
}

/// Work that can go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentWork {
    /// The last entry of it.
    pub entry_id: TimeEntryId,
    /// What was done; may be empty.
    pub description: String,
    /// What it was booked on.
    pub project: Option<ProjectRef>,
    /// Its labels, by name.
    pub tags: Vec<TagRef>,
}

/// A team's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// The most time first.
    pub people: Vec<TeamMember>,
    /// How many more there are.
    pub others: usize,
    /// Whether the reader may see what people have time for.
    pub sees_capacity: bool,
}

/// Somebody's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    /// Who.
    pub person: PersonRef,
    /// Tracked seconds.
    pub seconds: i64,
    /// What they have time for in a week, in seconds, where that is known and the reader's to see.
    pub capacity_seconds: Option<i64>,
}

/// What can be asked of the dashboard.
#[async_trait]
pub trait Dashboards: Send + Sync {
    /// Today and this week as the actor may see them.
    async fn load_dashboard(&self, actor: &Actor) -> Result<Dashboard, AppError>;
}
