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
    /// The columns that are written, in the order in which they are bound.
    pub columns: &'static [&'static str],
    /// What a row with the same `(workspace_id, id)` takes over; none: such a row is a fault.
    pub updated: &'static [&'static str],
}

impl Rows {
    /// Rows of one statement.
    #[must_use]
    pub const fn at_once(&self) -> usize {
        VALUES / self.columns.len()
    }

    /// The statement that writes so many rows.
    #[must_use]
    pub fn text(&self, tx: &Tx, rows: usize) -> AssertSqlSafe<String> {
        tx.text(self.numbered(rows))
    }

    fn numbered(&self, rows: usize) -> String {
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
        if self.updated.is_empty() {
            return insert;
        }
        let sets: Vec<String> = self
            .updated
            .iter()
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        format!(
            "{insert} on conflict (workspace_id, id) do update set {}",
            sets.join(", ")
        )
    }
}

/// Writes records of one kind: `write_rows!(tx, ROWS, records, |query, record| query.bind(…))`.
#[macro_export]
macro_rules! write_rows {
    ($tx:expr, $rows:expr, $records:expr, |$query:ident, $record:ident| $bound:expr) => {
        for batch in $records.chunks($rows.at_once()) {
            let text = $rows.text($tx, batch.len());
            $crate::execute!($tx, c => {
                // A driver keeps statements it may need again: those of full batches.
                let mut $query = sqlx::query(text).persistent(batch.len() == $rows.at_once());
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

    const PAIRS: Rows = Rows {
        table: "t",
        columns: &["a", "b"],
        updated: &[],
    };

    #[test]
    fn places_are_counted_through() {
        assert_eq!(
            PAIRS.numbered(2),
            "insert into t (a, b) values ($1, $2), ($3, $4)"
        );
        assert_eq!(PAIRS.at_once(), VALUES / 2);
        let taking_over = Rows {
            updated: &["b"],
            ..PAIRS
        };
        assert_eq!(
            taking_over.numbered(1),
            "insert into t (a, b) values ($1, $2) on conflict (workspace_id, id) do update set b = excluded.b"
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
