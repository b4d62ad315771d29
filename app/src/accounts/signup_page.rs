//! The sign-up page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::browser_timezone;
use super::rules::password_strength;
use super::server_fns::SignUp;
use crate::form::FormErrors;
use crate::ui::{Button, ErrorSummary, Kind, PasswordField, TextField, Wordmark};

const STRENGTH: [&str; 5] = ["Too easy to guess", "Weak", "Fair", "Good", "Strong"];

/// Name, e-mail and password make an account with its own workspace.
#[component]
pub fn SignupPage() -> impl IntoView {
    let action = ServerAction::<SignUp>::new();
    let errors = FormErrors::of(action);
    let password = RwSignal::new(String::new());
    let strength = move || {
        let password = password.get();
        (!password.is_empty()).then(|| usize::from(password_strength(&password)))
    };
    let timezone = RwSignal::new(String::new());
    Effect::new(move |_| timezone.set(browser_timezone().unwrap_or_default()));

    view! {
        <Title text="Create an account" />
        <main class="auth" id="main">
            <div class="auth-card">
                <p class="wordmark"><Wordmark /></p>
                <h1>"Create an account"</h1>
                <p class="lede">"Track your time, see where it goes, bill it."</p>
                <ActionForm action attr:class="form">
                    <ErrorSummary error=errors.summary() />
                    <TextField name="account[name]" label="Name" autocomplete="name" required=true autofocus=true error=errors.field("name") />
                    <TextField name="account[email]" label="Email" kind="email" autocomplete="username" required=true error=errors.field("email") />
                    <PasswordField
                        name="account[password]"
                        label="Password"
                        autocomplete="new-password"
                        hint="At least 10 characters; a few words are easy to remember."
                        bind=password
                        error=errors.field("password")
                    />
                    <div class="strength" aria-live="polite">
                        {move || strength().map(|level| view! {
                            <meter min="0" max="4" low="2" high="3" optimum="4" value=level aria-label="Strength"></meter>
                            <small>{STRENGTH.get(level).copied()}</small>
                        })}
                    </div>
                    <input type="hidden" name="account[timezone]" prop:value=timezone />
                    <Button kind=Kind::Primary busy=action.pending() class:block=true>"Create account"</Button>
                </ActionForm>
                <p class="auth-alt">"Have an account? " <a href="/login">"Sign in"</a></p>
            </div>
        </main>
    }
}
