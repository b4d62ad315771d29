//! From days and clock times as they were typed to instants, in a person's time zone.
//!
//! Clock times come in minutes while timers count seconds: a duration that is up to a minute longer than the time from
//! start to end is no contradiction, and what an edit does not touch keeps its seconds.

use app::error::FieldErrors;
use app::time_entries::rules::{MAX_AHEAD, MAX_END_AHEAD, MAX_SECONDS, TypedTimes, is_countable};
use app::values::{Time, add_days};

use crate::local_time::{Local, Zone};

const MINUTE: i64 = 60;
/// The start of an entry on another day of which only the duration is known: nine in the morning.
const USUAL_START: Time = Time::constant(9, 0, 0, 0);

/// When an entry was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Unix seconds.
    pub(crate) started_at: i64,
    /// Unix seconds, at least `started_at + seconds`.
    pub(crate) ended_at: i64,
    /// Tracked time, pauses left out.
    pub(crate) seconds: i64,
}

impl Span {
    const fn unbroken(started_at: i64, ended_at: i64) -> Self {
        Self {
            started_at,
            ended_at,
            seconds: ended_at - started_at,
        }
    }

    const fn lasting(started_at: i64, seconds: i64) -> Self {
        Self {
            started_at,
            ended_at: started_at + seconds,
            seconds,
        }
    }
}

