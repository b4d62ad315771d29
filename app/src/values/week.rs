//! Weeks, which begin on Monday or on Sunday.

use std::fmt;
use std::str::FromStr;

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
}
