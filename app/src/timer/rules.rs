//! How a timer counts, and what its form means: pure, so that the server and the bar agree to the second.

use super::{TimerForm, TimerState};
use crate::error::{AppError, Conflict, FieldErrors};
use crate::time_entries::TimeEntryForm;
use crate::time_entries::rules::TypedEntry;
use crate::values::{ProjectId, TagId};

/// Whether time is passing, and since when; instants are unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It counts since `resumed_at`.
    Running {
        /// The last Start or Resume.
        resumed_at: i64,
    },
    /// It rests since `paused_at`.
    Paused {
        /// The last Pause.
        paused_at: i64,
    },
}

/// What a timer has counted. It holds instants instead of a count that goes up, so nothing has to run while time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerClock {
    /// The first Start: unix seconds.
    pub started_at: i64,
    /// Active seconds up to the last Pause.
    pub accumulated: i64,
    /// Running or paused.
    pub phase: Phase,
}

/// The times of the entry that a timer becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FinishedTimes {
    /// The first Start: unix seconds.
    pub started_at: i64,
    /// The moment of saving, or of the last Pause; at least `started_at + seconds`.
    pub ended_at: i64,
    /// Active seconds, at least one.
    pub seconds: i64,
}

impl TimerClock {
    /// A timer that begins to count at `now`.
    #[must_use]
    pub const fn start(now: i64) -> Self {
        Self {
            started_at: now,
            accumulated: 0,
            phase: Phase::Running { resumed_at: now },
        }
    }

    /// Running or paused.
    #[must_use]
    pub const fn state(&self) -> TimerState {
        match self.phase {
            Phase::Running { .. } => TimerState::Running,
            Phase::Paused { .. } => TimerState::Paused,
        }
    }

    /// Active seconds at `now`, pauses left out. A clock that was set back takes nothing away.
    #[must_use]
    pub fn elapsed(&self, now: i64) -> i64 {
        match self.phase {
            Phase::Running { resumed_at } => self
                .accumulated
                .saturating_add(now.saturating_sub(resumed_at).max(0)),
            Phase::Paused { .. } => self.accumulated,
        }
    }

    /// Stops the count and keeps it.
    ///
    /// # Errors
    /// A conflict unless it is running.
    pub fn pause(self, now: i64) -> Result<Self, AppError> {
        match self.phase {
            Phase::Running { .. } => Ok(Self {
                accumulated: self.elapsed(now),
                phase: Phase::Paused { paused_at: now },
                ..self
            }),
            Phase::Paused { .. } => Err(conflict("The timer is paused already.")),
        }
    }

    /// Counts on; the break is left out.
    ///
    /// # Errors
    /// A conflict unless it is paused.
    pub fn resume(self, now: i64) -> Result<Self, AppError> {
        match self.phase {
            Phase::Paused { .. } => Ok(Self {
                phase: Phase::Running { resumed_at: now },
                ..self
            }),
            Phase::Running { .. } => Err(conflict("The timer is running already.")),
        }
    }

    /// The times of the entry it becomes when it is saved at `now`.
    ///
    /// # Errors
    /// A conflict when it has counted less than a second.
    pub fn finish(&self, now: i64) -> Result<FinishedTimes, AppError> {
        let seconds = self.elapsed(now);
        if seconds < 1 {
            return Err(conflict(
                "There is less than a second to save yet. Wait a moment, or reset the timer.",
            ));
        }
        let end = match self.phase {
            Phase::Running { .. } => now,
            Phase::Paused { paused_at } => paused_at,
        };
        let ended_at = end.max(self.started_at.saturating_add(seconds));
        Ok(FinishedTimes {
            started_at: self.started_at,
            ended_at,
            seconds,
        })
    }
}

/// A state of the timer that forbids what was asked for.
fn conflict(message: &str) -> AppError {
    AppError::conflict(Conflict::TimerConflict, message)
}

/// What starting answers while there is a timer.
#[must_use]
pub fn already_started() -> AppError {
    conflict("There is a timer already, perhaps from another device. Save or reset it first.")
}

