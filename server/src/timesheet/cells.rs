//! Typing into a cell: what was there, what it is to be, and the entry that makes the difference.

use std::str::FromStr;

use app::access::Actor;
use app::error::{AppError, FieldErrors};
use app::time_entries::query::{NONE, parse_near_day};
use app::time_entries::rules::MAX_SECONDS;
use app::timesheet::CellForm;
use app::timesheet::rules::{CellChange, CellEntry, begin_of, change_of};
use app::values::{Date, DateRange, DeletionId, IdError, ProjectId, Time, parse_duration};

use super::service::bounds;
use super::sql::{self, DayEntry};
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;
use crate::time_entries::direct::EntryWish;
use crate::time_entries::spans::Times;

/// Time of a day that nothing was tracked on begins at nine.
const USUAL_START: Time = Time::constant(9, 0, 0, 0);

/// A cell, and the seconds it is to have.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    project: Option<ProjectId>,
    day: Date,
    seconds: i64,
}

/// Reads a row's key.
pub(super) fn project_or_none(text: &str) -> Result<Option<ProjectId>, IdError> {
    match text {
        "" | NONE => Ok(None),
        id => ProjectId::from_str(id).map(Some),
    }
}

impl Wanted {
    fn read(form: &CellForm) -> Result<Self, AppError> {
        let mut errors = FieldErrors::new();
        let project = errors.take("project_id", project_or_none(&form.project_id));
        let day = errors.take("date", parse_near_day(&form.date));
        let seconds = match form.duration.trim() {
            "" => Some(0),
            text => errors.take("duration", parse_duration(text)),
        };
        if seconds.is_some_and(|seconds| !(0..=MAX_SECONDS).contains(&seconds)) {
            let words = "A day has 24 hours at most. Enter a shorter time.";
            errors.push("duration", "out_of_range", words);
        }
        let wanted = project.zip(day).zip(seconds);
        let ((project, day), seconds) = errors.finish(wanted)?;
        Ok(Self {
            project,
            day,
            seconds,
        })
    }
}

impl Services {
    /// Makes a cell of the actor's own time what was typed.
    pub(super) async fn set_cell(
        &self,
        actor: &Actor,
        form: &CellForm,
    ) -> Result<Option<DeletionId>, AppError> {
        let wanted = Wanted::read(form)?;
        let within = bounds(actor, DateRange::day(wanted.day));
        let mut tx = self.write_as(actor).await?;
        let of_day = sql::load_day(&mut tx, actor.workspace_id, actor.user_id, within).await?;
        let cell: Vec<&DayEntry> = of_day
            .iter()
            .filter(|entry| entry.project == wanted.project)
            .collect();
        let shown: Vec<CellEntry> = cell
            .iter()
            .map(|entry| CellEntry {
                seconds: entry.seconds,
                locked: entry.locked,
            })
            .collect();
        let mut deleted = None;
        match change_of(wanted.seconds, &shown)? {
            CellChange::Nothing => return Ok(None),
            CellChange::Add(seconds) => {
                let last = of_day.iter().map(|entry| entry.ended_at).max();
                self.add_to_cell(&mut tx, actor, wanted, seconds, last)
                    .await?;
            }
            CellChange::Shorten(at, seconds) => {
                let entry = cell.get(at).ok_or(AppError::Internal)?;
                let wish = EntryWish {
                    times: Times {
                        seconds: Some(seconds),
                        ..Times::default()
                    },
                    ..EntryWish::default()
                };
                self.change_entry_directly(&mut tx, actor, entry.id, &wish)
                    .await?;
            }
            CellChange::Delete(at) => {
                let entry = cell.get(at).ok_or(AppError::Internal)?;
                let (deletion, _) = self
                    .delete_entries_in(&mut tx, actor, vec![entry.id])
                    .await?;
                deleted = Some(deletion);
            }
        }
        tx.commit().await?;
        self.bus.announce_all(&[actor.user_id]);
        Ok(deleted)
    }

    /// Adds what is missing as an entry of its own, after what was tracked that day; of today's first it is taken that it
    /// has just ended.
    async fn add_to_cell(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        wanted: Wanted,
        seconds: i64,
        last_end: Option<i64>,
    ) -> Result<(), AppError> {
        let zone = Zone::named(&actor.timezone);
        let (first, after) = bounds(actor, DateRange::day(wanted.day));
        let now = self.now();
        let usual = if (first..after).contains(&now) {
            now - seconds
        } else {
            zone.instant(wanted.day, USUAL_START)
        };
        let wish = EntryWish {
            project: Some(wanted.project),
            times: Times {
                start: Some(begin_of(first, after, usual, last_end)),
                end: None,
                seconds: Some(seconds),
            },
            ..EntryWish::default()
        };
        let added = self.add_entry_directly(tx, actor, &wish).await;
        added.map(|_| ()).map_err(in_cell)
    }
}

/// A refused entry in the words of the cell, which has no start of its own.
fn in_cell(error: AppError) -> AppError {
    match error {
        AppError::Invalid(errors) if errors.iter().any(|error| error.field == "start") => {
            AppError::field(
                "date",
                "out_of_range",
                "Time can be written down until tomorrow at the latest. Choose an earlier day.",
            )
        }
        error => error,
    }
}
