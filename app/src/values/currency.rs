//! Currencies: a three-letter code, how many minor digits it has and the sign it is written with.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code: three uppercase ASCII letters. Any such code is accepted, known to us or not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// The text is no currency code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Enter a currency as its three-letter code, such as USD or EUR.")]
pub struct CurrencyError;

impl Currency {
    /// US dollars, where nobody chose otherwise.
    pub const USD: Self = Self(*b"USD");
    /// Euros.
    pub const EUR: Self = Self(*b"EUR");

    /// Codes and names to suggest while typing; every other three-letter code is accepted too.
    pub const COMMON: &'static [(&'static str, &'static str)] = &[
        ("USD", "US dollar"),
        ("EUR", "Euro"),
        ("GBP", "British pound"),
        ("CHF", "Swiss franc"),
        ("CAD", "Canadian dollar"),
        ("AUD", "Australian dollar"),
        ("NZD", "New Zealand dollar"),
        ("JPY", "Japanese yen"),
        ("CNY", "Chinese yuan"),
        ("HKD", "Hong Kong dollar"),
        ("SGD", "Singapore dollar"),
        ("TWD", "New Taiwan dollar"),
        ("KRW", "South Korean won"),
        ("INR", "Indian rupee"),
        ("IDR", "Indonesian rupiah"),
        ("MYR", "Malaysian ringgit"),
        ("PHP", "Philippine peso"),
        ("THB", "Thai baht"),
        ("VND", "Vietnamese dong"),
        ("SEK", "Swedish krona"),
        ("NOK", "Norwegian krone"),
        ("DKK", "Danish krone"),
        ("ISK", "Icelandic króna"),
        ("PLN", "Polish złoty"),
        ("CZK", "Czech koruna"),
        ("HUF", "Hungarian forint"),
        ("RON", "Romanian leu"),
        ("BGN", "Bulgarian lev"),
        ("UAH", "Ukrainian hryvnia"),
        ("TRY", "Turkish lira"),
        ("ILS", "Israeli new shekel"),
        ("AED", "UAE dirham"),
        ("SAR", "Saudi riyal"),
        ("KWD", "Kuwaiti dinar"),
        ("BHD", "Bahraini dinar"),
        ("ZAR", "South African rand"),
        ("NGN", "Nigerian naira"),
        ("KES", "Kenyan shilling"),
        ("EGP", "Egyptian pound"),
        ("BRL", "Brazilian real"),
        ("MXN", "Mexican peso"),
        ("ARS", "Argentine peso"),
        ("CLP", "Chilean peso"),
        ("COP", "Colombian peso"),
        ("PEN", "Peruvian sol"),
    ];

    /// Reads a code, forgiving spaces around it and lower case: `usd` is `USD`.
    ///
    /// # Errors
    /// When it is not three ASCII letters.
    pub fn parse(text: &str) -> Result<Self, CurrencyError> {
        match *text.trim().as_bytes() {
            [a, b, c] if [a, b, c].iter().all(u8::is_ascii_alphabetic) => {
                Ok(Self([a, b, c].map(|letter| letter.to_ascii_uppercase())))
            }
            _ => Err(CurrencyError),
        }
    }

    /// The code: `USD`.
    #[must_use]
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimal digits the currency has: 2 for most, 0 for the yen, 3 for the Kuwaiti dinar.
    #[must_use]
    pub fn exponent(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }

    /// How many minor units make one major unit: 100 for most.
    #[must_use]
    pub fn minor_units(self) -> i64 {
        10_i64.pow(self.exponent())
    }

    /// An amount of this currency as the same number in another: $90.00 is ¥90, and never ¥9,000. Half a minor unit is
    /// rounded up.
    #[must_use]
    pub fn relabel(self, amount: i64, to: Self) -> i64 {
        let (from, into) = (i128::from(self.minor_units()), i128::from(to.minor_units()));
        i64::try_from((i128::from(amount) * into + from / 2) / from).unwrap_or(i64::MAX)
    }

    /// What stands before an amount: `$`, `€`, or the code and a no-break space where no sign is its own.
    #[must_use]
    pub fn symbol(self) -> Cow<'static, str> {
        Cow::Borrowed(match &self.0 {
            b"USD" => "$",
            b"EUR" => "€",
            b"GBP" => "£",
            b"JPY" => "¥",
            b"CNY" => "CN¥",
            b"CAD" => "CA$",
            b"AUD" => "A$",
            b"NZD" => "NZ$",
            b"HKD" => "HK$",
            b"SGD" => "S$",
            b"TWD" => "NT$",
            b"MXN" => "MX$",
            b"BRL" => "R$",
            b"INR" => "₹",
            b"KRW" => "₩",
            b"VND" => "₫",
            b"ILS" => "₪",
            b"UAH" => "₴",
            b"TRY" => "₺",
            b"NGN" => "₦",
            b"PHP" => "₱",
            _ => return Cow::Owned(format!("{}\u{a0}", self.code())),
        })
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self::USD
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;

    fn try_from(text: String) -> Result<Self, CurrencyError> {
        Self::parse(&text)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_amount_keeps_its_number_in_another_currency() {
        let named = |code| Currency::parse(code).unwrap();
        for (amount, from, to, expected) in [
            (9000, "USD", "JPY", 90),
            (90, "JPY", "USD", 9000),
            (9050, "USD", "JPY", 91),
            (9000, "USD", "EUR", 9000),
            (9000, "USD", "KWD", 90_000),
            (i64::MAX, "JPY", "USD", i64::MAX),
        ] {
            assert_eq!(
                named(from).relabel(amount, named(to)),
                expected,
                "{from} {to}"
            );
        }
    }

    #[test]
    fn codes_become_uppercase() {
        for (text, code) in [
            ("usd", "USD"),
            (" Eur ", "EUR"),
            ("JPY", "JPY"),
            ("xbt", "XBT"),
        ] {
            assert_eq!(Currency::parse(text).unwrap().to_string(), code);
        }
        for text in ["", "US", "USDT", "U$D", "ÉU", "€", "12A"] {
            assert_eq!(Currency::parse(text), Err(CurrencyError), "{text}");
        }
    }

    #[test]
    fn minor_digits_follow_iso_4217() {
        for (code, digits, units) in [
            ("USD", 2, 100),
            ("JPY", 0, 1),
            ("KRW", 0, 1),
            ("KWD", 3, 1000),
            ("OMR", 3, 1000),
            ("HUF", 2, 100),
        ] {
            let currency = Currency::parse(code).unwrap();
            assert_eq!(
                (currency.exponent(), currency.minor_units()),
                (digits, units),
                "{code}"
            );
        }
    }

    #[test]
    fn signs() {
        for (code, sign) in [
            ("USD", "$"),
            ("EUR", "€"),
            ("CHF", "CHF\u{a0}"),
            ("CAD", "CA$"),
        ] {
            assert_eq!(Currency::parse(code).unwrap().symbol(), sign);
        }
    }

    #[test]
    fn the_suggestions_are_codes_once_each() {
        let mut codes: Vec<_> = Currency::COMMON.iter().map(|(code, _)| *code).collect();
        assert!(
            codes
                .iter()
                .all(|code| Currency::parse(code).unwrap().code() == *code)
        );
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Currency::COMMON.len());
    }

    proptest! {
        #[test]
        fn json_is_the_code(code in "[A-Z]{3}") {
            let currency = Currency::parse(&code).unwrap();
            let json = serde_json::to_string(&currency).unwrap();
            prop_assert_eq!(&json, &format!("\"{code}\""));
            prop_assert_eq!(serde_json::from_str::<Currency>(&json).unwrap(), currency);
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = Currency::parse(&text);
        }
    }
}
