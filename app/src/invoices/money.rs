//! What an invoice comes to: each step exact in wide integers, then rounded half-up to the currency's smallest unit.

use serde::{Deserialize, Serialize};

/// The most that an invoice comes to, in minor units.
pub const MAX_CENTS: i64 = 1_000_000_000_000_000;
/// The whole, in basis points.
pub const WHOLE_BP: i64 = 10_000;

/// What is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// Part of the subtotal, or so much.
    pub kind: DiscountKind,
    /// Basis points, or minor units.
    pub value: i64,
}

/// How a discount is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountKind {
    /// Part of the subtotal, in basis points.
    Percent,
    /// So much, in minor units.
    Fixed,
}

impl Discount {
    /// What the sum taken off is called: `Discount 10 %` of a part, `Discount` of an amount.
    fn label(self) -> String {
        match self.kind {
            DiscountKind::Percent => format!("Discount {}", format_percent(self.value)),
            DiscountKind::Fixed => "Discount".to_owned(),
        }
    }
}

impl DiscountKind {
    /// How the database, forms and programs spell it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Fixed => "fixed",
        }
    }

    /// The kind spelled `slug`.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Percent, Self::Fixed]
            .into_iter()
            .find(|kind| kind.slug() == slug)
    }
}

/// What an invoice comes to, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// All lines together.
    pub subtotal_cents: i64,
    /// What is taken off.
    pub discount_cents: i64,
    /// The tax on what is left.
    pub tax_cents: i64,
    /// What is to be paid.
    pub total_cents: i64,
}

impl Sums {
    /// What leads to the total, in order and in the words of the invoice; what is taken off is below zero.
    #[must_use]
    pub fn rows(self, discount: Option<Discount>, tax_rate_bp: i64) -> Vec<(String, i64)> {
        let mut rows = vec![("Subtotal".to_owned(), self.subtotal_cents)];
        if let Some(discount) = discount.filter(|_| self.discount_cents > 0) {
            rows.push((discount.label(), -self.discount_cents));
        }
        if tax_rate_bp > 0 {
            rows.push((
                format!("Tax {}", format_percent(tax_rate_bp)),
                self.tax_cents,
            ));
        }
        rows
    }
}

/// Why amounts cannot be added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SumError {
    /// More than an invoice can say.
    #[error("This comes to more than one invoice can hold. Choose fewer days, or a lower rate.")]
    TooLarge,
    /// More is taken off than there is.
    #[error("The discount is larger than the subtotal. Enter a smaller one.")]
    DiscountTooLarge,
}

/// What this much time comes to at an hourly rate in minor units: seconds × rate ÷ 3600, half-up.
///
/// # Errors
/// When it is more than an invoice can hold.
pub fn line_amount(seconds: i64, hourly_rate_cents: i64) -> Result<i64, SumError> {
    let exact = i128::from(seconds) * i128::from(hourly_rate_cents);
    within((exact + 1800).div_euclid(3600))
}

/// What lines of these amounts come to.
///
/// # Errors
/// When it is more than an invoice can hold, or the discount is more than there is.
pub fn sums(
    amounts: impl IntoIterator<Item = i64>,
    discount: Option<Discount>,
    tax_rate_bp: i64,
) -> Result<Sums, SumError> {
    let subtotal = amounts
        .into_iter()
        .fold(0_i128, |sum, amount| sum + i128::from(amount));
    let subtotal_cents = within(subtotal)?;
    let discount_cents = match discount {
        None => 0,
        Some(Discount {
            kind: DiscountKind::Fixed,
            value,
        }) => value,
        Some(Discount {
            kind: DiscountKind::Percent,
            value,
        }) => part(subtotal_cents, value)?,
    };
    if discount_cents > subtotal_cents {
        return Err(SumError::DiscountTooLarge);
    }
    let taxed = subtotal_cents - discount_cents;
    let tax_cents = part(taxed, tax_rate_bp)?;
    Ok(Sums {
        subtotal_cents,
        discount_cents,
        tax_cents,
        total_cents: within(i128::from(taxed) + i128::from(tax_cents))?,
    })
}

