//! Workspace settings, Webhooks: where events are sent to, and the secret of the new one, shown once.

use leptos::prelude::*;
use leptos_meta::Title;

use super::deliveries_dialog::{DeliveriesDialog, DeliveriesResource};
use super::rules::events_words;
use super::server_fns::{CreateWebhook, load_deliveries, load_webhooks};
use super::webhook_dialogs::{WebhookDialogs, WebhooksResource};
use super::{LIST_PATH, NewWebhook, Webhook, WebhookState, WebhooksView};
use crate::access::{Permission, Role};
use crate::clients::list_parts::{AddButton, allowed};
use crate::error::{AppError, Refusal};
use crate::memo::{When, memo, use_params};
use crate::revision::use_revision;
use crate::together::together;
use crate::two_factor::card::focus_soon;
use crate::ui::{
    Badge, BadgeKind, ButtonLink, EmptyState, ErrorSummary, Hidden, Icon, Menu, MenuLine, MenuLink,
    Notice, ShownOnce,
};
use crate::values::WebhookId;
use crate::workspaces::frame::{formats, frame_now, use_frame};
use crate::workspaces::settings_page::SettingsHead;

/// Where the focus goes once a webhook was made.
const NEW_SECRET_ID: &str = "new-secret-title";

/// The workspace's webhooks.
#[component]
pub fn WebhooksPage() -> impl IntoView {
    let revision = use_revision();
    let frame = use_frame();
    let query = use_params();
    let webhooks: WebhooksResource =
        Resource::new_blocking(move || revision.get(), |_| load_webhooks());
    let opened = memo(move || -> Option<WebhookId> {
        query.with(|query| query.get_str("webhook")?.parse().ok())
    });
    let deliveries: DeliveriesResource = Resource::new_blocking(
        move || (revision.get(), opened.get()),
        |(_, opened)| async move {
            match opened {
                Some(id) => Some(load_deliveries(id).await),
                None => None,
            }
        },
    );
    // The action outlives its dialog: the closing must not lose its answer.
    let creating = ServerAction::<CreateWebhook>::new();
    revision.follow(creating);
    let shown = RwSignal::new(None::<NewWebhook>);
    Effect::new(move |_| {
        if let Some(Ok(new)) = creating.value().get() {
            shown.set(Some(new));
            focus_soon(NEW_SECRET_ID);
        }
    });
    view! {
        <Title text="Webhooks" />
        <SettingsHead />
        <Transition>
            {Suspend::new(async move {
                let (_, loaded) = together(frame, webhooks).await;
                if let Ok(WebhooksView { new_webhook: Some(new), .. }) = loaded {
                    shown.set(Some(new));
                }
                view! {
                    <WhyNot />
                    <NewSecretNotice shown />
                    <WebhookList webhooks />
                }
            })}
        </Transition>
        <Transition>
            // Only once everything is there: on the server, reading what another thread is about to bring may
            // never be told of its arrival.
            {Suspend::new(async move {
                let _ = together(frame, together(webhooks, deliveries)).await;
                view! {
                    <WebhookDialogs webhooks creating />
                    <DeliveriesDialog webhooks deliveries opened />
                }
            })}
        </Transition>
    }
}

/// Why there are no webhooks to be had, where plan or role are the reason.
#[component]
fn WhyNot() -> impl IntoView {
    let reason = memo(move || {
        let actor = frame_now()?.actor;
        let refusal = actor.may(Permission::ManageOwnTokens).err()?;
        Some((refusal, actor.role))
    });
    move || {
        let (refusal, role) = reason.get()?;
        Some(match refusal {
            Refusal::PlanRequired => view! {
                <Notice>
                    "Webhooks come with the Team and Business plans. "
                    {if role == Role::Owner {
                        view! { <a href="/settings/billing">"See plans"</a> }.into_any()
                    } else {
                        "Ask the owner.".into_any()
                    }}
                </Notice>
            }
            .into_any(),
            Refusal::Forbidden => view! {
                <Notice>"Viewers have no webhooks. Ask the owner for another role."</Notice>
            }
            .into_any(),
            Refusal::WorkspaceReadOnly => view! {
                <Notice>"This workspace is read-only: until its billing is resolved, webhooks can be disabled and deleted, and nothing else."</Notice>
            }
            .into_any(),
        })
    }
}

/// The whole secret, this once.
#[component]
fn NewSecretNotice(shown: RwSignal<Option<NewWebhook>>) -> impl IntoView {
    move || {
        let NewWebhook { url, secret } = shown.get()?;
        Some(view! {
            <ShownOnce
                id=NEW_SECRET_ID
                title="Signing secret of the new webhook"
                of=url
                warning="Copy it now: it is not shown again. Your receiver checks the Timether-Signature of each delivery with it. If you lose it, delete the webhook and create another."
                secret
                copy="Copy secret"
                href=LIST_PATH
                on_done=move || shown.set(None)
            />
        })
    }
}

