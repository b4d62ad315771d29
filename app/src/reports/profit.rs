//! What time earns and costs: profit, margin and utilisation, as pure figures.

use serde::{Deserialize, Serialize};

use super::rules::share;
use super::{Dimension, GroupKey};
use crate::error::AppError;
use crate::time_entries::PersonChoice;
use crate::values::{Amounts, Colour, Currency, DateRange};

/// What profit can be put together by.
pub const GROUPINGS: [Dimension; 3] = [Dimension::Project, Dimension::Client, Dimension::User];

/// What entries earn and cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earnings {
    /// Tracked seconds.
    pub seconds: i64,
    /// Billable ones of them.
    pub billable_seconds: i64,
    /// Billable amounts, one per currency, at each entry's own rate.
    pub amounts: Amounts,
    /// What all of it costs, in minor units of the workspace's currency: each entry at the cost its member had when it
    /// was made.
    pub cost_cents: i64,
    /// What the billable part of it costs.
    pub billable_cost_cents: i64,
    /// Seconds of which nobody knows the cost; they count as 0.
    pub costless_seconds: i64,
}

impl Earnings {
    /// What the part that is not billable costs.
    #[must_use]
    pub const fn other_cost_cents(&self) -> i64 {
        self.cost_cents - self.billable_cost_cents
    }

    /// The billable amount less the cost of all time, billable or not; `None` when any of the amount is in another
    /// currency than the cost.
    #[must_use]
    pub fn profit(&self, currency: Currency) -> Option<i64> {
        self.amounts
            .iter()
            .all(|(of, cents)| of == currency || cents == 0)
            .then(|| self.amounts.get(currency) - self.cost_cents)
    }

    /// The profit's share of the billable amount in tenths of a percent; `None` without an amount or a profit.
    #[must_use]
    pub fn margin(&self, currency: Currency) -> Option<i64> {
        let amount = self.amounts.get(currency);
        let profit = self.profit(currency)?;
        (amount > 0).then(|| {
            if profit < 0 {
                -share(-profit, amount)
            } else {
                share(profit, amount)
            }
        })
    }

    /// Adds another's figures.
    pub fn add(&mut self, other: &Self) {
        self.seconds += other.seconds;
        self.billable_seconds += other.billable_seconds;
        self.amounts.merge(&other.amounts);
        self.cost_cents += other.cost_cents;
        self.billable_cost_cents += other.billable_cost_cents;
        self.costless_seconds += other.costless_seconds;
    }
}

/// Tracked time as a share of what a weekly capacity comes to in so many days, in tenths of a percent; `None` without a
/// capacity.
#[must_use]
pub fn utilisation(seconds: i64, weekly_capacity: Option<i64>, days: Option<i64>) -> Option<i64> {
    let capacity = weekly_capacity.filter(|capacity| *capacity > 0)?;
    let days = days.filter(|days| *days > 0)?;
    let whole = capacity.checked_mul(days)?;
    Some(share(seconds.checked_mul(7)?, whole))
}

/// Reads the grouping; none said is by project.
///
/// # Errors
/// When it is another.
pub fn parse_grouping(text: &str) -> Result<Dimension, AppError> {
    if text.is_empty() {
        return Ok(Dimension::Project);
    }
    Dimension::from_slug(text)
        .filter(|by| GROUPINGS.contains(by))
        .ok_or_else(|| AppError::field("group_by", "invalid", "Group by project, client or user."))
}

/// One group of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfitGroup {
    /// What it stands for.
    pub key: GroupKey,
    /// Its name.
    pub name: String,
    /// A project's client.
    pub note: Option<String>,
    /// Its colour.
    pub colour: Colour,
    /// What it earns and costs.
    pub earnings: Earnings,
    /// By person: the share of their capacity that was tracked, in tenths of a percent.
    pub utilisation: Option<i64>,
}

/// What time earned and cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profitability {
    /// The days asked for; `None` is all time.
    pub range: Option<DateRange>,
    /// By what.
    pub group_by: Dimension,
    /// The most time first.
    pub groups: Vec<ProfitGroup>,
    /// All of it.
    pub totals: Earnings,
    /// By person: the share of all their capacities that was tracked by those who have one, in tenths of a percent.
    pub utilisation: Option<i64>,
    /// The currency of costs.
    pub currency: Currency,
    /// Whose time can be asked for, by name.
    pub people: Vec<PersonChoice>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usd() -> Currency {
        Currency::parse("USD").unwrap()
    }

    fn earnings(amount: i64, cost: i64) -> Earnings {
        let mut earnings = Earnings {
            cost_cents: cost,
            ..Earnings::default()
        };
        earnings.amounts.add(usd(), amount);
        earnings
    }

    #[test]
    fn two_hours_at_a_hundred_earn_a_hundred_and_thirty() {
        let example = earnings(20_000, 7000);
        assert_eq!(example.profit(usd()), Some(13_000));
        assert_eq!(example.margin(usd()), Some(650));
    }

    #[test]
    fn what_has_no_margin() {
        // Nothing billable: all of it is a loss, and a share of nothing is none.
        let loss = earnings(0, 7000);
        assert_eq!(
            (loss.profit(usd()), loss.margin(usd())),
            (Some(-7000), None)
        );
        assert_eq!(Earnings::default().profit(usd()), Some(0));
        // An amount in another currency.
        let mut mixed = earnings(20_000, 7000);
        mixed.amounts.add(Currency::parse("EUR").unwrap(), 1);
        assert_eq!((mixed.profit(usd()), mixed.margin(usd())), (None, None));
        assert_eq!(earnings(100, 300).margin(usd()), Some(-2000));
    }

    #[test]
    fn capacity_is_for_a_week() {
        const HOUR: i64 = 3600;
        for (seconds, capacity, days, tenths) in [
            (20 * HOUR, Some(40 * HOUR), Some(7), Some(500)),
            (20 * HOUR, Some(40 * HOUR), Some(14), Some(250)),
            (60 * HOUR, Some(40 * HOUR), Some(7), Some(1500)),
            (HOUR, Some(40 * HOUR), Some(30), Some(6)),
            (HOUR, None, Some(7), None),
            (HOUR, Some(0), Some(7), None),
            (HOUR, Some(40 * HOUR), None, None),
            (0, Some(40 * HOUR), Some(1), Some(0)),
        ] {
            assert_eq!(utilisation(seconds, capacity, days), tenths);
        }
    }

    #[test]
    fn groupings_of_profit() {
        assert_eq!(parse_grouping(""), Ok(Dimension::Project));
        assert_eq!(parse_grouping("user"), Ok(Dimension::User));
        for text in ["tag", "day", "project,user", "x"] {
            assert!(parse_grouping(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn sums_are_sums(one in 0..1_000_000_i64, two in 0..1_000_000_i64, cost in 0..1_000_000_i64) {
            let mut sum = earnings(one, cost);
            sum.add(&earnings(two, cost));
            prop_assert_eq!(sum.profit(usd()), Some(one + two - 2 * cost));
        }
    }
}
