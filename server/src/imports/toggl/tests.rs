//! What the reader makes of Toggl's exports, good and bad.

use crate::imports::ImportedEntry;
use crate::imports::csv_file::FileError;
use crate::imports::tests::{in_berlin, read, read_bytes};
use app::time_entries::rules::MAX_DESCRIPTION;
use app::values::{Currency, Date};
use proptest::prelude::*;

const HEADER: &str = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount (EUR)\n";

/// One row below the usual header.
fn row(cells: &str) -> Result<ImportedEntry, String> {
    let file = read(&format!("{HEADER}{cells}\n"));
    file.entries
        .into_iter()
        .next()
        .ok_or_else(|| file.skipped[0].reason.clone())
}

fn error(csv: &str) -> String {
    read_bytes(csv.as_bytes(), None, &in_berlin())
        .unwrap_err()
        .to_string()
}

#[test]
fn a_row_in_full() {
    let entry = row(
        "Ada,ada@example.com,Big Company,Big Project,Task 1,Working hard,Yes,2026-03-04,10:23:00,2026-03-04,11:23:01,01:00:01,\"dev, Backend\",111.11",
    )
    .unwrap();
    assert_eq!(
        entry,
        ImportedEntry {
            line: 2,
            key: entry.key.clone(),
            email: "ada@example.com".to_owned(),
            client: "Big Company".to_owned(),
            project: "Big Project".to_owned(),
            tags: vec!["dev".to_owned(), "Backend".to_owned()],
            description: "Task 1: Working hard".to_owned(),
            started_at: 1_772_616_180,
            ended_at: 1_772_619_781,
            seconds: 3601,
            day: Date::constant(2026, 3, 4),
            billable: true,
            amount: Some((Currency::parse("EUR").unwrap(), 11_111)),
            rate: None,
        }
    );
}

#[test]
fn the_duration_counts_and_the_end_gives_way() {
    for (end_and_duration, seconds, length) in [
        ("2026-03-04,11:00:00,01:00:00", 3600, 3600),
        // Pauses left out.
        ("2026-03-04,12:00:00,01:00:00", 3600, 7200),
        // Longer than the clock says, longer than a day, and none at all.
        ("2026-03-04,10:30:00,01:00:00", 3600, 3600),
        ("2026-03-05,16:00:00,30:00:00", 108_000, 108_000),
        ("2026-03-04,10:00:00,00:00:00", 0, 0),
        // Over midnight, with and without its own day.
        ("2026-03-05,01:00:00,15:00:00", 54_000, 54_000),
        (",01:00:00,15:00:00", 54_000, 54_000),
        // Either alone.
        (",,01:00:00", 3600, 3600),
        ("2026-03-04,11:00:00,", 3600, 3600),
        // Decimals, and a bare number that the end explains.
        ("2026-03-04,11:30:00,1.5", 5400, 5400),
        ("2026-03-04,11:30:00,\"1,5\"", 5400, 5400),
        ("2026-03-04,11:30:00,90", 5400, 5400),
    ] {
        let entry = row(&format!(
            "Ada,,,,,,No,2026-03-04,10:00:00,{end_and_duration},,"
        ))
        .unwrap();
        assert_eq!(
            (entry.seconds, entry.ended_at - entry.started_at),
            (seconds, length),
            "{end_and_duration}"
        );
    }
}

#[test]
fn clock_changes_are_berlins() {
    // 02:50 to 02:10 on the clock, 20 minutes of work, as summer time ends.
    let autumn = row("Ada,,,,,,No,2026-10-25,02:50:00,2026-10-25,02:10:00,00:20:00,,").unwrap();
    assert_eq!(
        (autumn.seconds, autumn.ended_at - autumn.started_at),
        (1200, 1200)
    );
    let spring = row("Ada,,,,,,No,2026-03-29,01:30:00,2026-03-29,03:30:00,01:00:00,,").unwrap();
    assert_eq!(spring.ended_at - spring.started_at, 3600);
}

