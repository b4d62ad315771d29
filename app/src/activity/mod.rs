//! The activity log: who did what to which thing in a workspace, and what it was before.

pub mod lines;
pub mod list_page;
pub mod query;
pub mod server_fns;
pub mod words;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::accounts::PersonRef;
use crate::error::AppError;
use crate::values::{Currency, Date, Moment, Time};

pub use query::ActivityQuery;

/// Where the log is read.
pub const PATH: &str = "/settings/activity";

/// Lines of a page.
pub const PAGE_LINES: usize = 50;

/// A value before or after a change; `At` is how it tells an instant: unix seconds where it is stored, the reader's
/// wall clock where it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value<At> {
    /// Words: a name, a choice.
    Text(String),
    /// Minor units of a currency.
    Money(i64, Currency),
    /// Seconds.
    Duration(i64),
    /// An instant.
    At(At),
    /// Yes or no.
    Flag(bool),
}

/// One field that was changed; without both values all that is told is that it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change<At> {
    /// `hourly_rate`.
    pub field: String,
    /// What it was; `None` for nothing.
    #[serde(default = "nothing", skip_serializing_if = "Option::is_none")]
    pub old: Option<Value<At>>,
    /// What it is now.
    #[serde(default = "nothing", skip_serializing_if = "Option::is_none")]
    pub new: Option<Value<At>>,
}

fn nothing<T>() -> Option<T> {
    None
}

impl<At> Value<At> {
    /// The same value with its instant told another way.
    #[must_use]
    pub fn map<To>(self, at: impl FnOnce(At) -> To) -> Value<To> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Money(cents, currency) => Value::Money(cents, currency),
            Self::Duration(seconds) => Value::Duration(seconds),
            Self::At(instant) => Value::At(at(instant)),
            Self::Flag(flag) => Value::Flag(flag),
        }
    }
}

impl<At> Change<At> {
    /// The same change with its instants told another way.
    #[must_use]
    pub fn map<To>(self, at: impl Fn(At) -> To) -> Change<To> {
        Change {
            field: self.field,
            old: self.old.map(|value| value.map(&at)),
            new: self.new.map(|value| value.map(&at)),
        }
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityLine {
    /// Who did it; `None` is Timether itself.
    pub person: Option<PersonRef>,
    /// `client.updated`: thing and past tense.
    pub action: String,
    /// `client`.
    pub target_kind: String,
    /// What the thing was called then; may be empty.
    pub target_name: String,
    /// What was changed about it.
    pub changes: Vec<Change<Moment>>,
    /// When, on the reader's clock.
    pub time: Time,
}

/// One day of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityDay {
    /// The day, in the reader's time zone.
    pub day: Date,
    /// Its lines, newest first.
    pub lines: Vec<ActivityLine>,
}

/// One page of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityPage {
    /// Newest first.
    pub days: Vec<ActivityDay>,
    /// Where older lines begin; opaque.
    pub older: Option<String>,
    /// Whose lines can be asked for, by name.
    pub people: Vec<PersonRef>,
    /// Today in the reader's time zone.
    pub today: Date,
}

/// What can be done with the log: reading it.
#[async_trait]
pub trait ActivityLog: Send + Sync {
    /// A page of the workspace's log, newest first; `before` is a page's `older`.
    async fn list_activity(
        &self,
        actor: &Actor,
        query: ActivityQuery,
        before: Option<String>,
    ) -> Result<ActivityPage, AppError>;
}
