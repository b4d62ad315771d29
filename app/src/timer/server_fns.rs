//! Server functions of the timer.

use leptos::prelude::*;

use super::{Timer, TimerForm};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer};
use crate::error::AppError;
use crate::values::TimeEntryId;

/// The signed-in person's timer here, if there is one.
#[server]
pub async fn load_timer() -> Result<Option<Timer>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_timer(&actor).await)
}

/// Starts a timer.
#[server]
pub async fn start_timer(
    /// What the bar says.
    timer: TimerForm,
) -> Result<Timer, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.start_timer(&actor, timer).await)
}

/// Changes what is being done while the timer runs or rests.
#[server]
pub async fn update_timer(
    /// What the bar says.
    timer: TimerForm,
) -> Result<Timer, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.update_timer(&actor, timer).await)
}

/// Stops the count and keeps it.
#[server]
pub async fn pause_timer(
    /// What the bar says.
    timer: TimerForm,
) -> Result<Timer, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.pause_timer(&actor, timer).await)
}

/// Counts on.
#[server]
pub async fn resume_timer(
    /// What the bar says.
    timer: TimerForm,
) -> Result<Timer, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.resume_timer(&actor, timer).await)
}

/// Books the counted time as an entry and clears the timer.
#[server]
pub async fn save_timer(
    /// What the bar says.
    timer: TimerForm,
) -> Result<TimeEntryId, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.save_timer(&actor, timer).await)
}

/// Throws the counted time away.
#[server]
pub async fn reset_timer() -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.reset_timer(&actor).await)
}

/// Starts a timer like that entry, saving the one that is there first.
#[server]
pub async fn continue_time_entry(
    /// Which entry.
    id: TimeEntryId,
) -> Result<Timer, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.continue_time_entry(&actor, id).await)
}
