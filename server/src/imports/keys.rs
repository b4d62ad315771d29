//! Import keys: what a row is known by, so that a second import changes nothing.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use sha2::{Digest, Sha256};

/// A text as eight bytes: of what a file may name very often no more is kept to know it again.
pub(super) fn short_hash(text: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    text.hash(&mut hash);
    hash.finish()
}

/// Makes the keys of one file: a hash of the row's own text, and which of several equal rows it is. Of each row eight
/// bytes are kept.
#[derive(Debug, Default)]
pub struct Keys {
    seen: HashSet<u64>,
    /// How often a row came that came more than once.
    repeated: HashMap<u64, u64>,
}

impl Keys {
    /// The key of the next row, whose own text these cells are: `toggl:9f86…`.
    pub fn next<'a>(&mut self, format: &str, cells: impl Iterator<Item = &'a str>) -> String {
        let mut hash = Sha256::new();
        for cell in cells {
            // The length keeps "ab", "c" and "a", "bc" apart.
            hash.update((cell.len() as u64).to_le_bytes());
            hash.update(cell);
        }
        let text: [u8; 32] = hash.finalize().into();
        let short = text
            .first_chunk::<8>()
            .map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let occurrence = if self.seen.insert(short) {
            1
        } else {
            *self
                .repeated
                .entry(short)
                .and_modify(|count| *count += 1)
                .or_insert(2)
        };
        let digest = Sha256::new()
            .chain_update(text)
            .chain_update(occurrence.to_le_bytes())
            .finalize();
        digest.iter().fold(format!("{format}:"), |mut key, byte| {
            // Writing to a String cannot fail.
            let _ = write!(key, "{byte:02x}");
            key
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_differ_by_their_place_among_equals() {
        let keys = |rows: &[&[&str]]| -> Vec<String> {
            let mut keys = Keys::default();
            rows.iter()
                .map(|row| keys.next("toggl", row.iter().copied()))
                .collect()
        };
        let first = keys(&[&["a", "b"], &["a", "b"], &["ab", ""], &["c", "d"]]);
        assert!(
            first
                .iter()
                .all(|key| key.starts_with("toggl:") && key.len() == 70)
        );
        assert_eq!(
            first.iter().collect::<std::collections::HashSet<_>>().len(),
            4
        );
        // Other rows between equal ones, or another order, change nothing.
        let again = keys(&[&["c", "d"], &["a", "b"], &["new", "row"], &["a", "b"]]);
        assert_eq!(
            (&again[0], &again[1], &again[3]),
            (&first[3], &first[0], &first[1])
        );
    }
}
