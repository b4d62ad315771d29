//! What people without an account are shown of a report, and what is kept from them.

use std::collections::HashMap;

use super::SavedDays;
use crate::reports::detailed::Detailed;
use crate::reports::shown::Shown;
use crate::reports::weekly::Weekly;
use crate::reports::{Dimension, Group, GroupKey, Summary};
use crate::time_entries::{EntryTotals, TimeEntry};
use crate::values::{Amounts, Formats};

/// A report as its link shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedReport {
    /// Its name.
    pub name: String,
    /// Whose it is: the workspace's name.
    pub workspace: String,
    /// Its days, as they are now.
    pub days: SavedDays,
    /// What it tells: what the link keeps back was taken out.
    pub content: SharedContent,
    /// What is left in it.
    pub shown: Shown,
    /// The days' time zone, an IANA name.
    pub timezone: String,
    /// How dates, times and amounts are written.
    pub formats: Formats,
}

/// What a shared report tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SharedContent {
    /// Groups.
    Summary(Summary),
    /// Groups by day.
    Weekly(Weekly),
    /// A page of the entries, and whether it is the first.
    Detailed(Detailed, bool),
}

impl SharedContent {
    /// What all of it comes to.
    #[must_use]
    pub fn totals(&self) -> &EntryTotals {
        match self {
            Self::Summary(summary) => &summary.totals,
            Self::Weekly(weekly) => &weekly.summary.totals,
            Self::Detailed(report, _) => &report.totals,
        }
    }

    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Summary(summary) => summary.groups.is_empty(),
            Self::Weekly(weekly) => weekly.summary.groups.is_empty(),
            Self::Detailed(report, _) => report.sections.is_empty(),
        }
    }
}

/// Which number stands for a person whose name is kept back.
pub type Numbers = HashMap<GroupKey, usize>;

/// The report without what its link keeps back: amounts, people's names, and always budgets and who else is in
/// the workspace.
#[must_use]
pub fn held_back(mut summary: Summary, shown: Shown) -> Summary {
    summary.people.clear();
    summary.budgets.clear();
    if !shown.amounts {
        clear_amounts(&mut summary.totals);
        summary.groups.iter_mut().for_each(without_amounts);
    }
    if !shown.names {
        let mut numbers = Numbers::new();
        for group in &mut summary.groups {
            without_names(group, &summary.group_by, &mut numbers);
        }
    }
    summary
}

/// The same of a weekly report.
#[must_use]
pub fn weekly_held_back(weekly: Weekly, shown: Shown) -> Weekly {
    let mut days = weekly.days;
    if !shown.amounts {
        days.iter_mut().for_each(without_amounts);
    }
    Weekly {
        summary: held_back(weekly.summary, shown),
        days,
    }
}

/// The same of a page of a detailed report; `numbers` are those of [`numbers_of`] the whole report by person.
#[must_use]
pub fn detailed_held_back(mut report: Detailed, numbers: &Numbers, shown: Shown) -> Detailed {
    report.people.clear();
    if !shown.amounts {
        clear_amounts(&mut report.totals);
    }
    let by: Vec<Dimension> = report.group_by.into_iter().collect();
    let mut numbers = numbers.clone();
    for section in &mut report.sections {
        if let Some(group) = &mut section.group {
            if !shown.amounts {
                without_amounts(group);
            }
            if !shown.names {
                without_names(group, &by, &mut numbers);
            }
        }
        for entry in &mut section.entries {
            entry_held_back(entry, shown);
        }
    }
    report
}

fn entry_held_back(entry: &mut TimeEntry, shown: Shown) {
    if !shown.amounts {
        entry.hourly_rate_cents = 0;
        entry.amount_cents = 0;
    }
    if !shown.names {
        entry.person = None;
    }
}

/// Which number stands for each of these people: the most time first, as a summary by person has them.
#[must_use]
pub fn numbers_of(people: &[Group]) -> Numbers {
    let people = people.iter().filter(|group| group.key != GroupKey::None);
    let keys = people.map(|group| group.key.clone());
    keys.zip(1..).collect()
}

fn clear_amounts(totals: &mut EntryTotals) {
    totals.amounts = Amounts::new();
}

fn without_amounts(group: &mut Group) {
    clear_amounts(&mut group.totals);
    group.parts.iter_mut().for_each(without_amounts);
}

