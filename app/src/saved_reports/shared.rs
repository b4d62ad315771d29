//! What people without an account are shown of a report, and what is kept from them.

use std::collections::HashMap;

use crate::reports::{Dimension, Group, GroupKey, Summary};
use crate::time_entries::EntryTotals;
use crate::values::{Amounts, Formats};

/// A report as its link shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedReport {
    /// Its name.
    pub name: String,
    /// Whose it is: the workspace's name.
    pub workspace: String,
    /// What is shown: [`held_back`] was taken out of it.
    pub summary: Summary,
    /// Whether there are amounts in it.
    pub shows_amounts: bool,
    /// The days' time zone, an IANA name.
    pub timezone: String,
    /// How dates, times and amounts are written.
    pub formats: Formats,
}

/// The report without what its link keeps back: amounts, people's names, and always budgets and who else is in
/// the workspace.
#[must_use]
pub fn held_back(mut summary: Summary, shows_amounts: bool, shows_people: bool) -> Summary {
    summary.people.clear();
    summary.budgets.clear();
    if !shows_amounts {
        clear_amounts(&mut summary.totals);
        summary.groups.iter_mut().for_each(without_amounts);
    }
    if !shows_people {
        let mut numbers = HashMap::new();
        for group in &mut summary.groups {
            without_names(group, &summary.group_by, &mut numbers);
        }
    }
    summary
}

fn clear_amounts(totals: &mut EntryTotals) {
    totals.amounts = Amounts::new();
}

fn without_amounts(group: &mut Group) {
    clear_amounts(&mut group.totals);
    group.parts.iter_mut().for_each(without_amounts);
}

/// `Person 1`, `Person 2`: the same number wherever the same person stands.
fn without_names(group: &mut Group, by: &[Dimension], numbers: &mut HashMap<GroupKey, usize>) {
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
    use crate::budgets::{BudgetKind, BudgetUse};
    use crate::time_entries::PersonChoice;
    use crate::values::{Colour, Currency, WeekStart};
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
        let hidden = held_back(by_person.clone(), true, false);
        assert_eq!(names(&hidden), ["Person 1", "Site", "Person 2"]);
        assert_eq!(held_back(by_person.clone(), true, true), by_person);
        let mut turned = team();
        turned.reverse();
        let within = summary(
            &[Dimension::Project, Dimension::User],
            vec![group("p", "Site", team()), group("q", "Shop", turned)],
        );
        assert_eq!(
            names(&held_back(within, true, false)),
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
        assert_eq!(held_back(report, true, true).budgets, BTreeMap::new());
    }

    #[test]
    fn no_amount_is_left() {
        let parts = vec![group("1", "Ada", vec![])];
        let hidden = held_back(
            summary(
                &[Dimension::Project, Dimension::User],
                vec![group("p", "Site", parts)],
            ),
            false,
            true,
        );
        let text = format!("{hidden:?}");
        assert!(!text.contains("4711") && text.contains("Ada"), "{text}");
    }
}
