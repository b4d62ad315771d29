//! Server functions of invoices. A change ends on the invoice it was made to, with and without scripts.

use leptos::prelude::*;

use super::{
    CreditForm, Invoice, InvoiceForm, InvoicePage, InvoicePreview, InvoiceProject, InvoiceQuery,
    MailForm, SelectionForm, Step, TermsForm,
};
#[cfg(feature = "ssr")]
use super::{PATH, invoice_path};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, redirect};
use crate::error::AppError;
use crate::values::InvoiceId;

/// A page of the list.
#[server]
pub async fn list_invoices(
    /// Which of them.
    #[server(default)]
    query: InvoiceQuery,
    /// Where the page begins; the first one without.
    #[server(default)]
    after: Option<String>,
) -> Result<InvoicePage, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_invoices(&actor, query, after).await)
}

/// One invoice.
#[server]
pub async fn load_invoice(
    /// Which one.
    id: InvoiceId,
) -> Result<Invoice, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_invoice(&actor, id).await)
}

/// What an invoice would hold.
#[server]
pub async fn preview_invoice(
    /// Of which time.
    #[server(default)]
    selection: SelectionForm,
) -> Result<InvoicePreview, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.preview_invoice(&actor, selection).await)
}

/// Makes a draft.
#[server]
pub async fn create_invoice(
    /// Its form.
    #[server(default)]
    invoice: InvoiceForm,
) -> Result<InvoiceId, AppError> {
    let (backend, actor) = acting()?;
    let id = answer(backend.create_invoice(&actor, invoice).await)?;
    redirect(&invoice_path(id));
    Ok(id)
}

/// Changes the terms of a draft.
#[server]
pub async fn update_invoice(
    /// Which one.
    id: InvoiceId,
    /// Its terms.
    #[server(default)]
    terms: TermsForm,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.update_invoice(&actor, id, terms).await)?;
    redirect(&invoice_path(id));
    Ok(())
}

/// Takes an invoice a step further.
#[server]
pub async fn step_invoice(
    /// Which one.
    id: InvoiceId,
    /// What is done with it.
    step: Step,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.step_invoice(&actor, id, step).await)?;
    redirect(&invoice_path(id));
    Ok(())
}

/// Deletes a draft.
#[server]
pub async fn delete_invoice(
    /// Which one.
    id: InvoiceId,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.delete_invoice(&actor, id).await)?;
    redirect(PATH);
    Ok(())
}

/// Sends an invoice to its client by mail.
#[server]
pub async fn mail_invoice(
    /// Which one.
    id: InvoiceId,
    /// To whom, and in which words.
    #[server(default)]
    mail: MailForm,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.mail_invoice(&actor, id, mail).await)?;
    redirect(&invoice_path(id));
    Ok(())
}

/// Makes the address where its client sees an invoice.
#[server]
pub async fn share_invoice(
    /// Which one.
    id: InvoiceId,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.share_invoice(&actor, id).await)?;
    redirect(&format!("{}?link=1", invoice_path(id)));
    Ok(())
}

/// Ends the address where its client sees an invoice.
#[server]
pub async fn unshare_invoice(
    /// Which one.
    id: InvoiceId,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.unshare_invoice(&actor, id).await)?;
    redirect(&format!("{}?link=1", invoice_path(id)));
    Ok(())
}

/// Takes lines of an invoice back by a credit note.
#[server]
pub async fn credit_invoice(
    /// Which one.
    id: InvoiceId,
    /// Which of its lines, and why.
    #[server(default)]
    credit: CreditForm,
) -> Result<InvoiceId, AppError> {
    let (backend, actor) = acting()?;
    let note = answer(backend.credit_invoice(&actor, id, credit).await)?;
    redirect(&invoice_path(note));
    Ok(note)
}

/// Clients' projects to choose from for an invoice, without what was tracked on them.
#[server]
pub async fn list_invoice_projects() -> Result<Vec<InvoiceProject>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_invoice_projects(&actor).await)
}
