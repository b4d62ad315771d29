//! When a row began, when it ended and how long it took.

use std::collections::HashMap;

use app::time_entries::rules::MAX_AHEAD;
use app::values::{Date, Time, add_days};

use super::Columns;
use crate::imports::Reading;
use crate::imports::cells::short;
use crate::imports::csv_file::Row;
use crate::imports::keys::short_hash;
use crate::imports::layout::Unit;
use crate::imports::moments::{
    DateOrder, MAX_SECONDS, parse_date, parse_minutes, parse_moment, parse_seconds, parse_time,
};

/// A row's times.
pub(super) struct Times {
    pub(super) day: Date,
    pub(super) started_at: i64,
    pub(super) ended_at: i64,
    pub(super) seconds: i64,
}

/// Seconds of each person and day so far, for rows without clock times: they begin at nine, one after the other.
#[derive(Debug, Default)]
pub(in crate::imports) struct DayQueue(HashMap<(u64, Date), i64>);

impl Columns {
    /// Reads a row's times.
    pub(super) fn times(
        &self,
        row: &Row,
        order: DateOrder,
        reading: &Reading,
        queue: &mut DayQueue,
    ) -> Result<Times, String> {
        let date = date_cell(row, self.start_date, "start date", order)?;
        if self.start_time.is_none() {
            let day = date.ok_or("There is no date.")?;
            check_day(day, reading.zone.start_of(day), reading)?;
            let seconds = self.seconds(row, None)?;
            let started_at = queue.next(&self.person(row), day, seconds, reading);
            return Ok(Times {
                day,
                started_at,
                ended_at: started_at + seconds,
                seconds,
            });
        }
        let started_at = match (date, row.cell(self.start_time)) {
            (None, _) if self.start_date.is_some() => {
                return Err("There is no start date.".to_owned());
            }
            (_, "") => return Err("There is no start time.".to_owned()),
            (Some(day), text) => instant(text, Some(day), order, reading),
            (None, text) => instant(text, None, order, reading),
        }
        .ok_or_else(|| not_a_time(row.cell(self.start_time), "start", date.is_some()))?;
        let day = date.unwrap_or_else(|| reading.zone.day(started_at));
        check_day(day, started_at, reading)?;
        let end = self.end(row, order, day, started_at, reading)?;
        let seconds = self.seconds(row, end.map(|end| end - started_at))?;
        Ok(Times {
            day,
            started_at,
            // Pauses lie between; a clock that went back an hour makes the end look too early.
            ended_at: end.unwrap_or(started_at).max(started_at + seconds),
            seconds,
        })
    }

    /// The end as an instant, where the row names one.
    fn end(
        &self,
        row: &Row,
        order: DateOrder,
        start_day: Date,
        started_at: i64,
        reading: &Reading,
    ) -> Result<Option<i64>, String> {
        // The largest step a clock makes when summer time ends.
        const CLOCK_CHANGE: i64 = 2 * 3600;
        let day = date_cell(row, self.end_date, "end date", order)?;
        let text = row.cell(self.end_time);
        if text.is_empty() {
            return Ok(None);
        }
        let by_clock = self.start_date.is_some();
        let on = |day| instant(text, by_clock.then_some(day), order, reading);
        let refuse = || not_a_time(text, "end", by_clock);
        let mut end = on(day.unwrap_or(start_day)).ok_or_else(refuse)?;
        if by_clock && day.is_none() && end < started_at {
            end = on(add_days(start_day, 1)).ok_or_else(refuse)?;
        }
        if end + CLOCK_CHANGE < started_at {
            return Err("The end is before the start.".to_owned());
        }
        Ok(Some(end))
    }

    fn seconds(&self, row: &Row, span: Option<i64>) -> Result<i64, String> {
        match (row.cell(self.duration), span) {
            ("", Some(span @ 0..=MAX_SECONDS)) => Ok(span),
            ("", Some(_)) => {
                Err("The end is before the start, or more than 100 days after it.".to_owned())
            }
            ("", None) => Err("There is neither a duration nor an end.".to_owned()),
            (text, span) => match self.unit {
                Unit::Hours => parse_seconds(text, span),
                Unit::Minutes => parse_minutes(text),
            }
            .ok_or_else(|| {
                format!(
                    "The duration “{}” is none, or longer than 100 days.",
                    short(text)
                )
            }),
        }
    }
}

/// Refuses days that nobody worked on yet, or that clocks do not know.
///
/// # Errors
/// In words for the row.
pub(in crate::imports) fn check_day(
    day: Date,
    started_at: i64,
    reading: &Reading,
) -> Result<(), String> {
    if day.year() < 1970 {
        return Err(format!("The start date {day} is before 1970."));
    }
    if started_at > reading.now + MAX_AHEAD {
        return Err(format!("The start date {day} is in the future."));
    }
    Ok(())
}

impl DayQueue {
    /// When the next row of this person on this day begins. What would run into the next day begins at nine again, so
    /// that every entry stays on its day.
    fn next(&mut self, person: &str, day: Date, seconds: i64, reading: &Reading) -> i64 {
        let nine = reading.zone.instant(day, Time::constant(9, 0, 0, 0));
        let used = self.0.entry((short_hash(person), day)).or_default();
        if reading.zone.day(nine + *used) != day {
            *used = 0;
        }
        let start = nine + *used;
        *used += seconds;
        start
    }
}

/// A time of day on `day`, or date and time in one.
fn instant(text: &str, day: Option<Date>, order: DateOrder, reading: &Reading) -> Option<i64> {
    match (day, parse_time(text)) {
        (Some(day), Some(time)) => Some(reading.zone.instant(day, time)),
        _ => parse_moment(text, order, &reading.zone),
    }
}

fn not_a_time(text: &str, which: &str, by_clock: bool) -> String {
    let kind = if by_clock {
        "time of day"
    } else {
        "date and time"
    };
    format!("The {which} time “{}” is no {kind}.", short(text))
}

fn date_cell(
    row: &Row,
    column: Option<usize>,
    what: &str,
    order: DateOrder,
) -> Result<Option<Date>, String> {
    match row.cell(column) {
        "" => Ok(None),
        text => parse_date(text, order)
            .map(Some)
            .ok_or_else(|| format!("The {what} “{}” is no {} date.", short(text), order.name())),
    }
}
