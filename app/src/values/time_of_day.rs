//! Times of day as people type them.

use super::Time;

/// The text is no time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a time of day. Write it like 9:05, 17:30 or 5:30 pm.")]
pub struct TimeOfDayError;

/// Reads a time of day: `9:05`, `09:05:30`, `9.05`, `905`, `9`, `9am`, `1:05 pm`, `1:05 p.m.`.
///
/// # Errors
/// When it has another form, or names no time between 0:00 and 23:59:59.
pub fn parse_time_of_day(text: &str) -> Result<Time, TimeOfDayError> {
    let text = text.trim().to_ascii_lowercase();
    let (clock, half) = split_half(&text);
    let mut parts = clock.split([':', '.']);
    let first = parts.next().unwrap_or_default();
    let rest: Vec<_> = parts.collect();
    let (hour, minute, second) = match *rest.as_slice() {
        // "905" and "1730": the last two digits are minutes.
        [] if first.is_ascii() && (3..=4).contains(&first.len()) => {
            let (hour, minute) = first.split_at(first.len() - 2);
            (number(hour)?, number(minute)?, 0)
        }
        [] => (number(first)?, 0, 0),
        [minute] => (number(first)?, two_digits(minute)?, 0),
        [minute, second] => (number(first)?, two_digits(minute)?, two_digits(second)?),
        _ => return Err(TimeOfDayError),
    };
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return Err(TimeOfDayError),
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) => hour % 12 + 12,
    };
    Time::new(hour, minute, second, 0).map_err(|_| TimeOfDayError)
}

/// Hours and minutes on 24 hours: `09:05`, as time fields want it.
#[must_use]
pub fn format_time_of_day(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

enum Half {
    Morning,
    Afternoon,
}

fn split_half(text: &str) -> (&str, Option<Half>) {
    for (suffix, half) in [
        ("a.m.", Half::Morning),
        ("am", Half::Morning),
        ("p.m.", Half::Afternoon),
        ("pm", Half::Afternoon),
    ] {
        if let Some(clock) = text.strip_suffix(suffix) {
            return (clock.trim_end(), Some(half));
        }
    }
    (text, None)
}

fn number(digits: &str) -> Result<i8, TimeOfDayError> {
    if (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        digits.parse().map_err(|_| TimeOfDayError)
    } else {
        Err(TimeOfDayError)
    }
}

fn two_digits(digits: &str) -> Result<i8, TimeOfDayError> {
    if digits.len() == 2 {
        number(digits)
    } else {
        Err(TimeOfDayError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;
    use proptest::prelude::*;

    #[test]
    fn people_write_times_in_many_ways() {
        for (text, (hour, minute, second)) in [
            ("9:05", (9, 5, 0)),
            ("09:05", (9, 5, 0)),
            ("9:05:30", (9, 5, 30)),
            ("9.05", (9, 5, 0)),
            ("905", (9, 5, 0)),
            ("0905", (9, 5, 0)),
            ("1730", (17, 30, 0)),
            ("9", (9, 0, 0)),
            (" 9am ", (9, 0, 0)),
            ("9 AM", (9, 0, 0)),
            ("1:05 pm", (13, 5, 0)),
            ("1:05 p.m.", (13, 5, 0)),
            ("105pm", (13, 5, 0)),
            ("12am", (0, 0, 0)),
            ("12:30 am", (0, 30, 0)),
            ("12pm", (12, 0, 0)),
            ("0:00", (0, 0, 0)),
            ("23:59:59", (23, 59, 59)),
        ] {
            assert_eq!(
                parse_time_of_day(text),
                Ok(time(hour, minute, second, 0)),
                "{text}"
            );
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "noon",
            "24:00",
            "9:60",
            "9:5",
            "9:",
            ":30",
            "13pm",
            "0am",
            "pm",
            "9:05:30:00",
            "12345",
            "-9",
            "9h",
            "é1",
            "+9:05",
        ] {
            assert_eq!(parse_time_of_day(text), Err(TimeOfDayError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(hour in 0..24_i8, minute in 0..60_i8, second in 0..60_i8) {
            let whole = time(hour, minute, second, 0);
            prop_assert_eq!(parse_time_of_day(&whole.to_string()), Ok(whole));
            prop_assert_eq!(parse_time_of_day(&format_time_of_day(whole)), Ok(time(hour, minute, 0, 0)));
        }

        #[test]
        fn no_text_panics(text in "[0-9:. apm]{0,10}|\\PC*") {
            let _ = parse_time_of_day(&text);
        }
    }
}
