//! Imports: another app's export into entries, projects, clients and tags; the reading is pure, the writing is one
//! transaction.
//!
//! `waiting` (pieces to a [`Spool`]) → `csv_file` (bytes to rows) → a [`Format`] (rows to [`ImportedEntry`]) → `plan`
//! (what is new here) → `service`. Each step goes through the file once more, so that none holds it in memory.
//! Another app is another table of columns, a [`layout::Layout`] or [`lists::ListLayout`], in [`FORMATS`].

pub mod cells;
pub mod clockify;
mod columns;
pub mod csv_file;
mod decode;
mod found;
pub mod generic;
pub mod harvest;
pub mod http;
pub mod keys;
pub mod kimai;
pub mod layout;
pub mod lists;
mod mapped;
pub mod moments;
mod money;
mod plan;
mod rates;
mod records;
mod service;
mod sheet;
pub mod solidtime;
mod spool;
mod sql;
pub mod timetagger;
pub mod toggl;
mod waiting;
pub mod yast;
pub mod zip_file;

use app::imports::FileFacts;
use app::values::Currency;

use crate::local_time::Zone;
use csv_file::{CsvFile, FileError};
use zip_file::ZipFile;

pub use found::{Batches, Entries, ImportedEntry, ImportedFile, Skipped, skipped_rows};
pub use lists::Lists;
pub use moments::DateOrder;
pub use service::ImportOptions;
pub use spool::Spool;

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
    /// The order of day and month, for files that leave it open.
    pub date_order: Option<DateOrder>,
    /// The format's name, or its app's; found out from the file unless given.
    pub format: Option<String>,
    /// What each column means, by [`app::imports::columns::chosen`]; decides over the format where it is not empty.
    pub columns: String,
}

impl Reading {
    /// How a CSV file was read.
    fn facts(&self, file: &CsvFile, date_order: Option<DateOrder>) -> FileFacts {
        FileFacts {
            encoding: file.encoding().name().to_owned(),
            separator: file.separator().to_owned(),
            date_order: date_order.map_or("", DateOrder::name).to_owned(),
            timezone: if date_order.is_some() {
                self.zone_name.clone()
            } else {
                String::new()
            },
        }
    }
}

/// An app's export that can be read.
pub trait Format: Sync {
    /// Its name for programs: `toggl`, `clockify_projects`.
    fn slug(&self) -> &'static str;
    /// How many of the columns that tell it from others the header has, and how many there are.
    fn known_columns(&self, file: &CsvFile) -> (usize, usize);
    /// Reads every row; bad ones are left out and named.
    ///
    /// # Errors
    /// When columns it cannot do without are missing, nothing stands below the header, or the order of day and month
    /// has to be asked.
    fn read(&self, file: &CsvFile, reading: &Reading) -> Result<ImportedFile, FileError>;
}

/// Every format, most particular header first.
pub const FORMATS: &[&dyn Format] = &[
    &toggl::DETAILED,
    &clockify::DETAILED,
    &clockify::PROJECTS,
    &harvest::DETAILED,
    &harvest::PROJECTS,
    &harvest::CLIENTS,
    &yast::RECORDS,
    &timetagger::REPORT,
    &kimai::FROM_TO,
    &kimai::BEGIN_END,
    &solidtime::DETAILED,
    &generic::CLOCKS,
    &generic::MOMENTS,
    &generic::DURATIONS,
    &generic::HOURS,
];

/// Reads a file; its format is found out from the header unless it is named. An app's name alone stands for all its
/// formats.
///
/// # Errors
/// When it is no CSV file, or of no known format.
pub fn read_file(source: &Spool, reading: &Reading) -> Result<ImportedFile, FileError> {
    if zip_file::is_zip(source) {
        return read_archive(source, reading);
    }
    let format = reading.format.as_deref();
    let wanted = |known: &&&dyn Format| {
        let slug = known.slug();
        format.is_none_or(|name| slug == name || slug.split('_').next() == Some(name))
    };
    let known: Vec<&dyn Format> = FORMATS.iter().filter(wanted).copied().collect();
    if known.is_empty() {
        return Err(FileError::UnknownFormat(
            format.unwrap_or_default().to_owned(),
        ));
    }
    let file = CsvFile::read(source)?;
    if !reading.columns.is_empty() {
        return mapped::read(&file, reading);
    }
    let found = known.iter().find(|format| {
        let (there, needed) = format.known_columns(&file);
        there == needed
    });
    match found.or_else(|| nearest(&known, format.is_some(), &file)) {
        Some(format) => format.read(&file, reading),
        None => Err(FileError::UnknownColumns(quoted_names(&file))),
    }
}

