//! Days, weeks and months inside the database, which knows no time zones: instants become day numbers by the offsets the
//! zone had, day numbers become weeks and months by arithmetic.

use app::reports::Dimension;
use app::values::{Date, WeekStart, add_days};
use jiff::civil::date;

use crate::local_time::Zone;

/// From the first of March of the year 0, where day numbers begin so that none is below zero, to 1970.
const BEFORE_1970: i64 = 719_468;
const DAY: i64 = 86_400;

/// The number of a day.
pub(super) fn number_of(day: Date) -> i64 {
    i64::from(
        date(1970, 1, 1)
            .until(day)
            .map(|span| span.get_days())
            .unwrap_or_default(),
    ) + BEFORE_1970
}

/// The day of this number.
pub(super) fn day_of(number: i64) -> Date {
    add_days(date(1970, 1, 1), number - BEFORE_1970)
}

/// The number of the local day on which `column` (unix seconds between `from` and `to`) lies, in SQL.
pub(super) fn day_number(column: &str, zone: &Zone, from: i64, to: i64) -> String {
    let offset = choose(column, &zone.offsets(from, to));
    format!("({column} + {offset} + {}) / {DAY}", BEFORE_1970 * DAY)
}

/// The number of the day that begins the day's stretch of time, in SQL; `column` are day numbers between two days.
pub(super) fn first_day(
    column: &str,
    by: Dimension,
    week_start: WeekStart,
    (from, to): (Date, Date),
) -> String {
    match by {
        Dimension::Week => {
            // The first of March of the year 0 was a Wednesday.
            let ahead = match week_start {
                WeekStart::Monday => 2,
                WeekStart::Sunday => 3,
            };
            format!("({column} + {ahead}) / 7 * 7 - {ahead}")
        }
        Dimension::Month => {
            let mut months = Vec::new();
            let mut month = from.first_of_month();
            while month <= to {
                let number = number_of(month);
                months.push((number, number));
                let next = add_days(month.last_of_month(), 1);
                if next <= month {
                    break;
                }
                month = next;
            }
            choose(column, &months)
        }
        _ => column.to_owned(),
    }
}

/// The value of the last step that `column` has reached, in SQL: halved again and again, so that a thousand steps take
/// ten comparisons. Before the first step it is the first one's.
fn choose(column: &str, steps: &[(i64, i64)]) -> String {
    match steps {
        [] => "0".to_owned(),
        [(_, value)] => value.to_string(),
        _ => {
            let (before, after) = steps.split_at(steps.len() / 2);
            let begin = after.first().map_or(0, |step| step.0);
            format!(
                "case when {column} < {begin} then {} else {} end",
                choose(column, before),
                choose(column, after)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_numbers() {
        for day in [
            date(1900, 1, 1),
            date(1970, 1, 1),
            date(2024, 2, 29),
            date(2026, 11, 22),
            date(9000, 1, 1),
        ] {
            assert_eq!(day_of(number_of(day)), day);
        }
        assert_eq!(number_of(date(1970, 1, 1)), BEFORE_1970);
        // Weeks by arithmetic are weeks of the calendar.
        for (start, ahead) in [(WeekStart::Monday, 2), (WeekStart::Sunday, 3)] {
            for at in 0..800 {
                let day = add_days(date(2024, 1, 1), at);
                let first = day_of((number_of(day) + ahead) / 7 * 7 - ahead);
                assert_eq!(first, app::values::week_of(day, start).from);
            }
        }
    }

    #[test]
    fn steps_are_halved() {
        assert_eq!(choose("x", &[]), "0");
        assert_eq!(choose("x", &[(5, 7)]), "7");
        assert_eq!(
            choose("x", &[(0, 1), (10, 2), (20, 3)]),
            "case when x < 10 then 1 else case when x < 20 then 2 else 3 end end"
        );
    }

    #[test]
    fn offsets_are_those_of_the_zone() {
        let berlin = Zone::named("Europe/Berlin");
        let (from, to) = (
            berlin.start_of(date(2026, 1, 1)),
            berlin.start_of(date(2027, 1, 1)),
        );
        let offsets: Vec<i64> = berlin
            .offsets(from, to)
            .into_iter()
            .map(|step| step.1)
            .collect();
        assert_eq!(offsets, [3600, 7200, 3600]);
        assert_eq!(
            Zone::named("Asia/Kolkata").offsets(from, to),
            [(from, 19_800)]
        );
    }
}
