//! Server functions of the calendar.

use leptos::prelude::*;

use super::{Calendar, CalendarQuery, EntryTimes};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer};
use crate::error::AppError;
use crate::values::TimeEntryId;

/// The days that the query asks for.
#[server]
pub async fn load_calendar(
    /// Which days, whose.
    #[server(default)]
    query: CalendarQuery,
) -> Result<Calendar, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_calendar(&actor, query).await)
}

/// Changes when an entry was, and nothing else of it.
#[server]
pub async fn move_calendar_entry(
    /// Which entry.
    id: TimeEntryId,
    /// When it is to be.
    #[server(default)]
    times: EntryTimes,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.move_calendar_entry(&actor, id, times).await)
}
