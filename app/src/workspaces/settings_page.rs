//! Workspace settings, General: name, currency, week start, default rate, rounding, time format, deletion.

use leptos::prelude::*;
use leptos_meta::Title;

use super::delete_card::DeleteWorkspaceCard;
use super::server_fns::{DeleteWorkspace, UpdateWorkspace};
use super::{Frame, Workspace};
use crate::access::{Actor, Permission};
use crate::error::AppError;
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::{When, memo};
use crate::rates::reach_fields::RateReachFields;
use crate::rates::rules::rerated_words;
use crate::revision::use_revision;
use crate::ui::{
    Button, Card, Choice, ErrorSummary, Kind, Notice, PageHead, SelectField, Tab, Tabs, TextField,
    use_toasts,
};
use crate::values::{Currency, Rounding, TimeFormat, format_plain};
use crate::workspaces::frame::{frame_now, use_frame};

/// The heading and tabs of every settings page.
#[component]
pub fn SettingsHead() -> impl IntoView {
    let frame = use_frame();
    let lede = move || {
        view! {
            <Transition>
                {latest(frame, memo(|| Some(frame_now()?.workspace)), |workspace| {
                    let plan = format!("{} plan", workspace.plan.name());
                    view! { {workspace.name} <span class="sep">"·"</span> {plan} }
                })}
            </Transition>
        }
    };
    view! {
        <PageHead title="Workspace settings" lede />
        <Tabs label="Settings">
            <TabFor href="/settings" label="General" any=&[Permission::ManageWorkspace] />
            <Tab href="/settings/members">"Members"</Tab>
            <Tab href="/settings/billing">"Billing"</Tab>
            <TabFor href="/settings/invoices" label="Invoices" any=&[Permission::ManageInvoices] />
            <TabFor href="/settings/data" label="Data" any=&[Permission::ExportOwnTime, Permission::ExportData] />
            <TabFor href="/settings/tokens" label="API Tokens" any=&[Permission::ManageOwnTokens] also=has_tokens_left />
            <TabFor href="/settings/webhooks" label="Webhooks" any=&[Permission::ManageOwnTokens] />
            <TabFor href="/settings/activity" label="Activity" any=&[Permission::ReadActivity] />
        </Tabs>
    }
}

/// The first page of the settings that somebody has something to do on.
#[must_use]
pub fn settings_path(actor: &Actor) -> &'static str {
    if actor.could(Permission::ManageWorkspace) {
        "/settings"
    } else {
        "/settings/members"
    }
}

/// Who has a token from an earlier role finds the way to end it.
fn has_tokens_left(frame: &Frame) -> bool {
    frame.has_tokens_left
}

fn nobody_else(_: &Frame) -> bool {
    false
}

/// A tab for those whose role has any of these, and a few others.
#[component]
fn TabFor(
    href: &'static str,
    label: &'static str,
    any: &'static [Permission],
    /// Who else.
    #[prop(default = nobody_else)]
    also: fn(&Frame) -> bool,
) -> impl IntoView {
    view! {
        <Transition>
            <TabIfTheirs href label any also />
        </Transition>
    }
}

/// A memo over the frame has to be made below a `<Transition>`; it keeps the link, and the focus on it, while the
/// frame comes anew.
#[component]
fn TabIfTheirs(
    href: &'static str,
    label: &'static str,
    any: &'static [Permission],
    also: fn(&Frame) -> bool,
) -> impl IntoView {
    let frame = use_frame();
    let is_theirs =
        move |frame: &Frame| any.iter().any(|one| frame.actor.could(*one)) || also(frame);
    let theirs =
        memo(move || frame.with(|frame| matches!(frame, Some(Ok(frame)) if is_theirs(frame))));
    view! {
        <When is=move || theirs.get()>
            <Tab href=href>{label}</Tab>
        </When>
    }
}