/// What everything else answers while there is none.
#[must_use]
pub fn not_started() -> AppError {
    conflict(
        "There is no timer any more, perhaps it was saved or reset on another device. Start a new one.",
    )
}

/// What a form says about the billable mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillableChange {
    /// Nothing: it stays as it was decided.
    Keep,
    /// The project decides.
    Follow,
    /// Yes or no, whatever the project says.
    Set(bool),
}

impl BillableChange {
    /// The decision that is kept with the timer (`None` follows the project). Another project brings its own default,
    /// unless the mark was set in the same form.
    #[must_use]
    pub const fn apply(self, stored: Option<bool>, project_changed: bool) -> Option<bool> {
        match self {
            Self::Set(billable) => Some(billable),
            Self::Keep if !project_changed => stored,
            Self::Keep | Self::Follow => None,
        }
    }
}

/// The timer bar's form, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedTimer {
    /// What is being done.
    pub description: String,
    /// What it will be booked on.
    pub project_id: Option<ProjectId>,
    /// Labels, each once.
    pub tag_ids: Vec<TagId>,
    /// What it says about the billable mark.
    pub billable: BillableChange,
}

impl TypedTimer {
    /// Reads the form; what cannot be read is noted and left empty. The limits are those of an entry.
    #[must_use]
    pub fn read(form: &TimerForm, errors: &mut FieldErrors) -> Self {
        let entry = TypedEntry::read(
            &TimeEntryForm {
                description: form.description.clone(),
                project_id: form.project_id.clone(),
                billable: form.billable.clone(),
                tag_ids: form.tag_ids.clone(),
                ..TimeEntryForm::default()
            },
            errors,
        );
        let typed = entry.billable;
        let billable = match form.billable_shown.as_str() {
            shown @ ("true" | "false") => {
                // A box that is not ticked sends nothing.
                let typed = typed.unwrap_or(false);
                if typed == (shown == "true") {
                    BillableChange::Keep
                } else {
                    BillableChange::Set(typed)
                }
            }
            _ => typed.map_or(BillableChange::Follow, BillableChange::Set),
        };
        Self {
            description: entry.description,
            project_id: entry.project_id,
            tag_ids: entry.tag_ids,
            billable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NINE: i64 = 1_795_165_200;

    fn is_conflict<T: std::fmt::Debug>(answer: Result<T, AppError>) -> bool {
        matches!(answer, Err(AppError::Conflict(Conflict::TimerConflict, _)))
    }

    #[test]
    fn a_morning_with_a_break() {
        let timer = TimerClock::start(NINE);
        assert_eq!(timer.state(), TimerState::Running);
        assert_eq!(timer.elapsed(NINE + 90), 90);
        let paused = timer.pause(NINE + 3600).unwrap();
        assert_eq!(paused.state(), TimerState::Paused);
        assert_eq!(
            paused.elapsed(NINE + 9999),
            3600,
            "the break does not count"
        );
        let resumed = paused.resume(NINE + 5400).unwrap();
        assert_eq!(resumed.elapsed(NINE + 5460), 3660);
        assert_eq!(
            resumed.finish(NINE + 5460).unwrap(),
            FinishedTimes {
                started_at: NINE,
                ended_at: NINE + 5460,
                seconds: 3660
            }
        );
        assert_eq!(
            paused.finish(NINE + 86_400).unwrap(),
            FinishedTimes {
                started_at: NINE,
                ended_at: NINE + 3600,
                seconds: 3600
            },
            "a paused timer ended when it was paused"
        );
    }

    #[test]
    fn what_does_not_fit_is_a_conflict() {
        let running = TimerClock::start(NINE);
        assert!(is_conflict(running.resume(NINE + 1)));
        let paused = running.pause(NINE + 5).unwrap();
        assert!(is_conflict(paused.pause(NINE + 6)));
        assert!(is_conflict(running.finish(NINE)));
        assert!(running.finish(NINE + 1).is_ok());
    }

    #[test]
    fn days_may_pass() {
        let timer = TimerClock::start(NINE);
        assert_eq!(timer.finish(NINE + 40 * 3600).unwrap().seconds, 40 * 3600);
    }

    #[test]
    fn a_clock_that_is_set_back_takes_nothing_away() {
        let timer = TimerClock::start(NINE)
            .pause(NINE + 100)
            .unwrap()
            .resume(NINE + 100)
            .unwrap();
        assert_eq!(timer.elapsed(NINE - 5000), 100);
        let finished = timer.finish(NINE - 5000).unwrap();
        assert_eq!((finished.seconds, finished.ended_at), (100, NINE + 100));
    }

    fn typed(billable: &str, billable_shown: &str) -> BillableChange {
        let form = TimerForm {
            billable: billable.into(),
            billable_shown: billable_shown.into(),
            ..TimerForm::default()
        };
        let mut errors = FieldErrors::new();
        let typed = TypedTimer::read(&form, &mut errors);
        errors.finish(Some(typed.billable)).unwrap()
    }

    #[test]
    fn the_billable_mark_follows_the_project_until_it_is_touched() {
        use BillableChange::{Follow, Keep, Set};
        for (billable, shown, change) in [
            ("", "", Follow),
            ("true", "", Set(true)),
            ("false", "", Set(false)),
            ("true", "true", Keep),
            ("", "false", Keep),
            ("", "true", Set(false)),
            ("true", "false", Set(true)),
        ] {
            assert_eq!(typed(billable, shown), change, "{billable:?} {shown:?}");
        }
        for (change, stored, project_changed, after) in [
            (Keep, Some(true), false, Some(true)),
            (Keep, None, false, None),
            (Keep, Some(true), true, None),
            (Follow, Some(true), false, None),
            (Set(false), Some(true), true, Some(false)),
        ] {
            assert_eq!(
                change.apply(stored, project_changed),
                after,
                "{change:?} {stored:?}"
            );
        }
    }

    #[test]
    fn every_field_is_checked_at_once() {
        let form = TimerForm {
            description: "x".repeat(5001),
            project_id: "project".into(),
            tag_ids: vec!["tag".into()],
            billable: "maybe".into(),
            ..TimerForm::default()
        };
        let mut errors = FieldErrors::new();
        let _ = TypedTimer::read(&form, &mut errors);
        let Err(AppError::Invalid(refused)) = errors.finish(Some(())) else {
            panic!("all are wrong")
        };
        let fields: Vec<&str> = refused.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["description", "project_id", "billable", "tag_ids"]);
    }

    proptest! {
        /// Whatever the clock does, at every step: never negative, never less than before while it runs, a pause adds
        /// nothing, and the entry holds its time.
        #[test]
        fn any_life_of_a_timer_adds_up(steps in prop::collection::vec((-5000..50_000_i64, any::<bool>()), 0..40)) {
            let mut now = NINE;
            let mut timer = TimerClock::start(now);
            let mut active = 0;
            for (passed, toggle) in steps {
                let before = timer.elapsed(now);
                prop_assert_eq!(before, active);
                if timer.state() == TimerState::Running && passed > 0 {
                    active += passed;
                }
                if passed > 0 || timer.state() == TimerState::Paused {
                    now += passed;
                }
                prop_assert!(timer.elapsed(now) >= before);
                if toggle {
                    timer = match timer.state() {
                        TimerState::Running => timer.pause(now).unwrap(),
                        TimerState::Paused => timer.resume(now).unwrap(),
                    };
                    prop_assert_eq!(timer.elapsed(now), active);
                }
                if let Ok(finished) = timer.finish(now) {
                    prop_assert_eq!(finished.seconds, active);
                    prop_assert!(finished.seconds >= 1);
                    prop_assert!(finished.ended_at - finished.started_at >= finished.seconds);
                } else {
                    prop_assert!(active < 1);
                }
            }
        }

        #[test]
        fn no_instant_panics(started_at: i64, accumulated in 0..i64::MAX, at: i64, now: i64, running: bool) {
            let phase = if running { Phase::Running { resumed_at: at } } else { Phase::Paused { paused_at: at } };
            let timer = TimerClock { started_at, accumulated, phase };
            prop_assert!(timer.elapsed(now) >= accumulated);
            let _ = (timer.pause(now), timer.resume(now), timer.finish(now));
        }
    }
}
