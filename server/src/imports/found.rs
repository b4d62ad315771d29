//! What was understood of a file. Rows that may be many wait in a [`Spool`], so that memory does not grow with them.

use std::io::{self, BufRead as _, BufReader, Write as _};

use app::imports::{FileFacts, SHOWN_SKIPPED, SkippedRow};
use app::values::{Currency, Date, DateRange};
use serde::{Deserialize, Serialize};

use super::columns::is_invoiced;
use super::csv_file::FileError;
use super::lists::Lists;
use super::spool::{Spool, SpoolReader};
use crate::exports::csv::plain_text;

/// Bytes of a file's rows that are kept, at most: names and tags that stand in an archive once may come in every row.
const MAX_KEPT: u64 = 2 * 1024 * 1024 * 1024;

/// Keeps a row behind the others.
fn keep(rows: &mut Spool, row: &[u8], most: u64) -> Result<(), FileError> {
    if rows.len() + row.len() as u64 > most {
        return Err(FileError::ManyRows);
    }
    Ok(rows.write_all(row)?)
}

/// A row of the file that was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Its hourly rate there, in minor units of that currency.
    pub rate: Option<(Currency, i64)>,
}

/// A file that was understood.
#[derive(Debug)]
pub struct ImportedFile {
    /// The format's name for programs.
    pub format: &'static str,
    /// How it was read.
    pub facts: FileFacts,
    /// Rows in the file's order.
    pub entries: Entries,
    /// What it names without an entry.
    pub lists: Lists,
    /// Rows left out, and why.
    pub skipped: Skipped,
    /// What was assumed, in words.
    pub notes: Vec<String>,
    /// The currency of its amounts, where the header names one alone.
    pub currency: Option<Currency>,
}

/// Entries in the file's order, and what they come to.
#[derive(Debug, Default)]
pub struct Entries {
    spool: Spool,
    /// How many there are.
    pub count: i64,
    /// Their tracked time.
    pub seconds: i64,
    /// The days they span.
    pub range: Option<DateRange>,
    /// Whether one counts for money.
    pub any_billable: bool,
    /// How many carry the tag of what was invoiced.
    pub invoiced: usize,
}

impl Entries {
    /// Adds one behind the others.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn push(&mut self, entry: &ImportedEntry) -> Result<(), FileError> {
        let mut line = serde_json::to_vec(entry).map_err(|_| FileError::NoRoom)?;
        line.push(b'\n');
        keep(&mut self.spool, &line, MAX_KEPT)?;
        self.count += 1;
        self.seconds = self.seconds.saturating_add(entry.seconds);
        self.range = Some(self.range.map_or(
            DateRange {
                from: entry.day,
                to: entry.day,
            },
            |range| DateRange {
                from: range.from.min(entry.day),
                to: range.to.max(entry.day),
            },
        ));
        self.any_billable |= entry.billable;
        let marked = entry.tags.iter().any(|tag| is_invoiced(tag));
        self.invoiced += usize::from(marked);
        Ok(())
    }

    /// All of them, so many at a time.
    #[must_use]
    pub fn batches(&self, size: usize) -> Batches<'_> {
        Batches {
            lines: BufReader::new(self.spool.reader(0)),
            size,
        }
    }
}

/// Entries, so many at a time.
#[derive(Debug)]
pub struct Batches<'a> {
    lines: BufReader<SpoolReader<'a>>,
    size: usize,
}

impl Batches<'_> {
    fn read(&mut self) -> Result<Vec<ImportedEntry>, FileError> {
        let mut batch = Vec::new();
        let mut line = Vec::new();
        while batch.len() < self.size {
            line.clear();
            if self.lines.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            batch.push(serde_json::from_slice(&line).map_err(|_| FileError::NoRoom)?);
        }
        Ok(batch)
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<Vec<ImportedEntry>, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read()
            .map(|batch| (!batch.is_empty()).then_some(batch))
            .transpose()
    }
}

/// Rows that were left out: the first ones to show, all of them to download.
#[derive(Debug, Default)]
pub struct Skipped {
    /// As many as a page shows.
    pub first: Vec<SkippedRow>,
    /// How many there are.
    pub count: i64,
    /// All of them, as rows of a CSV file.
    table: Spool,
}

