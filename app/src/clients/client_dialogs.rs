//! The dialogs of the list of clients: `?new=1`, `?edit=<id>`, `?delete=<id>`.

use leptos::prelude::*;

use super::list_parts::{allowed, forget_refusal};
use super::rules::{self, BILLING_DETAILS_MAX, NAME_MAX, NOTES_MAX};
use super::server_fns::{CreateClient, DeleteClient, UpdateClient};
use super::{Client, Shown, list_path};
use crate::access::Permission;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Button, ButtonLink, Dialog, ErrorSummary, Kind, TextArea, TextField};
use crate::values::{ClientId, Currency};
use crate::workspaces::frame::frame_now;

/// Every client of the workspace, archived ones too.
pub type ClientsResource = Resource<Result<Vec<Client>, AppError>>;

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    /// For a new client; the currency is the workspace's.
    New(Currency),
    Edit(Client),
    Delete(Client),
}

/// The actions outlive their dialog: its closing must not lose their answer.
#[derive(Clone, Copy)]
struct Actions {
    creating: ServerAction<CreateClient>,
    updating: ServerAction<UpdateClient>,
    deleting: ServerAction<DeleteClient>,
}

/// The dialog that the address asks for, if there is one and the person may use it.
#[component]
pub fn ClientDialogs(
    /// Every client.
    clients: ClientsResource,
    /// Where a closed dialog leads back to.
    shown: Signal<Shown>,
) -> impl IntoView {
    let query = use_params();
    let revision = use_revision();
    let actions = Actions {
        creating: ServerAction::new(),
        updating: ServerAction::new(),
        deleting: ServerAction::new(),
    };
    revision.follow(actions.creating);
    revision.follow(actions.updating);
    revision.follow(actions.deleting);

    let open = memo(move || {
        let may_manage = allowed(Permission::ManageCatalog);
        let workspace_currency = frame_now().map(|frame| frame.workspace.currency);
        let clients = clients.get()?.ok()?;
        let wanted = |dialog: &str| {
            let id: ClientId = query.with(|query| query.get_str(dialog)?.parse().ok())?;
            clients.iter().find(|client| client.id == id).cloned()
        };
        if !may_manage {
            return None;
        }
        if query.with(|query| query.get_str("new").is_some()) {
            return workspace_currency.map(Open::New);
        }
        wanted("edit")
            .map(Open::Edit)
            .or_else(|| wanted("delete").map(Open::Delete))
    });
    move || {
        let shown = shown.get();
        open.get().map(|open| match open {
            Open::New(currency) => {
                view! { <NewDialog currency action=actions.creating /> }.into_any()
            }
            Open::Edit(client) => {
                view! { <EditDialog client shown action=actions.updating /> }.into_any()
            }
            Open::Delete(client) => {
                view! { <DeleteDialog client shown action=actions.deleting /> }.into_any()
            }
        })
    }
}

#[component]
fn NewDialog(currency: Currency, action: ServerAction<CreateClient>) -> impl IntoView {
    forget_refusal(action);
    let close = list_path(Shown::Active);
    view! {
        <Dialog title="New client" close_href=close.clone()>
            <ActionForm action attr:class="form">
                <ClientFields
                    name=String::new()
                    currency
                    currency_hint="Three letters, such as USD or EUR."
                    billing_details=String::new()
                    notes=String::new()
                    errors=FormErrors::of(action)
                />
                <footer class="dialog-actions">
                    <ButtonLink href=close>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Add Client"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn EditDialog(client: Client, shown: Shown, action: ServerAction<UpdateClient>) -> impl IntoView {
    forget_refusal(action);
    let close = list_path(shown);
    view! {
        <Dialog title="Edit client" close_href=close.clone()>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=client.id.to_string() />
                <input type="hidden" name="shown" value=shown.slug() />
                <ClientFields
                    name=client.name
                    currency=client.currency
                    currency_hint="Three letters. A change converts no amounts: rates keep their numbers."
                    billing_details=client.billing_details
                    notes=client.notes
                    errors=FormErrors::of(action)
                />
                <footer class="dialog-actions">
                    <ButtonLink href=close>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn ClientFields(
    name: String,
    currency: Currency,
    currency_hint: &'static str,
    billing_details: String,
    notes: String,
    errors: FormErrors,
) -> impl IntoView {
    view! {
        <ErrorSummary error=errors.summary() />
        <TextField
            name="client[name]"
            label="Name"
            value=name
            required=true
            autofocus=true
            autocomplete="off"
            maxlength=characters(NAME_MAX)
            error=errors.field("name")
        />
        <TextField
            name="client[currency]"
            label="Currency"
            value=currency.to_string()
            hint=currency_hint
            autocomplete="off"
            error=errors.field("currency")
        />
        <TextArea
            name="client[billing_details]"
            label="Billing details"
            value=billing_details
            hint="What stands on invoices: address, tax number."
            maxlength=characters(BILLING_DETAILS_MAX)
            error=errors.field("billing_details")
        />
        <TextArea
            name="client[notes]"
            label="Notes"
            value=notes
            hint="For your team; never on an invoice."
            maxlength=characters(NOTES_MAX)
            error=errors.field("notes")
        />
    }
}

/// A limit of the rules as a limit of the field.
fn characters(limit: usize) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}

#[component]
fn DeleteDialog(client: Client, shown: Shown, action: ServerAction<DeleteClient>) -> impl IntoView {
    forget_refusal(action);
    let close = list_path(shown);
    let title = format!("Delete “{}”?", client.name);
    if client.project_count > 0 {
        let reason = rules::in_use(&client.name, client.project_count).to_string();
        return view! {
            <Dialog title close_href=close.clone()>
                <p>{reason}</p>
                <footer class="dialog-actions"><ButtonLink href=close>"Close"</ButtonLink></footer>
            </Dialog>
        }
        .into_any();
    }
    view! {
        <Dialog title close_href=close.clone()>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=client.id.to_string() />
                <input type="hidden" name="shown" value=shown.slug() />
                <ErrorSummary error=FormErrors::of(action).summary() />
                <p>"It has no projects. Its billing details and notes go with it; this cannot be undone."</p>
                <footer class="dialog-actions">
                    <ButtonLink href=close>"Cancel"</ButtonLink>
                    <Button kind=Kind::Danger busy=action.pending()>"Delete client"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
    .into_any()
}
