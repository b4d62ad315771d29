//! `?webhook=<id>`: what was sent to a webhook, what was answered, and the button that sends it again.

use leptos::prelude::*;

use super::server_fns::ResendDelivery;
use super::webhook_dialogs::WebhooksResource;
use super::{Delivery, DeliveryState, LIST_PATH, Webhook};
use crate::access::Permission;
use crate::clients::list_parts::{allowed, forget_refusal};
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{When, memo};
use crate::revision::use_revision;
use crate::ui::{Badge, BadgeKind, Button, Dialog, ErrorSummary, Hidden, use_toasts};
use crate::values::WebhookId;
use crate::workspaces::frame::formats;

/// The deliveries of the webhook that is open, as they are looked up.
pub type DeliveriesResource = Resource<Option<Result<Vec<Delivery>, AppError>>>;

/// What was sent to the webhook that the address names.
#[component]
pub fn DeliveriesDialog(
    /// The webhooks.
    webhooks: WebhooksResource,
    /// What was sent to the one that is open.
    deliveries: DeliveriesResource,
    /// Which one that is.
    #[prop(into)]
    opened: Signal<Option<WebhookId>>,
) -> impl IntoView {
    let (revision, toasts) = (use_revision(), use_toasts());
    let resending = ServerAction::<ResendDelivery>::new();
    revision.follow(resending);
    Effect::new(move |_| {
        if resending
            .value()
            .with(|value| matches!(value, Some(Ok(()))))
        {
            toasts.push("Event sent again", None);
        }
    });
    let webhook = memo(move || {
        let id = opened.get()?;
        let view = webhooks.get()?.ok()?;
        view.webhooks.into_iter().find(|webhook| webhook.id == id)
    });
    // While its row changes, the dialog stays.
    let title = memo(move || {
        let webhook = webhook.get()?;
        Some(format!("Deliveries to {}", webhook.name()))
    });
    move || {
        title.get().map(|title| {
            view! {
                <Dialog title close_href=LIST_PATH wide=true>
                    <Deliveries webhook deliveries action=resending />
                </Dialog>
            }
        })
    }
}

#[component]
fn Deliveries(
    #[prop(into)] webhook: Signal<Option<Webhook>>,
    deliveries: DeliveriesResource,
    action: ServerAction<ResendDelivery>,
) -> impl IntoView {
    forget_refusal(action);
    let rows = memo(move || match deliveries.get() {
        Some(Some(Ok(rows))) => rows,
        _ => Vec::new(),
    });
    let is_any = memo(move || rows.with(|rows| !rows.is_empty()));
    let refused = FormErrors::of(action);
    let error = memo(move || match deliveries.get() {
        Some(Some(Err(error))) => Some(error.to_string()),
        _ => refused
            .field("id")
            .get()
            .or_else(|| refused.summary().get()),
    });
    let may_resend = memo(move || {
        webhook.get().is_some_and(|webhook| {
            let needed = if webhook.is_own {
                Permission::ManageOwnTokens
            } else {
                Permission::ManageAllWebhooks
            };
            webhook.is_enabled() && allowed(needed)
        })
    });
    view! {
        <ErrorSummary error />
        <When
            is=move || is_any.get()
            fallback=|| view! { <p class="muted">"Nothing was sent yet. Start a timer, or add a time entry, and look again."</p> }
        >
            <ul class="deliveries">
                <For each=move || rows.get() key=|row: &Delivery| format!("{row:?}") let:delivery>
                    <DeliveryRow delivery may_resend action />
                </For>
            </ul>
        </When>
        <p class="muted">"The last 50 of up to 30 days. What is not taken is tried again for about four days, at growing intervals."</p>
    }
}

#[component]
fn DeliveryRow(
    delivery: Delivery,
    #[prop(into)] may_resend: Signal<bool>,
    action: ServerAction<ResendDelivery>,
) -> impl IntoView {
    let Delivery {
        id,
        event_type,
        state,
        attempts,
        created,
        attempted,
        next,
        response_status,
        latency_ms,
        response_body,
        error,
    } = delivery;
    let id = id.to_string();
    let tail = id
        .get(id.len().saturating_sub(6)..)
        .unwrap_or_default()
        .to_owned();
    let kind = match state {
        DeliveryState::Pending => BadgeKind::Quiet,
        DeliveryState::Delivered => BadgeKind::Good,
        DeliveryState::Failed => BadgeKind::Warning,
    };
    let what = answer_words(attempts, response_status, latency_ms);
    let when = move || {
        let at = formats().moment(attempted.unwrap_or(created));
        next.map_or(at.clone(), |next| {
            format!("{at}, next attempt {}", formats().moment(next))
        })
    };
    let label = format!("Resend {} {tail}", event_type.slug());
    let resend = move || {
        let (id, label) = (id.clone(), label.clone());
        may_resend.get().then(|| {
            view! {
                <ActionForm action>
                    <input type="hidden" name="id" value=id />
                    <Button attr:aria-label=label>"Resend"</Button>
                </ActionForm>
            }
        })
    };
    view! {
        <li class="delivery">
            <div class="delivery-what">
                <p class="token-name"><code>{event_type.slug()}</code> <Hidden>", "</Hidden> <Badge kind>{state.name()}</Badge> <code class="muted">"…"{tail}</code></p>
                <p class="muted">{when}</p>
                <p>{what}</p>
                {(!error.is_empty()).then(|| view! { <p>{error}</p> })}
                {(!response_body.is_empty()).then(|| view! {
                    <details>
                        <summary>"Answer"</summary>
                        <p class="delivery-answer"><code>{response_body}</code></p>
                    </details>
                })}
            </div>
            <div class="delivery-end">{resend}</div>
        </li>
    }
}

/// How it was answered: `Status 200 after 35 ms, attempt 2`.
fn answer_words(attempts: i64, status: Option<i64>, latency_ms: Option<i64>) -> String {
    if attempts == 0 {
        return "Not tried yet".to_owned();
    }
    let status = status.map_or("No answer".to_owned(), |status| format!("Status {status}"));
    let latency = latency_ms.map_or(String::new(), |ms| format!(" after {ms} ms"));
    format!("{status}{latency}, attempt {attempts}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_reads_as_a_line() {
        for (attempts, status, latency, words) in [
            (0, None, None, "Not tried yet"),
            (1, Some(200), Some(35), "Status 200 after 35 ms, attempt 1"),
            (3, None, Some(10_000), "No answer after 10000 ms, attempt 3"),
        ] {
            assert_eq!(answer_words(attempts, status, latency), words);
        }
    }
}
