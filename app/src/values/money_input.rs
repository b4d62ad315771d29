//! Amounts of money as people type them.

use super::{Currency, format_money, format_plain};

/// The largest amount that may be typed, in minor units.
pub const MAX_MONEY: i64 = 1_000_000_000_000;

/// Why a text is no amount of money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Nothing was typed.
    #[error("Enter an amount, such as {example}.")]
    Empty {
        /// A well-formed amount in that currency.
        example: String,
    },
    /// Not a number, or not one that can be read in only one way.
    #[error("This is not an amount. Write it like {example}.")]
    Malformed {
        /// A well-formed amount in that currency.
        example: String,
    },
    /// Below zero.
    #[error("The amount cannot be negative. Enter 0 or more.")]
    Negative,
    /// Finer than the currency's smallest unit.
    #[error("{}", too_many_decimals(*.currency))]
    TooManyDecimals {
        /// The currency whose smallest unit was undercut.
        currency: Currency,
    },
    /// Above [`MAX_MONEY`].
    #[error("This amount is too large. Enter {limit} or less.")]
    TooLarge {
        /// The limit, written out.
        limit: String,
    },
}

fn too_many_decimals(currency: Currency) -> String {
    match currency.exponent() {
        0 => format!("{currency} has no decimals. Enter a whole number."),
        digits => format!("{currency} has {digits} decimals. Leave out the rest."),
    }
}

/// Reads what a person types: `12`, `12.5`, `12,50`, `1,234.50`, `1.234,50`, `1 234.50`, `$12`, `12 USD`.
///
/// A single comma before exactly three digits groups thousands (`1,234`); a single point never does, so
/// `12.345` is refused rather than guessed at.
///
/// # Errors
/// When it is empty, no number, negative, finer than the currency's smallest unit or above [`MAX_MONEY`].
pub fn parse_money(text: &str, currency: Currency) -> Result<i64, MoneyError> {
    let example = || format_plain(1250 * currency.minor_units() / 100, currency);
    let malformed = || MoneyError::Malformed { example: example() };
    let too_large = || MoneyError::TooLarge {
        limit: format_money(MAX_MONEY, currency),
    };

    let text = text.trim();
    if text.is_empty() {
        return Err(MoneyError::Empty { example: example() });
    }
    let number = strip_currency(text, currency);
    if number.starts_with(['-', '−']) || text.starts_with(['-', '−']) {
        return Err(MoneyError::Negative);
    }
    if number.is_empty() {
        return Err(malformed());
    }
    let (whole, decimals) = split_decimals(number).ok_or_else(malformed)?;
    let whole = ungroup(whole).ok_or_else(malformed)?;
    if !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return Err(malformed());
    }
    let exponent = currency.exponent() as usize;
    if decimals.trim_end_matches('0').len() > exponent {
        return Err(MoneyError::TooManyDecimals { currency });
    }
    let minor: String = decimals
        .chars()
        .chain(std::iter::repeat('0'))
        .take(exponent)
        .collect();
    // Only digits are left: what does not fit is too large.
    let cents: i64 = format!("{whole}{minor}").parse().map_err(|_| too_large())?;
    if cents > MAX_MONEY {
        Err(too_large())
    } else {
        Ok(cents)
    }
}

/// Takes away the currency's own sign or code, before or behind the number.
fn strip_currency(text: &str, currency: Currency) -> &str {
    let symbol = currency.symbol();
    let symbol = symbol.trim();
    let last = symbol
        .char_indices()
        .next_back()
        .map_or(symbol, |(at, _)| &symbol[at..]);
    // "CA$" may be typed as a bare "$"; a code has to be whole.
    let short = if last.is_ascii() && last != "$" {
        symbol
    } else {
        last
    };
    let code = currency.code();
    for mark in [code, symbol, short] {
        let (head, tail) = (text.get(..mark.len()), text.len().checked_sub(mark.len()));
        if head.is_some_and(|head| head.eq_ignore_ascii_case(mark)) {
            return text[mark.len()..].trim();
        }
        if let Some(at) = tail
            && text
                .get(at..)
                .is_some_and(|end| end.eq_ignore_ascii_case(mark))
        {
            return text[..at].trim();
        }
    }
    text
}

/// Finds the decimal separator. `None` when there is more than one candidate.
fn split_decimals(number: &str) -> Option<(&str, &str)> {
    let (points, commas) = (number.matches('.').count(), number.matches(',').count());
    let at = match (points, commas) {
        (0 | 2.., 0) | (0, 2..) => None,
        (1, 0) => number.find('.'),
        (0, 1) if ungroup(number).is_some() => None,
        (0, 1) => number.find(','),
        _ => {
            let at = number.rfind(['.', ','])?;
            let separator = &number[at..=at];
            if number.matches(separator).count() > 1 {
                return None;
            }
            Some(at)
        }
    };
    match at {
        None => Some((number, "")),
        Some(at) if at + 1 < number.len() => Some((&number[..at], &number[at + 1..])),
        Some(_) => None,
    }
}

