//! The grid: a column for each day, drawn as SVG, since a place on a page of ours can be said by attributes alone.

use leptos::prelude::*;
use std::sync::Arc;

use super::View;
use super::axis::Tick;
use super::calendar_page::CalendarContext;
use super::drag::Dragger;
use super::geometry::scroll_first;
use super::keys::{follow_focus, key_on_days};
use super::layout::{Layout, Thing, pixels};
use super::piece::Piece;
use super::rules::{Spot, WORK_BEGINS, clock_text};
use crate::memo::memo;
use crate::ui::Hidden;
use crate::values::{Date, add_days, format_weekday, format_weekday_short};
use crate::workspaces::frame::formats;

/// The id of the box that scrolls.
pub(super) const BOX: &str = "calendar-box";

/// The id of the row of days.
pub(super) const ROW: &str = "calendar-days";

/// The id of a day's cell.
pub(super) fn day_id(day: usize) -> String {
    format!("calendar-day-{day}")
}

/// The days and what is on them.
#[component]
pub(super) fn Grid(context: CalendarContext) -> impl IntoView {
    let count = memo(move || context.layout.with(|layout| layout.days.len()));
    let fits = memo(move || context.with(|calendar| calendar.view) == Some(View::Fitting));
    let drag = Dragger::new(context);
    follow_focus(context);
    scroll_to_work(context);
    let readonly = move || {
        let adds = context.with(|calendar| calendar.adds_for.is_some()) == Some(true);
        (!adds).then_some("true")
    };
    view! {
        <div class="calendar-box" id=BOX class:editing=move || drag.active.get()>
            <div
                class="calendar"
                class:single=move || count.get() == 1
                class:fitting=move || fits.get()
                role="grid"
                aria-label="Calendar"
                aria-readonly=readonly
            >
                <div role="row" class="calendar-heads">
                    <div role="columnheader" class="calendar-corner"><Hidden>"Time of day"</Hidden></div>
                    <For each=move || 0..count.get() key=|day| *day let:day>
                        <DayHead context day />
                    </For>
                </div>
                <div
                    role="row"
                    id=ROW
                    class="calendar-days"
                    on:pointerdown=move |ev| drag.down(&ev)
                    on:pointermove=move |ev| drag.moved(&ev)
                    on:pointerup=move |ev| drag.up(&ev)
                    on:pointercancel=move |ev| drag.lost(&ev)
                    on:contextmenu=move |ev| drag.menu(&ev)
                    on:click=move |ev| drag.click(&ev)
                    on:dragstart=move |ev| ev.prevent_default()
                    on:keydown=move |ev| key_on_days(context, drag, &ev)
                >
                    <Hours context />
                    <For each=move || 0..count.get() key=|day| *day let:day>
                        <Column context day />
                    </For>
                </div>
            </div>
        </div>
    }
}

/// Which day a column is.
fn date_of(context: CalendarContext, day: usize) -> Signal<Option<Date>> {
    let ahead = i64::try_from(day).unwrap_or_default();
    memo(move || context.with(|calendar| add_days(calendar.range.from, ahead)))
}

/// Tracked seconds of a column.
fn tracked_of(context: CalendarContext, day: usize) -> i64 {
    context
        .layout
        .with(|layout| layout.tracked.get(day).copied())
        .unwrap_or_default()
}

/// Whether a column is today, and whether it is the day that was asked for.
fn marks(context: CalendarContext, date: Signal<Option<Date>>) -> (Signal<bool>, Signal<bool>) {
    let is_today =
        memo(move || date.get().is_some() && context.with(|found| found.today) == date.get());
    let is_chosen =
        memo(move || date.get().is_some() && context.with(|found| found.date) == date.get());
    (is_today, is_chosen)
}

#[component]
fn DayHead(context: CalendarContext, day: usize) -> impl IntoView {
    let date = date_of(context, day);
    let (is_today, is_chosen) = marks(context, date);
    let href = move || {
        let query = context.address.query.get().viewed(View::Day);
        date.get().map(|date| query.at(date).path())
    };
    let sum = move || match tracked_of(context, day) {
        0 => "–".to_owned(),
        seconds => formats().hours(seconds),
    };
    view! {
        <div
            role="columnheader"
            class="calendar-head"
            class:today=move || is_today.get()
            class:chosen=move || is_chosen.get()
            aria-current=move || is_today.get().then_some("date")
        >
            <a href=href>
                {move || date.get().map(|date| view! {
                    <span>{format_weekday_short(date.weekday())}</span>" "<b>{date.day()}</b>
                })}
            </a>
            <span class="calendar-sum">{sum}</span>
        </div>
    }
}

/// The times of day beside the columns.
#[component]
fn Hours(context: CalendarContext) -> impl IntoView {
    let ticks = memo(move || context.layout.with(|layout| layout.axis.ticks()));
    let height = move || height_of(&context.layout.get());
    let words = move |tick: Tick| {
        let text = clock_text(tick.clock);
        view! {
            <text x="100%" y=(pixels(tick.place) + 4).to_string() dx="-8" text-anchor="end">
                {move || formats().clock(&text)}
            </text>
        }
    };
    view! {
        <div role="rowheader" class="calendar-hours" aria-label="Time of day">
            <svg class="calendar-scale" width="100%" height=height aria-hidden="true">
                {move || ticks.get().into_iter().skip(1).map(words).collect_view()}
            </svg>
        </div>
    }
}

