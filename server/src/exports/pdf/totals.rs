//! What the entries of a report come to: by project, by day, and in all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::values::{Amounts, Date, DateRange};

use super::super::csv::ExportedEntry;
use crate::local_time::Zone;

/// What time without a project is called.
pub(super) const NO_PROJECT: &str = "No project";

/// A sum of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// How many.
    pub(super) entries: u32,
    /// Tracked seconds.
    pub(super) seconds: i64,
    /// Those of them that count for money.
    pub(super) billable_seconds: i64,
    /// What they are worth, by currency.
    pub(super) amounts: Amounts,
}

impl Sum {
    fn add(&mut self, entry: &ExportedEntry) {
        self.entries += 1;
        self.seconds += entry.seconds;
        if entry.billable {
            self.billable_seconds += entry.seconds;
            self.amounts.add(entry.currency, entry.amount());
        }
    }
}

/// A project's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProjectSum {
    /// The project's name; `None` for time without one.
    pub(super) name: Option<String>,
    /// The client's name, or empty.
    pub(super) client: String,
    /// 0xRRGGBB.
    pub(super) colour: u32,
    /// What it comes to.
    pub(super) sum: Sum,
}

/// A day's part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DaySum {
    /// What it comes to.
    pub(super) sum: Sum,
    /// Seconds by the project's place in [`Totals::projects`].
    pub(super) projects: BTreeMap<usize, i64>,
}

/// Everything added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    /// All of it.
    pub(super) all: Sum,
    /// By project, most time first.
    pub(super) projects: Vec<ProjectSum>,
    /// By the day on which an entry began; days without entries are left out.
    pub(super) days: BTreeMap<Date, DaySum>,
    /// How many people's time it is.
    pub(super) people: usize,
}

/// The colour of an entry's project.
pub(super) fn colour_of(entry: &ExportedEntry) -> u32 {
    /// Of time without a project.
    const NONE: u32 = 0x00b4_b3ac;
    if entry.project.is_empty() {
        NONE
    } else {
        entry.colour.rgb()
    }
}

/// What a project is known by: its name, which is the only one of its kind at its client, and the client's.
type Key<'a> = (&'a str, &'a str);

fn key(entry: &ExportedEntry) -> Key<'_> {
    (&entry.project, &entry.client)
}

impl Totals {
    /// Adds up. Days are the zone's.
    pub(super) fn of(entries: &[ExportedEntry], zone: &Zone) -> Self {
        let mut all = Sum::default();
        let mut projects: HashMap<Key<'_>, ProjectSum> = HashMap::new();
        let mut people = BTreeSet::new();
        for entry in entries {
            all.add(entry);
            people.insert(entry.email.as_str());
            let project = projects.entry(key(entry)).or_insert_with(|| ProjectSum {
                name: Some(entry.project.clone()).filter(|name| !name.is_empty()),
                client: entry.client.clone(),
                colour: colour_of(entry),
                sum: Sum::default(),
            });
            project.sum.add(entry);
        }
        let mut projects: Vec<_> = projects.into_iter().collect();
        projects.sort_by(|(left_key, left), (right_key, right)| {
            let by_time = right.sum.seconds.cmp(&left.sum.seconds);
            by_time.then_with(|| left_key.cmp(right_key))
        });
        let places: HashMap<Key<'_>, usize> = projects
            .iter()
            .enumerate()
            .map(|(place, (key, _))| (*key, place))
            .collect();
        let mut days: BTreeMap<Date, DaySum> = BTreeMap::new();
        for entry in entries {
            let day = days.entry(zone.day(entry.started_at)).or_default();
            day.sum.add(entry);
            if let Some(place) = places.get(&key(entry)) {
                *day.projects.entry(*place).or_default() += entry.seconds;
            }
        }
        Self {
            all,
            projects: projects.into_iter().map(|(_, project)| project).collect(),
            days,
            people: people.len(),
        }
    }

    /// From the first day with entries to the last.
    pub(super) fn range(&self) -> Option<DateRange> {
        let (from, _) = self.days.first_key_value()?;
        let (to, _) = self.days.last_key_value()?;
        DateRange::new(*from, *to).ok()
    }
}

/// `part` of `whole`, as that part of `length`.
pub(super) fn scaled(part: i64, whole: i64, length: i32) -> i32 {
    if whole <= 0 {
        return 0;
    }
    let scaled = i128::from(part.max(0)) * i128::from(length) / i128::from(whole);
    i32::try_from(scaled).unwrap_or(length)
}

#[cfg(test)]
mod tests {
    use super::super::tests::entry;
    use super::*;
    use app::values::{Colour, Currency};

    #[test]
    fn sums_by_project_and_day() {
        let (one, other) = ("One", "Other");
        let on = |client: &str, project: &str, hour, hours| ExportedEntry {
            client: client.to_owned(),
            project: project.to_owned(),
            ..entry(hour, hours)
        };
        let free = ExportedEntry {
            billable: false,
            email: "noor@example.com".to_owned(),
            ..entry(30, 1)
        };
        let entries = [on(one, "Site", 9, 1), on(one, "Shop", 11, 2), free];
        let totals = Totals::of(&entries, &Zone::named("UTC"));
        let eur = Currency::parse("EUR").unwrap();
        assert_eq!(
            (
                totals.all.entries,
                totals.all.seconds,
                totals.all.billable_seconds
            ),
            (3, 4 * 3600, 3 * 3600)
        );
        assert_eq!(totals.all.amounts.get(eur), 3 * 9000);
        let names: Vec<_> = totals
            .projects
            .iter()
            .map(|project| (project.name.as_deref(), project.sum.seconds / 3600))
            .collect();
        assert_eq!(names, [(Some("Shop"), 2), (None, 1), (Some("Site"), 1)]);
        assert_eq!(totals.projects[0].colour, Colour::Teal.rgb());
        let days: Vec<_> = totals
            .days
            .values()
            .map(|day| (day.sum.seconds / 3600, day.projects.len()))
            .collect();
        assert_eq!(days, [(3, 2), (1, 1)]);
        assert_eq!(totals.people, 2);
        assert_eq!(totals.range().unwrap().days(), 2);
        // The same project again is the same project, another client's of its name is not.
        let twice = [
            on(one, "Site", 9, 1),
            on(one, "Site", 10, 1),
            on(other, "Site", 11, 1),
        ];
        let totals = Totals::of(&twice, &Zone::named("UTC"));
        assert_eq!(totals.projects.len(), 2);
        assert_eq!(Totals::of(&[], &Zone::named("UTC")), Totals::default());
    }

    #[test]
    fn parts_of_a_length() {
        for (part, whole, length) in [(1, 4, 250), (4, 4, 1000), (0, 4, 0), (-1, 4, 0), (1, 0, 0)] {
            assert_eq!(scaled(part, whole, 1000), length, "{part}/{whole}");
        }
        assert_eq!(scaled(i64::MAX, i64::MAX, 1000), 1000);
    }
}
