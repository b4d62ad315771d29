//! The pages that letters lead to. Opening one changes nothing: programs that look into mails open links too. A button does.

use leptos::prelude::*;
use leptos_meta::Title;

use super::ownership_fns::{ConfirmEmailChange, VerifyEmail, load_mail_way};
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::{memo, use_params};
use crate::ui::{Button, ErrorSummary, Kind, Notice, NoticeKind, Wordmark};

/// A page with one card and nothing around it.
#[component]
pub fn Sheet(
    /// The heading.
    title: &'static str,
    /// What the card holds.
    children: Children,
) -> impl IntoView {
    view! {
        <main class="auth" id="main">
            <div class="auth-card">
                <p class="wordmark"><Wordmark /></p>
                <h1>{title}</h1>
                {children()}
            </div>
        </main>
    }
}

/// Where the promised letter is to be found, where it does not simply arrive.
#[component]
pub fn MailAdvice() -> impl IntoView {
    let way = Resource::new_blocking(|| (), |()| load_mail_way());
    view! {
        <Transition>
            {latest(way, Signal::derive(move || way.get()?.ok()?.advice()), |words| view! {
                <Notice kind=NoticeKind::Warning>{words}</Notice>
            })}
        </Transition>
    }
}

/// The token in the page's address.
#[must_use]
pub fn use_token() -> Signal<String> {
    let query = use_params();
    memo(move || query.with(|query| query.get_str("token").unwrap_or_default().to_owned()))
}

/// After a sign-up where letters reach people.
#[component]
pub fn SignupSentPage() -> impl IntoView {
    view! {
        <Title text="Check your mail" />
        <Sheet title="Check your mail">
            <p>"We have sent you a letter. Follow the link in it to finish signing up; it works once, for three days."</p>
            <MailAdvice />
            <p>"Nothing there? Look into the folder for unwanted mail, or sign up again."</p>
            <p class="auth-alt"><a href="/login">"Back to sign in"</a></p>
        </Sheet>
    }
}

/// Proves the address of an account.
#[component]
pub fn VerifyEmailPage() -> impl IntoView {
    let token = use_token();
    let action = ServerAction::<VerifyEmail>::new();
    let errors = FormErrors::of(action);
    view! {
        <Title text="Confirm your e-mail address" />
        <Sheet title="Confirm your e-mail address">
            <p class="lede">"One click, and we know that this address is yours."</p>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <ErrorSummary error=errors.field("token") />
                <input type="hidden" name="link[token]" value=token />
                <Button kind=Kind::Primary busy=action.pending() class:block=true>"Confirm e-mail address"</Button>
            </ActionForm>
            <p class="auth-alt"><a href="/timer">"Go to Timether"</a></p>
        </Sheet>
    }
}

/// Proves the address that is to be an account's.
#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let token = use_token();
    let action = ServerAction::<ConfirmEmailChange>::new();
    let errors = FormErrors::of(action);
    view! {
        <Title text="Confirm your new e-mail address" />
        <Sheet title="Confirm your new e-mail address">
            <p class="lede">"Your account uses this address from then on, also to sign in."</p>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <ErrorSummary error=errors.field("token") />
                <input type="hidden" name="link[token]" value=token />
                <Button kind=Kind::Primary busy=action.pending() class:block=true>"Use this address"</Button>
            </ActionForm>
            <p class="auth-alt"><a href="/timer">"Go to Timether"</a></p>
        </Sheet>
    }
}
