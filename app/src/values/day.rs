//! Calendar days: read from a form, named for people. A day belongs to a time zone, which the caller has applied.

pub use jiff::civil::{Date, Time, Weekday};

use jiff::SignedDuration;

/// The text is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// Not `YYYY-MM-DD`, or not in the calendar.
    #[error("This is not a date. Write it as year-month-day, such as 2026-11-21.")]
    Malformed,
    /// A range whose end lies before its start.
    #[error("The end date lies before the start date. Choose a later end date.")]
    EndBeforeStart,
}

/// Reads a day as date fields and the API write it: `2026-11-21`, spaces around it forgiven.
///
/// # Errors
/// When it has another form or no such day exists.
pub fn parse_day(text: &str) -> Result<Date, DayError> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let well_formed = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| {
            if matches!(at, 4 | 7) {
                *byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
    if !well_formed {
        return Err(DayError::Malformed);
    }
    text.parse().map_err(|_| DayError::Malformed)
}

/// The day `days` later, or earlier when negative; stops at the calendar's first and last day.
#[must_use]
pub fn add_days(date: Date, days: i64) -> Date {
    // Beyond the whole calendar (20,000 years), so that the hours below cannot overflow.
    const LIMIT: i64 = 10_000_000;
    date.saturating_add(SignedDuration::from_hours(24 * days.clamp(-LIMIT, LIMIT)))
}

/// In full: `20 November 2026`.
#[must_use]
pub fn format_day(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(date), date.year())
}

/// Without the year, for lists and chart axes: `20 Nov`.
#[must_use]
pub fn format_day_short(date: Date) -> String {
    format!("{} {}", date.day(), &month_name(date)[..3])
}

/// The month and its year: `November 2026`.
#[must_use]
pub fn format_month(date: Date) -> String {
    format!("{} {}", month_name(date), date.year())
}

/// The weekday in full: `Friday`.
#[must_use]
pub const fn format_weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The weekday in three letters: `Fri`.
#[must_use]
pub fn format_weekday_short(weekday: Weekday) -> &'static str {
    &format_weekday(weekday)[..3]
}

/// What people call a day: `Today`, `Yesterday`, `Tomorrow`, else its weekday.
#[must_use]
pub fn day_name(date: Date, today: Date) -> &'static str {
    match today.duration_until(date).as_hours() / 24 {
        0 => "Today",
        -1 => "Yesterday",
        1 => "Tomorrow",
        _ => format_weekday(date.weekday()),
    }
}

fn month_name(date: Date) -> &'static str {
    match date.month() {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn only_real_days_are_read() {
        assert_eq!(parse_day(" 2026-11-21 "), Ok(date(2026, 11, 21)));
        assert_eq!(parse_day("2028-02-29"), Ok(date(2028, 2, 29)));
        for text in [
            "",
            "2026-02-29",
            "2026-13-01",
            "2026-1-1",
            "20261121",
            "2026-11-21T10:00",
            "21.11.2026",
            "2026-11-2é",
            "today",
        ] {
            assert_eq!(parse_day(text), Err(DayError::Malformed), "{text}");
        }
    }

    #[test]
    fn days_are_written() {
        let day = date(2026, 11, 20);
        assert_eq!(format_day(day), "20 November 2026");
        assert_eq!(format_day_short(day), "20 Nov");
        assert_eq!(format_month(day), "November 2026");
        assert_eq!(format_weekday(day.weekday()), "Friday");
        assert_eq!(format_weekday_short(day.weekday()), "Fri");
    }

    #[test]
    fn near_days_have_names() {
        let today = date(2026, 3, 1);
        for (day, name) in [
            (date(2026, 3, 1), "Today"),
            (date(2026, 2, 28), "Yesterday"),
            (date(2026, 3, 2), "Tomorrow"),
            (date(2026, 2, 27), "Friday"),
            (date(2025, 3, 1), "Saturday"),
        ] {
            assert_eq!(day_name(day, today), name, "{day}");
        }
    }

    #[test]
    fn the_calendar_has_ends() {
        assert_eq!(add_days(Date::MAX, 1), Date::MAX);
        assert_eq!(add_days(Date::MIN, i64::MIN), Date::MIN);
        assert_eq!(add_days(date(2026, 12, 31), 1), date(2027, 1, 1));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(days in -700_000..2_900_000_i64) {
            let day = add_days(date(1970, 1, 1), days);
            prop_assert_eq!(parse_day(&day.to_string()), Ok(day));
            prop_assert_eq!(add_days(day, -days), date(1970, 1, 1));
        }

        #[test]
        fn no_text_panics(text in "[0-9-]{0,11}|\\PC*") {
            let _ = parse_day(&text);
        }
    }
}
