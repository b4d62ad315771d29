//! Account settings, Sessions: where the account is signed in.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

use super::server_fns::list_sessions;
use super::session_dialogs::{SessionDialogs, SessionsResource};
use super::{DeviceKind, LIST_PATH, Session};
use crate::accounts::profile_head::ProfileHead;
use crate::accounts::server_fns::SignOut;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Badge, BadgeKind, Button, ErrorSummary, Hidden, Icon};
use crate::workspaces::frame::formats;

/// Where the account is signed in: this session first, the others by last use.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let revision = use_revision();
    let sessions: SessionsResource =
        Resource::new_blocking(move || revision.get(), |_| list_sessions());
    view! {
        <Title text="Sessions" />
        <ProfileHead />
        <Transition>
            <SessionList sessions />
        </Transition>
        <Transition>
            // Only once everything is there: on the server, reading what another thread is about to bring may
            // never be told of its arrival.
            {Suspend::new(async move {
                let _ = sessions.await;
                view! { <SessionDialogs sessions /> }
            })}
        </Transition>
    }
}

/// Rows and button stay while the list is looked up again: only what changed is made anew.
#[component]
fn SessionList(sessions: SessionsResource) -> impl IntoView {
    let signing_out = ServerAction::<SignOut>::new();
    let rows = memo(move || sessions.get().and_then(Result::ok).unwrap_or_default());
    let others = memo(move || rows.with(|rows| rows.iter().any(|row| !row.current)));
    let error = memo(move || match sessions.get() {
        Some(Err(error)) => Some(error.to_string()),
        _ => None,
    });
    view! {
        <ErrorSummary error />
        <section class="sessions" aria-labelledby="sessions-title">
            <header class="sessions-head">
                <div>
                    <h2 id="sessions-title">"Where you are signed in"</h2>
                    <p class="muted">
                        {move || if others.get() {
                            "A session you do not recognise? Revoke it, then change your password."
                        } else {
                            "You are signed in nowhere else."
                        }}
                    </p>
                </div>
                {move || others.get().then(|| view! { <OthersButton /> })}
            </header>
            <ul class="things">
                <For each=move || rows.get() key=Clone::clone let:session>
                    <SessionRow session signing_out />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn OthersButton() -> impl IntoView {
    let query = use_params();
    // While the dialog is open, its own button is the only one of that name.
    let is_behind = move || query.with(|query| query.get_str("others").is_some());
    view! {
        <Form method="GET" action=LIST_PATH>
            <input type="hidden" name="others" value="1" />
            <Button icon=Icon::LogOut class:is-behind=is_behind>"Log Out Other Sessions"</Button>
        </Form>
    }
}

#[component]
fn SessionRow(session: Session, signing_out: ServerAction<SignOut>) -> impl IntoView {
    let Session {
        id,
        current,
        device,
        place,
        signed_in,
        last_active,
    } = session;
    let icon = match device.kind {
        DeviceKind::Handheld => Icon::Phone,
        DeviceKind::Computer | DeviceKind::Unknown => Icon::Monitor,
    };
    let query = use_params();
    let is_behind = move || query.with(|query| query.get_str("revoke").is_some());
    let end = if current {
        view! {
            <ActionForm action=signing_out>
                <Button busy=signing_out.pending()>"Sign out"</Button>
            </ActionForm>
        }
        .into_any()
    } else {
        view! {
            <Form method="GET" action=LIST_PATH>
                <input type="hidden" name="revoke" value=id.to_string() />
                <Button class:is-behind=is_behind>"Revoke"</Button>
            </Form>
        }
        .into_any()
    };
    view! {
        <li class="session" class:current=current>
            <span class="session-icon"><Icon icon /></span>
            <div class="session-what">
                <p class="session-name">
                    <b>{device.browser}</b>
                    <Hidden>", "</Hidden>
                    <span>{device.name}</span>
                    {current.then(|| view! { <Badge kind=BadgeKind::Good>"This session"</Badge> })}
                </p>
                <p class="muted">{place.text()}</p>
                <p class="muted">
                    "Signed in "{move || formats().moment(signed_in)}
                    <span class="sep">" · "</span>
                    {if current {
                        "Active now".into_any()
                    } else {
                        view! { "Last active "{move || formats().moment(last_active)} }.into_any()
                    }}
                </p>
            </div>
            <div class="session-end">{end}</div>
        </li>
    }
}