/// The general settings of the current workspace.
#[component]
pub fn GeneralSettingsPage() -> impl IntoView {
    let frame = use_frame();
    let action = ServerAction::<UpdateWorkspace>::new();
    let deleting = ServerAction::<DeleteWorkspace>::new();
    use_revision().follow(action);
    use_revision().follow(deleting);
    let toasts = use_toasts();
    Effect::new(move |_| {
        let count = action
            .value()
            .with(|value| value.as_ref()?.as_ref().ok().map(|saved| saved.rerated));
        if let Some(count) = count {
            let saved = "Workspace settings saved";
            let words = rerated_words(count).map(|words| format!("{saved}. {words}"));
            toasts.push(words.unwrap_or_else(|| saved.to_owned()), None);
        }
    });
    view! {
        <Title text="Workspace settings" />
        <SettingsHead />
        <Transition>
            // Anew only when it is about something else: somebody may be typing.
            {latest(frame, memo(|| frame_now().map(|frame| (frame.actor, frame.workspace))), move |(actor, workspace)| {
                view! { <General actor workspace action deleting /> }
            })}
        </Transition>
    }
}

#[component]
fn General(
    actor: Actor,
    workspace: Workspace,
    action: ServerAction<UpdateWorkspace>,
    deleting: ServerAction<DeleteWorkspace>,
) -> impl IntoView {
    let deletable = actor
        .may(Permission::DeleteWorkspace)
        .is_ok()
        .then(|| workspace.clone());
    let card =
        deletable.map(|workspace| view! { <DeleteWorkspaceCard workspace action=deleting /> });
    if let Err(refusal) = actor.may(Permission::ManageWorkspace) {
        let reason = AppError::Refused(refusal).to_string();
        return view! { <Notice>{reason}</Notice> {card} }.into_any();
    }
    let errors = FormErrors::of(action);
    view! {
        <ActionForm action>
            <Card title="Workspace" explain="The currency is for projects without a client; people may choose their own week start.">
                <WorkspaceFields
                    name=workspace.name
                    currency=workspace.currency.code().to_owned()
                    week_start=workspace.week_start.slug().to_owned()
                    errors
                />
            </Card>
            <DefaultsCard
                rate=match workspace.default_rate_cents {
                    0 => String::new(),
                    cents => format_plain(cents, workspace.currency),
                }
                rounding=workspace.rounding.slug()
                time_format=workspace.time_format
                errors
            />
            <div class="row"><Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button></div>
        </ActionForm>
        {card}
    }
    .into_any()
}

/// What new projects begin with, and how time is shown.
#[component]
fn DefaultsCard(
    /// As typed; empty for none.
    rate: String,
    /// A slug of `Rounding`.
    rounding: String,
    /// 12 or 24 hours.
    time_format: TimeFormat,
    /// What was refused.
    errors: FormErrors,
) -> impl IntoView {
    let roundings = Rounding::all()
        .into_iter()
        .map(|rounding| Choice::new(rounding.slug(), rounding.label()))
        .collect();
    let times = TimeFormat::ALL
        .iter()
        .map(|format| Choice::new(format.slug(), format.label()))
        .collect();
    let rate = RwSignal::new(rate);
    view! {
        <Card title="Time and rates" explain="How time is shown to everybody here. What is stored, billed and exported stays exact to the second.">
            <TextField
                name="workspace[default_rate]"
                label="Default hourly rate"
                bind=rate
                inputmode="decimal"
                autocomplete="off"
                suffix="/h"
                hint="What an hour is worth where neither the project nor the member has a rate; new projects begin billable. Empty for none."
                error=errors.field("default_rate")
            />
            <RateReachFields form="workspace" rate errors />
            <SelectField
                name="workspace[rounding]"
                label="Rounding"
                options=roundings
                value=rounding
                hint="Each duration is rounded by itself; a total adds up the exact time first."
                error=errors.field("rounding")
            />
            <SelectField
                name="workspace[time_format]"
                label="Time format"
                options=times
                value=time_format.slug().to_owned()
                hint="For members who have not chosen their own."
                error=errors.field("time_format")
            />
        </Card>
    }
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
