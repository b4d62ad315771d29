//! The buttons that sign in with a passkey: instead of the password, or after it. They are the script's part.

use leptos::prelude::*;

use super::browser;
use super::server_fns::{
    begin_passkey_sign_in, begin_passkey_verification, sign_in_with_passkey, verify_with_passkey,
};
use super::{Ceremony, CredentialForm};
use crate::error::AppError;
use crate::memo::When;
use crate::ui::{Button, ErrorSummary};

/// Signs in with a passkey instead of the password.
#[component]
pub fn SignInByPasskey() -> impl IntoView {
    let action = Action::new_local(|(): &()| async {
        let ceremony = begin_passkey_sign_in().await?;
        match answered(ceremony).await? {
            Some(form) => sign_in_with_passkey(form).await,
            None => Ok(()),
        }
    });
    view! { <PasskeyButton action label="Use a passkey instead" /> }
}

/// Finishes a sign-in with a passkey after the password.
#[component]
pub fn VerifyByPasskey() -> impl IntoView {
    let action = Action::new_local(|(): &()| async {
        let ceremony = begin_passkey_verification().await?;
        match answered(ceremony).await? {
            Some(form) => verify_with_passkey(form).await,
            None => Ok(()),
        }
    });
    view! { <PasskeyButton action label="Use a passkey" /> }
}

async fn answered(ceremony: Ceremony) -> Result<Option<CredentialForm>, AppError> {
    let Ceremony { token, options } = ceremony;
    let credential = browser::answer(&options).await?;
    Ok(credential.map(|credential| CredentialForm { token, credential }))
}

#[component]
fn PasskeyButton(action: Action<(), Result<(), AppError>>, label: &'static str) -> impl IntoView {
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let value = action.value();
    let error = Signal::derive(move || {
        value.with(|value| match value {
            Some(Err(error)) => Some(error.to_string()),
            _ => None,
        })
    });
    view! {
        <div class="passkey-sign-in">
            <ErrorSummary error />
            <When is=move || alive.get()>
                <Button
                    button_type="button"
                    busy=action.pending()
                    class:block=true
                    on:click=move |_| { action.dispatch(()); }
                >{label}</Button>
            </When>
        </div>
    }
}
