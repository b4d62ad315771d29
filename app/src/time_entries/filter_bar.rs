//! The filter of the list: a plain GET form, so that its state is the address; once the page is alive, a choice applies
//! itself.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlFormElement};
use leptos_router::components::Form;

use super::EntryQuery;
use super::entry_fields::{project_choices, tag_choices};
use super::list_page::Choices;
use super::query::{CUSTOM, EVERYBODY, NONE};
use crate::memo::{When, memo};
use crate::ui::{ApplyButton, CheckList, Choice, Icon, SelectChip, TextField, with_chosen};
use crate::values::Period;

/// The controls' values; they follow the address, so that Back changes them too.
#[derive(Clone, Copy)]
struct Values {
    person: RwSignal<String>,
    period: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    client: RwSignal<String>,
    project: RwSignal<String>,
    tags: RwSignal<Vec<String>>,
    billable: RwSignal<String>,
}

impl Values {
    fn following(query: Signal<EntryQuery>) -> Self {
        let first = query.get_untracked();
        let values = Self {
            person: RwSignal::new(first.person.clone()),
            period: RwSignal::new(period_of(&first)),
            from: RwSignal::new(first.from),
            to: RwSignal::new(first.to),
            client: RwSignal::new(first.client),
            project: RwSignal::new(first.project),
            tags: RwSignal::new(first.tag),
            billable: RwSignal::new(first.billable),
        };
        Effect::new(move |applied: Option<EntryQuery>| {
            let query = query.get();
            if applied.is_some_and(|applied| applied != query) {
                values.person.set(query.person.clone());
                values.period.set(period_of(&query));
                values.from.set(query.from.clone());
                values.to.set(query.to.clone());
                values.client.set(query.client.clone());
                values.project.set(query.project.clone());
                values.tags.set(query.tag.clone());
                values.billable.set(query.billable.clone());
            }
            query
        });
        values
    }
}

/// Dates without a period are a custom one.
fn period_of(query: &EntryQuery) -> String {
    if query.period.is_empty() && !(query.from.is_empty() && query.to.is_empty()) {
        CUSTOM.to_owned()
    } else {
        query.period.clone()
    }
}

/// The filter's controls.
#[component]
pub fn FilterBar(
    /// What is applied.
    query: Signal<EntryQuery>,
    /// What there is to choose from.
    choices: Signal<Choices>,
    /// The page it filters.
    path: &'static str,
    /// What is applied where nothing was chosen.
    #[prop(optional)]
    usual: EntryQuery,
    /// Whether nobody named is everybody, instead of the reader.
    #[prop(optional)]
    everybody_first: bool,
    /// Controls of the page's own, before the others.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let values = Values::following(query);
    let people = memo(move || {
        let options = choices.with(|choices| person_choices(choices, everybody_first));
        query.with(|query| with_chosen(options, &query.person, "Somebody else"))
    });
    let sees_others = memo(move || choices.with(|choices| !choices.people.is_empty()));
    let periods = period_choices(usual.period.is_empty());
    let projects = memo(move || {
        let mut options = vec![
            Choice::new("", "Any project"),
            Choice::new(NONE, "No project"),
        ];
        options.extend(choices.with(|choices| project_choices(&choices.projects, None)));
        query.with(|query| with_chosen(options, &query.project, "An archived project"))
    });
    let client_options = memo(move || {
        let mut options = vec![
            Choice::new("", "Any client"),
            Choice::new(NONE, "No client"),
        ];
        choices.with(|choices| {
            options.extend(
                choices
                    .clients
                    .iter()
                    .map(|client| Choice::new(client.id.to_string(), client.name.clone())),
            );
        });
        query.with(|query| with_chosen(options, &query.client, "An archived client"))
    });
    let tags = memo(move || {
        choices.with(|choices| {
            let mut options = vec![Choice::new(NONE, "Without tags")];
            options.extend(
                tag_choices(&choices.tags)
                    .into_iter()
                    .map(|choice| Choice::new(choice.value, format!("#{}", choice.label))),
            );
            options
        })
    });
    let is_filtered = move || {
        query.with(|query| *query != usual && (query.is_filtered() || !query.person.is_empty()))
    };
    view! {
        <div class="filter-box">
            <label class="filter-switch button">
                <input type="checkbox" class="visually-hidden" aria-controls="filters" />
                <Icon icon=Icon::Filter />
                <span>"Filter"</span>
            </label>
            <Form method="GET" action=path noscroll=true attr:class="filters" attr:id="filters" attr:role="search" attr:aria-label="Filter" on:change=apply>
                {children.map(|children| children())}
                {move || sees_others.get().then(|| view! {
                    <SelectChip name="person" label="Person" icon=Icon::User options=people.get() bind=values.person />
                })}
                <SelectChip name="period" label="Period" icon=Icon::Calendar options=periods bind=values.period />
                <div class="dates">
                    <TextField name="from" label="From" id="filter-from" kind="date" hide_label=true bind=values.from />
                    <span aria-hidden="true">"–"</span>
                    <TextField name="to" label="To" id="filter-to" kind="date" hide_label=true bind=values.to />
                </div>
                {move || view! { <SelectChip name="client" label="Client" icon=Icon::People options=client_options.get() bind=values.client /> }}
                {move || view! { <SelectChip name="project" label="Project" icon=Icon::Folder options=projects.get() bind=values.project /> }}
                {move || view! { <CheckList name="tag" label="Tag" icon=Icon::Tag options=tags.get() chosen=values.tags /> }}
                <SelectChip name="billable" label="Billable" icon=Icon::Dollar options=billable_choices() bind=values.billable />
                <label class="search">
                    <Icon icon=Icon::Search />
                    <input
                        type="search"
                        name="q"
                        aria-label="Search descriptions"
                        placeholder="Search"
                        maxlength="200"
                        autocomplete="off"
                        value=query.get_untracked().q
                        prop:value=move || query.with(|query| query.q.clone())
                    />
                </label>
                <When is=is_filtered>
                    <a class="clear" href=path data-noscroll>"Clear"</a>
                </When>
                <ApplyButton />
            </Form>
        </div>
    }
}

