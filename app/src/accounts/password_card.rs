//! Account settings: another password.

use leptos::prelude::*;

use super::ownership_fns::ChangePassword;
use super::strength::{PASSWORD_HINT, StrengthMeter};
use crate::clients::list_parts::forget_refusal;
use crate::form::FormErrors;
use crate::memo::{When, memo, use_params};
use crate::two_factor::SECURITY_PATH;
use crate::two_factor::dialogs::OpenDialog;
use crate::ui::{Button, ButtonLink, Card, Dialog, ErrorSummary, Kind, PasswordField};

/// What the address says while the dialog is open.
const OPEN: &str = "password";

/// Leads to another password.
#[component]
pub fn PasswordCard() -> impl IntoView {
    let action = ServerAction::<ChangePassword>::new();
    let query = use_params();
    let is_open = memo(move || query.with(|query| query.get_str(OPEN).is_some()));
    view! {
        <Card title="Password" explain="Changing it ends every other session of yours.">
            <div class="row"><OpenDialog dialog=OPEN label="Change password" /></div>
        </Card>
        <When is=move || is_open.get()><PasswordDialog action /></When>
    }
}

/// Replaces the signed-in person's password.
#[component]
fn PasswordDialog(action: ServerAction<ChangePassword>) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    let password = RwSignal::new(String::new());
    view! {
        <Dialog title="Change password" close_href=SECURITY_PATH>
            <ActionForm action attr:class="form" attr:aria-label="Change password">
                <ErrorSummary error=errors.summary() />
                <PasswordField name="change[current_password]" id="password-current" label="Current password" autocomplete="current-password" autofocus=true error=errors.field("current_password") />
                <PasswordField name="change[password]" id="password-new" label="New password" autocomplete="new-password" hint=PASSWORD_HINT bind=password error=errors.field("password") />
                <StrengthMeter password />
                <footer class="dialog-actions">
                    <ButtonLink href=SECURITY_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Change password"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}
