//! Weeks, which begin on Monday or on Sunday.

use std::fmt;
use std::str::FromStr;

use jiff::civil::ISOWeekDate;
use serde::{Deserialize, Serialize};

use super::{Date, DateRange, Weekday, add_days};

/// The day a week begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WeekStart {
    /// Monday to Sunday.
    #[default]
    Monday,
    /// Sunday to Saturday.
    Sunday,
}

/// The text names no day a week can begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A week starts on Monday or on Sunday. Choose one of the two.")]
pub struct WeekStartError;

impl WeekStart {
    /// Both, in the order to offer them.
    pub const ALL: [Self; 2] = [Self::Monday, Self::Sunday];

    /// As stored and sent: `monday`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Sunday => "sunday",
        }
    }

    /// As shown: `Monday`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Monday => "Monday",
            Self::Sunday => "Sunday",
        }
    }

    /// The week's first day.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Monday,
            Self::Sunday => Weekday::Sunday,
        }
    }
}

impl fmt::Display for WeekStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for WeekStart {
    type Err = WeekStartError;

    fn from_str(text: &str) -> Result<Self, WeekStartError> {
        Self::ALL
            .into_iter()
            .find(|start| start.slug().eq_ignore_ascii_case(text.trim()))
            .ok_or(WeekStartError)
    }
}

/// The seven days of the week that holds `date`.
#[must_use]
pub fn week_of(date: Date, start: WeekStart) -> DateRange {
    let from = add_days(date, -i64::from(date.weekday().since(start.weekday())));
    DateRange {
        from,
        to: add_days(from, 6),
    }
}

/// The text names no week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a week. Write it as year and week, such as 2026-W47.")]
pub struct WeekNameError;

/// A week by the standard's number: `2026-W47`. It is the standard's week from Monday on; where weeks begin on Sunday, the
/// one that shares its Thursday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WeekName {
    thursday: Date,
}

impl WeekName {
    /// The name of the week that holds `date`.
    #[must_use]
    pub fn of(date: Date, start: WeekStart) -> Self {
        let first = week_of(date, start).from;
        let ahead = i64::from(Weekday::Thursday.since(start.weekday()));
        Self {
            thursday: add_days(first, ahead),
        }
    }

    /// Its seven days.
    #[must_use]
    pub fn days(self, start: WeekStart) -> DateRange {
        week_of(self.thursday, start)
    }
}

impl fmt::Display for WeekName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.thursday.iso_week_date();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

impl FromStr for WeekName {
    type Err = WeekNameError;

    /// Reads the name of a week from 1900 to 9000.
    fn from_str(text: &str) -> Result<Self, WeekNameError> {
        let text = text.trim();
        let (year, week) = text.split_once("-W").ok_or(WeekNameError)?;
        let number = |digits: &str, length: usize| -> Option<i16> {
            let is_number = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse().ok().filter(|_| is_number)
        };
        let year = number(year, 4).filter(|year| (1900..=9000).contains(year));
        let week = number(week, 2).and_then(|week| i8::try_from(week).ok());
        let (year, week) = year.zip(week).ok_or(WeekNameError)?;
        ISOWeekDate::new(year, week, Weekday::Thursday)
            .map(|day| Self {
                thursday: day.date(),
            })
            .map_err(|_| WeekNameError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn sunday_ends_one_week_and_begins_the_other() {
        let sunday = date(2026, 11, 22);
        assert_eq!(
            week_of(sunday, WeekStart::Monday).format(),
            "16 – 22 Nov 2026"
        );
        assert_eq!(
            week_of(sunday, WeekStart::Sunday).format(),
            "22 – 28 Nov 2026"
        );
    }

    #[test]
    fn text_and_json() {
        for start in WeekStart::ALL {
            assert_eq!(start.to_string().parse(), Ok(start));
            assert_eq!(start.label().parse(), Ok(start));
            assert_eq!(
                serde_json::to_string(&start).unwrap(),
                format!("\"{start}\"")
            );
        }
        assert_eq!("saturday".parse::<WeekStart>(), Err(WeekStartError));
        assert_eq!(WeekStart::default(), WeekStart::Monday);
    }

    proptest! {
        #[test]
        fn a_week_holds_its_day_and_starts_right(days in 0..40_000_i64, sunday: bool) {
            let start = if sunday { WeekStart::Sunday } else { WeekStart::Monday };
            let day = add_days(date(1970, 1, 1), days);
            let week = week_of(day, start);
            prop_assert!(week.contains(day));
            prop_assert_eq!(week.days(), 7);
            prop_assert_eq!(week.from.weekday(), start.weekday());
        }
    }

    #[test]
    fn weeks_have_names() {
        for (day, start, name) in [
            (date(2026, 11, 20), WeekStart::Monday, "2026-W47"),
            // The year's first days may be in the last week of the one before.
            (date(2027, 1, 3), WeekStart::Monday, "2026-W53"),
            (date(2027, 1, 4), WeekStart::Monday, "2027-W01"),
            (date(2024, 12, 30), WeekStart::Monday, "2025-W01"),
            (date(2024, 2, 29), WeekStart::Monday, "2024-W09"),
            // Sunday begins the week that shares its Thursday.
            (date(2026, 11, 15), WeekStart::Sunday, "2026-W47"),
            (date(2026, 11, 21), WeekStart::Sunday, "2026-W47"),
            (date(2026, 11, 15), WeekStart::Monday, "2026-W46"),
            (date(2027, 1, 2), WeekStart::Sunday, "2026-W53"),
            (date(2027, 1, 3), WeekStart::Sunday, "2027-W01"),
        ] {
            let week = WeekName::of(day, start);
            assert_eq!(week.to_string(), name, "{day} {start}");
            assert_eq!(name.parse(), Ok(week));
            assert!(week.days(start).contains(day), "{day} {start}");
        }
    }

    #[test]
    fn every_week_has_one_name() {
        for start in WeekStart::ALL {
            let mut day = date(2019, 12, 20);
            let mut before = None;
            while day < date(2032, 1, 20) {
                let week = WeekName::of(day, start);
                let days = week.days(start);
                assert_eq!(days, week_of(day, start));
                assert_eq!(week.to_string().parse(), Ok(week));
                assert!(before.is_none_or(|before: DateRange| add_days(before.to, 1) == days.from));
                before = Some(days);
                day = add_days(days.to, 1);
            }
        }
    }

    #[test]
    fn what_is_no_week() {
        for text in [
            "",
            "2026",
            "2026-47",
            "2026-W",
            "2026-W00",
            "2026-W54",
            "2025-W53",
            "2026-W7",
            "1899-W10",
            "9001-W01",
            "2026-w47",
            "2026-W 7",
            "+026-W47",
            "2026-W471",
        ] {
            assert_eq!(text.parse::<WeekName>(), Err(WeekNameError), "{text}");
        }
    }
}
