//! Sending an invoice: by mail, with its file and its client's link, or only said to be sent.

use leptos::prelude::*;

use super::mail::{MESSAGE_MAX, SUBJECT_MAX};
use super::rules::{Status, Step};
use super::server_fns::{MailInvoice, StepInvoice};
use super::{Invoice, MailForm, invoice_path};
use crate::clients::list_parts::forget_refusal;
use crate::form::FormErrors;
use crate::ui::{Button, ButtonLink, Dialog, ErrorSummary, Kind, TextArea, TextField};
use crate::workspaces::frame::{formats, frame_now};

/// A mail to the client; of a draft, also the way without one.
#[component]
pub fn SendDialog(
    /// The invoice.
    invoice: Invoice,
    /// Sends the mail.
    mailing: ServerAction<MailInvoice>,
    /// Says that it was sent.
    stepping: ServerAction<StepInvoice>,
) -> impl IntoView {
    forget_refusal(mailing);
    forget_refusal(stepping);
    let close = invoice_path(invoice.id);
    let (id, same) = (invoice.id.to_string(), invoice.id.to_string());
    let is_draft = invoice.status == Status::Draft;
    let person = frame_now().map(|frame| frame.account.name);
    let usual = untrack(|| MailForm::of(&invoice, formats(), &person.unwrap_or_default()));
    let errors = FormErrors::of(mailing);
    let words = if is_draft {
        "The PDF is attached, and the mail holds a link to it. Once it is sent, the invoice can no longer be changed, only paid, credited or void."
    } else {
        "The PDF is attached, and the mail holds a link to it."
    };
    view! {
        <Dialog title=format!("Send {}", invoice.number) close_href=close.clone() wide=true>
            <ActionForm action=mailing attr:class="form">
                <input type="hidden" name="id" value=id />
                <ErrorSummary error=errors.summary() />
                <p>{words}</p>
                <TextField name="mail[to]" id="mail-to" label="To" kind="email" value=usual.to required=true autocomplete="off" hint="An e-mail address in the client’s billing details stands here by itself." error=errors.field("to") />
                <TextField name="mail[subject]" id="mail-subject" label="Subject" value=usual.subject required=true maxlength=u32::try_from(SUBJECT_MAX).unwrap_or(u32::MAX) autocomplete="off" error=errors.field("subject") />
                <TextArea name="mail[message]" id="mail-message" label="Message" value=usual.message rows=8 maxlength=u32::try_from(MESSAGE_MAX).unwrap_or(u32::MAX) error=errors.field("message") />
                <footer class="dialog-actions">
                    <ButtonLink href=close>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=mailing.pending()>"Send by mail"</Button>
                </footer>
            </ActionForm>
            {is_draft.then(|| view! {
                <ActionForm action=stepping attr:class="form send-without">
                    <input type="hidden" name="id" value=same />
                    <input type="hidden" name="step" value=Step::Send.slug() />
                    <ErrorSummary error=FormErrors::of(stepping).summary() />
                    <p class="muted">"Or download the PDF, send it in your own way, and say so here."</p>
                    <Button busy=stepping.pending()>"Mark as sent"</Button>
                </ActionForm>
            })}
        </Dialog>
    }
}
