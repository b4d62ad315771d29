//! What makes a workspace's name and settings acceptable.

use super::{Workspace, WorkspaceForm};
use crate::error::{AppError, FieldErrors};
use crate::values::{
    Currency, MoneyError, Rounding, TimeFormat, WeekStart, clean_name, parse_money,
};

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

/// What a workspace decides beyond its name, currency and week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkspaceDefaults {
    /// What an hour costs on a new billable project, in minor units; 0 without a default.
    pub default_rate_cents: i64,
    /// How durations are rounded where they are shown.
    pub rounding: Rounding,
    /// For members who have not chosen their own.
    pub time_format: TimeFormat,
}

/// The general settings' form, if every field is in order; what is empty stays as in `before`.
///
/// # Errors
/// `AppError::Invalid` naming each refused field.
pub fn parse_settings(
    form: &WorkspaceForm,
    before: &Workspace,
) -> Result<(WorkspaceDetails, WorkspaceDefaults), AppError> {
    let details = parse_workspace(form, (before.currency, before.week_start));
    let currency = details
        .as_ref()
        .map_or(before.currency, |details| details.currency);
    let defaults = parse_defaults(form, currency, before);
    match (details, defaults) {
        (Ok(details), Ok(defaults)) => Ok((details, defaults)),
        (Err(AppError::Invalid(mut errors)), Err(AppError::Invalid(more))) => {
            errors.extend(more);
            Err(AppError::Invalid(errors))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

fn parse_defaults(
    form: &WorkspaceForm,
    currency: Currency,
    before: &Workspace,
) -> Result<WorkspaceDefaults, AppError> {
    let mut errors = FieldErrors::new();
    let rate = match form.default_rate.as_deref() {
        // Not said: the number stays.
        None => Some(before.currency.relabel(before.default_rate_cents, currency)),
        Some(text) => match parse_money(text, currency) {
            Err(MoneyError::Empty { .. }) => Some(0),
            read => errors.take("default_rate", read),
        },
    };
    let rounding = match form.rounding.as_str() {
        "" => Some(before.rounding),
        slug => errors.take("rounding", Rounding::from_slug(slug)),
    };
    let time_format = match form.time_format.as_str() {
        "" => Some(before.time_format),
        slug => {
            let found = TimeFormat::from_slug(slug);
            errors.take("time_format", found.ok_or("Choose 12 or 24 hours."))
        }
    };
    let defaults =
        rate.zip(rounding)
            .zip(time_format)
            .map(
                |((default_rate_cents, rounding), time_format)| WorkspaceDefaults {
                    default_rate_cents,
                    rounding,
                    time_format,
                },
            );
    errors.finish(defaults)
}

/// Whether what was typed is the name of the workspace that is to be deleted.
///
/// # Errors
/// `AppError::Invalid` naming the field.
pub fn check_typed_name(typed: &str, name: &str) -> Result<(), AppError> {
    if typed.trim() == name {
        Ok(())
    } else {
        Err(AppError::field(
            "name",
            "mismatch",
            format!("Type the name exactly as it is: {name}"),
        ))
    }
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
            ..WorkspaceForm::default()
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

    fn workspace() -> Workspace {
        Workspace {
            id: crate::values::WorkspaceId::from_uuid(uuid::Uuid::nil()),
            name: "Studio".into(),
            currency: Currency::USD,
            week_start: WeekStart::Monday,
            plan: crate::access::Plan::Free,
            default_rate_cents: 9_000,
            rounding: Rounding::default(),
            time_format: TimeFormat::Hours12,
            billing: crate::access::BillingState::Active,
            past_due_since: None,
            seats: None,
            role: crate::access::Role::Owner,
        }
    }

    #[test]
    fn defaults_are_read_in_the_currency_to_be() {
        let mut form = form("Studio", "JPY", "");
        form.default_rate = Some("1200".into());
        form.rounding = "up_15".into();
        let (details, defaults) = parse_settings(&form, &workspace()).unwrap();
        assert_eq!(details.currency.code(), "JPY");
        assert_eq!(defaults.default_rate_cents, 1_200);
        assert_eq!(defaults.rounding.slug(), "up_15");
        assert_eq!(defaults.time_format, TimeFormat::Hours12);
        form.default_rate = Some(String::new());
        assert_eq!(
            parse_settings(&form, &workspace())
                .unwrap()
                .1
                .default_rate_cents,
            0
        );
        // Not given: 90.00 dollars an hour become 90 yen, not 9000.
        form.default_rate = None;
        assert_eq!(
            parse_settings(&form, &workspace())
                .unwrap()
                .1
                .default_rate_cents,
            90
        );
    }

    #[test]
    fn every_refused_setting_is_named() {
        let mut form = form(" ", "", "");
        form.default_rate = Some("much".into());
        form.rounding = "down_5".into();
        form.time_format = "sundial".into();
        let Err(AppError::Invalid(errors)) = parse_settings(&form, &workspace()) else {
            panic!("refused");
        };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "default_rate", "rounding", "time_format"]);
    }

    #[test]
    fn a_workspace_is_deleted_by_its_very_name() {
        assert!(check_typed_name(" Studio ", "Studio").is_ok());
        for typed in ["", "studio", "Studio 2"] {
            assert!(check_typed_name(typed, "Studio").is_err(), "{typed}");
        }
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
