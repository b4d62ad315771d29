//! A stretch of days, first and last included.

use serde::{Deserialize, Serialize};

use super::{Date, DayError, add_days, format_day_short};

/// The days from `from` to `to`, both included. [`DateRange::new`] and deserialization refuse a reversed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends")]
pub struct DateRange {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// What arrives over the wire, its order not yet checked.
#[derive(Deserialize)]
struct Ends {
    from: Date,
    to: Date,
}

impl TryFrom<Ends> for DateRange {
    type Error = DayError;

    fn try_from(Ends { from, to }: Ends) -> Result<Self, DayError> {
        Self::new(from, to)
    }
}

impl DateRange {
    /// The days from `from` to `to`, both included.
    ///
    /// # Errors
    /// When `to` lies before `from`.
    pub fn new(from: Date, to: Date) -> Result<Self, DayError> {
        if from <= to {
            Ok(Self { from, to })
        } else {
            Err(DayError::EndBeforeStart)
        }
    }

    /// One day alone.
    #[must_use]
    pub const fn day(date: Date) -> Self {
        Self {
            from: date,
            to: date,
        }
    }

    /// Whether the day is one of these.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }

    /// How many days these are, at least 1.
    #[must_use]
    pub fn days(&self) -> i64 {
        self.from.duration_until(self.to).as_hours() / 24 + 1
    }

    /// The days, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = Date> + use<> {
        let from = self.from;
        (0..self.days()).map(move |day| add_days(from, day))
    }

    /// As many days, `days` later, or earlier when negative.
    #[must_use]
    pub fn shift(&self, days: i64) -> Self {
        Self {
            from: add_days(self.from, days),
            to: add_days(self.to, days),
        }
    }

    /// Without what both ends share: `16 – 22 Nov 2026`, `30 Nov – 6 Dec 2026`, `16 Nov 2026`.
    #[must_use]
    pub fn format(&self) -> String {
        let Self { from, to } = *self;
        let end = format!("{} {}", format_day_short(to), to.year());
        if from == to {
            end
        } else if from.year() != to.year() {
            format!("{} {} – {end}", format_day_short(from), from.year())
        } else if from.month() != to.month() {
            format!("{} – {end}", format_day_short(from))
        } else {
            format!("{} – {end}", from.day())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_range_is_ordered() {
        assert_eq!(
            DateRange::new(date(2026, 11, 2), date(2026, 11, 1)),
            Err(DayError::EndBeforeStart)
        );
        let json = r#"{"from":"2026-11-16","to":"2026-11-22"}"#;
        let range: DateRange = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&range).unwrap(), json);
        assert!(
            serde_json::from_str::<DateRange>(r#"{"from":"2026-11-16","to":"2026-11-15"}"#)
                .is_err()
        );
    }

    #[test]
    fn ranges_are_written_short() {
        for (from, to, text) in [
            (date(2026, 11, 16), date(2026, 11, 22), "16 – 22 Nov 2026"),
            (date(2026, 11, 30), date(2026, 12, 6), "30 Nov – 6 Dec 2026"),
            (
                date(2026, 12, 28),
                date(2027, 1, 3),
                "28 Dec 2026 – 3 Jan 2027",
            ),
            (date(2026, 11, 16), date(2026, 11, 16), "16 Nov 2026"),
        ] {
            assert_eq!(DateRange::new(from, to).unwrap().format(), text);
        }
    }

    proptest! {
        #[test]
        fn a_range_holds_its_days(start in 0..40_000_i64, length in 1..800_i64, shift in -500..500_i64) {
            let from = add_days(date(1970, 1, 1), start);
            let range = DateRange::new(from, add_days(from, length - 1)).unwrap();
            prop_assert_eq!(range.days(), length);
            let days: Vec<_> = range.iter().collect();
            prop_assert_eq!(days.len(), usize::try_from(length).unwrap());
            prop_assert!(days.iter().all(|day| range.contains(*day)) && days.is_sorted());
            prop_assert!(!range.contains(add_days(range.from, -1)) && !range.contains(add_days(range.to, 1)));
            prop_assert_eq!(range.shift(shift).shift(-shift), range);
        }
    }
}
