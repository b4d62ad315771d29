//! Workspace settings, General: the workspace's end, and the question before it (`?delete=workspace`).

use leptos::prelude::*;

use super::server_fns::{DeleteWorkspace, plan_workspace_deletion};
use super::{Workspace, WorkspaceDeletionPlan};
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::two_factor::confirm_password::ConfirmPassword;
use crate::ui::{Button, ButtonLink, Card, Dialog, ErrorSummary, Icon, Kind, TextField};

const PATH: &str = "/settings";

/// Deletes the current workspace; for its Owner.
#[component]
pub fn DeleteWorkspaceCard(
    /// What is deleted.
    workspace: Workspace,
    /// Outlives the dialog and this card.
    action: ServerAction<DeleteWorkspace>,
) -> impl IntoView {
    let query = use_params();
    let asks = memo(move || query.with(|query| query.get_str("delete") == Some("workspace")));
    let name = workspace.name;
    view! {
        <Card
            title="Delete workspace"
            explain="Everything in it goes for everybody who belongs to it: time entries, projects, clients, tags, settings and the activity log."
            danger=true
        >
            <div class="row">
                <ButtonLink href=format!("{PATH}?delete=workspace") kind=Kind::Danger attr:data-noscroll="">"Delete workspace…"</ButtonLink>
            </div>
        </Card>
        {move || asks.get().then(|| view! { <Question name=name.clone() action /> })}
    }
}

#[component]
fn Question(name: String, action: ServerAction<DeleteWorkspace>) -> impl IntoView {
    let revision = use_revision();
    let errors = FormErrors::of(action);
    let plan = Resource::new_blocking(move || revision.get(), |_| plan_workspace_deletion());
    let hint = format!("Type “{name}” to confirm.");
    view! {
        <Dialog title="Delete this workspace?" close_href=PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <Transition>
                    {move || Suspend::new(async move {
                        plan.await.ok().map(|plan| view! { <Consequences plan=plan.clone() /> })
                    })}
                </Transition>
                <p>"Take your data along first: nobody can bring it back afterwards."</p>
                <div class="row">
                    <ButtonLink href="/settings/data" icon=Icon::Download>"Export"</ButtonLink>
                </div>
                <TextField
                    name="deletion[name]"
                    id="deletion-name"
                    label="Workspace name"
                    hint=hint
                    required=true
                    autocomplete="off"
                    error=errors.field("name")
                />
                <Transition>
                    {move || Suspend::new(async move {
                        let is_fresh = plan.await.is_ok_and(|plan| plan.is_confirmed);
                        view! {
                            <ConfirmPassword is_fresh name="deletion[current_password]" id="deletion-current-password" errors />
                        }
                    })}
                </Transition>
                <footer class="dialog-actions">
                    <ButtonLink href=PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Danger busy=action.pending()>"Delete workspace"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn Consequences(plan: WorkspaceDeletionPlan) -> impl IntoView {
    let WorkspaceDeletionPlan {
        entries,
        projects,
        clients,
        members,
        ..
    } = plan;
    let people = match members {
        1 => "Nobody else belongs to it.".to_owned(),
        2 => "1 other person loses access.".to_owned(),
        members => format!("{} other people lose access.", members - 1),
    };
    let things = [
        counted(entries, "time entry", "time entries"),
        counted(projects, "project", "projects"),
        counted(clients, "client", "clients"),
    ];
    view! {
        <p>"With it go:"</p>
        <ul>{things.map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
        <p>{people}</p>
    }
}

fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
