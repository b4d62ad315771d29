//! Imports: another app's export into entries, projects, clients and tags; the reading is pure, the writing is one
//! transaction.
//!
//! `csv_file` (bytes to rows) → a [`Format`] (rows to [`ImportedEntry`]) → `plan` (what is new here) → `service`.
//! Another format is another [`Format`] in [`FORMATS`].

pub mod cells;
pub mod csv_file;
mod decode;
pub mod http;
pub mod keys;
pub mod moments;
mod plan;
mod rates;
mod service;
mod sql;
pub mod toggl;

use app::imports::SkippedRow;
use app::values::{Currency, Date};

use crate::local_time::Zone;
use csv_file::{CsvFile, FileError};

pub use service::UPLOAD_SECONDS;

/// Whose file it is: what a file leaves unsaid is read their way.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The importer's time zone.
    pub zone: Zone,
    /// Its IANA name.
    pub zone_name: String,
    /// Now, in unix seconds.
    pub now: i64,
    /// The workspace's currency, for amounts without one.
    pub currency: Currency,
}

/// A row of the file that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedEntry {
    /// The file's line.
    pub line: u64,
    /// What it is known by, so that a second import changes nothing.
    pub key: String,
    /// The author's e-mail address; may be empty.
    pub email: String,
    /// The client's name; may be empty.
    pub client: String,
    /// The project's name; may be empty.
    pub project: String,
    /// Tag names, each once.
    pub tags: Vec<String>,
    /// What was done.
    pub description: String,
    /// Start and end in unix seconds; `ended_at >= started_at + seconds`.
    pub started_at: i64,
    /// See `started_at`.
    pub ended_at: i64,
    /// Tracked seconds.
    pub seconds: i64,
    /// The day it starts on in the importer's time zone.
    pub day: Date,
    /// Whether it counts for money.
    pub billable: bool,
    /// What it was worth there, in minor units of that currency.
    pub amount: Option<(Currency, i64)>,
}

/// A file that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedFile {
    /// The format's name for programs.
    pub format: &'static str,
    /// Rows in the file's order.
    pub entries: Vec<ImportedEntry>,
    /// Rows left out, and why.
    pub skipped: Vec<SkippedRow>,
    /// What was assumed, in words.
    pub notes: Vec<String>,
    /// The currency of its amounts, where the header names one alone.
    pub currency: Option<Currency>,
}

/// An app's export that can be read.
pub trait Format: Sync {
    /// Its name for programs: `toggl`.
    fn slug(&self) -> &'static str;
    /// Whether the header is this app's.
    fn recognises(&self, file: &CsvFile) -> bool;
    /// Reads every row; bad ones are left out and named.
    ///
    /// # Errors
    /// When columns it cannot do without are missing, or nothing stands below the header.
    fn read(&self, file: &CsvFile, reading: &Reading) -> Result<ImportedFile, FileError>;
}

/// Every format, most particular header first.
pub const FORMATS: &[&dyn Format] = &[&toggl::Toggl];

/// Reads a file; its format is found out from the header unless it is named.
///
/// # Errors
/// When it is no CSV file, or of no known format.
pub fn read_file(
    bytes: &[u8],
    format: Option<&str>,
    reading: &Reading,
) -> Result<ImportedFile, FileError> {
    let named = format
        .map(|slug| {
            let known = FORMATS.iter().find(|format| format.slug() == slug);
            known.ok_or_else(|| FileError::UnknownFormat(slug.to_owned()))
        })
        .transpose()?;
    let file = CsvFile::read(bytes)?;
    let found = named.or_else(|| FORMATS.iter().find(|format| format.recognises(&file)));
    // A header that nobody knows: say what the commonest format misses in it.
    let mut read = found
        .or(FORMATS.first())
        .ok_or(FileError::NoColumns)?
        .read(&file, reading)?;
    read.notes.splice(0..0, file.notes().iter().cloned());
    Ok(read)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A person in Berlin on 21 November 2026 at noon, in a workspace in dollars.
    pub(crate) fn in_berlin() -> Reading {
        Reading {
            zone: Zone::named("Europe/Berlin"),
            zone_name: "Europe/Berlin".to_owned(),
            now: 1_795_258_800,
            currency: Currency::parse("USD").unwrap(),
        }
    }

    #[test]
    fn a_format_is_named_or_found_out() {
        let csv = b"Start date,Start time,Duration\n2026-11-02,09:00:00,01:00:00\n";
        for format in [None, Some("toggl")] {
            assert_eq!(
                read_file(csv, format, &in_berlin()).unwrap().format,
                "toggl"
            );
        }
        let error = read_file(csv, Some("abacus"), &in_berlin()).unwrap_err();
        assert_eq!(error, FileError::UnknownFormat("abacus".to_owned()));
    }
}
