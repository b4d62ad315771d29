//! Many rows as one text: a driver that hands over millions of rows one by one, each with a dozen values of its own, takes
//! several times as long as the query itself.
//!
//! What parts them are control characters, which no text of ours has.

use super::Tx;

/// Between the fields of a row.
pub const FIELD: char = '\u{1f}';
/// Between the items of a field that is a list.
pub const ITEM: char = '\u{1d}';
/// Between rows.
pub const ROW: char = '\u{1e}';

/// One text of these expressions; each of them is a text, and none is NULL.
#[must_use]
pub fn line(fields: &[&str]) -> String {
    fields.join(&format!(" || '{FIELD}' || "))
}

impl Tx {
    /// An id as text that `Uuid` reads.
    #[must_use]
    pub fn id_text(&self, column: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("hex({column})"),
            Self::Postgres(_) => format!("cast({column} as text)"),
        }
    }
}
