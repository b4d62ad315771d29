//! Time entries as an invoice's lines: summed by what people want to see, never across rates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::money::{SumError, line_amount};
use crate::values::{Date, ProjectId, TimeEntryId, UserId, format_day, name_key};

/// What the entries of one line have in common, beside their rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// Project and description.
    #[default]
    Description,
    /// The project.
    Project,
    /// Who did it.
    User,
    /// The day.
    Day,
    /// Nothing: a line each.
    Entry,
}

impl Grouping {
    /// Every way.
    pub const ALL: [Self; 5] = [
        Self::Description,
        Self::Project,
        Self::User,
        Self::Day,
        Self::Entry,
    ];

    /// How forms and programs spell it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Project => "project",
            Self::User => "user",
            Self::Day => "day",
            Self::Entry => "entry",
        }
    }

    /// The way spelled `slug`.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.slug() == slug)
    }

    /// What people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Description => "By project and description",
            Self::Project => "By project",
            Self::User => "By person",
            Self::Day => "By day",
            Self::Entry => "Each time entry",
        }
    }
}

/// A line of an invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What was done.
    pub description: String,
    /// How long; 0 for what is no time.
    pub seconds: i64,
    /// What an hour costs, in minor units.
    pub hourly_rate_cents: i64,
    /// What it comes to.
    pub amount_cents: i64,
    /// The entries in it, as far as they are still on the invoice.
    pub time_entry_ids: Vec<TimeEntryId>,
    /// Which line of an invoice it takes back, by place; only on credit notes.
    #[serde(default)]
    pub credits_position: Option<i64>,
}

impl Line {
    /// Whether it bills time at nothing an hour.
    #[must_use]
    pub const fn has_no_rate(&self) -> bool {
        self.seconds > 0 && self.hourly_rate_cents == 0
    }
}

/// A time entry that is billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BilledEntry {
    /// Its id.
    pub id: TimeEntryId,
    /// Its project.
    pub project_id: ProjectId,
    /// What that is called.
    pub project: String,
    /// Whose time.
    pub user_id: UserId,
    /// What they are called.
    pub person: String,
    /// The day it began.
    pub day: Date,
    /// What was done; may be empty.
    pub description: String,
    /// How long.
    pub seconds: i64,
    /// What an hour costs.
    pub hourly_rate_cents: i64,
}

/// What puts a line before another one, and entries into the same one.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    day: Option<Date>,
    name: String,
    owner: Option<u128>,
    description: String,
    rate: i64,
    place: usize,
}

impl Key {
    fn of(grouping: Grouping, place: usize, entry: &BilledEntry) -> Self {
        let bare = Self {
            day: None,
            name: String::new(),
            owner: None,
            description: String::new(),
            rate: entry.hourly_rate_cents,
            place: 0,
        };
        let project = Self {
            name: name_key(&entry.project),
            owner: Some(entry.project_id.uuid().as_u128()),
            ..bare
        };
        match grouping {
            Grouping::Description => Self {
                description: entry.description.clone(),
                ..project
            },
            Grouping::Project => project,
            Grouping::User => Self {
                name: name_key(&entry.person),
                owner: Some(entry.user_id.uuid().as_u128()),
                ..project
            },
            Grouping::Day => Self {
                day: Some(entry.day),
                name: String::new(),
                owner: None,
                ..project
            },
            Grouping::Entry => Self {
                day: Some(entry.day),
                name: String::new(),
                owner: None,
                place,
                rate: 0,
                ..project
            },
        }
    }
}

/// What a line of this entry and its like says.
fn words(grouping: Grouping, entry: &BilledEntry) -> String {
    let work = if entry.description.is_empty() {
        entry.project.clone()
    } else {
        format!("{}: {}", entry.project, entry.description)
    };
    match grouping {
        Grouping::Description => work,
        Grouping::Project => entry.project.clone(),
        Grouping::User => entry.person.clone(),
        Grouping::Day => format_day(entry.day),
        Grouping::Entry => format!("{}, {work}", format_day(entry.day)),
    }
}

