//! Reports: where the time went and what it is worth, by one or two groupings.

pub mod address;
pub mod bars;
pub mod charts;
pub mod detailed;
pub mod detailed_page;
pub mod downloads;
pub mod entry_table;
pub mod group_table;
pub mod profit;
pub mod profit_page;
pub mod rules;
pub mod server_fns;
pub mod shown;
pub mod summary_page;
pub mod week_tables;
pub mod weekly;
pub mod weekly_page;

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::budgets::BudgetUse;
use crate::error::AppError;
use crate::time_entries::{EntryQuery, EntryTotals, PersonChoice};
use crate::values::{Colour, Date, DateRange, WeekStart};

/// The most groups a report has: more tell nobody anything.
pub const MAX_GROUPS: usize = 5000;

/// What entries are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dimension {
    /// The project's client.
    Client,
    /// The project.
    Project,
    /// Whose time it is.
    User,
    /// A tag; an entry counts with each of its own.
    Tag,
    /// The day it started, in the reader's time zone.
    Day,
    /// That day's week.
    Week,
    /// That day's month.
    Month,
}

impl Dimension {
    /// All of them, in the order to offer them.
    pub const ALL: [Self; 7] = [
        Self::Client,
        Self::Project,
        Self::User,
        Self::Tag,
        Self::Day,
        Self::Week,
        Self::Month,
    ];

    /// As it stands in an address and in the API.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Project => "project",
            Self::User => "user",
            Self::Tag => "tag",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// As shown: `Person`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Client => "Client",
            Self::Project => "Project",
            Self::User => "Person",
            Self::Tag => "Tag",
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
        }
    }

    /// What time without one is called.
    #[must_use]
    pub const fn none(self) -> &'static str {
        match self {
            Self::Client => "No client",
            Self::Project => "No project",
            Self::User => "Nobody",
            Self::Tag => "Without tags",
            Self::Day | Self::Week | Self::Month => "No date",
        }
    }

    /// The one spelled `slug`.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.slug() == slug)
    }

    /// Whether it is a stretch of time.
    #[must_use]
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Day | Self::Week | Self::Month)
    }
}

/// What a group stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupKey {
    /// What has none: no client, no project, no tag.
    None,
    /// A thing's id.
    Id(String),
    /// A stretch of time, by its first day.
    From(Date),
}

/// One group of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What it stands for.
    pub key: GroupKey,
    /// Its name; empty for a stretch of time, which is named as the reader writes dates.
    pub name: String,
    /// What tells it from another of the same name: a project's client.
    pub note: Option<String>,
    /// Its colour in charts.
    pub colour: Colour,
    /// What it comes to.
    pub totals: EntryTotals,
    /// By the second grouping; empty without one.
    pub parts: Vec<Group>,
}

/// A summary of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The days asked for; `None` is all time.
    pub range: Option<DateRange>,
    /// Today in the reader's time zone.
    pub today: Date,
    /// The reader's week.
    pub week_start: WeekStart,
    /// One or two groupings.
    pub group_by: Vec<Dimension>,
    /// By the first: time in its order, anything else with the most time first.
    pub groups: Vec<Group>,
    /// Everything, each entry once.
    pub totals: EntryTotals,
    /// Whose time can be asked for, by name; nobody for who sees only their own.
    pub people: Vec<PersonChoice>,
    /// Budgets of the projects that groups stand for, by the project's id: of all their time, whatever the filter lets
    /// through; in money only for those who see everybody's rates.
    pub budgets: BTreeMap<String, BudgetUse>,
}

/// What can be asked of reports.
#[async_trait]
pub trait Reports: Send + Sync {
    /// The time that the query lets through and the actor may see, put together by `group_by`: one or two names with a
    /// comma between them. Without a person it is everybody's that may be seen; without days, this month's.
    async fn load_summary(
        &self,
        actor: &Actor,
        query: EntryQuery,
        group_by: String,
    ) -> Result<Summary, AppError>;
    /// The entries themselves, newest first: a page of them, in groups if the query says so.
    async fn load_detailed(
        &self,
        actor: &Actor,
        query: EntryQuery,
        page: detailed::PageQuery,
    ) -> Result<detailed::Detailed, AppError>;
    /// That time by project, person, client or tag, and by day.
    async fn load_weekly(
        &self,
        actor: &Actor,
        query: EntryQuery,
        group_by: String,
    ) -> Result<weekly::Weekly, AppError>;
    /// What that time earned and cost, by project, client or user.
    async fn load_profitability(
        &self,
        actor: &Actor,
        query: EntryQuery,
        group_by: String,
    ) -> Result<profit::Profitability, AppError>;
}
