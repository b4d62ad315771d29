//! Reports as a whole: what stands on which page.

use app::values::{Colour, Currency, DateFormat, NumberFormat, TimeFormat};

use super::faces::Faces;
use super::sheet::{BOTTOM, HEIGHT, MARGIN, Mark, RIGHT};
use super::*;

/// Midnight of 2 March 2026, a Monday.
const MONDAY: i64 = 1_772_409_600;

/// An hour's work begun so many hours into the week.
pub(super) fn entry(hour: i64, hours: i64) -> ExportedEntry {
    ExportedEntry {
        started_at: MONDAY + hour * 3600,
        ended_at: MONDAY + (hour + hours) * 3600,
        seconds: hours * 3600,
        client: String::new(),
        project: String::new(),
        colour: Colour::Teal,
        description: "Work".to_owned(),
        tags: Vec::new(),
        user: "Maya".to_owned(),
        email: "maya@example.com".to_owned(),
        billable: true,
        hourly_rate_cents: 9000,
        currency: Currency::parse("EUR").unwrap(),
        invoice: String::new(),
    }
}

/// A report for members.
pub(super) fn about(title: &str, zone: &str, made_at: i64) -> About {
    About {
        title: title.to_owned(),
        subtitle: None,
        filter: EntryFilter::default(),
        names: Names::default(),
        shown: Shown::ALL,
        zone: Zone::named(zone),
        zone_name: None,
        formats: Formats::default(),
        made_at,
    }
}

fn report(entries: Vec<ExportedEntry>) -> Report {
    Report {
        about: about("Northwind Studio", "UTC", MONDAY),
        beyond: Beyond::default(),
        entries,
        week_start: WeekStart::Monday,
    }
}

/// The texts of each page in the order of reading; nothing may leave the page.
fn pages(report: &Report) -> Vec<Vec<String>> {
    let faces = Faces::even();
    let pages = report.draw(Sheet::new(&faces));
    let texts = |page: Page| {
        let text = |mark| match mark {
            Mark::Text { x, y, style, text } => {
                let end = x + faces.of(style.weight).width(&text, style.size);
                assert!(
                    x >= MARGIN && end <= RIGHT && y < HEIGHT,
                    "{text}: {x} to {end}"
                );
                assert!(text.chars().all(|c| faces.regular.has(c)), "{text:?}");
                Some(text)
            }
            Mark::Fill { y, height, .. } | Mark::Picture { y, height, .. } => {
                assert!(y + height <= BOTTOM + 100);
                None
            }
        };
        page.into_iter().filter_map(text).collect()
    };
    pages.into_iter().map(texts).collect()
}

#[test]
fn a_report_says_what_it_is_and_what_it_comes_to() {
    let project = ExportedEntry {
        project: "Webshop".to_owned(),
        client: "Brightside".to_owned(),
        tags: vec!["design".to_owned(), "shop".to_owned()],
        ..entry(9, 2)
    };
    let free = ExportedEntry {
        billable: false,
        user: "Noor".to_owned(),
        email: "noor@example.com".to_owned(),
        ..entry(33, 1)
    };
    let pages = pages(&report(vec![project, free]));
    let all = pages.concat();
    for words in [
        "Northwind Studio",
        "Time report",
        "2 – 3 Mar 2026",
        "3:00:00",
        "€180.00",
        "Hours by day",
        "By project",
        "67 %",
        "Webshop",
        "Brightside",
        "No project",
        "By day",
        "Mon 2 Mar 2026",
        "Monday, 2 March 2026",
        "Tuesday, 3 March 2026",
        "09:00\u{a0}–\u{a0}11:00",
        "Maya · #design #shop",
        "Noor",
        "Total",
    ] {
        assert!(all.iter().any(|text| text == words), "{words}: {all:?}");
    }
    assert!(all.contains(&format!("1 of {}", pages.len())));
}

#[test]
fn formats_are_the_readers() {
    let mut report = report(vec![entry(13, 1)]);
    report.about.formats.date = DateFormat::Dotted;
    report.about.formats.time = TimeFormat::Hours12;
    report.about.formats.number = NumberFormat::PointComma;
    let all = pages(&report).concat();
    for words in [
        "02.03.2026",
        "Monday, 02.03.2026",
        "1:00\u{a0}PM\u{a0}–\u{a0}2:00\u{a0}PM",
        "€90,00",
    ] {
        assert!(all.iter().any(|text| text == words), "{words}: {all:?}");
    }
}

