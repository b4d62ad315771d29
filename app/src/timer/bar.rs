//! The timer bar: one form on every page. Without scripts each button posts it whole; once the page is alive the same
//! buttons ask in the background, and what is changed while the timer runs is kept by itself.

use std::future::{Future, IntoFuture, poll_fn};

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnUrlError;

use super::TimerState;
use super::bar_state::{Bar, Command};
use super::browser_clock::{now_ms, page_received_ms};
use crate::access::Permission;
use crate::error::{AppError, Refusal};
use crate::memo::{When, memo, use_params};
use crate::projects::{ProjectChoice, ProjectRef};
use crate::tags::TagRef;
use crate::time_entries::rules::MAX_DESCRIPTION;
use crate::ui::{Button, CheckList, Choice, Icon, IconButton, Kind, SelectChip, ToggleIcon};
use crate::values::format_clock;
use crate::workspaces::Frame;
use crate::workspaces::frame::{FrameResource, use_frame};

const DISCARD_ID: &str = "discard-time";

/// What is being done, on which project, for how long; Start, Pause, Resume, Save, Reset.
#[component]
pub fn TimerBar() -> impl IntoView {
    let frame = use_frame();
    let problem = problem_in_address();
    // Only what came with the page is older than the moment its script began.
    let with_page = Owner::current_shared_context().is_some_and(|page| page.during_hydration());
    view! {
        <Transition>
            {move || {
                // Once: later frames go into the bar that is there, so that nobody loses what they are typing. A
                // resource is followed by whoever polls it, so every poll has to be kept out of sight.
                let mut frame_once = Box::pin(frame.into_future());
                let first = poll_fn(move |context| untrack(|| frame_once.as_mut().poll(context)));
                let problem = problem.clone();
                Suspend::new(async move {
                    first.await.ok().map(|first| view! { <LiveBar first frame problem with_page /> })
                })
            }}
        </Transition>
    }
    .into_any()
}

/// The error that a plain form of the bar came back with.
fn problem_in_address() -> Option<AppError> {
    use_params().with_untracked(|query| {
        let path = query.get_str("__path")?;
        let is_ours = Command::ALL.iter().any(|command| command.path() == path);
        is_ours.then(|| {
            ServerFnUrlError::<AppError>::decode_err(query.get_str("__err").unwrap_or_default())
        })
    })
}

/// What the bar offers to choose from.
#[derive(Clone, Copy)]
struct Offers {
    projects: RwSignal<Vec<ProjectChoice>>,
    tags: RwSignal<Vec<TagRef>>,
}

impl Offers {
    fn of(frame: &Frame) -> Self {
        Self {
            projects: RwSignal::new(frame.projects.clone()),
            tags: RwSignal::new(frame.tags.clone()),
        }
    }

    fn take(self, frame: &Frame) {
        if self
            .projects
            .with_untracked(|projects| *projects != frame.projects)
        {
            self.projects.set(frame.projects.clone());
        }
        if self.tags.with_untracked(|tags| *tags != frame.tags) {
            self.tags.set(frame.tags.clone());
        }
    }

    fn is_billable(self, project_id: &str) -> bool {
        self.projects.with_untracked(|projects| {
            projects
                .iter()
                .any(|project| project.billable && project.id.to_string() == project_id)
        })
    }
}

#[component]
fn LiveBar(
    first: Frame,
    frame: FrameResource,
    problem: Option<AppError>,
    with_page: bool,
) -> impl IntoView {
    let bar = Bar::new(first.timer.clone(), problem);
    let offers = Offers::of(&first);
    // Payment and role change while the page is open; the bar follows.
    let refusal = RwSignal::new(first.actor.may(Permission::TrackTime).err());
    bar.elapsed.show_in_title();
    Effect::new(move |before: Option<()>| {
        let received = if before.is_none() && with_page {
            page_received_ms()
        } else {
            now_ms()
        };
        if let Some(Ok(frame)) = frame.get() {
            offers.take(&frame);
            let refused = frame.actor.may(Permission::TrackTime).err();
            if refusal.get_untracked() != refused {
                refusal.set(refused);
            }
            bar.look(frame.timer, received);
        }
    });

    move || {
        match refusal.get() {
            Some(refusal) => view! { <StillBar bar refusal /> }.into_any(),
            None => view! { <BarForm bar offers /> }.into_any(),
        }
        .into_any()
    }
}