/// So many basis points of an amount, half-up.
fn part(cents: i64, basis_points: i64) -> Result<i64, SumError> {
    let whole = i128::from(WHOLE_BP);
    let exact = i128::from(cents) * i128::from(basis_points);
    within((exact + whole / 2).div_euclid(whole))
}

fn within(cents: i128) -> Result<i64, SumError> {
    match i64::try_from(cents) {
        Ok(cents) if (0..=MAX_CENTS).contains(&cents) => Ok(cents),
        _ => Err(SumError::TooLarge),
    }
}

/// The text is no percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Enter a percentage from 0 to 100 with two decimals at most, such as 19 or 7.5.")]
pub struct PercentError;

/// Reads a percentage as people type it, in basis points: `19`, `7.5`, `7,25 %`.
///
/// # Errors
/// When it is none, is finer than a hundredth, or lies beyond 100.
pub fn parse_percent(text: &str) -> Result<i64, PercentError> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let plain = |digits: &str, most: usize| {
        let fits = (1..=most).contains(&digits.len());
        fits && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !plain(whole, 3) || !plain(decimals, 2) {
        return Err(PercentError);
    }
    let number = |digits: &str| digits.parse::<i64>().map_err(|_| PercentError);
    let hundredths = number(&format!("{decimals:0<2}"))?;
    let basis_points = number(whole)? * 100 + hundredths;
    (basis_points <= WHOLE_BP)
        .then_some(basis_points)
        .ok_or(PercentError)
}

/// Basis points as a form holds them: `19`, `7.5`.
#[must_use]
pub fn percent_plain(basis_points: i64) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}

