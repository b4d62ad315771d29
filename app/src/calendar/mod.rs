//! The calendar: a week or a day with every entry where it was on the clock, to be moved by pointer and by keyboard.

pub mod address;
pub mod axis;
pub mod calendar_page;
mod drag;
#[expect(unreachable_pub, reason = "the props of a component are public")]
mod entry_dialogs;
mod geometry;
#[expect(unreachable_pub, reason = "the props of a component are public")]
mod grid;
mod keys;
pub mod layout;
mod live_time;
mod mover;
pub mod packing;
#[expect(unreachable_pub, reason = "the props of a component are public")]
mod piece;
pub mod rules;
pub mod server_fns;
mod touch;
#[expect(unreachable_pub, reason = "the props of a component are public")]
mod view_bar;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::accounts::PersonRef;
use crate::error::AppError;
use crate::projects::ProjectRef;
use crate::time_entries::PersonChoice;
use crate::timer::Timer;
use crate::values::{Date, DateRange, TimeEntryId, UserId};

/// The most entries that are shown at once.
pub const MOST_ENTRIES: usize = 1000;

/// How much is shown at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// A week, or its one day where there is no room for more.
    #[default]
    Fitting,
    /// A week.
    Week,
    /// A day.
    Day,
}

/// The text names no view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Choose week or day.")]
pub struct ViewError;

impl View {
    /// As it stands in an address.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Fitting => "",
            Self::Week => "week",
            Self::Day => "day",
        }
    }
}

impl std::str::FromStr for View {
    type Err = ViewError;

    fn from_str(text: &str) -> Result<Self, ViewError> {
        [Self::Fitting, Self::Week, Self::Day]
            .into_iter()
            .find(|view| view.slug() == text)
            .ok_or(ViewError)
    }
}

/// What is asked for, as it stands in the address. What is empty is the usual: what fits, today, one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CalendarQuery {
    /// `week` or `day`; empty is what fits.
    #[serde(default)]
    pub view: String,
    /// A day of what is shown: `2026-11-21`; empty is today.
    #[serde(default)]
    pub date: String,
    /// A person's id, or `all`; empty is one's own time.
    #[serde(default)]
    pub person: String,
}

/// The days that are shown, with what was tracked on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// How much is shown.
    pub view: View,
    /// The day that was asked for.
    pub date: Date,
    /// The days shown.
    pub range: DateRange,
    /// Today in the reader's time zone.
    pub today: Date,
    /// The server's clock when this was read: unix seconds.
    pub as_of: i64,
    /// The day before those shown, those shown, and the day after, in the reader's time zone.
    pub days: Vec<CalendarDay>,
    /// What lies at least partly in the days shown; the earliest first.
    pub entries: Vec<CalendarEntry>,
    /// There is more than [`MOST_ENTRIES`]: the latest are shown.
    pub more: bool,
    /// The reader's timer, where their time is shown.
    pub timer: Option<CalendarTimer>,
    /// Whose time a new entry is: a person's id, or empty for the reader's own; `None` where none can be added.
    pub adds_for: Option<String>,
    /// Whose time can be asked for, by name; nobody for who sees only their own.
    pub people: Vec<PersonChoice>,
}

impl Calendar {
    /// The days shown.
    #[must_use]
    pub fn shown(&self) -> &[CalendarDay] {
        match self.days.as_slice() {
            [_, shown @ .., _] => shown,
            _ => &[],
        }
    }

    /// The entry of this id, if it is here.
    #[must_use]
    pub fn entry(&self, id: TimeEntryId) -> Option<&CalendarEntry> {
        self.entries.iter().find(|entry| entry.id == id)
    }
}

/// A day as the reader's clocks have it: 23 to 25 hours, mostly 24.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// Which one.
    pub day: Date,
    /// Its first second: unix seconds.
    pub from: i64,
    /// The first second after it.
    pub to: i64,
    /// How far clocks are ahead of UTC: since when (unix seconds), and by how many seconds. Never empty.
    pub offsets: Vec<(i64, i64)>,
    /// Seconds of what starts on it; each entry counts wholly on the day it started.
    pub tracked: i64,
}

/// A time entry as the calendar shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarEntry {
    /// Its id.
    pub id: TimeEntryId,
    /// Whose time it is.
    pub user_id: UserId,
    /// Who that is, where everybody's time is shown.
    pub person: Option<PersonRef>,
    /// What it was booked on.
    pub project: Option<ProjectRef>,
    /// What was done; may be empty.
    pub description: String,
    /// When it was.
    pub times: EntryTimes,
    /// On an active invoice: nothing about it may change.
    pub locked: bool,
    /// Whether the reader may change it, but for a lock.
    pub editable: bool,
}

/// When an entry was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EntryTimes {
    /// First start: unix seconds.
    #[serde(default)]
    pub start: i64,
    /// End: unix seconds.
    #[serde(default)]
    pub end: i64,
    /// Tracked time, pauses left out.
    #[serde(default)]
    pub seconds: i64,
}

/// A timer that runs or rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarTimer {
    /// The timer as its bar shows it.
    pub timer: Timer,
    /// How far it reaches: now, or when it was paused. Unix seconds.
    pub until: i64,
}

/// What can be done with the calendar; entries are added and edited as everywhere.
#[async_trait]
pub trait Calendars: Send + Sync {
    /// The days that the query asks for, with the time on them that the actor may see.
    async fn load_calendar(
        &self,
        actor: &Actor,
        query: CalendarQuery,
    ) -> Result<Calendar, AppError>;
    /// Changes when an entry was, and nothing else of it.
    async fn move_calendar_entry(
        &self,
        actor: &Actor,
        id: TimeEntryId,
        times: EntryTimes,
    ) -> Result<(), AppError>;
}
