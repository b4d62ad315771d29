//! The card that clears the workspace, and the question before it (`?clear=workspace`).

use leptos::prelude::*;

use super::server_fns::{ClearWorkspace, plan_clearing};
use super::{BACKUP_PATH, ClearingPlan};
use crate::access::Permission;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{ButtonLink, Card, Dialog, Icon, Kind, Notice, NoticeKind};
use crate::workspaces::Frame;
use crate::workspaces::confirm_by_name::{ConfirmByName, Fields};

const PAGE: &str = "/settings/data";

/// Clears the current workspace; for its Owner.
#[component]
pub fn ClearCard(
    /// Who looks at which workspace.
    frame: Frame,
    /// Outlives the dialog and this card.
    action: ServerAction<ClearWorkspace>,
) -> impl IntoView {
    let query = use_params();
    let asks = memo(move || query.with(|query| query.get_str("clear") == Some("workspace")));
    let cleared = memo(move || query.with(|query| query.get_str("cleared").is_some()));
    let refusal = frame.actor.may(Permission::ClearWorkspace).err();
    let name = StoredValue::new(frame.workspace.name);
    view! {
        <Card
            title="Clear Workspace"
            explain="All time entries, projects, clients and tags go, and everybody’s timer is reset. Invoices, members and the plan stay."
            danger=true
        >
            {move || cleared.get().then(|| view! {
                <Notice kind=NoticeKind::Good>"The workspace was cleared."</Notice>
            })}
            <p>
                "To put finished work out of sight, archiving is enough: "
                <a href="/projects">"archive projects"</a>
                " or "
                <a href="/clients">"archive clients"</a>
                " and their time stays."
            </p>
            {match refusal {
                Some(refusal) => view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> }.into_any(),
                None => view! {
                    <div class="row">
                        <ButtonLink href=format!("{PAGE}?clear=workspace") kind=Kind::Danger attr:data-noscroll="">"Clear Workspace"</ButtonLink>
                    </div>
                }
                    .into_any(),
            }}
        </Card>
        {move || (refusal.is_none() && asks.get()).then(|| view! { <Question name=name.get_value() action /> })}
    }
}

const FIELDS: Fields = Fields {
    name: "clearing[name]",
    name_id: "clearing-name",
    password: "clearing[current_password]",
    password_id: "clearing-current-password",
};

#[component]
fn Question(name: String, action: ServerAction<ClearWorkspace>) -> impl IntoView {
    let revision = use_revision();
    let errors = FormErrors::of(action);
    let plan = Resource::new_blocking(move || revision.get(), |_| plan_clearing());
    view! {
        <Dialog title="Clear this workspace?" close_href=PAGE>
            <ActionForm action attr:class="form">
                <ConfirmByName
                    name
                    plan
                    consequences
                    is_confirmed=|plan: &ClearingPlan| plan.is_confirmed
                    fields=FIELDS
                    errors
                    close_href=PAGE
                    action="Clear Workspace"
                    busy=action.pending()
                >
                    <p>"Export everything first: it is the only way back."</p>
                    <div class="row">
                        <ButtonLink href=BACKUP_PATH icon=Icon::Download download=true>"Export JSON first"</ButtonLink>
                    </div>
                </ConfirmByName>
            </ActionForm>
        </Dialog>
    }
}

fn consequences(plan: &ClearingPlan) -> AnyView {
    let words = plan.words();
    if words.is_empty() {
        return view! { <p>"There is nothing in it."</p> }.into_any();
    }
    view! {
        <p>"This goes for everybody who belongs to it:"</p>
        <ul>{words.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
    }
    .into_any()
}
