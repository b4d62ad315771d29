//! What is on a day: an entry, the timer, or an entry to be. Each is a link, so that it works before and without scripts.

use leptos::prelude::*;

use super::calendar_page::CalendarContext;
use super::grid::stop_of;
use super::layout::{Placed, Thing, pixels, share};
use super::rules::{Spot, why_fixed};
use super::{CalendarEntry, EntryTimes};
use crate::memo::memo;
use crate::timer::TimerState;
use crate::ui::Icon;
use crate::values::TimeEntryId;
use crate::workspaces::frame::formats;

/// What is lower than this has its words in one line, in seconds on the axis.
const LOW: i64 = 50 * 60;

/// The id of what can be focused.
pub(super) fn piece_id(day: usize, thing: Thing) -> String {
    match thing {
        Thing::Entry(id) => format!("piece-{day}-{id}"),
        Thing::Timer => format!("piece-{day}-timer"),
        Thing::New => format!("piece-{day}-new"),
    }
}

/// A thing's part of a day, where it belongs.
#[component]
pub(super) fn Piece(context: CalendarContext, day: usize, thing: Thing) -> impl IntoView {
    let placed = memo(move || context.layout.with(|layout| layout.find(day, thing)));
    let says = move |say: fn(Placed) -> String| move || placed.get().map(say);
    let inside = match thing {
        Thing::Entry(id) => view! { <EntryPiece context day id placed /> }.into_any(),
        Thing::Timer => view! { <TimerPiece context day placed /> }.into_any(),
        Thing::New => view! { <NewPiece context placed /> }.into_any(),
    };
    view! {
        <foreignObject
            class="calendar-slot"
            x=says(|placed| share(placed.seat.column, placed.seat.columns))
            width=says(|placed| share(1, placed.seat.columns))
            y=says(|placed| pixels(placed.top).to_string())
            height=says(|placed| (pixels(placed.bottom) - pixels(placed.top)).to_string())
        >
            {inside}
        </foreignObject>
    }
}

/// `9:00 – 10:30`, as the reader writes it; tracked.
fn span_words(context: CalendarContext, times: EntryTimes) -> String {
    let formats = formats();
    context
        .with(|calendar| calendar.clocks(times.start, times.end))
        .map_or_else(String::new, |(start, end)| {
            format!("{} – {}", formats.clock(&start), formats.clock(&end))
        })
}

/// What an entry is called.
pub(super) fn title_of(entry: &CalendarEntry) -> String {
    match (entry.description.as_str(), &entry.project) {
        ("", Some(project)) => project.name.clone(),
        ("", None) => "No description".to_owned(),
        (description, _) => description.to_owned(),
    }
}

/// Everything about an entry, in one sentence.
fn label_of(context: CalendarContext, entry: &CalendarEntry) -> String {
    let mut words = vec![title_of(entry)];
    if let Some(project) = &entry.project
        && !entry.description.is_empty()
    {
        words.push(project.name.clone());
    }
    if let Some(person) = &entry.person {
        words.push(person.name.clone());
    }
    words.push(span_words(context, entry.times));
    words.push(format!("{} tracked", formats().hours(entry.times.seconds)));
    if entry.locked {
        words.push("on an invoice".to_owned());
    }
    words.join(", ")
}

fn tabindex(context: CalendarContext, day: usize, thing: Thing) -> Option<&'static str> {
    let spot = Spot {
        day,
        thing: Some(thing),
    };
    // One stop for the whole grid; before the page is alive, everything is one.
    context.alive.get().then(|| {
        if stop_of(context) == Some(spot) {
            "0"
        } else {
            "-1"
        }
    })
}

