//! Toggl Track's detailed report as CSV, in every date, clock and duration format its users can choose.

mod columns;

use app::imports::SkippedRow;

use self::columns::Columns;
use super::csv_file::{CsvFile, FileError};
use super::keys::Keys;
use super::moments::{DateReading, Hints, detect_order, has_half};
use super::{Format, ImportedEntry, ImportedFile, Reading};

/// Toggl Track, detailed report.
#[derive(Debug)]
pub struct Toggl;

impl Format for Toggl {
    fn slug(&self) -> &'static str {
        "toggl"
    }

    fn recognises(&self, file: &CsvFile) -> bool {
        Columns::find(file).is_ok()
    }

    fn read(&self, file: &CsvFile, reading: &Reading) -> Result<ImportedFile, FileError> {
        let columns = Columns::find(file)?;
        let order = find_order(file, &columns, reading);
        let mut notes = vec![order_note(order, &reading.zone_name)];
        let mut keys = Keys::default();
        let (mut entries, mut skipped) = (Vec::new(), Vec::new());
        let mut rows = 0_u64;
        for row in file.rows() {
            rows += 1;
            match columns.entry(&row, order.order, reading) {
                Ok(entry) => entries.push(ImportedEntry {
                    key: keys.next(self.slug(), columns.own_text(&row)),
                    ..entry
                }),
                Err(reason) => skipped.push(SkippedRow {
                    line: row.line,
                    reason,
                }),
            }
        }
        if rows == 0 {
            return Err(FileError::NoRows);
        }
        if columns.amounts.is_empty() && entries.iter().any(|entry| entry.billable) {
            notes.push("The file has no amounts: rates come from the projects here.".to_owned());
        }
        Ok(ImportedFile {
            format: self.slug(),
            entries,
            skipped,
            notes,
            currency: columns.only_currency(),
        })
    }
}

fn find_order(file: &CsvFile, columns: &Columns, reading: &Reading) -> DateReading {
    let mut dates = Vec::new();
    let mut halves = false;
    for row in file.rows() {
        dates.extend(
            [columns.start_date, columns.end_date].map(|column| row.cell(column).to_owned()),
        );
        halves |= has_half(row.cell(columns.start_time));
    }
    let hints = Hints {
        american: halves || months_come_first(&reading.zone_name),
        today: reading.zone.day(reading.now),
    };
    detect_order(dates.iter().map(String::as_str), hints)
}

/// Whether people in this time zone write 11/21/2026: those of the United States.
fn months_come_first(zone: &str) -> bool {
    const CITIES: [&str; 10] = [
        "New_York",
        "Chicago",
        "Denver",
        "Los_Angeles",
        "Phoenix",
        "Detroit",
        "Boise",
        "Anchorage",
        "Juneau",
        "Honolulu",
    ];
    let city = zone.rsplit('/').next().unwrap_or_default();
    CITIES.contains(&city) || zone.starts_with("America/Indiana/") || zone.starts_with("US/")
}

fn order_note(reading: DateReading, zone: &str) -> String {
    let read = format!("Dates read as {} in {zone}.", reading.order.name());
    match reading.doubt {
        None => read,
        Some(other) => format!(
            "{read} They could also be {}: no day in the file is above 12. If the days are wrong, choose \
             year-month-day dates in the other app and export again.",
            other.name()
        ),
    }
}

#[cfg(test)]
mod tests;