/// The lines of these entries, which are in the order of time.
///
/// # Errors
/// When a line comes to more than an invoice can hold.
pub fn lines(entries: &[BilledEntry], grouping: Grouping) -> Result<Vec<Line>, SumError> {
    let mut groups: BTreeMap<Key, (Line, i128)> = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        let key = Key::of(grouping, place, entry);
        let (line, seconds) = groups.entry(key).or_insert_with(|| {
            let line = Line {
                description: words(grouping, entry),
                hourly_rate_cents: entry.hourly_rate_cents,
                ..Line::default()
            };
            (line, 0)
        });
        *seconds += i128::from(entry.seconds);
        line.time_entry_ids.push(entry.id);
    }
    groups
        .into_values()
        .map(|(mut line, seconds)| {
            line.seconds = i64::try_from(seconds).map_err(|_| SumError::TooLarge)?;
            line.amount_cents = line_amount(line.seconds, line.hourly_rate_cents)?;
            Ok(line)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{add_days, parse_day};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn entry(
        id: u128,
        project: u128,
        person: u128,
        day: i64,
        what: &str,
        seconds: i64,
        rate: i64,
    ) -> BilledEntry {
        BilledEntry {
            id: TimeEntryId::from_uuid(Uuid::from_u128(id)),
            project_id: ProjectId::from_uuid(Uuid::from_u128(project)),
            project: ["Site", "App"][usize::from(project == 2)].to_owned(),
            user_id: UserId::from_uuid(Uuid::from_u128(person)),
            person: ["Maya", "Ben"][usize::from(person == 2)].to_owned(),
            day: add_days(parse_day("2026-11-20").unwrap(), day),
            description: what.to_owned(),
            seconds,
            hourly_rate_cents: rate,
        }
    }

    fn some() -> Vec<BilledEntry> {
        vec![
            entry(1, 1, 1, -1, "Build", 1000, 9_000),
            entry(2, 1, 2, -1, "Build", 1000, 9_000),
            entry(3, 2, 1, 0, "", 3600, 9_000),
            entry(4, 1, 1, 0, "Build", 1000, 6_000),
            entry(5, 1, 2, 0, "Test", 60, 9_000),
        ]
    }

    #[test]
    fn entries_are_grouped_as_wanted() {
        for (grouping, expected) in [
            (
                Grouping::Description,
                &[
                    ("App", 3600, 9_000),
                    ("Site: Build", 1000, 1_667),
                    ("Site: Build", 2000, 5_000),
                    ("Site: Test", 60, 150),
                ][..],
            ),
            (
                Grouping::Project,
                &[
                    ("App", 3600, 9_000),
                    ("Site", 1000, 1_667),
                    ("Site", 2060, 5_150),
                ],
            ),
            (
                Grouping::User,
                &[
                    ("Ben", 1060, 2_650),
                    ("Maya", 1000, 1_667),
                    ("Maya", 4600, 11_500),
                ],
            ),
            (
                Grouping::Day,
                &[
                    ("19 November 2026", 2000, 5_000),
                    ("20 November 2026", 1000, 1_667),
                    ("20 November 2026", 3660, 9_150),
                ],
            ),
            (
                Grouping::Entry,
                &[
                    ("19 November 2026, Site: Build", 1000, 2_500),
                    ("19 November 2026, Site: Build", 1000, 2_500),
                    ("20 November 2026, App", 3600, 9_000),
                    ("20 November 2026, Site: Build", 1000, 1_667),
                    ("20 November 2026, Site: Test", 60, 150),
                ],
            ),
        ] {
            let made = lines(&some(), grouping).unwrap();
            let made: Vec<(&str, i64, i64)> = made
                .iter()
                .map(|line| (line.description.as_str(), line.seconds, line.amount_cents))
                .collect();
            assert_eq!(made, expected, "{grouping:?}");
            assert_eq!(Grouping::from_slug(grouping.slug()), Some(grouping));
        }
    }

    #[test]
    fn projects_of_one_name_stay_apart() {
        let mut entries = some();
        entries[1].project_id = ProjectId::from_uuid(Uuid::from_u128(9));
        assert_eq!(lines(&entries, Grouping::Project).unwrap().len(), 4);
    }

    #[test]
    fn too_much_is_refused() {
        let entries = [entry(1, 1, 1, 0, "", i64::MAX, 9_000)];
        assert_eq!(lines(&entries, Grouping::Day), Err(SumError::TooLarge));
        let twice = [entries[0].clone(), entry(2, 1, 1, 0, "", 1, 9_000)];
        assert_eq!(lines(&twice, Grouping::Day), Err(SumError::TooLarge));
    }

    fn any_entry() -> impl Strategy<Value = BilledEntry> {
        (
            any::<u128>(),
            1..3_u128,
            1..3_u128,
            0..5_i64,
            "[ab]?",
            0..100_000_i64,
            1..4_i64,
        )
            .prop_map(|(id, project, person, day, what, seconds, rate)| {
                entry(id, project, person, day, &what, seconds, rate * 3_333)
            })
    }

    proptest! {
        #[test]
        fn every_entry_is_in_one_line(mut entries in prop::collection::vec(any_entry(), 0..60)) {
            entries.sort_by_key(|entry| entry.day);
            entries.dedup_by_key(|entry| entry.id);
            for grouping in Grouping::ALL {
                let made = lines(&entries, grouping).unwrap();
                let mut ids: Vec<_> = made.iter().flat_map(|line| line.time_entry_ids.clone()).collect();
                let mut all: Vec<_> = entries.iter().map(|entry| entry.id).collect();
                ids.sort_unstable();
                all.sort_unstable();
                prop_assert_eq!(ids, all);
                for line in &made {
                    let own = entries.iter().filter(|entry| line.time_entry_ids.contains(&entry.id));
                    let mut seconds = 0;
                    for entry in own {
                        seconds += entry.seconds;
                        prop_assert_eq!(entry.hourly_rate_cents, line.hourly_rate_cents);
                    }
                    prop_assert_eq!(seconds, line.seconds);
                    prop_assert_eq!(line_amount(seconds, line.hourly_rate_cents), Ok(line.amount_cents));
                }
            }
        }
    }
}
