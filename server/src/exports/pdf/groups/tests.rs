//! What stands on the pages of a summary and of a weekly report.

use super::super::faces::Faces;
use super::super::sheet::{BOTTOM, MARGIN, Mark, RIGHT};
use super::super::tests::about;
use super::*;
use app::reports::shown::Shown;
use app::reports::weekly::{Weekly, weeks_of};
use app::values::{Currency, Date, WeekStart, add_days};

fn totals(seconds: i64) -> EntryTotals {
    let currencies = ["EUR", "USD"].map(|code| Currency::parse(code).unwrap());
    EntryTotals {
        count: 1,
        seconds,
        billable_seconds: seconds / 2,
        amounts: currencies
            .map(|currency| (currency, seconds))
            .into_iter()
            .collect(),
    }
}

fn group(key: GroupKey, name: &str, seconds: i64, parts: Vec<Group>) -> Group {
    Group {
        key,
        name: name.to_owned(),
        note: Some("Acme".to_owned()).filter(|_| !name.is_empty()),
        colour: Colour::Teal,
        totals: totals(seconds),
        parts,
    }
}

/// Projects with time on the first days of November 2026.
fn report(group_by: &[Dimension], projects: usize, days: i64, weekly: bool) -> GroupReport {
    let day = |day| GroupKey::From(add_days(Date::constant(2026, 11, 1), day));
    let parts = || {
        (0..days)
            .map(|at| group(day(at), "", 3600, Vec::new()))
            .collect()
    };
    let groups = (0..projects).map(|at| {
        let name = format!("Project {at} {}", "x".repeat(at % 60));
        let parts = if group_by.len() == 2 {
            parts()
        } else {
            Vec::new()
        };
        group(GroupKey::Id(at.to_string()), &name, days * 3600, parts)
    });
    let summary = Summary {
        range: None,
        today: Date::constant(2026, 11, 20),
        week_start: WeekStart::Monday,
        group_by: group_by.to_vec(),
        groups: groups.collect(),
        totals: totals(days * 3600),
        people: Vec::new(),
        budgets: std::collections::BTreeMap::new(),
    };
    let of_weeks = Weekly {
        summary: summary.clone(),
        days: parts(),
    };
    GroupReport {
        about: about("Northwind", "Europe/Berlin", 1_772_616_180),
        weeks: weekly.then(|| weeks_of(&of_weeks)),
        summary,
    }
}

fn words(report: &GroupReport) -> (usize, String) {
    let faces = Faces::even();
    let pages = report.draw(Sheet::new(&faces));
    let mut words = String::new();
    for mark in pages.iter().flatten() {
        match mark {
            Mark::Text { x, y, text, .. } => {
                assert!(*x >= MARGIN && *y < BOTTOM + 5000, "{text}");
                words.push_str(text);
                words.push('\n');
            }
            Mark::Fill { x, width, .. } | Mark::Picture { x, width, .. } => {
                assert!(x + width <= RIGHT + 600);
            }
        }
    }
    (pages.len(), words)
}

#[test]
fn a_summary_has_its_groups() {
    let (pages, text) = words(&report(&[Dimension::Project], 3, 2, false));
    assert_eq!(pages, 1);
    for word in [
        "Summary report",
        "By project",
        "Acme",
        "100.0 %",
        "€72.00",
        "$72.00",
        "Total",
    ] {
        assert!(text.contains(word), "{word} in {text}");
    }
    let (_, text) = words(&report(&[Dimension::Project, Dimension::Day], 2, 2, false));
    for word in ["By project and day", "Hours by day", "Sun 1 Nov 2026"] {
        assert!(text.contains(word), "{word} in {text}");
    }
    let (_, text) = words(&report(&[Dimension::Tag], 2, 2, false));
    assert!(text.contains("counts with each"), "{text}");
}

#[test]
fn amounts_that_are_kept_back_have_no_column() {
    for weekly in [false, true] {
        let mut report = report(&[Dimension::Project, Dimension::Day], 2, 2, weekly);
        report.about.shown = Shown {
            amounts: false,
            ..Shown::ALL
        };
        report.about.subtitle = Some("Brightside".to_owned());
        let (_, text) = words(&report);
        assert!(text.contains("Brightside\n"), "{text}");
        for hidden in ["Amount", "€", "$", "report\n"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
    }
}

#[test]
fn a_weekly_report_has_its_weeks() {
    let (pages, text) = words(&report(&[Dimension::Project, Dimension::Day], 3, 8, true));
    assert_eq!(pages, 1);
    for word in [
        "Weekly report",
        "Week 26 Oct – 1 Nov 2026",
        "Week 2 – 8 Nov 2026",
        "Mon",
        "Total",
    ] {
        assert!(text.contains(word), "{word} in {text}");
    }
}

#[test]
fn long_ones_go_on_over_pages() {
    for weekly in [false, true] {
        let long = report(&[Dimension::Project, Dimension::Day], 80, 30, weekly);
        let (pages, _) = words(&long);
        assert!(pages > 3, "{weekly}: {pages}");
        assert!(long.to_pdf().unwrap().starts_with(b"%PDF-"));
    }
    let (pages, text) = words(&report(&[Dimension::Project], 0, 0, false));
    assert_eq!(pages, 1);
    assert!(text.contains("No time entries match."));
}
