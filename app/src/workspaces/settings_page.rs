//! Workspace settings, General: name, currency, week start.

use leptos::prelude::*;
use leptos_meta::Title;

use super::Frame;
use super::server_fns::UpdateWorkspace;
use crate::access::Permission;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::revision::use_revision;
use crate::ui::{
    Button, Card, Choice, ErrorSummary, Kind, Notice, PageHead, SelectField, Tab, Tabs, TextField,
    use_toasts,
};
use crate::values::Currency;
use crate::workspaces::frame::use_frame;

/// The heading and tabs of every settings page.
#[component]
pub fn SettingsHead() -> impl IntoView {
    let frame = use_frame();
    let lede = move || {
        view! {
            <Transition>
                {move || Suspend::new(async move {
                    frame.await.ok().map(|frame| {
                        let plan = format!("{} plan", frame.workspace.plan.name());
                        view! { {frame.workspace.name} <span class="sep">"·"</span> {plan} }
                    })
                })}
            </Transition>
        }
    };
    view! {
        <PageHead title="Workspace settings" lede />
        <Tabs label="Settings">
            <Tab href="/settings">"General"</Tab>
            <Tab href="/settings/data">"Data"</Tab>
        </Tabs>
    }
}

/// Name, currency and week start of the current workspace.
#[component]
pub fn GeneralSettingsPage() -> impl IntoView {
    let frame = use_frame();
    let action = ServerAction::<UpdateWorkspace>::new();
    use_revision().follow(action);
    let toasts = use_toasts();
    Effect::new(move |_| {
        if action.value().with(|value| matches!(value, Some(Ok(_)))) {
            toasts.push("Workspace settings saved", None);
        }
    });
    view! {
        <Title text="Workspace settings" />
        <SettingsHead />
        <Transition>
            {move || Suspend::new(async move {
                frame.await.ok().map(|frame| view! { <General frame action /> })
            })}
        </Transition>
    }
}

#[component]
fn General(frame: Frame, action: ServerAction<UpdateWorkspace>) -> impl IntoView {
    if let Err(refusal) = frame.actor.may(Permission::ManageWorkspace) {
        let reason = AppError::Refused(refusal).to_string();
        return view! { <Notice>{reason}</Notice> }.into_any();
    }
    let errors = FormErrors::of(action);
    let workspace = frame.workspace;
    view! {
        <ActionForm action>
            <Card title="Workspace" explain="The currency is for projects without a client; people may choose their own week start.">
                <WorkspaceFields
                    name=workspace.name
                    currency=workspace.currency.code().to_owned()
                    week_start=workspace.week_start.slug().to_owned()
                    errors
                />
                <div class="row"><Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button></div>
            </Card>
        </ActionForm>
    }
    .into_any()
}

/// The fields of a workspace's form.
#[component]
pub fn WorkspaceFields(
    /// Its name so far.
    name: String,
    /// Its currency's code.
    currency: String,
    /// `monday` or `sunday`.
    week_start: String,
    /// What was refused.
    errors: FormErrors,
) -> impl IntoView {
    let mut currencies: Vec<Choice> = Currency::COMMON
        .iter()
        .map(|(code, name)| Choice::new(*code, format!("{code} · {name}")))
        .collect();
    if !Currency::COMMON.iter().any(|(code, _)| *code == currency) {
        currencies.insert(0, Choice::new(currency.clone(), currency.clone()));
    }
    let week_starts = vec![
        Choice::new("monday", "Monday"),
        Choice::new("sunday", "Sunday"),
    ];
    view! {
        <ErrorSummary error=errors.summary() />
        <TextField name="workspace[name]" label="Name" value=name required=true maxlength=100u32 error=errors.field("name") />
        <SelectField name="workspace[currency]" label="Currency" options=currencies value=currency error=errors.field("currency") />
        <SelectField name="workspace[week_start]" label="Week starts on" options=week_starts value=week_start error=errors.field("week_start") />
    }
}
