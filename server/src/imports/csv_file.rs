//! Bytes of a foreign CSV file into rows: encoding, separator and header found out from the file itself.

use app::error::AppError;
use csv::{Reader, ReaderBuilder, StringRecord};

use super::decode::decode;

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
    /// Columns that the format cannot do without.
    #[error("{0}")]
    Columns(String),
    /// A format by a name that is not known.
    #[error(
        "There is no import format “{0}”. Leave it out to find it out from the file, or use toggl."
    )]
    UnknownFormat(String),
}

impl From<FileError> for AppError {
    fn from(error: FileError) -> Self {
        Self::field("file", "invalid", error.to_string())
    }
}

/// A decoded CSV file.
#[derive(Debug)]
pub struct CsvFile {
    /// With `\n` alone as line end.
    text: String,
    /// Where the header begins in it, and on which line.
    start: usize,
    first_line: u64,
    delimiter: u8,
    /// Column names in lower case, white space made single.
    names: Vec<String>,
    /// What was assumed while decoding.
    notes: Vec<String>,
}

/// One row below the header.
#[derive(Debug)]
pub struct Row {
    /// The file's line it begins on, the first being 1.
    pub line: u64,
    cells: StringRecord,
    /// A quotation mark that opens here is never closed: so many lines disappeared in it.
    pub swallowed_lines: u64,
}

impl Row {
    /// A column's text without surrounding white space; empty where the column or cell is missing.
    #[must_use]
    pub fn cell(&self, column: Option<usize>) -> &str {
        column
            .and_then(|column| self.cells.get(column))
            .unwrap_or_default()
            .trim()
    }

    /// How many cells it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether every cell is blank.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// Whether there is text in a cell at or behind `column`.
    #[must_use]
    pub fn has_text_from(&self, column: usize) -> bool {
        self.cells
            .iter()
            .skip(column)
            .any(|cell| !cell.trim().is_empty())
    }
}

impl CsvFile {
    /// Decodes a file: UTF-8 and UTF-16 by their byte-order mark, UTF-8 without one, else Windows-1252; columns
    /// by whichever of `,` `;` tab and `|` makes the most of the header.
    ///
    /// # Errors
    /// When it is no text or has no header.
    pub fn read(bytes: &[u8]) -> Result<Self, FileError> {
        let mut notes = Vec::new();
        let mut text = decode(bytes, &mut notes)?;
        if text.contains('\r') {
            text = text.replace("\r\n", "\n").replace('\r', "\n");
        }
        if text.trim().is_empty() {
            return Err(FileError::Empty);
        }
        let (start, told) = told_delimiter(&text);
        let first_line = 1 + newlines(&text[..start]);
        let body = &text[start..];
        let (delimiter, header) = [b',', b';', b'\t', b'|']
            .into_iter()
            .filter(|delimiter| told.is_none_or(|told| told == *delimiter))
            .filter_map(|delimiter| {
                let mut header = StringRecord::new();
                reader(body, delimiter)
                    .read_record(&mut header)
                    .ok()
                    .filter(|found| *found)?;
                Some((delimiter, header))
            })
            // Of equals the first counts, so turn the order round for max_by_key.
            .rev()
            .max_by_key(|(_, header)| header.len())
            .ok_or(FileError::NoColumns)?;
        if header.len() < 2 {
            return Err(FileError::NoColumns);
        }
        let mut names: Vec<String> = header.iter().map(plain_name).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        Ok(Self {
            text,
            start,
            first_line,
            delimiter,
            names,
            notes,
        })
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

    /// What was assumed while decoding, in words.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The rows below the header, blank ones left out.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        let body = &self.text[self.start..];
        let mut reader = reader(body, self.delimiter);
        let mut header = true;
        let mut counted = (0, self.first_line);
        std::iter::from_fn(move || {
            loop {
                let mut cells = StringRecord::new();
                if !reader.read_record(&mut cells).ok()? {
                    return None;
                }
                if std::mem::take(&mut header) {
                    continue;
                }
                let begin = cells
                    .position()
                    .map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
                // The reader counts blank lines before a record as part of it.
                let begin = begin
                    + body
                        .get(begin..)?
                        .bytes()
                        .take_while(|byte| *byte == b'\n')
                        .count();
                counted = (
                    begin,
                    counted.1 + newlines(body.get(counted.0..begin).unwrap_or_default()),
                );
                let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
                let raw = body.get(begin..end).unwrap_or_default();
                let unclosed =
                    end >= body.len() && raw.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
                let swallowed_lines = if unclosed {
                    newlines(raw.trim_end())
                } else {
                    0
                };
                let row = Row {
                    line: counted.1,
                    cells,
                    swallowed_lines,
                };
                if !row.is_empty() {
                    return Some(row);
                }
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

fn reader(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}

/// Spreadsheets write the separator on a line of its own before the header: `sep=;`.
fn told_delimiter(text: &str) -> (usize, Option<u8>) {
    let Some((first, _)) = text.split_once('\n') else {
        return (0, None);
    };
    match first
        .trim_matches([' ', '"'])
        .to_ascii_lowercase()
        .strip_prefix("sep=")
        .map(str::as_bytes)
    {
        Some(&[delimiter @ (b',' | b';' | b'\t' | b'|')]) => (first.len() + 1, Some(delimiter)),
        _ => (0, None),
    }
}

#[cfg(test)]
mod tests;
