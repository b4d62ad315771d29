//! Server functions of time entries. A saved form ends on the list it was opened from, so that it closes with and
//! without scripts.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::address::back_path;
use super::{BulkForm, EntryPage, EntryQuery, TimeEntry, TimeEntryForm, WeekSummary};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, redirect};
use crate::error::AppError;
use crate::values::{Date, DeletionId, TimeEntryId};

/// A page of entries, newest first: the person's own, or whose the query asks for.
#[server]
pub async fn list_time_entries(
    /// Which entries.
    #[server(default)]
    query: EntryQuery,
    /// Where the page begins: the `next` of the one before.
    #[server(default)]
    after: Option<String>,
) -> Result<EntryPage, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_time_entries(&actor, query, after).await)
}

/// The week that holds `day`; today's without one.
#[server]
pub async fn load_week(
    /// A day of the week.
    #[server(default)]
    day: Option<Date>,
    /// Whose, as in the list's query.
    #[server(default)]
    person: String,
) -> Result<WeekSummary, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_week(&actor, day, person).await)
}

/// One entry.
#[server]
pub async fn load_time_entry(
    /// Which entry.
    id: TimeEntryId,
) -> Result<TimeEntry, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_time_entry(&actor, id).await)
}

/// Adds an entry and goes back to where it was added (`back`: the list's parameters, or the calendar's behind its name).
#[server]
pub async fn create_time_entry(
    /// What the form says.
    #[server(default)]
    entry: TimeEntryForm,
    /// Where to go back to.
    #[server(default)]
    back: String,
) -> Result<TimeEntryId, AppError> {
    let (backend, actor) = acting()?;
    let id = answer(backend.create_time_entry(&actor, entry).await)?;
    redirect(&back_path(&back));
    Ok(id)
}

/// Changes an entry and goes back to where it was opened.
#[server]
pub async fn update_time_entry(
    /// Which entry.
    id: TimeEntryId,
    /// What the form says.
    #[server(default)]
    entry: TimeEntryForm,
    /// Where to go back to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.update_time_entry(&actor, id, entry).await)?;
    redirect(&back_path(&back));
    Ok(())
}

/// Copies an entry.
#[server]
pub async fn duplicate_time_entry(
    /// Which entry.
    id: TimeEntryId,
) -> Result<TimeEntryId, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.duplicate_time_entry(&actor, id).await)
}

/// Changes several entries, all or none.
#[server]
pub async fn update_time_entries(
    /// Which entries.
    #[server(default)]
    ids: Vec<TimeEntryId>,
    /// What to change.
    #[server(default)]
    change: BulkForm,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.update_time_entries(&actor, ids, change).await)
}

/// Deletes entries, all or none; the answer undoes it for a day.
#[server]
pub async fn delete_time_entries(
    /// Which entries.
    #[server(default)]
    ids: Vec<TimeEntryId>,
) -> Result<DeletionId, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.delete_time_entries(&actor, ids).await)
}

/// Brings deleted entries back; the answer is how many.
#[server]
pub async fn restore_time_entries(
    /// Which deletion.
    id: DeletionId,
) -> Result<i64, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.restore_time_entries(&actor, id).await)
}
