//! What makes a client's form acceptable, and the words for what stands in its way.

use super::ClientForm;
use crate::error::{AppError, Conflict, FieldErrors};
use crate::values::{Currency, clean_multiline_text, clean_name};

/// Longest name in characters.
pub const NAME_MAX: usize = 200;
/// Longest billing details in characters.
pub const BILLING_DETAILS_MAX: usize = 2_000;
/// Longest notes in characters.
pub const NOTES_MAX: usize = 10_000;

/// A client's form that is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientDetails {
    /// Its name, trimmed.
    pub name: String,
    /// What its rates and invoices are in.
    pub currency: Currency,
    /// What stands on invoices; may be empty.
    pub billing_details: String,
    /// For the team; may be empty.
    pub notes: String,
}

/// The form, if every field is in order. An empty currency is `default`: the workspace's for a new client,
/// the present one for an edit.
///
/// # Errors
/// `AppError::Invalid` naming each refused field.
pub fn parse_client(form: &ClientForm, default: Currency) -> Result<ClientDetails, AppError> {
    let mut errors = FieldErrors::new();
    let name = errors.take("name", clean_name(&form.name, NAME_MAX));
    let currency = match form.currency.trim() {
        "" => Some(default),
        code => errors.take("currency", Currency::parse(code)),
    };
    let billing_details = errors.take(
        "billing_details",
        clean_multiline_text(&form.billing_details, BILLING_DETAILS_MAX),
    );
    let notes = errors.take("notes", clean_multiline_text(&form.notes, NOTES_MAX));
    let details = name.zip(currency).zip(billing_details).zip(notes).map(
        |(((name, currency), billing_details), notes)| ClientDetails {
            name,
            currency,
            billing_details,
            notes,
        },
    );
    errors.finish(details)
}

/// Another client has the name already.
#[must_use]
pub fn name_taken(name: &str, archived: bool) -> AppError {
    let message = if archived {
        format!("An archived client is called “{name}”. Restore it, or choose another name.")
    } else {
        format!("There is a client called “{name}” already. Choose another name.")
    };
    AppError::conflict(Conflict::NameTaken, message)
}

/// Time on an active invoice keeps its rate, which would be another one in a currency with other decimals.
#[must_use]
pub fn currency_locked(invoice: &str, from: Currency, to: Currency) -> AppError {
    let (from, to) = (from.code(), to.code());
    AppError::conflict(
        Conflict::EntryLocked,
        format!(
            "The currency cannot change from {from} to {to}: time entries are on {invoice}, and {to} has other decimals. Void or delete the invoice first, or add another client."
        ),
    )
}

/// Invoices were made for the client: without it they would not be found by whom they are for.
#[must_use]
pub fn invoiced(name: &str, invoices: i64) -> AppError {
    let invoices = match invoices {
        1 => "an invoice".to_owned(),
        count => format!("{count} invoices"),
    };
    AppError::conflict(
        Conflict::InUse,
        format!("“{name}” is on {invoices}. Archive it instead; its history stays."),
    )
}

/// The client still has projects.
#[must_use]
pub fn in_use(name: &str, projects: i64) -> AppError {
    let projects = match projects {
        1 => "a project".to_owned(),
        count => format!("{count} projects"),
    };
    AppError::conflict(
        Conflict::InUse,
        format!(
            "“{name}” still has {projects}. Archive it instead, or delete or move its projects first."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form(name: &str, currency: &str, billing_details: &str, notes: &str) -> ClientForm {
        ClientForm {
            name: name.into(),
            currency: currency.into(),
            billing_details: billing_details.into(),
            notes: notes.into(),
        }
    }

    #[test]
    fn codes_become_uppercase_and_texts_are_trimmed() {
        let client = parse_client(
            &form(" Acme ", " eur", "Street 1\r\n12345 Town ", "\nVIP"),
            Currency::default(),
        );
        let client = client.unwrap();
        assert_eq!(client.name, "Acme");
        assert_eq!(client.currency.code(), "EUR");
        assert_eq!(client.billing_details, "Street 1\n12345 Town");
        assert_eq!(client.notes, "VIP");
    }

    #[test]
    fn no_currency_is_the_default() {
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(
            parse_client(&form("Acme", " ", "", ""), yen)
                .unwrap()
                .currency,
            yen
        );
    }

    #[test]
    fn every_refused_field_is_named() {
        let long = "x".repeat(NOTES_MAX + 1);
        let error =
            parse_client(&form(" ", "dollar", &long, &long), Currency::default()).unwrap_err();
        assert_eq!(error.status(), 422);
        for field in ["name", "currency", "billing_details", "notes"] {
            assert!(error.for_field(field).is_some(), "{field}: {error}");
        }
        let error = parse_client(&form("a\0b", "", "", ""), Currency::default()).unwrap_err();
        assert!(error.for_field("name").is_some());
    }

    proptest! {
        #[test]
        fn what_was_accepted_is_accepted_again(name: String, currency in "\\PC{0,4}", details: String, notes: String) {
            if let Ok(once) = parse_client(&form(&name, &currency, &details, &notes), Currency::default()) {
                let again = form(&once.name, once.currency.code(), &once.billing_details, &once.notes);
                prop_assert_eq!(parse_client(&again, Currency::default()), Ok(once));
            }
        }
    }
}
