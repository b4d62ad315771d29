//! The page that makes a workspace.

use leptos::prelude::*;
use leptos_meta::Title;

use super::server_fns::CreateWorkspace;
use super::settings_page::WorkspaceFields;
use crate::form::FormErrors;
use crate::members::accept_page::OwnInvitations;
use crate::revision::use_revision;
use crate::ui::{Button, ButtonLink, Card, Kind, PageHead};

/// Name, currency and week start of a new workspace.
#[component]
pub fn NewWorkspacePage() -> impl IntoView {
    let action = ServerAction::<CreateWorkspace>::new();
    use_revision().follow(action);
    let errors = FormErrors::of(action);
    view! {
        <Title text="Create workspace" />
        <PageHead title="Create workspace" lede=|| "A workspace keeps its own clients, projects, tags and time." />
        <OwnInvitations />
        <ActionForm action>
            <Card title="Workspace" explain="You are its owner. You can change all of this later.">
                <WorkspaceFields name=String::new() currency="USD".to_owned() week_start="monday".to_owned() errors />
                <div class="row">
                    <Button kind=Kind::Primary busy=action.pending()>"Create workspace"</Button>
                    <ButtonLink href="/timer">"Cancel"</ButtonLink>
                </div>
            </Card>
        </ActionForm>
    }
}
