//! Workspace settings, Activity: what changed here, newest first; filter and page stand in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

use super::lines::Day;
use super::query::{KINDS, SYSTEM};
use super::server_fns::list_activity;
use super::{ActivityPage, ActivityQuery, PATH};
use crate::access::Permission;
use crate::error::AppError;
use crate::memo::{When, memo, use_params};
use crate::revision::use_revision;
use crate::time_entries::filter_bar::apply;
use crate::ui::{
    ApplyButton, Choice, EmptyState, ErrorSummary, Icon, Notice, Pager, SelectChip, TextField,
};
use crate::workspaces::frame::use_frame;
use crate::workspaces::settings_page::SettingsHead;

/// The page's lines; looks again with every revision, filter and page. `None` for who may not read them.
type LogResource = Resource<Option<Result<ActivityPage, AppError>>>;

/// The workspace's log.
#[component]
pub fn ActivityLogPage() -> impl IntoView {
    let revision = use_revision();
    let params = use_params();
    let frame = use_frame();
    let query = memo(move || params.with(|params| ActivityQuery::from_params(params)));
    let before = memo(move || {
        params
            .with(|params| params.get("before"))
            .filter(|before| !before.is_empty())
    });
    let log: LogResource = Resource::new_blocking(
        move || (revision.get(), query.get(), before.get()),
        move |(_, query, before)| async move {
            let frame = frame.await.ok()?;
            frame.actor.may(Permission::ReadActivity).ok()?;
            Some(list_activity(query, before).await)
        },
    );
    view! {
        <Title text="Activity" />
        <SettingsHead />
        <Transition>
            <Body query before log />
        </Transition>
    }
}

/// Everything that waits for data: memos over it have to be made in here, below the page's `<Transition>`.
#[component]
fn Body(
    query: Signal<ActivityQuery>,
    before: Signal<Option<String>>,
    log: LogResource,
) -> impl IntoView {
    let frame = use_frame();
    let refusal = memo(move || {
        let frame = frame.get()?.ok()?;
        frame.actor.may(Permission::ReadActivity).err()
    });
    view! {
        {move || match refusal.get() {
            Some(refusal) => view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> }.into_any(),
            None => view! { <FilterBar query log /> }.into_any(),
        }}
        {move || log.get().flatten().map(|page| match page {
            Ok(page) => view! { <Lines page query before /> }.into_any(),
            Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
        })}
    }
}

#[component]
fn Lines(
    page: ActivityPage,
    query: Signal<ActivityQuery>,
    before: Signal<Option<String>>,
) -> impl IntoView {
    let ActivityPage {
        days, older, today, ..
    } = page;
    let page_path = |before: Option<&str>| {
        let params = query.with(|query| query.to_query_string(before));
        if params.is_empty() {
            PATH.to_owned()
        } else {
            format!("{PATH}?{params}")
        }
    };
    let newest = before.with(Option::is_some).then(|| page_path(None));
    let older = older.map(|older| page_path(Some(&older)));
    let is_empty = days.is_empty();
    let (title, text) = if query.with(ActivityQuery::is_filtered) {
        (
            "Nothing matches",
            "No change matches this filter. Change it, or clear it to see everything.",
        )
    } else {
        (
            "Nothing happened yet",
            "Every change in this workspace is noted here: who did it, when, and what it was before.",
        )
    };
    view! {
        {is_empty.then(|| view! { <EmptyState icon=Icon::Timer title text /> })}
        {days.into_iter().map(|day| view! { <Day day today /> }).collect_view()}
        <Pager newer=newest older />
    }
}

#[component]
fn FilterBar(query: Signal<ActivityQuery>, log: LogResource) -> impl IntoView {
    let first = query.get_untracked();
    let person = RwSignal::new(first.person.clone());
    let kind = RwSignal::new(first.kind.clone());
    let from = RwSignal::new(first.from.clone());
    let to = RwSignal::new(first.to.clone());
    // They follow the address, so that Back changes them too.
    Effect::new(move |applied: Option<ActivityQuery>| {
        let query = query.get();
        if applied.is_some_and(|applied| applied != query) {
            person.set(query.person.clone());
            kind.set(query.kind.clone());
            from.set(query.from.clone());
            to.set(query.to.clone());
        }
        query
    });
    let people = memo(move || {
        let mut options = vec![Choice::new("", "Anybody")];
        if let Some(Some(Ok(page))) = log.get() {
            options.extend(
                page.people
                    .into_iter()
                    .map(|person| Choice::new(person.id.to_string(), person.name)),
            );
        }
        options.push(Choice::new(SYSTEM, "Timether"));
        let chosen = query.with(|query| query.person.clone());
        if !options.iter().any(|option| option.value == chosen) {
            options.push(Choice::new(chosen, "Somebody who left"));
        }
        options
    });
    let kinds: Vec<Choice> = std::iter::once(Choice::new("", "Anything"))
        .chain(KINDS.iter().map(|(kind, name)| Choice::new(*kind, *name)))
        .collect();
    let is_filtered = move || query.with(ActivityQuery::is_filtered);
    view! {
        <Form method="GET" action=PATH noscroll=true attr:class="filters activity-filters" attr:role="search" attr:aria-label="Filter" on:change=apply>
            {move || view! { <SelectChip name="person" label="Person" icon=Icon::User options=people.get() bind=person /> }}
            <SelectChip name="kind" label="Kind" icon=Icon::Filter options=kinds bind=kind />
            <div class="dates">
                <TextField name="from" label="From" id="activity-from" kind="date" hide_label=true bind=from />
                <span aria-hidden="true">"–"</span>
                <TextField name="to" label="To" id="activity-to" kind="date" hide_label=true bind=to />
            </div>
            <When is=is_filtered>
                <a class="clear" href=PATH data-noscroll>"Clear"</a>
            </When>
            <ApplyButton />
        </Form>
    }
}
