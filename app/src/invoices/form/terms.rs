//! The terms of an invoice: tax, discount, design, due date, words below the lines.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, FieldErrors};
use crate::invoices::Invoice;
use crate::invoices::money::{
    Discount, DiscountKind, MAX_CENTS, WHOLE_BP, parse_percent, percent_plain,
};
use crate::invoices::rules::{Design, NOTES_MAX};
use crate::invoices::settings::DETAILS_MAX;
use crate::values::{Currency, Date, clean_multiline_text, format_plain, parse_day, parse_money};

/// The terms of an invoice as its form sends them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsForm {
    /// A percentage; empty is none.
    #[serde(default)]
    pub tax_rate: String,
    /// `percent` or `fixed`; anything else is none.
    #[serde(default)]
    pub discount_kind: String,
    /// How much; empty is none.
    #[serde(default)]
    pub discount: String,
    /// A design's slug; empty is the usual.
    #[serde(default)]
    pub design: String,
    /// A day; empty is none.
    #[serde(default)]
    pub due_date: String,
    /// Words below the lines.
    #[serde(default)]
    pub notes: String,
    /// How to pay; not said is the settings' on a new invoice, and stays on one that is there.
    #[serde(default, deserialize_with = "crate::form::sent")]
    pub payment_details: Option<String>,
}

/// The terms of an invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// In basis points.
    pub tax_rate_bp: i64,
    /// What is taken off.
    pub discount: Option<Discount>,
    /// What its file looks like.
    pub design: Design,
    /// The day it is to be paid by.
    pub due_date: Option<Date>,
    /// Words below the lines.
    pub notes: String,
    /// How to pay; `None` leaves it as it is.
    pub payment_details: Option<String>,
}

impl TermsForm {
    /// The form that says what an invoice has.
    #[must_use]
    pub fn of(invoice: &Invoice) -> Self {
        let discount = invoice.discount.map(|discount| match discount.kind {
            DiscountKind::Percent => percent_plain(discount.value),
            DiscountKind::Fixed => format_plain(discount.value, invoice.currency),
        });
        Self {
            tax_rate: match invoice.tax_rate_bp {
                0 => String::new(),
                rate => percent_plain(rate),
            },
            discount_kind: invoice
                .discount
                .map_or("percent", |discount| discount.kind.slug())
                .to_owned(),
            discount: discount.unwrap_or_default(),
            design: invoice.design.slug().to_owned(),
            due_date: invoice
                .due_date
                .map(|day| day.to_string())
                .unwrap_or_default(),
            notes: invoice.notes.clone(),
            payment_details: Some(invoice.payment_details.clone()),
        }
    }

    /// Tax rate and discount as far as they were typed, for a total that follows.
    ///
    /// # Errors
    /// `AppError::Invalid` at what cannot be read.
    pub fn rates(&self, currency: Currency) -> Result<(i64, Option<Discount>), AppError> {
        let mut errors = FieldErrors::new();
        let read = (
            self.read_tax(&mut errors),
            self.read_discount(currency, &mut errors),
        );
        errors.finish(Some(read))
    }

    /// What is meant.
    ///
    /// # Errors
    /// `AppError::Invalid` at the fields that cannot be read.
    pub fn parse(&self, currency: Currency) -> Result<Terms, AppError> {
        let mut errors = FieldErrors::new();
        let tax_rate_bp = self.read_tax(&mut errors);
        let discount = self.read_discount(currency, &mut errors);
        let design = match self.design.as_str() {
            "" => Design::default(),
            slug => Design::from_slug(slug).unwrap_or_else(|| {
                errors.push("design", "invalid", "Choose one of the designs.");
                Design::default()
            }),
        };
        let due_date = match self.due_date.trim() {
            "" => None,
            day => errors.take("due_date", parse_day(day)),
        };
        errors.finish(Some(()))?;
        Terms {
            tax_rate_bp,
            discount,
            design,
            due_date,
            notes: self.notes.clone(),
            payment_details: self.payment_details.clone(),
        }
        .checked()
    }

    fn read_tax(&self, errors: &mut FieldErrors) -> i64 {
        match self.tax_rate.trim() {
            "" => 0,
            rate => errors
                .take("tax_rate", parse_percent(rate))
                .unwrap_or_default(),
        }
    }

