//! How far a budget is used, from when on people are told, and what a form may say.

use super::{BudgetKind, BudgetUse};
use crate::error::FieldErrors;
use crate::values::{Formats, format_clock, format_plain};

/// Where a budget stands; each is told once until the budget changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// There is room.
    #[default]
    Calm,
    /// 80 percent are used.
    Near,
    /// All of it is used.
    Spent,
}

impl Level {
    /// From which percentage on: 0, 80, 100.
    #[must_use]
    pub const fn percent(self) -> i64 {
        match self {
            Self::Calm => 0,
            Self::Near => 80,
            Self::Spent => 100,
        }
    }

    /// The level of a percentage that was kept.
    #[must_use]
    pub const fn of_percent(percent: i64) -> Self {
        match percent {
            100.. => Self::Spent,
            80..=99 => Self::Near,
            _ => Self::Calm,
        }
    }

    /// In words beside the figures; nothing while there is room.
    #[must_use]
    pub const fn words(self) -> Option<&'static str> {
        match self {
            Self::Calm => None,
            Self::Near => Some("Budget nearly used"),
            Self::Spent => Some("Budget used up"),
        }
    }

    /// As a class of style.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Near => "near",
            Self::Spent => "spent",
        }
    }
}

impl BudgetUse {
    /// How much is used, in whole percent, rounded down: 100 is said only when everything is used.
    #[must_use]
    pub fn percent(self) -> i64 {
        if self.limit <= 0 {
            return if self.used > 0 { 100 } else { 0 };
        }
        let percent = i128::from(self.used.max(0)) * 100 / i128::from(self.limit);
        i64::try_from(percent).unwrap_or(i64::MAX)
    }

    /// Where it stands.
    #[must_use]
    pub fn level(self) -> Level {
        Level::of_percent(self.percent())
    }

    /// `62.0 h of 80.0 h, 77 %`.
    #[must_use]
    pub fn words(self, formats: Formats) -> String {
        let used = self.amount(self.used, formats);
        format!("{used} of {}, {} %", self.whole(formats), self.percent())
    }

    /// All of it: `80.0 h`.
    #[must_use]
    pub fn whole(self, formats: Formats) -> String {
        self.amount(self.limit, formats)
    }

    fn amount(self, number: i64, formats: Formats) -> String {
        match self.kind {
            BudgetKind::Hours => format!("{} h", formats.hours(number)),
            BudgetKind::Money => formats.money(number, self.currency),
        }
    }

    /// All of it, as it is typed.
    #[must_use]
    pub fn typed(self) -> String {
        match self.kind {
            BudgetKind::Hours => format_clock(self.limit),
            BudgetKind::Money => format_plain(self.limit, self.currency),
        }
    }
}

/// The form's estimate and budget once its kind is chosen: what belongs to another kind is none, and the one that counts
/// has to be said; a bare number of hours is hours there. A form without a kind says of both what it says.
pub fn of_kind(
    kind: &str,
    (hours, money): (Option<&str>, Option<&str>),
    errors: &mut FieldErrors,
) -> (Option<String>, Option<String>) {
    let said = |text: Option<&str>| text.unwrap_or_default().trim().to_owned();
    match kind {
        "" => (hours.map(str::to_owned), money.map(str::to_owned)),
        "none" => (Some(String::new()), Some(String::new())),
        "hours" => {
            let mut hours = said(hours);
            if hours.is_empty() {
                errors.push("estimate", "required", "Enter the hours, such as 80.");
            } else if hours.bytes().all(|byte| byte.is_ascii_digit()) {
                hours.push('h');
            }
            (Some(hours), Some(String::new()))
        }
        "money" => {
            let money = said(money);
            if money.is_empty() {
                errors.push("budget", "required", "Enter the amount.");
            }
            (Some(String::new()), Some(money))
        }
        _ => {
            errors.push("budget_kind", "invalid", "Choose none, hours or money.");
            (None, None)
        }
    }
}

/// A project has a budget of one kind.
pub const ONE_KIND: &str =
    "A project has a budget in hours or in money, not both. Take the other one away.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Currency;
    use proptest::prelude::*;

    fn hours(used: i64, limit: i64) -> BudgetUse {
        BudgetUse {
            kind: BudgetKind::Hours,
            limit,
            used,
            currency: Currency::USD,
        }
    }

    #[test]
    fn levels_begin_at_80_and_100() {
        for (used, limit, percent, level) in [
            (0, 100, 0, Level::Calm),
            (799, 1000, 79, Level::Calm),
            (800, 1000, 80, Level::Near),
            (999, 1000, 99, Level::Near),
            (1000, 1000, 100, Level::Spent),
            (5000, 1000, 500, Level::Spent),
            (0, 0, 0, Level::Calm),
            (1, 0, 100, Level::Spent),
            (i64::MAX, 1, i64::MAX, Level::Spent),
        ] {
            let budget = hours(used, limit);
            assert_eq!(
                (budget.percent(), budget.level()),
                (percent, level),
                "{used} of {limit}"
            );
            assert_eq!(Level::of_percent(level.percent()), level);
        }
    }

    #[test]
    fn figures_read_as_a_sentence() {
        let formats = Formats::default();
        let words = hours(62 * 3600, 80 * 3600).words(formats);
        assert!(
            words.ends_with(", 77 %") && words.contains(" h of 80"),
            "{words}"
        );
        let money = BudgetUse {
            kind: BudgetKind::Money,
            limit: 80_000,
            used: 62_050,
            currency: Currency::USD,
        };
        assert_eq!(money.words(formats), "$620.50 of $800.00, 77 %");
        assert_eq!(money.whole(formats), "$800.00");
        assert_eq!(money.typed(), "800.00");
    }

    #[test]
    fn the_kind_decides_which_field_counts() {
        let read = |kind, hours, money| {
            let mut errors = FieldErrors::new();
            let read = of_kind(kind, (hours, money), &mut errors);
            errors.finish(Some(read))
        };
        for (kind, hours, after) in [
            ("", "40:00", ("40:00", "800")),
            ("none", "40:00", ("", "")),
            ("hours", " 40 ", ("40h", "")),
            ("hours", "40:30", ("40:30", "")),
            ("money", "40:00", ("", "800")),
        ] {
            let after = (Some(after.0.to_owned()), Some(after.1.to_owned()));
            assert_eq!(read(kind, Some(hours), Some("800")), Ok(after), "{kind}");
        }
        assert_eq!(read("", None, None), Ok((None, None)));
        for (kind, field) in [
            ("hours", "estimate"),
            ("money", "budget"),
            ("days", "budget_kind"),
        ] {
            let error = read(kind, Some(" "), None).unwrap_err();
            assert!(error.for_field(field).is_some(), "{kind}: {error}");
        }
    }

    proptest! {
        /// More time never lowers the level, and 100 % is said only when everything is used.
        #[test]
        fn levels_only_rise(used in 0..i64::MAX / 2, more in 0..i64::MAX / 2, limit in 0..i64::MAX) {
            let (before, after) = (hours(used, limit), hours(used + more, limit));
            prop_assert!(before.level() <= after.level());
            prop_assert_eq!(before.level() == Level::Spent, used >= limit && used > 0);
        }
    }
}
