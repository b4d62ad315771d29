//! The dialogs of the list of webhooks: `?new=1`, `?edit=<id>`, `?disable=<id>`, `?enable=<id>`, `?delete=<id>`.

use leptos::prelude::*;

use super::rules::{DESCRIPTION_MAX, URL_MAX};
use super::server_fns::{
    CreateWebhook, DeleteWebhook, DisableWebhook, EnableWebhook, UpdateWebhook,
};
use super::{LIST_PATH, Webhook, WebhooksView};
use crate::access::Permission;
use crate::clients::list_parts::{allowed, forget_refusal};
use crate::error::AppError;
use crate::events::EventType;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_change;
use crate::ui::{
    Button, ButtonLink, CheckList, Choice, Confirmation, Dialog, ErrorSummary, Kind, TextField,
};
use crate::values::WebhookId;

/// What the page shows, as it is looked up.
pub type WebhooksResource = Resource<Result<WebhooksView, AppError>>;

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    New,
    Edit(Webhook),
    Disable(Webhook),
    Enable(Webhook),
    Delete(Webhook),
}

/// Makes a dialog of the webhook it is about.
type About = fn(Webhook) -> Open;

/// What a dialog takes, for this webhook.
type Needed = fn(&Webhook) -> Permission;

/// The dialogs that name a webhook, by their parameter.
const ABOUT_ONE: [(&str, About, Needed); 4] = [
    ("edit", Open::Edit, Webhook::to_change),
    ("disable", Open::Disable, Webhook::to_end),
    ("enable", Open::Enable, Webhook::to_change),
    ("delete", Open::Delete, Webhook::to_end),
];

/// The dialog that the address asks for, if there is one and the person may use it.
#[component]
pub fn WebhookDialogs(
    /// The webhooks.
    webhooks: WebhooksResource,
    /// Makes one; the page shows its answer.
    creating: ServerAction<CreateWebhook>,
) -> impl IntoView {
    let query = use_params();
    let changing = use_change::<UpdateWebhook>("Webhook saved");
    let disabling = use_change::<DisableWebhook>("Webhook disabled");
    let enabling = use_change::<EnableWebhook>("Webhook enabled");
    let deleting = use_change::<DeleteWebhook>("Webhook deleted");

    let open = memo(move || {
        let view = webhooks.get()?.ok()?;
        if query.with(|query| query.get_str("new").is_some()) {
            return allowed(Permission::ManageOwnTokens).then_some(Open::New);
        }
        ABOUT_ONE.iter().find_map(|(name, open, needed)| {
            let id: WebhookId = query.with(|query| query.get_str(name)?.parse().ok())?;
            let webhook = view.webhooks.iter().find(|webhook| webhook.id == id)?;
            allowed(needed(webhook)).then(|| open(webhook.clone()))
        })
    });
    move || {
        open.get().map(|open| match open {
            Open::New => view! { <NewDialog action=creating /> }.into_any(),
            Open::Edit(webhook) => view! { <EditDialog webhook action=changing /> }.into_any(),
            Open::Disable(webhook) => {
                view! { <DisableDialog webhook action=disabling /> }.into_any()
            }
            Open::Enable(webhook) => view! { <EnableDialog webhook action=enabling /> }.into_any(),
            Open::Delete(webhook) => view! { <DeleteDialog webhook action=deleting /> }.into_any(),
        })
    }
}

#[component]
fn NewDialog(action: ServerAction<CreateWebhook>) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    view! {
        <Dialog title="New webhook" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <WebhookFields webhook=None errors />
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Create Webhook"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn EditDialog(webhook: Webhook, action: ServerAction<UpdateWebhook>) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    view! {
        <Dialog title="Edit webhook" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <input type="hidden" name="webhook[id]" value=webhook.id.to_string() />
                <WebhookFields webhook=Some(webhook) errors />
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Save"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

/// The fields of a new webhook, or of one that is changed.
#[component]
fn WebhookFields(webhook: Option<Webhook>, errors: FormErrors) -> impl IntoView {
    let kinds = EventType::ALL.map(|kind| Choice::new(kind.slug(), kind.slug()));
    let (url, description, chosen) = webhook.map_or_else(Default::default, |webhook| {
        let slugs: Vec<String> = webhook
            .event_types
            .iter()
            .map(|kind| kind.slug().to_owned())
            .collect();
        (webhook.url, webhook.description, slugs)
    });
    view! {
        <ErrorSummary error=errors.summary() />
        <TextField
            name="webhook[url]"
            id="webhook-url"
            label="Address"
            kind="url"
            value=url
            placeholder="https://example.com/timether"
            hint="Takes a POST with JSON, and answers 200 to 299 within 10 seconds."
            required=true
            autofocus=true
            autocomplete="off"
            maxlength=u32::try_from(URL_MAX).unwrap_or(u32::MAX)
            error=errors.field("url")
        />
        <TextField
            name="webhook[description]"
            id="webhook-description"
            label="Description (optional)"
            value=description
            hint="What it is for: payroll, a chat channel."
            autocomplete="off"
            maxlength=u32::try_from(DESCRIPTION_MAX).unwrap_or(u32::MAX)
            error=errors.field("description")
        />
        <CheckList
            name="webhook[event_types][]"
            label="Events"
            options=kinds.to_vec()
            chosen=Signal::stored(chosen)
            none="Every event"
            chip=false
        />
        <ErrorSummary error=errors.field("event_types") />
    }
}

#[component]
fn DisableDialog(webhook: Webhook, action: ServerAction<DisableWebhook>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title="Disable the webhook?" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <Confirmation id=webhook.id.to_string() error=FormErrors::of(action).summary() close_href=LIST_PATH action="Disable" busy=action.pending()>
                    <p class="webhook-url">"Nothing more is sent to "<b>{webhook.url}</b>", not even what waits. You can enable it again; what happens meanwhile is not sent later."</p>
                </Confirmation>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn EnableDialog(webhook: Webhook, action: ServerAction<EnableWebhook>) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    view! {
        <Dialog title="Enable the webhook?" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <input type="hidden" name="id" value=webhook.id.to_string() />
                <p class="webhook-url">"What happens from now on is sent to "<b>{webhook.url}</b>". Earlier events can be sent again from its deliveries."</p>
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Enable"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn DeleteDialog(webhook: Webhook, action: ServerAction<DeleteWebhook>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title="Delete the webhook?" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <Confirmation id=webhook.id.to_string() error=FormErrors::of(action).summary() close_href=LIST_PATH action="Delete" busy=action.pending()>
                    <p class="webhook-url">"Nothing more is sent to "<b>{webhook.url}</b>", and the list of what was sent is gone. This cannot be undone."</p>
                </Confirmation>
            </ActionForm>
        </Dialog>
    }
}