/// The own time first, then everybody's, then each other person's; who tracks none begins with everybody's.
fn person_choices(choices: &Choices, everybody_first: bool) -> Vec<Choice> {
    let me = choices.me.filter(|_| choices.tracks);
    let mut options = if everybody_first {
        let me = me.map(|me| Choice::new(me.to_string(), "Me"));
        std::iter::once(Choice::new("", "Everybody"))
            .chain(me)
            .collect()
    } else if choices.tracks {
        vec![Choice::new("", "Me"), Choice::new(EVERYBODY, "Everybody")]
    } else {
        vec![Choice::new("", "Everybody")]
    };
    options.extend(
        choices
            .people
            .iter()
            .filter(|choice| Some(choice.person.id) != choices.me)
            .map(|choice| Choice::new(choice.person.id.to_string(), choice.person.name.clone())),
    );
    options
}

/// Sends the form after a choice; dates of one's own wait for the button, since a year is typed digit by digit.
pub(crate) fn apply(ev: Event) {
    let Some(control) = ev
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return;
    };
    let waits = match control.get_attribute("name").as_deref() {
        None | Some("") => true,
        Some("period") => event_target_value(&ev) == CUSTOM,
        Some(name) => matches!(name, "from" | "to"),
    };
    if waits {
        return;
    }
    let form = control
        .closest("form")
        .ok()
        .flatten()
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form {
        // A form that cannot be sent says so itself.
        let _ = form.request_submit();
    }
}

/// All time is what an address without a period means, unless another is usual.
fn period_choices(all_is_usual: bool) -> Vec<Choice> {
    let all = if all_is_usual {
        ""
    } else {
        Period::AllTime.slug()
    };
    let all = Choice::new(all, Period::AllTime.label());
    let named = Period::ALL
        .into_iter()
        .filter(|period| *period != Period::AllTime)
        .map(|period| Choice::new(period.slug(), period.label()));
    std::iter::once(all)
        .chain(named)
        .chain([Choice::new(CUSTOM, "Custom")])
        .collect()
}

fn billable_choices() -> Vec<Choice> {
    vec![
        Choice::new("", "Any"),
        Choice::new("true", "Billable"),
        Choice::new("false", "Not billable"),
    ]
}
