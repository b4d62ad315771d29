//! The dialogs of an invoice: `?edit=1`, `?send=1`, `?link=1`, `?credit=1`, `?pay=1`, `?void=1`, `?delete=1`.

use leptos::prelude::*;

use super::credit_dialog::CreditDialog;
use super::form::TermsForm;
use super::invoice_page::InvoiceResource;
use super::link_dialog::LinkDialog;
use super::rules::{Status, Step};
use super::send_dialog::SendDialog;
use super::server_fns::{
    CreditInvoice, DeleteInvoice, MailInvoice, ShareInvoice, StepInvoice, UnshareInvoice,
    UpdateInvoice,
};
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
    Send(Invoice),
    Link(Invoice),
    Credit(Invoice),
    Step(Invoice, Step),
    Delete(Invoice),
}

/// The actions outlive their dialog: its closing must not lose their answer.
#[derive(Clone, Copy)]
struct Actions {
    updating: ServerAction<UpdateInvoice>,
    stepping: ServerAction<StepInvoice>,
    mailing: ServerAction<MailInvoice>,
    sharing: ServerAction<ShareInvoice>,
    unsharing: ServerAction<UnshareInvoice>,
    crediting: ServerAction<CreditInvoice>,
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
        mailing: ServerAction::new(),
        sharing: ServerAction::new(),
        unsharing: ServerAction::new(),
        crediting: ServerAction::new(),
        deleting,
    };
    revision.follow(actions.updating);
    revision.follow(actions.stepping);
    revision.follow(actions.mailing);
    revision.follow(actions.sharing);
    revision.follow(actions.unsharing);
    revision.follow(actions.crediting);
    let open = memo(move || {
        let may_manage = allowed(Permission::ManageInvoices);
        let invoice = invoice.get()?.ok()?;
        let wants = |what: &str| query.with(|query| query.get_str(what).is_some());
        let is_draft = invoice.status == Status::Draft;
        if wants("edit") {
            return (is_draft && may_manage).then_some(Open::Edit(invoice));
        }
        if wants("delete") {
            let can_go = is_draft && allowed(Permission::EndInvoices);
            return can_go.then_some(Open::Delete(invoice));
        }
        if wants("send") {
            let can_go = is_draft || invoice.can_be_shown();
            return (can_go && may_manage).then_some(Open::Send(invoice));
        }
        if wants("link") {
            let can_go = match &invoice.link {
                Some(_) => allowed(Permission::EndShares),
                None => may_manage && invoice.can_be_shown(),
            };
            return can_go.then_some(Open::Link(invoice));
        }
        if wants("credit") {
            let can_go = may_manage && invoice.can_be_credited();
            return can_go.then_some(Open::Credit(invoice));
        }
        let step = Step::ALL.into_iter().find(|step| wants(step.slug()))?;
        if !allowed(step.permission()) {
            return None;
        }
        invoice.after(step).map(|_| Open::Step(invoice, step))
    });
    move || {
        open.get().map(|open| match open {
            Open::Edit(invoice) => {
                view! { <EditDialog invoice action=actions.updating /> }.into_any()
            }
            Open::Send(invoice) => {
                view! { <SendDialog invoice mailing=actions.mailing stepping=actions.stepping /> }
                    .into_any()
            }
            Open::Link(invoice) => {
                view! { <LinkDialog invoice sharing=actions.sharing unsharing=actions.unsharing /> }
                    .into_any()
            }
            Open::Credit(invoice) => {
                view! { <CreditDialog invoice action=actions.crediting /> }.into_any()
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
        // Its dialog is another one, for who has no other way to it.
        Step::Send => (
            format!("Mark {number} as sent?"),
            "From then on it can no longer be changed, only paid, credited or void.",
            "Mark as sent",
            Kind::Primary,
        ),
        Step::Pay => (
            format!("Mark {number} as paid?"),
            "It is settled then; what has to change can still be taken back by a credit note.",
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
