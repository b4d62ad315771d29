//! Taking an invoice back, or some of its lines, by a credit note.

use leptos::prelude::*;

use super::rules::NOTES_MAX;
use super::server_fns::CreditInvoice;
use super::{Invoice, invoice_path};
use crate::clients::list_parts::forget_refusal;
use crate::form::FormErrors;
use crate::ui::{Button, ButtonLink, Dialog, ErrorSummary, Kind, TextArea};
use crate::workspaces::frame::formats;

/// The lines that can still be taken back, all of them chosen at first.
#[component]
pub fn CreditDialog(
    /// The invoice.
    invoice: Invoice,
    /// Makes the credit note.
    action: ServerAction<CreditInvoice>,
) -> impl IntoView {
    forget_refusal(action);
    let close = invoice_path(invoice.id);
    let errors = FormErrors::of(action);
    let currency = invoice.currency;
    let lines: Vec<(i64, String, i64)> = invoice
        .lines_left()
        .map(|(place, line)| (place, line.description.clone(), line.amount_cents))
        .collect();
    view! {
        <Dialog title=format!("Credit note for {}", invoice.number) close_href=close.clone() wide=true>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=invoice.id.to_string() />
                <ErrorSummary error=errors.summary() />
                <p>"A credit note takes back what you choose, with its part of discount and tax. It has a number of its own and cannot be undone. Once nothing of the invoice is left, its time entries are free again."</p>
                <ErrorSummary error=errors.field("lines") />
                <fieldset class="credit-lines">
                    <legend>"Lines to take back"</legend>
                    {lines
                        .into_iter()
                        .map(|(place, words, amount)| view! {
                            <label>
                                <input type="checkbox" name="credit[lines][]" value=place.to_string() checked=true />
                                <span class="line-words">{words}</span>
                                <span class="num">{move || formats().money(-amount, currency)}</span>
                            </label>
                        })
                        .collect_view()}
                </fieldset>
                <TextArea name="credit[notes]" id="credit-notes" label="Notes" hint="Why: it stands below the lines." maxlength=u32::try_from(NOTES_MAX).unwrap_or(u32::MAX) error=errors.field("notes") />
                <footer class="dialog-actions">
                    <ButtonLink href=close>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Make credit note"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}
