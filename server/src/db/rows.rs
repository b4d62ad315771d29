//! Statements that bind many values: rows by the hundred, and lists of ids or keys.

use sqlx::AssertSqlSafe;

use super::Tx;

/// Values bound to one statement: enough that rows cost more than statements, few enough that a statement stays small.
pub const VALUES: usize = 1000;

/// A table to write to, several rows at a time.
#[derive(Debug)]
pub struct Rows {
    /// Its name.
    pub table: &'static str,
    /// The columns that are written, in the order in which they are bound; those of its key come first.
    pub columns: &'static [&'static str],
    /// How many columns its key has.
    pub key: usize,
    /// What a row that is there keeps when another one replaces it.
    pub kept: &'static [&'static str],
}

/// What becomes of rows that are there already, with the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// There are none: one is a fault.
    Refused,
    /// They take over what is written.
    Replaced,
}

impl Rows {
    /// Rows of one statement.
    #[must_use]
    pub const fn at_once(&self) -> usize {
        VALUES / self.columns.len()
    }

    /// The statement that writes so many rows.
    #[must_use]
    pub fn text(&self, tx: &Tx, known: Known, rows: usize) -> AssertSqlSafe<String> {
        tx.text(self.numbered(known, rows))
    }

    fn numbered(&self, known: Known, rows: usize) -> String {
        let width = self.columns.len();
        let rows: Vec<String> = (0..rows)
            .map(|row| places(row * width + 1, width))
            .collect();
        let insert = format!(
            "insert into {} ({}) values {}",
            self.table,
            self.columns.join(", "),
            rows.join(", ")
        );
        if known == Known::Refused {
            return insert;
        }
        let (key, others) = self.columns.split_at(self.key);
        let sets: Vec<String> = others
            .iter()
            .filter(|column| !self.kept.contains(column))
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        format!(
            "{insert} on conflict ({}) do update set {}",
            key.join(", "),
            sets.join(", ")
        )
    }
}

/// Writes records of one kind: `write_rows!(tx, ROWS, known, records, |query, record| query.bind(…))`.
#[macro_export]
macro_rules! write_rows {
    ($tx:expr, $rows:expr, $known:expr, $records:expr, |$query:ident, $record:ident| $bound:expr) => {
        for batch in $records.chunks($rows.at_once()) {
            let text = $rows.text($tx, $known, batch.len());
            let is_usual = batch.len() == 1 || batch.len() == $rows.at_once();
            $crate::execute!($tx, c => {
                // A driver keeps statements it may need again: those of full batches and of single rows.
                let mut $query = sqlx::query(text).persistent(is_usual);
                for $record in batch {
                    $query = $bound;
                }
                $query.execute(c)
            })?;
        }
    };
}

/// `($5, $6, $7)`: so many places from `first` on.
#[must_use]
pub fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count)
        .map(|place| format!("${place}"))
        .collect();
    format!("({})", places.join(", "))
}

impl Tx {
    /// A statement of many values, written with `$1`, `$2`, … each used once and in their order.
    ///
    /// `SQLite` takes such places for names and looks each up among all the others, so that the work grows with the square
    /// of their number; it gets them without.
    #[must_use]
    pub fn text(&self, numbered: String) -> AssertSqlSafe<String> {
        AssertSqlSafe(match self {
            Self::Sqlite(_) => without_numbers(&numbered),
            Self::Postgres(_) => numbered,
        })
    }
}

fn without_numbers(text: &str) -> String {
    let mut parts = text.split('$');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push('?');
        plain.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR: Rows = Rows {
        table: "t",
        columns: &["w", "a", "b", "c"],
        key: 2,
        kept: &["b"],
    };

    #[test]
    fn places_are_counted_through() {
        assert_eq!(
            FOUR.numbered(Known::Refused, 2),
            "insert into t (w, a, b, c) values ($1, $2, $3, $4), ($5, $6, $7, $8)"
        );
        assert_eq!(FOUR.at_once(), VALUES / 4);
        assert_eq!(
            FOUR.numbered(Known::Replaced, 1),
            "insert into t (w, a, b, c) values ($1, $2, $3, $4) on conflict (w, a) do update set c = excluded.c"
        );
    }

    #[test]
    fn sqlite_gets_places_without_numbers() {
        let numbered = format!("a = $1 and b in {} or c = 1", places(2, 12));
        let plain = without_numbers(&numbered);
        assert_eq!(plain.matches('?').count(), 13);
        assert!(plain.starts_with("a = ? and b in (?, ?, "));
        assert!(plain.ends_with("?, ?) or c = 1"));
    }
}
