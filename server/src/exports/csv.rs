//! Time entries as CSV by RFC 4180: the columns, and what stands in a cell.

use app::reports::shown::Shown;
use app::values::{Colour, Currency, amount_cents, format_clock, format_decimal, format_plain};
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use crate::local_time::Zone;

/// The columns, in order.
pub const COLUMNS: [&str; 16] = [
    "Date",
    "Start",
    "End",
    "Duration",
    "Duration (decimal)",
    "Client",
    "Project",
    "Description",
    "Tags",
    "User",
    "Email",
    "Billable",
    "Rate",
    "Amount",
    "Currency",
    "Invoice",
];

/// Whether this column is left in.
fn is_kept(column: &str, shown: Shown) -> bool {
    match column {
        "User" => shown.names,
        "Rate" | "Amount" | "Currency" => shown.amounts,
        "Email" | "Invoice" => shown.inside,
        _ => true,
    }
}

/// Begins a file for Excel, which takes UTF-8 without it for the machine's old encoding. Other files do without: a program
/// that knows columns by their names may miss the first.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// An entry as its row tells it.
#[derive(Clone, Debug)]
pub struct ExportedEntry {
    /// Unix seconds.
    pub started_at: i64,
    /// Unix seconds.
    pub ended_at: i64,
    /// Tracked seconds.
    pub seconds: i64,
    /// The client's name, or empty.
    pub client: String,
    /// The project's name, or empty. With the client's, it is that of one project alone.
    pub project: String,
    /// The project's colour.
    pub colour: Colour,
    /// What was done.
    pub description: String,
    /// Tag names.
    pub tags: Vec<String>,
    /// Whose time it is.
    pub user: String,
    /// Their e-mail address.
    pub email: String,
    /// Whether it counts for money.
    pub billable: bool,
    /// Minor units an hour.
    pub hourly_rate_cents: i64,
    /// The client's, else the workspace's.
    pub currency: Currency,
    /// The number of the invoice that it is on, or empty.
    pub invoice: String,
}

impl ExportedEntry {
    /// What it is worth, in minor units.
    #[must_use]
    pub fn amount(&self) -> i64 {
        if self.billable {
            amount_cents(self.seconds, self.hourly_rate_cents)
        } else {
            0
        }
    }
}

/// Writes rows into memory, to be taken away chunk by chunk.
#[derive(Debug)]
pub struct CsvWriter {
    writer: Writer<Vec<u8>>,
    zone: Zone,
    kept: [bool; COLUMNS.len()],
}

impl CsvWriter {
    /// A writer that has written the header, of the columns that are shown; days and clock times are the zone's.
    ///
    /// # Errors
    /// Never in memory; the writer's signature has it.
    pub fn new(zone: Zone, shown: Shown) -> csv::Result<Self> {
        let mut writer = Self {
            writer: fresh(),
            zone,
            kept: COLUMNS.map(|column| is_kept(column, shown)),
        };
        writer.write_kept(&COLUMNS)?;
        Ok(writer)
    }

    /// The cells of the columns that are left in.
    fn write_kept(&mut self, cells: &[&str; COLUMNS.len()]) -> csv::Result<()> {
        let kept = cells.iter().zip(self.kept);
        let kept = kept.filter(|(_, is_kept)| *is_kept);
        self.writer.write_record(kept.map(|(cell, _)| *cell))
    }

    /// Adds a row.
    ///
    /// # Errors
    /// See [`CsvWriter::new`].
    pub fn write(&mut self, entry: &ExportedEntry) -> csv::Result<()> {
        let start = self.zone.local(entry.started_at);
        let end = self.zone.local(entry.ended_at);
        self.write_kept(&[
            start.day.to_string().as_str(),
            &start.time.to_string(),
            &end.time.to_string(),
            &format_clock(entry.seconds),
            &format_decimal(entry.seconds),
            &plain_text(&entry.client),
            &plain_text(&entry.project),
            &plain_text(&entry.description),
            &plain_text(&entry.tags.join(", ")),
            &plain_text(&entry.user),
            &plain_text(&entry.email),
            if entry.billable { "Yes" } else { "No" },
            &format_plain(entry.hourly_rate_cents, entry.currency),
            &format_plain(entry.amount(), entry.currency),
            entry.currency.code(),
            &plain_text(&entry.invoice),
        ])
    }

    /// Takes away what was written since the last time.
    ///
    /// # Errors
    /// See [`CsvWriter::new`].
    pub fn take(&mut self) -> csv::Result<Vec<u8>> {
        self.writer.flush()?;
        let full = std::mem::replace(&mut self.writer, fresh());
        full.into_inner().map_err(|error| error.into_error().into())
    }
}

