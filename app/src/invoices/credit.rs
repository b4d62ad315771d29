//! Credit notes: which lines of an invoice they take back, and what that comes to.
//!
//! An invoice's discount and tax are spread over its lines by what was taken back so far, so that notes over all lines
//! together come to exactly the invoice's total, whatever was rounded on the way.

use serde::{Deserialize, Serialize};

use super::lines::Line;
use super::money::Sums;
use super::rules::{NOTES_MAX, credited_stays, not_to_be_credited};
use super::{Credit, Invoice, Status};
use crate::error::{AppError, FieldErrors};
use crate::values::{InvoiceId, clean_multiline_text};

/// What the line is called that gives an invoice's discount back.
const DISCOUNT: &str = "Discount";

/// An invoice or credit note that another one names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditNoteRef {
    /// Its id.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
}

/// A credit note's form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditForm {
    /// The places of the lines that are taken back, from 0.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Words below the lines: why.
    #[serde(default)]
    pub notes: String,
}

/// What is to be taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreditWish {
    /// The places of lines; `None` is everything that is left.
    pub lines: Option<Vec<i64>>,
    /// Words below the lines.
    pub notes: String,
}

impl CreditForm {
    /// What is meant.
    ///
    /// # Errors
    /// `AppError::Invalid` at what cannot be read, and without any line.
    pub fn parse(&self) -> Result<CreditWish, AppError> {
        let mut errors = FieldErrors::new();
        let lines: Option<Vec<i64>> = self.lines.iter().map(|place| place.parse().ok()).collect();
        let lines = lines.filter(|lines| !lines.is_empty());
        if lines.is_none() {
            errors.push("lines", "required", "Choose the lines to take back.");
        }
        let notes = errors.take("notes", clean_multiline_text(&self.notes, NOTES_MAX));
        let (lines, notes) = errors.finish(Some(lines).zip(notes))?;
        Ok(CreditWish { lines, notes })
    }
}

/// A credit note to be; its amounts are negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditDraft {
    /// The lines, each naming the one it takes back, and one that gives the discount on them back.
    pub lines: Vec<Line>,
    /// What it comes to.
    pub sums: Sums,
    /// What then is taken back of the invoice in all, positive.
    pub credited_cents: i64,
    /// Whether nothing of the invoice is left.
    pub is_full: bool,
}

/// What a credit note over these lines holds.
///
/// # Errors
/// When the invoice cannot be credited, or a line is none of its, or was taken back already.
pub fn credit(invoice: &Invoice, wanted: Option<&[i64]>) -> Result<CreditDraft, AppError> {
    if !invoice.can_be_credited() {
        return Err(match invoice.credit() {
            Credit::None => not_to_be_credited(&invoice.number, invoice.status),
            credit => credited_stays(&invoice.number, credit),
        });
    }
    let left: Vec<(i64, &Line)> = (0..)
        .zip(&invoice.lines)
        .filter(|(place, _)| !invoice.credited_lines.contains(place))
        .collect();
    let is_left = |place: &i64| left.iter().any(|(at, _)| at == place);
    if let Some(wanted) = wanted
        && (wanted.is_empty() || !wanted.iter().all(is_left))
    {
        let words = "Choose lines of this invoice that were not taken back yet.";
        return Err(AppError::field("lines", "invalid", words));
    }
    let is_wanted = |place: &i64| wanted.is_none_or(|wanted| wanted.contains(place));
    let chosen: Vec<(i64, &Line)> = left
        .iter()
        .copied()
        .filter(|(place, _)| is_wanted(place))
        .collect();
    let all = invoice.sums.subtotal_cents;
    let amount =
        |lines: &[(i64, &Line)]| -> i64 { lines.iter().map(|(_, line)| line.amount_cents).sum() };
    let before = Taken::of(invoice, all - amount(&left));
    let after = Taken::of(invoice, before.lines + amount(&chosen));
    let discount = after.discount - before.discount;
    let tax = after.tax - before.tax;
    let net = after.net() - before.net();
    let mut lines: Vec<Line> = chosen
        .iter()
        .map(|(place, line)| Line {
            amount_cents: -line.amount_cents,
            time_entry_ids: Vec::new(),
            credits_position: Some(*place),
            ..(*line).clone()
        })
        .collect();
    if discount > 0 {
        lines.push(Line {
            description: DISCOUNT.to_owned(),
            amount_cents: discount,
            ..Line::default()
        });
    }
    Ok(CreditDraft {
        lines,
        sums: Sums {
            subtotal_cents: -net,
            discount_cents: 0,
            tax_cents: -tax,
            total_cents: -(net + tax),
        },
        credited_cents: after.net() + after.tax,
        is_full: chosen.len() == left.len(),
    })
}

