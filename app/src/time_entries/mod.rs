//! Time entries: what was done, when, for how long and for how much.

pub mod address;
pub mod bulk_bar;
pub mod day_list;
pub mod entry_fields;
pub mod entry_forms;
pub mod entry_row;
pub mod filter_bar;
pub mod list_page;
pub mod page_head;
pub mod query;
pub mod rules;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::accounts::PersonRef;
use crate::error::AppError;
use crate::projects::ProjectRef;
use crate::tags::TagRef;
use crate::values::{Amounts, Currency, Date, DateRange, DeletionId, TimeEntryId, UserId};

pub use query::EntryQuery;

/// A time entry as its list shows it, with day and clock times in the reader's time zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeEntry {
    /// Its id.
    pub id: TimeEntryId,
    /// Whose time it is.
    pub user_id: UserId,
    /// Who that is, where a list shows other people's time.
    pub person: Option<PersonRef>,
    /// What it was booked on, archived or not.
    pub project: Option<ProjectRef>,
    /// What was done; may be empty.
    pub description: String,
    /// Its labels, by name.
    pub tags: Vec<TagRef>,
    /// First start and end: unix seconds; `ended_at - started_at >= seconds`.
    pub started_at: i64,
    /// See `started_at`.
    pub ended_at: i64,
    /// Tracked time, pauses left out.
    pub seconds: i64,
    /// Whether it counts for money.
    pub billable: bool,
    /// Minor units an hour, as copied when it was saved.
    pub hourly_rate_cents: i64,
    /// The client's currency, else the workspace's.
    pub currency: Currency,
    /// `seconds × rate ÷ 3600`, half-up; 0 when not billable. Minor units.
    pub amount_cents: i64,
    /// On an active invoice: nothing about it may change.
    pub locked: bool,
    /// The day it counts on: that of its start in the reader's time zone.
    pub day: Date,
    /// Its start there: `13:05`.
    pub start: String,
    /// Its end there: `15:20`.
    pub end: String,
    /// Midnights between start and end.
    pub days_later: i64,
    /// Another entry of the same person shares some of its time.
    pub overlaps: bool,
}

/// One day of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryDay {
    /// The day.
    pub day: Date,
    /// Everything tracked that day that the filter lets through, also what is on another page.
    pub seconds: i64,
    /// Its entries, newest first.
    pub entries: Vec<TimeEntry>,
}

/// Sums over everything a filter lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryTotals {
    /// Entries.
    pub count: i64,
    /// Tracked seconds.
    pub seconds: i64,
    /// Billable ones of them.
    pub billable_seconds: i64,
    /// Billable amounts, one per currency.
    pub amounts: Amounts,
}

/// One page of a list of entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPage {
    /// Newest first.
    pub days: Vec<EntryDay>,
    /// Over all pages of a filter; `None` without one, since the sum of everything ever tracked is shown nowhere.
    pub totals: Option<EntryTotals>,
    /// Where the next (older) page begins; opaque.
    pub next: Option<String>,
    /// The days the filter names; `None` is all time.
    pub range: Option<DateRange>,
    /// Today in the reader's time zone.
    pub today: Date,
    /// Whose time can be asked for, by name; nobody for who sees only their own.
    pub people: Vec<PersonChoice>,
}

/// Somebody whose time can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonChoice {
    /// Who.
    pub person: PersonRef,
    /// Whether new time can be added for them.
    pub tracks: bool,
}

/// One project's share of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectTime {
    /// `None` is time without a project.
    pub project: Option<ProjectRef>,
    /// Seconds.
    pub seconds: i64,
}

/// One day of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekDay {
    /// The day.
    pub day: Date,
    /// Largest share first.
    pub parts: Vec<ProjectTime>,
}

/// A week at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekSummary {
    /// Its seven days.
    pub range: DateRange,
    /// Today in the reader's time zone.
    pub today: Date,
    /// Seven days, the week's first first.
    pub days: Vec<WeekDay>,
    /// Sums by project, largest first.
    pub projects: Vec<ProjectTime>,
    /// Sums over the week.
    pub totals: EntryTotals,
}

