//! Hourly rates out of amounts: other apps export what time was worth, not at which rate.

use app::values::{MAX_MONEY, amount_cents};

/// The rate of a project whose rows took these seconds and were worth these minor units: the roundest one that gives
/// every amount to the cent, else their average; 0 without any.
pub(crate) fn project_rate(paid: &[(i64, i64)]) -> i64 {
    let Some(average) = average(paid) else {
        return 0;
    };
    let explains = |rate: i64| {
        paid.iter()
            .all(|(seconds, cents)| amount_cents(*seconds, rate) == *cents)
    };
    let rounded = [1000, 500, 100, 50, 25, 5].map(|step| (average + step / 2) / step * step);
    rounded
        .into_iter()
        .find(|rate| explains(*rate))
        .unwrap_or(average)
}

/// The rate of one entry: the project's where that gives the amount, else the amount's own. `None` has no amount.
pub(crate) fn entry_rate(seconds: i64, cents: Option<i64>, project_rate: i64) -> i64 {
    match cents {
        Some(cents) if amount_cents(seconds, project_rate) != cents => {
            average(&[(seconds, cents)]).unwrap_or(project_rate)
        }
        _ => project_rate,
    }
}

/// Amounts ÷ hours, half-up. `None` where no time passed.
fn average(paid: &[(i64, i64)]) -> Option<i64> {
    let (seconds, cents) = paid.iter().fold((0_i128, 0_i128), |(seconds, cents), row| {
        // Nothing can be learnt from an amount for no time.
        if row.0 > 0 {
            (seconds + i128::from(row.0), cents + i128::from(row.1))
        } else {
            (seconds, cents)
        }
    });
    let rate = (cents * 3600 + seconds / 2).checked_div(seconds)?;
    Some(i64::try_from(rate).unwrap_or(MAX_MONEY).min(MAX_MONEY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
