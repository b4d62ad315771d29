//! Server functions of invoices. A change ends on the invoice it was made to, with and without scripts.

use leptos::prelude::*;

use super::{
    Invoice, InvoiceForm, InvoicePage, InvoicePreview, InvoiceQuery, SelectionForm, Step, TermsForm,
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