#[test]
fn bad_rows_are_named_and_the_others_go_on() {
    let file = read(&format!(
        "{HEADER}\
         Ada,,,,,good,No,2026-03-04,10:00:00,2026-03-04,11:00:00,01:00:00,,\n\
         Ada,,,\n\
         Ada,,,,,,No,,10:00:00,2026-03-04,11:00:00,01:00:00,,\n\
         Ada,,,,,,No,2026-02-30,10:00:00,2026-03-04,11:00:00,01:00:00,,\n\
         Ada,,,,,,No,2026-03-04,25:00:00,2026-03-04,11:00:00,01:00:00,,\n\
         Ada,,,,,,No,2026-03-04,,2026-03-04,11:00:00,01:00:00,,\n\
         Ada,,,,,,No,2026-03-04,15:00:00,2026-03-04,11:00:00,01:00:00,,\n\
         Ada,,,,,,No,2026-03-04,10:00:00,2026-03-04,11:00:00,ages,,\n\
         Ada,,,,,,No,2026-03-04,10:00:00,,,,,\n\
         Ada,,,,,,No,2027-03-04,10:00:00,,,01:00:00,,\n\
         Ada,,,,,,No,1969-03-04,10:00:00,,,01:00:00,,\n\
         Ada,,,,,,No,2026-03-04,10:00:00,,,01:00:00,,lots\n\
         Ada,,,,,a, b,No,2026-03-04,10:00:00,,,01:00:00,,1.00\n\
         Ada,,,,,good,No,2026-03-04,10:00:00,2026-03-04,11:00:00,01:00:00,,\n\
         Ada,,,,,\"open,No,2026-03-04\n\
         Ada,,,,,lost,No,2026-03-04,10:00:00,2026-03-04,11:00:00,01:00:00,,\n"
    ));
    assert_eq!(
        file.entries
            .iter()
            .map(|entry| entry.line)
            .collect::<Vec<_>>(),
        [2, 15]
    );
    let reasons: Vec<_> = file
        .skipped
        .iter()
        .map(|row| (row.line, row.reason.as_str()))
        .collect();
    assert_eq!(
        reasons,
        [
            (3, "The row ends early: 4 of 14 columns."),
            (4, "There is no start date."),
            (5, "The start date “2026-02-30” is no year-month-day date."),
            (6, "The start time “25:00:00” is no time of day."),
            (7, "There is no start time."),
            (8, "The end is before the start."),
            (9, "The duration “ages” is none, or longer than 100 days."),
            (10, "There is neither a duration nor an end."),
            (11, "The start date 2027-03-04 is in the future."),
            (12, "The start date 1969-03-04 is before 1970."),
            (13, "The amount “lots” is no amount in EUR."),
            (
                14,
                "The row has 15 columns, the header 14. A comma may stand in a text without quotation marks."
            ),
            (
                16,
                "A quotation mark opens here and never closes, so the line below could not be read either."
            ),
        ]
    );
}

#[test]
fn dates_follow_the_file_and_say_so() {
    let file = |date: &str, other: &str| {
        read(&format!(
            "Start date,Start time,Duration\n{date},1:00:00 PM,1:00:00\n{other},9:00:00 AM,1:00:00\n"
        ))
    };
    let read = file("21/10/2026", "02/11/2026");
    assert_eq!(read.entries[1].day, Date::constant(2026, 11, 2));
    assert_eq!(read.facts.date_order, "day/month/year");
    assert_eq!(read.facts.timezone, "Europe/Berlin");
    assert_eq!(
        file("10/21/2026", "11/02/2026").entries[1].day,
        Date::constant(2026, 11, 2)
    );
    assert_eq!(
        read.entries[0].started_at - in_berlin().zone.start_of(read.entries[0].day),
        13 * 3600
    );
    // Nothing decides.
    let question =
        error("Start date,Start time,Duration\n03/03/2026,9:00,1:00\n03/04/2026,9:00,1:00\n");
    assert!(
        question.starts_with("03/04/2026 can be read in two ways"),
        "{question}"
    );
}

#[test]
fn columns_may_be_renamed_reordered_and_missing() {
    let file = read(
        "DURATION;tags;Start Time;start_date;Amount ()\n1:30:00;dev;9:00;20.11.2026;1.234,50\n",
    );
    let entry = &file.entries[0];
    assert_eq!(
        (entry.seconds, entry.tags.as_slice()),
        (5400, &["dev".to_owned()][..])
    );
    assert_eq!(
        entry.amount,
        Some((Currency::parse("USD").unwrap(), 123_450))
    );
    assert_eq!(file.currency, None);
    let named = read_bytes(
        b"User,Email,Start date,End date\nAda,,2026-11-02,2026-11-02\n",
        Some("toggl"),
        &in_berlin(),
    );
    assert_eq!(
        named.unwrap_err().to_string(),
        "This does not look like a detailed report of Toggl: the columns Start time, Duration are missing. In Toggl, \
         open Reports, Detailed, and export as CSV."
    );
    assert!(
        error("Billable,Start time,Start date,Name\n1,2,3,4\n")
            .contains("the column Duration is missing")
    );
    assert_eq!(error(HEADER), FileError::NoRows.to_string());
}

