//! The list of clients.

use leptos::prelude::*;
use leptos_meta::Title;

use super::client_dialogs::{ClientDialogs, ClientsResource};
use super::list_parts::{AddButton, ArchiveFilter, allowed, use_shown};
use super::server_fns::{ArchiveClient, list_clients};
use super::{Client, Shown};
use crate::access::Permission;
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::together::together;
use crate::ui::{
    Badge, EmptyState, ErrorSummary, Icon, Menu, MenuButton, MenuLine, MenuLink, PageHead,
};
use crate::workspaces::frame::use_frame;

const PATH: &str = "/clients";

/// Clients by name, those in use or the archived ones.
#[component]
pub fn ClientsPage() -> impl IntoView {
    let revision = use_revision();
    let shown = use_shown();
    let frame = use_frame();
    let clients: ClientsResource =
        Resource::new_blocking(move || revision.get(), |_| list_clients(Shown::All));
    let archiving = ServerAction::<ArchiveClient>::new();
    revision.follow(archiving);
    let list = memo(move || {
        let may_manage = allowed(Permission::ManageCatalog);
        Some((shown.get(), may_manage, clients.get()?))
    });

    view! {
        <Title text="Clients" />
        <PageHead title="Clients" lede=|| "Whom you work for, and in which currency.">
            <AddButton path=PATH label="Add Client" permission=Permission::ManageCatalog />
        </PageHead>
        <ArchiveFilter path=PATH shown />
        <ErrorSummary error=FormErrors::of(archiving).summary() />
        <Transition>
            {latest(together(frame, clients), list, move |(shown, may_manage, clients)| match clients {
                Ok(clients) => view! { <ClientList clients shown may_manage archiving /> }.into_any(),
                Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
            })}
        </Transition>
        <Transition>
            // Only once everything is there: on the server, reading what another thread is about to bring may
            // never be told of its arrival.
            {Suspend::new(async move {
                let _ = together(frame, clients).await;
                view! { <ClientDialogs clients shown /> }
            })}
        </Transition>
    }
}

#[component]
fn ClientList(
    clients: Vec<Client>,
    shown: Shown,
    may_manage: bool,
    archiving: ServerAction<ArchiveClient>,
) -> impl IntoView {
    let is_new = clients.is_empty();
    let rows: Vec<Client> = clients
        .into_iter()
        .filter(|client| shown.holds(client.archived))
        .collect();
    if rows.is_empty() {
        return view! { <NoClients is_new shown may_manage /> }.into_any();
    }
    view! {
        <ul class="things clients">
            {rows
                .into_iter()
                .map(|client| view! { <ClientRow client shown may_manage archiving /> })
                .collect_view()}
        </ul>
    }
    .into_any()
}

#[component]
fn NoClients(is_new: bool, shown: Shown, may_manage: bool) -> impl IntoView {
    let (title, text) = match (shown, is_new, may_manage) {
        (Shown::Archived, ..) => (
            "Nothing archived",
            "Archive a client you no longer work for: it leaves the lists with its projects, and its history stays.",
        ),
        (_, true, true) => (
            "No clients yet",
            "Choose Add Client above. A client gives its projects a currency, and is whom invoices go to.",
        ),
        (_, true, false) => (
            "No clients yet",
            "The workspace's owner or a manager can add them.",
        ),
        (_, false, _) => (
            "Every client is archived",
            "Look under Archived to restore one.",
        ),
    };
    view! { <EmptyState icon=Icon::People title text /> }
}

#[component]
fn ClientRow(
    client: Client,
    shown: Shown,
    may_manage: bool,
    archiving: ServerAction<ArchiveClient>,
) -> impl IntoView {
    let projects = match client.project_count {
        0 => "No projects".to_owned(),
        1 => "1 project".to_owned(),
        count => format!("{count} projects"),
    };
    let currency = client.currency.to_string();
    let archived = client.archived;
    let name = client.name.clone();
    let name = if may_manage {
        let edit = shown.dialog_path(PATH, "edit", client.id);
        view! { <a class="truncate" href=edit data-noscroll>{name}</a> }.into_any()
    } else {
        view! { <span class="truncate">{name}</span> }.into_any()
    };
    view! {
        <li class="thing" class:archived=archived>
            <span class="thing-name">
                {name}
                {archived.then(|| view! { <Badge>"Archived"</Badge> })}
            </span>
            <span class="thing-note">{projects}</span>
            <span class="thing-figure">{currency}</span>
            <span class="thing-actions">
                {may_manage.then(|| view! { <ClientMenu client shown archiving /> })}
            </span>
        </li>
    }
}

#[component]
fn ClientMenu(
    client: Client,
    shown: Shown,
    archiving: ServerAction<ArchiveClient>,
) -> impl IntoView {
    let Client {
        id,
        archived,
        project_count,
        ..
    } = client;
    let (icon, words) = if archived {
        (Icon::Undo, "Restore")
    } else {
        (Icon::Archive, "Archive")
    };
    view! {
        <Menu label=format!("More actions for {}", client.name)>
            <MenuLink href=shown.dialog_path(PATH, "edit", id) icon=Icon::Pencil attr:data-noscroll="">"Edit"</MenuLink>
            <ActionForm action=archiving>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="archived" value=(!archived).to_string() />
                <input type="hidden" name="shown" value=shown.slug() />
                <MenuButton icon>{words}</MenuButton>
            </ActionForm>
            {(project_count == 0)
                .then(|| view! {
                    <MenuLine />
                    <MenuLink href=shown.dialog_path(PATH, "delete", id) icon=Icon::Trash class:danger=true attr:data-noscroll="">"Delete"</MenuLink>
                })}
        </Menu>
    }
}