/// What was taken back of an invoice: lines, and the parts of discount and tax that belong to them.
#[derive(Clone, Copy, Debug)]
struct Taken {
    lines: i64,
    discount: i64,
    tax: i64,
}

impl Taken {
    fn of(invoice: &Invoice, lines: i64) -> Self {
        let sums = invoice.sums;
        let discount = share(sums.discount_cents, lines, sums.subtotal_cents);
        let whole = sums.subtotal_cents - sums.discount_cents;
        Self {
            lines,
            discount,
            tax: share(sums.tax_cents, lines - discount, whole),
        }
    }

    const fn net(self) -> i64 {
        self.lines - self.discount
    }
}

/// As much of `amount` as `part` is of `whole`, half-up.
fn share(amount: i64, part: i64, whole: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    let (amount, part, whole) = (i128::from(amount), i128::from(part), i128::from(whole));
    let exact = (2 * amount * part + whole).div_euclid(2 * whole);
    i64::try_from(exact).unwrap_or(i64::MAX)
}

impl Invoice {
    /// Its lines that can still be taken back, by place.
    pub fn lines_left(&self) -> impl Iterator<Item = (i64, &Line)> {
        (0..)
            .zip(&self.lines)
            .filter(|(place, _)| !self.credited_lines.contains(place))
    }

