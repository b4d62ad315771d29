//! The dashboard's page: figures, the week as bars and by project, recent work, the team.

use leptos::prelude::*;
use leptos_meta::Title;

use super::Dashboard;
use super::figures::{Figures, ProjectTable};
use super::recent::RecentCard;
use super::server_fns::load_dashboard;
use super::team::TeamCard;
use crate::access::Permission;
use crate::error::AppError;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::time_entries::page_head::Bars;
use crate::timer::server_fns::ContinueTimeEntry;
use crate::ui::{ButtonLink, EmptyState, ErrorSummary, Icon, Kind, PageHead, use_toasts};
use crate::workspaces::frame::{formats, frame_now};

/// What the page shows; looks again with every revision.
type DashboardResource = Resource<Result<Dashboard, AppError>>;

/// Today and this week at a glance.
#[component]
pub fn DashboardPage() -> impl IntoView {
    let revision = use_revision();
    let dashboard: DashboardResource =
        Resource::new_blocking(move || revision.get(), |_| load_dashboard());
    let continuing = ServerAction::<ContinueTimeEntry>::new();
    revision.follow(continuing);
    let toasts = use_toasts();
    let answer = continuing.value();
    Effect::new(move |_| {
        if let Some(Err(error)) = answer.get() {
            toasts.error(error.to_string());
        }
    });
    view! {
        <Title text="Dashboard" />
        <Transition>
            <Body dashboard continuing />
        </Transition>
    }
}

/// Everything that waits for data: memos over it have to be made in here, below the page's `<Transition>`.
#[component]
fn Body(
    dashboard: DashboardResource,
    continuing: ServerAction<ContinueTimeEntry>,
) -> impl IntoView {
    let week = memo(move || {
        dashboard.with(|dashboard| match dashboard {
            Some(Ok(dashboard)) => Some((dashboard.week.range, dashboard.own)),
            _ => None,
        })
    });
    view! {
        <PageHead
            title="Dashboard"
            lede=move || move || week.get().map(|(range, own)| view! {
                {formats().range(range)}
                {(!own).then(|| view! { <span class="sep">"·"</span>"everybody’s time" })}
            })
        />
        {move || dashboard.get().map(|dashboard| match dashboard {
            Ok(dashboard) if dashboard.is_new => view! { <FirstSteps /> }.into_any(),
            Ok(dashboard) => view! { <Parts dashboard continuing /> }.into_any(),
            Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
        })}
    }
}

#[component]
fn Parts(dashboard: Dashboard, continuing: ServerAction<ContinueTimeEntry>) -> impl IntoView {
    let Dashboard {
        week,
        own,
        capacity_seconds,
        recent,
        team,
        ..
    } = dashboard;
    let may_continue =
        own && frame_now().is_some_and(|frame| frame.actor.may(Permission::TrackTime).is_ok());
    let bars = week.clone();
    let team = team.map(|team| view! { <TeamCard team /> });
    let (below, beside) = if own { (team, None) } else { (None, team) };
    view! {
        <Figures week=week.clone() capacity_seconds />
        <Bars week=bars without_legend=true />
        <div class="dashboard-columns">
            <div class="dashboard-column">
                <ProjectTable week own />
                {below}
            </div>
            {own.then(|| view! { <RecentCard recent may_continue continuing /> })}
            {beside}
        </div>
    }
}

/// A workspace in which nobody has tracked anything: what to do first, by what is there and what one may.
#[component]
fn FirstSteps() -> impl IntoView {
    let Some(frame) = frame_now() else {
        return ().into_any();
    };
    let tracks = frame.actor.may(Permission::TrackTime).is_ok();
    if !tracks {
        return view! {
            <EmptyState icon=Icon::Dashboard title="No time tracked yet" text="As soon as somebody tracks time here, their week is shown." />
        }
        .into_any();
    }
    let manages = frame.actor.may(Permission::ManageCatalog).is_ok();
    let imports = frame.actor.may(Permission::ImportData).is_ok();
    let (no_client, no_project) = (frame.clients.is_empty(), frame.projects.is_empty());
    let text = if manages {
        "Add who you work for and what you work on, then start the timer in the bar above. Or write down what you have already done."
    } else {
        "Start the timer in the bar above, or write down what you have already done."
    };
    view! {
        <EmptyState icon=Icon::Dashboard title="First steps" text>
            {(manages && no_client).then(|| view! { <ButtonLink href="/clients?new=1" icon=Icon::People>"Add a client"</ButtonLink> })}
            {(manages && no_project).then(|| view! { <ButtonLink href="/projects?new=1" icon=Icon::Folder>"Add a project"</ButtonLink> })}
            <ButtonLink href="/timer?new=1" icon=Icon::Plus kind=Kind::Soft>"Write down time"</ButtonLink>
            {imports.then(|| view! { <ButtonLink href="/settings/data" icon=Icon::Upload>"Import from another app"</ButtonLink> })}
        </EmptyState>
    }
    .into_any()
}
