//! The weekly report: groups as rows, the seven days of each week as columns.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Dimension, Group, GroupKey, Summary};
use crate::error::AppError;
use crate::time_entries::EntryTotals;
use crate::values::{Amounts, Colour, Date, DateRange, WeekStart, week_of};

/// Days of a week.
pub const DAYS: usize = 7;

/// What rows can be.
pub const ROWS: [Dimension; 4] = [
    Dimension::Project,
    Dimension::User,
    Dimension::Client,
    Dimension::Tag,
];

/// Reads what a row is; nothing said is a project.
///
/// # Errors
/// When it is nothing a row can be.
pub fn parse_rows(text: &str) -> Result<Dimension, AppError> {
    match text {
        "" => Ok(Dimension::Project),
        slug => rows_from(slug).ok_or_else(|| {
            let words = "Choose project, user, client or tag.";
            AppError::field("group_by", "invalid", words)
        }),
    }
}

/// The one spelled `slug`, if rows can be that.
#[must_use]
pub fn rows_from(slug: &str) -> Option<Dimension> {
    ROWS.into_iter().find(|by| by.slug() == slug)
}

/// Groups by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekly {
    /// By what a row is, and by day.
    pub summary: Summary,
    /// What each day comes to, each entry once, in their order.
    pub days: Vec<Group>,
}

/// A week with time in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its seven days.
    pub range: DateRange,
    /// In the order of the whole report.
    pub rows: Vec<WeekRow>,
    /// What each day comes to, in seconds, each entry once.
    pub days: [i64; DAYS],
    /// What the week comes to, each entry once.
    pub totals: EntryTotals,
}

/// A group's week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekRow {
    /// What it stands for.
    pub key: GroupKey,
    /// Its name.
    pub name: String,
    /// What tells it from another of the same name.
    pub note: Option<String>,
    /// Its colour.
    pub colour: Colour,
    /// Seconds of each day.
    pub days: [i64; DAYS],
    /// Seconds of the week.
    pub seconds: i64,
    /// What they are worth, one for each currency.
    pub amounts: Amounts,
}

impl WeekRow {
    fn of(group: &Group) -> Self {
        Self {
            key: group.key.clone(),
            name: group.name.clone(),
            note: group.note.clone(),
            colour: group.colour,
            days: [0; DAYS],
            seconds: 0,
            amounts: Amounts::new(),
        }
    }

    fn add(&mut self, day: usize, totals: &EntryTotals) {
        if let Some(sum) = self.days.get_mut(day) {
            *sum += totals.seconds;
        }
        self.seconds += totals.seconds;
        self.amounts.merge(&totals.amounts);
    }
}

/// Which day of its week this is, the first being 0.
fn place_of(day: Date, start: WeekStart) -> usize {
    usize::try_from(day.weekday().since(start.weekday())).unwrap_or_default()
}

/// The weeks with time in them, one after the other.
#[must_use]
pub fn weeks_of(weekly: &Weekly) -> Vec<Week> {
    let start = weekly.summary.week_start;
    let mut weeks: Vec<Week> = Vec::new();
    let mut places: HashMap<Date, usize> = HashMap::new();
    for group in &weekly.days {
        let GroupKey::From(day) = group.key else {
            continue;
        };
        let range = week_of(day, start);
        let place = *places.entry(range.from).or_insert_with(|| {
            weeks.push(Week {
                range,
                rows: Vec::new(),
                days: [0; DAYS],
                totals: EntryTotals::default(),
            });
            weeks.len() - 1
        });
        let Some(week) = weeks.get_mut(place) else {
            continue;
        };
        if let Some(sum) = week.days.get_mut(place_of(day, start)) {
            *sum += group.totals.seconds;
        }
        add(&mut week.totals, &group.totals);
    }
    for group in &weekly.summary.groups {
        for part in &group.parts {
            let GroupKey::From(day) = part.key else {
                continue;
            };
            let from = week_of(day, start).from;
            let Some(week) = places.get(&from).and_then(|place| weeks.get_mut(*place)) else {
                continue;
            };
            // Groups come one after the other: a row that is there is the last one.
            if week.rows.last().is_none_or(|row| row.key != group.key) {
                week.rows.push(WeekRow::of(group));
            }
            if let Some(row) = week.rows.last_mut() {
                row.add(place_of(day, start), &part.totals);
            }
        }
    }
    weeks.sort_by_key(|week| week.range.from);
    weeks
}

