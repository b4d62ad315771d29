//! What makes a project's form acceptable, and the words for what stands in its way.

use super::ProjectForm;
use crate::budgets::rules::of_kind;
use crate::error::{AppError, Conflict, FieldErrors};
use crate::values::{
    ClientId, Colour, Currency, IdError, MoneyError, clean_name, parse_duration, parse_money,
};

/// Longest name in characters.
pub const NAME_MAX: usize = 200;

/// The longest estimate: a million hours.
pub const MAX_ESTIMATE: i64 = 1_000_000 * 3600;

/// How long a project is meant to take, or how much it may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimate {
    /// As it was; not known of a new project.
    Kept,
    /// Not known.
    Unknown,
    /// So many seconds, or minor units.
    Of(i64),
}

impl Estimate {
    fn read(text: Option<&str>) -> Result<Self, String> {
        let text = match text.map(str::trim) {
            None => return Ok(Self::Kept),
            Some("") => return Ok(Self::Unknown),
            Some(text) => text,
        };
        match parse_duration(text) {
            Ok(seconds) if (0..=MAX_ESTIMATE).contains(&seconds) => Ok(Self::Of(seconds)),
            Ok(_) => Err("An estimate is up to 1,000,000 hours.".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn read_money(text: Option<&str>, currency: Currency) -> Result<Self, MoneyError> {
        match text.map(str::trim) {
            None => Ok(Self::Kept),
            Some("") => Ok(Self::Unknown),
            Some(text) => parse_money(text, currency).map(Self::Of),
        }
    }

    /// The number from now on, if it is known; `before` is what it was.
    #[must_use]
    pub fn or(self, before: Option<i64>) -> Option<i64> {
        match self {
            Self::Kept => before,
            Self::Unknown => None,
            Self::Of(number) => Some(number),
        }
    }
}

/// A project's form that is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectDetails {
    /// Its name, trimmed.
    pub name: String,
    /// Its client; whether there is one of this id, the server looks up.
    pub client_id: Option<ClientId>,
    /// `None` is the next of the palette for a new project, the present one for an edit.
    pub colour: Option<Colour>,
    /// Whether new time on it is billable.
    pub billable: bool,
    /// Minor units an hour of the currency it was parsed with.
    pub hourly_rate_cents: i64,
    /// How long it is meant to take.
    pub estimate: Estimate,
    /// What it may cost, in minor units of the currency it was parsed with.
    pub budget: Estimate,
}

/// The client the form names; its currency is what the rate is read in.
///
/// # Errors
/// When the field holds something that is no id.
pub fn wanted_client(form: &ProjectForm) -> Result<Option<ClientId>, IdError> {
    match form.client_id.trim() {
        "" => Ok(None),
        id => id.parse().map(Some),
    }
}

/// The form, if every field is in order; `currency` is that of [`wanted_client`], else the workspace's.
///
/// # Errors
/// `AppError::Invalid` naming each refused field.
pub fn parse_project(form: &ProjectForm, currency: Currency) -> Result<ProjectDetails, AppError> {
    let mut errors = FieldErrors::new();
    let name = errors.take("name", clean_name(&form.name, NAME_MAX));
    let client_id = wanted_client(form).ok();
    if client_id.is_none() {
        errors.push(
            "client_id",
            "invalid",
            "Choose a client from the list, or none.",
        );
    }
    let colour = match form.colour.trim() {
        "" => Some(None),
        slug => errors.take("colour", slug.parse::<Colour>()).map(Some),
    };
    let rate = match parse_money(&form.hourly_rate, currency) {
        Err(MoneyError::Empty { .. }) => Some(0),
        read => errors.take("hourly_rate", read),
    };
    let limits = (form.estimate.as_deref(), form.budget.as_deref());
    let (hours, money) = of_kind(form.budget_kind.trim(), limits, &mut errors);
    let estimate = errors.take("estimate", Estimate::read(hours.as_deref()));
    let budget = errors.take("budget", Estimate::read_money(money.as_deref(), currency));
    let limits = estimate.zip(budget);
    let details = name.zip(client_id).zip(colour).zip(rate).zip(limits).map(
        |((((name, client_id), colour), hourly_rate_cents), (estimate, budget))| ProjectDetails {
            name,
            client_id,
            colour,
            billable: form.billable,
            hourly_rate_cents,
            estimate,
            budget,
        },
    );
    errors.finish(details)
}

/// Another project of the same client (or another one without a client) has the name already.
#[must_use]
pub fn name_taken(name: &str, client: Option<&str>, archived: bool) -> AppError {
    let place = match client {
        Some(client) => format!("of “{client}”"),
        None => "without a client".to_owned(),
    };
    let message = if archived {
        format!(
            "An archived project {place} is called “{name}”. Restore it, or choose another name."
        )
    } else {
        format!("There is a project {place} called “{name}” already. Choose another name.")
    };
    AppError::conflict(Conflict::NameTaken, message)
}

/// The project cannot go to, or come back under, an archived client.
#[must_use]
pub fn client_archived(client: &str) -> AppError {
    AppError::conflict(
        Conflict::Archived,
        format!("The client “{client}” is archived. Restore the client first."),
    )
}

/// Time was tracked on the project, a timer is set to it, or an invoice was made for it alone.
#[must_use]
pub fn in_use(name: &str, entries: i64, timers: i64, invoices: i64) -> AppError {
    let count = |count: i64, one: &str, many: &str| match count {
        0 => None,
        1 => Some(one.to_owned()),
        _ => Some(format!("{count} {many}")),
    };
    let uses: Vec<String> = [
        count(entries, "a time entry", "time entries"),
        count(timers, "a timer", "timers"),
        count(invoices, "an invoice", "invoices"),
    ]
    .into_iter()
    .flatten()
    .collect();
    AppError::conflict(
        Conflict::InUse,
        format!(
            "“{name}” is used by {}. Archive it instead; its history stays.",
            uses.join(" and ")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form(name: &str, client_id: &str, colour: &str, hourly_rate: &str) -> ProjectForm {
        ProjectForm {
            name: name.into(),
            client_id: client_id.into(),
            colour: colour.into(),
            billable: true,
            hourly_rate: hourly_rate.into(),
            ..ProjectForm::default()
        }
    }

    #[test]
    fn an_estimate_is_kept_taken_back_or_said() {
        // what is sent → what it is afterwards, having been an hour; or the refused field
        for (sent, after) in [
            (None, Ok(Some(3600))),
            (Some(""), Ok(None)),
            (Some(" 40h "), Ok(Some(144_000))),
            (Some("0:00:00"), Ok(Some(0))),
            (Some("1000000:00"), Ok(Some(MAX_ESTIMATE))),
            (Some("1000000:01"), Err(())),
            (Some("-1:00:00"), Err(())),
            (Some("long"), Err(())),
        ] {
            let form = ProjectForm {
                estimate: sent.map(str::to_owned),
                ..form("Site", "", "", "")
            };
            let read = parse_project(&form, currency("USD"));
            if let Err(error) = &read {
                assert!(error.for_field("estimate").is_some(), "{sent:?}");
            }
            let read = read.map(|project| project.estimate.or(Some(3600)));
            assert_eq!(read.map_err(drop), after, "{sent:?}");
        }
    }

    #[test]
    fn a_budget_is_read_in_the_currency() {
        for (kind, sent, code, after) in [
            ("", None, "USD", Ok(Some(500))),
            ("", Some(""), "USD", Ok(None)),
            ("", Some(" 8,000.50 "), "USD", Ok(Some(800_050))),
            ("money", Some("8000"), "JPY", Ok(Some(8000))),
            ("hours", Some("8000"), "USD", Err("estimate")),
            ("money", Some(""), "USD", Err("budget")),
            ("", Some("-1"), "USD", Err("budget")),
            ("", Some("a lot"), "USD", Err("budget")),
        ] {
            let form = ProjectForm {
                budget: sent.map(str::to_owned),
                budget_kind: kind.to_owned(),
                ..form("Site", "", "", "")
            };
            let read = parse_project(&form, currency(code));
            match (&read, after) {
                (Ok(read), Ok(after)) => assert_eq!(read.budget.or(Some(500)), after, "{sent:?}"),
                (Err(error), Err(field)) => assert!(error.for_field(field).is_some(), "{error}"),
                _ => panic!("{kind} {sent:?}: {read:?}"),
            }
        }
    }

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn rates_are_read_in_the_currency() {
        for (rate, code, cents) in [
            ("", "USD", 0),
            ("90", "USD", 9_000),
            ("90,50", "EUR", 9_050),
            ("9000", "JPY", 9_000),
            (" 1.234 ", "KWD", 1_234),
        ] {
            let project = parse_project(&form("Site", "", "", rate), currency(code)).unwrap();
            assert_eq!(project.hourly_rate_cents, cents, "{rate} {code}");
        }
        for (rate, code) in [
            ("-1", "USD"),
            ("9.5", "JPY"),
            ("1.234", "USD"),
            ("a lot", "USD"),
            ("99999999999999", "USD"),
        ] {
            let error = parse_project(&form("Site", "", "", rate), currency(code)).unwrap_err();
            assert!(
                error.for_field("hourly_rate").is_some(),
                "{rate} {code}: {error}"
            );
        }
    }

    #[test]
    fn every_refused_field_is_named() {
        let error =
            parse_project(&form("", "acme", "#ff0000", "x"), Currency::default()).unwrap_err();
        for field in ["name", "client_id", "colour", "hourly_rate"] {
            assert!(error.for_field(field).is_some(), "{field}: {error}");
        }
    }

    #[test]
    fn an_empty_colour_and_client_are_left_open() {
        let project = parse_project(&form("Site", " ", "", ""), Currency::default()).unwrap();
        assert_eq!((project.client_id, project.colour), (None, None));
        let project = parse_project(&form("Site", "", "teal", ""), Currency::default()).unwrap();
        assert_eq!(project.colour, Some(Colour::Teal));
    }

    #[test]
    fn words_for_what_uses_a_project() {
        for (entries, timers, invoices, words) in [
            (1, 0, 0, "used by a time entry."),
            (12, 1, 0, "used by 12 time entries and a timer."),
            (0, 2, 0, "used by 2 timers."),
            (0, 0, 3, "used by 3 invoices."),
        ] {
            let error = in_use("Site", entries, timers, invoices);
            assert!(error.to_string().contains(words), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_form_panics(name: String, client_id: String, colour: String, rate: String) {
            let _ = parse_project(&form(&name, &client_id, &colour, &rate), Currency::default());
        }
    }
}
