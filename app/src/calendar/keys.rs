//! The calendar by keyboard: arrows go from entry to entry, and with Alt move them.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::calendar_page::CalendarContext;
use super::drag::Dragger;
use super::geometry::focus;
use super::grid::{day_id, stop_of};
use super::layout::Thing;
use super::piece::{piece_id, title_of};
use super::rules::{
    Spot, USUAL_LENGTH, between, clock_text, nudged, on_another_day, step, stretched, usual_place,
    why_fixed,
};
use super::{CalendarEntry, EntryTimes};
use crate::time_entries::server_fns::DeleteTimeEntries;
use crate::values::{TimeEntryId, format_weekday};
use crate::workspaces::frame::formats;

/// Puts the focus on what was moved, once it is where it was moved to.
pub(super) fn follow_focus(context: CalendarContext) {
    Effect::new(move |_| {
        let Some(thing) = context.refocus.get() else {
            return;
        };
        if let Some(day) = context.layout.with(|layout| layout.day_of(thing)) {
            context.refocus.set(None);
            focus_spot(Spot {
                day,
                thing: Some(thing),
            });
        }
    });
}

fn focus_spot(spot: Spot) {
    focus(match spot.thing {
        None => day_id(spot.day),
        Some(thing) => piece_id(spot.day, thing),
    });
}

/// A key on the days.
pub(super) fn key_on_days(context: CalendarContext, drag: Dragger, ev: &KeyboardEvent) {
    let key = ev.key();
    if ev.ctrl_key() || ev.meta_key() || ev.is_composing() {
        return;
    }
    let Some(at) = untrack(|| stop_of(context)) else {
        return;
    };
    let is_taken = match (ev.alt_key(), at.thing) {
        (true, Some(Thing::Entry(id))) => alter(context, id, &key, ev.shift_key()),
        (true, _) => false,
        (false, _) => plain_key(context, drag, at, &key),
    };
    if is_taken {
        ev.prevent_default();
    }
}

fn plain_key(context: CalendarContext, drag: Dragger, at: Spot, key: &str) -> bool {
    match (key, at.thing) {
        ("n" | "N", _) | ("Enter", None) => {
            add(context, drag, at);
            true
        }
        ("Delete" | "Backspace", Some(Thing::Entry(id))) => {
            delete(context, id);
            true
        }
        _ if key.starts_with("Arrow") || key == "Home" || key == "End" => {
            let to = context
                .layout
                .with_untracked(|layout| step(&layout.days, at, key));
            if let Some(to) = to {
                context.at.set(Some(to));
                focus_spot(to);
            }
            true
        }
        _ => false,
    }
}

/// Opens the form for a new entry: after the one that has the focus, else after the day's last.
fn add(context: CalendarContext, drag: Dragger, at: Spot) {
    let adds = untrack(|| context.with(|calendar| calendar.adds_for.is_some()));
    if adds != Some(true) {
        context.say("You can look at this time, and add none.");
        return;
    }
    let layout = context.layout.get_untracked();
    let length = layout.axis.length();
    let after = at
        .thing
        .and_then(|thing| layout.find(at.day, thing))
        .filter(|placed| placed.ends && placed.end < length)
        .map(|placed| placed.end);
    let place = after.unwrap_or_else(|| {
        let placed = layout.days.get(at.day).map_or(&[][..], Vec::as_slice);
        usual_place(placed, length)
    });
    let times = drag.on_day(at.day, |axis, day| {
        between(axis, day, place, place + USUAL_LENGTH)
    });
    if let Some(times) = times {
        drag.add(at.day, times);
    }
}

fn delete(context: CalendarContext, id: TimeEntryId) {
    let Some(entry) = untrack(|| context.entry(id)) else {
        return;
    };
    if let Some(why) = why_fixed(&entry) {
        context.say(why);
        context.mover.tell(why);
        return;
    }
    let deleting = context.actions.deleting;
    deleting.dispatch(DeleteTimeEntries { ids: vec![id] });
}

/// Moves an entry, or changes its length; whether the key means that.
fn alter(context: CalendarContext, id: TimeEntryId, key: &str, shift: bool) -> bool {
    let by = match key {
        "ArrowUp" | "ArrowLeft" => -1,
        "ArrowDown" | "ArrowRight" => 1,
        _ => return false,
    };
    let is_sideways = matches!(key, "ArrowLeft" | "ArrowRight");
    if is_sideways && shift {
        return false;
    }
    let Some(entry) = untrack(|| context.entry(id)) else {
        return true;
    };
    if let Some(why) = why_fixed(&entry) {
        context.say(why);
        context.mover.tell(why);
        return true;
    }
    let times = entry.times;
    let wanted = match (is_sideways, shift) {
        (true, _) => context.with_untracked_days(|days| on_another_day(days, times, by)),
        (false, true) => Some(stretched(times, by)),
        (false, false) => Some(nudged(times, by)),
    };
    match wanted {
        Some(wanted) => go_to(context, entry, wanted),
        None => context.say("This entry began on a day that is not shown."),
    }
    true
}

/// Moves an entry, says where it is now, and goes along when that is out of sight.
fn go_to(context: CalendarContext, entry: CalendarEntry, wanted: EntryTimes) {
    let thing = Thing::Entry(entry.id);
    context.mover.send(entry.id, entry.times, wanted);
    context.refocus.set(Some(thing));
    let title = title_of(&entry);
    let words = context.with_untracked_days(|days| {
        let day = days.iter().find(|day| day.holds(wanted.start))?;
        let formats = untrack(formats);
        let clock = |clock: i64| formats.clock(&clock_text(clock));
        Some(format!(
            "{title}: {} {}, {} – {}",
            format_weekday(day.day.weekday()),
            formats.day_of_this_year(day.day),
            clock(day.clock(wanted.start)),
            clock(day.clock_until(wanted.end)),
        ))
    });
    context.say(words.unwrap_or(title));
    let is_seen = context
        .layout
        .with_untracked(|layout| layout.day_of(thing).is_some());
    let day = context.with_untracked_days(|days| {
        let day = days.iter().find(|day| day.holds(wanted.start))?;
        Some(day.day)
    });
    if let (false, Some(day)) = (is_seen, day) {
        let query = context.address.query.get_untracked();
        context.go.run(query.at(day).path());
    }
}