#[test]
fn the_first_amount_above_zero_counts() {
    let file = read(
        "Start date,Start time,Duration,Amount (EUR),Amount (JPY)\n\
         2026-11-02,9:00:00,1:00:00,0.00,9000\n2026-11-02,9:00:00,1:00:00,,\n2026-11-02,9:00:00,1:00:00,5.5,-\n",
    );
    let amounts: Vec<_> = file
        .entries
        .iter()
        .map(|entry| entry.amount.map(|(code, cents)| (code.to_string(), cents)))
        .collect();
    assert_eq!(
        amounts,
        [
            Some(("JPY".to_owned(), 9000)),
            None,
            Some(("EUR".to_owned(), 550))
        ]
    );
}

#[test]
fn keys_are_the_rows_own_text() {
    let keys = |csv: &str| {
        read(csv)
            .entries
            .into_iter()
            .map(|entry| entry.key)
            .collect::<Vec<_>>()
    };
    let one = "Ada,,,,,same,No,2026-03-04,10:00:00,2026-03-04,11:00:00,01:00:00,,";
    let first = keys(&format!("{HEADER}{one}\n{one}\n"));
    assert_ne!(first[0], first[1]);
    // Semicolons, a later amount and further rows leave them as they are.
    let other = format!(
        "{HEADER}\n{one}10.00\n{one}10.00\n{}\n",
        one.replace("same", "new")
    )
    .replace(',', ";");
    assert_eq!(keys(&other)[..2], first);
}

#[test]
fn long_and_invisible_texts() {
    let entry = |description: &str| {
        row(&format!(
            "Ada,,,,,\"{description}\",No,2026-03-04,10:00:00,,,01:00:00,,"
        ))
    };
    assert_eq!(
        entry("two\nlines\tand a \u{7} bell").unwrap().description,
        "two lines and a   bell"
    );
    assert_eq!(
        entry("=1+1 </textarea>😀").unwrap().description,
        "=1+1 </textarea>😀"
    );
    assert!(
        entry(&"x".repeat(MAX_DESCRIPTION + 1))
            .unwrap_err()
            .contains("longer than")
    );
    assert!(
        row(&format!(
            "Ada,,,{},,,No,2026-03-04,10:00:00,,,01:00:00,,",
            "x".repeat(201)
        ))
        .is_err()
    );
}

proptest! {
    #[test]
    fn every_row_is_either_understood_or_named(rows in prop::collection::vec("[^\"\n\r\0]{0,60}", 1..12)) {
        let csv = format!("{HEADER}{}\n", rows.join("\n"));
        if let Ok(file) = read_bytes(csv.as_bytes(), None, &in_berlin()) {
            let blank = |row: &&String| row.split(',').all(|cell| cell.trim().is_empty());
            let rows = rows.len() - rows.iter().filter(blank).count();
            prop_assert_eq!(file.entries.len() + file.skipped.len(), rows);
        }
    }

    #[test]
    fn no_cells_panic(date in "[0-9/.-]{0,12}", time in "[0-9: apmAPM.]{0,12}", duration in "[0-9:.,hms -]{0,22}", amount in "[0-9.,€ -]{0,22}", text: String) {
        let quoted = text.replace('"', "\"\"");
        let csv = format!("{HEADER}\"{quoted}\",,\"{quoted}\",\"{quoted}\",\"{quoted}\",\"{quoted}\",Yes,{date},{time},{date},{time},\"{duration}\",\"{quoted}\",\"{amount}\"\n");
        if let Ok(file) = read_bytes(csv.as_bytes(), Some("toggl"), &in_berlin()) {
            for entry in file.entries {
                prop_assert!(entry.seconds >= 0 && entry.ended_at >= entry.started_at + entry.seconds);
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_bytes(&bytes, None, &in_berlin());
        let _ = read_bytes(&[HEADER.as_bytes(), &bytes].concat(), None, &in_berlin());
    }
}
