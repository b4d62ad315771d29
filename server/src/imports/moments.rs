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
        let Some(Parts {
            numbers: [a, b, _],
            year_first,
            separator,
        }) = split(text)
        else {
            continue;
        };
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
        return DateReading {
            order: DateOrder::YearFirst,
            doubt: None,
        };
    }
    if day_first != month_first {
        let order = if day_first > month_first {
            DateOrder::DayFirst
        } else {
            DateOrder::MonthFirst
        };
        return DateReading { order, doubt: None };
    }
    let order = match (
        day_latest > Some(hints.today),
        month_latest > Some(hints.today),
    ) {
        (true, false) => DateOrder::MonthFirst,
        (false, true) => DateOrder::DayFirst,
        _ if slashes && hints.american => DateOrder::MonthFirst,
        _ => DateOrder::DayFirst,
    };
    DateReading {
        order,
        doubt: Some(order.other()),
    }
}

/// Reads a date; a year of four digits in front is understood in every order. `None` when it is no date.
#[must_use]
pub fn parse_date(text: &str, order: DateOrder) -> Option<Date> {
    let Parts {
        numbers: [a, b, c],
        year_first,
        ..
    } = split(text)?;
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
    let separator = text
        .chars()
        .find(|c| !c.is_ascii_digit())
        .filter(|c| matches!(c, '-' | '/' | '.'))?;
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
    if ![a, b, c]
        .iter()
        .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return None;
    }
    let last = c.parse::<i16>().ok()?;
    let last = if !year_first && c.len() == 2 {
        2000 + last
    } else {
        last
    };
    Some(Parts {
        numbers: [a.parse().ok()?, b.parse().ok()?, last],
        year_first,
        separator,
    })
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
    text.contains([':', '.', 'm', 'M'])
        .then(|| parse_time_of_day(&text).ok())
        .flatten()
}

/// The longest time one row may stand for: a year, in seconds.
pub const MAX_SECONDS: i64 = 366 * 24 * 3600;

/// Reads a duration into seconds: `02:13:55`, `2:13`, `1.5`, `1,50 h`, `47:06 min`, `12 sec`. A bare number is hours,
/// unless `span` (end − start, in seconds) says that it is minutes or seconds. `None` when it is no duration or
/// longer than [`MAX_SECONDS`].
#[must_use]
pub fn parse_seconds(text: &str, span: Option<i64>) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let seconds = if let Some(clock) = text
        .strip_suffix("min")
        .map(str::trim_end)
        .filter(|clock| clock.contains(':'))
    {
        // Below an hour some write minutes and seconds.
        parse_duration(&format!("0:{clock}")).ok()?
    } else if let Ok(number) = text.parse::<i64>() {
        // "+5" and "-5" are no durations.
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(())?;
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
mod tests;