#[component]
fn EntryPiece(
    context: CalendarContext,
    day: usize,
    id: TimeEntryId,
    placed: Signal<Option<Placed>>,
) -> impl IntoView {
    let thing = Thing::Entry(id);
    let entry = memo(move || context.entry(id));
    let with = move |read: fn(&CalendarEntry) -> bool| {
        move || entry.with(|entry| entry.as_ref().is_some_and(read))
    };
    let colour = move || {
        entry.with(|entry| {
            let project = entry.as_ref().and_then(|entry| entry.project.as_ref());
            project.map_or_else(|| "slate".to_owned(), |project| project.colour.to_string())
        })
    };
    let label = move || {
        let entry = entry.get();
        entry.map(|entry| label_of(context, &entry))
    };
    let title = move || entry.with(|entry| entry.as_ref().map(title_of));
    let below = move || {
        entry.with(|entry| {
            let entry = entry.as_ref()?;
            let project = entry
                .project
                .as_ref()
                .filter(|_| !entry.description.is_empty());
            let words = [
                project.map(|project| project.name.clone()),
                entry.person.as_ref().map(|person| person.name.clone()),
            ];
            let words: Vec<String> = words.into_iter().flatten().collect();
            (!words.is_empty()).then(|| words.join(", "))
        })
    };
    let span = move || entry.get().map(|entry| span_words(context, entry.times));
    let is_held = move || {
        context
            .preview
            .with(|preview| preview.is_some_and(|(held, _)| held == thing))
    };
    let moves = memo(with(|entry| why_fixed(entry).is_none()));
    let locked = memo(with(|entry| entry.locked));
    view! {
        <a
            id=piece_id(day, thing)
            class="calendar-piece"
            class:low=move || is_low(placed)
            class:continued=move || placed.get().is_some_and(|placed| !placed.begins)
            class:continues=move || placed.get().is_some_and(|placed| !placed.ends)
            class:locked=move || locked.get()
            class:moves=move || moves.get()
            class:held=is_held
            data-colour=colour
            data-entry=id.to_string()
            href=move || context.address.query.with(|query| query.editing(id))
            aria-label=label
            tabindex=move || tabindex(context, day, thing)
            draggable="false"
            data-noscroll
            on:focus=move |_| context.at.set(Some(Spot { day, thing: Some(thing) }))
        >
            // The label says what is seen, word for word: the spaces count.
            <b>
                {move || locked.get().then(|| view! { <Icon icon=Icon::Lock /> })}
                {title}
            </b>
            " "
            {move || below().map(|words| view! { <span class="calendar-below">{words}</span> })}
            " "
            <span class="calendar-span">{span}</span>
            {move || (moves.get() && placed.get().is_some_and(|placed| placed.ends)).then(|| view! {
                <i class="calendar-grip" aria-hidden="true"></i>
            })}
        </a>
    }
}

fn is_low(placed: Signal<Option<Placed>>) -> bool {
    placed
        .get()
        .is_some_and(|placed| placed.bottom - placed.top < LOW)
}

/// The timer, from its start to now or to its pause, pauses before that within; its words count active time alone.
#[component]
fn TimerPiece(
    context: CalendarContext,
    day: usize,
    placed: Signal<Option<Placed>>,
) -> impl IntoView {
    let thing = Thing::Timer;
    let timer = memo(move || context.with(|calendar| calendar.timer.clone()).flatten());
    let is_running = memo(move || {
        timer.with(|shown| {
            shown
                .as_ref()
                .is_some_and(|shown| shown.timer.state == TimerState::Running)
        })
    });
    let colour = move || {
        timer.with(|shown| {
            let project = shown
                .as_ref()
                .and_then(|shown| shown.timer.project.as_ref());
            project.map_or_else(|| "slate".to_owned(), |project| project.colour.to_string())
        })
    };
    let title = move || {
        timer.with(|shown| {
            let timer = &shown.as_ref()?.timer;
            let project = timer.project.as_ref().map(|project| project.name.clone());
            Some(match timer.description.as_str() {
                "" => project.unwrap_or_else(|| "No description".to_owned()),
                description => description.to_owned(),
            })
        })
    };
    let words = move || {
        let passed = if is_running.get() {
            context.minutes.get() * 60
        } else {
            0
        };
        let seconds = timer.with(|shown| Some(shown.as_ref()?.timer.elapsed + passed))?;
        let state = if is_running.get() {
            "running"
        } else {
            "paused"
        };
        Some(format!("{}, {state}", formats().hours(seconds)))
    };
    let label = move || Some(format!("Timer: {}, {}", title()?, words()?));
    view! {
        <a
            id=piece_id(day, thing)
            class="calendar-piece timer"
            class:low=move || is_low(placed)
            class:running=move || is_running.get()
            data-colour=colour
            href="/timer"
            aria-label=label
            tabindex=move || tabindex(context, day, thing)
            draggable="false"
            on:focus=move |_| context.at.set(Some(Spot { day, thing: Some(thing) }))
        >
            <b>{title}</b>
            " "
            <span class="calendar-span">{words}</span>
        </a>
    }
}

/// What is being drawn with the pointer.
#[component]
fn NewPiece(context: CalendarContext, placed: Signal<Option<Placed>>) -> impl IntoView {
    let span = move || {
        let times = context.preview.get().map(|(_, times)| times);
        times.map(|times| span_words(context, times))
    };
    view! {
        <div class="calendar-piece new held" class:low=move || is_low(placed) aria-hidden="true">
            <b>"New time entry"</b>
            <span class="calendar-span">{span}</span>
        </div>
    }
}
