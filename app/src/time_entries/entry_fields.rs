//! The fields of an entry's form. Once the page is alive, start, end and duration lead each other, and billable and
//! rate follow the project; without scripts the server does the same with what was left open.

use leptos::prelude::*;

use super::TimeEntry;
use super::rules::{MAX_DESCRIPTION, duration_between, end_after};
use crate::form::FormErrors;
use crate::projects::{ProjectChoice, ProjectRef};
use crate::rates::rules::RateSource;
use crate::tags::TagRef;
use crate::ui::{CheckList, CheckboxField, Choice, ErrorSummary, Icon, SelectField, TextField};
use crate::values::{Currency, Date, format_clock, format_plain};

use super::list_page::Choices;

/// What a form holds at first.
#[derive(Clone, Debug, Default)]
pub struct FieldValues {
    description: String,
    project: Option<ProjectRef>,
    date: String,
    start: String,
    offset: String,
    end: String,
    duration: String,
    billable: bool,
    hourly_rate: String,
    tags: Vec<String>,
    /// Seconds between start and end that were not tracked.
    pause: i64,
}

impl FieldValues {
    /// An empty form for today.
    #[must_use]
    pub fn today(today: Option<Date>) -> Self {
        Self {
            date: today.map(|day| day.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// An empty form with times as they are typed: day, start, end and duration.
    #[must_use]
    pub fn at(date: String, start: String, end: String, duration: String) -> Self {
        Self {
            date,
            start,
            end,
            duration,
            ..Self::default()
        }
    }

    /// The same, with the seconds by which clocks are ahead of UTC at the start: for a time that comes twice on its day.
    #[must_use]
    pub fn with_offset(self, offset: String) -> Self {
        Self { offset, ..self }
    }

    /// A form for this entry.
    #[must_use]
    pub fn of(entry: &TimeEntry) -> Self {
        Self {
            description: entry.description.clone(),
            project: entry.project.clone(),
            date: entry.day.to_string(),
            start: entry.start.clone(),
            offset: String::new(),
            end: entry.end.clone(),
            duration: format_clock(entry.seconds),
            billable: entry.billable,
            hourly_rate: format_plain(entry.hourly_rate_cents, entry.currency),
            tags: entry.tags.iter().map(|tag| tag.id.to_string()).collect(),
            pause: entry.ended_at - entry.started_at - entry.seconds,
        }
    }
}

/// Start, end and duration while they are typed.
#[derive(Clone, Copy)]
struct Times {
    start: RwSignal<String>,
    end: RwSignal<String>,
    duration: RwSignal<String>,
    decided_by: RwSignal<&'static str>,
    pause: i64,
}

impl Times {
    fn lead_by_start(self) {
        if self.duration.with_untracked(String::is_empty) {
            self.lead_by_end();
        } else {
            self.lead_by_duration();
        }
    }

    fn lead_by_duration(self) {
        self.decided_by.set("duration");
        if let Some(end) = end_after(
            &self.start.get_untracked(),
            &self.duration.get_untracked(),
            self.pause,
        ) {
            self.end.set(end);
        }
    }

    fn lead_by_end(self) {
        self.decided_by.set("end");
        if let Some(duration) = duration_between(
            &self.start.get_untracked(),
            &self.end.get_untracked(),
            self.pause,
        ) {
            self.duration.set(duration);
        }
    }
}

/// The fields, sent as `entry[…]`; their ids begin with `prefix`.
#[component]
pub fn EntryFields(
    /// Keeps ids apart when several forms are on the page.
    prefix: &'static str,
    /// What they hold at first.
    values: FieldValues,
    /// What there is to choose from.
    choices: Choices,
    /// What was refused.
    errors: FormErrors,
) -> impl IntoView {
    let id = |name: &str| format!("{prefix}-{name}");
    let times = Times {
        start: RwSignal::new(values.start),
        end: RwSignal::new(values.end),
        duration: RwSignal::new(values.duration),
        decided_by: RwSignal::new(""),
        pause: values.pause,
    };
    let first_project = values
        .project
        .as_ref()
        .map(|project| project.id.to_string())
        .unwrap_or_default();
    let project = RwSignal::new(first_project);
    let billable = RwSignal::new(values.billable);
    let rate = RwSignal::new(values.hourly_rate);
    let mut options = vec![Choice::new("", "No project")];
    options.extend(project_choices(&choices.projects, values.project.as_ref()));
    let projects = StoredValue::new(choices.projects);
    let as_shown = follow_project(project, projects, billable, rate);
    let rate_hint =
        move || {
            let chosen = project.get();
            Some(projects.with_value(|projects| {
                rate_words(find_project(projects, &chosen), choices.currency)
            }))
        };
    view! {
        <ErrorSummary error=errors.summary() />
        <input type="hidden" name="entry[decided_by]" value=move || times.decided_by.get() />
        <input type="hidden" name="entry[offset]" value=values.offset />
        <input type="hidden" name="entry[as_shown]" value=move || if as_shown.get() { "true" } else { "" } />
        <TextField
            id=id("description")
            name="entry[description]"
            label="Description"
            value=values.description
            placeholder="What did you work on?"
            autocomplete="off"
            maxlength=u32::try_from(MAX_DESCRIPTION).unwrap_or(u32::MAX)
            autofocus=true
            error=errors.field("description")
        />
        <div class="row">
            <SelectField
                id=id("project")
                name="entry[project_id]"
                label="Project"
                options
                bind=project
                error=errors.field("project_id")
            />
            <CheckList
                name="entry[tag_ids][]"
                label="Tags"
                icon=Icon::Tag
                options=tag_choices(&choices.tags)
                chosen=values.tags
                prefix="#"
                chip=false
                empty="No tags yet: add them on the Tags page."
            />
        </div>
        <FieldError error=errors.field("tag_ids") />
        <TimeFields prefix date=values.date times errors />
        <div class="row money">
            <CheckboxField id=id("billable") name="entry[billable]" label="Billable" bind=billable />
            <TextField
                id=id("hourly-rate")
                name="entry[hourly_rate]"
                label="Hourly rate"
                bind=rate
                inputmode="decimal"
                autocomplete="off"
                hint=Signal::derive(rate_hint)
                error=errors.field("hourly_rate")
            />
        </div>
    }
}

/// The day, the clock times and the duration, each leading the others.
#[component]
fn TimeFields(
    prefix: &'static str,
    date: String,
    times: Times,
    errors: FormErrors,
) -> impl IntoView {
    let id = |name: &str| format!("{prefix}-{name}");
    view! {
        <div class="row times">
            <TextField id=id("date") name="entry[date]" label="Date" kind="date" value=date error=errors.field("date") />
            <TextField
                id=id("start")
                name="entry[start]"
                label="Start"
                bind=times.start
                placeholder="9:00"
                autocomplete="off"
                error=errors.field("start")
                on:input=move |_| times.lead_by_start()
            />
            <TextField
                id=id("end")
                name="entry[end]"
                label="End"
                bind=times.end
                placeholder="10:30"
                autocomplete="off"
                error=errors.field("end")
                on:input=move |_| times.lead_by_end()
            />
            <TextField
                id=id("duration")
                name="entry[duration]"
                label="Duration"
                bind=times.duration
                placeholder="1:30"
                autocomplete="off"
                error=errors.field("duration")
                on:input=move |_| times.lead_by_duration()
            />
        </div>
    }
}

/// Lets billable and rate follow the project once the page is alive; answers when that is so.
fn follow_project(
    project: RwSignal<String>,
    projects: StoredValue<Vec<ProjectChoice>>,
    billable: RwSignal<bool>,
    rate: RwSignal<String>,
) -> RwSignal<bool> {
    let alive = RwSignal::new(false);
    Effect::new(move |before: Option<String>| {
        alive.set(true);
        let chosen = project.get();
        if before.is_some_and(|before| before != chosen) {
            let terms = projects.with_value(|projects| find_project(projects, &chosen).cloned());
            billable.set(terms.as_ref().is_some_and(|terms| terms.billable));
            rate.set(terms.as_ref().map(own_rate).unwrap_or_default());
        }
        chosen
    });
    alive
}

/// A project's own rate, to be typed. Without one nothing is filled in: whose time it is decides.
fn own_rate(project: &ProjectChoice) -> String {
    match project.rate_source {
        RateSource::Project => format_plain(project.hourly_rate_cents, project.currency),
        _ => String::new(),
    }
}

/// What the rate is in, and whose it is where none is typed.
fn rate_words(project: Option<&ProjectChoice>, workspace_currency: Currency) -> String {
    let Some(project) = project else {
        return format!("{workspace_currency} an hour; empty takes the project’s.");
    };
    let (currency, cents) = (project.currency, project.hourly_rate_cents);
    let amount = format_plain(cents, currency);
    match project.rate_source {
        RateSource::Project | RateSource::Entry => {
            format!("{currency} an hour; empty takes the project’s, {amount}.")
        }
        RateSource::Member => format!(
            "{currency} an hour; the project has none, empty takes the member’s. Yours is {amount}."
        ),
        RateSource::Workspace => format!(
            "{currency} an hour; the project has none, empty takes the member’s, else the workspace’s {amount}."
        ),
        RateSource::Nobody if currency != workspace_currency => format!(
            "{currency} an hour; the project has none, and rates in {workspace_currency} say nothing here."
        ),
        RateSource::Nobody => {
            format!(
                "{currency} an hour; the project has none, empty takes the member’s if there is one."
            )
        }
    }
}

fn find_project<'a>(projects: &'a [ProjectChoice], id: &str) -> Option<&'a ProjectChoice> {
    projects.iter().find(|project| project.id.to_string() == id)
}

#[component]
fn FieldError(error: Signal<Option<String>>) -> impl IntoView {
    move || {
        error
            .get()
            .map(|words| view! { <p class="field-error"><Icon icon=Icon::Warning />{words}</p> })
    }
}

/// Projects to choose from, under their clients; `current` is offered even if it is archived.
#[must_use]
pub fn project_choices(projects: &[ProjectChoice], current: Option<&ProjectRef>) -> Vec<Choice> {
    let choice = |id: String, name: &str, colour: String, client: Option<&String>| {
        let choice = Choice::new(id, name).colour(colour);
        match client {
            Some(client) => choice.group(client.as_str()),
            None => choice,
        }
    };
    let archived =
        current.filter(|current| !projects.iter().any(|project| project.id == current.id));
    archived
        .map(|project| {
            let name = format!("{} (archived)", project.name);
            choice(
                project.id.to_string(),
                &name,
                project.colour.to_string(),
                project.client_name.as_ref(),
            )
        })
        .into_iter()
        .chain(projects.iter().map(|project| {
            choice(
                project.id.to_string(),
                &project.name,
                project.colour.to_string(),
                project.client_name.as_ref(),
            )
        }))
        .collect()
}

/// Tags to choose from, without their `#`.
#[must_use]
pub fn tag_choices(tags: &[TagRef]) -> Vec<Choice> {
    tags.iter()
        .map(|tag| Choice::new(tag.id.to_string(), tag.name.clone()))
        .collect()
}
