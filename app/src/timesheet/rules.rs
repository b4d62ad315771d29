//! What typing into a cell does to its entries, and what the grid adds up to.

use super::{DAYS, SheetRow};
use crate::error::{AppError, Conflict};

/// An entry behind a cell, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellEntry {
    /// Its tracked seconds.
    pub seconds: i64,
    /// On an invoice.
    pub locked: bool,
}

/// What has to be done so that a cell shows what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellChange {
    /// Nothing: it shows it already.
    Nothing,
    /// An entry of so many seconds is added.
    Add(i64),
    /// The entry at this place gets so many seconds.
    Shorten(usize, i64),
    /// The entry at this place goes.
    Delete(usize),
}

/// What makes `wanted` seconds of these entries.
///
/// # Errors
/// When time would have to be taken from what is on an invoice, or from one of several entries: which one, nobody said.
pub fn change_of(wanted: i64, entries: &[CellEntry]) -> Result<CellChange, AppError> {
    let sum: i64 = entries.iter().map(|entry| entry.seconds).sum();
    let less = sum - wanted;
    if less == 0 {
        return Ok(CellChange::Nothing);
    }
    if less < 0 {
        return Ok(CellChange::Add(-less));
    }
    let mut open = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| !entry.locked);
    match (open.next(), open.next()) {
        (Some((at, entry)), None) if entry.seconds > less => {
            Ok(CellChange::Shorten(at, entry.seconds - less))
        }
        (Some((at, entry)), None) if entry.seconds == less => Ok(CellChange::Delete(at)),
        (Some(_), Some(_)) => Err(AppError::field(
            "duration",
            "several_entries",
            "This time is made of several entries. Shorten one of them in the day’s list, or type a longer time.",
        )),
        _ => Err(AppError::conflict(
            Conflict::EntryLocked,
            "This time is on an invoice and cannot be changed. Void or delete the invoice first.",
        )),
    }
}

/// When an entry begins of which only day and length are known: after what the person tracked that day already, else at
/// `usual`, always within the day, which lasts from `first` to before `after`.
#[must_use]
pub fn begin_of(first: i64, after: i64, usual: i64, last_end: Option<i64>) -> i64 {
    match last_end {
        Some(end) if (first..after).contains(&end) => end,
        _ => usual.clamp(first, after - 1),
    }
}

/// The sum of a row.
#[must_use]
pub fn row_total(row: &SheetRow) -> i64 {
    row.cells.iter().map(|cell| cell.seconds).sum()
}

/// The sums of the days.
#[must_use]
pub fn day_totals(rows: &[SheetRow]) -> [i64; DAYS] {
    let mut totals = [0; DAYS];
    for row in rows {
        for (total, cell) in totals.iter_mut().zip(&row.cells) {
            *total += cell.seconds;
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timesheet::{RowOf, SheetCell};
    use proptest::prelude::*;

    fn open(seconds: i64) -> CellEntry {
        CellEntry {
            seconds,
            locked: false,
        }
    }

    fn locked(seconds: i64) -> CellEntry {
        CellEntry {
            seconds,
            locked: true,
        }
    }

    #[test]
    fn what_typing_does() {
        use CellChange::{Add, Delete, Nothing, Shorten};
        for (wanted, entries, change) in [
            (0, vec![], Nothing),
            (3600, vec![], Add(3600)),
            (3600, vec![open(3600)], Nothing),
            (5400, vec![open(3600)], Add(1800)),
            (5400, vec![open(600), open(600)], Add(4200)),
            (5400, vec![locked(3600)], Add(1800)),
            (1800, vec![open(3600)], Shorten(0, 1800)),
            (0, vec![open(3600)], Delete(0)),
            (4000, vec![locked(3600), open(1800)], Shorten(1, 400)),
            (3600, vec![locked(3600), open(1800)], Delete(1)),
            (5400, vec![locked(3600), locked(1800)], Nothing),
        ] {
            assert_eq!(
                change_of(wanted, &entries),
                Ok(change),
                "{wanted} {entries:?}"
            );
        }
    }

    #[test]
    fn what_typing_cannot_do() {
        for (wanted, entries, code) in [
            (60, vec![open(3600), open(3600)], "invalid"),
            (0, vec![open(3600), open(3600)], "invalid"),
            (60, vec![locked(3600)], "entry_locked"),
            (0, vec![locked(3600), locked(60)], "entry_locked"),
            // What is on the invoice would have to go as well.
            (3599, vec![locked(3600), open(60)], "entry_locked"),
            (60, vec![locked(3600), open(60), open(60)], "invalid"),
        ] {
            let refused = change_of(wanted, &entries).expect_err("refused");
            assert_eq!(refused.code(), code, "{wanted} {entries:?}");
        }
    }

    #[test]
    fn where_new_time_begins() {
        let (first, after, nine) = (0, 86_400, 32_400);
        assert_eq!(begin_of(first, after, nine, None), nine);
        assert_eq!(begin_of(first, after, nine, Some(60_000)), 60_000);
        assert_eq!(begin_of(first, after, nine, Some(3600)), 3600);
        // The last entry went on after midnight.
        assert_eq!(begin_of(first, after, nine, Some(86_400)), nine);
        assert_eq!(begin_of(first, after, 90_000, None), 86_399);
    }

    proptest! {
        #[test]
        fn the_cell_shows_what_was_typed(wanted in 0..200_000_i64, lengths in proptest::collection::vec((1..90_000_i64, any::<bool>()), 0..5)) {
            let entries: Vec<CellEntry> = lengths.iter().map(|(seconds, locked)| CellEntry { seconds: *seconds, locked: *locked }).collect();
            let sum: i64 = entries.iter().map(|entry| entry.seconds).sum();
            if let Ok(change) = change_of(wanted, &entries) {
                let after = match change {
                    CellChange::Nothing => sum,
                    CellChange::Add(seconds) => { prop_assert!(seconds > 0); sum + seconds }
                    CellChange::Shorten(at, seconds) => {
                        prop_assert!(seconds > 0 && !entries[at].locked);
                        sum - entries[at].seconds + seconds
                    }
                    CellChange::Delete(at) => { prop_assert!(!entries[at].locked); sum - entries[at].seconds }
                };
                prop_assert_eq!(after, wanted);
            }
        }
    }

    #[test]
    fn sums() {
        let row = |seconds: [i64; 7]| SheetRow {
            of: RowOf::Project(None),
            cells: seconds
                .map(|seconds| SheetCell {
                    seconds,
                    ..SheetCell::default()
                })
                .to_vec(),
        };
        let rows = [row([1, 2, 3, 4, 5, 6, 7]), row([10, 0, 0, 0, 0, 0, 1])];
        assert_eq!(row_total(&rows[0]), 28);
        assert_eq!(day_totals(&rows), [11, 2, 3, 4, 5, 6, 8]);
        assert_eq!(day_totals(&[]), [0; 7]);
    }
}
