//! The terms of an invoice in the browser: fields, and a total that follows them by the server's own rules.

use leptos::prelude::*;

use super::form::{FreeLineForm, SelectionForm, TermsForm, parse_lines};
use super::money::{Discount, DiscountKind, Sums, sums};
use super::new_page::PreviewResource;
use super::rules::{Design, NOTES_MAX};
use super::server_fns::CreateInvoice;
use super::settings::{DETAILS_MAX, InvoiceSettings};
use crate::form::FormErrors;
use crate::memo::memo;
use crate::ui::{
    Button, Card, Choice, ErrorSummary, Kind, Segmented, SelectField, TextArea, TextField,
};
use crate::values::{Currency, Date, add_days};
use crate::workspaces::frame::formats;

/// Lines that are no time, on the page.
const FREE_LINES: usize = 3;

/// What is typed; it stays while the review is looked up again.
#[derive(Clone, Copy)]
pub struct TermsSignals {
    tax_rate: RwSignal<String>,
    discount_kind: RwSignal<String>,
    discount: RwSignal<String>,
    due_date: RwSignal<String>,
    notes: RwSignal<String>,
    payment_details: RwSignal<String>,
    lines: [(RwSignal<String>, RwSignal<String>); FREE_LINES],
}

impl TermsSignals {
    /// What the workspace's invoices begin with; the due date is counted from today.
    #[must_use]
    pub fn new(today: Option<Date>, settings: &InvoiceSettings) -> Self {
        let held = |text: String| RwSignal::new(text);
        let due = today.zip(settings.due_days);
        let due = due.map(|(today, days)| add_days(today, days).to_string());
        Self {
            tax_rate: held(settings.tax_typed()),
            discount_kind: held(DiscountKind::Percent.slug().to_owned()),
            discount: held(String::new()),
            due_date: held(due.unwrap_or_default()),
            notes: held(settings.notes.clone()),
            payment_details: held(settings.payment_details.clone()),
            lines: [(); FREE_LINES].map(|()| (held(String::new()), held(String::new()))),
        }
    }

    /// What a form held before.
    #[must_use]
    pub fn of(form: &TermsForm) -> Self {
        let signals = Self::new(None, &InvoiceSettings::default());
        signals.tax_rate.set(form.tax_rate.clone());
        signals.discount_kind.set(form.discount_kind.clone());
        signals.discount.set(form.discount.clone());
        signals.due_date.set(form.due_date.clone());
        signals.notes.set(form.notes.clone());
        let payment = form.payment_details.clone();
        signals.payment_details.set(payment.unwrap_or_default());
        signals
    }

    /// What it comes to with these terms, or why it does not.
    fn total(
        self,
        amounts: &[i64],
        currency: Currency,
    ) -> Result<(Sums, Option<Discount>, i64), String> {
        let form = TermsForm {
            tax_rate: self.tax_rate.get(),
            discount_kind: self.discount_kind.get(),
            discount: self.discount.get(),
            ..TermsForm::default()
        };
        let typed = self.lines.map(|(description, amount)| FreeLineForm {
            description: description.get(),
            amount: amount.get(),
        });
        let lines = parse_lines(&typed, currency).map_err(|error| error.to_string())?;
        let free = lines.iter().map(|line| line.amount_cents);
        let (tax, discount) = form.rates(currency).map_err(|error| error.to_string())?;
        let sums = sums(amounts.iter().copied().chain(free), discount, tax);
        sums.map(|sums| (sums, discount, tax))
            .map_err(|error| error.to_string())
    }
}

/// Tax, discount, due date, notes and design; `prefix` is what the server function calls them.
#[component]
pub fn TermsFields(
    /// The form's name: `terms`.
    prefix: &'static str,
    /// What is typed.
    terms: TermsSignals,
    /// What the design is at first.
    design: Design,
    /// What was refused.
    errors: FormErrors,
) -> impl IntoView {
    let name = move |field: &str| format!("{prefix}[{field}]");
    let kinds = vec![
        Choice::new(DiscountKind::Percent.slug(), "Percent"),
        Choice::new(DiscountKind::Fixed.slug(), "Amount"),
    ];
    let designs = Design::ALL
        .map(|design| Choice::new(design.slug(), design.label()))
        .to_vec();
    view! {
        <div class="row">
            <TextField name=name("tax_rate") id="tax-rate" label="Tax" bind=terms.tax_rate suffix="%" inputmode="decimal" autocomplete="off" error=errors.field("tax_rate") />
            <TextField name=name("discount") id="discount" label="Discount" bind=terms.discount inputmode="decimal" autocomplete="off" error=errors.field("discount") />
            <SelectField name=name("discount_kind") id="discount-kind" label="Discount as" options=kinds bind=terms.discount_kind />
        </div>
        <div class="row">
            <TextField name=name("due_date") id="due-date" label="Due date" kind="date" bind=terms.due_date error=errors.field("due_date") />
            <Segmented name=name("design") label="Design" options=designs value=design.slug().to_owned() />
        </div>
        <TextArea
            name=name("notes")
            id="invoice-notes"
            label="Notes"
            bind=terms.notes
            hint="Below the lines: what the client should know, a word of thanks."
            maxlength=u32::try_from(NOTES_MAX).unwrap_or(u32::MAX)
            error=errors.field("notes")
        />
        <TextArea
            name=name("payment_details")
            id="invoice-payment"
            label="Payment details"
            bind=terms.payment_details
            hint="How to pay, such as your bank account."
            maxlength=u32::try_from(DETAILS_MAX).unwrap_or(u32::MAX)
            error=errors.field("payment_details")
        />
    }
}

