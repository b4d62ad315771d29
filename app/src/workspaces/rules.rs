//! What makes a workspace's name and settings acceptable.

use super::WorkspaceForm;
use crate::error::{AppError, FieldErrors};
use crate::values::{Currency, WeekStart, clean_name};

const NAME_MAX: usize = 100;

/// A workspace's settings that are in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceDetails {
    /// Its name.
    pub name: String,
    /// For projects without a client.
    pub currency: Currency,
    /// The week's first day.
    pub week_start: WeekStart,
}

/// The form, if every field is in order; what is empty stays as in `before`.
///
/// # Errors
/// `AppError::Invalid` naming each refused field.
pub fn parse_workspace(
    form: &WorkspaceForm,
    before: (Currency, WeekStart),
) -> Result<WorkspaceDetails, AppError> {
    let mut errors = FieldErrors::new();
    let name = errors.take("name", clean_name(&form.name, NAME_MAX));
    let currency = match form.currency.trim() {
        "" => Some(before.0),
        text => errors.take("currency", Currency::parse(text)),
    };
    let week_start = match form.week_start.as_str() {
        "" => Some(before.1),
        text => errors.take("week_start", text.parse::<WeekStart>()),
    };
    let details = name
        .zip(currency)
        .zip(week_start)
        .map(|((name, currency), week_start)| WorkspaceDetails {
            name,
            currency,
            week_start,
        });
    errors.finish(details)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: (Currency, WeekStart) = (Currency::USD, WeekStart::Sunday);

    fn form(name: &str, currency: &str, week_start: &str) -> WorkspaceForm {
        WorkspaceForm {
            name: name.into(),
            currency: currency.into(),
            week_start: week_start.into(),
        }
    }

    #[test]
    fn what_is_empty_stays() {
        let details = parse_workspace(&form(" Studio ", "", ""), BEFORE).unwrap();
        assert_eq!(details.name, "Studio");
        assert_eq!((details.currency, details.week_start), BEFORE);
    }

    #[test]
    fn what_is_given_is_read() {
        let details = parse_workspace(&form("Studio", "eur", "monday"), BEFORE).unwrap();
        assert_eq!(details.currency.code(), "EUR");
        assert_eq!(details.week_start, WeekStart::Monday);
    }

    #[test]
    fn each_refused_field_is_named() {
        let Err(AppError::Invalid(errors)) = parse_workspace(&form("", "euro", "friday"), BEFORE)
        else {
            panic!("refused");
        };
        assert_eq!(errors.len(), 3);
    }
}
