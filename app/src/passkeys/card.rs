//! The settings of passkeys: which there are, and a new one.

use leptos::prelude::*;

use super::browser::{make, page_address};
use super::dialogs::PasskeyDialogs;
use super::rules::NAME_MAX;
use super::server_fns::{add_passkey, begin_passkey, list_passkeys};
use super::{CredentialForm, Passkey, PasskeyForm, PasskeyState};
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{When, memo};
use crate::revision::use_revision;
use crate::two_factor::SECURITY_PATH;
use crate::two_factor::confirm_password::ConfirmPassword;
use crate::ui::{
    Button, Card, ErrorSummary, Icon, Kind, Menu, MenuLine, MenuLink, Notice, TextField, use_toasts,
};

/// The person's passkeys, as they are looked up.
pub type PasskeysResource = Resource<Result<PasskeyState, AppError>>;

/// Lists, adds, renames and removes passkeys.
#[component]
pub fn PasskeysCard() -> impl IntoView {
    let revision = use_revision();
    let state: PasskeysResource =
        Resource::new_blocking(move || revision.get(), |_| list_passkeys());
    view! {
        <Card
            title="Passkeys"
            explain="A passkey on your phone, computer or security key signs you in without your password, and stands in for \
                     the verification code after it."
        >
            <Transition>
                {Suspend::new(async move {
                    let _ = state.await;
                    view! { <PasskeysBody state /> }
                })}
            </Transition>
        </Card>
    }
}

#[component]
fn PasskeysBody(state: PasskeysResource) -> impl IntoView {
    let passkeys = memo(move || match state.get() {
        Some(Ok(state)) => state.passkeys,
        _ => Vec::new(),
    });
    let is_fresh = memo(move || matches!(state.get(), Some(Ok(state)) if state.password_is_fresh));
    let address = memo(move || state.get()?.ok()?.address);
    let error = memo(move || Some(state.get()?.err()?.to_string()));
    // The browser alone knows where it stands.
    let here = RwSignal::new(None::<String>);
    Effect::new(move |_| here.set(page_address()));
    let can_add = move || here.with(|here| here.is_some() && *here == address.get());
    let elsewhere = move || {
        let here = here.get()?;
        match address.get() {
            Some(address) if address == here => None,
            Some(address) => Some(format!(
                "Passkeys belong to a host name. Open Timether at {address} to add or use them."
            )),
            None => Some(
                "Passkeys need a host name, and this server is known by its number alone. Ask whoever runs it to set its \
                 public address."
                    .to_owned(),
            ),
        }
    };
    view! {
        <ErrorSummary error />
        {move || {
            let passkeys = passkeys.get();
            (!passkeys.is_empty()).then(|| view! {
                <ul class="things passkey-list">
                    {passkeys.into_iter().map(|passkey| view! { <PasskeyRow passkey /> }).collect_view()}
                </ul>
            })
        }}
        <p class="no-script muted">"Passkeys are added and used with scripts switched on."</p>
        {move || elsewhere().map(|words| view! { <Notice>{words}</Notice> })}
        <When is=can_add><AddPasskey is_fresh /></When>
        <PasskeyDialogs passkeys is_fresh />
    }
}

#[component]
fn PasskeyRow(passkey: Passkey) -> impl IntoView {
    let Passkey {
        id,
        name,
        last_used_at,
        ..
    } = passkey;
    view! {
        <li class="thing">
            <span class="thing-name"><span class="truncate">{name.clone()}</span></span>
            <span class="thing-note">{if last_used_at.is_some() { "Used" } else { "Not used yet" }}</span>
            <span class="thing-actions">
                <Menu label=format!("More actions for {name}")>
                    <MenuLink href=format!("{SECURITY_PATH}?rename={id}") icon=Icon::Pencil attr:data-noscroll="">"Rename"</MenuLink>
                    <MenuLine />
                    <MenuLink href=format!("{SECURITY_PATH}?remove={id}") icon=Icon::Trash class:danger=true attr:data-noscroll="">"Remove"</MenuLink>
                </Menu>
            </span>
        </li>
    }
}

/// A name, the password where it is due, and then the browser's own dialog.
#[component]
fn AddPasskey(is_fresh: Signal<bool>) -> impl IntoView {
    let revision = use_revision();
    let toasts = use_toasts();
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let action = Action::new_local(move |form: &PasskeyForm| {
        let form = form.clone();
        async move {
            let ceremony = begin_passkey(form).await?;
            let Some(credential) = make(&ceremony.options).await? else {
                return Ok(false);
            };
            add_passkey(CredentialForm {
                token: ceremony.token,
                credential,
            })
            .await?;
            Ok(true)
        }
    });
    let value = action.value();
    Effect::new(move |_| {
        if matches!(value.get(), Some(Ok(true))) {
            name.set(String::new());
            password.set(String::new());
            revision.bump();
            toasts.push("Passkey added", None);
        }
    });
    let errors = FormErrors::from_signal(Signal::derive(move || match value.get() {
        Some(Err(error)) => Some(error),
        _ => None,
    }));
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        action.dispatch(PasskeyForm {
            id: String::new(),
            name: name.get_untracked(),
            current_password: password.get_untracked(),
        });
    };
    view! {
        <form class="form" aria-label="New passkey" on:submit=submit>
            <ErrorSummary error=errors.summary() />
            <TextField
                name="passkey[name]"
                id="passkey-name"
                label="Name"
                hint="What you will know it by, such as “Phone”."
                bind=name
                required=true
                autocomplete="off"
                maxlength=u32::try_from(NAME_MAX).unwrap_or(u32::MAX)
                error=errors.field("name")
            />
            <ConfirmPassword is_fresh name="passkey[current_password]" id="passkey-password" bind=password errors />
            <Button kind=Kind::Soft busy=action.pending()>"Add passkey"</Button>
        </form>
    }
}
