//! "Forgot your password?": asks for a link by mail. What comes back is the same for every address.

use leptos::prelude::*;
use leptos_meta::Title;

use super::link_pages::{MailAdvice, Sheet};
use super::ownership_fns::RequestPasswordReset;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::ui::{Button, ErrorSummary, Kind, TextField};

/// The address of an account, or what to do next.
#[component]
pub fn ForgotPage() -> impl IntoView {
    let query = use_params();
    let sent = memo(move || query.with(|query| query.get_str("sent").is_some()));
    let action = ServerAction::<RequestPasswordReset>::new();
    let errors = FormErrors::of(action);
    view! {
        <Title text="Forgot your password?" />
        <Sheet title="Forgot your password?">
            {move || if sent.get() {
                view! {
                    <div role="status">
                        <p>"If there is an account with this e-mail address, a link to choose a new password is on its way. It works once, for an hour."</p>
                        <MailAdvice />
                    </div>
                    <p class="auth-alt"><a href="/password/forgot">"Try another address"</a></p>
                }.into_any()
            } else {
                view! {
                    <p class="lede">"We send you a link to choose a new one."</p>
                    <ActionForm action attr:class="form">
                        <ErrorSummary error=errors.summary() />
                        <TextField name="forgot[email]" label="Email" kind="email" autocomplete="username" required=true autofocus=true error=errors.field("email") />
                        <Button kind=Kind::Primary busy=action.pending() class:block=true>"Send link"</Button>
                    </ActionForm>
                }.into_any()
            }}
            <p class="auth-alt"><a href="/login">"Back to sign in"</a></p>
        </Sheet>
    }
}
