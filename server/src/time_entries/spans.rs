//! When an entry is, as programs say it: instants and seconds, where people type days and clock times.

use app::error::FieldErrors;
use app::time_entries::rules::{MAX_AHEAD, MAX_END_AHEAD, MAX_SECONDS};

use super::sql::StoredEntry;
use super::times::Span;

/// No entry begins before 1900 or after the year 9000.
const STARTS: std::ops::Range<i64> = -2_208_988_800..221_845_392_000;

/// When an entry is to be, as far as it is said.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    /// Unix seconds.
    pub(crate) start: Option<i64>,
    /// Unix seconds.
    pub(crate) end: Option<i64>,
    /// Tracked seconds.
    pub(crate) seconds: Option<i64>,
}

/// When a new entry was.
pub(super) fn new_span(times: Times, now: i64, errors: &mut FieldErrors) -> Option<Span> {
    let Some(start) = times.start else {
        errors.push("start", "required", "Send a start.");
        return None;
    };
    match (times.end, times.seconds) {
        (None, None) => {
            errors.push("end", "required", "Send an end or a duration.");
            None
        }
        (end, Some(seconds)) => {
            let end = end.unwrap_or_else(|| start.saturating_add(seconds));
            checked(start, end, seconds, now, errors)
        }
        (Some(end), None) => {
            let seconds = end.saturating_sub(start);
            checked(
                start,
                end,
                if seconds < 1 { 1 } else { seconds },
                now,
                errors,
            )
        }
    }
}

/// When an entry was, after a change: what is not said follows what is, and a pause stays as long as it was.
pub(super) fn changed_span(
    times: Times,
    stored: &StoredEntry,
    now: i64,
    errors: &mut FieldErrors,
) -> Option<Span> {
    let kept = Span {
        started_at: stored.started_at,
        ended_at: stored.ended_at,
        seconds: stored.seconds,
    };
    let start = times.start.unwrap_or(kept.started_at);
    let length = kept.ended_at - kept.started_at;
    let pause = length - kept.seconds;
    let (end, seconds) = match (times.end, times.seconds) {
        (None, None) if times.start.is_none_or(|start| start == kept.started_at) => {
            return Some(kept);
        }
        (None, None) => (start.saturating_add(length), kept.seconds),
        (None, Some(seconds)) => (start.saturating_add(seconds).saturating_add(pause), seconds),
        (Some(end), Some(seconds)) => (end, seconds),
        (Some(end), None) => {
            let whole = end.saturating_sub(start);
            let seconds = if whole > pause { whole - pause } else { whole };
            (end, seconds.max(1))
        }
    };
    checked(start, end, seconds, now, errors)
}