/// The columns of a CSV file, and what they seem to mean.
///
/// # Errors
/// When it is no CSV file.
pub fn read_columns(source: &Spool) -> Result<Vec<app::imports::FileColumn>, FileError> {
    if zip_file::is_zip(source) {
        return Err(FileError::UnknownArchive);
    }
    mapped::columns(&CsvFile::read(source)?)
}

/// Reads an app's export as ZIP archive.
fn read_archive(source: &Spool, reading: &Reading) -> Result<ImportedFile, FileError> {
    let mut archive = ZipFile::open(source)?;
    let format = reading.format.as_deref();
    let is =
        |slug: &str| format.is_none_or(|name| slug == name || slug.split('_').next() == Some(name));
    if is(solidtime::backup::SLUG) && solidtime::backup::recognises(&archive) {
        solidtime::backup::read(&mut archive, reading)
    } else if is(toggl::data::SLUG) && toggl::data::recognises(&archive) {
        toggl::data::read(&mut archive, reading)
    } else if archive.has("[Content_Types].xml") {
        Err(FileError::OtherKind("an Excel workbook"))
    } else {
        Err(FileError::UnknownArchive)
    }
}

/// The first columns of a header, as a message quotes them.
fn quoted_names(file: &CsvFile) -> String {
    let mut names: Vec<String> = file
        .header()
        .iter()
        .take(8)
        .map(|name| cells::short(name))
        .collect();
    if file.header().len() > names.len() {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// The format that misses least in a header nobody knows, to say what that is.
fn nearest<'a>(
    known: &'a [&'static dyn Format],
    named: bool,
    file: &CsvFile,
) -> Option<&'a &'static dyn Format> {
    let there = |format: &&&dyn Format| format.known_columns(file).0;
    known
        .iter()
        // Of equals the first counts, so turn the order round for max_by_key.
        .rev()
        .max_by_key(there)
        .filter(|format| named || there(format) > 1)
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
            date_order: None,
            format: None,
            columns: String::new(),
        }
    }

    /// A file that was understood, with all its entries and rows that were left out.
    #[derive(Debug)]
    pub(crate) struct Understood {
        file: ImportedFile,
        pub(crate) entries: Vec<ImportedEntry>,
        pub(crate) skipped: Vec<app::imports::SkippedRow>,
    }

    impl std::ops::Deref for Understood {
        type Target = ImportedFile;

        fn deref(&self) -> &ImportedFile {
            &self.file
        }
    }

    /// Reads a file, of the named format or of what it is.
    pub(crate) fn read_bytes(
        bytes: &[u8],
        format: Option<&str>,
        reading: &Reading,
    ) -> Result<Understood, FileError> {
        let reading = Reading {
            format: format.map(str::to_owned),
            ..reading.clone()
        };
        let file = read_file(&Spool::from(bytes.to_vec()), &reading)?;
        Ok(Understood {
            entries: file
                .entries
                .batches(10)
                .collect::<Result<Vec<_>, _>>()?
                .concat(),
            skipped: file.skipped.first.clone(),
            file,
        })
    }

    /// Reads a file that is understood.
    pub(crate) fn read(csv: &str) -> Understood {
        read_bytes(csv.as_bytes(), None, &in_berlin()).unwrap()
    }

    #[test]
    fn a_format_is_named_or_found_out() {
        let csv = b"Start date,Start time,Duration\n2026-11-02,09:00:00,01:00:00\n";
        for format in [None, Some("toggl")] {
            assert_eq!(
                read_bytes(csv, format, &in_berlin()).unwrap().format,
                "toggl"
            );
        }
        let error = read_bytes(csv, Some("abacus"), &in_berlin()).unwrap_err();
        assert_eq!(error, FileError::UnknownFormat("abacus".to_owned()));
    }

    #[test]
    fn an_apps_name_stands_for_all_its_formats() {
        let projects = b"Project,Client,Billability\nSite,Acme,Yes\n";
        for format in [None, Some("clockify"), Some("clockify_projects")] {
            let file = read_bytes(projects, format, &in_berlin()).unwrap();
            assert_eq!(file.format, "clockify_projects");
        }
        let error = read_bytes(projects, Some("harvest"), &in_berlin()).unwrap_err();
        assert!(error.to_string().contains("does not look like"), "{error}");
    }

    #[test]
    fn an_unknown_header_is_told_what_is_missing() {
        for (csv, words) in [
            ("Name,Weight\nAda,5\n", "not known: Name, Weight."),
            (
                "Start date,Start time,Tags\n1,2,3\n",
                "a detailed report of Toggl: the column Duration is missing",
            ),
        ] {
            let error = read_bytes(csv.as_bytes(), None, &in_berlin()).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
    }

    #[test]
    fn every_format_has_a_name_for_people() {
        for (at, format) in FORMATS.iter().enumerate() {
            assert!(
                !app::imports::format_name(format.slug()).contains('_'),
                "{at}"
            );
        }
    }
}
