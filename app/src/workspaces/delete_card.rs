//! Workspace settings, General: the workspace's end, and the question before it (`?delete=workspace`).

use leptos::prelude::*;

use super::confirm_by_name::{ConfirmByName, Fields};
use super::server_fns::{DeleteWorkspace, plan_workspace_deletion};
use super::{Workspace, WorkspaceDeletionPlan};
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{ButtonLink, Card, Dialog, Icon, Kind};

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

const FIELDS: Fields = Fields {
    name: "deletion[name]",
    name_id: "deletion-name",
    password: "deletion[current_password]",
    password_id: "deletion-current-password",
};

#[component]
fn Question(name: String, action: ServerAction<DeleteWorkspace>) -> impl IntoView {
    let revision = use_revision();
    let errors = FormErrors::of(action);
    let plan = Resource::new_blocking(move || revision.get(), |_| plan_workspace_deletion());
    view! {
        <Dialog title="Delete this workspace?" close_href=PATH>
            <ActionForm action attr:class="form">
                <ConfirmByName
                    name
                    plan
                    consequences
                    is_confirmed=|plan: &WorkspaceDeletionPlan| plan.is_confirmed
                    fields=FIELDS
                    errors
                    close_href=PATH
                    action="Delete workspace"
                    busy=action.pending()
                >
                    <p>"Take your data along first: nobody can bring it back afterwards."</p>
                    <div class="row">
                        <ButtonLink href="/settings/data" icon=Icon::Download>"Export"</ButtonLink>
                    </div>
                </ConfirmByName>
            </ActionForm>
        </Dialog>
    }
}

fn consequences(plan: &WorkspaceDeletionPlan) -> AnyView {
    let people = match plan.members {
        1 => "Nobody else belongs to it.".to_owned(),
        2 => "1 other person loses access.".to_owned(),
        members => format!("{} other people lose access.", members - 1),
    };
    let things = [
        counted(plan.entries, "time entry", "time entries"),
        counted(plan.projects, "project", "projects"),
        counted(plan.clients, "client", "clients"),
    ];
    view! {
        <p>"With it go:"</p>
        <ul>{things.map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
        <p>{people}</p>
    }
    .into_any()
}

fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