/// What was wrong: field, code, what to do.
type Wrong = (&'static str, &'static str, &'static str);

const BOTH_TOO_LONG: Wrong = (
    "duration",
    "invalid",
    "The duration is longer than the time from start to end. Shorten it, or clear one of the three.",
);

/// When a new entry was. Of a duration alone: it ends now if its day is today (but begins on that day), else it begins
/// at nine. Nothing, with a note, when it cannot be.
pub(crate) fn resolve_new(
    typed: TypedTimes,
    zone: &Zone,
    now: i64,
    errors: &mut FieldErrors,
) -> Option<Span> {
    let today = zone.day(now);
    let day = typed.date.unwrap_or(today);
    if let Some(duration) = typed.duration {
        check_length(duration, errors)?;
    }
    let span = match (typed.start, typed.end, typed.duration) {
        (None, None, None) => Err((
            "duration",
            "required",
            "Enter a duration, or a start and an end.",
        )),
        (Some(_), None, None) => Err(("end", "required", "Enter an end or a duration.")),
        (None, Some(_), None) => Err(("start", "required", "Enter a start or a duration.")),
        (None, None, Some(duration)) if day == today => Ok(Span::lasting(
            (now - duration).max(zone.start_of(day)),
            duration,
        )),
        (None, None, Some(duration)) => Ok(Span::lasting(zone.instant(day, USUAL_START), duration)),
        (None, Some(end), Some(duration)) => Ok(ending(day, end, duration, zone)),
        (Some(start), None, Some(duration)) => Ok(Span::lasting(
            zone.instant_at(day, start, typed.offset),
            duration,
        )),
        (Some(start), Some(end), duration) => {
            let started_at = zone.instant_at(day, start, typed.offset);
            between(started_at, start, end, duration, zone)
        }
    };
    check(span, now, errors)
}

/// When an entry was, after an edit. What was left as the form showed it, or emptied, follows what was changed: a new
/// start moves the end, a new duration moves the end, a new end changes the duration; a pause stays as long as it was. On
/// its day, an entry in the second pass of an hour that comes twice stays in it.
pub(crate) fn resolve_edit(
    typed: TypedTimes,
    stored: Span,
    zone: &Zone,
    now: i64,
    errors: &mut FieldErrors,
) -> Option<Span> {
    let (from, to) = (zone.local(stored.started_at), zone.local(stored.ended_at));
    let day = typed.date.filter(|day| *day != from.day);
    let start = typed.start.filter(|time| !shows(from, *time));
    let end = typed.end.filter(|time| !shows(to, *time));
    let duration = typed.duration.filter(|seconds| *seconds != stored.seconds);
    if day.is_none() && start.is_none() && end.is_none() && duration.is_none() {
        return Some(stored);
    }
    if let Some(duration) = duration {
        check_length(duration, errors)?;
    }
    let moved = day.is_some() || start.is_some();
    let clock = start.unwrap_or(from.time);
    let started_at = if moved {
        let kept = day.is_none().then(|| zone.offset(stored.started_at));
        zone.instant_at(day.unwrap_or(from.day), clock, typed.offset.or(kept))
    } else {
        stored.started_at
    };
    let length = stored.ended_at - stored.started_at;
    let pause = length - stored.seconds;
    let span = match (end, duration) {
        (None, None) => Ok(Span {
            started_at,
            ended_at: started_at + length,
            seconds: stored.seconds,
        }),
        (None, Some(seconds)) => Ok(Span {
            started_at,
            ended_at: started_at + seconds + pause,
            seconds,
        }),
        (Some(end), Some(_)) => between(started_at, clock, end, duration, zone),
        (Some(end), None) => between(started_at, clock, end, None, zone).map(|span| {
            if moved && (span.seconds - length).abs() < MINUTE {
                // Start and end moved together.
                Span {
                    started_at,
                    ended_at: started_at + length,
                    seconds: stored.seconds,
                }
            } else if span.seconds > pause {
                Span {
                    seconds: span.seconds - pause,
                    ..span
                }
            } else {
                span
            }
        }),
    };
    if duration.is_none()
        && let Ok(span) = span
        && span.seconds != stored.seconds
    {
        check_length(span.seconds, errors)?;
    }
    check_bounds(span, now, errors)
}

/// Whether the form shows this clock time as `time`, which may have been typed with or without seconds.
fn shows(local: Local, time: Time) -> bool {
    let minute = |time: Time| (time.hour(), time.minute());
    minute(local.time) == minute(time)
        && (time.second() == 0 || time.second() == local.time.second())
}

/// From an instant that its clock showed as `start` to the next time a clock shows `end`.
fn between(
    started_at: i64,
    start: Time,
    end: Time,
    duration: Option<i64>,
    zone: &Zone,
) -> Result<Span, Wrong> {
    let day = zone.day(started_at);
    let end_day = if end > start { day } else { add_days(day, 1) };
    let first = zone.instant(end_day, end);
    let ended_at = if first > started_at {
        first
    } else {
        // Both are in the second pass of an hour that comes twice.
        zone.last_instant(end_day, end)
    };
    let length = ended_at - started_at;
    if length <= 0 {
        // The clock was changed in between.
        return Err((
            "end",
            "invalid",
            "The end lies before the start on that day. Choose a later end.",
        ));
    }
    match duration {
        None => Ok(Span::unbroken(started_at, ended_at)),
        Some(seconds) if seconds <= length => Ok(Span {
            started_at,
            ended_at,
            seconds,
        }),
        Some(seconds) if seconds < length + MINUTE => Ok(Span::lasting(started_at, seconds)),
        Some(_) => Err(BOTH_TOO_LONG),
    }
}

/// Of this length, ending at a clock time, beginning on `day`: the end may be on the day after.
fn ending(day: app::values::Date, end: Time, duration: i64, zone: &Zone) -> Span {
    let span = |end_day| {
        let ended_at = zone.instant(end_day, end);
        Span::unbroken(ended_at - duration, ended_at)
    };
    let next = span(add_days(day, 1));
    if zone.day(next.started_at) == day && zone.day(span(day).started_at) != day {
        next
    } else {
        span(day)
    }
}

fn check(span: Result<Span, Wrong>, now: i64, errors: &mut FieldErrors) -> Option<Span> {
    if let Ok(span) = span {
        check_length(span.seconds, errors)?;
    }
    check_bounds(span, now, errors)
}

fn check_length(seconds: i64, errors: &mut FieldErrors) -> Option<()> {
    if seconds < 1 {
        errors.push(
            "duration",
            "out_of_range",
            "A time entry lasts at least a second. Enter a longer duration.",
        );
        None
    } else if seconds > MAX_SECONDS {
        errors.push(
            "duration",
            "out_of_range",
            "A time entry lasts at most 24 hours. Split it into several.",
        );
        None
    } else {
        Some(())
    }
}

/// Refuses a rate at which an entry is worth more than can be counted.
pub(super) fn check_worth(
    entry: Option<(Span, i64)>,
    errors: &mut FieldErrors,
) -> Option<(Span, i64)> {
    let (span, rate) = entry?;
    if is_countable(span.seconds, rate) {
        return Some((span, rate));
    }
    errors.push(
        "hourly_rate",
        "out_of_range",
        "At this rate the entry is worth more than can be counted. Enter a lower rate.",
    );
    None
}

fn check_bounds(span: Result<Span, Wrong>, now: i64, errors: &mut FieldErrors) -> Option<Span> {
    match span {
        Ok(span) if span.started_at > now + MAX_AHEAD => {
            errors.push(
                "date",
                "out_of_range",
                "An entry starts at most 24 hours from now. Choose an earlier date.",
            );
            None
        }
        Ok(span) if span.ended_at > now + MAX_END_AHEAD => {
            errors.push(
                "end",
                "out_of_range",
                "An entry ends at most 48 hours from now. Choose an earlier end.",
            );
            None
        }
        Ok(span) => Some(span),
        Err((field, code, message)) => {
            errors.push(field, code, message);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::error::AppError;
    use app::values::{Date, parse_day, parse_duration, parse_time_of_day};
    use proptest::prelude::*;

    fn berlin() -> Zone {
        Zone::named("Europe/Berlin")
    }

    fn day(text: &str) -> Date {
        parse_day(text).unwrap()
    }

    fn at(date: &str, time: &str) -> i64 {
        berlin().instant(day(date), parse_time_of_day(time).unwrap())
    }

    /// 20 November 2026, 16:00 in Berlin.
    fn now() -> i64 {
        at("2026-11-20", "16:00")
    }

    #[test]
    fn a_worth_that_cannot_be_counted_is_refused_at_the_rate() {
        let span = Span {
            started_at: 0,
            ended_at: MAX_SECONDS,
            seconds: MAX_SECONDS,
        };
        let mut errors = FieldErrors::new();
        assert_eq!(check_worth(None, &mut errors), None);
        let most = app::values::MAX_MONEY;
        assert_eq!(
            check_worth(Some((span, most)), &mut errors),
            Some((span, most))
        );
        assert_eq!(check_worth(Some((span, 1000 * most)), &mut errors), None);
        let error = errors.finish(Some(())).unwrap_err();
        assert!(error.for_field("hourly_rate").is_some());
    }

    fn typed(date: &str, start: &str, end: &str, duration: &str) -> TypedTimes {
        TypedTimes {
            date: parse_day(date).ok(),
            start: parse_time_of_day(start).ok(),
            end: parse_time_of_day(end).ok(),
            duration: parse_duration(duration).ok(),
            offset: None,
        }
    }

    fn new(times: TypedTimes) -> Result<Span, AppError> {
        let mut errors = FieldErrors::new();
        let span = resolve_new(times, &berlin(), now(), &mut errors);
        errors.finish(span)
    }

    fn edit(stored: Span, times: TypedTimes) -> Result<Span, AppError> {
        let mut errors = FieldErrors::new();
        let span = resolve_edit(times, stored, &berlin(), now(), &mut errors);
        errors.finish(span)
    }

    fn refused(answer: &Result<Span, AppError>, field: &str) -> bool {
        answer
            .as_ref()
            .is_err_and(|error| error.for_field(field).is_some())
    }

    #[test]
    fn two_of_three_make_an_entry() {
        let today = "2026-11-20";
        for (times, start, seconds) in [
            (typed(today, "13:05", "15:20", ""), at(today, "13:05"), 8100),
            (typed(today, "13:05", "", "2:15"), at(today, "13:05"), 8100),
            (typed(today, "", "15:20", "2:15"), at(today, "13:05"), 8100),
            (typed(today, "", "", "2:15"), at(today, "13:45"), 8100),
            (typed("", "", "", "2:15"), at(today, "13:45"), 8100),
            (
                typed("2026-11-19", "", "", "2:15"),
                at("2026-11-19", "9:00"),
                8100,
            ),
            // Over midnight.
            (
                typed("2026-11-18", "23:30", "0:30", ""),
                at("2026-11-18", "23:30"),
                3600,
            ),
            (
                typed("2026-11-18", "", "0:30", "1h"),
                at("2026-11-18", "23:30"),
                3600,
            ),
            (
                typed("2026-11-18", "9", "9", ""),
                at("2026-11-18", "9:00"),
                86_400,
            ),
            // A long duration today still begins today.
            (typed(today, "", "", "20h"), at(today, "0:00"), 72_000),
        ] {
            assert_eq!(new(times), Ok(Span::lasting(start, seconds)), "{times:?}");
        }
    }

    #[test]
    fn all_three_leave_room_for_a_pause() {
        let span = new(typed("2026-11-20", "9:00", "12:00", "2:30")).unwrap();
        assert_eq!(
            (span.ended_at - span.started_at, span.seconds),
            (10_800, 9000)
        );
        let rounded = new(typed("2026-11-20", "9:00", "12:00", "3:00:42")).unwrap();
        assert_eq!(rounded, Span::lasting(at("2026-11-20", "9:00"), 10_842));
        assert!(refused(
            &new(typed("2026-11-20", "9:00", "12:00", "3:01")),
            "duration"
        ));
    }

    #[test]
    fn what_is_missing_or_beyond_the_limits_is_named() {
        for (times, field) in [
            (typed("2026-11-20", "", "", ""), "duration"),
            (typed("2026-11-20", "9", "", ""), "end"),
            (typed("2026-11-20", "", "9", ""), "start"),
            (typed("2026-11-20", "9", "", "0"), "duration"),
            (typed("2026-11-20", "9", "", "24:00:01"), "duration"),
            (
                typed("2026-11-20", "9", "", "99999999999999:00"),
                "duration",
            ),
            (typed("2026-11-21", "16:01", "", "1h"), "date"),
            (typed("9000-12-31", "9", "", "1h"), "date"),
        ] {
            assert!(refused(&new(times), field), "{times:?}");
        }
        assert!(new(typed("2026-11-21", "16:00", "", "1h")).is_ok());
        assert!(new(typed("2026-11-20", "9", "", "24h")).is_ok());
    }

    #[test]
    fn clock_changes_count_what_passed() {
        // Spring forward: 02:00 to 03:00 does not exist. Fall back: it comes twice.
        for (times, seconds) in [
            (typed("2026-03-29", "1:00", "4:00", ""), 2 * 3600),
            (typed("2026-10-25", "1:00", "4:00", ""), 4 * 3600),
            (typed("2026-03-28", "23:00", "7:00", ""), 7 * 3600),
            (typed("2026-10-24", "23:00", "7:00", ""), 9 * 3600),
            (typed("2026-03-29", "1:00", "", "3h"), 3 * 3600),
            (typed("2026-03-29", "2:30", "4:00", ""), 1800),
        ] {
            assert_eq!(new(times).unwrap().seconds, seconds, "{times:?}");
        }
        // 02:30 is moved to 03:30, so that an end at 03:00 would lie before it.
        assert!(refused(
            &new(typed("2026-03-29", "2:30", "3:00", "")),
            "end"
        ));
        // The day that has 25 hours is longer than an entry.
        assert!(refused(
            &new(typed("2026-10-25", "0:00", "0:00", "")),
            "duration"
        ));
    }

    #[test]
    fn an_offset_says_which_of_two_times_is_meant() {
        let first = at("2026-10-25", "2:15");
        let times = |start: &str, end: &str, duration: &str, offset: i64| TypedTimes {
            offset: Some(offset),
            ..typed("2026-10-25", start, end, duration)
        };
        for (times, start, seconds) in [
            (times("2:15", "2:45", "", 7200), first, 1800),
            (times("2:15", "2:45", "", 3600), first + 3600, 1800),
            (times("2:15", "2:45", "0:30", 3600), first + 3600, 1800),
            (times("2:15", "", "0:30", 3600), first + 3600, 1800),
            (times("2:15", "3:00", "", 3600), first + 3600, 2700),
            // From the first pass to the second, by its length.
            (times("2:15", "", "1:15", 7200), first, 4500),
            // Any other time is what it was.
            (
                times("9:00", "10:00", "", 7200),
                at("2026-10-25", "9:00"),
                3600,
            ),
        ] {
            assert_eq!(new(times), Ok(Span::lasting(start, seconds)), "{times:?}");
        }
    }

    #[test]
    fn an_edit_stays_in_its_pass() {
        for pass in [0, 3600] {
            let started_at = at("2026-10-25", "2:15") + pass;
            let stored = Span::lasting(started_at, 900);
            let span = |start, end, duration| {
                edit(stored, typed("2026-10-25", start, end, duration)).unwrap()
            };
            assert_eq!(
                span("2:30", "2:30", "0:15"),
                Span::lasting(started_at + 900, 900)
            );
            assert_eq!(
                span("2:15", "2:45", "0:15"),
                Span::lasting(started_at, 1800)
            );
            assert_eq!(
                span("2:15", "2:30", "0:30"),
                Span::lasting(started_at, 1800)
            );
        }
        // What comes from another day begins in the first.
        let winter = Span::lasting(at("2026-11-01", "2:15"), 900);
        let moved = edit(winter, typed("2026-10-25", "2:15", "2:30", "0:15"));
        assert_eq!(moved, Ok(Span::lasting(at("2026-10-25", "2:15"), 900)));
    }

    /// 13:05:20 to 15:20:30 with a pause of ten seconds.
    fn stored() -> Span {
        let started_at = at("2026-11-19", "13:05:20");
        Span {
            started_at,
            ended_at: started_at + 8110,
            seconds: 8100,
        }
    }

    #[test]
    fn untouched_times_keep_their_seconds() {
        for times in [
            typed("2026-11-19", "13:05", "15:20", "2:15:00"),
            typed("2026-11-19", "13:05:20", "15:20:30", "2:15"),
            TypedTimes::default(),
        ] {
            assert_eq!(edit(stored(), times), Ok(stored()), "{times:?}");
        }
        // Even those that could not be typed now.
        let long = Span::lasting(at("2026-11-01", "9:00"), 40 * 3600);
        assert_eq!(
            edit(long, typed("2026-11-01", "9:00", "1:00", "40:00:00")),
            Ok(long)
        );
    }

    #[test]
    fn what_is_changed_leads_what_is_not() {
        let span =
            |date, start, end, duration| edit(stored(), typed(date, start, end, duration)).unwrap();
        let earlier = span("2026-11-18", "13:05", "15:20", "2:15:00");
        assert_eq!(earlier.started_at, stored().started_at - 86_400);
        assert_eq!(earlier.ended_at - earlier.started_at, 8110);

        let moved = span("2026-11-19", "13:00", "15:20", "2:15:00");
        assert_eq!(moved.started_at, at("2026-11-19", "13:00"));
        assert_eq!(
            (moved.ended_at - moved.started_at, moved.seconds),
            (8110, 8100)
        );
        assert_eq!(span("2026-11-19", "13:00", "15:15", "2:15:00"), moved);

        let longer = span("2026-11-19", "13:05", "15:20", "3h");
        assert_eq!(
            (longer.started_at, longer.seconds),
            (stored().started_at, 10_800)
        );
        assert_eq!(longer.ended_at - longer.started_at, 10_810);

        let later = span("2026-11-19", "13:05", "16:00", "2:15:00");
        assert_eq!(later.ended_at, at("2026-11-19", "16:00"));
        assert_eq!(later.seconds, later.ended_at - later.started_at - 10);

        assert!(refused(
            &edit(stored(), typed("2026-11-19", "13:05", "14:00", "3h")),
            "duration"
        ));
        assert!(refused(
            &edit(stored(), typed("2026-12-19", "13:05", "15:20", "2:15:00")),
            "date"
        ));
        assert!(refused(
            &edit(stored(), typed("2026-11-19", "13:05", "15:20", "25h")),
            "duration"
        ));
        // A pause of three days moves along, but not into next week.
        let paused = Span {
            started_at: at("2026-11-10", "9:00"),
            ended_at: at("2026-11-13", "9:00"),
            seconds: 3600,
        };
        assert!(edit(paused, typed("2026-11-19", "9:00", "9:00", "1h")).is_ok());
        assert!(refused(
            &edit(paused, typed("2026-11-20", "9:00", "9:00", "1h")),
            "end"
        ));
    }

    proptest! {
        #[test]
        fn every_answer_holds_the_limits(
            days in 0..400_i64, start in prop::option::of(0..1440_i64), end in prop::option::of(0..1440_i64),
            duration in prop::option::of(-10..100_000_i64), offset in prop::option::of(0..3_i64), edited: bool,
        ) {
            let time = |minutes: i64| Time::midnight() + jiff::SignedDuration::from_mins(minutes);
            let times = TypedTimes {
                date: Some(add_days(day("2025-11-01"), days)),
                start: start.map(time),
                end: end.map(time),
                duration,
                offset: offset.map(|hours| 3600 * hours),
            };
            let answer = if edited { edit(stored(), times) } else { new(times) };
            if let Ok(span) = answer {
                prop_assert!((1..=MAX_SECONDS).contains(&span.seconds));
                prop_assert!(span.ended_at - span.started_at >= span.seconds);
                prop_assert!(span.started_at <= now() + MAX_AHEAD);
                prop_assert!(span.ended_at <= now() + MAX_END_AHEAD);
                // Counted back from its end, an entry of a whole day may not fit into a shorter one.
                if !edited && (start.is_some() || end.is_none()) {
                    prop_assert_eq!(Some(berlin().day(span.started_at)), times.date);
                }
            }
        }
    }
}
