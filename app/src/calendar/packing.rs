//! What shares time stands side by side: as many columns as needed, and no more.

use std::cmp::Reverse;

/// Where a stretch stands beside those it shares time with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// Which column, from the left.
    pub column: usize,
    /// How many there are.
    pub columns: usize,
}

/// A seat for each stretch (start, end), in their order. Stretches that hang together, one overlapping the next, share
/// their number of columns, which is the most that overlap at once.
#[must_use]
pub fn pack(stretches: &[(i64, i64)]) -> Vec<Seat> {
    let mut seats = vec![Seat::default(); stretches.len()];
    let mut order: Vec<usize> = (0..stretches.len()).collect();
    order.sort_by_key(|at| (stretches[*at].0, Reverse(stretches[*at].1), *at));
    let mut cluster: Vec<usize> = Vec::new();
    // Where each column is free again.
    let mut free: Vec<i64> = Vec::new();
    for at in order {
        let (start, end) = stretches[at];
        if free.iter().all(|end| *end <= start) {
            close(&mut seats, &mut cluster, &mut free);
        }
        let column = free
            .iter()
            .position(|end| *end <= start)
            .unwrap_or_else(|| {
                free.push(start);
                free.len() - 1
            });
        // Even what has no length takes its place.
        free[column] = end.max(start + 1);
        seats[at].column = column;
        cluster.push(at);
    }
    close(&mut seats, &mut cluster, &mut free);
    seats
}

fn close(seats: &mut [Seat], cluster: &mut Vec<usize>, free: &mut Vec<i64>) {
    for at in cluster.drain(..) {
        seats[at].columns = free.len();
    }
    free.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn side_by_side() {
        for (stretches, seats) in [
            (vec![], vec![]),
            (vec![(0, 10)], vec![(0, 1)]),
            // What follows shares nothing.
            (vec![(0, 10), (10, 20)], vec![(0, 1), (0, 1)]),
            (vec![(0, 10), (5, 20)], vec![(0, 2), (1, 2)]),
            // The longer one stands left.
            (vec![(0, 10), (0, 20)], vec![(1, 2), (0, 2)]),
            // A column that is free again is used again.
            (
                vec![(0, 30), (0, 10), (10, 20), (40, 50)],
                vec![(0, 2), (1, 2), (1, 2), (0, 1)],
            ),
            (
                vec![(0, 10), (5, 15), (8, 9), (14, 20)],
                vec![(0, 3), (1, 3), (2, 3), (0, 3)],
            ),
            (vec![(3, 3), (3, 3)], vec![(0, 2), (1, 2)]),
        ] {
            let found: Vec<(usize, usize)> = pack(&stretches)
                .into_iter()
                .map(|seat| (seat.column, seat.columns))
                .collect();
            assert_eq!(found, seats, "{stretches:?}");
        }
    }

    fn overlap((from, to): (i64, i64), (start, end): (i64, i64)) -> bool {
        from < end.max(start + 1) && start < to.max(from + 1)
    }

    proptest! {
        #[test]
        fn nothing_is_covered_and_no_column_is_wasted(
            stretches in proptest::collection::vec((0..200_i64, 0..40_i64), 0..40),
        ) {
            let stretches: Vec<(i64, i64)> =
                stretches.into_iter().map(|(start, length)| (start, start + length)).collect();
            let seats = pack(&stretches);
            for (at, one) in stretches.iter().enumerate() {
                prop_assert!(seats[at].column < seats[at].columns);
                for (beside, other) in stretches.iter().enumerate().skip(at + 1) {
                    if overlap(*one, *other) {
                        prop_assert_ne!(seats[at].column, seats[beside].column);
                        prop_assert_eq!(seats[at].columns, seats[beside].columns);
                    }
                }
            }
            // In what hangs together, the most that overlap at once is the number of columns.
            let mut left: Vec<usize> = (0..stretches.len()).collect();
            while let Some(first) = left.pop() {
                let mut group = vec![first];
                let mut next = 0;
                while next < group.len() {
                    let one = stretches[group[next]];
                    let (near, far): (Vec<usize>, Vec<usize>) =
                        left.iter().partition(|at| overlap(one, stretches[**at]));
                    group.extend(near);
                    left = far;
                    next += 1;
                }
                let most = group.iter().map(|at| {
                    let moment = (stretches[*at].0, stretches[*at].0);
                    group.iter().filter(|other| overlap(moment, stretches[**other])).count()
                }).max().unwrap_or_default();
                for at in group {
                    prop_assert_eq!(seats[at].columns, most);
                }
            }
        }
    }
}