/// `Person 1`, `Person 2`: the same number wherever the same person stands.
fn without_names(group: &mut Group, by: &[Dimension], numbers: &mut Numbers) {
    if by.first() == Some(&Dimension::User) && group.key != GroupKey::None {
        let next = numbers.len() + 1;
        let number = *numbers.entry(group.key.clone()).or_insert(next);
        group.name = format!("Person {number}");
        group.note = None;
    }
    for part in &mut group.parts {
        without_names(part, by.get(1..).unwrap_or_default(), numbers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::PersonRef;
    use crate::budgets::{BudgetKind, BudgetUse};
    use crate::reports::detailed::Section;
    use crate::time_entries::PersonChoice;
    use crate::values::{Colour, Currency, TimeEntryId, UserId, WeekStart};
    use jiff::civil::date;
    use std::collections::BTreeMap;

    fn group(id: &str, name: &str, parts: Vec<Group>) -> Group {
        let mut totals = EntryTotals {
            count: 1,
            seconds: 60,
            billable_seconds: 60,
            amounts: Amounts::new(),
        };
        totals.amounts.add(Currency::USD, 4711);
        Group {
            key: GroupKey::Id(id.into()),
            name: name.into(),
            note: None,
            colour: Colour::Indigo,
            totals,
            parts,
        }
    }

    fn summary(by: &[Dimension], groups: Vec<Group>) -> Summary {
        Summary {
            range: None,
            today: date(2026, 11, 20),
            week_start: WeekStart::Monday,
            group_by: by.to_vec(),
            totals: group("", "", vec![]).totals,
            groups,
            people: Vec::<PersonChoice>::new(),
            budgets: BTreeMap::new(),
        }
    }

    const ALL: Shown = Shown {
        inside: false,
        ..Shown::ALL
    };
    const NO_NAMES: Shown = Shown {
        names: false,
        ..ALL
    };
    const NO_AMOUNTS: Shown = Shown {
        amounts: false,
        ..ALL
    };

    fn names(summary: &Summary) -> Vec<String> {
        let mut names = Vec::new();
        for group in &summary.groups {
            names.push(group.name.clone());
            names.extend(group.parts.iter().map(|part| part.name.clone()));
        }
        names
    }

    #[test]
    fn people_are_numbered_the_same_everywhere() {
        let team = || vec![group("1", "Ada", vec![]), group("2", "Noor", vec![])];
        let by_person = summary(
            &[Dimension::User, Dimension::Project],
            vec![
                group("2", "Noor", vec![group("p", "Site", vec![])]),
                group("1", "Ada", vec![]),
            ],
        );
        let hidden = held_back(by_person.clone(), NO_NAMES);
        assert_eq!(names(&hidden), ["Person 1", "Site", "Person 2"]);
        assert_eq!(held_back(by_person.clone(), ALL), by_person);
        let mut turned = team();
        turned.reverse();
        let within = summary(
            &[Dimension::Project, Dimension::User],
            vec![group("p", "Site", team()), group("q", "Shop", turned)],
        );
        assert_eq!(
            names(&held_back(within, NO_NAMES)),
            [
                "Site", "Person 1", "Person 2", "Shop", "Person 2", "Person 1"
            ]
        );
    }

    #[test]
    fn budgets_stay_inside() {
        let mut report = summary(&[Dimension::Project], vec![group("p", "Site", vec![])]);
        let budget = BudgetUse {
            kind: BudgetKind::Hours,
            limit: 3600,
            used: 60,
            currency: Currency::USD,
        };
        report.budgets.insert("p".into(), budget);
        assert_eq!(held_back(report, ALL).budgets, BTreeMap::new());
    }

    #[test]
    fn no_amount_is_left() {
        let parts = vec![group("1", "Ada", vec![])];
        let hidden = held_back(
            summary(
                &[Dimension::Project, Dimension::User],
                vec![group("p", "Site", parts)],
            ),
            NO_AMOUNTS,
        );
        let text = format!("{hidden:?}");
        assert!(!text.contains("4711") && text.contains("Ada"), "{text}");
    }

    fn entry(person: &str) -> TimeEntry {
        TimeEntry {
            id: TimeEntryId::from_uuid(uuid::Uuid::from_u128(1)),
            user_id: UserId::from_uuid(uuid::Uuid::from_u128(2)),
            person: Some(PersonRef {
                id: UserId::from_uuid(uuid::Uuid::from_u128(2)),
                name: person.into(),
                picture_at: None,
            }),
            project: None,
            description: "Work".into(),
            tags: Vec::new(),
            started_at: 0,
            ended_at: 60,
            seconds: 60,
            billable: true,
            hourly_rate_cents: 4711,
            currency: Currency::USD,
            amount_cents: 4711,
            locked: false,
            day: date(2026, 11, 20),
            start: "09:00".into(),
            end: "09:01".into(),
            days_later: 0,
            overlaps: false,
        }
    }

    #[test]
    fn of_entries_names_rates_and_amounts_are_kept_back() {
        let page = Detailed {
            range: None,
            today: date(2026, 11, 20),
            week_start: WeekStart::Monday,
            group_by: Some(Dimension::User),
            sections: vec![Section {
                group: Some(group("1", "Ada", vec![])),
                continued: false,
                entries: vec![entry("Ada")],
            }],
            totals: group("", "", vec![]).totals,
            next: None,
            people: Vec::new(),
        };
        // Somebody else has the most time.
        let numbers = numbers_of(&[group("2", "Noor", vec![]), group("1", "Ada", vec![])]);
        assert_eq!(detailed_held_back(page.clone(), &numbers, ALL), page);
        let hidden = detailed_held_back(page.clone(), &numbers, NO_NAMES);
        let name = hidden.sections[0].group.as_ref().map(|group| &*group.name);
        assert_eq!(name, Some("Person 2"));
        let text = format!("{hidden:?}");
        assert!(!text.contains("Ada") && text.contains("4711"), "{text}");
        let text = format!("{:?}", detailed_held_back(page, &numbers, NO_AMOUNTS));
        assert!(!text.contains("4711") && text.contains("Ada"), "{text}");
    }

    #[test]
    fn of_weeks_too() {
        let weekly = || {
            let by = [Dimension::User, Dimension::Day];
            let day = group("d", "", vec![]);
            Weekly {
                summary: summary(&by, vec![group("1", "Ada", vec![day.clone()])]),
                days: vec![day],
            }
        };
        assert_eq!(weekly_held_back(weekly(), ALL), weekly());
        let text = format!("{:?}", weekly_held_back(weekly(), NO_AMOUNTS));
        assert!(!text.contains("4711") && text.contains("Ada"), "{text}");
        let text = format!("{:?}", weekly_held_back(weekly(), NO_NAMES));
        assert!(text.contains("Person 1") && !text.contains("Ada"), "{text}");
    }
}