/// The terms of a new invoice, and the button that makes its draft.
#[component]
pub fn NewTerms(
    /// What is billed.
    preview: PreviewResource,
    /// Which time that is.
    selection: Signal<SelectionForm>,
    /// What is typed.
    terms: TermsSignals,
    /// Makes the draft.
    creating: ServerAction<CreateInvoice>,
) -> impl IntoView {
    let seen = memo(move || preview.get().flatten().and_then(Result::ok));
    // The form stays while only figures change.
    let currency = memo(move || seen.get().map(|seen| seen.currency));
    let amounts = memo(move || {
        let lines = seen.get().map(|seen| seen.lines).unwrap_or_default();
        lines
            .iter()
            .map(|line| line.amount_cents)
            .collect::<Vec<_>>()
    });
    let reviewed = memo(move || seen.get().map(|seen| seen.reviewed).unwrap_or_default());
    let errors = FormErrors::of(creating);
    // What is wrong with the time has no field in this form.
    let of_selection = ["client_id", "project_id", "from", "to"].map(|field| errors.field(field));
    let of_selection = Signal::derive(move || of_selection.iter().find_map(|error| error.get()));
    let hidden = move |field: &'static str| {
        let value = move || {
            selection.with(|selection| match field {
                "client_id" => selection.client_id.clone(),
                "project_id" => selection.project_id.clone(),
                "from" => selection.from.clone(),
                "to" => selection.to.clone(),
                _ => selection.group_by.clone(),
            })
        };
        view! { <input type="hidden" name=format!("invoice[selection][{field}]") value=value /> }
    };
    move || {
        currency.get().map(|currency| view! {
            <Card title="Tax, discount and design" explain="All of it can be changed as long as the invoice is a draft; its lines stay.">
                <ActionForm action=creating attr:class="form">
                    {["client_id", "project_id", "from", "to", "group_by"].map(hidden).collect_view()}
                    <input type="hidden" name="invoice[reviewed]" value=reviewed />
                    <ErrorSummary error=errors.summary() />
                    <ErrorSummary error=of_selection />
                    <TermsFields prefix="invoice[terms]" terms design=Design::default() errors />
                    <FreeLines terms errors />
                    <Total terms amounts currency />
                    <div class="form-actions">
                        <Button kind=Kind::Primary busy=creating.pending()>"Save as Draft"</Button>
                    </div>
                </ActionForm>
            </Card>
        })
    }
}

/// Lines that are no time, folded away until they are wanted.
#[component]
fn FreeLines(terms: TermsSignals, errors: FormErrors) -> impl IntoView {
    let error = errors.field("lines");
    let is_open = move || error.with(Option::is_some);
    view! {
        <details class="free-lines" open=is_open>
            <summary>"Add lines that are no time"</summary>
            <ErrorSummary error />
            {terms
                .lines
                .into_iter()
                .enumerate()
                .map(|(at, (description, amount))| {
                    let place = at + 1;
                    view! {
                        <div class="row">
                            <TextField name=format!("invoice[lines][{at}][description]") id=format!("line-{at}") label=format!("Line {place}") bind=description autocomplete="off" />
                            <TextField name=format!("invoice[lines][{at}][amount]") id=format!("line-amount-{at}") label=format!("Amount of line {place}") bind=amount inputmode="decimal" autocomplete="off" />
                        </div>
                    }
                })
                .collect_view()}
        </details>
    }
}

/// What it comes to; follows what is typed.
#[component]
pub fn Total(
    /// What is typed.
    terms: TermsSignals,
    /// The lines' amounts.
    #[prop(into)]
    amounts: Signal<Vec<i64>>,
    /// What they are in.
    currency: Currency,
) -> impl IntoView {
    let total = memo(move || amounts.with(|amounts| terms.total(amounts, currency)));
    view! {
        <div class="live-total" role="status">
            {move || match total.get() {
                Ok((sums, discount, tax)) => view! { <SumLines sums discount tax_rate_bp=tax currency /> }.into_any(),
                Err(words) => view! { <p class="field-error">{words}</p> }.into_any(),
            }}
        </div>
    }
}

/// Subtotal, discount, tax and total, one below the other.
#[component]
pub fn SumLines(
    /// What it comes to.
    sums: Sums,
    /// What is taken off.
    discount: Option<Discount>,
    /// The tax rate in basis points.
    tax_rate_bp: i64,
    /// What it is in.
    currency: Currency,
) -> impl IntoView {
    let money = move |cents: i64| move || formats().money(cents, currency);
    view! {
        <dl class="sums">
            {sums
                .rows(discount, tax_rate_bp)
                .into_iter()
                .map(|(words, cents)| view! { <div><dt>{words}</dt><dd class="num">{money(cents)}</dd></div> })
                .collect_view()}
            <div class="sum-total"><dt>"Total"</dt><dd class="num">{money(sums.total_cents)}</dd></div>
        </dl>
    }
}