impl Skipped {
    /// Names a row that was left out.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn push(&mut self, line: u64, reason: String) -> Result<(), FileError> {
        let mut row = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        row.write_record([line.to_string().as_str(), &plain_text(&reason)])
            .map_err(|_| FileError::NoRoom)?;
        let row = row.into_inner().map_err(|_| FileError::NoRoom)?;
        keep(&mut self.table, &row, MAX_KEPT)?;
        self.count += 1;
        if self.first.len() < SHOWN_SKIPPED {
            self.first.push(SkippedRow { line, reason });
        }
        Ok(())
    }

    /// Shows those behind the first so many, instead of the first ones.
    ///
    /// # Errors
    /// When they cannot be read back.
    pub fn show_from(&mut self, offset: usize) -> Result<(), FileError> {
        if offset > 0 {
            let rows = skipped_rows(&self.table).skip(offset).take(SHOWN_SKIPPED);
            self.first = rows.collect::<Result<_, _>>()?;
        }
        Ok(())
    }

    /// Whether every row was understood.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All of them as a CSV file without its header.
    #[must_use]
    pub fn into_table(self) -> Spool {
        self.table
    }
}

/// Rows that were left out, read back from their table one by one.
pub fn skipped_rows(table: &Spool) -> impl Iterator<Item = io::Result<SkippedRow>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(table.reader(0))
        .into_deserialize::<(u64, String)>()
        .map(|row| {
            let (line, reason) = row?;
            Ok(SkippedRow { line, reason })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn entry(line: u64, day: Date) -> ImportedEntry {
        ImportedEntry {
            line,
            key: "toggl:1".to_owned(),
            email: String::new(),
            client: "Acme\n".to_owned(),
            project: String::new(),
            tags: vec!["Invoiced".to_owned()],
            description: "ü 🕰".to_owned(),
            started_at: 0,
            ended_at: 60,
            seconds: 60,
            day,
            billable: line == 3,
            amount: Currency::parse("EUR").ok().map(|euros| (euros, 5)),
            rate: None,
        }
    }

    #[test]
    fn entries_come_back_as_they_were_in_batches() {
        let days = [3, 1, 2].map(|day| Date::constant(2026, 11, day));
        let all: Vec<_> = (2..)
            .zip(days)
            .map(|(line, day)| entry(line, day))
            .collect();
        let mut entries = Entries::default();
        for entry in &all {
            entries.push(entry).unwrap();
        }
        let batches: Vec<_> = entries.batches(2).map(Result::unwrap).collect();
        assert_eq!((batches.len(), batches.concat()), (2, all));
        assert_eq!(
            (entries.count, entries.seconds, entries.invoiced),
            (3, 180, 3)
        );
        assert!(entries.any_billable);
        let range = entries.range.unwrap();
        assert_eq!((range.from, range.to), (days[1], days[0]));
        assert!(Entries::default().batches(9).next().is_none());
    }

    #[test]
    fn rows_are_kept_up_to_a_bound() {
        let mut rows = Spool::default();
        assert_eq!(keep(&mut rows, b"12345", 9), Ok(()));
        assert_eq!(keep(&mut rows, b"1234", 9), Ok(()));
        assert_eq!(keep(&mut rows, b"1", 9), Err(FileError::ManyRows));
        assert_eq!(rows.len(), 9);
    }

    #[test]
    fn a_page_shows_the_first_and_the_table_holds_all() {
        let mut skipped = Skipped::default();
        for line in 1..=SHOWN_SKIPPED as u64 + 2 {
            skipped.push(line, "=1+1, \"x\"".to_owned()).unwrap();
        }
        assert_eq!(skipped.first.len(), SHOWN_SKIPPED);
        assert_eq!(skipped.count, i64::try_from(SHOWN_SKIPPED).unwrap() + 2);
        let mut table = String::new();
        let spool = skipped.into_table();
        spool.reader(0).read_to_string(&mut table).unwrap();
        assert!(table.starts_with("1,\"'=1+1, \"\"x\"\"\"\r\n2,"), "{table}");
        assert_eq!(table.lines().count(), SHOWN_SKIPPED + 2);
    }
}
