//! Bytes of a foreign CSV file into rows: encoding, separator and header found out from the file itself.

use std::io::{self, BufRead as _, BufReader, Read as _};

use app::error::AppError;
use app::imports::COLUMNS_MISSING;

use super::decode::{Encoding, decode};
use super::records::Records;
use super::spool::{Spool, SpoolReader};

pub use super::records::Row;

/// Columns at most: more of them are another kind of file.
const MAX_COLUMNS: usize = 1000;

/// Rows at most; a file of the largest size that can be uploaded has half as many.
const MAX_ROWS: usize = 3_000_000;

/// How much is looked at to find out what separates columns: so many places all over the file, so many bytes at each.
const PLACES: u64 = 8;
const PLACE_BYTES: u64 = 32 * 1024;

/// Why a file cannot be read at all; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// No bytes, or only white space.
    #[error("This file is empty. Export it again and choose the new file.")]
    Empty,
    /// A well-known other kind of file.
    #[error("This is {0}, not a CSV file. Export your time as CSV and choose that file.")]
    OtherKind(&'static str),
    /// Bytes that no text has.
    #[error("This is not a text file. Export your time as CSV and choose that file.")]
    NotText,
    /// Text without columns.
    #[error(
        "This is not a CSV file: its first line has no columns. Export your time as CSV and choose that file."
    )]
    NoColumns,
    /// A header, and nothing below it.
    #[error(
        "This file has a header but no rows. Choose a longer period in the other app and export again."
    )]
    NoRows,
    /// Rows beyond what people track, or more than is kept of them.
    #[error(
        "This file has more than 3 million rows, or rows of more than 2 GB. Export shorter periods and import one file after \
         the other."
    )]
    ManyRows,
    /// A header that goes on and on.
    #[error(
        "This file has more than 1,000 columns. Export your time entries as CSV and choose that file."
    )]
    ManyColumns,
    /// Names beyond what people use.
    #[error(
        "This file names more than 20,000 {0}: the columns seem to be other ones than was understood. Choose what each \
         column means, or export shorter periods."
    )]
    ManyNames(&'static str),
    /// The columns that were chosen do not fit the file, or do not say enough.
    #[error("{0}")]
    Choice(String),
    /// The server's disk is full or broken.
    #[error("The server has no room to read this file. Nothing was changed; try again later.")]
    NoRoom,
    /// Columns that the format cannot do without.
    #[error("{0}")]
    Columns(String),
    /// Columns of no known format.
    #[error(
        "The columns of this file are not known: {0}. Choose what each column means; a start and an end are needed, or a \
         date and a duration."
    )]
    UnknownColumns(String),
    /// Dates such as this one fit both orders, and nothing in the file decides.
    #[error(
        "{0} can be read in two ways, and no day in the file is above 12. Choose how its dates are written."
    )]
    AmbiguousDates(String),
    /// A ZIP archive that is cut off or changed.
    #[error("This ZIP archive is damaged. Export it again and choose the new file.")]
    BrokenArchive,
    /// A file in an archive that is not what its name says.
    #[error(
        "The file {0} in this archive cannot be read. Export it again and choose the new file."
    )]
    BrokenFileInArchive(String),
    /// A file in an archive without a column it cannot do without.
    #[error(
        "The file {0} in this archive has no column “{1}”. Export it again and choose the new file."
    )]
    ColumnInArchive(&'static str, &'static str),
    /// A ZIP archive with a password.
    #[error("This ZIP archive is locked by a password. Unpack it and choose the CSV file in it.")]
    LockedArchive,
    /// More than is read.
    #[error("This ZIP archive unpacks to more than 512 MB. Export shorter periods.")]
    LargeArchive,
    /// A ZIP archive of no known app.
    #[error(
        "This ZIP archive is no export of solidtime or Toggl. Unpack it and choose the CSV file in it."
    )]
    UnknownArchive,
    /// A format by a name that is not known.
    #[error(
        "There is no import format “{0}”. Leave it out to find it out from the file, or use toggl, clockify, harvest, \
         solidtime, kimai, timetagger, yast or csv."
    )]
    UnknownFormat(String),
}

impl From<FileError> for AppError {
    fn from(error: FileError) -> Self {
        let (field, code) = match error {
            FileError::NoRoom => return Self::Unavailable,
            FileError::AmbiguousDates(_) => ("date_order", "invalid"),
            FileError::UnknownColumns(_) | FileError::Choice(_) => ("columns", "invalid"),
            FileError::Columns(_) => ("file", COLUMNS_MISSING),
            _ => ("file", "invalid"),
        };
        Self::field(field, code, error.to_string())
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        tracing::error!(%error, "a file on its way in could not be kept or read");
        Self::NoRoom
    }
}

/// A decoded CSV file.
#[derive(Debug)]
pub struct CsvFile {
    /// With `\n` alone as line end.
    text: Spool,
    /// Where the header begins in it, and on which line.
    start: u64,
    first_line: u64,
    delimiter: u8,
    encoding: Encoding,
    /// The header as it stands there.
    header: Vec<String>,
    /// Column names in lower case, white space made single.
    names: Vec<String>,
}

