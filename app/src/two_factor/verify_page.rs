//! The second step of signing in: a code from the app, or a recovery code, or a passkey.

use leptos::prelude::*;
use leptos_meta::Title;

use super::VERIFY_PATH;
use super::card::focus_soon;
use super::server_fns::{VerifySignIn, load_pending_sign_in};
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::passkeys::sign_in_button::VerifyByPasskey;
use crate::ui::{Button, ErrorSummary, Kind, TextField, Wordmark};

const CODE_ID: &str = "verification-code";
const RECOVERY_ID: &str = "recovery-code";

/// The second step of signing in.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let query = use_params();
    let is_recovery = memo(move || query.with(|query| query.get_str("recovery").is_some()));
    let action = ServerAction::<VerifySignIn>::new();
    let pending = Resource::new_blocking(|| (), |()| load_pending_sign_in());
    let value = action.value();
    Effect::new(move |_| {
        // It waited too long: from the start.
        if value.with(|value| matches!(value, Some(Err(AppError::Unauthenticated)))) {
            let _ = window().location().set_href("/login");
        }
    });
    Effect::new(move |_| {
        focus_soon(if is_recovery.get() {
            RECOVERY_ID
        } else {
            CODE_ID
        });
    });
    let errors = FormErrors::of(action);
    view! {
        <Title text="Verify it is you" />
        <main class="auth" id="main">
            <div class="auth-card">
                <p class="wordmark"><Wordmark /></p>
                <h1>"Verify it is you"</h1>
                <ActionForm action attr:class="form">
                    <ErrorSummary error=errors.summary() />
                    {move || if is_recovery.get() {
                        view! { <RecoveryField errors /> }.into_any()
                    } else {
                        view! { <CodeField errors /> }.into_any()
                    }}
                    <Button kind=Kind::Primary busy=action.pending() class:block=true>"Confirm"</Button>
                </ActionForm>
                <Transition>
                    {Suspend::new(async move {
                        let has_passkeys = pending.await.is_ok_and(|pending| pending.has_passkeys);
                        has_passkeys.then(|| view! { <VerifyByPasskey /> })
                    })}
                </Transition>
                <p class="auth-alt">
                    {move || if is_recovery.get() {
                        view! { <a href=VERIFY_PATH>"Use a verification code"</a> }.into_any()
                    } else {
                        view! { <a href=format!("{VERIFY_PATH}?recovery=1")>"Use a recovery code"</a> }.into_any()
                    }}
                </p>
                <p class="auth-alt"><a href="/login">"Back to sign-in"</a></p>
            </div>
        </main>
    }
}

#[component]
fn CodeField(errors: FormErrors) -> impl IntoView {
    view! {
        <TextField
            name="verification[code]"
            id=CODE_ID
            label="Verification code"
            hint="The six digits that your authenticator app shows."
            inputmode="numeric"
            autocomplete="one-time-code"
            required=true
            autofocus=true
            error=errors.field("code")
        />
    }
}

#[component]
fn RecoveryField(errors: FormErrors) -> impl IntoView {
    view! {
        <TextField
            name="verification[recovery_code]"
            id=RECOVERY_ID
            label="Recovery code"
            hint="One of the codes you kept when you enabled 2FA. Each works once."
            autocomplete="off"
            required=true
            autofocus=true
            error=errors.field("recovery_code")
        />
    }
}
