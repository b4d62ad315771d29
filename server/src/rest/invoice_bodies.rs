//! What an invoice looks like, and what is sent to make or change one.

use app::error::AppError;
use app::invoices::form::{FreeLine, SelectionForm, Terms, check_lines};
use app::invoices::{
    Design, Discount as Off, DiscountKind, Grouping, Invoice, InvoicePreview, Line,
};
use app::values::{ClientId, Currency, Date, ProjectId, parse_day};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::instant;
use super::fields::{Nullable, renamed, sent};
use super::words::{
    AnyDesign, AnyDiscountKind, AnyGrouping, AnyInvoiceKind, AnyInvoiceStatus, AnyReason,
};
use crate::invoices::draft::Draft;

/// What is charged.
pub(super) const INVOICE: &str = "invoice";
/// What takes it back.
pub(super) const CREDIT_NOTE: &str = "credit_note";

/// What is taken off.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Discount)]
pub(super) struct DiscountView {
    /// `percent` of the subtotal, or a `fixed` amount.
    #[schema(inline, value_type = AnyDiscountKind, example = "percent")]
    kind: DiscountKind,
    /// Basis points, or minor units.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64, example = 1000)]
    value: i64,
}

impl From<Off> for DiscountView {
    fn from(off: Off) -> Self {
        Self {
            kind: off.kind,
            value: off.value,
        }
    }
}

impl From<DiscountView> for Off {
    fn from(view: DiscountView) -> Self {
        Self {
            kind: view.kind,
            value: view.value,
        }
    }
}

/// A line of an invoice.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceLine)]
pub(super) struct LineView {
    /// What was done.
    #[schema(example = "Webshop: Checkout flow")]
    description: String,
    /// How long; 0 for what is no time.
    #[schema(example = 5400)]
    seconds: i64,
    /// Minor units an hour.
    #[schema(example = 9000)]
    hourly_rate_cents: i64,
    /// seconds × rate ÷ 3600, rounded half-up.
    #[schema(example = 13500)]
    amount_cents: i64,
    /// The time entries in it; none once the invoice is void.
    time_entry_ids: Vec<String>,
}

impl From<Line> for LineView {
    fn from(line: Line) -> Self {
        Self {
            description: line.description,
            seconds: line.seconds,
            hourly_rate_cents: line.hourly_rate_cents,
            amount_cents: line.amount_cents,
            time_entry_ids: line
                .time_entry_ids
                .iter()
                .map(ToString::to_string)
                .collect(),
        }
    }
}

/// An invoice; lines and client details are as they were when it was drafted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Invoice)]
pub(super) struct InvoiceView {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// Counted through in the workspace; never given out twice.
    #[schema(example = "INV-0001")]
    number: String,
    /// `invoice`, or `credit_note`: one that takes an invoice back, with negative amounts.
    #[schema(inline, value_type = AnyInvoiceKind, example = "invoice")]
    kind: &'static str,
    /// `draft`, `sent`, `paid` or `void`.
    #[schema(inline, value_type = AnyInvoiceStatus, example = "draft")]
    status: &'static str,
    /// Who sends it.
    #[schema(example = "Northwind Studio")]
    sender_name: String,
    /// The sender's address and tax number of that time.
    sender_details: String,
    /// Whom it was made for.
    #[schema(format = "uuid")]
    client_id: Option<String>,
    /// The one project it was made for, if it was one.
    #[schema(format = "uuid")]
    project_id: Option<String>,
    /// What the client was called.
    #[schema(example = "Acme")]
    client_name: String,
    /// The client's billing details of that time.
    client_details: String,
    /// The day it was drafted.
    #[schema(format = "date", example = "2026-11-21")]
    issue_date: String,
    /// The day it is to be paid by.
    #[schema(format = "date", example = "2026-12-05")]
    due_date: Option<String>,
    /// The first day that was billed.
    #[schema(format = "date", example = "2026-11-01")]
    from: Option<String>,
    /// The last one.
    #[schema(format = "date", example = "2026-11-30")]
    to: Option<String>,
    /// What its amounts are in.
    #[schema(example = "EUR")]
    currency: String,
    /// What is charged.
    lines: Vec<LineView>,
    /// All lines together.
    #[schema(example = 13500)]
    subtotal_cents: i64,
    /// What is taken off, as it was said.
    discount: Option<DiscountView>,
    /// What is taken off.
    #[schema(example = 1350)]
    discount_cents: i64,
    /// Basis points: 1900 are 19 %.
    #[schema(example = 1900)]
    tax_rate_bp: i64,
    /// The tax on subtotal − discount.
    #[schema(example = 2309)]
    tax_cents: i64,
    /// What is to be paid.
    #[schema(example = 14459)]
    total_cents: i64,
    /// What its file looks like.
    #[schema(inline, value_type = AnyDesign, example = "classic")]
    design: &'static str,
    /// Words below the lines.
    notes: String,
    /// How to pay it.
    payment_details: String,
    /// The invoice that it takes back; only on credit notes.
    #[schema(format = "uuid")]
    credits_invoice_id: Option<String>,
    /// The credit notes that take it back.
    credit_note_ids: Vec<String>,
    /// What they have taken back of it, in minor units.
    #[schema(example = 0)]
    credited_cents: i64,
    /// When all of it was taken back.
    #[schema(format = "date-time")]
    credited_at: Option<String>,
    /// When it was sent.
    #[schema(format = "date-time", example = "2026-11-21T11:00:00Z")]
    sent_at: Option<String>,
    /// When it was paid.
    #[schema(format = "date-time", example = "2026-11-28T11:00:00Z")]
    paid_at: Option<String>,
    /// When it was made void.
    #[schema(format = "date-time")]
    voided_at: Option<String>,
    /// When it was drafted.
    #[schema(format = "date-time", example = "2026-11-21T11:00:00Z")]
    created_at: String,
    /// When it was changed last.
    #[schema(format = "date-time", example = "2026-11-21T11:00:00Z")]
    updated_at: String,
}