impl CsvFile {
    /// Decodes a file: UTF-8 and UTF-16 by their byte-order mark, UTF-8 without one, else Windows-1252; columns
    /// by whichever of `,` `;` tab and `|` cuts the most rows like the header, and of equals makes the most of it.
    ///
    /// # Errors
    /// When it is no text or has no header.
    pub fn read(source: &Spool) -> Result<Self, FileError> {
        let (text, encoding) = decode(source)?;
        let (start, told) = told_delimiter(&text)?;
        let mut found: Option<((usize, usize), u8, Row)> = None;
        for delimiter in [b',', b';', b'\t', b'|'] {
            if told.is_some_and(|told| told != delimiter) {
                continue;
            }
            let Some(header) = Records::new(reader(&text, start), delimiter, 1).next() else {
                continue;
            };
            let header = header?;
            let alike = if header.len() < 2 {
                0
            } else {
                rows_of_length(&text, start, delimiter, header.len())?
            };
            let fit = (alike, header.len());
            // Of equals the first counts.
            if found.as_ref().is_none_or(|(best, ..)| fit > *best) {
                found = Some((fit, delimiter, header));
            }
        }
        let (_, delimiter, header) = found.ok_or(FileError::NoColumns)?;
        if header.len() < 2 || header.too_long {
            return Err(FileError::NoColumns);
        }
        if header.len() > MAX_COLUMNS {
            return Err(FileError::ManyColumns);
        }
        let mut header: Vec<String> = header.cells().map(|name| name.trim().to_owned()).collect();
        while header
            .last()
            .is_some_and(|name| plain_name(name).is_empty())
        {
            header.pop();
        }
        Ok(Self {
            names: header.iter().map(|name| plain_name(name)).collect(),
            header,
            text,
            start,
            first_line: if start == 0 { 1 } else { 2 },
            delimiter,
            encoding,
        })
    }

    /// The header's cells as they stand there.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// How its text is written.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What stands between its columns, in words.
    #[must_use]
    pub const fn separator(&self) -> &'static str {
        match self.delimiter {
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "vertical bar",
            _ => "comma",
        }
    }

    /// The column names, as [`plain_name`] makes them.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Where the first of these names stands in the header.
    #[must_use]
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.names.iter().position(|column| column == name))
    }

    /// The rows below the header, blank ones left out; an error behind the last row that is read of one file.
    pub fn rows(&self) -> impl Iterator<Item = Result<Row, FileError>> + '_ {
        self.rows_up_to(MAX_ROWS)
    }

    fn rows_up_to(&self, most: usize) -> impl Iterator<Item = Result<Row, FileError>> + '_ {
        let text = reader(&self.text, self.start);
        Records::new(text, self.delimiter, self.first_line)
            .skip(1)
            .filter(|row| row.as_ref().map_or(true, |row| !row.is_empty()))
            .enumerate()
            .map(move |(count, row)| {
                if count < most {
                    Ok(row?)
                } else {
                    Err(FileError::ManyRows)
                }
            })
    }
}

/// A column name as it is compared: lower case, `_` as space, single spaces, nothing invisible.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let visible: String = name
        .chars()
        .filter(|c| !matches!(c, '\u{feff}' | '\u{200b}'))
        .collect();
    visible
        .to_lowercase()
        .split(|c: char| c.is_whitespace() || c == '_')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn reader(text: &Spool, start: u64) -> BufReader<SpoolReader<'_>> {
    BufReader::with_capacity(64 * 1024, text.reader(start))
}

/// How many rows all over the file have this many columns.
fn rows_of_length(text: &Spool, start: u64, delimiter: u8, columns: usize) -> io::Result<usize> {
    let apart = (text.len().saturating_sub(start) / PLACES).max(PLACE_BYTES);
    let mut count = 0;
    for place in 0..PLACES {
        let piece = text.reader(start + place * apart).take(PLACE_BYTES);
        let mut piece = BufReader::new(piece);
        // The header, or the rest of a row that began before.
        piece.read_until(b'\n', &mut Vec::new())?;
        for row in Records::new(piece, delimiter, 1) {
            count += usize::from(row?.len() == columns);
        }
    }
    Ok(count)
}

/// Spreadsheets write the separator on a line of its own before the header: `sep=;`.
fn told_delimiter(text: &Spool) -> io::Result<(u64, Option<u8>)> {
    let mut front = Vec::new();
    text.reader(0).take(16).read_to_end(&mut front)?;
    let front = String::from_utf8_lossy(&front);
    let Some((first, _)) = front.split_once('\n') else {
        return Ok((0, None));
    };
    let told = first.trim_matches([' ', '"']).to_ascii_lowercase();
    Ok(match told.strip_prefix("sep=").map(str::as_bytes) {
        Some(&[delimiter @ (b',' | b';' | b'\t' | b'|')]) => {
            (first.len() as u64 + 1, Some(delimiter))
        }
        _ => (0, None),
    })
}

#[cfg(test)]
mod tests;
