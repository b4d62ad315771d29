//! The page behind the link to a new password.

use leptos::prelude::*;
use leptos_meta::Title;

use super::link_pages::{Sheet, use_token};
use super::ownership_fns::ResetPasswordByLink;
use super::strength::{PASSWORD_HINT, StrengthMeter};
use crate::form::FormErrors;
use crate::ui::{Button, ErrorSummary, Kind, PasswordField};

/// A new password for the account that the link belongs to.
#[component]
pub fn ResetPage() -> impl IntoView {
    let token = use_token();
    let action = ServerAction::<ResetPasswordByLink>::new();
    let errors = FormErrors::of(action);
    let password = RwSignal::new(String::new());
    view! {
        <Title text="Choose a new password" />
        <Sheet title="Choose a new password">
            <p class="lede">"Every session of your account ends; you sign in with the new password then."</p>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <ErrorSummary error=errors.field("token") />
                <input type="hidden" name="reset[token]" value=token />
                <PasswordField
                    name="reset[password]"
                    label="New password"
                    autocomplete="new-password"
                    hint=PASSWORD_HINT
                    autofocus=true
                    bind=password
                    error=errors.field("password")
                />
                <StrengthMeter password />
                <Button kind=Kind::Primary busy=action.pending() class:block=true>"Set password"</Button>
            </ActionForm>
            <p class="auth-alt"><a href="/password/forgot">"Ask for another link"</a></p>
        </Sheet>
    }
}
