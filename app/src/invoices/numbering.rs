//! How numbers are written: a pattern that holds the count, and year and month where they are wanted.

use std::fmt::Write as _;

use crate::values::Date;

/// Longest pattern in characters.
pub const FORMAT_MAX: usize = 40;
/// What numbers look like where nobody chose otherwise: `INV-0001`.
pub const USUAL: &str = "INV-{number:4}";

/// The last number that is counted from.
const COUNT_MAX: i64 = 999_999_999;
/// The most digits that a count is filled up to.
const DIGITS_MAX: usize = 9;

/// One piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Stands as it is.
    Words(String),
    /// The count, filled up with zeros to so many digits.
    Number(usize),
    /// The year of the invoice's day, four digits.
    Year,
    /// Its month, two digits.
    Month,
}

impl Part {
    fn named(name: &str) -> Option<Self> {
        match name {
            "number" => Some(Self::Number(1)),
            "year" => Some(Self::Year),
            "month" => Some(Self::Month),
            _ => {
                let digits = name.strip_prefix("number:")?.parse().ok()?;
                (1..=DIGITS_MAX)
                    .contains(&digits)
                    .then_some(Self::Number(digits))
            }
        }
    }

    /// What of a text is behind this part; `None` where the text does not begin with it.
    fn after<'a>(&self, text: &'a str) -> Option<&'a str> {
        let digits = match self {
            Self::Words(words) => return text.strip_prefix(words.as_str()),
            Self::Number(_) => return None,
            Self::Year => 4,
            Self::Month => 2,
        };
        let (found, rest) = text.split_at_checked(digits)?;
        are_digits(found).then_some(rest)
    }

    /// What of a text is before this part; `None` where the text does not end with it.
    fn before<'a>(&self, text: &'a str) -> Option<&'a str> {
        let digits = match self {
            Self::Words(words) => return text.strip_suffix(words.as_str()),
            Self::Number(_) => return None,
            Self::Year => 4,
            Self::Month => 2,
        };
        let (rest, found) = text.split_at_checked(text.len().checked_sub(digits)?)?;
        are_digits(found).then_some(rest)
    }
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Why a pattern is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Numbers would be too long.
    #[error("This is longer than {FORMAT_MAX} characters. Shorten it.")]
    TooLong,
    /// Numbers would not differ, or could be read in two ways.
    #[error("Put {{number}} into it exactly once, such as in INV-{{number:4}}.")]
    Number,
    /// Braces with something else in them.
    #[error("Only {{number}}, {{number:4}}, {{year}} and {{month}} stand in braces.")]
    Placeholder,
    /// A character that files and mails stumble over.
    #[error("Use letters, digits, spaces and - _ / . # only.")]
    Character,
}

/// A pattern for numbers: `INV-{number:4}`, `{year}/{number}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFormat(Vec<Part>);

impl Default for NumberFormat {
    fn default() -> Self {
        Self::counted("INV-")
    }
}

impl NumberFormat {
    fn counted(words: &str) -> Self {
        Self(vec![Part::Words(words.to_owned()), Part::Number(4)])
    }

    /// How credit notes are counted: `CN-0001`.
    #[must_use]
    pub fn of_credit_notes() -> Self {
        Self::counted("CN-")
    }

