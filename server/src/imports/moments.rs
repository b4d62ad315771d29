//! Dates, clock times and durations as other apps write them; the order of day and month is found out from the
//! whole file.

use std::cmp::Ordering;

use app::time_entries::rules::is_countable;
use app::values::{Date, MAX_MONEY, Time, parse_duration, parse_time_of_day};
use jiff::{Timestamp, civil};

use crate::local_time::Zone;

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

    /// The order a form or a command names: `day_first`, `month_first`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "day_first" => Some(Self::DayFirst),
            "month_first" => Some(Self::MonthFirst),
            _ => None,
        }
    }
}

/// Finds out the order of day and month from all dates of a file.
#[derive(Debug, Default)]
pub struct OrderFinder {
    /// Dates that only one order fits.
    day_first: u64,
    month_first: u64,
    /// The latest day by each order.
    day_latest: Option<Date>,
    month_latest: Option<Date>,
    /// The first date that each order reads as another day.
    example: Option<String>,
    differ: bool,
}

impl OrderFinder {
    /// Takes one more date into account.
    pub fn see(&mut self, text: &str) {
        let Some(Parts {
            numbers: [a, b, _],
            year_first: false,
        }) = split(text)
        else {
            return;
        };
        self.day_first += u64::from(a > 12);
        self.month_first += u64::from(b > 12);
        self.differ |= a != b;
        let day_first = parse_date(text, DateOrder::DayFirst);
        let month_first = parse_date(text, DateOrder::MonthFirst);
        if self.example.is_none()
            && day_first.is_some()
            && month_first.is_some()
            && day_first != month_first
        {
            self.example = Some(text.to_owned());
        }
        self.day_latest = self.day_latest.max(day_first);
        self.month_latest = self.month_latest.max(month_first);
    }

    /// The order; nobody tracks work long after `today`. `None` when both orders fit and give other days.
    #[must_use]
    pub fn found(&self, today: Date) -> Option<DateOrder> {
        if self.day_latest.is_none() && self.month_latest.is_none() {
            // Nothing but years in front, or no dates at all.
            return Some(DateOrder::YearFirst);
        }
        match (
            self.day_first.cmp(&self.month_first),
            self.day_latest > Some(today),
            self.month_latest > Some(today),
        ) {
            (Ordering::Greater, ..) | (Ordering::Equal, false, true) => Some(DateOrder::DayFirst),
            (Ordering::Less, ..) | (Ordering::Equal, true, false) => Some(DateOrder::MonthFirst),
            _ => (!self.differ).then_some(DateOrder::DayFirst),
        }
    }

    /// The first date that could be read either way.
    #[must_use]
    pub fn example(self) -> String {
        self.example.unwrap_or_default()
    }
}

/// The date of a cell that may go on with a time.
#[must_use]
pub fn date_part(text: &str) -> &str {
    if text.contains(':') {
        text.split(['T', ' ', ',']).next().unwrap_or_default()
    } else {
        text
    }
}

/// Reads date and time in one: `2026-03-04T09:23:52Z`, `2026-03-04 09:23:52`, `4/3/2026 9:23 AM`. Without an offset it
/// is the time in `zone`. `None` when it is neither.
#[must_use]
pub fn parse_moment(text: &str, order: DateOrder, zone: &Zone) -> Option<i64> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_second());
    }
    let date = date_part(text);
    let time = text.get(date.len()..)?.trim_start_matches(['T', ' ', ',']);
    Some(zone.instant(parse_date(date, order)?, parse_time(time)?))
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
    })
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

/// The longest time one row may stand for: 100 days, in seconds. At any rate its worth can be counted.
pub const MAX_SECONDS: i64 = 100 * 24 * 3600;
const _: () = assert!(is_countable(MAX_SECONDS, MAX_MONEY));

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

/// Reads minutes into seconds: `98`, `5.56`, `5,56`. `None` when it is no number or longer than [`MAX_SECONDS`].
#[must_use]
pub fn parse_minutes(text: &str) -> Option<i64> {
    let text = text.trim();
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
    {
        return None;
    }
    // A bare number is minutes to `parse_duration`, but one with decimals is hours.
    let seconds = match parse_duration(text).ok()? {
        seconds if text.bytes().all(|byte| byte.is_ascii_digit()) => seconds,
        sixtyfold => sixtyfold.checked_add(30)? / 60,
    };
    (0..=MAX_SECONDS).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests;
