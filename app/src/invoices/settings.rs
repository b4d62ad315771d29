//! What a workspace's invoices begin with: their numbers, who sends them, how they are paid.

use serde::{Deserialize, Serialize};

use super::money::{parse_percent, percent_plain};
use super::numbering::{NumberFormat, USUAL};
use super::rules::NOTES_MAX;
use crate::error::{AppError, FieldErrors};
use crate::values::{clean_multiline_text, clean_text};

/// The address of the page.
pub const SETTINGS_PATH: &str = "/settings/invoices";
/// Where a logo is sent.
pub const LOGO_UPLOAD_PATH: &str = "/settings/invoices/logo";
/// Where the logo is shown.
pub const LOGO_PATH: &str = "/settings/invoices/logo.png";
/// Largest logo file: 512 KiB.
pub const LOGO_MAX_BYTES: usize = 512 * 1024;
/// Longest name of a sender in characters.
pub const SENDER_MAX: usize = 200;
/// Longest details of a sender, or of how to pay, in characters.
pub const DETAILS_MAX: usize = 2_000;
/// The most days to pay.
pub const DUE_DAYS_MAX: i64 = 365;
/// Days that a client usually has.
const USUAL_DUE_DAYS: i64 = 14;

/// What invoices begin with. Each draft takes a copy: what is changed here later leaves it alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceSettings {
    /// A pattern that `NumberFormat` reads.
    pub number_format: String,
    /// Who sends them; empty is the workspace.
    pub sender_name: String,
    /// Their address, tax number and whatever else belongs on an invoice.
    pub sender_details: String,
    /// How to pay.
    pub payment_details: String,
    /// Days until an invoice is due; none for no due date.
    pub due_days: Option<i64>,
    /// Words below the lines.
    pub notes: String,
    /// The tax rate in basis points.
    pub tax_rate_bp: i64,
}

impl Default for InvoiceSettings {
    fn default() -> Self {
        Self {
            number_format: USUAL.to_owned(),
            sender_name: String::new(),
            sender_details: String::new(),
            payment_details: String::new(),
            due_days: Some(USUAL_DUE_DAYS),
            notes: String::new(),
            tax_rate_bp: 0,
        }
    }
}

impl InvoiceSettings {
    /// The pattern of numbers; the usual one where what is stored is none.
    #[must_use]
    pub fn format(&self) -> NumberFormat {
        NumberFormat::parse(&self.number_format).unwrap_or_default()
    }

    /// The tax rate as a form holds it; nothing for none.
    #[must_use]
    pub fn tax_typed(&self) -> String {
        match self.tax_rate_bp {
            0 => String::new(),
            rate => percent_plain(rate),
        }
    }
}

/// The settings, and what hangs on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceSetup {
    /// The settings.
    pub settings: InvoiceSettings,
    /// What the next invoice will be called.
    pub next_number: String,
    /// When the logo was chosen, in milliseconds; none without one.
    pub logo_at: Option<i64>,
}

/// The settings' form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceSettingsForm {
    /// A pattern; empty is the usual one.
    #[serde(default)]
    pub number_format: String,
    /// Empty is the workspace's name.
    #[serde(default)]
    pub sender_name: String,
    /// Several lines.
    #[serde(default)]
    pub sender_details: String,
    /// Several lines.
    #[serde(default)]
    pub payment_details: String,
    /// A number of days; empty is no due date.
    #[serde(default)]
    pub due_days: String,
    /// Several lines.
    #[serde(default)]
    pub notes: String,
    /// A percentage; empty is none.
    #[serde(default)]
    pub tax_rate: String,
}

impl InvoiceSettingsForm {
    /// What is meant.
    ///
    /// # Errors
    /// `AppError::Invalid` at the fields that cannot be read.
    pub fn parse(&self) -> Result<InvoiceSettings, AppError> {
        let mut errors = FieldErrors::new();
        let number_format = match self.number_format.trim() {
            "" => USUAL,
            pattern => pattern,
        };
        errors.take("number_format", NumberFormat::parse(number_format));
        let sender_name = errors.take("sender_name", clean_text(&self.sender_name, SENDER_MAX));
        let mut text = |field: &str, text: &str, max: usize| {
            let clean = errors.take(field, clean_multiline_text(text, max));
            clean.unwrap_or_default()
        };
        let sender_details = text("sender_details", &self.sender_details, DETAILS_MAX);
        let payment_details = text("payment_details", &self.payment_details, DETAILS_MAX);
        let notes = text("notes", &self.notes, NOTES_MAX);
        let due_days = match self.due_days.trim() {
            "" => None,
            days => {
                let days = days.parse::<i64>().ok();
                let days = days.filter(|days| (0..=DUE_DAYS_MAX).contains(days));
                let words = "Enter a number of days from 0 to 365, or nothing for no due date.";
                errors.take("due_days", days.ok_or(words))
            }
        };
        let tax_rate_bp = match self.tax_rate.trim() {
            "" => Some(0),
            rate => errors.take("tax_rate", parse_percent(rate)),
        };
        errors.finish(Some(InvoiceSettings {
            number_format: number_format.to_owned(),
            sender_name: sender_name.unwrap_or_default(),
            sender_details,
            payment_details,
            due_days,
            notes,
            tax_rate_bp: tax_rate_bp.unwrap_or_default(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_is_the_usual_without_a_due_date() {
        let settings = InvoiceSettingsForm::default().parse().unwrap();
        assert_eq!(
            settings,
            InvoiceSettings {
                due_days: None,
                ..InvoiceSettings::default()
            }
        );
    }

    #[test]
    fn what_is_typed_is_tidied() {
        let form = InvoiceSettingsForm {
            number_format: " {year}-{number} ".into(),
            sender_name: " Northwind Studio ".into(),
            sender_details: "Main Street 1\r\nBerlin\r\n".into(),
            due_days: " 30 ".into(),
            tax_rate: "7.5".into(),
            ..InvoiceSettingsForm::default()
        };
        let settings = form.parse().unwrap();
        assert_eq!(settings.number_format, "{year}-{number}");
        assert_eq!(settings.sender_name, "Northwind Studio");
        assert_eq!(settings.sender_details, "Main Street 1\nBerlin");
        assert_eq!((settings.due_days, settings.tax_rate_bp), (Some(30), 750));
        assert_eq!(settings.tax_typed(), "7.5");
    }

    #[test]
    fn every_refused_field_is_named() {
        let form = InvoiceSettingsForm {
            number_format: "INV".into(),
            sender_name: "a".repeat(SENDER_MAX + 1),
            sender_details: "\u{7}".into(),
            payment_details: "a".repeat(DETAILS_MAX + 1),
            due_days: "-1".into(),
            notes: "a".repeat(NOTES_MAX + 1),
            tax_rate: "101".into(),
        };
        let Err(AppError::Invalid(errors)) = form.parse() else {
            panic!("refused");
        };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "number_format",
                "sender_name",
                "sender_details",
                "payment_details",
                "notes",
                "due_days",
                "tax_rate"
            ]
        );
    }
}
