//! `/timer`: the caller's own, at most one.

use app::timer::{Timer as OwnTimer, TimerForm, TimerState, Timers};
use app::values::{ProjectId, TagId};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, Reply, instant};
use super::call::Call;
use super::change::{Change, Nothing};
use super::entry_bodies::TimeEntry;
use super::fields::{Nullable, sent, sent_tag_ids};
use super::problem::Stop;
use super::words::AnyTimerState;
use crate::timer::service::TimerMove;

/// A timer that does not count.
pub(super) const PAUSED: &str = "paused";

/// A timer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Timer {
    /// What time will be booked on.
    #[schema(format = "uuid")]
    project_id: Option<String>,
    /// What is being done.
    #[schema(example = "Checkout flow")]
    description: String,
    /// Labels of the entry to come.
    tag_ids: Vec<String>,
    /// Whether the entry will be billable.
    billable: bool,
    /// `running` or `paused`.
    #[schema(inline, value_type = AnyTimerState, example = "running")]
    state: &'static str,
    /// The first start.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    started_at: String,
    /// Active seconds until `as_of`, pauses left out.
    #[schema(example = 1800)]
    elapsed: i64,
    /// The server's clock when this was read.
    #[schema(format = "date-time", example = "2026-11-21T10:00:00Z")]
    as_of: String,
}

impl From<OwnTimer> for Timer {
    fn from(timer: OwnTimer) -> Self {
        Self {
            project_id: timer.project.map(|project| project.id.to_string()),
            description: timer.description,
            tag_ids: timer.tags.iter().map(|tag| tag.id.to_string()).collect(),
            billable: timer.billable,
            state: match timer.state {
                TimerState::Running => "running",
                TimerState::Paused => PAUSED,
            },
            started_at: instant(timer.started_at),
            elapsed: timer.elapsed,
            as_of: instant(timer.as_of),
        }
    }
}

impl Timer {
    /// What of it stays as it is while it counts.
    fn still(self) -> Self {
        Self {
            elapsed: if self.state == PAUSED {
                self.elapsed
            } else {
                0
            },
            as_of: String::new(),
            ..self
        }
    }
}

/// 200 with a timer; its mark stays while it counts.
fn told(timer: OwnTimer) -> Result<Answer, Stop> {
    let timer = Timer::from(timer);
    let answer = Answer::passing(&timer)?;
    answer.marked(&timer.still())
}

/// What a timer is about; what is not sent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TimerChange {
    /// What time will be booked on; null for nothing.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = "uuid")]
    project_id: Option<Nullable<ProjectId>>,
    /// What is being done.
    #[serde(default, deserialize_with = "sent")]
    #[schema(max_length = 5000, example = "Checkout flow")]
    description: Option<String>,
    /// Labels of the entry to come, all of them.
    #[serde(default, deserialize_with = "sent_tag_ids")]
    #[schema(value_type = Option<Vec<String>>)]
    tag_ids: Option<Vec<TagId>>,
    /// Whether the entry will be billable; null follows the project.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<bool>)]
    billable: Option<Nullable<bool>>,
}

impl TimerChange {
    fn apply(&self, form: &mut TimerForm) {
        if let Some(project) = self.project_id {
            form.project_id = project.map(|id| id.to_string()).unwrap_or_default();
        }
        if let Some(description) = &self.description {
            form.description.clone_from(description);
        }
        if let Some(tags) = &self.tag_ids {
            form.tag_ids = tags.iter().map(ToString::to_string).collect();
        }
        if let Some(billable) = self.billable {
            form.billable = billable.map(|is| is.to_string()).unwrap_or_default();
            form.billable_shown.clear();
        }
    }
}

/// Show the timer
#[utoipa::path(get, path = "/timer", tag = "Timer",
    responses((status = 200, description = "The caller's timer.", body = Timer), (status = 204, description = "There is none.")))]
pub(super) async fn get_timer(call: Call) -> Reply {
    match call.services().load_timer(call.actor()).await? {
        Some(timer) => Ok(told(timer)?.into_response()),
        None => Ok(Answer::done().into_response()),
    }
}

/// Change the timer
#[utoipa::path(patch, path = "/timer", tag = "Timer", request_body = TimerChange,
    responses((status = 200, description = "The timer as it is now.", body = Timer)))]
pub(super) async fn update_timer(change: Change<TimerChange>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let mut form = services.form_of_timer(&mut write.tx, actor).await?;
    if change.if_match.is_some() {
        let before = services.timer_in(&mut write.tx, actor).await?;
        change.must_match(&before.map(|timer| Timer::from(timer).still()))?;
    }
    change.body.apply(&mut form);
    let timer = services
        .change_timer_in(&mut write.tx, actor, &form, TimerMove::Update)
        .await?;
    write.finish(told(timer)?).await
}

/// Start the timer
///
/// A conflict (`timer_conflict`) if there is one already.
#[utoipa::path(post, path = "/timer/start", tag = "Timer", request_body = TimerChange,
    responses((status = 200, description = "The new timer.", body = Timer)))]
pub(super) async fn start_timer(change: Change<TimerChange>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let mut form = TimerForm::default();
    change.body.apply(&mut form);
    let timer = services.start_timer_in(&mut write.tx, actor, &form).await?;
    write.finish(told(timer)?).await
}

/// Pause the timer
///
/// A conflict (`timer_conflict`) unless it is running.
#[utoipa::path(post, path = "/timer/pause", tag = "Timer",
    responses((status = 200, description = "The timer as it is now.", body = Timer)))]
pub(super) async fn pause_timer(change: Change<Nothing>) -> Reply {
    move_timer(change, TimerMove::Pause).await
}

/// Resume the timer
///
/// A conflict (`timer_conflict`) unless it is paused.
#[utoipa::path(post, path = "/timer/resume", tag = "Timer",
    responses((status = 200, description = "The timer as it is now.", body = Timer)))]
pub(super) async fn resume_timer(change: Change<Nothing>) -> Reply {
    move_timer(change, TimerMove::Resume).await
}

async fn move_timer(change: Change<Nothing>, how: TimerMove) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let form = services.form_of_timer(&mut write.tx, actor).await?;
    let timer = services
        .change_timer_in(&mut write.tx, actor, &form, how)
        .await?;
    write.finish(told(timer)?).await
}

/// Save the timer
///
/// Makes a time entry of it and clears it; it needs a second of time (`timer_conflict`).
#[utoipa::path(post, path = "/timer/save", tag = "Timer",
    responses((status = 201, description = "The new time entry.", body = TimeEntry)))]
pub(super) async fn save_timer(change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let form = services.form_of_timer(&mut write.tx, actor).await?;
    let id = services.save_timer_in(&mut write.tx, actor, &form).await?;
    let record = services.load_entry_record(&mut write.tx, actor, id).await?;
    let path = format!("/time-entries/{id}");
    let answer = Answer::created(&TimeEntry::of(record, actor), &path)?;
    write.finish(answer).await
}

/// Reset the timer
///
/// Its time is thrown away.
#[utoipa::path(post, path = "/timer/reset", tag = "Timer",
    responses((status = 204, description = "There is no timer any more.")))]
pub(super) async fn reset_timer(change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    services.reset_timer_in(&mut write.tx, actor).await?;
    write.finish(Answer::done()).await
}
