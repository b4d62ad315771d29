//! The calendar's page: its head, what is shown, the grid, and the forms that open over it.

use std::sync::{Arc, OnceLock};

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::address::{CalendarAddress, use_calendar_address};
use super::entry_dialogs::{EditDialog, NewDialog};
use super::grid::Grid;
use super::layout::{Layout, Thing};
use super::live_time::minutes_passed;
use super::mover::Mover;
use super::rules::Spot;
use super::server_fns::load_calendar;
use super::view_bar::{CalendarBar, CalendarHead};
use super::{Calendar, CalendarEntry, EntryTimes, MOST_ENTRIES};
use crate::error::AppError;
use crate::memo::{When, memo};
use crate::revision::use_revision;
use crate::time_entries::server_fns::{
    CreateTimeEntry, DeleteTimeEntries, RestoreTimeEntries, UpdateTimeEntry,
};
use crate::timer::TimerState;
use crate::ui::{ErrorSummary, ToastAction, use_toasts};
use crate::values::TimeEntryId;

/// The page's days; looks again with every revision and address.
pub type CalendarResource = Resource<Result<Calendar, AppError>>;

/// What can be done here. The actions outlive the forms: their closing must not lose an answer.
#[derive(Clone, Copy)]
pub(super) struct CalendarActions {
    pub(super) creating: ServerAction<CreateTimeEntry>,
    pub(super) updating: ServerAction<UpdateTimeEntry>,
    pub(super) deleting: ServerAction<DeleteTimeEntries>,
    restoring: ServerAction<RestoreTimeEntries>,
}

/// What the page's parts share.
#[derive(Clone, Copy)]
pub(super) struct CalendarContext {
    /// The address' parts.
    pub(super) address: CalendarAddress,
    /// The days.
    pub(super) calendar: CalendarResource,
    /// What is drawn where.
    pub(super) layout: Signal<Arc<Layout>>,
    pub(super) actions: CalendarActions,
    pub(super) mover: Mover,
    /// What a pointer holds, where it would come to lie.
    pub(super) preview: RwSignal<Option<(Thing, EntryTimes)>>,
    /// Where the focus is, or was last.
    pub(super) at: RwSignal<Option<Spot>>,
    /// What is to have the focus as soon as it is there.
    pub(super) refocus: RwSignal<Option<Thing>>,
    /// What is read out.
    pub(super) said: RwSignal<String>,
    /// Whether the page's script has taken over.
    pub(super) alive: RwSignal<bool>,
    /// Full minutes since the days were read.
    pub(super) minutes: Signal<i64>,
    /// Goes to an address of the calendar.
    pub(super) go: Callback<String>,
}

impl CalendarContext {
    /// Reads the days, if they are there; tracked.
    pub(super) fn with<T>(self, read: impl FnOnce(&Calendar) -> T) -> Option<T> {
        self.calendar.with(|calendar| match calendar {
            Some(Ok(calendar)) => Some(read(calendar)),
            _ => None,
        })
    }

    /// An entry as it is shown, maybe ahead of the server; tracked.
    pub(super) fn entry(self, id: TimeEntryId) -> Option<CalendarEntry> {
        let entry = self
            .with(|calendar| calendar.entry(id).cloned())
            .flatten()?;
        let held = self.preview.with(|preview| match preview {
            Some((Thing::Entry(held), times)) if *held == id => Some(*times),
            _ => None,
        });
        let times = held.or_else(|| self.mover.times(id)).unwrap_or(entry.times);
        Some(CalendarEntry { times, ..entry })
    }

    /// Says something to those who do not see it.
    pub(super) fn say(self, words: impl Into<String>) {
        self.said.set(words.into());
    }
}

/// A week or a day.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let revision = use_revision();
    let address = use_calendar_address();
    let calendar: CalendarResource = Resource::new_blocking(
        move || (revision.get(), address.query.get()),
        |(_, query)| load_calendar(query),
    );
    let actions = calendar_actions();
    let mover = Mover::new(calendar);
    let minutes = minutes_passed(calendar);
    view! {
        <Title text="Calendar" />
        <Transition>
            <Body address calendar actions mover minutes />
        </Transition>
    }
}

/// Everything that waits for data: memos over it have to be made in here, below the page's `<Transition>`.
#[component]
fn Body(
    address: CalendarAddress,
    calendar: CalendarResource,
    actions: CalendarActions,
    mover: Mover,
    minutes: Signal<i64>,
) -> impl IntoView {
    let preview = RwSignal::new(None);
    let navigate = use_navigate();
    let go = Callback::new(move |path: String| {
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&path, options);
    });
    let context = CalendarContext {
        address,
        calendar,
        layout: layout_of(calendar, mover, preview, minutes),
        actions,
        mover,
        preview,
        at: RwSignal::new(None),
        refocus: RwSignal::new(None),
        said: RwSignal::new(String::new()),
        alive: RwSignal::new(false),
        minutes,
        go,
    };
    Effect::new(move |_| context.alive.set(true));
    let failed = move || {
        calendar.with(|calendar| match calendar {
            Some(Err(error)) => Some(error.to_string()),
            _ => None,
        })
    };
    let is_there = memo(move || context.with(|_| ()).is_some());
    let adds = memo(move || context.with(|calendar| calendar.adds_for.is_some()) == Some(true));
    let is_cut = memo(move || context.with(|calendar| calendar.more) == Some(true));
    view! {
        <CalendarHead context />
        <CalendarBar context />
        {move || failed().map(|error| view! { <ErrorSummary error /> })}
        <When is=move || is_cut.get()>
            <p class="notice">{format!("There is more than {MOST_ENTRIES} time entries here: the latest are shown. Choose a day or a person.")}</p>
        </When>
        <When is=move || is_there.get()>
            <Grid context />
            <KeyHelp />
            <When is=move || adds.get()>
                <p class="calendar-touch-help">
                    "Hold a finger on a day to draw a time entry, on an entry to move it, or on its lower edge to change its length."
                </p>
            </When>
        </When>
        <p class="visually-hidden" role="status" aria-live="polite">{move || context.said.get()}</p>
        <NewDialog context />
        <EditDialog context />
    }
}

