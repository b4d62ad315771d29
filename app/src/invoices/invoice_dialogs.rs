//! The dialogs of an invoice: `?edit=1`, `?send=1`, `?pay=1`, `?void=1`, `?delete=1`.

use leptos::prelude::*;

use super::form::TermsForm;
use super::invoice_page::InvoiceResource;
use super::rules::{Status, Step};
use super::server_fns::{DeleteInvoice, StepInvoice, UpdateInvoice};
use super::terms::{TermsFields, TermsSignals, Total};
use super::{Invoice, invoice_path};
use crate::access::Permission;
use crate::clients::list_parts::{allowed, forget_refusal};
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Button, ButtonLink, Confirmation, Dialog, ErrorSummary, Kind};

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    Edit(Invoice),
    Step(Invoice, Step),
    Delete(Invoice),
}

/// The actions outlive their dialog: its closing must not lose their answer.
#[derive(Clone, Copy)]
struct Actions {
    updating: ServerAction<UpdateInvoice>,
    stepping: ServerAction<StepInvoice>,
    deleting: ServerAction<DeleteInvoice>,
}

/// The dialog that the address asks for, if there is one and the invoice allows it.
#[component]
pub fn InvoiceDialogs(
    /// The invoice.
    invoice: InvoiceResource,
    /// Deletes it; the page knows that it is about to go.
    deleting: ServerAction<DeleteInvoice>,
) -> impl IntoView {
    let query = use_params();
    let revision = use_revision();
    let actions = Actions {
        updating: ServerAction::new(),
        stepping: ServerAction::new(),
        deleting,
    };
    revision.follow(actions.updating);
    revision.follow(actions.stepping);
    let open = memo(move || {
        if !allowed(Permission::ManageInvoices) {
            return None;
        }
        let invoice = invoice.get()?.ok()?;
        let wants = |what: &str| query.with(|query| query.get_str(what).is_some());
        let is_draft = invoice.status == Status::Draft;
        if wants("edit") {
            return is_draft.then_some(Open::Edit(invoice));
        }
        if wants("delete") {
            return is_draft.then_some(Open::Delete(invoice));
        }
        let step = Step::ALL.into_iter().find(|step| wants(step.slug()))?;
        invoice
            .status
            .after(step)
            .map(|_| Open::Step(invoice, step))
    });
    move || {
        open.get().map(|open| match open {
            Open::Edit(invoice) => {
                view! { <EditDialog invoice action=actions.updating /> }.into_any()
            }
            Open::Step(invoice, step) => {
                view! { <StepDialog invoice step action=actions.stepping /> }.into_any()
            }
            Open::Delete(invoice) => {
                view! { <DeleteDialog invoice action=actions.deleting /> }.into_any()
            }
        })
    }
}

#[component]
fn EditDialog(invoice: Invoice, action: ServerAction<UpdateInvoice>) -> impl IntoView {
    forget_refusal(action);
    let close = invoice_path(invoice.id);
    let errors = FormErrors::of(action);
    let terms = TermsSignals::of(&TermsForm::of(&invoice));
    let amounts: Vec<i64> = invoice.lines.iter().map(|line| line.amount_cents).collect();
    view! {
        <Dialog title=format!("Edit {}", invoice.number) close_href=close.clone() wide=true>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=invoice.id.to_string() />
                <ErrorSummary error=errors.summary() />
                <TermsFields prefix="terms" terms design=invoice.design errors />
                <Total terms amounts=Signal::stored(amounts) currency=invoice.currency />
                <footer class="dialog-actions">
                    <ButtonLink href=close>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn StepDialog(invoice: Invoice, step: Step, action: ServerAction<StepInvoice>) -> impl IntoView {
    forget_refusal(action);
    let close = invoice_path(invoice.id);
    let number = invoice.number;
    let (title, words, button, kind) = match step {
        Step::Send => (
            format!("Mark {number} as sent?"),
            "From then on it can no longer be changed, only paid or void. Download the PDF and send it to your client.",
            "Mark as sent",
            Kind::Primary,
        ),
        Step::Pay => (
            format!("Mark {number} as paid?"),
            "It is settled then, and stays as it is.",
            "Mark as paid",
            Kind::Primary,
        ),
        Step::Void => (
            format!("Void {number}?"),
            "Its time entries are free again, to be changed or invoiced anew. It keeps its number and stays in the list; this cannot be undone.",
            "Void invoice",
            Kind::Danger,
        ),
    };
    view! {
        <Dialog title close_href=close.clone()>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=invoice.id.to_string() />
                <input type="hidden" name="step" value=step.slug() />
                <ErrorSummary error=FormErrors::of(action).summary() />
                <p>{words}</p>
                <footer class="dialog-actions">
                    <ButtonLink href=close>"Cancel"</ButtonLink>
                    <Button kind busy=action.pending()>{button}</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn DeleteDialog(invoice: Invoice, action: ServerAction<DeleteInvoice>) -> impl IntoView {
    forget_refusal(action);
    let close = invoice_path(invoice.id);
    view! {
        <Dialog title=format!("Delete {}?", invoice.number) close_href=close.clone()>
            <ActionForm action attr:class="form">
                <Confirmation
                    id=invoice.id.to_string()
                    error=FormErrors::of(action).summary()
                    close_href=close
                    action="Delete draft"
                    busy=action.pending()
                >
                    <p>"Its time entries are free again. The number is not given out anew; this cannot be undone."</p>
                </Confirmation>
            </ActionForm>
        </Dialog>
    }
}
