//! CSV text into records, one at a time and each within bounds, with the line it begins on.

use std::io::{self, BufRead};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// The longest record that is kept; of a longer one, only its line.
const MAX_BYTES: usize = 1024 * 1024;

/// One row of a file.
#[derive(Debug, Default)]
pub struct Row {
    /// The file's line it begins on, the first being 1.
    pub line: u64,
    /// All cells, one behind the other, and where each ends.
    text: String,
    ends: Vec<usize>,
    /// A quotation mark that opens here is never closed: so many lines disappeared in it.
    pub swallowed_lines: u64,
    /// It has more than a megabyte, and no cells here.
    pub too_long: bool,
}

impl Row {
    /// A column's text without surrounding white space; empty where the column or cell is missing.
    #[must_use]
    pub fn cell(&self, column: Option<usize>) -> &str {
        column
            .and_then(|column| self.get(column))
            .unwrap_or_default()
            .trim()
    }

    /// The cells as they stand there.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|column| self.get(column))
    }

    /// How many cells it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether every cell is blank.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.too_long && self.text.trim().is_empty()
    }

    /// Whether there is text in a cell at or behind `column`.
    #[must_use]
    pub fn has_text_from(&self, column: usize) -> bool {
        self.cells()
            .skip(column)
            .any(|cell| !cell.trim().is_empty())
    }

    fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let begin = match column {
            0 => 0,
            column => *self.ends.get(column - 1)?,
        };
        self.text.get(begin..end)
    }
}

/// Reads records whose lines end with `\n` alone.
pub(super) struct Records<R> {
    text: R,
    parser: Reader,
    line: u64,
    done: bool,
}

impl<R: BufRead> Records<R> {
    /// Records of UTF-8 text whose first line has this number.
    pub(super) fn new(text: R, delimiter: u8, line: u64) -> Self {
        Self {
            text,
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            line,
            done: false,
        }
    }

    fn read(&mut self) -> io::Result<Option<Row>> {
        self.skip_blank_lines()?;
        if self.text.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut record = Record::default();
        let line = self.line;
        loop {
            let input = self.text.fill_buf()?;
            if input.is_empty() {
                break;
            }
            let (read, used) = record.feed(&mut self.parser, input);
            self.line += newlines(&input[..used]);
            self.text.consume(used);
            if read {
                return Ok(Some(record.row(line, 0)));
            }
        }
        // The last line may lack its end; whatever still goes on then stands in an open quotation mark.
        self.done = true;
        let (closed, _) = record.feed(&mut self.parser, b"\n");
        if closed {
            return Ok(Some(record.row(line, 0)));
        }
        record.feed(&mut self.parser, b"");
        record.drop_last();
        let swallowed = record.lines_inside();
        Ok(Some(record.row(line, swallowed)))
    }

    fn skip_blank_lines(&mut self) -> io::Result<()> {
        loop {
            let input = self.text.fill_buf()?;
            let blank = input.iter().take_while(|byte| **byte == b'\n').count();
            if blank == 0 {
                return Ok(());
            }
            self.line += blank as u64;
            self.text.consume(blank);
        }
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let read = self.read();
        self.done |= !matches!(read, Ok(Some(_)));
        read.transpose()
    }
}

/// A record on its way out of the parser.
#[derive(Debug, Default)]
struct Record {
    bytes: Vec<u8>,
    filled: usize,
    ends: Vec<usize>,
    cells: usize,
    too_long: bool,
    /// Line ends so far, and how many of them are the last bytes.
    newlines: u64,
    last_newlines: u64,
}

impl Record {
    /// Takes what it can of `input`: whether that was the record's end, and how much was taken.
    fn feed(&mut self, parser: &mut Reader, input: &[u8]) -> (bool, usize) {
        let mut used = 0;
        let ended = loop {
            if self.bytes.len() == self.filled {
                self.grow();
            }
            if self.ends.len() == self.cells {
                self.ends.resize((2 * self.cells).max(32), 0);
            }
            let (result, took, wrote, cells) = parser.read_record(
                &input[used..],
                &mut self.bytes[self.filled..],
                &mut self.ends[self.cells..],
            );
            used += took;
            self.filled += wrote;
            self.cells += cells;
            match result {
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::InputEmpty => break false,
                ReadRecordResult::Record | ReadRecordResult::End => break true,
            }
        };
        self.count_lines(&input[..used]);
        (ended, used)
    }