impl From<Invoice> for InvoiceView {
    fn from(invoice: Invoice) -> Self {
        let (from, to) = invoice
            .period
            .map(|(from, to)| (from.to_string(), to.to_string()))
            .unzip();
        let kind = if invoice.is_credit_note() {
            CREDIT_NOTE
        } else {
            INVOICE
        };
        Self {
            id: invoice.id.to_string(),
            number: invoice.number,
            kind,
            status: invoice.status.slug(),
            sender_name: invoice.issuer,
            sender_details: invoice.sender_details,
            client_id: invoice.client_id.map(|id| id.to_string()),
            project_id: invoice.project_id.map(|id| id.to_string()),
            client_name: invoice.client_name,
            client_details: invoice.client_details,
            issue_date: invoice.issue_date.to_string(),
            due_date: invoice.due_date.map(|day| day.to_string()),
            from,
            to,
            currency: invoice.currency.code().to_owned(),
            lines: invoice.lines.into_iter().map(LineView::from).collect(),
            subtotal_cents: invoice.sums.subtotal_cents,
            discount: invoice.discount.map(DiscountView::from),
            discount_cents: invoice.sums.discount_cents,
            tax_rate_bp: invoice.tax_rate_bp,
            tax_cents: invoice.sums.tax_cents,
            total_cents: invoice.sums.total_cents,
            design: invoice.design.slug(),
            notes: invoice.notes,
            payment_details: invoice.payment_details,
            credits_invoice_id: invoice.credits.map(|invoice| invoice.id.to_string()),
            credit_note_ids: invoice
                .credit_notes
                .iter()
                .map(|note| note.id.to_string())
                .collect(),
            credited_cents: invoice.credited_cents,
            credited_at: invoice.credited_at.map(instant),
            sent_at: invoice.sent_at.map(instant),
            paid_at: invoice.paid_at.map(instant),
            voided_at: invoice.voided_at.map(instant),
            created_at: instant(invoice.created_at),
            updated_at: instant(invoice.updated_at),
        }
    }
}

/// A line that is no time.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInvoiceLine {
    /// What it is for.
    #[schema(min_length = 1, max_length = 500, example = "Hosting")]
    description: String,
    /// What it costs, in minor units.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64, example = 2000)]
    amount_cents: i64,
}

/// An invoice to be: whose time, and on which terms.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInvoice {
    /// Whose work is billed.
    #[schema(value_type = String, format = "uuid")]
    client_id: ClientId,
    /// On one project only.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    project_id: Option<ProjectId>,
    /// The first day, in the person's time zone.
    #[schema(format = "date", example = "2026-11-01")]
    from: String,
    /// The last day.
    #[schema(format = "date", example = "2026-11-30")]
    to: String,
    /// What the entries of a line have in common, beside the rate: project and `description` (the default), the `project`,
    /// the `user`, the `day`; or a line for each `entry`.
    #[serde(default)]
    #[schema(inline, value_type = Option<AnyGrouping>, example = "description")]
    group_by: Option<Grouping>,
    /// Lines that are no time.
    #[serde(default)]
    #[schema(max_items = 100)]
    lines: Vec<NewInvoiceLine>,
    /// Basis points: 1900 are 19 %.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000, example = 1900)]
    tax_rate_bp: i64,
    /// What is taken off: at most everything.
    #[serde(default)]
    discount: Option<DiscountView>,
    /// What its file looks like.
    #[serde(default)]
    #[schema(inline, value_type = Option<AnyDesign>, example = "classic")]
    design: Option<Design>,
    /// The day it is to be paid by.
    #[serde(default)]
    #[schema(format = "date", example = "2026-12-05")]
    due_date: Option<String>,
    /// Words below the lines.
    #[serde(default)]
    #[schema(max_length = 5000)]
    notes: String,
    /// How to pay; left out, it is what the workspace's settings say.
    #[serde(default, deserialize_with = "sent")]
    #[schema(max_length = 2000)]
    payment_details: Option<String>,
}

fn day(field: &str, text: &str) -> Result<Date, AppError> {
    parse_day(text).map_err(|error| AppError::field(field, "invalid", error.to_string()))
}

fn named(error: AppError) -> AppError {
    renamed(error, &[("tax_rate", "tax_rate_bp")])
}