/// What a person who may not track time now sees: their timer as it stands, and why it does.
#[component]
fn StillBar(bar: Bar, refusal: Refusal) -> impl IntoView {
    let words = match refusal {
        Refusal::Forbidden => "As a Viewer you see everybody’s time and track none.".to_owned(),
        refusal => AppError::Refused(refusal).to_string(),
    };
    let timer = memo(move || bar.timer.get().map(|timer| timer.description));
    view! {
        <section class="timer-bar timer-still" aria-label="Timer">
            {move || timer.get().map(|description| {
                let description = if description.is_empty() { "No description".to_owned() } else { description };
                view! {
                    <span class="timer-still-what truncate">{description}</span>
                    <output class="elapsed paused" role="timer" aria-label="Tracked time">
                        {move || format_clock(bar.elapsed.seconds())}
                    </output>
                }
            })}
            <p class="muted">{words}</p>
        </section>
    }
}

/// The form.
#[component]
fn BarForm(bar: Bar, offers: Offers) -> impl IntoView {
    let (description, shown) = bar.timer.with_untracked(|timer| {
        timer.as_ref().map_or_else(
            || (String::new(), false),
            |timer| (timer.description.clone(), timer.billable),
        )
    });
    let shown = shown.to_string();
    let has_timer = memo(move || bar.state().is_some());
    let state = memo(move || bar.state());
    view! {
        <form
            class="timer-bar"
            aria-label="Timer"
            method="post"
            action=move || if has_timer.get() { Command::Update.path() } else { Command::Start.path() }
            node_ref=bar.form
            on:submit=move |ev| submitted(bar, &ev)
        >
            // First, so that Enter in the text means it where no script runs.
            <When is=move || has_timer.get()>
                <button type="submit" class="button no-script timer-update" formaction=Command::Update.path()>"Update"</button>
            </When>
            <input
                class="timer-what"
                name="timer[description]"
                aria-label="What are you working on?"
                placeholder="What are you working on?"
                autocomplete="off"
                maxlength=MAX_DESCRIPTION.to_string()
                value=description
                node_ref=bar.description
                on:input=move |_| bar.typed()
                on:change=move |_| bar.changed()
                on:keydown=move |ev| key_pressed(bar, &ev)
            />
            <Details bar offers />
            <input type="hidden" name="timer[billable_shown]" value=shown />
            <output
                class="elapsed"
                class:running=move || state.get() == Some(TimerState::Running)
                class:paused=move || state.get() == Some(TimerState::Paused)
                class:idle=move || state.get().is_none()
                role="timer"
                aria-label="Tracked time"
            >
                {move || format_clock(bar.elapsed.seconds())}
            </output>
            <div class="timer-actions">{move || actions(bar, state.get())}</div>
            <When is=move || has_timer.get()>
                <Discard bar />
            </When>
            {move || bar.problem.get().map(|problem| view! {
                <p class="timer-problem" role="alert">{problem.to_string()}</p>
            })}
        </form>
    }
    .into_any()
}

/// Project, tags, billable. The lists are made anew only when there is something else to choose from.
#[component]
fn Details(bar: Bar, offers: Offers) -> impl IntoView {
    let archived = memo(move || {
        let kept = bar
            .timer
            .with(|timer| timer.as_ref().and_then(|timer| timer.project.clone()))?;
        let offered = offers
            .projects
            .with(|projects| projects.iter().any(|project| project.id == kept.id));
        (!offered).then_some(kept)
    });
    let project = move || {
        let options = offers
            .projects
            .with(|projects| project_choices(projects, archived.get()));
        view! {
            <SelectChip
                name="timer[project_id]"
                label="Project"
                options
                bind=bar.project_id
                icon=Icon::Folder
                on:change=move |_| bar.project_chosen(offers.is_billable(&bar.project_id.get_untracked()))
            />
        }
    };
    let tags = move || {
        let options = offers.tags.with(|tags| {
            tags.iter()
                .map(|tag| Choice::new(tag.id.to_string(), tag.name.clone()))
                .collect::<Vec<_>>()
        });
        view! {
            <CheckList
                name="timer[tag_ids][]"
                label="Tags"
                prefix="#"
                options
                chosen=bar.tag_ids
                icon=Icon::Tag
                empty="No tags yet. Add some on the page Tags."
                on:change=move |_| bar.changed()
            />
        }
    };
    view! {
        <div class="timer-details">
            {project}
            {tags}
            <ToggleIcon
                name="timer[billable]"
                label="Billable"
                icon=Icon::Dollar
                bind=bar.billable
                on:change=move |_| bar.billable_toggled()
            />
        </div>
    }
}