    /// What it is worth after what was taken back; nothing once it is void.
    #[must_use]
    pub const fn left_cents(&self) -> i64 {
        match self.status {
            Status::Void => 0,
            _ => self.sums.total_cents - self.credited_cents,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::invoices::money::sums;
    use crate::invoices::{Design, Discount, DiscountKind};
    use crate::values::{Currency, Date};
    use proptest::prelude::*;

    /// An invoice of these amounts that was sent.
    pub(crate) fn sent(amounts: &[i64], discount: Option<Discount>, tax_rate_bp: i64) -> Invoice {
        let today = Date::constant(2026, 11, 20);
        Invoice {
            id: InvoiceId::from_uuid(uuid::Uuid::nil()),
            number: "INV-0001".into(),
            status: Status::Sent,
            issuer: "Northwind".into(),
            sender_name: String::new(),
            sender_details: String::new(),
            payment_details: String::new(),
            credits: None,
            credited_cents: 0,
            credited_at: None,
            credited_lines: Vec::new(),
            credit_notes: Vec::new(),
            link: None,
            client_id: None,
            project_id: None,
            client_name: "Acme".into(),
            client_details: String::new(),
            issue_date: today,
            due_date: None,
            period: None,
            currency: Currency::EUR,
            lines: amounts
                .iter()
                .map(|amount| Line {
                    description: "Work".into(),
                    amount_cents: *amount,
                    ..Line::default()
                })
                .collect(),
            discount,
            tax_rate_bp,
            sums: sums(amounts.iter().copied(), discount, tax_rate_bp).unwrap(),
            design: Design::default(),
            notes: String::new(),
            sent_at: None,
            paid_at: None,
            voided_at: None,
            created_at: 0,
            updated_at: 0,
            today,
        }
    }

    const TENTH: Option<Discount> = Some(Discount {
        kind: DiscountKind::Percent,
        value: 1_000,
    });

    #[test]
    fn the_whole_is_the_invoice_turned_round() {
        let invoice = sent(&[20_000, 10_050], TENTH, 1_900);
        let note = credit(&invoice, None).unwrap();
        let amounts: Vec<i64> = note.lines.iter().map(|line| line.amount_cents).collect();
        assert_eq!(amounts, [-20_000, -10_050, 3_005]);
        assert_eq!(note.lines[1].credits_position, Some(1));
        assert_eq!(
            note.sums,
            Sums {
                subtotal_cents: -27_045,
                discount_cents: 0,
                tax_cents: -5_139,
                total_cents: -32_184
            }
        );
        assert_eq!((note.credited_cents, note.is_full), (32_184, true));
    }

    #[test]
    fn a_part_leaves_the_rest() {
        let mut invoice = sent(&[20_000, 10_050], TENTH, 1_900);
        let first = credit(&invoice, Some(&[1])).unwrap();
        assert_eq!((first.sums.total_cents, first.is_full), (-10_764, false));
        invoice.credited_lines = vec![1];
        invoice.credited_cents = first.credited_cents;
        let second = credit(&invoice, None).unwrap();
        assert_eq!(first.sums.total_cents + second.sums.total_cents, -32_184);
        assert_eq!((second.credited_cents, second.is_full), (32_184, true));
        assert_eq!(invoice.left_cents(), 32_184 - 10_764);
        for places in [&[1][..], &[2], &[-1], &[]] {
            let error = credit(&invoice, Some(places)).unwrap_err();
            assert_eq!(error.status(), 422, "{places:?}");
        }
    }

    #[test]
    fn only_what_is_with_the_client_is_credited() {
        for status in [Status::Draft, Status::Void] {
            let mut invoice = sent(&[100], None, 0);
            invoice.status = status;
            assert_eq!(credit(&invoice, None).unwrap_err().code(), "invoice_state");
        }
        let mut done = sent(&[100], None, 0);
        done.credited_at = Some(1);
        assert_eq!(credit(&done, None).unwrap_err().code(), "invoice_state");
        let mut note = sent(&[100], None, 0);
        note.credits = Some(CreditNoteRef {
            id: note.id,
            number: note.number.clone(),
        });
        assert_eq!(credit(&note, None).unwrap_err().code(), "invoice_state");
    }

    #[test]
    fn forms_name_lines() {
        let form = |lines: &[&str]| CreditForm {
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            notes: " Agreed ".into(),
        };
        let wish = form(&["0", "2"]).parse().unwrap();
        assert_eq!(
            (wish.lines, wish.notes.as_str()),
            (Some(vec![0, 2]), "Agreed")
        );
        for lines in [&["x"][..], &[]] {
            assert!(form(lines).parse().is_err(), "{lines:?}");
        }
    }

    proptest! {
        /// However it is taken back, line by line: all notes together are the invoice, and none gives anything twice.
        #[test]
        fn parts_add_up_to_the_whole(
            amounts in proptest::collection::vec(0_i64..10_000_000, 1..8),
            percent in 0_i64..=10_000,
            tax in 0_i64..=10_000,
        ) {
            let discount = (percent > 0).then_some(Discount { kind: DiscountKind::Percent, value: percent });
            let mut invoice = sent(&amounts, discount, tax);
            let mut total = 0;
            for place in 0..i64::try_from(amounts.len()).unwrap() {
                let note = credit(&invoice, Some(&[place])).unwrap();
                let lines: i64 = note.lines.iter().map(|line| line.amount_cents).sum();
                prop_assert_eq!(lines, note.sums.subtotal_cents);
                prop_assert!(note.sums.total_cents <= 0);
                total += note.sums.total_cents;
                invoice.credited_lines.push(place);
                prop_assert_eq!(note.credited_cents, -total);
                prop_assert_eq!(note.is_full, invoice.credited_lines.len() == amounts.len());
            }
            prop_assert_eq!(-total, invoice.sums.total_cents);
        }
    }
}