fn checked(start: i64, end: i64, seconds: i64, now: i64, errors: &mut FieldErrors) -> Option<Span> {
    let wrong = if !STARTS.contains(&start) {
        Some(("start", "A start is between the years 1900 and 9000."))
    } else if start > now + MAX_AHEAD {
        Some(("start", "A start is at most 24 hours ahead."))
    } else if end <= start && seconds >= 1 {
        Some(("end", "The end comes after the start."))
    } else if !(1..=MAX_SECONDS).contains(&seconds) {
        Some(("duration", "A time entry lasts from a second to 24 hours."))
    } else if end > now + MAX_END_AHEAD {
        Some(("end", "An end is at most 48 hours ahead."))
    } else if seconds > end - start {
        Some((
            "duration",
            "The duration is longer than the time from start to end.",
        ))
    } else {
        None
    };
    if let Some((field, words)) = wrong {
        errors.push(field, "out_of_range", words);
        return None;
    }
    Some(Span {
        started_at: start,
        ended_at: end,
        seconds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::error::AppError;
    use app::values::{TimeEntryId, UserId};
    use uuid::Uuid;

    const NOW: i64 = 1_795_168_800;

    fn times(start: Option<i64>, end: Option<i64>, seconds: Option<i64>) -> Times {
        Times {
            start: start.map(|at| NOW + at),
            end: end.map(|at| NOW + at),
            seconds,
        }
    }

    fn outcome(span: Option<Span>, errors: FieldErrors) -> Result<(i64, i64, i64), String> {
        match errors.finish(span) {
            Ok(span) => Ok((span.started_at - NOW, span.ended_at - NOW, span.seconds)),
            Err(AppError::Invalid(errors)) => Err(errors[0].field.clone()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn a_new_entry_has_a_start_and_one_of_end_and_duration() {
        // start, end, duration → start, end, duration, or the refused field
        let table = [
            (times(Some(0), Some(60), None), Ok((0, 60, 60))),
            (times(Some(0), None, Some(90)), Ok((0, 90, 90))),
            (times(Some(0), Some(100), Some(90)), Ok((0, 100, 90))),
            (
                times(Some(-86_400), Some(0), None),
                Ok((-86_400, 0, 86_400)),
            ),
            (times(None, Some(60), None), Err("start")),
            (times(Some(0), None, None), Err("end")),
            (times(Some(0), Some(0), None), Err("end")),
            (times(Some(0), Some(-1), None), Err("end")),
            (times(Some(0), Some(80), Some(90)), Err("duration")),
            (times(Some(0), None, Some(86_401)), Err("duration")),
            (times(Some(0), None, Some(0)), Err("duration")),
            (times(Some(0), None, Some(-5)), Err("duration")),
            (times(Some(86_401), None, Some(5)), Err("start")),
            (times(Some(i64::MIN / 2), None, Some(5)), Err("start")),
            (times(Some(0), None, Some(i64::MAX)), Err("duration")),
            (
                times(Some(86_400), Some(172_800), None),
                Ok((86_400, 172_800, 86_400)),
            ),
            (
                times(Some(0), Some(172_800), Some(60)),
                Ok((0, 172_800, 60)),
            ),
            (times(Some(0), Some(172_801), Some(60)), Err("end")),
            (times(Some(0), Some(200_000_000_000), Some(60)), Err("end")),
        ];
        for (times, expected) in table {
            let mut errors = FieldErrors::new();
            let span = new_span(times, NOW, &mut errors);
            let expected = expected.map_err(str::to_owned);
            assert_eq!(outcome(span, errors), expected, "{times:?}");
        }
    }

    #[test]
    fn a_change_moves_what_was_not_said() {
        let stored = StoredEntry {
            id: TimeEntryId::from_uuid(Uuid::nil()),
            user_id: UserId::from_uuid(Uuid::nil()),
            project_id: None,
            description: String::new(),
            started_at: NOW - 7200,
            ended_at: NOW - 3600,
            // Ten minutes of pause.
            seconds: 3000,
            billable: false,
            hourly_rate_cents: 0,
            internal_cost_cents: None,
            locked: false,
            import_key: None,
            created_at: 0,
            tag_ids: Vec::new(),
        };
        let table = [
            (times(None, None, None), Ok((-7200, -3600, 3000))),
            (times(Some(-9000), None, None), Ok((-9000, -5400, 3000))),
            (times(None, Some(0), None), Ok((-7200, 0, 6600))),
            (times(None, Some(-7000), None), Ok((-7200, -7000, 200))),
            (times(None, None, Some(600)), Ok((-7200, -6000, 600))),
            (times(Some(-100), Some(0), Some(50)), Ok((-100, 0, 50))),
            (times(None, Some(-7200), None), Err("end")),
            (times(Some(-100), Some(0), Some(150)), Err("duration")),
            (times(None, Some(172_801), Some(600)), Err("end")),
        ];
        for (times, expected) in table {
            let mut errors = FieldErrors::new();
            let span = changed_span(times, &stored, NOW, &mut errors);
            let expected = expected.map_err(str::to_owned);
            assert_eq!(outcome(span, errors), expected, "{times:?}");
        }
    }
}