/// Basis points for reading: `7.5 %`.
#[must_use]
pub fn format_percent(basis_points: i64) -> String {
    format!("{}\u{a0}%", percent_plain(basis_points))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Currency, amount_cents, format_plain};
    use proptest::prelude::*;

    const fn percent(value: i64) -> Discount {
        Discount {
            kind: DiscountKind::Percent,
            value,
        }
    }

    const fn fixed(value: i64) -> Discount {
        Discount {
            kind: DiscountKind::Fixed,
            value,
        }
    }

    #[test]
    fn what_leads_to_the_total_says_its_percentages() {
        for (discount, tax, expected) in [
            (None, 0, &[("Subtotal", 20_000)][..]),
            (
                None,
                1_900,
                &[("Subtotal", 20_000), ("Tax 19\u{a0}%", 3_800)],
            ),
            (
                Some(percent(750)),
                0,
                &[("Subtotal", 20_000), ("Discount 7.5\u{a0}%", -1_500)],
            ),
            (
                Some(fixed(5_000)),
                825,
                &[
                    ("Subtotal", 20_000),
                    ("Discount", -5_000),
                    ("Tax 8.25\u{a0}%", 1_238),
                ],
            ),
            // Nothing is taken off: nothing is said of it.
            (Some(percent(0)), 0, &[("Subtotal", 20_000)]),
            (Some(fixed(0)), 0, &[("Subtotal", 20_000)]),
        ] {
            let rows = sums([20_000], discount, tax).unwrap().rows(discount, tax);
            let rows: Vec<_> = rows
                .iter()
                .map(|(words, cents)| (words.as_str(), *cents))
                .collect();
            assert_eq!(rows, expected, "{discount:?} {tax}");
        }
    }

    #[test]
    fn every_step_is_rounded_half_up() {
        for (amounts, discount, tax, expected) in [
            (&[20_000, 10_050][..], None, 0, [30_050, 0, 0, 30_050]),
            (
                &[20_000, 10_050],
                Some(percent(1_000)),
                1_900,
                [30_050, 3_005, 5_139, 32_184],
            ),
            (
                &[20_000],
                Some(fixed(20_000)),
                1_900,
                [20_000, 20_000, 0, 0],
            ),
            // Half a cent goes up, at the discount and at the tax.
            (&[1], Some(percent(5_000)), 5_000, [1, 1, 0, 0]),
            (&[10], Some(percent(500)), 1_950, [10, 1, 2, 11]),
            // ¥: no minor unit. KWD: thousandths.
            (&[1_234], Some(percent(333)), 1_000, [1_234, 41, 119, 1_312]),
            (
                &[1_234_567],
                Some(fixed(567)),
                825,
                [1_234_567, 567, 101_805, 1_335_805],
            ),
            (&[], None, 1_900, [0, 0, 0, 0]),
        ] {
            let sums = sums(amounts.iter().copied(), discount, tax).unwrap();
            let figures = [
                sums.subtotal_cents,
                sums.discount_cents,
                sums.tax_cents,
                sums.total_cents,
            ];
            assert_eq!(figures, expected, "{amounts:?} {discount:?} {tax}");
        }
        let written = |code: &str| format_plain(1_335_805, Currency::parse(code).unwrap());
        assert_eq!(
            ["JPY", "USD", "KWD"].map(written),
            ["1335805", "13358.05", "1335.805"]
        );
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        assert_eq!(
            sums([100], Some(fixed(101)), 0),
            Err(SumError::DiscountTooLarge)
        );
        assert_eq!(sums([MAX_CENTS, 1], None, 0), Err(SumError::TooLarge));
        assert_eq!(sums([MAX_CENTS], None, 1), Err(SumError::TooLarge));
        assert_eq!(sums([i64::MAX; 3], None, 0), Err(SumError::TooLarge));
        assert_eq!(line_amount(i64::MAX, i64::MAX), Err(SumError::TooLarge));
        assert_eq!(line_amount(-1, 7_200), Err(SumError::TooLarge));
        assert_eq!(line_amount(1800, 1), Ok(1));
    }

    #[test]
    fn percentages_are_read_as_typed() {
        for (text, basis_points) in [
            ("19", 1_900),
            ("7.5", 750),
            (" 7,25 % ", 725),
            ("0", 0),
            ("100", 10_000),
            ("100.00", 10_000),
            ("0.05", 5),
        ] {
            assert_eq!(parse_percent(text), Ok(basis_points), "{text}");
        }
        for text in [
            "", "%", "-1", "100.01", "8.875", "1e1", "1.", ".5", "a", "1,000.00", "１",
        ] {
            assert_eq!(parse_percent(text), Err(PercentError), "{text}");
        }
        assert_eq!(
            [1_900, 750, 725, 5].map(percent_plain),
            ["19", "7.5", "7.25", "0.05"]
        );
    }

    proptest! {
        #[test]
        fn sums_hold_together(
            amounts in prop::collection::vec(0..1_000_000_000_i64, 0..60),
            off in 0..=WHOLE_BP,
            tax in 0..=WHOLE_BP,
        ) {
            let whole: i64 = amounts.iter().sum();
            let made = sums(amounts, Some(percent(off)), tax).unwrap();
            prop_assert_eq!(made.subtotal_cents, whole);
            prop_assert!(made.discount_cents <= whole);
            let taxed = whole - made.discount_cents;
            prop_assert_eq!(made.total_cents, taxed + made.tax_cents);
            // No further from the exact figure than half a unit, and half goes up.
            for (rounded, exact) in [(made.discount_cents, whole * off), (made.tax_cents, taxed * tax)] {
                prop_assert!((-4_999..=5_000).contains(&(rounded * WHOLE_BP - exact)));
            }
            // The same sum taken off by name gives the same.
            let fixed = sums([whole], Some(fixed(made.discount_cents)), tax).unwrap();
            prop_assert_eq!(fixed, made);
        }

        #[test]
        fn a_line_is_worth_what_time_is_worth(seconds in 0..10_000_000_i64, rate in 0..10_000_000_i64) {
            prop_assert_eq!(line_amount(seconds, rate), Ok(amount_cents(seconds, rate)));
        }

        #[test]
        fn what_is_written_is_read_again(basis_points in 0..=WHOLE_BP) {
            prop_assert_eq!(parse_percent(&percent_plain(basis_points)), Ok(basis_points));
            prop_assert_eq!(parse_percent(&format_percent(basis_points)), Ok(basis_points));
        }

        #[test]
        fn no_text_panics(text in "[0-9.,%]{0,8}|\\PC*") {
            if let Ok(read) = parse_percent(&text) {
                prop_assert!((0..=WHOLE_BP).contains(&read));
            }
        }
    }
}