fn height_of(layout: &Arc<Layout>) -> String {
    pixels(layout.axis.length()).to_string()
}

/// A day.
#[component]
fn Column(context: CalendarContext, day: usize) -> impl IntoView {
    let date = date_of(context, day);
    let (is_today, is_chosen) = marks(context, date);
    let things = memo(move || {
        context.layout.with(|layout| {
            let placed = layout.days.get(day);
            placed.map_or_else(Vec::new, |placed| {
                placed
                    .iter()
                    .map(|placed| placed.thing)
                    .collect::<Vec<Thing>>()
            })
        })
    });
    let height = move || height_of(&context.layout.get());
    let label = move || {
        let formats = formats();
        let name = date.get().map_or_else(String::new, |date| {
            let weekday = format_weekday(date.weekday());
            format!("{weekday} {}", formats.day_of_this_year(date))
        });
        match tracked_of(context, day) {
            0 => format!("{name}: nothing tracked"),
            seconds => format!("{name}: {} tracked", formats.hours(seconds)),
        }
    };
    let spot = Spot { day, thing: None };
    let tabindex = move || {
        let is_stop = context.alive.get().then(|| stop_of(context) == Some(spot));
        is_stop.map(|is_stop| if is_stop { "0" } else { "-1" })
    };
    view! {
        <div
            role="gridcell"
            id=day_id(day)
            class="calendar-day"
            class:today=move || is_today.get()
            class:chosen=move || is_chosen.get()
            tabindex=tabindex
            on:focus=move |_| context.at.set(Some(spot))
        >
            <Hidden>{label}</Hidden>
            <svg class="calendar-column" width="100%" height=height>
                <Ground context day />
                <For each=move || things.get() key=|thing| *thing let:thing>
                    <Piece context day thing />
                </For>
                <Now context day is_today />
            </svg>
        </div>
    }
}

/// Where Tab stops in the grid: where the focus was last, else at the first entry, else at today or the first day.
pub(super) fn stop_of(context: CalendarContext) -> Option<Spot> {
    context.layout.with(|layout| {
        let is_there = |spot: &Spot| match spot.thing {
            None => spot.day < layout.days.len(),
            Some(thing) => layout.find(spot.day, thing).is_some(),
        };
        let first = || {
            let day = layout.days.iter().position(|placed| !placed.is_empty())?;
            let thing = layout.days[day].first()?.thing;
            Some(Spot {
                day,
                thing: Some(thing),
            })
        };
        let today = || {
            let day = context.with(|calendar| {
                let is_today = |day: usize| calendar.shown()[day].day == calendar.today;
                (0..calendar.shown().len()).find(|day| is_today(*day))
            });
            let day = day.flatten().unwrap_or_default();
            Some(Spot { day, thing: None })
        };
        context
            .at
            .get()
            .filter(is_there)
            .or_else(first)
            .or_else(today)
    })
}

/// Lines for the hours, and what the day does not have.
#[component]
fn Ground(context: CalendarContext, day: usize) -> impl IntoView {
    let ticks = memo(move || context.layout.with(|layout| layout.axis.ticks()));
    let missing = memo(move || {
        let layout = context.layout.get();
        context
            .with(|calendar| Some(layout.axis.missing(calendar.shown().get(day)?)))
            .flatten()
            .unwrap_or_default()
    });
    let line = |tick: Tick| {
        let y = pixels(tick.place).to_string();
        view! { <line class="calendar-line" x1="0" x2="100%" y1=y.clone() y2=y /> }
    };
    let gap = |(from, to): (i64, i64)| {
        let (y, height) = (pixels(from), pixels(to - from));
        view! {
            <rect class="calendar-gap" x="0" width="100%" y=y.to_string() height=height.to_string()>
                <title>"Clocks leave this out on this day"</title>
            </rect>
        }
    };
    view! {
        {move || ticks.get().into_iter().skip(1).map(line).collect_view()}
        {move || missing.get().into_iter().map(gap).collect_view()}
    }
}

/// Where today is now.
#[component]
fn Now(context: CalendarContext, day: usize, is_today: Signal<bool>) -> impl IntoView {
    let place = memo(move || {
        if !is_today.get() {
            return None;
        }
        let layout = context.layout.get();
        let minutes = context.minutes.get();
        context
            .with(|calendar| {
                let now = calendar.as_of + minutes * 60;
                let shown = calendar.shown().get(day)?;
                shown
                    .holds(now)
                    .then(|| pixels(layout.axis.place(shown, now)).to_string())
            })
            .flatten()
    });
    move || {
        place.get().map(|y| {
            view! { <line class="calendar-now" x1="0" x2="100%" y1=y.clone() y2=y /> }
        })
    }
}

/// Shows the hours of work first: from what begins earliest, else from eight.
fn scroll_to_work(context: CalendarContext) {
    let done = StoredValue::new(false);
    Effect::new(move |_| {
        let layout = context.layout.get();
        if layout.days.is_empty() || done.get_value() {
            return;
        }
        done.set_value(true);
        let first = layout.days.iter().flatten().filter(|placed| placed.begins);
        let top = first.map(|placed| placed.top).min().unwrap_or(WORK_BEGINS);
        let top = pixels(top.min(WORK_BEGINS * 5 / 4)) - 24;
        request_animation_frame(move || scroll_first(BOX, top.max(0)));
    });
}
