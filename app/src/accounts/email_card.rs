//! Account settings: the address, whether it is confirmed, and how it becomes another.

use leptos::prelude::*;

use super::ownership::EmailStatus;
use super::ownership_fns::{RequestEmailChange, SendVerification, load_email_status};
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::ui::{Button, Card, ErrorSummary, Notice, NoticeKind, PasswordField, TextField};

/// The address of the signed-in person.
#[component]
pub fn EmailCard() -> impl IntoView {
    let revision = use_revision();
    let changing = ServerAction::<RequestEmailChange>::new();
    let sending = ServerAction::<SendVerification>::new();
    revision.follow(changing);
    revision.follow(sending);
    let status = Resource::new_blocking(move || revision.get(), |_| load_email_status());
    let now = Signal::derive(move || status.get()?.ok());
    let confirmed =
        Signal::derive(move || Some(status.get()?.is_ok_and(|status| status.confirmed)));
    view! {
        <Card title="E-mail address" explain="You sign in with it, and letters about your account go there.">
            <Transition>
                {latest(status, now, move |status| view! { <Unconfirmed status sending /> })}
            </Transition>
            <Transition>
                {latest(status, now, |status| view! { <Current status /> })}
            </Transition>
            <Transition>
                {latest(status, confirmed, move |confirmed| view! { <ChangeForm confirmed changing /> })}
            </Transition>
        </Card>
    }
}

/// What to do while the address is not proved.
#[component]
fn Unconfirmed(status: EmailStatus, sending: ServerAction<SendVerification>) -> impl IntoView {
    let errors = FormErrors::of(sending);
    let advice = status.way.advice();
    (!status.verified).then(|| {
        view! {
            <Notice kind=NoticeKind::Warning title="Confirm your e-mail address">
                <p>"Follow the link in the letter to " {status.email} ", so that you can choose a new password if you forget yours. " {advice}</p>
                <ErrorSummary error=errors.summary() />
                <ActionForm action=sending>
                    <Button busy=sending.pending()>"Send again"</Button>
                </ActionForm>
            </Notice>
        }
    })
}

/// The address as it is, and the one that is awaited.
#[component]
fn Current(status: EmailStatus) -> impl IntoView {
    let EmailStatus {
        email,
        verified,
        awaited,
        way,
        ..
    } = status;
    view! {
        <p>"Your address is " <b>{email}</b> {if verified { ", confirmed." } else { ", not confirmed yet." }}</p>
        {awaited.map(|awaited| view! {
            <Notice>
                "It becomes " <b>{awaited}</b> " once the link that we sent there is followed. " {way.advice()}
            </Notice>
        })}
    }
}

#[component]
fn ChangeForm(confirmed: bool, changing: ServerAction<RequestEmailChange>) -> impl IntoView {
    let errors = FormErrors::of(changing);
    let refused = errors.field("current_password");
    // The ten minutes may have passed since the page was opened.
    let asks = memo(move || !confirmed || refused.with(Option::is_some));
    view! {
        <ActionForm action=changing attr:class="form">
            <ErrorSummary error=errors.summary() />
            <TextField name="change[email]" id="new-email" label="New e-mail address" kind="email" autocomplete="email" required=true error=errors.field("email") />
            {move || asks.get().then(|| view! {
                <PasswordField name="change[current_password]" id="email-current-password" label="Current password" autocomplete="current-password" error=refused />
            })}
            <div class="row"><Button busy=changing.pending()>"Change e-mail address"</Button></div>
        </ActionForm>
    }
}
