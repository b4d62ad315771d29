//! Bytes of a foreign CSV file into rows: encoding, separator and header found out from the file itself.

use app::error::AppError;
use csv::{Reader, ReaderBuilder, StringRecord};

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
    #[error("This is not a CSV file: its first line has no columns. Export your time as CSV and choose that file.")]
    NoColumns,
    /// A header, and nothing below it.
    #[error("This file has a header but no rows. Choose a longer period in the other app and export again.")]
    NoRows,
    /// Columns that the format cannot do without.
    #[error("{0}")]
    Columns(String),
    /// A format by a name that is not known.
    #[error("There is no import format “{0}”. Leave it out to find it out from the file, or use toggl.")]
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
        column.and_then(|column| self.cells.get(column)).unwrap_or_default().trim()
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
        self.cells.iter().skip(column).any(|cell| !cell.trim().is_empty())
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
                reader(body, delimiter).read_record(&mut header).ok().filter(|found| *found)?;
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
        Ok(Self { start, first_line, delimiter, names, notes, text })
    }

    /// The column names, as [`plain_name`] makes them.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Where the first of these names stands in the header.
    #[must_use]
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.names.iter().position(|column| column == name))
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
                let begin = cells.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
                // The reader counts blank lines before a record as part of it.
                let begin = begin + body.get(begin..)?.bytes().take_while(|byte| *byte == b'\n').count();
                counted = (begin, counted.1 + newlines(body.get(counted.0..begin).unwrap_or_default()));
                let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
                let raw = body.get(begin..end).unwrap_or_default();
                let unclosed = end >= body.len() && raw.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
                let swallowed_lines = if unclosed { newlines(raw.trim_end()) } else { 0 };
                let row = Row { line: counted.1, cells, swallowed_lines };
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
    let visible: String = name.chars().filter(|c| !matches!(c, '\u{feff}' | '\u{200b}')).collect();
    visible.to_lowercase().split(|c: char| c.is_whitespace() || c == '_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn reader(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}

/// Spreadsheets write the separator on a line of its own before the header: `sep=;`.
fn told_delimiter(text: &str) -> (usize, Option<u8>) {
    let Some((first, _)) = text.split_once('\n') else { return (0, None) };
    match first.trim_matches([' ', '"']).to_ascii_lowercase().strip_prefix("sep=").map(str::as_bytes) {
        Some(&[delimiter @ (b',' | b';' | b'\t' | b'|')]) => (first.len() + 1, Some(delimiter)),
        _ => (0, None),
    }
}

fn decode(bytes: &[u8], notes: &mut Vec<String>) -> Result<String, FileError> {
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    if let Some(kind) = other_kind(bytes) {
        return Err(FileError::OtherKind(kind));
    }
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => {
            if let Ok(text) = str::from_utf8(rest) {
                text.to_owned()
            } else {
                notes.push("The text is not UTF-8 and was read as Windows-1252 (Western European).".to_owned());
                rest.iter().map(|byte| windows_1252(*byte)).collect()
            }
        }
    };
    if text.contains('\0') { Err(FileError::NotText) } else { Ok(text) }
}

fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 8] = [
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"\x89PNG", "a PNG picture"),
        (b"GIF8", "a GIF picture"),
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0", "an Excel workbook"),
        (b"\x1f\x8b", "a compressed archive"),
        (b"{\\rtf", "a text document"),
    ];
    kinds.into_iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| kind)
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, FileError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(FileError::NotText);
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<_, _>>().map_err(|_| FileError::NotText)
}

