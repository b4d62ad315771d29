//! The dialogs of the list of projects: `?new=1`, `?edit=<id>`, `?delete=<id>`.

use leptos::prelude::*;

use super::project_fields::{ProjectFields, Start};
use super::server_fns::{CreateProject, DeleteProject, UpdateProject};
use super::{Project, list_path};
use crate::access::Permission;
use crate::clients::Shown;
use crate::clients::client_dialogs::ClientsResource;
use crate::clients::list_parts::{allowed, forget_refusal};
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::rates::rules::rerated_words;
use crate::revision::use_revision;
use crate::ui::{Button, ButtonLink, Dialog, ErrorSummary, Kind, use_toasts};
use crate::values::{Colour, ProjectId};
use crate::workspaces::frame::frame_now;

/// Every project of the workspace, archived ones too.
pub type ProjectsResource = Resource<Result<Vec<Project>, AppError>>;

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    New(Start),
    Edit(ProjectId, Start),
    Delete(Project),
}

/// The actions outlive their dialog: its closing must not lose their answer.
#[derive(Clone, Copy)]
struct Actions {
    creating: ServerAction<CreateProject>,
    updating: ServerAction<UpdateProject>,
    deleting: ServerAction<DeleteProject>,
}

/// The dialog that the address asks for, if there is one and the person may use it.
#[component]
pub fn ProjectDialogs(
    /// Every project.
    projects: ProjectsResource,
    /// Every client, to choose from.
    clients: ClientsResource,
    /// Where a closed dialog leads back to.
    shown: Signal<Shown>,
) -> impl IntoView {
    let query = use_params();
    let revision = use_revision();
    let actions = Actions {
        creating: ServerAction::new(),
        updating: ServerAction::new(),
        deleting: ServerAction::new(),
    };
    revision.follow(actions.creating);
    revision.follow(actions.updating);
    revision.follow(actions.deleting);
    let toasts = use_toasts();
    Effect::new(move |_| {
        let count = actions
            .updating
            .value()
            .with(|value| value.as_ref()?.as_ref().ok().copied());
        if let Some(words) = count.and_then(rerated_words) {
            toasts.push(words, None);
        }
    });

    let open = memo(move || {
        let may_manage = allowed(Permission::ManageCatalog);
        let workspace = frame_now().map(|frame| frame.workspace);
        let (projects, clients) = (projects.get(), clients.get());
        let (projects, clients) = (projects?.ok()?, clients?.ok()?);
        let workspace = workspace?;
        let wanted = |dialog: &str| {
            let id: ProjectId = query.with(|query| query.get_str(dialog)?.parse().ok())?;
            projects.iter().find(|project| project.id == id)
        };
        if !may_manage {
            return None;
        }
        if query.with(|query| query.get_str("new").is_some()) {
            let colour = Colour::by_index(projects.len());
            return Some(Open::New(Start::new_project(colour, &clients, &workspace)));
        }
        if let Some(project) = wanted("edit") {
            return Some(Open::Edit(
                project.id,
                Start::of(project, &clients, &workspace),
            ));
        }
        wanted("delete").cloned().map(Open::Delete)
    });
    move || {
        let shown = shown.get();
        open.get().map(|open| match open {
            Open::New(start) => view! { <NewDialog start action=actions.creating /> }.into_any(),
            Open::Edit(id, start) => {
                view! { <EditDialog id start shown action=actions.updating /> }.into_any()
            }
            Open::Delete(project) => {
                view! { <DeleteDialog project shown action=actions.deleting /> }.into_any()
            }
        })
    }
}

#[component]
fn NewDialog(start: Start, action: ServerAction<CreateProject>) -> impl IntoView {
    forget_refusal(action);
    let close = list_path(Shown::Active);
    view! {
        <Dialog title="New project" close_href=close.clone()>
            <ActionForm action attr:class="form">
                <ProjectFields start errors=FormErrors::of(action) />
                <footer class="dialog-actions">
                    <ButtonLink href=close>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Add Project"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn EditDialog(
    id: ProjectId,
    start: Start,
    shown: Shown,
    action: ServerAction<UpdateProject>,
) -> impl IntoView {
    forget_refusal(action);
    let close = list_path(shown);
    view! {
        <Dialog title="Edit project" close_href=close.clone()>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="shown" value=shown.slug() />
                <ProjectFields start errors=FormErrors::of(action) />
                <footer class="dialog-actions">
                    <ButtonLink href=close>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn DeleteDialog(
    project: Project,
    shown: Shown,
    action: ServerAction<DeleteProject>,
) -> impl IntoView {
    forget_refusal(action);
    let close = list_path(shown);
    let title = format!("Delete “{}”?", project.name);
    if project.uses > 0 {
        return view! {
            <Dialog title close_href=close.clone()>
                <p>"Time was tracked on it, or a timer is set to it. Archive it instead; its history stays."</p>
                <footer class="dialog-actions"><ButtonLink href=close>"Close"</ButtonLink></footer>
            </Dialog>
        }
        .into_any();
    }
    view! {
        <Dialog title close_href=close.clone()>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=project.id.to_string() />
                <input type="hidden" name="shown" value=shown.slug() />
                <ErrorSummary error=FormErrors::of(action).summary() />
                <p>"No time was tracked on it. This cannot be undone."</p>
                <footer class="dialog-actions">
                    <ButtonLink href=close>"Cancel"</ButtonLink>
                    <Button kind=Kind::Danger busy=action.pending()>"Delete project"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
    .into_any()
}