/// What is drawn where. On the server every piece asks for it, and it is made once.
fn layout_of(
    calendar: CalendarResource,
    mover: Mover,
    preview: RwSignal<Option<(Thing, EntryTimes)>>,
    minutes: Signal<i64>,
) -> Signal<Arc<Layout>> {
    let make = move || {
        calendar.with(|calendar| match calendar {
            Some(Ok(calendar)) => Some(Arc::new(drawn(
                calendar,
                mover,
                preview.get(),
                minutes.get(),
            ))),
            _ => None,
        })
    };
    if cfg!(feature = "ssr") {
        let once = OnceLock::new();
        Signal::derive(move || match once.get() {
            Some(drawn) => Arc::clone(drawn),
            None => make().map_or_else(Arc::default, |new| Arc::clone(once.get_or_init(|| new))),
        })
    } else {
        memo(move || make().unwrap_or_default())
    }
}

fn drawn(
    calendar: &Calendar,
    mover: Mover,
    preview: Option<(Thing, EntryTimes)>,
    minutes: i64,
) -> Layout {
    let timer = calendar.timer.as_ref().map(|shown| {
        let passed = match shown.timer.state {
            TimerState::Running => minutes * 60,
            TimerState::Paused => 0,
        };
        let times = EntryTimes {
            start: shown.timer.started_at,
            end: (shown.until + passed).max(shown.timer.started_at),
            seconds: shown.timer.elapsed + passed,
        };
        (Thing::Timer, times)
    });
    let new = preview.filter(|(thing, _)| *thing == Thing::New);
    let others: Vec<(Thing, EntryTimes)> = timer.into_iter().chain(new).collect();
    let times_of = |id: TimeEntryId, times: EntryTimes| match preview {
        Some((Thing::Entry(held), held_at)) if held == id => held_at,
        _ => mover.times(id).unwrap_or(times),
    };
    Layout::of(calendar, times_of, &others)
}

/// The actions; each bumps the page's revision, and says in a toast what the page itself does not show.
fn calendar_actions() -> CalendarActions {
    let actions = CalendarActions {
        creating: ServerAction::new(),
        updating: ServerAction::new(),
        deleting: ServerAction::new(),
        restoring: ServerAction::new(),
    };
    let revision = use_revision();
    revision.follow(actions.creating);
    revision.follow(actions.updating);
    revision.follow(actions.deleting);
    revision.follow(actions.restoring);
    let toasts = use_toasts();
    let (deleted, restored) = (actions.deleting.value(), actions.restoring.value());
    let restoring = actions.restoring;
    Effect::new(move |_| match deleted.get() {
        Some(Ok(id)) => {
            let undo = move || {
                restoring.dispatch(RestoreTimeEntries { id });
            };
            toasts.push("Time entry deleted", Some(ToastAction::new("Undo", undo)));
        }
        Some(Err(error)) => toasts.error(error.to_string()),
        None => {}
    });
    Effect::new(move |_| {
        if let Some(Err(error)) = restored.get() {
            toasts.error(error.to_string());
        }
    });
    actions
}

/// What the keys do.
#[component]
fn KeyHelp() -> impl IntoView {
    view! {
        <details class="calendar-help">
            <summary class="button quiet">"Keyboard"</summary>
            <dl id="calendar-keys">
                <div><dt><kbd>"↑ ↓ ← →"</kbd></dt><dd>"go through the entries and days"</dd></div>
                <div><dt><kbd>"Enter"</kbd></dt><dd>"opens an entry, or adds one on an empty day"</dd></div>
                <div><dt><kbd>"N"</kbd></dt><dd>"adds an entry after the one you are on"</dd></div>
                <div><dt><kbd>"Alt + ↑ ↓"</kbd></dt><dd>"moves it by 15 minutes"</dd></div>
                <div><dt><kbd>"Alt + ← →"</kbd></dt><dd>"moves it by a day"</dd></div>
                <div><dt><kbd>"Shift + Alt + ↑ ↓"</kbd></dt><dd>"makes it shorter or longer"</dd></div>
                <div><dt><kbd>"Delete"</kbd></dt><dd>"deletes it, with a way back"</dd></div>
                <div><dt><kbd>"Escape"</kbd></dt><dd>"leaves a drag as it was"</dd></div>
            </dl>
        </details>
    }
}
