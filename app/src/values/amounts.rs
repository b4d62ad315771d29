//! Totals in several currencies, side by side and never added up across them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Currency, format_money};

/// A total per currency, in minor units; written to JSON as `{"EUR": 500, "USD": 314000}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amounts(BTreeMap<Currency, i64>);

impl Amounts {
    /// No amounts yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds minor units to their currency's total, which stops at the largest i64.
    pub fn add(&mut self, currency: Currency, cents: i64) {
        let total = self.0.entry(currency).or_default();
        *total = total.saturating_add(cents);
    }

    /// Adds every total of `other` to its own currency.
    pub fn merge(&mut self, other: &Self) {
        for (currency, cents) in other.iter() {
            self.add(currency, cents);
        }
    }

    /// The total in one currency, 0 where there is none.
    #[must_use]
    pub fn get(&self, currency: Currency) -> i64 {
        self.0.get(&currency).copied().unwrap_or_default()
    }

    /// The totals, ordered by currency code.
    pub fn iter(&self) -> impl Iterator<Item = (Currency, i64)> {
        self.0.iter().map(|(currency, cents)| (*currency, *cents))
    }

    /// Whether nothing was ever added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes the totals for reading: `€5.00 + $3,140.00`. Zeros are left out beside other amounts; nothing is `–`.
    #[must_use]
    pub fn format(&self) -> String {
        self.format_with(format_money)
    }

    /// [`Amounts::format`] with each amount written by `money`.
    pub fn format_with(&self, money: impl Fn(i64, Currency) -> String) -> String {
        let parts: Vec<_> = self
            .iter()
            .filter(|(_, cents)| *cents != 0)
            .map(|(currency, cents)| money(cents, currency))
            .collect();
        if parts.is_empty() {
            return self.iter().next().map_or_else(
                || "–".to_owned(),
                |(currency, cents)| money(cents, currency),
            );
        }
        parts.join(" + ")
    }
}

impl FromIterator<(Currency, i64)> for Amounts {
    fn from_iter<I: IntoIterator<Item = (Currency, i64)>>(amounts: I) -> Self {
        let mut sum = Self::new();
        for (currency, cents) in amounts {
            sum.add(currency, cents);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amounts(list: &[(&str, i64)]) -> Amounts {
        list.iter()
            .map(|(code, cents)| (Currency::parse(code).unwrap(), *cents))
            .collect()
    }

    #[test]
    fn currencies_stay_apart() {
        for (list, text) in [
            (&[][..], "–"),
            (&[("USD", 0)], "$0.00"),
            (
                &[("USD", 314_000), ("EUR", 250), ("EUR", 250)],
                "€5.00 + $3,140.00",
            ),
            (&[("USD", 100), ("JPY", 0)], "$1.00"),
        ] {
            assert_eq!(amounts(list).format(), text);
        }
    }

    #[test]
    fn json_is_an_object_by_code() {
        let sum = amounts(&[("USD", 100), ("EUR", 5)]);
        let json = serde_json::to_string(&sum).unwrap();
        assert_eq!(json, r#"{"EUR":5,"USD":100}"#);
        assert_eq!(serde_json::from_str::<Amounts>(&json).unwrap(), sum);
    }

    proptest! {
        #[test]
        fn merging_is_adding(list in prop::collection::vec(("[AB]{3}", -1000..1000_i64), 0..20), cut in 0..20_usize) {
            let list: Vec<_> = list.iter().map(|(code, cents)| (code.as_str(), *cents)).collect();
            let (left, right) = list.split_at(cut.min(list.len()));
            let mut merged = amounts(left);
            merged.merge(&amounts(right));
            prop_assert_eq!(merged, amounts(&list));
        }
    }
}
