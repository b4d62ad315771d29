//! Lines of an invoice that are no time.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, FieldErrors};
use crate::invoices::lines::Line;
use crate::invoices::money::MAX_CENTS;
use crate::invoices::rules::{FREE_LINES_MAX, LINE_MAX};
use crate::values::{Currency, clean_name, parse_money};

/// A line that is no time, as a form sends it; empty ones do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeLineForm {
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// What it costs.
    #[serde(default)]
    pub amount: String,
}

/// A line that is no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeLine {
    /// What it is for.
    pub description: String,
    /// What it costs, in minor units.
    pub amount_cents: i64,
}

impl From<FreeLine> for Line {
    fn from(line: FreeLine) -> Self {
        Self {
            description: line.description,
            amount_cents: line.amount_cents,
            ..Self::default()
        }
    }
}

/// The lines that are no time, as far as anything was typed.
///
/// # Errors
/// `AppError::Invalid` at `lines`.
pub fn parse_lines(forms: &[FreeLineForm], currency: Currency) -> Result<Vec<FreeLine>, AppError> {
    let mut errors = FieldErrors::new();
    let mut lines = Vec::new();
    for form in forms {
        if form.description.trim().is_empty() && form.amount.trim().is_empty() {
            continue;
        }
        let amount = errors.take("lines", parse_money(&form.amount, currency));
        lines.extend(amount.map(|amount_cents| FreeLine {
            description: form.description.clone(),
            amount_cents,
        }));
    }
    errors.finish(Some(()))?;
    check_lines(lines)
}

/// Lines that are no time if they are in order, their words tidied.
///
/// # Errors
/// `AppError::Invalid` at `lines`.
pub fn check_lines(mut lines: Vec<FreeLine>) -> Result<Vec<FreeLine>, AppError> {
    let mut errors = FieldErrors::new();
    if lines.len() > FREE_LINES_MAX {
        let words = format!("Send {FREE_LINES_MAX} lines or fewer.");
        errors.push("lines", "too_many", words);
    }
    for line in &mut lines {
        if !(0..=MAX_CENTS).contains(&line.amount_cents) {
            let words =
                "The amount of a line is 0 or more. Use the discount to take something off.";
            errors.push("lines", "invalid", words);
        }
        match clean_name(&line.description, LINE_MAX) {
            Ok(words) => line.description = words,
            Err(crate::values::TextError::Empty) => {
                errors.push("lines", "required", "Say what the line is for.");
            }
            Err(error) => errors.push("lines", "invalid", error.to_string()),
        }
    }
    errors.finish(Some(lines))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoices::form::tests::fields;

    #[test]
    fn lines_without_anything_do_not_count() {
        let line = |description: &str, amount: &str| FreeLineForm {
            description: description.into(),
            amount: amount.into(),
        };
        let read = parse_lines(&[line("", ""), line(" Hosting ", "20")], Currency::USD);
        let hosting = FreeLine {
            description: "Hosting".into(),
            amount_cents: 2_000,
        };
        assert_eq!(read, Ok(vec![hosting]));
        for wrong in [line("", "20"), line("Hosting", ""), line("Hosting", "-1")] {
            assert_eq!(
                fields(&parse_lines(&[wrong], Currency::USD).unwrap_err()),
                ["lines"]
            );
        }
    }
}
