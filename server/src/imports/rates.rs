//! Hourly rates out of amounts: other apps export what time was worth, not at which rate.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use app::values::{MAX_MONEY, amount_cents};

/// Different amounts and rates of one project that are looked at one by one; a file may hold millions of rows.
const LOOKED_AT: usize = 1000;

/// What the rows of a project were worth.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paid {
    seconds: i128,
    cents: i128,
    /// Seconds and minor units of single rows.
    rows: BTreeSet<(i64, i64)>,
}

impl Paid {
    /// Takes a row into account that took these seconds and was worth these minor units.
    pub(crate) fn add(&mut self, seconds: i64, cents: i64) {
        // Nothing can be learnt from an amount for no time, but that no rate explains it.
        if seconds > 0 {
            self.seconds += i128::from(seconds);
            self.cents += i128::from(cents);
        }
        if self.rows.len() < LOOKED_AT {
            self.rows.insert((seconds, cents));
        }
    }

    /// The rate of a project: the roundest one that gives every amount to the cent, else their average; 0 without any.
    pub(crate) fn rate(&self) -> i64 {
        let Some(average) = average(self.seconds, self.cents) else {
            return 0;
        };
        let explains = |rate: i64| {
            self.rows
                .iter()
                .all(|(seconds, cents)| amount_cents(*seconds, rate) == *cents)
        };
        let rounded = [1000, 500, 100, 50, 25, 5].map(|step| (average + step / 2) / step * step);
        rounded
            .into_iter()
            .find(|rate| explains(*rate))
            .unwrap_or(average)
    }
}

/// The rates that rows of a project name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Named(BTreeMap<i64, u64>);

impl Named {
    /// Takes a row into account that names this rate.
    pub(crate) fn add(&mut self, rate: i64) {
        if self.0.len() < LOOKED_AT {
            *self.0.entry(rate).or_default() += 1;
        } else if let Some(count) = self.0.get_mut(&rate) {
            *count += 1;
        }
    }

    /// The rate that most rows name; of equals the lowest. `None` without any.
    pub(crate) fn most(&self) -> Option<i64> {
        self.0
            .iter()
            .max_by_key(|(rate, count)| (**count, Reverse(**rate)))
            .map(|(rate, _)| *rate)
    }
}

/// The rate of one entry: the project's where that gives the amount, else the amount's own. `None` has no amount.
pub(crate) fn entry_rate(seconds: i64, cents: Option<i64>, project_rate: i64) -> i64 {
    match cents {
        Some(cents) if amount_cents(seconds, project_rate) != cents => {
            average(seconds.into(), cents.into()).unwrap_or(project_rate)
        }
        _ => project_rate,
    }
}

/// Amounts ÷ hours, half-up. `None` where no time passed.
fn average(seconds: i128, cents: i128) -> Option<i64> {
    let rate = (cents * 3600 + seconds / 2).checked_div(seconds)?;
    Some(i64::try_from(rate).unwrap_or(MAX_MONEY).min(MAX_MONEY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn project_rate(rows: &[(i64, i64)]) -> i64 {
        let mut paid = Paid::default();
        for (seconds, cents) in rows {
            paid.add(*seconds, *cents);
        }
        paid.rate()
    }

    fn common_rate(rates: &[i64]) -> Option<i64> {
        let mut named = Named::default();
        for rate in rates {
            named.add(*rate);
        }
        named.most()
    }

    #[test]
    fn the_roundest_rate_that_explains_every_amount() {
        for (paid, rate) in [
            (&[][..], 0),
            (&[(0, 500)], 0),
            (&[(3600, 9000)], 9000),
            (&[(600, 1500), (601, 1503)], 9000),
            (&[(3601, 11_111)], 11_108),
            (&[(3600, 9000), (3600, 10_000)], 9500),
            (&[(1, MAX_MONEY)], MAX_MONEY),
        ] {
            assert_eq!(project_rate(paid), rate, "{paid:?}");
        }
    }

    #[test]
    fn the_rate_that_most_rows_name() {
        for (rates, rate) in [
            (&[][..], None),
            (&[9000], Some(9000)),
            (&[9000, 8000, 9000], Some(9000)),
            (&[9000, 8000], Some(8000)),
        ] {
            assert_eq!(common_rate(rates), rate, "{rates:?}");
        }
    }

    #[test]
    fn an_entry_keeps_its_own_amount() {
        assert_eq!(entry_rate(3600, None, 9000), 9000);
        assert_eq!(entry_rate(600, Some(1500), 9000), 9000);
        assert_eq!(entry_rate(3600, Some(10_000), 9000), 10_000);
        assert_eq!(entry_rate(0, Some(10_000), 9000), 9000);
    }

    proptest! {
        #[test]
        fn no_amount_panics(paid in prop::collection::vec((0..40_000_000_i64, 0..=MAX_MONEY), 0..20)) {
            let rate = project_rate(&paid);
            prop_assert!((0..=MAX_MONEY).contains(&rate));
        }

        #[test]
        fn a_common_rate_is_found_again(euros in 1..500_i64, seconds in prop::collection::vec(60..30_000_i64, 1..20)) {
            let rate = euros * 100;
            let paid: Vec<_> = seconds.iter().map(|seconds| (*seconds, amount_cents(*seconds, rate))).collect();
            let found = project_rate(&paid);
            prop_assert!(paid.iter().all(|(seconds, cents)| amount_cents(*seconds, found) == *cents));
        }
    }
}
