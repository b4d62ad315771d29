//! The client's link: made, copied, ended.

use leptos::prelude::*;

use super::server_fns::{ShareInvoice, UnshareInvoice};
use super::{Invoice, invoice_path};
use crate::clients::list_parts::forget_refusal;
use crate::form::FormErrors;
use crate::ui::{Button, ButtonLink, CopyButton, Dialog, ErrorSummary, Kind};

/// The address where the client sees the invoice, or the button that makes it.
#[component]
pub fn LinkDialog(
    /// The invoice.
    invoice: Invoice,
    /// Makes the address.
    sharing: ServerAction<ShareInvoice>,
    /// Ends it.
    unsharing: ServerAction<UnshareInvoice>,
) -> impl IntoView {
    forget_refusal(sharing);
    forget_refusal(unsharing);
    let close = invoice_path(invoice.id);
    let (id, back) = (invoice.id.to_string(), close.clone());
    let body = match invoice.link {
        Some(link) => view! {
            <p>"Whoever has this link sees the invoice and downloads its file, without an account. Nothing else of the workspace is shown."</p>
            <p class="shared-link"><a href=link.clone() target="_blank" rel="noopener noreferrer">{link.clone()}</a></p>
            <CopyButton text=link label="Copy link" />
            <ActionForm action=unsharing attr:class="form">
                <input type="hidden" name="id" value=id />
                <ErrorSummary error=FormErrors::of(unsharing).summary() />
                <footer class="dialog-actions">
                    <ButtonLink href=back>"Close"</ButtonLink>
                    <Button kind=Kind::Danger busy=unsharing.pending()>"Revoke link"</Button>
                </footer>
            </ActionForm>
        }
        .into_any(),
        None => view! {
            <ActionForm action=sharing attr:class="form">
                <input type="hidden" name="id" value=id />
                <ErrorSummary error=FormErrors::of(sharing).summary() />
                <p>"Make a link under which your client sees the invoice and downloads its file, without an account. You can end it at any time."</p>
                <footer class="dialog-actions">
                    <ButtonLink href=back>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=sharing.pending()>"Make link"</Button>
                </footer>
            </ActionForm>
        }
        .into_any(),
    };
    view! { <Dialog title=format!("Client’s link to {}", invoice.number) close_href=close>{body}</Dialog> }
}
