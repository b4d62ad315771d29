//! What a report is asked for, and where a group of it leads.

use super::{Dimension, GroupKey};
use crate::error::AppError;
use crate::time_entries::EntryQuery;
use crate::time_entries::query::{CUSTOM, EVERYBODY, NONE};
use crate::values::{Date, Period, WeekStart, add_days, week_of};

/// Reads one or two different groupings; none said is by project.
///
/// # Errors
/// When there are others, more, or one twice.
pub fn parse_group_by(text: &str) -> Result<Vec<Dimension>, AppError> {
    let wrong = || {
        AppError::field(
            "group_by",
            "invalid",
            "Group by one or two of client, project, user, tag, day, week and month.",
        )
    };
    if text.is_empty() {
        return Ok(vec![Dimension::Project]);
    }
    let by: Option<Vec<Dimension>> = text.split(',').map(Dimension::from_slug).collect();
    match by.as_deref() {
        Some([_]) => {}
        Some([first, second]) if first != second => {}
        _ => return Err(wrong()),
    }
    by.ok_or_else(wrong)
}

/// The filter with this month in it if it names no days.
#[must_use]
pub fn with_days(mut query: EntryQuery) -> EntryQuery {
    if query.period.is_empty() && query.from.is_empty() && query.to.is_empty() {
        Period::ThisMonth.slug().clone_into(&mut query.period);
    }
    query
}

/// The same filter for the list of time entries and its downloads, where nobody named is oneself.
#[must_use]
pub fn for_entries(mut query: EntryQuery) -> EntryQuery {
    if query.person.is_empty() {
        EVERYBODY.clone_into(&mut query.person);
    }
    with_days(query)
}

/// The first and the last day of a stretch of time that begins on `from`.
#[must_use]
pub fn days_of(by: Dimension, from: Date, week_start: WeekStart) -> (Date, Date) {
    match by {
        Dimension::Month => (from.first_of_month(), from.last_of_month()),
        Dimension::Week => {
            let week = week_of(from, week_start);
            (week.from, week.to)
        }
        _ => (from, from),
    }
}

/// The beginning of the next stretch of time.
#[must_use]
pub fn next_of(by: Dimension, from: Date, week_start: WeekStart) -> Date {
    add_days(days_of(by, from, week_start).1, 1)
}

/// The entries behind a group: the report's filter and the group's own mark. `range` are the days of the report, beyond
/// which none of its weeks and months goes.
#[must_use]
pub fn narrowed(
    query: &EntryQuery,
    by: Dimension,
    key: &GroupKey,
    week_start: WeekStart,
    range: Option<crate::values::DateRange>,
) -> EntryQuery {
    let mut query = for_entries(query.clone());
    let id = match key {
        GroupKey::Id(id) => id.clone(),
        GroupKey::None | GroupKey::From(_) => NONE.to_owned(),
    };
    match by {
        Dimension::Client => query.client = id,
        Dimension::Project => query.project = id,
        Dimension::User => query.person = id,
        Dimension::Tag => {
            query.tag = vec![id];
            query.tag_match = String::new();
        }
        Dimension::Day | Dimension::Week | Dimension::Month => {
            if let GroupKey::From(day) = key {
                let (first, last) = days_of(by, *day, week_start);
                let first = range.map_or(first, |range| first.max(range.from));
                let last = range.map_or(last, |range| last.min(range.to));
                CUSTOM.clone_into(&mut query.period);
                query.from = first.to_string();
                query.to = last.to_string();
            }
        }
    }
    query
}

/// A share in tenths of a percent, rounded half-up; nothing of nothing is nothing.
#[must_use]
pub fn share(part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let exact = i128::from(part) * 1000 * 2 + i128::from(whole);
    i64::try_from(exact / (i128::from(whole) * 2)).unwrap_or_default()
}

/// A share as it is shown: `12.5 %`.
#[must_use]
pub fn format_share(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    format!("{sign}{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::DateRange;
    use jiff::civil::date;

    #[test]
    fn one_or_two_groupings() {
        use Dimension::{Client, Day, Project, Tag};
        for (text, by) in [
            ("", vec![Project]),
            ("client", vec![Client]),
            ("tag,day", vec![Tag, Day]),
        ] {
            assert_eq!(parse_group_by(text), Ok(by));
        }
        for text in [
            "person",
            "day,day",
            "day,tag,user",
            ",",
            "day,",
            "Day",
            "day, tag",
        ] {
            assert_eq!(
                parse_group_by(text).unwrap_err().code(),
                "invalid",
                "{text}"
            );
        }
        for by in Dimension::ALL {
            assert_eq!(Dimension::from_slug(by.slug()), Some(by));
        }
    }

    #[test]
    fn groups_lead_to_their_entries() {
        let query = EntryQuery {
            period: "this-month".into(),
            client: "c".into(),
            ..EntryQuery::default()
        };
        let range = DateRange::new(date(2026, 11, 1), date(2026, 11, 30)).ok();
        let lead = |by, key: &GroupKey| {
            narrowed(&query, by, key, WeekStart::Monday, range).to_query_string()
        };
        let id = GroupKey::Id("7".into());
        assert_eq!(
            lead(Dimension::Project, &id),
            "person=all&period=this-month&client=c&project=7"
        );
        assert_eq!(
            lead(Dimension::User, &id),
            "person=7&period=this-month&client=c"
        );
        assert_eq!(
            lead(Dimension::Tag, &GroupKey::None),
            "person=all&period=this-month&client=c&tag=none"
        );
        // A week that began in the month before.
        let week = GroupKey::From(date(2026, 10, 26));
        assert_eq!(
            lead(Dimension::Week, &week),
            "person=all&period=custom&from=2026-11-01&to=2026-11-01&client=c"
        );
        let month = GroupKey::From(date(2024, 2, 1));
        let all = narrowed(&query, Dimension::Month, &month, WeekStart::Monday, None);
        assert_eq!(
            (all.from.as_str(), all.to.as_str()),
            ("2024-02-01", "2024-02-29")
        );
    }

    #[test]
    fn days_follow_each_other() {
        let next = |by, day| next_of(by, day, WeekStart::Monday);
        assert_eq!(next(Dimension::Day, date(2024, 2, 29)), date(2024, 3, 1));
        assert_eq!(next(Dimension::Week, date(2026, 12, 28)), date(2027, 1, 4));
        assert_eq!(next(Dimension::Month, date(2026, 12, 1)), date(2027, 1, 1));
    }

    #[test]
    fn shares() {
        for (part, whole, tenths, words) in [
            (1, 3, 333, "33.3 %"),
            (2, 3, 667, "66.7 %"),
            (1, 2000, 1, "0.1 %"),
            (5, 5, 1000, "100.0 %"),
            (0, 0, 0, "0.0 %"),
        ] {
            assert_eq!(share(part, whole), tenths);
            assert_eq!(format_share(tenths), words);
        }
        assert_eq!(format_share(-125), "-12.5 %");
    }
}