    /// Reads a pattern.
    ///
    /// # Errors
    /// When it is too long, or holds anything but the count once, year, month and plain characters.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let text = text.trim();
        if text.chars().count() > FORMAT_MAX {
            return Err(FormatError::TooLong);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('{') {
                let (name, after) = inner.split_once('}').ok_or(FormatError::Placeholder)?;
                parts.push(Part::named(name).ok_or(FormatError::Placeholder)?);
                rest = after;
            } else {
                let (words, after) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
                if !words.chars().all(is_plain) {
                    return Err(FormatError::Character);
                }
                parts.push(Part::Words(words.to_owned()));
                rest = after;
            }
        }
        let counts = parts.iter().filter(|part| matches!(part, Part::Number(_)));
        if counts.count() == 1 {
            Ok(Self(parts))
        } else {
            Err(FormatError::Number)
        }
    }

    /// The number of the `count`th invoice, made on `day`.
    #[must_use]
    pub fn write(&self, count: i64, day: Date) -> String {
        let mut number = String::new();
        for part in &self.0 {
            // Writing to a String cannot fail.
            let _ = match part {
                Part::Words(words) => write!(number, "{words}"),
                Part::Number(digits) => write!(number, "{count:0digits$}"),
                Part::Year => write!(number, "{:04}", day.year()),
                Part::Month => write!(number, "{:02}", day.month()),
            };
        }
        number
    }

    /// Which invoice of its workspace has this number, if it is written so.
    #[must_use]
    pub fn count_of(&self, number: &str) -> Option<i64> {
        let mut sides = self.0.split(|part| matches!(part, Part::Number(_)));
        let (before, after) = (sides.next()?, sides.next()?);
        let rest = before
            .iter()
            .try_fold(number, |rest, part| part.after(rest))?;
        let digits = after
            .iter()
            .rev()
            .try_fold(rest, |rest, part| part.before(rest))?;
        let count = are_digits(digits).then(|| digits.parse().ok()).flatten();
        count.filter(|count| *count <= COUNT_MAX)
    }
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '.' | '#')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: Date = Date::constant(2026, 3, 9);

    #[test]
    fn numbers_are_written_and_read() {
        for (pattern, count, text) in [
            (USUAL, 1, "INV-0001"),
            (USUAL, 9_999, "INV-9999"),
            (USUAL, 10_000, "INV-10000"),
            (" {year}/{number} ", 7, "2026/7"),
            ("R{year}{month}-{number:3}", 12, "R202603-012"),
            ("{number:2}{year}", 5, "052026"),
        ] {
            let format = NumberFormat::parse(pattern).unwrap();
            assert_eq!(format.write(count, DAY), text, "{pattern}");
            assert_eq!(format.count_of(text), Some(count), "{pattern}");
        }
        assert_eq!(NumberFormat::parse(USUAL), Ok(NumberFormat::default()));
        assert_eq!(NumberFormat::of_credit_notes().write(3, DAY), "CN-0003");
    }

    #[test]
    fn other_numbers_are_not_counted() {
        for text in [
            "2026-001",
            "INV-",
            "INV-1a",
            "INV-+1",
            "inv-1",
            "",
            "INV-9223372036854775807",
        ] {
            assert_eq!(NumberFormat::default().count_of(text), None, "{text}");
        }
    }

    #[test]
    fn patterns_that_say_too_little_or_too_much_are_refused() {
        let long = format!("{}{{number}}", "a".repeat(FORMAT_MAX));
        for (pattern, error) in [
            ("", FormatError::Number),
            ("INV", FormatError::Number),
            ("{number}{number}", FormatError::Number),
            ("{number:0}", FormatError::Placeholder),
            ("{number:10}", FormatError::Placeholder),
            ("{day}-{number}", FormatError::Placeholder),
            ("{number", FormatError::Placeholder),
            ("{number}}", FormatError::Character),
            ("<{number}>", FormatError::Character),
            ("a\n{number}", FormatError::Character),
            (long.as_str(), FormatError::TooLong),
        ] {
            assert_eq!(NumberFormat::parse(pattern), Err(error), "{pattern}");
        }
    }

    proptest! {
        /// Whatever the pattern: a number says which it is, and no two are alike.
        #[test]
        fn counts_come_back(
            before in "[A-Za-z0-9 /._#-]{0,8}",
            after in "[A-Za-z0-9 /._#-]{0,8}",
            digits in 1_usize..=DIGITS_MAX,
            year in any::<bool>(),
            counts in (1_i64..=COUNT_MAX, 1_i64..=COUNT_MAX),
        ) {
            let year = if year { "{year}{month}" } else { "" };
            let pattern = format!("{before}{year}{{number:{digits}}}{after}");
            let format = NumberFormat::parse(&pattern);
            prop_assume!(format != Err(FormatError::TooLong));
            let format = format.unwrap();
            let (one, other) = (format.write(counts.0, DAY), format.write(counts.1, DAY));
            prop_assert_eq!(format.count_of(&one), Some(counts.0));
            prop_assert_eq!(one == other, counts.0 == counts.1);
        }
    }
}