fn add(totals: &mut EntryTotals, other: &EntryTotals) {
    totals.count += other.count;
    totals.seconds += other.seconds;
    totals.billable_seconds += other.billable_seconds;
    totals.amounts.merge(&other.amounts);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Currency, add_days};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn totals(seconds: i64) -> EntryTotals {
        EntryTotals {
            count: 1,
            seconds,
            billable_seconds: seconds,
            amounts: [(Currency::USD, seconds)].into_iter().collect(),
        }
    }

    fn group(key: GroupKey, seconds: i64, parts: Vec<Group>) -> Group {
        Group {
            key,
            name: String::new(),
            note: None,
            colour: Colour::Teal,
            totals: totals(seconds),
            parts,
        }
    }

    /// Groups of (day after 2 November 2026, a Monday; seconds).
    fn weekly(groups: &[Vec<(i64, i64)>], week_start: WeekStart) -> Weekly {
        let from = date(2026, 11, 2);
        let mut of_days: std::collections::BTreeMap<i64, i64> = std::collections::BTreeMap::new();
        let mut rows = Vec::new();
        for (at, parts) in groups.iter().enumerate() {
            for (day, seconds) in parts {
                *of_days.entry(*day).or_default() += seconds;
            }
            let whole = parts.iter().map(|part| part.1).sum();
            let parts = parts
                .iter()
                .map(|(day, seconds)| {
                    let key = GroupKey::From(add_days(from, *day));
                    group(key, *seconds, Vec::new())
                })
                .collect();
            rows.push(group(GroupKey::Id(at.to_string()), whole, parts));
        }
        let days = of_days
            .into_iter()
            .map(|(day, seconds)| group(GroupKey::From(add_days(from, day)), seconds, Vec::new()))
            .collect();
        Weekly {
            summary: Summary {
                range: None,
                today: from,
                week_start,
                group_by: vec![Dimension::Project, Dimension::Day],
                groups: rows,
                totals: EntryTotals::default(),
                people: Vec::new(),
                budgets: std::collections::BTreeMap::new(),
            },
            days,
        }
    }

    #[test]
    fn days_stand_in_their_weeks() {
        let groups = [vec![(0, 5), (6, 7), (14, 1)], vec![(0, 2)]];
        let weeks = weeks_of(&weekly(&groups, WeekStart::Monday));
        assert_eq!(weeks.len(), 2);
        assert_eq!(weeks[0].range.format(), "2 – 8 Nov 2026");
        assert_eq!(weeks[0].days, [7, 0, 0, 0, 0, 0, 7]);
        assert_eq!(weeks[0].rows.len(), 2);
        assert_eq!(weeks[0].rows[0].days, [5, 0, 0, 0, 0, 0, 7]);
        assert_eq!(weeks[0].rows[0].amounts.get(Currency::USD), 12);
        assert_eq!((weeks[0].totals.seconds, weeks[0].totals.count), (14, 2));
        assert_eq!(weeks[1].range.format(), "16 – 22 Nov 2026");
        assert_eq!(weeks[1].rows.len(), 1);
        // Where weeks begin on Sunday, the Sunday is the next week's.
        let weeks = weeks_of(&weekly(&groups, WeekStart::Sunday));
        assert_eq!(weeks.len(), 3);
        assert_eq!(weeks[0].days, [0, 7, 0, 0, 0, 0, 0]);
        assert_eq!(weeks[1].days, [7, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn an_entry_with_two_tags_is_once_in_the_total() {
        let mut report = weekly(&[vec![(0, 60)], vec![(0, 60)]], WeekStart::Monday);
        report.days[0].totals = totals(60);
        let weeks = weeks_of(&report);
        assert_eq!((weeks[0].rows.len(), weeks[0].totals.seconds), (2, 60));
    }

    #[test]
    fn rows_are_things() {
        assert_eq!(parse_rows(""), Ok(Dimension::Project));
        for by in ROWS {
            assert_eq!(parse_rows(by.slug()), Ok(by));
        }
        for text in ["day", "week", "person", "project,day"] {
            assert_eq!(parse_rows(text).unwrap_err().code(), "invalid", "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(
            groups in prop::collection::vec(prop::collection::btree_map(0..60_i64, 0..100_000_i64, 0..12), 0..6),
            sunday: bool,
        ) {
            let groups: Vec<Vec<(i64, i64)>> = groups.into_iter().map(|days| days.into_iter().collect()).collect();
            let start = if sunday { WeekStart::Sunday } else { WeekStart::Monday };
            let whole: i64 = groups.iter().flatten().map(|part| part.1).sum();
            let weeks = weeks_of(&weekly(&groups, start));
            prop_assert_eq!(weeks.iter().map(|week| week.totals.seconds).sum::<i64>(), whole);
            for week in &weeks {
                let rows: i64 = week.rows.iter().map(|row| row.seconds).sum();
                prop_assert_eq!(rows, week.totals.seconds);
                prop_assert_eq!(week.days.iter().sum::<i64>(), rows);
                prop_assert_eq!(week.range, week_of(week.range.from, start));
                for row in &week.rows {
                    prop_assert_eq!(row.days.iter().sum::<i64>(), row.seconds);
                }
            }
        }
    }
}