/// Rows stay while the list is looked up again: only what changed is made anew.
#[component]
fn WebhookList(webhooks: WebhooksResource) -> impl IntoView {
    let rows = memo(move || {
        let view = webhooks.get().and_then(Result::ok);
        view.map(|view| view.webhooks).unwrap_or_default()
    });
    let is_any = memo(move || rows.with(|rows| !rows.is_empty()));
    let may_create = memo(move || allowed(Permission::ManageOwnTokens));
    let error = memo(move || {
        webhooks
            .get()
            .and_then(Result::err)
            .map(|e: AppError| e.to_string())
    });
    view! {
        <ErrorSummary error />
        <section class="webhooks" aria-labelledby="webhooks-title">
            <header class="tokens-head">
                <div>
                    <h2 id="webhooks-title">"Webhooks"</h2>
                    <p class="muted">"Timether posts what happens here to an address of yours: "<a href="/api/docs" rel="external">"API reference"</a></p>
                </div>
                <AddButton path=LIST_PATH label="Create Webhook" permission=Permission::ManageOwnTokens />
            </header>
            <When is=move || is_any.get() fallback=move || may_create.get().then(|| view! { <NoWebhooks /> })>
                <ul class="things">
                    <For each=move || rows.get() key=|row: &Webhook| format!("{row:?}") let:webhook>
                        <WebhookRow webhook />
                    </For>
                </ul>
            </When>
        </section>
    }
}

#[component]
fn NoWebhooks() -> impl IntoView {
    view! {
        <EmptyState
            icon=Icon::Upload
            title="No webhooks yet"
            text="Choose Create Webhook above, and enter an address that takes a POST. It then hears of time entries, timers, projects, invoices and members within a second or two."
        />
    }
}

#[component]
fn WebhookRow(webhook: Webhook) -> impl IntoView {
    let name = webhook.name().to_owned();
    let is_enabled = webhook.is_enabled();
    let (to_change, to_end) = (webhook.to_change(), webhook.to_end());
    let Webhook {
        id,
        url,
        description,
        event_types,
        creator,
        state,
        created,
        ..
    } = webhook;
    let may_change = memo(move || allowed(to_change));
    let may_end = memo(move || allowed(to_end));
    let badge = move || match state {
        WebhookState::Enabled => view! { <Badge kind=BadgeKind::Good>"Enabled"</Badge> }.into_any(),
        WebhookState::Failing(since) => view! {
            <Badge kind=BadgeKind::Warning>"Failing since "{formats().moment(since)}</Badge>
        }
        .into_any(),
        WebhookState::Disabled => view! { <Badge>"Disabled"</Badge> }.into_any(),
        WebhookState::GaveUp => view! {
            <Badge kind=BadgeKind::Warning>"Disabled after failures"</Badge>
        }
        .into_any(),
    };
    let has_words = !description.is_empty();
    let menu_name = name.clone();
    let menu = move || {
        let may_change = may_change.get();
        may_end.get().then(|| view! {
            <Menu label=format!("More actions for {menu_name}")>
                {may_change.then(|| view! {
                    <MenuLink href=format!("{LIST_PATH}?edit={id}") icon=Icon::Pencil attr:data-noscroll="">"Edit"</MenuLink>
                })}
                {is_enabled.then(|| view! {
                    <MenuLink href=format!("{LIST_PATH}?disable={id}") icon=Icon::Pause attr:data-noscroll="">"Disable"</MenuLink>
                })}
                {(may_change && !is_enabled).then(|| view! {
                    <MenuLink href=format!("{LIST_PATH}?enable={id}") icon=Icon::Play attr:data-noscroll="">"Enable"</MenuLink>
                })}
                {(may_change || is_enabled).then(|| view! { <MenuLine /> })}
                <MenuLink href=format!("{LIST_PATH}?delete={id}") icon=Icon::Trash class:danger=true attr:data-noscroll="">"Delete"</MenuLink>
            </Menu>
        })
    };
    view! {
        <li class="webhook">
            <div class="webhook-what">
                <p class="token-name"><b class="webhook-url">{name.clone()}</b> <Hidden>", "</Hidden> {badge}</p>
                {has_words.then(|| view! { <p class="webhook-url">{url}</p> })}
                <p class="muted webhook-url">{events_words(&event_types)}</p>
                <p class="muted">"Created by "{creator}", "{move || formats().moment(created)}</p>
            </div>
            <div class="webhook-end">
                <ButtonLink href=format!("{LIST_PATH}?webhook={id}") attr:data-noscroll="" attr:aria-label=format!("Deliveries to {name}")>"Deliveries"</ButtonLink>
                {menu}
            </div>
        </li>
    }
}