impl TryFrom<NewInvoice> for Draft {
    type Error = AppError;

    fn try_from(body: NewInvoice) -> Result<Self, AppError> {
        let form = SelectionForm {
            client_id: body.client_id.to_string(),
            project_id: body.project_id.map(|id| id.to_string()).unwrap_or_default(),
            from: body.from,
            to: body.to,
            group_by: body.group_by.unwrap_or_default().slug().to_owned(),
        };
        let terms = Terms {
            tax_rate_bp: body.tax_rate_bp,
            discount: body.discount.map(Off::from),
            design: body.design.unwrap_or_default(),
            due_date: body
                .due_date
                .map(|text| day("due_date", &text))
                .transpose()?,
            notes: body.notes,
            payment_details: body.payment_details,
        };
        let lines = body.lines.into_iter().map(|line| FreeLine {
            description: line.description,
            amount_cents: line.amount_cents,
        });
        Ok(Self {
            selection: form.parse()?,
            terms: terms.checked().map_err(named)?,
            lines: check_lines(lines.collect())?,
            reviewed: None,
        })
    }
}

/// What is to change about a draft; its lines stay.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvoiceChange {
    /// Basis points: 1900 are 19 %.
    #[serde(default, deserialize_with = "sent")]
    #[schema(minimum = 0, maximum = 10_000, example = 1900)]
    tax_rate_bp: Option<i64>,
    /// What is taken off; null for nothing.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<DiscountView>)]
    discount: Option<Nullable<DiscountView>>,
    /// What its file looks like.
    #[serde(default, deserialize_with = "sent")]
    #[schema(inline, value_type = Option<AnyDesign>, example = "modern")]
    design: Option<Design>,
    /// The day it is to be paid by; null for none.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = "date", example = "2026-12-05")]
    due_date: Option<Nullable<String>>,
    /// Words below the lines.
    #[serde(default, deserialize_with = "sent")]
    #[schema(max_length = 5000)]
    notes: Option<String>,
    /// How to pay.
    #[serde(default, deserialize_with = "sent")]
    #[schema(max_length = 2000)]
    payment_details: Option<String>,
}

impl InvoiceChange {
    /// The terms after it.
    pub(super) fn terms(&self, before: &Invoice) -> Result<Terms, AppError> {
        let due_date = match &self.due_date {
            None => before.due_date,
            Some(due) => due
                .as_deref()
                .map(|text| day("due_date", text))
                .transpose()?,
        };
        Terms {
            tax_rate_bp: self.tax_rate_bp.unwrap_or(before.tax_rate_bp),
            discount: match self.discount {
                None => before.discount,
                Some(discount) => discount.map(Off::from),
            },
            design: self.design.unwrap_or(before.design),
            due_date,
            notes: self.notes.clone().unwrap_or_else(|| before.notes.clone()),
            payment_details: self.payment_details.clone(),
        }
        .checked()
        .map_err(named)
    }
}

/// Time that would stay off, for one reason.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvoiceLeftOut {
    /// `invoiced`, `not_billable` or `running`.
    #[schema(inline, value_type = AnyReason, example = "not_billable")]
    reason: &'static str,
    /// How many time entries, or timers.
    #[schema(example = 2)]
    count: i64,
    /// How much time that is, as far as it was saved.
    #[schema(example = 3600)]
    seconds: i64,
}

/// What an invoice would hold.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoicePreview)]
pub(super) struct PreviewView {
    /// Whom it would be made for.
    #[schema(format = "uuid")]
    client_id: String,
    /// What its amounts would be in.
    #[schema(example = "EUR")]
    currency: String,
    /// What would be charged.
    lines: Vec<LineView>,
    /// All lines together.
    #[schema(example = 13500)]
    subtotal_cents: i64,
    /// What would be taken off.
    #[schema(example = 1350)]
    discount_cents: i64,
    /// The tax on subtotal − discount.
    #[schema(example = 2309)]
    tax_cents: i64,
    /// What would have to be paid.
    #[schema(example = 14459)]
    total_cents: i64,
    /// What would stay off, and why.
    left_out: Vec<InvoiceLeftOut>,
}

impl PreviewView {
    /// What a draft would be, of which this is the time.
    pub(super) fn of(preview: InvoicePreview, draft: &Draft) -> Result<Self, AppError> {
        let InvoicePreview {
            client,
            currency,
            mut lines,
            left_out,
            ..
        } = preview;
        lines.extend(draft.lines.iter().cloned().map(Line::from));
        let sums = draft.sums(&lines)?;
        let currency: Currency = currency;
        Ok(Self {
            client_id: client.id.to_string(),
            currency: currency.code().to_owned(),
            lines: lines.into_iter().map(LineView::from).collect(),
            subtotal_cents: sums.subtotal_cents,
            discount_cents: sums.discount_cents,
            tax_cents: sums.tax_cents,
            total_cents: sums.total_cents,
            left_out: left_out
                .into_iter()
                .map(|group| InvoiceLeftOut {
                    reason: group.reason.slug(),
                    count: group.count,
                    seconds: group.seconds,
                })
                .collect(),
        })
    }
}
