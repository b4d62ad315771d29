//! Durations in whole seconds: how people type them and how they are shown.

/// Why a text is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// Nothing was typed.
    #[error("Enter a duration, such as 1:30, 1.5h or 90m.")]
    Empty,
    /// None of the accepted forms.
    #[error("This is not a duration. Write it like 1:30, 1.5h, 1h 30m or 90m.")]
    Malformed,
    /// Minutes or seconds after a colon beyond 59.
    #[error("Minutes and seconds after a colon go up to 59. Write 1h 90m, or 2:30.")]
    BeyondFiftyNine,
    /// More seconds than can be counted.
    #[error("This duration is too long. Enter a shorter one.")]
    TooLong,
}

use DurationError::{BeyondFiftyNine, Empty, Malformed, TooLong};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

/// A piece of what was typed; spaces may stand between any two.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    /// Digits alone.
    Integer(&'a str),
    /// The digits on both sides of a point or comma.
    Decimal(&'a str, &'a str),
    Colon,
    Unit(u8),
}

/// Reads a duration into seconds: `1:30` (hours and minutes), `1:30:15`, `1.5` and `1,5` (hours), `1.5h`, `90m`,
/// `1h 30m`, `1h30m15s`, `1h 30`, `45s`; a bare integer is minutes. Upper case and spaces do not matter.
/// A decimal is rounded half-up to the second. How long an entry may be is not decided here.
///
/// # Errors
/// When it is empty, in none of these forms, or beyond an i64.
pub fn parse_duration(text: &str) -> Result<i64, DurationError> {
    use Token::{Colon, Decimal, Integer, Unit};
    match *tokens(text)?.as_slice() {
        [] => Err(Empty),
        [Integer(minutes)] => scale(integer(minutes)?, MINUTE),
        [Decimal(whole, decimals)] | [Decimal(whole, decimals), Unit(b'h')] => {
            decimal_hours(whole, decimals)
        }
        [Integer(hours), Colon, Integer(minutes)] => {
            sum(scale(integer(hours)?, HOUR)?, sixty(minutes)? * MINUTE)
        }
        [
            Integer(hours),
            Colon,
            Integer(minutes),
            Colon,
            Integer(seconds),
        ] => sum(
            scale(integer(hours)?, HOUR)?,
            sixty(minutes)? * MINUTE + sixty(seconds)?,
        ),
        [Integer(hours), Unit(b'h'), Integer(minutes)] => sum(
            scale(integer(hours)?, HOUR)?,
            scale(integer(minutes)?, MINUTE)?,
        ),
        ref parts => {
            let mut total = 0;
            let mut larger = i64::MAX;
            for part in parts.chunks(2) {
                let &[Integer(count), Unit(unit)] = part else {
                    return Err(Malformed);
                };
                let unit = match unit {
                    b'h' => HOUR,
                    b'm' => MINUTE,
                    _ => 1,
                };
                // Each unit once, the larger one first.
                if unit >= larger {
                    return Err(Malformed);
                }
                larger = unit;
                total = sum(total, scale(integer(count)?, unit)?)?;
            }
            Ok(total)
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>, DurationError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            ':' => (Token::Colon, 1),
            'h' | 'H' => (Token::Unit(b'h'), 1),
            'm' | 'M' => (Token::Unit(b'm'), 1),
            's' | 'S' => (Token::Unit(b's'), 1),
            '0'..='9' | '.' | ',' => number(rest)?,
            _ => return Err(Malformed),
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// Reads the number that `text` begins with, and its length in bytes.
fn number(text: &str) -> Result<(Token<'_>, usize), DurationError> {
    let length = text
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .unwrap_or(text.len());
    let number = &text[..length];
    let token = match number.split_once(['.', ',']) {
        None => Token::Integer(number),
        Some((_, decimals)) if decimals.is_empty() || decimals.contains(['.', ',']) => {
            return Err(Malformed);
        }
        Some((whole, decimals)) => Token::Decimal(whole, decimals),
    };
    Ok((token, length))
}

/// Only digits come here, so what does not fit is too long.
fn integer(digits: &str) -> Result<i64, DurationError> {
    digits.parse().map_err(|_| TooLong)
}

/// Two digits after a colon: `1:5` could be meant as 1:05 or 1:50, and is refused.
fn sixty(digits: &str) -> Result<i64, DurationError> {
    match integer(digits)? {
        _ if digits.len() != 2 => Err(Malformed),
        60.. => Err(BeyondFiftyNine),
        value => Ok(value),
    }
}

fn scale(count: i64, unit: i64) -> Result<i64, DurationError> {
    count.checked_mul(unit).ok_or(TooLong)
}

fn sum(a: i64, b: i64) -> Result<i64, DurationError> {
    a.checked_add(b).ok_or(TooLong)
}

fn decimal_hours(whole: &str, decimals: &str) -> Result<i64, DurationError> {
    // Nine digits are a few microseconds: what follows them can change nothing that was meant.
    let nine: String = decimals
        .chars()
        .chain(std::iter::repeat('0'))
        .take(9)
        .collect();
    let billionths = integer(&nine)?;
    let seconds = (billionths * HOUR + 500_000_000) / 1_000_000_000;
    let whole = if whole.is_empty() { 0 } else { integer(whole)? };
    sum(scale(whole, HOUR)?, seconds)
}

/// To the second, as a running timer shows it: `0:42:17`, `31:42:10`.
#[must_use]
pub fn format_clock(seconds: i64) -> String {
    let (sign, hours, minutes, seconds) = parts(seconds);
    format!("{sign}{hours}:{minutes:02}:{seconds:02}")
}

/// Hours and minutes: `31:42`. Seconds are dropped, never rounded up: nobody is shown a minute not yet worked.
#[must_use]
pub fn format_hours(seconds: i64) -> String {
    // Toward zero, so that a shortfall of some seconds reads 0:00 as well.
    let (sign, hours, minutes, _) = parts(seconds - seconds % MINUTE);
    format!("{sign}{hours}:{minutes:02}")
}

/// Hours with two decimals, rounded half-up, for spreadsheets and invoices: `1.50`.
#[must_use]
pub fn format_decimal(seconds: i64) -> String {
    let hundredths = (seconds.unsigned_abs() + 18) / 36;
    let sign = if seconds < 0 && hundredths > 0 {
        "-"
    } else {
        ""
    };
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

fn parts(seconds: i64) -> (&'static str, u64, u64, u64) {
    let all = seconds.unsigned_abs();
    (
        if seconds < 0 { "-" } else { "" },
        all / 3600,
        all / 60 % 60,
        all % 60,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_accepted_form() {
        for (text, seconds) in [
            ("1:30", 5400),
            ("01:30", 5400),
            ("0:05", 300),
            ("100:00", 360_000),
            ("1:30:15", 5415),
            ("1 : 30", 5400),
            ("1.5", 5400),
            ("1,5", 5400),
            (".5", 1800),
            ("0.25", 900),
            ("1.3333333333", 4800),
            ("1.5h", 5400),
            ("1,5 H", 5400),
            ("90m", 5400),
            ("90 M", 5400),
            ("1h", 3600),
            ("1h 30m", 5400),
            ("1H30M", 5400),
            ("1h30m15s", 5415),
            ("1h 15s", 3615),
            ("30m 15s", 1815),
            ("1h 30", 5400),
            ("1h30", 5400),
            ("1h 90m", 9000),
            ("45s", 45),
            ("90", 5400),
            ("  90  ", 5400),
            ("0", 0),
        ] {
            assert_eq!(parse_duration(text), Ok(seconds), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for (text, error) in [
            ("", Empty),
            ("   ", Empty),
            ("soon", Malformed),
            ("-5", Malformed),
            ("1:5", Malformed),
            (":30", Malformed),
            ("1:", Malformed),
            ("1:30:", Malformed),
            ("1:30:15:00", Malformed),
            ("1.", Malformed),
            ("1.2.3", Malformed),
            ("1,234.5", Malformed),
            ("1 30", Malformed),
            ("30m 1h", Malformed),
            ("1h 1h", Malformed),
            ("1.5h 30m", Malformed),
            ("1.5m", Malformed),
            ("30m 15", Malformed),
            ("h", Malformed),
            ("1:30h", Malformed),
            ("١:٣٠", Malformed),
            ("1:60", BeyondFiftyNine),
            ("1:00:75", BeyondFiftyNine),
            ("9223372036854775807", TooLong),
            ("99999999999999999999", TooLong),
            ("9223372036854775807s 1", Malformed),
            ("2562047788015215h 1000m", TooLong),
        ] {
            assert_eq!(parse_duration(text), Err(error), "{text}");
        }
    }

    #[test]
    fn durations_are_written() {
        for (seconds, clock, hours, decimal) in [
            (0, "0:00:00", "0:00", "0.00"),
            (2537, "0:42:17", "0:42", "0.70"),
            (114_130, "31:42:10", "31:42", "31.70"),
            (59, "0:00:59", "0:00", "0.02"),
            (17, "0:00:17", "0:00", "0.00"),
            (18, "0:00:18", "0:00", "0.01"),
            (5400, "1:30:00", "1:30", "1.50"),
            (-90, "-0:01:30", "-0:01", "-0.03"),
            (-5, "-0:00:05", "0:00", "0.00"),
        ] {
            assert_eq!(format_clock(seconds), clock);
            assert_eq!(format_hours(seconds), hours);
            assert_eq!(format_decimal(seconds), decimal);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(seconds in 0..=1_000_000_000_i64) {
            prop_assert_eq!(parse_duration(&format_clock(seconds)), Ok(seconds));
            prop_assert_eq!(parse_duration(&format_hours(seconds)), Ok(seconds - seconds % 60));
            let decimal = parse_duration(&format_decimal(seconds)).unwrap();
            prop_assert!((-17..=18).contains(&(decimal - seconds)));
            let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            prop_assert_eq!(parse_duration(&format!("{hours}h {minutes}m{rest}S")), Ok(seconds));
        }

        #[test]
        fn no_text_panics(text in "[0-9:.,hms ]{0,24}|\\PC*") {
            if let Ok(seconds) = parse_duration(&text) {
                prop_assert!(seconds >= 0);
            }
        }

        #[test]
        fn no_number_panics(seconds: i64) {
            let _ = (format_clock(seconds), format_hours(seconds), format_decimal(seconds));
        }
    }
}