/// A writer into memory, as every CSV file is written.
pub(super) fn fresh() -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(Vec::new())
}

/// What a formula begins with; in East Asian settings, in full width too.
const FORMULA: [char; 10] = [
    '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// Text that a spreadsheet would run as a formula gets a `'` in front, which it takes for text.
pub(crate) fn plain_text(text: &str) -> std::borrow::Cow<'_, str> {
    if text.starts_with(FORMULA) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry() -> ExportedEntry {
        ExportedEntry {
            started_at: 1_772_616_180,
            ended_at: 1_772_619_781,
            seconds: 3601,
            client: "Big, \"Company\"".to_owned(),
            project: String::new(),
            colour: Colour::default(),
            description: "two\nlines".to_owned(),
            tags: vec!["dev".to_owned(), "ops".to_owned()],
            user: "Ada".to_owned(),
            email: "ada@example.com".to_owned(),
            billable: true,
            hourly_rate_cents: 9000,
            currency: Currency::parse("EUR").unwrap(),
            invoice: "INV-0007".to_owned(),
        }
    }

    fn written(entries: &[ExportedEntry]) -> String {
        with(entries, Shown::ALL)
    }

    fn with(entries: &[ExportedEntry], shown: Shown) -> String {
        let mut writer = CsvWriter::new(Zone::named("Europe/Berlin"), shown).unwrap();
        let mut bytes = writer.take().unwrap();
        for entry in entries {
            writer.write(entry).unwrap();
            bytes.extend(writer.take().unwrap());
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_file_in_full() {
        let free = ExportedEntry {
            billable: false,
            seconds: 100 * 3600,
            currency: Currency::parse("JPY").unwrap(),
            ..entry()
        };
        assert_eq!(
            written(&[entry(), free]),
            "Date,Start,End,Duration,Duration (decimal),Client,Project,Description,Tags,User,Email,Billable,Rate,Amount,Currency,Invoice\r\n\
             2026-03-04,10:23:00,11:23:01,1:00:01,1.00,\"Big, \"\"Company\"\"\",,\"two\nlines\",\"dev, ops\",Ada,ada@example.com,Yes,90.00,90.03,EUR,INV-0007\r\n\
             2026-03-04,10:23:00,11:23:01,100:00:00,100.00,\"Big, \"\"Company\"\"\",,\"two\nlines\",\"dev, ops\",Ada,ada@example.com,No,9000,0,JPY,INV-0007\r\n"
        );
    }

    #[test]
    fn what_is_kept_back_has_no_column() {
        let kept_back = Shown {
            amounts: false,
            names: false,
            inside: false,
        };
        assert_eq!(
            with(&[entry()], kept_back),
            "Date,Start,End,Duration,Duration (decimal),Client,Project,Description,Tags,Billable\r\n\
             2026-03-04,10:23:00,11:23:01,1:00:01,1.00,\"Big, \"\"Company\"\"\",,\"two\nlines\",\"dev, ops\",Yes\r\n"
        );
        let named = Shown {
            amounts: true,
            names: true,
            inside: false,
        };
        let file = with(&[entry()], named);
        assert!(file.starts_with("Date,Start,End,Duration,Duration (decimal),Client,Project,Description,Tags,User,Billable,Rate,Amount,Currency\r\n"), "{file}");
        assert!(file.ends_with(",Ada,Yes,90.00,90.03,EUR\r\n"), "{file}");
    }

    #[test]
    fn formulas_become_text() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("＝1+1", "'＝1+1"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(plain_text(text), cell);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(client: String, description: String, tags: String, seconds in 0..10_000_000_i64) {
            let entry = ExportedEntry { seconds, client, description, tags: vec![tags], ..entry() };
            let text = written(std::slice::from_ref(&entry));
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(row.len(), COLUMNS.len());
            for (at, text) in [(5, &entry.client), (7, &entry.description), (8, &entry.tags[0])] {
                let cell = row[at].strip_prefix('\'').filter(|_| !text.starts_with('\'')).unwrap_or(&row[at]);
                prop_assert_eq!(cell, text.as_str());
                prop_assert!(!row[at].starts_with(FORMULA));
            }
            let clock: Vec<i64> = row[3].split(':').map(|part| part.parse().unwrap()).collect();
            prop_assert_eq!(clock[0] * 3600 + clock[1] * 60 + clock[2], seconds);
        }
    }
}
