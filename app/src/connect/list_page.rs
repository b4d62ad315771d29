//! Account settings, Connections: the apps that act for the person, and where.

use leptos::prelude::*;
use leptos_meta::Title;

use super::connection_dialog::{ConnectionDialog, ConnectionsResource};
use super::server_fns::list_connections;
use super::{Connection, LIST_PATH};
use crate::accounts::profile_head::ProfileHead;
use crate::memo::{When, memo};
use crate::revision::use_revision;
use crate::ui::{Badge, ButtonLink, EmptyState, ErrorSummary, Hidden, Icon};
use crate::workspaces::frame::formats;

/// The apps that the person has connected, in all workspaces.
#[component]
pub fn ConnectionsPage() -> impl IntoView {
    let revision = use_revision();
    let connections: ConnectionsResource =
        Resource::new_blocking(move || revision.get(), |_| list_connections());
    view! {
        <Title text="Connections" />
        <ProfileHead />
        <Transition>
            // Only once everything is there: on the server, reading what another thread is about to bring may
            // never be told of its arrival.
            {Suspend::new(async move {
                let _ = connections.await;
                view! { <ConnectionList connections /> }
            })}
        </Transition>
        <Transition>
            {Suspend::new(async move {
                let _ = connections.await;
                view! { <ConnectionDialog connections /> }
            })}
        </Transition>
    }
}

/// Rows stay while the list is looked up again: only what changed is made anew.
#[component]
fn ConnectionList(connections: ConnectionsResource) -> impl IntoView {
    let rows = memo(move || connections.get().and_then(Result::ok).unwrap_or_default());
    let is_any = memo(move || rows.with(|rows| !rows.is_empty()));
    let error = memo(move || match connections.get() {
        Some(Err(error)) => Some(error.to_string()),
        _ => None,
    });
    view! {
        <ErrorSummary error />
        <section class="connections" aria-labelledby="connections-title">
            <header class="connections-head">
                <h2 id="connections-title">"Connected apps"</h2>
                <p class="muted">"They act for you, each in one workspace. Disconnect what you no longer use."</p>
            </header>
            <When is=move || is_any.get() fallback=|| view! { <NoConnections /> }>
                <ul class="things">
                    <For each=move || rows.get() key=Clone::clone let:connection>
                        <ConnectionRow connection />
                    </For>
                </ul>
            </When>
        </section>
    }
}

#[component]
fn NoConnections() -> impl IntoView {
    view! {
        <EmptyState
            icon=Icon::Monitor
            title="No apps connected"
            text="Connect one from the app itself: it opens Timether, and you choose the workspace."
        />
    }
}

#[component]
fn ConnectionRow(connection: Connection) -> impl IntoView {
    let Connection {
        id,
        app,
        workspace,
        scope,
        connected,
        last_used,
    } = connection;
    let label = format!("Disconnect {app} from {workspace}");
    let href = format!("{LIST_PATH}?disconnect={id}");
    let used = move || match last_used {
        Some(at) => format!("Last used {}", formats().moment(at)),
        None => "Never used".to_owned(),
    };
    view! {
        <li class="connection">
            <div>
                <p class="connection-name"><b>{app}</b> <Hidden>", "</Hidden> <Badge>{scope.name()}</Badge></p>
                <p class="muted">"In "{workspace}</p>
                <p class="muted">
                    "Connected "{move || formats().moment(connected)}
                    <span class="sep">" · "</span>
                    {used}
                </p>
            </div>
            <ButtonLink href attr:data-noscroll="" attr:aria-label=label>"Disconnect"</ButtonLink>
        </li>
    }
}
