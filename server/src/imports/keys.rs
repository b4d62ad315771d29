//! Import keys: what a row is known by, so that a second import changes nothing.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Makes the keys of one file: a hash of the row's own text, and which of several equal rows it is.
#[derive(Debug, Default)]
pub struct Keys(HashMap<[u8; 32], u64>);

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
        let occurrence = self
            .0
            .entry(text)
            .and_modify(|count| *count += 1)
            .or_insert(1);
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