#[test]
fn what_is_kept_back_is_absent() {
    let other = ExportedEntry {
        user: "Noor".to_owned(),
        email: "noor@example.com".to_owned(),
        ..entry(33, 1)
    };
    let mut report = report(vec![entry(9, 2), other]);
    let all = pages(&report).concat();
    for words in ["Amount", "€180.00", "Noor"] {
        assert!(all.iter().any(|text| text == words), "{words}: {all:?}");
    }
    report.about.shown = Shown {
        amounts: false,
        names: false,
        inside: false,
    };
    report.about.subtitle = Some("Brightside".to_owned());
    report.about.zone_name = Some("Etc/UTC".to_owned());
    let all = pages(&report).concat();
    for words in ["Amount", "€", "–", "Noor", "Maya", "Time report"] {
        assert!(all.iter().all(|text| text != words), "{words}: {all:?}");
    }
    assert!(all.iter().all(|text| !text.contains('€')), "{all:?}");
    for words in ["Northwind Studio", "Brightside", "3:00:00", "Work"] {
        assert!(all.iter().any(|text| text == words), "{words}: {all:?}");
    }
    let foot = all.iter().find(|text| text.contains("made on")).unwrap();
    assert!(foot.ends_with("(Etc/UTC)"), "{foot}");
}

#[test]
fn nothing_found_is_said() {
    let pages = pages(&report(Vec::new()));
    assert_eq!(pages.len(), 1);
    for words in ["No time entries match.", "All time", "1 of 1"] {
        assert!(pages[0].iter().any(|text| text == words), "{words}");
    }
}

#[test]
fn every_entry_stands_once_and_every_page_says_whose_day_it_is() {
    let entries: Vec<_> = (0..300)
        .map(|n| ExportedEntry {
            description: format!("entry {n}."),
            ..entry(n / 100 * 24 + 1, 1)
        })
        .collect();
    let pages = pages(&report(entries));
    for n in 0..300 {
        let name = format!("entry {n}.");
        assert_eq!(
            pages.iter().flatten().filter(|text| **text == name).count(),
            1,
            "{name}"
        );
    }
    let continued = pages
        .iter()
        .flatten()
        .filter(|text| text.ends_with(", continued"))
        .count();
    assert!(continued > 0);
    for page in &pages[1..] {
        assert!(
            page.contains(&"Description".to_owned()) || page.contains(&"By day".to_owned()),
            "{page:?}"
        );
        // A heading is never the last on its page.
        let place = page
            .iter()
            .rposition(|text| text.contains("day, ") && text.ends_with("2026"));
        assert!(place.is_none_or(|place| place + 6 < page.len()), "{page:?}");
    }
}

#[test]
fn hostile_words_stay_on_the_page() {
    let long = "Donaudampfschifffahrtsgesellschaft".repeat(300);
    let hostile = [
        "\u{202e}\u{0}\u{1}\r\n",
        "🔍👩‍👩‍👧‍👦日本語",
        "שלום",
        &long,
        "</text>) Tj ET \\",
    ];
    let entries: Vec<_> = hostile
        .iter()
        .map(|text| ExportedEntry {
            client: (*text).to_owned(),
            project: (*text).to_owned(),
            description: (*text).to_owned(),
            tags: vec![(*text).to_owned()],
            user: (*text).to_owned(),
            seconds: 360_000_000,
            hourly_rate_cents: 9_999_999,
            ..entry(1, 1)
        })
        .collect();
    let mut report = report(entries);
    report.about.title.clone_from(&long);
    report.about.names.person = Some(long.clone());
    report.about.filter.text = "x ".repeat(200);
    let pages = pages(&report);
    assert!(pages.len() > 3);
    let written = report.to_pdf().unwrap();
    assert!(written.starts_with(b"%PDF-"));
}

#[test]
fn a_total_never_stands_alone() {
    // However many days there are: the page with the total has a day above it.
    for days in 20..80 {
        let entries = (0..days).map(|day| entry(day * 24 + 9, 1)).collect();
        for page in pages(&report(entries)) {
            let total = page.iter().position(|text| text == "Total");
            let head = page.iter().rposition(|text| text == "Day");
            if let (Some(total), Some(head)) = (total, head) {
                // Day, Entries, Hours, Billable, Amount, and a row at least.
                assert!(total < head || total >= head + 10, "{days}: {page:?}");
            }
        }
    }
}

#[test]
fn a_long_name_leaves_room_for_days_and_date() {
    let mut report = report(vec![entry(9, 1)]);
    report.about.title = "Büro ".repeat(60);
    let all = pages(&report).concat();
    let foot = all.iter().find(|text| text.contains("made on")).unwrap();
    assert!(
        foot.contains("… · 2 Mar 2026 · made on 2 Mar 2026"),
        "{foot}"
    );
}
