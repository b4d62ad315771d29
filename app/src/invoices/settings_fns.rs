//! Server functions of what invoices begin with.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::settings::SETTINGS_PATH;
use super::{InvoiceSettingsForm, InvoiceSetup};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, redirect};
use crate::error::AppError;

/// What invoices begin with.
#[server]
pub async fn load_invoice_setup() -> Result<InvoiceSetup, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_invoice_setup(&actor).await)
}

/// Changes what invoices begin with.
#[server]
pub async fn update_invoice_settings(
    /// Its form.
    #[server(default)]
    settings: InvoiceSettingsForm,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.update_invoice_settings(&actor, settings).await)
}

/// Takes the logo away.
#[server]
pub async fn remove_invoice_logo() -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.remove_invoice_logo(&actor).await)?;
    redirect(SETTINGS_PATH);
    Ok(())
}