    fn read_discount(&self, currency: Currency, errors: &mut FieldErrors) -> Option<Discount> {
        let kind = DiscountKind::from_slug(&self.discount_kind)?;
        let text = self.discount.trim();
        if text.is_empty() {
            return None;
        }
        let value = match kind {
            DiscountKind::Percent => errors.take("discount", parse_percent(text)),
            DiscountKind::Fixed => errors.take("discount", parse_money(text, currency)),
        }?;
        (value > 0).then_some(Discount { kind, value })
    }
}

impl Terms {
    /// The terms if they are in order, their notes tidied.
    ///
    /// # Errors
    /// `AppError::Invalid` at what is not.
    pub fn checked(mut self) -> Result<Self, AppError> {
        let mut errors = FieldErrors::new();
        if !(0..=WHOLE_BP).contains(&self.tax_rate_bp) {
            let words = "A tax rate lies between 0 and 100 %.";
            errors.push("tax_rate", "invalid", words);
        }
        let most = match self.discount {
            Some(Discount {
                kind: DiscountKind::Percent,
                ..
            }) => WHOLE_BP,
            _ => MAX_CENTS,
        };
        if self
            .discount
            .is_some_and(|discount| !(0..=most).contains(&discount.value))
        {
            let words = "A discount is not negative, and no more than all of it.";
            errors.push("discount", "invalid", words);
        }
        // Nothing taken off is no discount.
        self.discount = self.discount.filter(|discount| discount.value != 0);
        if let Some(details) = &self.payment_details {
            let clean = clean_multiline_text(details, DETAILS_MAX);
            self.payment_details = errors.take("payment_details", clean);
        }
        let notes = errors.take("notes", clean_multiline_text(&self.notes, NOTES_MAX));
        self.notes = errors.finish(notes)?;
        Ok(self)
    }

    /// Refuses a due date before the day of the invoice.
    ///
    /// # Errors
    /// `AppError::Invalid` at `due_date`.
    pub fn check_due(&self, issued: Date) -> Result<(), AppError> {
        match self.due_date {
            Some(due) if due < issued => Err(AppError::field(
                "due_date",
                "too_early",
                "The due date lies before the day of the invoice. Choose a later one.",
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoices::form::tests::fields;

    #[test]
    fn terms_are_read_as_typed() {
        let terms = |form: TermsForm| form.parse(Currency::EUR);
        assert_eq!(terms(TermsForm::default()), Ok(Terms::default()));
        let read = terms(TermsForm {
            tax_rate: "7,5 %".into(),
            discount_kind: "fixed".into(),
            discount: "12.50".into(),
            design: "modern".into(),
            due_date: "2026-12-04".into(),
            notes: " Thanks\r\n ".into(),
            ..TermsForm::default()
        })
        .unwrap();
        assert_eq!(
            (read.tax_rate_bp, read.design, read.notes.as_str()),
            (750, Design::Modern, "Thanks")
        );
        assert_eq!(
            read.discount,
            Some(Discount {
                kind: DiscountKind::Fixed,
                value: 1_250
            })
        );
        assert!(read.check_due(parse_day("2026-12-04").unwrap()).is_ok());
        let late = read.check_due(parse_day("2026-12-05").unwrap());
        assert_eq!(fields(&late.unwrap_err()), ["due_date"]);
        let wrong = TermsForm {
            tax_rate: "101".into(),
            discount_kind: "percent".into(),
            discount: "x".into(),
            design: "loud".into(),
            due_date: "soon".into(),
            ..TermsForm::default()
        };
        assert_eq!(
            fields(&terms(wrong).unwrap_err()),
            ["tax_rate", "discount", "design", "due_date"]
        );
        let long = TermsForm {
            notes: "x".repeat(NOTES_MAX + 1),
            ..TermsForm::default()
        };
        assert_eq!(fields(&terms(long).unwrap_err()), ["notes"]);
        // A discount of nothing is none; without a kind it does not count.
        for (kind, discount) in [("percent", "0"), ("", "5"), ("fixed", "")] {
            let form = TermsForm {
                discount_kind: kind.into(),
                discount: discount.into(),
                ..TermsForm::default()
            };
            assert_eq!(terms(form), Ok(Terms::default()));
        }
    }
}
