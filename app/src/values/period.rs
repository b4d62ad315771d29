//! Named stretches of time, to choose a report's or an export's dates with one click.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Date, DateRange, WeekStart, add_days, week_of};

/// A stretch of days relative to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Period {
    /// Today alone.
    Today,
    /// The day before today.
    Yesterday,
    /// The whole week that holds today.
    ThisWeek,
    /// The week before it.
    LastWeek,
    /// The whole calendar month that holds today.
    ThisMonth,
    /// The month before it.
    LastMonth,
    /// Today and the 29 days before.
    Last30Days,
    /// The whole calendar year that holds today.
    ThisYear,
    /// The year before it.
    LastYear,
    /// No limits.
    AllTime,
}

/// The text names no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This period is not known. Choose one from the list, such as this-week or last-month.")]
pub struct PeriodError;

impl Period {
    /// All of them, in the order to offer them.
    pub const ALL: [Self; 10] = [
        Self::Today,
        Self::Yesterday,
        Self::ThisWeek,
        Self::LastWeek,
        Self::ThisMonth,
        Self::LastMonth,
        Self::Last30Days,
        Self::ThisYear,
        Self::LastYear,
        Self::AllTime,
    ];

    /// As it stands in a link: `last-30-days`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::ThisWeek => "this-week",
            Self::LastWeek => "last-week",
            Self::ThisMonth => "this-month",
            Self::LastMonth => "last-month",
            Self::Last30Days => "last-30-days",
            Self::ThisYear => "this-year",
            Self::LastYear => "last-year",
            Self::AllTime => "all-time",
        }
    }

    /// As shown: `Last 30 days`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Yesterday => "Yesterday",
            Self::ThisWeek => "This week",
            Self::LastWeek => "Last week",
            Self::ThisMonth => "This month",
            Self::LastMonth => "Last month",
            Self::Last30Days => "Last 30 days",
            Self::ThisYear => "This year",
            Self::LastYear => "Last year",
            Self::AllTime => "All time",
        }
    }

    /// The period with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.slug() == slug)
    }

    /// The days it means, seen from `today`; `None` for all time.
    #[must_use]
    pub fn range(self, today: Date, week_start: WeekStart) -> Option<DateRange> {
        let month_of = |day: Date| DateRange {
            from: day.first_of_month(),
            to: day.last_of_month(),
        };
        let year_of = |day: Date| DateRange {
            from: day.first_of_year(),
            to: day.last_of_year(),
        };
        Some(match self {
            Self::Today => DateRange::day(today),
            Self::Yesterday => DateRange::day(add_days(today, -1)),
            Self::ThisWeek => week_of(today, week_start),
            Self::LastWeek => week_of(add_days(today, -7), week_start),
            Self::ThisMonth => month_of(today),
            Self::LastMonth => month_of(add_days(today.first_of_month(), -1)),
            Self::Last30Days => DateRange {
                from: add_days(today, -29),
                to: today,
            },
            Self::ThisYear => year_of(today),
            Self::LastYear => year_of(add_days(today.first_of_year(), -1)),
            Self::AllTime => return None,
        })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(slug: &str) -> Result<Self, PeriodError> {
        Self::from_slug(slug).ok_or(PeriodError)
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(slug: String) -> Result<Self, PeriodError> {
        slug.parse()
    }
}

impl From<Period> for &'static str {
    fn from(period: Period) -> Self {
        period.slug()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn each_period_seen_from_a_day_in_march() {
        let today = date(2026, 3, 31);
        for (period, text) in [
            (Period::Today, Some("31 Mar 2026")),
            (Period::Yesterday, Some("30 Mar 2026")),
            (Period::ThisWeek, Some("30 Mar – 5 Apr 2026")),
            (Period::LastWeek, Some("23 – 29 Mar 2026")),
            (Period::ThisMonth, Some("1 – 31 Mar 2026")),
            (Period::LastMonth, Some("1 – 28 Feb 2026")),
            (Period::Last30Days, Some("2 – 31 Mar 2026")),
            (Period::ThisYear, Some("1 Jan – 31 Dec 2026")),
            (Period::LastYear, Some("1 Jan – 31 Dec 2025")),
            (Period::AllTime, None),
        ] {
            let range = period
                .range(today, WeekStart::Monday)
                .map(|range| range.format());
            assert_eq!(range.as_deref(), text, "{period}");
        }
        assert_eq!(
            Period::ThisWeek
                .range(today, WeekStart::Sunday)
                .unwrap()
                .format(),
            "29 Mar – 4 Apr 2026"
        );
    }

    #[test]
    fn text_and_json() {
        for period in Period::ALL {
            assert_eq!(period.slug().parse(), Ok(period));
            let json = serde_json::to_string(&period).unwrap();
            assert_eq!(json, format!("\"{period}\""));
            assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), period);
        }
        assert_eq!(Period::from_slug("next-week"), None);
    }

    proptest! {
        #[test]
        fn this_holds_today_and_last_ends_just_before(days in 0..40_000_i64) {
            let today = add_days(date(1970, 1, 1), days);
            let range = |period: Period| period.range(today, WeekStart::Monday).unwrap();
            for (this, last) in [
                (Period::Today, Period::Yesterday),
                (Period::ThisWeek, Period::LastWeek),
                (Period::ThisMonth, Period::LastMonth),
                (Period::ThisYear, Period::LastYear),
            ] {
                prop_assert!(range(this).contains(today));
                prop_assert_eq!(add_days(range(last).to, 1), range(this).from);
            }
            prop_assert_eq!(range(Period::Last30Days).days(), 30);
        }
    }
}
