//! What stands on the pages of a report of profit.

use super::super::faces::Faces;
use super::super::sheet::{HEIGHT, MARGIN, Mark, RIGHT};
use super::super::tests::about;
use super::*;
use app::reports::GroupKey;
use app::values::{Colour, Currency};

fn earnings(seconds: i64, amounts: &[(&str, i64)], cost_cents: i64) -> Earnings {
    let amounts = amounts.iter();
    Earnings {
        seconds,
        billable_seconds: seconds,
        amounts: amounts
            .map(|(code, cents)| (Currency::parse(code).unwrap(), *cents))
            .collect(),
        cost_cents,
        billable_cost_cents: cost_cents,
        costless_seconds: 0,
    }
}

fn report(by: Dimension, groups: Vec<ProfitGroup>) -> ProfitReport {
    let mut totals = Earnings::default();
    for group in &groups {
        totals.add(&group.earnings);
    }
    ProfitReport {
        about: about("Northwind", "UTC", 1_772_616_180),
        profit: Profitability {
            range: None,
            group_by: by,
            groups,
            totals,
            utilisation: Some(505),
            currency: Currency::USD,
            people: Vec::new(),
        },
    }
}

fn group(name: &str, earnings: Earnings) -> ProfitGroup {
    ProfitGroup {
        key: GroupKey::Id(name.to_owned()),
        name: name.to_owned(),
        note: None,
        colour: Colour::Teal,
        earnings,
        utilisation: Some(505),
    }
}

/// How many pages, and every text on them.
fn drawn(report: &ProfitReport) -> (usize, Vec<String>) {
    let faces = Faces::even();
    let pages = report.draw(Sheet::new(&faces));
    let count = pages.len();
    let text = |mark| match mark {
        Mark::Text { x, y, text, .. } => {
            assert!((MARGIN..RIGHT).contains(&x) && y < HEIGHT, "{text}");
            Some(text)
        }
        Mark::Fill { .. } | Mark::Picture { .. } => None,
    };
    (
        count,
        pages.into_iter().flatten().filter_map(text).collect(),
    )
}

#[test]
fn profit_is_said_where_it_is_known() {
    let webshop = group("Webshop", earnings(7200, &[("USD", 20_000)], 7000));
    let shop = ProfitGroup {
        note: Some("Acme".to_owned()),
        earnings: Earnings {
            costless_seconds: 3600,
            billable_cost_cents: 0,
            ..earnings(3600, &[("EUR", 5000)], 4500)
        },
        ..group("Shop", Earnings::default())
    };
    let (pages, all) = drawn(&report(Dimension::Project, vec![webshop, shop]));
    assert_eq!(pages, 1);
    for words in [
        "Profitability report",
        "By project",
        "Webshop",
        "2:00:00",
        "$200.00",
        "$70.00",
        "$130.00",
        "65.0 %",
        "Acme",
        "€50.00",
        "$45.00",
        "cost missing",
        "$115.00",
        "–",
    ] {
        assert!(all.iter().any(|text| text == words), "{words}: {all:?}");
    }
    assert!(all.iter().any(|text| text.contains("counts as 0")));
    assert!(all.iter().all(|text| text != "Utilisation"), "{all:?}");
}

#[test]
fn by_person_it_says_how_much_of_their_time_was_tracked() {
    let people = (0..100).map(|at| {
        let name = format!("Person {at} {}", "x".repeat(at));
        group(&name, earnings(7200, &[("USD", 20_000)], 7000))
    });
    let long = report(Dimension::User, people.collect());
    let (pages, all) = drawn(&long);
    assert!(pages > 2, "{pages}");
    for words in ["By person", "Utilisation", "50.5 %"] {
        assert!(all.iter().any(|text| text == words), "{words}: {all:?}");
    }
    assert!(long.to_pdf().unwrap().starts_with(b"%PDF-"));
    let (pages, all) = drawn(&report(Dimension::Client, Vec::new()));
    assert_eq!(pages, 1);
    assert!(all.iter().any(|text| text == "No time entries match."));
}