/// A time entry's form as it is sent: for a new one and for an edit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeEntryForm {
    /// Whose time a new entry is: a person's id, or empty for the own. An edit leaves it as it is.
    #[serde(default)]
    pub person_id: String,
    /// What was done.
    #[serde(default)]
    pub description: String,
    /// A project's id, or empty for none.
    #[serde(default)]
    pub project_id: String,
    /// `2026-11-21` in the person's time zone; empty is today.
    #[serde(default)]
    pub date: String,
    /// `13:05`; may be empty when `duration` is given.
    #[serde(default)]
    pub start: String,
    /// By how many seconds clocks are ahead of UTC at `start`: tells apart the two times that it stands for when clocks are
    /// set back. Empty is the first, and it changes nothing about any other time.
    #[serde(default)]
    pub offset: String,
    /// `15:20`; an end at or before the start is on the next day. May be empty when `duration` is given.
    #[serde(default)]
    pub end: String,
    /// Any of the product's duration forms; may be empty when `start` and `end` are given.
    #[serde(default)]
    pub duration: String,
    /// `true`, `false`, or empty for the project's default.
    #[serde(default)]
    pub billable: String,
    /// An amount an hour; empty is the project's.
    #[serde(default)]
    pub hourly_rate: String,
    /// Tag ids.
    #[serde(default)]
    pub tag_ids: Vec<String>,
    /// `end` or `duration`: which of the two was typed while the other followed; empty when neither did.
    #[serde(default)]
    pub decided_by: String,
    /// `true` when `billable` and `hourly_rate` already follow the project in the form, so that they are meant as they
    /// are; otherwise the server fills in the project's.
    #[serde(default)]
    pub as_shown: String,
}

/// A change to several entries at once; what is empty stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkForm {
    /// A project's id, `none`, or empty to keep.
    #[serde(default)]
    pub project_id: String,
    /// `true`, `false`, or empty to keep.
    #[serde(default)]
    pub billable: String,
    /// Tags to add.
    #[serde(default)]
    pub add_tag_ids: Vec<String>,
    /// Tags to take off.
    #[serde(default)]
    pub remove_tag_ids: Vec<String>,
}

/// What can be done with time entries.
#[async_trait]
pub trait TimeEntries: Send + Sync {
    /// A page of entries, newest first: the actor's own, or whose the query asks for; `after` is a page's `next`.
    async fn list_time_entries(
        &self,
        actor: &Actor,
        query: EntryQuery,
        after: Option<String>,
    ) -> Result<EntryPage, AppError>;
    /// The week that holds `day` (today if `None`), of the `person` as in [`EntryQuery`].
    async fn load_week(
        &self,
        actor: &Actor,
        day: Option<Date>,
        person: String,
    ) -> Result<WeekSummary, AppError>;
    /// An entry that the actor may see.
    async fn load_time_entry(&self, actor: &Actor, id: TimeEntryId) -> Result<TimeEntry, AppError>;
    /// Adds an entry by hand.
    async fn create_time_entry(
        &self,
        actor: &Actor,
        form: TimeEntryForm,
    ) -> Result<TimeEntryId, AppError>;
    /// Changes an entry; a changed project re-copies billable and rate unless they were changed too.
    async fn update_time_entry(
        &self,
        actor: &Actor,
        id: TimeEntryId,
        form: TimeEntryForm,
    ) -> Result<(), AppError>;
    /// Copies an entry, at the same times.
    async fn duplicate_time_entry(
        &self,
        actor: &Actor,
        id: TimeEntryId,
    ) -> Result<TimeEntryId, AppError>;
    /// Changes up to 500 entries, all or none.
    async fn update_time_entries(
        &self,
        actor: &Actor,
        ids: Vec<TimeEntryId>,
        form: BulkForm,
    ) -> Result<(), AppError>;
    /// Deletes up to 500 entries, all or none; the answer undoes it for a day.
    async fn delete_time_entries(
        &self,
        actor: &Actor,
        ids: Vec<TimeEntryId>,
    ) -> Result<DeletionId, AppError>;
    /// Brings deleted entries back; the answer is how many.
    async fn restore_time_entries(&self, actor: &Actor, id: DeletionId) -> Result<i64, AppError>;
}
