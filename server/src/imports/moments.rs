//! Dates, clock times and durations as other apps write them; the order of day and month is found out from the
//! whole file.

use app::values::{Date, Time, parse_duration, parse_time_of_day};
use jiff::civil;

/// In which order a date's parts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// 2026-11-21.
    YearFirst,
    /// 21/11/2026, 21.11.2026.
    DayFirst,
    /// 11/21/2026.
    MonthFirst,
}

impl DateOrder {
    /// As notes name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::YearFirst => "year-month-day",
            Self::DayFirst => "day/month/year",
            Self::MonthFirst => "month/day/year",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::MonthFirst => Self::DayFirst,
            _ => Self::MonthFirst,
        }
    }
}

/// The order a file's dates are read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateReading {
    /// The order.
    pub order: DateOrder,
    /// The order that fits every date as well, so that the chosen one is a guess.
    pub doubt: Option<DateOrder>,
}

/// What else speaks for an order.
#[derive(Clone, Copy, Debug)]
pub struct Hints {
    /// The person lives where months come first, or the file's clocks say am and pm.
    pub american: bool,
    /// Today: no work was done long after it.
    pub today: Date,
}

/// Finds out the order of day and month from all dates of a file.
pub fn detect_order<'a>(dates: impl Iterator<Item = &'a str>, hints: Hints) -> DateReading {
    let (mut day_first, mut month_first) = (0_u64, 0_u64);
    let (mut day_latest, mut month_latest) = (None, None);
    let mut slashes = false;
    for text in dates {
        let Some(Parts { numbers: [a, b, _], year_first, separator }) = split(text) else { continue };
        if year_first {
            continue;
        }
        slashes |= separator == '/';
        day_first += u64::from(a > 12);
        month_first += u64::from(b > 12);
        day_latest = day_latest.max(parse_date(text, DateOrder::DayFirst));
        month_latest = month_latest.max(parse_date(text, DateOrder::MonthFirst));
    }
    if day_latest.is_none() && month_latest.is_none() {
        // Nothing but years in front, or no dates at all.
        return DateReading { order: DateOrder::YearFirst, doubt: None };
    }
    if day_first != month_first {
        let order = if day_first > month_first { DateOrder::DayFirst } else { DateOrder::MonthFirst };
        return DateReading { order, doubt: None };
    }
    let order = match (day_latest > Some(hints.today), month_latest > Some(hints.today)) {
        (true, false) => DateOrder::MonthFirst,
        (false, true) => DateOrder::DayFirst,
        _ if slashes && hints.american => DateOrder::MonthFirst,
        _ => DateOrder::DayFirst,
    };
    DateReading { order, doubt: Some(order.other()) }
}

