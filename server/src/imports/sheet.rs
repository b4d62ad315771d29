//! Time entries as CSV: any app's, by its [`Layout`].

use std::collections::HashSet;

use super::columns::{Columns, DayQueue, INVOICED_TAG, only_currency};
use super::csv_file::{CsvFile, FileError, plain_name};
use super::keys::{Keys, short_hash};
use super::layout::Layout;
use super::lists::bounded;
use super::moments::{DateOrder, OrderFinder, date_part};
use super::{Entries, Format, ImportedEntry, ImportedFile, Lists, Reading, Skipped};

impl Format for Layout {
    fn slug(&self) -> &'static str {
        self.slug
    }

    fn known_columns(&self, file: &CsvFile) -> (usize, usize) {
        known_columns(self.needed, file)
    }

    fn read(&self, file: &CsvFile, reading: &Reading) -> Result<ImportedFile, FileError> {
        check_columns(self.needed, file, self.what, self.advice)?;
        read_sheet(file, self.slug, &Columns::find(file, self), reading)
    }
}

/// Reads every row by where its columns stand.
///
/// # Errors
/// When nothing stands below the header, or the order of day and month has to be asked.
pub(super) fn read_sheet(
    file: &CsvFile,
    slug: &'static str,
    columns: &Columns,
    reading: &Reading,
) -> Result<ImportedFile, FileError> {
    let order = find_order(file, columns, reading)?;
    let mut keys = Keys::default();
    let mut queue = DayQueue::default();
    let mut people = HashSet::new();
    let (mut entries, mut skipped) = (Entries::default(), Skipped::default());
    let mut empty = true;
    for row in file.rows() {
        let row = row?;
        if columns.is_heading(&row) {
            continue;
        }
        empty = false;
        match columns.entry(&row, order, reading, &mut queue) {
            Ok(entry) => {
                if entry.email.is_empty() {
                    people.insert(short_hash(&columns.person(&row)));
                    bounded(people.len(), "people")?;
                }
                entries.push(&ImportedEntry {
                    key: keys.next(slug, columns.own_text(&row)),
                    ..entry
                })?;
            }
            Err(reason) => skipped.push(row.line, reason)?,
        }
    }
    if empty {
        return Err(FileError::NoRows);
    }
    Ok(ImportedFile {
        format: slug,
        facts: reading.facts(file, Some(order)),
        notes: notes_on(columns, &entries, people.len()),
        entries,
        lists: Lists::default(),
        skipped,
        currency: only_currency(columns),
    })
}

/// What was decided for the file as a whole, in words.
fn notes_on(columns: &Columns, entries: &Entries, people: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if columns.start_time.is_none() {
        notes.push(
            "The file has no clock times: the entries of a day begin at 9:00, one after the other."
                .to_owned(),
        );
    }
    let moneyless = columns.amounts.is_empty() && columns.rates.is_empty();
    if moneyless && entries.any_billable {
        notes.push("The file has no amounts: rates come from the projects here.".to_owned());
    }
    if people > 1 {
        notes.push(format!(
            "The file names {people} people without their e-mail addresses: all entries become yours."
        ));
    }
    notes.extend(invoiced_note(entries));
    notes
}

/// How many entries were invoiced in the other app, and how to tell them.
pub(super) fn invoiced_note(entries: &Entries) -> Option<String> {
    let were = match entries.invoiced {
        0 => return None,
        1 => "1 entry was invoiced there and carries".to_owned(),
        count => format!("{count} entries were invoiced there and carry"),
    };
    Some(format!("{were} the tag #{INVOICED_TAG}."))
}

/// How many of the columns that tell a format are there, and how many there are.
pub(super) fn known_columns(needed: &[&str], file: &CsvFile) -> (usize, usize) {
    let found = needed
        .iter()
        .filter(|name| file.column(&[plain_name(name).as_str()]).is_some())
        .count();
    (found, needed.len())
}

/// Refuses a file without the columns a format cannot do without.
///
/// # Errors
/// Naming what is missing, and where the right file is found.
pub(super) fn check_columns(
    needed: &[&str],
    file: &CsvFile,
    what: &str,
    advice: &str,
) -> Result<(), FileError> {
    let missing: Vec<&str> = needed
        .iter()
        .copied()
        .filter(|name| file.column(&[plain_name(name).as_str()]).is_none())
        .collect();
    let (verb, noun) = match missing.len() {
        0 => return Ok(()),
        1 => ("is", "column"),
        _ => ("are", "columns"),
    };
    Err(FileError::Columns(format!(
        "This does not look like {what}: the {noun} {} {verb} missing. {advice}",
        missing.join(", ")
    )))
}

/// The order of day and month: the file's own where it decides, else the chosen one.
fn find_order(
    file: &CsvFile,
    columns: &Columns,
    reading: &Reading,
) -> Result<DateOrder, FileError> {
    // Without a date's own column, date and time stand in one.
    let cells = match columns.start_date {
        Some(_) => [columns.start_date, columns.end_date],
        None => [columns.start_time, columns.end_time],
    };
    let mut finder = OrderFinder::default();
    for row in file.rows() {
        let row = row?;
        for column in cells {
            finder.see(date_part(row.cell(column)));
        }
    }
    let today = reading.zone.day(reading.now);
    finder
        .found(today)
        .or(reading.date_order)
        .ok_or_else(|| FileError::AmbiguousDates(finder.example()))
}
