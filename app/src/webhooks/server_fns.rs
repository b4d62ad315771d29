//! Server functions of webhooks. A change ends on the page it was made on, so that its dialog closes with and without
//! scripts.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::LIST_PATH;
use super::{Delivery, NewWebhook, WebhookForm, WebhooksView};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, is_plain_form, redirect, set_new_token, visitor};
use crate::error::AppError;
use crate::values::{WebhookDeliveryId, WebhookId};

/// The workspace's webhooks, as far as the asking person sees them.
#[server]
pub async fn load_webhooks() -> Result<WebhooksView, AppError> {
    let (backend, actor) = acting()?;
    let sealed = visitor().new_token;
    if sealed.is_some() {
        set_new_token(None);
    }
    answer(backend.load_webhooks(&actor, sealed).await)
}

/// What was sent to a webhook lately.
#[server]
pub async fn load_deliveries(id: WebhookId) -> Result<Vec<Delivery>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_deliveries(&actor, id).await)
}

/// Makes a webhook. Its secret is in the answer; without scripts it goes on to the page that comes next.
#[server]
pub async fn create_webhook(
    #[server(default)] webhook: WebhookForm,
) -> Result<NewWebhook, AppError> {
    let (backend, actor) = acting()?;
    let new = answer(backend.create_webhook(&actor, webhook).await)?;
    if is_plain_form() {
        let sealed = answer(backend.seal_webhook(&actor, &new).await)?;
        set_new_token(Some(&sealed));
    }
    redirect(LIST_PATH);
    Ok(new)
}

/// Changes a webhook.
#[server]
pub async fn update_webhook(#[server(default)] webhook: WebhookForm) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.update_webhook(&actor, webhook).await)?;
    redirect(LIST_PATH);
    Ok(())
}

/// Switches a webhook on.
#[server]
pub async fn enable_webhook(id: WebhookId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.switch_webhook(&actor, id, true).await)?;
    redirect(LIST_PATH);
    Ok(())
}

/// Switches a webhook off.
#[server]
pub async fn disable_webhook(id: WebhookId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.switch_webhook(&actor, id, false).await)?;
    redirect(LIST_PATH);
    Ok(())
}

/// Deletes a webhook with what was sent to it.
#[server]
pub async fn delete_webhook(id: WebhookId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.delete_webhook(&actor, id).await)?;
    redirect(LIST_PATH);
    Ok(())
}

/// Sends an event once more.
#[server]
pub async fn resend_delivery(id: WebhookDeliveryId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let webhook = answer(backend.resend_delivery(&actor, id).await)?;
    redirect(&format!("{LIST_PATH}?webhook={webhook}"));
    Ok(())
}
