//! Money as integers of a currency's smallest unit: what time costs, and how an amount is written.

use super::{Currency, NumberFormat};

/// What `seconds` of work cost at an hourly rate, both rate and result in minor units: seconds × rate ÷ 3600,
/// rounded half-up. Stops at the largest i64 instead of overflowing.
#[must_use]
pub fn amount_cents(seconds: i64, hourly_rate_cents: i64) -> i64 {
    let exact = i128::from(seconds) * i128::from(hourly_rate_cents);
    let rounded = (exact + 1800).div_euclid(3600);
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

/// Writes minor units for reading: `$3,140.00`, `¥1,200`, `-€5.00`.
#[must_use]
pub fn format_money(cents: i64, currency: Currency) -> String {
    format_money_with(cents, currency, NumberFormat::CommaPoint)
}

/// [`format_money`] as a person wants numbers written: `$3.140,00`.
#[must_use]
pub fn format_money_with(cents: i64, currency: Currency, format: NumberFormat) -> String {
    let (_, before) = format.separators();
    let (major, decimals) = split(cents, currency);
    let grouped = format.grouped(major);
    let decimals = decimals.replace('.', before.encode_utf8(&mut [0; 4]));
    format!("{}{}{grouped}{decimals}", sign(cents), currency.symbol())
}

/// Writes minor units for machines and input fields, without sign of currency or grouping: `3140.00`.
#[must_use]
pub fn format_plain(cents: i64, currency: Currency) -> String {
    let (major, decimals) = split(cents, currency);
    format!("{}{major}{decimals}", sign(cents))
}

fn sign(cents: i64) -> &'static str {
    if cents < 0 { "-" } else { "" }
}

/// The whole units, and the decimals with their point (none when the currency has none).
fn split(cents: i64, currency: Currency) -> (u64, String) {
    let unit = currency.minor_units().unsigned_abs();
    let amount = cents.unsigned_abs();
    let decimals = match currency.exponent() as usize {
        0 => String::new(),
        digits => format!(".{:0digits$}", amount % unit),
    };
    (amount / unit, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn amounts_round_half_up() {
        for (seconds, rate, cents) in [
            (3600, 10_000, 10_000),
            (7200, 10_000, 20_000),
            (5400, 8_050, 12_075),
            (1800, 1, 1),
            (1799, 1, 0),
            (1, 9_000, 3),
            (0, 9_000, 0),
            (i64::MAX, i64::MAX, i64::MAX),
            (i64::MAX, i64::MIN, i64::MIN),
        ] {
            assert_eq!(amount_cents(seconds, rate), cents, "{seconds} s at {rate}");
        }
    }

    #[test]
    fn money_is_written_for_its_currency() {
        for (cents, code, money, plain) in [
            (314_000, "USD", "$3,140.00", "3140.00"),
            (1_200, "JPY", "¥1,200", "1200"),
            (-500, "EUR", "-€5.00", "-5.00"),
            (7, "GBP", "£0.07", "0.07"),
            (1_234_567, "KWD", "KWD\u{a0}1,234.567", "1234.567"),
            (
                i64::MIN,
                "USD",
                "-$92,233,720,368,547,758.08",
                "-92233720368547758.08",
            ),
        ] {
            assert_eq!(format_money(cents, currency(code)), money);
            assert_eq!(format_plain(cents, currency(code)), plain);
        }
    }

    proptest! {
        #[test]
        fn amounts_are_within_half_a_cent(seconds in 0..10_000_000_i64, rate in 0..10_000_000_i64) {
            let error = amount_cents(seconds, rate) * 3600 - seconds * rate;
            prop_assert!((-1799..=1800).contains(&error));
        }
    }
}