/// As browsers read it; the five bytes without a character become control characters.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        let file = CsvFile::read(bytes).unwrap();
        file.rows().map(|row| (row.line, row.cells.iter().map(str::to_owned).collect())).collect()
    }

    fn utf_16_of(text: &str, little: bool) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn encodings() {
        let text = "Name,Größe\nJörg 🕰,“1 €”\n";
        let wanted = vec![(2, vec!["Jörg 🕰".to_owned(), "“1 €”".to_owned()])];
        assert_eq!(rows(text.as_bytes()), wanted);
        assert_eq!(rows(&["\u{feff}".as_bytes(), text.as_bytes()].concat()), wanted);
        assert_eq!(rows(&utf_16_of(text, true)), wanted);
        assert_eq!(rows(&utf_16_of(text, false)), wanted);
        let western = CsvFile::read(b"Name,Gr\xf6\xdfe\nJ\xf6rg,1 \x80\n").unwrap();
        assert_eq!(western.names(), ["name", "größe"]);
        assert_eq!(western.rows().next().unwrap().cell(Some(1)), "1 €");
        assert!(western.notes()[0].contains("Windows-1252"));
    }

    #[test]
    fn separators_and_line_ends() {
        for text in [
            "A,B,C\n1,\"2,5\",3\n",
            "A;B;C\r\n1;2,5;3\r\n",
            "A\tB\tC\r1\t2,5\t3",
            "\"sep=;\"\nA;B;C\n1;2,5;3",
            "\n\nA|B|C\n\n1|2,5|3\n\n",
        ] {
            let rows = rows(text.as_bytes());
            assert_eq!(rows.len(), 1, "{text:?}");
            assert_eq!(rows[0].1, ["1", "2,5", "3"], "{text:?}");
        }
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let found = rows(b"A,B\n1,\"two\nlines\"\n\n\n2,x\n,\n3,y");
        let lines: Vec<_> = found.iter().map(|(line, cells)| (*line, cells[0].as_str())).collect();
        assert_eq!(lines, [(2, "1"), (6, "2"), (8, "3")]);
        assert_eq!(rows(b"sep=,\nA,B\n1,2")[0].0, 3);
    }

    #[test]
    fn an_open_quotation_mark_is_noticed() {
        let file = CsvFile::read(b"A,B\n1,2\n3,\"four\n5,6\n7,8\n").unwrap();
        let rows: Vec<_> = file.rows().map(|row| (row.line, row.swallowed_lines)).collect();
        assert_eq!(rows, [(2, 0), (3, 2)]);
    }

    #[test]
    fn what_is_no_csv_file_is_named() {
        for (bytes, error) in [
            (&b""[..], FileError::Empty),
            (b" \r\n\t\n", FileError::Empty),
            (b"\xef\xbb\xbf", FileError::Empty),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", FileError::OtherKind("a JPEG picture")),
            (b"%PDF-1.7\n", FileError::OtherKind("a PDF document")),
            (b"PK\x03\x04\x14", FileError::OtherKind("a ZIP archive or an Excel workbook")),
            (b"a,b\n\0,\0", FileError::NotText),
            (b"\xff\xfea", FileError::NotText),
            (b"Dear diary\ntoday I worked", FileError::NoColumns),
        ] {
            assert_eq!(CsvFile::read(bytes).unwrap_err(), error, "{bytes:?}");
        }
    }

    #[test]
    fn column_names_are_compared_loosely() {
        let file = CsvFile::read("\u{feff}START_DATE; Start  time ;Amount (EUR);;\n".as_bytes()).unwrap();
        assert_eq!(file.names(), ["start date", "start time", "amount (eur)"]);
        assert_eq!(file.column(&["from", "start time"]), Some(1));
        assert_eq!(file.column(&["end"]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(file) = CsvFile::read(&bytes) {
                prop_assert!(file.rows().count() <= bytes.len());
            }
        }

        #[test]
        fn what_was_written_is_read(cells in prop::collection::vec(prop::collection::vec("[^\r\0]{0,8}", 3), 1..8), delimiter in prop::sample::select(vec![b',', b';', b'\t'])) {
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            writer.write_record(["one", "two", "three"]).unwrap();
            for row in &cells {
                writer.write_record(row).unwrap();
            }
            let read: Vec<_> = rows(&writer.into_inner().unwrap()).into_iter().map(|(_, row)| row).collect();
            let wanted: Vec<_> = cells.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
            prop_assert_eq!(read, wanted);
        }
    }
}
