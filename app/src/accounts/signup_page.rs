//! The sign-up page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::browser_timezone;
use super::server_fns::SignUp;
use super::strength::{PASSWORD_HINT, StrengthMeter};
use crate::form::FormErrors;
use crate::members::accept_page::InvitedNote;
use crate::ui::{Button, ErrorSummary, Kind, PasswordField, TextField, Wordmark};

/// Name, e-mail and password make an account with its own workspace.
#[component]
pub fn SignupPage() -> impl IntoView {
    let action = ServerAction::<SignUp>::new();
    let errors = FormErrors::of(action);
    let password = RwSignal::new(String::new());
    let timezone = RwSignal::new(String::new());
    Effect::new(move |_| timezone.set(browser_timezone().unwrap_or_default()));

    view! {
        <Title text="Create an account" />
        <main class="auth" id="main">
            <div class="auth-card">
                <p class="wordmark"><Wordmark /></p>
                <h1>"Create an account"</h1>
                <p class="lede">"Track your time, see where it goes, bill it."</p>
                <InvitedNote />
                <ActionForm action attr:class="form">
                    <ErrorSummary error=errors.summary() />
                    <TextField name="account[name]" label="Name" autocomplete="name" required=true autofocus=true error=errors.field("name") />
                    <TextField name="account[email]" label="Email" kind="email" autocomplete="username" required=true error=errors.field("email") />
                    <PasswordField
                        name="account[password]"
                        label="Password"
                        autocomplete="new-password"
                        hint=PASSWORD_HINT
                        bind=password
                        error=errors.field("password")
                    />
                    <StrengthMeter password />
                    <input type="hidden" name="account[timezone]" prop:value=timezone />
                    <Button kind=Kind::Primary busy=action.pending() class:block=true>"Create account"</Button>
                </ActionForm>
                <p class="auth-alt">"Have an account? " <a href="/login">"Sign in"</a></p>
            </div>
        </main>
    }
}
