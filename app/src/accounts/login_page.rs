//! The sign-in page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::notes::DoneNote;
use super::server_fns::SignIn;
use crate::form::FormErrors;
use crate::members::accept_page::InvitedNote;
use crate::passkeys::sign_in_button::SignInByPasskey;
use crate::ui::{Button, ErrorSummary, Kind, PasswordField, TextField, Wordmark};

/// E-mail and password.
#[component]
pub fn LoginPage() -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let errors = FormErrors::of(action);
    view! {
        <Title text="Sign in" />
        <main class="auth" id="main">
            <div class="auth-card">
                <p class="wordmark"><Wordmark /></p>
                <h1>"Sign in"</h1>
                <DoneNote />
                <InvitedNote />
                <ActionForm action attr:class="form">
                    <ErrorSummary error=errors.summary() />
                    <TextField name="account[email]" label="Email" kind="email" autocomplete="username" required=true autofocus=true error=errors.field("email") />
                    <PasswordField name="account[password]" label="Password" autocomplete="current-password" error=errors.field("password") />
                    <Button kind=Kind::Primary busy=action.pending() class:block=true>"Sign in"</Button>
                </ActionForm>
                <SignInByPasskey />
                <p class="auth-alt"><a href="/password/forgot">"Forgot your password?"</a></p>
                <p class="auth-alt">"New here? " <a href="/signup">"Create an account"</a></p>
            </div>
        </main>
    }
}
