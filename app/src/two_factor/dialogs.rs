//! The dialogs of two-factor authentication: `?disable=1`, `?regenerate=1`. Both take the password.

use leptos::prelude::*;
use leptos_router::components::Form;

use super::SECURITY_PATH;
use super::server_fns::{DisableTwoFactor, RegenerateRecoveryCodes};
use crate::clients::list_parts::forget_refusal;
use crate::form::FormErrors;
use crate::memo::{When, memo, use_params};
use crate::ui::{Button, ButtonLink, Dialog, ErrorSummary, Kind, PasswordField};

/// A button that opens one of the dialogs, with and without scripts.
#[component]
pub fn OpenDialog(
    /// What the address then says: `disable`, `regenerate`.
    dialog: &'static str,
    /// The button's words.
    label: &'static str,
    /// How loud it is.
    #[prop(optional)]
    kind: Kind,
) -> impl IntoView {
    let query = use_params();
    // While the dialog is open, its own button is the only one of that name.
    let is_behind = move || query.with(|query| query.get_str(dialog).is_some());
    view! {
        <Form method="GET" action=SECURITY_PATH>
            <input type="hidden" name=dialog value="1" />
            <Button kind=kind class:is-behind=is_behind>{label}</Button>
        </Form>
    }
}

/// The dialog that the address asks for, while two-factor authentication is on.
#[component]
pub fn TwoFactorDialogs(
    /// Whether it is on.
    #[prop(into)]
    is_on: Signal<bool>,
    /// Switches it off.
    disabling: ServerAction<DisableTwoFactor>,
    /// Makes new recovery codes.
    regenerating: ServerAction<RegenerateRecoveryCodes>,
) -> impl IntoView {
    let query = use_params();
    let wants = move |dialog: &str| query.with(|query| query.get_str(dialog).is_some());
    let disable = memo(move || is_on.get() && wants("disable"));
    let regenerate = memo(move || is_on.get() && wants("regenerate"));
    view! {
        <When is=move || disable.get()><DisableDialog action=disabling /></When>
        <When is=move || regenerate.get()><RegenerateDialog action=regenerating /></When>
    }
}

#[component]
fn DisableDialog(action: ServerAction<DisableTwoFactor>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title="Disable two-factor authentication?" close_href=SECURITY_PATH>
            <ActionForm action attr:class="form">
                <PasswordForm
                    words="From then on your password alone signs you in. Your recovery codes stop working too."
                    id="disable-password"
                    errors=FormErrors::of(action)
                    submit="Disable 2FA"
                    kind=Kind::Danger
                    busy=action.pending()
                />
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn RegenerateDialog(action: ServerAction<RegenerateRecoveryCodes>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title="Make new recovery codes?" close_href=SECURITY_PATH>
            <ActionForm action attr:class="form">
                <PasswordForm
                    words="The codes you have now stop working at once, used or not."
                    id="regenerate-password"
                    errors=FormErrors::of(action)
                    submit="Regenerate"
                    kind=Kind::Primary
                    busy=action.pending()
                />
            </ActionForm>
        </Dialog>
    }
}

/// What is inside both dialogs: the consequence, the password, the way on and the way back.
#[component]
fn PasswordForm(
    words: &'static str,
    id: &'static str,
    errors: FormErrors,
    submit: &'static str,
    kind: Kind,
    #[prop(into)] busy: Signal<bool>,
) -> impl IntoView {
    view! {
        <ErrorSummary error=errors.summary() />
        <p>{words}</p>
        <PasswordField
            name="confirmation[current_password]"
            id=id
            label="Current password"
            autocomplete="current-password"
            autofocus=true
            error=errors.field("current_password")
        />
        <footer class="dialog-actions">
            <ButtonLink href=SECURITY_PATH>"Cancel"</ButtonLink>
            <Button kind=kind busy=busy>{submit}</Button>
        </footer>
    }
}
