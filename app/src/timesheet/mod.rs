//! The timesheet: a week as a grid of days, by project or by person, that can be typed into.

pub mod address;
pub mod cell;
pub mod grid;
pub mod moves;
pub mod rules;
pub mod server_fns;
pub mod sheet_page;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::accounts::PersonRef;
use crate::error::AppError;
use crate::projects::ProjectRef;
use crate::time_entries::PersonChoice;
use crate::values::{Date, DateRange, DeletionId};

/// Days of a week.
pub const DAYS: usize = 7;

/// What a row of the grid stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// A project.
    #[default]
    Project,
    /// A person.
    User,
}

impl GroupBy {
    /// Both, in the order to offer them.
    pub const ALL: [Self; 2] = [Self::Project, Self::User];

    /// As it stands in an address and in the API.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::User => "user",
        }
    }

    /// The one spelled `slug`; nothing said is by project.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "" => Some(Self::Project),
            slug => Self::ALL.into_iter().find(|by| by.slug() == slug),
        }
    }
}

/// Which week is asked for, as it stands in the address. What is empty is the usual: this week, by project, one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SheetQuery {
    /// `2026-W47`; empty is this week.
    #[serde(default)]
    pub week: String,
    /// `project` or `user`.
    #[serde(default)]
    pub group_by: String,
    /// By project: a person's id, or `all`; empty is one's own time.
    #[serde(default)]
    pub person: String,
    /// `last` adds the projects of the week before as rows.
    #[serde(default)]
    pub rows: String,
    /// Projects to be there as rows, with or without time.
    #[serde(default)]
    pub row: Vec<String>,
}

/// A week's grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timesheet {
    /// Its name: `2026-W47`.
    pub week: String,
    /// Its seven days.
    pub range: DateRange,
    /// Today in the reader's time zone.
    pub today: Date,
    /// What a row is.
    pub group_by: GroupBy,
    /// The rows, by name; time without a project last.
    pub rows: Vec<SheetRow>,
    /// Whether the reader may type into it: their own time, by project.
    pub editable: bool,
    /// Whose time can be asked for, by name; nobody for who sees only their own.
    pub people: Vec<PersonChoice>,
}

/// What one row stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOf {
    /// Time on a project, or on none.
    Project(Option<ProjectRef>),
    /// A person's time.
    Person(PersonRef),
}

impl RowOf {
    /// A word of its own for the row: an id, or `none`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Project(Some(project)) => project.id.to_string(),
            Self::Project(None) => crate::time_entries::query::NONE.to_owned(),
            Self::Person(person) => person.id.to_string(),
        }
    }

    /// Its name for people; projects with their client, since two may have one name.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Project(Some(project)) => match &project.client_name {
                Some(client) => format!("{}, {client}", project.name),
                None => project.name.clone(),
            },
            Self::Project(None) => "No project".to_owned(),
            Self::Person(person) => person.name.clone(),
        }
    }
}

/// A row of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// What it stands for.
    pub of: RowOf,
    /// One a day.
    pub cells: Vec<SheetCell>,
}

/// A day of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetCell {
    /// The sum of its entries; each counts wholly on the day it started.
    pub seconds: i64,
    /// How many entries that is.
    pub entries: i64,
    /// How many of them are on an invoice and cannot be changed.
    pub locked: i64,
}

/// What was typed into a cell, as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellForm {
    /// A project's id, or `none`.
    #[serde(default)]
    pub project_id: String,
    /// The day: `2026-11-21`.
    #[serde(default)]
    pub date: String,
    /// The time there is to be that day, in any of the product's forms; empty is none.
    #[serde(default)]
    pub duration: String,
    /// Where a form without scripts goes back to: the timesheet's parameters.
    #[serde(default)]
    pub back: String,
}

/// What can be done with a timesheet.
#[async_trait]
pub trait Timesheets: Send + Sync {
    /// A week of the time that the query asks for and the actor may see.
    async fn load_timesheet(&self, actor: &Actor, query: SheetQuery)
    -> Result<Timesheet, AppError>;
    /// Makes a cell of the actor's own time what was typed: more time becomes an entry of its own, less shortens the one
    /// entry there is, none deletes it. The answer undoes a deletion.
    async fn set_timesheet_cell(
        &self,
        actor: &Actor,
        form: CellForm,
    ) -> Result<Option<DeletionId>, AppError>;
}