    /// Room for more, or for the same again once it is too long.
    fn grow(&mut self) {
        if self.filled >= MAX_BYTES {
            self.too_long = true;
            (self.filled, self.cells) = (0, 0);
        } else {
            self.bytes
                .resize((2 * self.filled).clamp(512, MAX_BYTES), 0);
        }
    }

    /// Takes back the line end that was added to see whether the record ends.
    fn drop_last(&mut self) {
        self.filled = self.filled.saturating_sub(1);
        if let Some(end) = self
            .cells
            .checked_sub(1)
            .and_then(|last| self.ends.get_mut(last))
        {
            *end = end.saturating_sub(1);
        }
    }

    fn count_lines(&mut self, input: &[u8]) {
        self.newlines += newlines(input);
        let last = input
            .iter()
            .rev()
            .take_while(|byte| **byte == b'\n')
            .count();
        self.last_newlines = last as u64
            + if last == input.len() {
                self.last_newlines
            } else {
                0
            };
    }

    /// Lines below the first that stand in an open quotation mark, without the blank ones at the end.
    const fn lines_inside(&self) -> u64 {
        self.newlines - self.last_newlines
    }

    fn row(mut self, line: u64, swallowed_lines: u64) -> Row {
        self.too_long |= self.cells > MAX_BYTES / 8;
        if self.too_long {
            return Row {
                line,
                swallowed_lines,
                too_long: true,
                ..Row::default()
            };
        }
        self.bytes.truncate(self.filled);
        self.ends.truncate(self.cells);
        Row {
            line,
            // Cells are cut where characters are, for separators and quotation marks are ASCII.
            text: String::from_utf8(self.bytes).unwrap_or_default(),
            ends: self.ends,
            swallowed_lines,
            too_long: false,
        }
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &[u8]) -> Vec<Row> {
        Records::new(text, b',', 1).map(Result::unwrap).collect()
    }

    #[test]
    fn a_record_beyond_the_bound_keeps_its_line_alone() {
        let text = format!(
            "a,b\n1,{}\n2,\"{}\nx\"\n3,y\n",
            "x".repeat(2 * MAX_BYTES),
            "z".repeat(3 * MAX_BYTES)
        );
        let rows = all(text.as_bytes());
        let seen: Vec<_> = rows
            .iter()
            .map(|row| (row.line, row.too_long, row.len()))
            .collect();
        assert_eq!(
            seen,
            [(1, false, 2), (2, true, 0), (3, true, 0), (5, false, 2)]
        );
        let commas = format!("a,b\n{}\n1,2\n", ",".repeat(4 * MAX_BYTES));
        let rows = all(commas.as_bytes());
        assert!(rows[1].too_long && rows[1].ends.capacity() == 0);
        assert_eq!(rows[2].cells().collect::<Vec<_>>(), ["1", "2"]);
    }

    #[test]
    fn an_open_quotation_mark_counts_what_it_swallows() {
        for (text, swallowed) in [
            ("a\n1,\"2\n3\n4\n\n", 2),
            ("a\n1,\"2", 0),
            ("a\n1,\"2\"\n", 0),
            ("a\n1,2", 0),
        ] {
            let rows = all(text.as_bytes());
            assert_eq!(
                (rows.len(), rows[1].swallowed_lines),
                (2, swallowed),
                "{text:?}"
            );
        }
    }

    proptest! {
        /// The pieces in which bytes arrive make no difference, and nothing panics.
        #[test]
        fn pieces_make_no_difference(text in "[a\",\n;é]{0,60}", piece in 1..7_usize) {
            let whole: Vec<Vec<String>> = all(text.as_bytes()).iter().map(|row| row.cells().map(str::to_owned).collect()).collect();
            let reader = io::BufReader::with_capacity(piece, text.as_bytes());
            let parts: Vec<Vec<String>> = Records::new(reader, b',', 1)
                .map(|row| row.unwrap().cells().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(whole, parts);
        }

        #[test]
        fn what_the_csv_crate_reads_is_read(text in "[a\", \n]{0,40}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let wanted: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            let found: Vec<Vec<String>> = all(text.as_bytes()).iter().map(|row| row.cells().map(str::to_owned).collect()).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