/// Reads a date; a year of four digits in front is understood in every order. `None` when it is no date.
#[must_use]
pub fn parse_date(text: &str, order: DateOrder) -> Option<Date> {
    let Parts { numbers: [a, b, c], year_first, .. } = split(text)?;
    let (year, month, day) = match order {
        _ if year_first => (a, b, c),
        // The year stands last here: there is no reading with the year first.
        DateOrder::YearFirst => return None,
        DateOrder::DayFirst => (c, b, a),
        DateOrder::MonthFirst => (c, a, b),
    };
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

struct Parts {
    numbers: [i16; 3],
    year_first: bool,
    separator: char,
}

/// Three numbers with twice the same separator; years have four digits, or two when they stand last.
fn split(text: &str) -> Option<Parts> {
    let text = text.trim();
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = text.split(separator).map(str::trim);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    // "21.11.2026." has its point behind as well.
    if parts.any(|rest| !rest.is_empty()) {
        return None;
    }
    let year_first = match (a.len(), b.len(), c.len()) {
        (4, 1..=2, 1..=2) => true,
        (1..=2, 1..=2, 2 | 4) => false,
        _ => return None,
    };
    if ![a, b, c].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let last = c.parse::<i16>().ok()?;
    let last = if !year_first && c.len() == 2 { 2000 + last } else { last };
    Some(Parts { numbers: [a.parse().ok()?, b.parse().ok()?, last], year_first, separator })
}

/// Whether a clock time names its half of the day.
#[must_use]
pub fn has_half(time: &str) -> bool {
    let time = time.trim().to_ascii_lowercase();
    time.ends_with('m') || time.ends_with("m.")
}

/// Reads `10:23:52`, `10:23`, `10:23:52 AM`. `None` when it is no time of day.
#[must_use]
pub fn parse_time(text: &str) -> Option<Time> {
    // A narrow space may stand before the half of the day.
    let text = text.replace(['\u{202f}', '\u{a0}'], " ");
    text.contains([':', '.', 'm', 'M']).then(|| parse_time_of_day(&text).ok()).flatten()
}

/// The longest time one row may stand for: a year, in seconds.
pub const MAX_SECONDS: i64 = 366 * 24 * 3600;

/// Reads a duration into seconds: `02:13:55`, `2:13`, `1.5`, `1,50 h`, `47:06 min`, `12 sec`. A bare number is hours,
/// unless `span` (end − start, in seconds) says that it is minutes or seconds. `None` when it is no duration or
/// longer than [`MAX_SECONDS`].
#[must_use]
pub fn parse_seconds(text: &str, span: Option<i64>) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let seconds = if let Some(clock) = text.strip_suffix("min").map(str::trim_end).filter(|clock| clock.contains(':')) {
        // Below an hour some write minutes and seconds.
        parse_duration(&format!("0:{clock}")).ok()?
    } else if let Ok(number) = text.parse::<i64>() {
        // "+5" and "-5" are no durations.
        text.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
        let unit = [3600, 60, 1].into_iter().find(|unit| {
            let meant = number.saturating_mul(*unit);
            span.is_some_and(|span| meant.saturating_sub(span).saturating_abs() <= unit / 2)
        });
        number.checked_mul(unit.unwrap_or(3600))?
    } else {
        let short = text.replace("min", "m").replace("sec", "s");
        parse_duration(&short).ok()?
    };
    (0..=MAX_SECONDS).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::{DayFirst, MonthFirst, YearFirst};
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    fn detect(dates: &[&str], american: bool) -> (DateOrder, bool) {
        let hints = Hints { american, today: date(2026, 11, 21) };
        let reading = detect_order(dates.iter().copied(), hints);
        (reading.order, reading.doubt.is_some())
    }

    #[test]
    fn the_whole_file_decides_the_order() {
        for (dates, american, order, doubt) in [
            (&["2023-10-23", "2023-10-24"][..], false, YearFirst, false),
            (&["2023/1/2"], true, YearFirst, false),
            (&[], true, YearFirst, false),
            (&["nonsense", ""], true, YearFirst, false),
            (&["01/02/2024", "13/02/2024"], true, DayFirst, false),
            (&["01/02/2024", "02/13/2024"], false, MonthFirst, false),
            (&["01.02.2024", "31.12.2023"], true, DayFirst, false),
            (&["1/2/24", "1/31/24"], false, MonthFirst, false),
            // Nothing decides: the person's own way.
            (&["01/02/2024"], false, DayFirst, true),
            (&["01/02/2024"], true, MonthFirst, true),
            (&["01.02.2024"], true, DayFirst, true),
            (&["01-02-2024"], true, DayFirst, true),
            // Nobody tracks the future.
            (&["12/01/2026"], true, DayFirst, true),
            (&["01/12/2026"], false, MonthFirst, true),
            // A few mistakes do not turn the file round.
            (&["13/02/2024", "14/02/2024", "02/15/2024"], true, DayFirst, false),
        ] {
            assert_eq!(detect(dates, american), (order, doubt), "{dates:?}");
        }
    }

    #[test]
    fn dates() {
        for (text, order, wanted) in [
            ("2023-10-23", YearFirst, Some(date(2023, 10, 23))),
            ("2023-10-23", MonthFirst, Some(date(2023, 10, 23))),
            ("23.10.2023", DayFirst, Some(date(2023, 10, 23))),
            ("23.10.2023.", DayFirst, Some(date(2023, 10, 23))),
            ("23. 10. 2023", DayFirst, Some(date(2023, 10, 23))),
            ("10/23/2023", MonthFirst, Some(date(2023, 10, 23))),
            (" 1/2/24 ", MonthFirst, Some(date(2024, 1, 2))),
            ("29/02/2024", DayFirst, Some(date(2024, 2, 29))),
            ("29/02/2023", DayFirst, None),
            ("23/10/2023", MonthFirst, None),
            ("23/10/2023", YearFirst, None),
            ("23/10-2023", DayFirst, None),
            ("23/10", DayFirst, None),
            ("2023-10-23T10:00", YearFirst, None),
            ("+2/10/2023", DayFirst, None),
            ("", YearFirst, None),
            ("٢٣/10/2023", DayFirst, None),
        ] {
            assert_eq!(parse_date(text, order), wanted, "{text:?}");
        }
    }

    #[test]
    fn times() {
        for (text, wanted) in [
            ("10:01:07", Some(time(10, 1, 7, 0))),
            ("9:05", Some(time(9, 5, 0, 0))),
            ("10:23:52 AM", Some(time(10, 23, 52, 0))),
            ("12:00:00 am", Some(time(0, 0, 0, 0))),
            ("1:05\u{202f}p.m.", Some(time(13, 5, 0, 0))),
            ("25:00:00", None),
            ("13:00 PM", None),
            ("2023", None),
            ("", None),
        ] {
            assert_eq!(parse_time(text), wanted, "{text:?}");
        }
        assert!(has_half("1:05 PM") && has_half("1:05 p.m.") && !has_half("13:05"));
    }

    #[test]
    fn durations() {
        for (text, span, wanted) in [
            ("02:13:55", None, Some(8035)),
            ("00:00:00", None, Some(0)),
            ("30:00:00", None, Some(108_000)),
            ("2:13", None, Some(7980)),
            ("1.5", None, Some(5400)),
            ("1,25", None, Some(4500)),
            ("1.50 h", None, Some(5400)),
            ("47:06 min", None, Some(2826)),
            ("12 sec", None, Some(12)),
            ("5 min", None, Some(300)),
            ("2", None, Some(7200)),
            ("2", Some(7200), Some(7200)),
            ("90", Some(5400), Some(5400)),
            ("8035", Some(8035), Some(8035)),
            ("8785", None, None),
            ("-1:00", None, None),
            ("-5", None, None),
            ("+5", None, None),
            ("99999999999999999999", None, None),
            ("9223372036854775807", None, None),
            ("soon", None, None),
            ("", None, None),
        ] {
            assert_eq!(parse_seconds(text, span), wanted, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text: String, span: i64, american: bool) {
            let _ = (parse_seconds(&text, Some(span)), parse_time(&text), has_half(&text));
            let hints = Hints { american, today: date(2026, 11, 21) };
            let reading = detect_order([text.as_str()].into_iter(), hints);
            let _ = parse_date(&text, reading.order);
        }

        #[test]
        fn a_written_day_is_read(days in 0..30_000_i64) {
            let day = app::values::add_days(date(1990, 1, 1), days);
            let (y, m, d) = (day.year(), day.month(), day.day());
            for (text, order) in [
                (format!("{y}-{m:02}-{d:02}"), YearFirst),
                (format!("{d:02}/{m:02}/{y}"), DayFirst),
                (format!("{d}.{m}.{y}"), DayFirst),
                (format!("{m:02}/{d:02}/{y}"), MonthFirst),
            ] {
                prop_assert_eq!(parse_date(&text, order), Some(day));
            }
        }
    }
}
