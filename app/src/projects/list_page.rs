//! The list of projects.

use leptos::prelude::*;
use leptos_meta::Title;

use super::Project;
use super::project_dialogs::{ProjectDialogs, ProjectsResource};
use super::server_fns::{ArchiveProject, list_projects};
use crate::access::Permission;
use crate::budgets::budget_bar::BudgetBar;
use crate::clients::Shown;
use crate::clients::client_dialogs::ClientsResource;
use crate::clients::list_parts::{AddButton, ArchiveFilter, allowed, use_shown};
use crate::clients::server_fns::list_clients;
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::together::together;
use crate::ui::{
    Badge, ColourLabel, EmptyState, ErrorSummary, Hidden, Icon, Menu, MenuButton, MenuLine,
    MenuLink, PageHead,
};
use crate::workspaces::frame::{formats, use_frame};

const PATH: &str = "/projects";

/// Projects by client and name, those in use or the archived ones.
#[component]
pub fn ProjectsPage() -> impl IntoView {
    let revision = use_revision();
    let shown = use_shown();
    let frame = use_frame();
    let projects: ProjectsResource =
        Resource::new_blocking(move || revision.get(), |_| list_projects(Shown::All));
    let clients: ClientsResource =
        Resource::new_blocking(move || revision.get(), |_| list_clients(Shown::All));
    let archiving = ServerAction::<ArchiveProject>::new();
    revision.follow(archiving);
    let list = memo(move || {
        let may_manage = allowed(Permission::ManageCatalog);
        Some((shown.get(), may_manage, projects.get()?))
    });

    view! {
        <Title text="Projects" />
        <PageHead title="Projects" lede=|| "What time is tracked on, and at which rate.">
            <AddButton path=PATH label="Add Project" permission=Permission::ManageCatalog />
        </PageHead>
        <ArchiveFilter path=PATH shown />
        <ErrorSummary error=FormErrors::of(archiving).summary() />
        <Transition>
            {latest(together(frame, projects), list, move |(shown, may_manage, projects)| match projects {
                Ok(projects) => view! { <ProjectList projects shown may_manage archiving /> }.into_any(),
                Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
            })}
        </Transition>
        <Transition>
            // Only once everything is there: on the server, reading what another thread is about to bring may
            // never be told of its arrival.
            {Suspend::new(async move {
                let _ = together(frame, together(projects, clients)).await;
                view! { <ProjectDialogs projects clients shown /> }
            })}
        </Transition>
    }
}

#[component]
fn ProjectList(
    projects: Vec<Project>,
    shown: Shown,
    may_manage: bool,
    archiving: ServerAction<ArchiveProject>,
) -> impl IntoView {
    let is_new = projects.is_empty();
    let rows: Vec<Project> = projects
        .into_iter()
        .filter(|project| shown.holds(project.archived))
        .collect();
    if rows.is_empty() {
        return view! { <NoProjects is_new shown may_manage /> }.into_any();
    }
    view! {
        <ul class="things projects">
            {rows
                .into_iter()
                .map(|project| view! { <ProjectRow project shown may_manage archiving /> })
                .collect_view()}
        </ul>
    }
    .into_any()
}

#[component]
fn NoProjects(is_new: bool, shown: Shown, may_manage: bool) -> impl IntoView {
    let (title, text) = match (shown, is_new, may_manage) {
        (Shown::Archived, ..) => (
            "Nothing archived",
            "Archive a project that is done: it leaves the timer and the lists, and its history stays.",
        ),
        (_, true, true) => (
            "No projects yet",
            "Choose Add Project above, give it a colour and a rate, then track time on it.",
        ),
        (_, true, false) => (
            "No projects yet",
            "The workspace's owner or a manager can add them.",
        ),
        (_, false, _) => (
            "Every project is archived",
            "Look under Archived to restore one.",
        ),
    };
    view! { <EmptyState icon=Icon::Folder title text /> }
}

#[component]
fn ProjectRow(
    project: Project,
    shown: Shown,
    may_manage: bool,
    archiving: ServerAction<ArchiveProject>,
) -> impl IntoView {
    let label = view! {
        <ColourLabel colour=project.colour.slug() label=project.name.clone() note=project.client_name.clone() />
    };
    let label = if may_manage {
        let edit = shown.dialog_path(PATH, "edit", project.id);
        view! { <a href=edit data-noscroll>{label}</a> }.into_any()
    } else {
        label.into_any()
    };
    let (cents, currency) = (project.hourly_rate_cents, project.currency);
    let rate = move || format!("{}/h", formats().money(cents, currency));
    let rate = match (project.billable, project.hourly_rate_cents) {
        (true, 0) => view! { <span class="muted">"Billable, no rate of its own"</span> }.into_any(),
        (true, _) => view! { <span class="num">{rate}</span> }.into_any(),
        (false, _) => view! { <span class="muted">"Not billable"</span> }.into_any(),
    };
    let (archived, client_archived) = (project.archived, project.client_archived);
    let budget = project.budget;
    let seconds = project.tracked_seconds;
    let tracked = move || formats().hours(seconds);
    view! {
        <li class="thing" class:archived=archived>
            <span class="thing-name">
                {label}
                {archived.then(|| {
                    let words = if client_archived { "Client archived" } else { "Archived" };
                    view! { <Badge>{words}</Badge> }
                })}
            </span>
            <span class="thing-note">{rate}</span>
            <span class="thing-figure num">{tracked}<small>" h"</small><Hidden>" tracked"</Hidden></span>
            <span class="thing-actions">
                {may_manage.then(|| view! { <ProjectMenu project shown archiving /> })}
            </span>
            {budget.map(|budget| view! { <BudgetBar budget /> })}
        </li>
    }
}

#[component]
fn ProjectMenu(
    project: Project,
    shown: Shown,
    archiving: ServerAction<ArchiveProject>,
) -> impl IntoView {
    let Project {
        id,
        name,
        archived,
        client_archived,
        uses,
        ..
    } = project;
    let (icon, words) = if archived {
        (Icon::Undo, "Restore")
    } else {
        (Icon::Archive, "Archive")
    };
    view! {
        <Menu label=format!("More actions for {name}")>
            <MenuLink href=shown.dialog_path(PATH, "edit", id) icon=Icon::Pencil attr:data-noscroll="">"Edit"</MenuLink>
            // Under an archived client only the client can bring it back.
            {(!client_archived)
                .then(|| view! {
                    <ActionForm action=archiving>
                        <input type="hidden" name="id" value=id.to_string() />
                        <input type="hidden" name="archived" value=(!archived).to_string() />
                        <input type="hidden" name="shown" value=shown.slug() />
                        <MenuButton icon>{words}</MenuButton>
                    </ActionForm>
                })}
            {client_archived
                .then(|| view! {
                    <MenuLink href=crate::clients::list_path(Shown::Archived) icon=Icon::People>"Restore its client"</MenuLink>
                })}
            {(uses == 0)
                .then(|| view! {
                    <MenuLine />
                    <MenuLink href=shown.dialog_path(PATH, "delete", id) icon=Icon::Trash class:danger=true attr:data-noscroll="">"Delete"</MenuLink>
                })}
        </Menu>
    }
}