/// "No project", then the projects under their clients; a timer's own stays in sight when it was archived meanwhile.
fn project_choices(projects: &[ProjectChoice], archived: Option<ProjectRef>) -> Vec<Choice> {
    let mut options = vec![Choice::new("", "No project")];
    options.extend(projects.iter().map(|project| {
        let choice =
            Choice::new(project.id.to_string(), project.name.clone()).colour(project.colour.slug());
        match &project.client_name {
            Some(client) => choice.group(client.clone()),
            None => choice.group("Without a client"),
        }
    }));
    options.extend(archived.map(|project| {
        Choice::new(project.id.to_string(), project.name)
            .colour(project.colour.slug())
            .group("Archived")
    }));
    options
}

fn actions(bar: Bar, state: Option<TimerState>) -> AnyView {
    let first = match state {
        None => {
            return view! {
                <Button kind=Kind::Primary icon=Icon::Play attr:formaction=Command::Start.path()>"Start"</Button>
            }
            .into_any();
        }
        Some(TimerState::Running) => view! {
            <Button icon=Icon::Pause class:compact=true attr:formaction=Command::Pause.path()>"Pause"</Button>
        }
        .into_any(),
        Some(TimerState::Paused) => view! {
            <Button icon=Icon::Play class:compact=true attr:formaction=Command::Resume.path()>"Resume"</Button>
        }
        .into_any(),
    };
    view! {
        {first}
        <Button kind=Kind::Primary busy=bar.saving attr:formaction=Command::Save.path()>"Save"</Button>
        <IconButton icon=Icon::Reset label="Reset" button_type="button" attr:popovertarget=DISCARD_ID attr:aria-haspopup="dialog" />
    }
    .into_any()
}

/// Asks before time is thrown away; the browser opens and closes it, with and without scripts.
#[component]
fn Discard(bar: Bar) -> impl IntoView {
    let question = move || {
        format!(
            "Discard {} of tracked time?",
            format_clock(bar.elapsed.seconds())
        )
    };
    view! {
        <div id=DISCARD_ID class="timer-discard" popover="auto" role="dialog" aria-labelledby="discard-question">
            <p id="discard-question">{question}</p>
            <footer class="dialog-actions">
                <button type="button" class="button" popovertarget=DISCARD_ID popovertargetaction="hide" autofocus>
                    "Keep tracking"
                </button>
                <Button kind=Kind::Danger attr:formaction=Command::Reset.path()>"Discard time"</Button>
            </footer>
        </div>
    }
}

/// The pressed button says where a plain form would have gone.
fn submitted(bar: Bar, ev: &SubmitEvent) {
    ev.prevent_default();
    let target = ev
        .submitter()
        .and_then(|button| button.get_attribute("formaction"));
    match Command::ALL
        .into_iter()
        .find(|command| target.as_deref() == Some(command.path()))
    {
        Some(Command::Update) => bar.changed(),
        Some(command) => bar.press(command),
        None => enter_pressed(bar),
    }
}

fn key_pressed(bar: Bar, ev: &KeyboardEvent) {
    // Enter that ends the composition of a letter is not meant for the form.
    if ev.key() == "Enter" && !ev.is_composing() {
        ev.prevent_default();
        enter_pressed(bar);
    }
}

fn enter_pressed(bar: Bar) {
    if bar.timer.with_untracked(Option::is_some) {
        bar.changed();
    } else {
        bar.press(Command::Start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Colour, Currency, ProjectId};

    fn id(number: u128) -> ProjectId {
        ProjectId::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn an_archived_project_stays_in_sight() {
        let offered = ProjectChoice {
            id: id(1),
            name: "Webshop".into(),
            client_name: Some("Acme".into()),
            colour: Colour::default(),
            billable: true,
            hourly_rate_cents: 9000,
            rate_source: crate::rates::rules::RateSource::Project,
            currency: Currency::USD,
        };
        let own = ProjectRef {
            id: id(2),
            name: "Old".into(),
            client_name: None,
            colour: Colour::default(),
        };
        let choices = project_choices(&[offered], Some(own));
        let shown: Vec<(&str, Option<&str>)> = choices
            .iter()
            .map(|choice| (choice.label.as_str(), choice.group.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("No project", None),
                ("Webshop", Some("Acme")),
                ("Old", Some("Archived"))
            ]
        );
        assert_eq!(choices[0].value, "");
    }
}
