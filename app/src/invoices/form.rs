//! What an invoice is asked for with, as forms send it and as it is meant.

use serde::{Deserialize, Serialize};

use super::Invoice;
use super::lines::{Grouping, Line};
use super::money::{Discount, DiscountKind, MAX_CENTS, WHOLE_BP, parse_percent, percent_plain};
use super::rules::{Design, FREE_LINES_MAX, LINE_MAX, NOTES_MAX};
use super::settings::DETAILS_MAX;
use crate::error::{AppError, FieldErrors};
use crate::values::{
    ClientId, Currency, Date, DateRange, ProjectId, clean_multiline_text, clean_name, format_plain,
    parse_day, parse_money,
};

/// Which time is wanted, as a form or an address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionForm {
    /// Whose work.
    #[serde(default)]
    pub client_id: String,
    /// On which project; empty is on all of the client's.
    #[serde(default)]
    pub project_id: String,
    /// The first day.
    #[serde(default)]
    pub from: String,
    /// The last day.
    #[serde(default)]
    pub to: String,
    /// What makes a line; empty is the usual.
    #[serde(default)]
    pub group_by: String,
}

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

/// A new invoice's form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceForm {
    /// Which time.
    #[serde(default)]
    pub selection: SelectionForm,
    /// The terms.
    #[serde(default)]
    pub terms: TermsForm,
    /// What is charged beside time.
    #[serde(default)]
    pub lines: Vec<FreeLineForm>,
    /// What the review said it stood for; empty takes whatever is there.
    #[serde(default)]
    pub reviewed: String,
}

/// Which time is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Whose work.
    pub client_id: ClientId,
    /// On which project, or on all of the client's.
    pub project_id: Option<ProjectId>,
    /// Begun on these days, the reader's.
    pub range: DateRange,
    /// What makes a line.
    pub grouping: Grouping,
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

impl SelectionForm {
    /// What an address asks for.
    pub fn from_params(params: impl Fn(&str) -> Option<String>) -> Self {
        let get = |name: &str| params(name).unwrap_or_default();
        Self {
            client_id: get("client"),
            project_id: get("project"),
            from: get("from"),
            to: get("to"),
            group_by: get("group_by"),
        }
    }

    /// What is meant.
    ///
    /// # Errors
    /// `AppError::Invalid` at the fields that say nothing.
    pub fn parse(&self) -> Result<Selection, AppError> {
        let mut errors = FieldErrors::new();
        let client_id = match self.client_id.trim() {
            "" => {
                errors.push("client_id", "required", "Choose the client to invoice.");
                None
            }
            id => errors.take("client_id", id.parse()),
        };
        let project_id = match self.project_id.trim() {
            "" => None,
            id => errors.take("project_id", id.parse()),
        };
        let range = self.range(&mut errors);
        let grouping = match self.group_by.as_str() {
            "" => Some(Grouping::default()),
            slug => Grouping::from_slug(slug),
        };
        if grouping.is_none() {
            let words = "Choose one of the ways to group time into lines.";
            errors.push("group_by", "invalid", words);
        }
        let selection = client_id.zip(range).zip(grouping);
        let ((client_id, range), grouping) = errors.finish(selection)?;
        Ok(Selection {
            client_id,
            project_id,
            range,
            grouping,
        })
    }

    fn range(&self, errors: &mut FieldErrors) -> Option<DateRange> {
        let mut day = |field: &str, text: &str| {
            if text.trim().is_empty() {
                errors.push(
                    field,
                    "required",
                    "Choose the first and the last day to invoice.",
                );
                return None;
            }
            errors.take(field, parse_day(text))
        };
        let days = (day("from", &self.from), day("to", &self.to));
        let (Some(from), Some(to)) = days else {
            return None;
        };
        errors.take("to", DateRange::new(from, to))
    }
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

    fn fields(error: &AppError) -> Vec<&str> {
        let AppError::Invalid(errors) = error else {
            panic!("{error:?}")
        };
        errors.iter().map(|error| error.field.as_str()).collect()
    }

    #[test]
    fn a_selection_says_whose_time_and_when() {
        let id = "0195d3c0-0000-7000-8000-000000000001";
        let whole = SelectionForm {
            client_id: id.into(),
            from: "2026-11-01".into(),
            to: "2026-11-30".into(),
            ..SelectionForm::default()
        };
        let selection = whole.parse().unwrap();
        assert_eq!(
            (selection.range.days(), selection.grouping),
            (30, Grouping::Description)
        );
        for (form, wrong) in [
            (SelectionForm::default(), &["client_id", "from", "to"][..]),
            (
                SelectionForm {
                    to: "2026-10-31".into(),
                    ..whole.clone()
                },
                &["to"],
            ),
            (
                SelectionForm {
                    client_id: "x".into(),
                    project_id: "y".into(),
                    ..whole.clone()
                },
                &["client_id", "project_id"],
            ),
            (
                SelectionForm {
                    group_by: "tag".into(),
                    ..whole.clone()
                },
                &["group_by"],
            ),
        ] {
            assert_eq!(fields(&form.parse().unwrap_err()), wrong);
        }
    }

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