/// Takes the thousands separators out of whole units. `None` when they are not one kind, in groups of three.
fn ungroup(whole: &str) -> Option<String> {
    const SEPARATORS: [char; 7] = [',', '.', ' ', '\u{a0}', '\u{202f}', '\'', '’'];
    if whole.is_empty() {
        // ".5" is a half.
        return Some("0".to_owned());
    }
    let separator = whole.chars().find(|c| SEPARATORS.contains(c));
    let mut groups = whole.split(|c| Some(c) == separator);
    let first = groups.next()?;
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    if first.is_empty()
        || !digits(first)
        || separator.is_some() && (first.len() > 3 || first.starts_with('0'))
    {
        return None;
    }
    groups.try_fold(first.to_owned(), |sum, group| {
        (group.len() == 3 && digits(group)).then(|| sum + group)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn people_write_money_in_many_ways() {
        for (text, code, cents) in [
            ("12", "USD", 1_200),
            ("12.5", "USD", 1_250),
            ("12,50", "EUR", 1_250),
            ("1,234.50", "USD", 123_450),
            ("1.234,50", "EUR", 123_450),
            ("1 234,50", "EUR", 123_450),
            ("1'234.50", "CHF", 123_450),
            ("1,234", "USD", 123_400),
            ("1,234,567", "USD", 123_456_700),
            ("1.234.567", "EUR", 123_456_700),
            ("$12", "USD", 1_200),
            ("$ 12", "CAD", 1_200),
            ("CA$12", "CAD", 1_200),
            ("12 €", "EUR", 1_200),
            ("12 usd", "USD", 1_200),
            ("CHF 12", "CHF", 1_200),
            (" .5 ", "USD", 50),
            ("0,500", "KWD", 500),
            ("1.234", "KWD", 1_234),
            ("12.500", "USD", 1_250),
            ("1200", "JPY", 1_200),
            ("1,200", "JPY", 1_200),
            ("0", "USD", 0),
            ("10000000000", "USD", MAX_MONEY),
        ] {
            assert_eq!(
                parse_money(text, currency(code)),
                Ok(cents),
                "{text} {code}"
            );
        }
    }

    #[test]
    fn what_is_no_money_says_why() {
        for (text, code, words) in [
            ("", "USD", "Enter an amount, such as 12.50."),
            ("abc", "USD", "This is not an amount. Write it like 12.50."),
            ("12.", "USD", "This is not an amount."),
            ("$", "USD", "This is not an amount."),
            (".", "USD", "This is not an amount."),
            ("1,23,456", "USD", "This is not an amount."),
            ("1.2,3.4", "USD", "This is not an amount."),
            ("12 34", "USD", "This is not an amount."),
            ("€12", "USD", "This is not an amount."),
            ("1e5", "USD", "This is not an amount."),
            ("-5", "USD", "The amount cannot be negative."),
            ("$-5", "USD", "The amount cannot be negative."),
            ("−5", "USD", "The amount cannot be negative."),
            ("12.345", "USD", "USD has 2 decimals."),
            ("12.5", "JPY", "JPY has no decimals."),
            (
                "10000000000.01",
                "USD",
                "This amount is too large. Enter $10,000,000,000.00 or less.",
            ),
            (
                "99999999999999999999999",
                "USD",
                "This amount is too large.",
            ),
        ] {
            let error = parse_money(text, currency(code)).unwrap_err().to_string();
            assert!(error.starts_with(words), "{text}: {error}");
        }
    }

    fn any_currency() -> impl Strategy<Value = Currency> {
        prop_oneof![
            prop::sample::select(vec!["USD", "EUR", "JPY", "KWD", "CLF", "CHF", "CAD"])
                .prop_map(currency),
            "[A-Z]{3}".prop_map(|code| currency(&code)),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(cents in 0..=MAX_MONEY, currency in any_currency()) {
            prop_assert_eq!(parse_money(&format_plain(cents, currency), currency), Ok(cents));
            prop_assert_eq!(parse_money(&format_money(cents, currency), currency), Ok(cents));
        }

        #[test]
        fn no_text_panics(text in "[-0-9., '$€a-c\u{a0}]{0,12}|\\PC*", currency in any_currency()) {
            if let Ok(cents) = parse_money(&text, currency) {
                prop_assert!((0..=MAX_MONEY).contains(&cents));
            }
        }
    }
}
