//! An invoice as a mail to its client: to whom, and in which words.

use serde::{Deserialize, Serialize};

use super::{Invoice, State};
use crate::accounts::rules::parse_email;
use crate::error::{AppError, FieldErrors};
use crate::values::{Formats, clean_multiline_text, clean_name};

/// Longest subject in characters.
pub const SUBJECT_MAX: usize = 200;
/// Longest message in characters.
pub const MESSAGE_MAX: usize = 5_000;
/// The most mails with invoices that a workspace sends in 24 hours.
pub const MAILS_A_DAY: i64 = 200;

/// A mail's form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailForm {
    /// An address.
    #[serde(default)]
    pub to: String,
    /// What stands in the list of mails.
    #[serde(default)]
    pub subject: String,
    /// What it says.
    #[serde(default)]
    pub message: String,
}

/// A mail that can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceMail {
    /// An address.
    pub to: String,
    /// What stands in the list of mails.
    pub subject: String,
    /// What it says.
    pub message: String,
}

impl MailForm {
    /// What a mail with this invoice would usually say; `person` sends it.
    #[must_use]
    pub fn of(invoice: &Invoice, formats: Formats, person: &str) -> Self {
        let Invoice { number, issuer, .. } = invoice;
        let kind = invoice.kind_word();
        let total = formats.money(invoice.left_cents(), invoice.currency);
        let due = invoice.due_date.map(|day| formats.day(day));
        let (subject, news) = match (invoice.state(), due) {
            (State::CreditNote, _) => (
                format!("Credit note {number} from {issuer}"),
                format!(
                    "attached is our credit note {number} of {}.",
                    formats.money(invoice.sums.total_cents, invoice.currency)
                ),
            ),
            (State::Overdue, Some(due)) => (
                format!("Reminder: invoice {number} from {issuer}"),
                format!(
                    "our invoice {number} of {total} was due on {due}. It is attached once more; please let us know if it has been paid meanwhile."
                ),
            ),
            (State::Draft | State::Sent, Some(due)) => (
                format!("Invoice {number} from {issuer}"),
                format!("attached is our {kind} {number} of {total}, due on {due}."),
            ),
            _ => (
                format!("Invoice {number} from {issuer}"),
                format!("attached is our {kind} {number} of {total}."),
            ),
        };
        Self {
            to: invoice.client_email().unwrap_or_default(),
            subject,
            message: format!("Hello,\n\n{news}\n\nKind regards\n{person}"),
        }
    }

    /// What is meant.
    ///
    /// # Errors
    /// `AppError::Invalid` at the fields that cannot be used.
    pub fn parse(&self) -> Result<InvoiceMail, AppError> {
        let mut errors = FieldErrors::new();
        let to = match self.to.trim() {
            "" => {
                errors.push("to", "required", "Enter your client’s e-mail address.");
                None
            }
            to => errors.take("to", parse_email(to)),
        };
        let subject = match self.subject.trim() {
            "" => {
                errors.push("subject", "required", "Enter a subject.");
                None
            }
            subject => errors.take("subject", clean_name(subject, SUBJECT_MAX)),
        };
        let message = errors.take("message", clean_multiline_text(&self.message, MESSAGE_MAX));
        let mail = to
            .zip(subject)
            .zip(message)
            .map(|((to, subject), message)| InvoiceMail {
                to,
                subject,
                message,
            });
        errors.finish(mail)
    }
}

impl Invoice {
    /// The first e-mail address in the client's billing details.
    #[must_use]
    pub fn client_email(&self) -> Option<String> {
        self.client_details
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')'))
            .map(|word| word.strip_prefix("mailto:").unwrap_or(word))
            .map(|word| word.trim_end_matches(['.', ':']))
            .filter(|word| word.contains('@'))
            .find_map(|word| parse_email(word).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::super::credit::tests::sent;
    use super::*;
    use crate::values::parse_day;

    #[test]
    fn the_clients_address_is_found_in_its_details() {
        for (details, found) in [
            (
                "Main Street 1\nbilling@acme.example",
                Some("billing@acme.example"),
            ),
            ("Acme <ap@acme.example>, c/o x@y", Some("ap@acme.example")),
            ("E-Mail: ap@acme.example.", Some("ap@acme.example")),
            ("@acme on the net", None),
            ("", None),
        ] {
            let mut invoice = sent(&[100], None, 0);
            invoice.client_details = details.into();
            assert_eq!(invoice.client_email().as_deref(), found, "{details}");
        }
    }

    #[test]
    fn the_words_follow_how_it_stands() {
        let mut invoice = sent(&[12_000], None, 0);
        invoice.due_date = parse_day("2026-12-04").ok();
        let words = |invoice: &Invoice| MailForm::of(invoice, Formats::default(), "Maya");
        let form = words(&invoice);
        assert_eq!(form.subject, "Invoice INV-0001 from Northwind");
        assert!(
            form.message.contains("€120.00, due on 4 Dec 2026"),
            "{}",
            form.message
        );
        assert!(form.message.ends_with("Kind regards\nMaya"));
        invoice.due_date = parse_day("2026-11-01").ok();
        assert!(words(&invoice).subject.starts_with("Reminder: "));
    }

    #[test]
    fn every_refused_field_is_named() {
        let form = MailForm {
            to: "nobody".into(),
            subject: " ".into(),
            message: "a".repeat(MESSAGE_MAX + 1),
        };
        let Err(AppError::Invalid(errors)) = form.parse() else {
            panic!("refused");
        };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["to", "subject", "message"]);
        let header = MailForm {
            to: "a@b.example".into(),
            subject: "Hi\r\nBcc: x@y.example".into(),
            message: String::new(),
        };
        assert!(header.parse().is_err(), "a subject is one line");
    }
}
