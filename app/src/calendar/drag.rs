//! The pointer on the calendar: drawing a new entry, moving one, pulling its lower edge. What is different about a finger
//! stands in `touch`.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, EventTarget, MouseEvent, PointerEvent};

use super::EntryTimes;
use super::calendar_page::CalendarContext;
use super::geometry::{frame_of, scroll_by};
use super::grid::{BOX, ROW, day_id};
use super::layout::{SECONDS_A_PIXEL, Thing};
use super::rules::{USUAL_LENGTH, beginning, between, dragged, edged, snap_down, why_fixed};
use super::touch::{STRAY, Touched};
use crate::ui::{Toasts, use_toasts};
use crate::values::TimeEntryId;

/// How far a pressed pointer goes before it is a drag, in pixels.
const SLACK: i32 = 4;
/// How near to the edge of the box it scrolls, in pixels, and how fast.
const EDGE: i64 = 36;
const SPEED: i32 = 8;
/// The heads of the days cover so much of the box's top.
const HEAD: i64 = 56;

/// What the pointer was pressed on.
#[derive(Clone, Copy)]
pub(super) enum Hold {
    /// Nothing: a day and a place on it.
    Space { day: usize, place: i64 },
    /// An entry, so many seconds after its start.
    Entry {
        id: TimeEntryId,
        times: EntryTimes,
        grip: i64,
    },
    /// An entry's lower edge.
    Edge { id: TimeEntryId, times: EntryTimes },
}

/// A pointer that was pressed, until it is let go.
#[derive(Clone, Copy)]
pub(super) struct Press {
    /// Which press of the page it is, from 1.
    pub(super) number: u32,
    pub(super) pointer: i32,
    /// It is a finger.
    pub(super) is_touch: bool,
    from: (i32, i32),
    at: (i32, i32),
    pub(super) hold: Hold,
    pub(super) is_drag: bool,
    /// It may not be dragged, or was left by Escape: until the pointer is let go, nothing is meant, and no click then.
    pub(super) is_over: bool,
}

/// The pointer's doings.
#[derive(Clone, Copy)]
pub(super) struct Dragger {
    pub(super) context: CalendarContext,
    pub(super) press: StoredValue<Option<Press>>,
    /// How often something was pressed.
    presses: StoredValue<u32>,
    /// Whether what the finger does is kept from the browser, which would scroll with it, or click.
    pub(super) keeps_touch: StoredValue<bool>,
    pub(super) touched: StoredValue<Option<StoredValue<Touched, LocalStorage>>>,
    speed: StoredValue<i32>,
    /// The click that ends a drag means nothing.
    skips_click: StoredValue<bool>,
    /// Whether something is being dragged.
    pub(super) active: RwSignal<bool>,
    toasts: Toasts,
}

impl Dragger {
    pub(super) fn new(context: CalendarContext) -> Self {
        let drag = Self {
            context,
            press: StoredValue::new(None),
            presses: StoredValue::new(0),
            keeps_touch: StoredValue::new(false),
            touched: StoredValue::new(None),
            speed: StoredValue::new(0),
            skips_click: StoredValue::new(false),
            active: RwSignal::new(false),
            toasts: use_toasts(),
        };
        // Wherever the focus is: what is dragged to another day is drawn anew there, and has lost it.
        let listener = window_event_listener(ev::keydown, move |ev| {
            if ev.key() == "Escape" && drag.active.try_get_untracked() == Some(true) {
                ev.prevent_default();
                drag.cancel();
            }
        });
        on_cleanup(move || {
            listener.remove();
            drag.let_go();
        });
        drag
    }

    /// Pressed.
    pub(super) fn down(self, ev: &PointerEvent) {
        let is_touch = ev.pointer_type() == "touch";
        if is_touch && !ev.is_primary() {
            self.second_finger();
            return;
        }
        self.keeps_touch.set_value(false);
        if ev.button() != 0 {
            return;
        }
        let at = (ev.client_x(), ev.client_y());
        let Some(hold) = self.hold(ev.target(), at) else {
            return;
        };
        let number = self.presses.get_value().wrapping_add(1);
        self.presses.set_value(number);
        self.press.set_value(Some(Press {
            number,
            pointer: ev.pointer_id(),
            is_touch,
            from: at,
            at,
            hold,
            is_drag: false,
            is_over: false,
        }));
        if is_touch {
            self.listen(ev.target());
            self.wait(number);
        }
    }

    fn hold(self, target: Option<EventTarget>, at: (i32, i32)) -> Option<Hold> {
        let (day, place) = self.place_at(at)?;
        let target = target?.dyn_into::<Element>().ok()?;
        let closest = |selector: &str| target.closest(selector).ok().flatten();
        let Some(piece) = closest("[data-entry]") else {
            return closest("a").is_none().then_some(Hold::Space { day, place });
        };
        let id: TimeEntryId = piece.get_attribute("data-entry")?.parse().ok()?;
        let times = untrack(|| self.context.entry(id))?.times;
        if closest(".calendar-grip").is_some() {
            return Some(Hold::Edge { id, times });
        }
        let instant = self.on_day(day, |axis, shown| axis.instant(shown, place))?;
        Some(Hold::Entry {
            id,
            times,
            grip: instant - times.start,
        })
    }

    /// Moved, pressed or not.
    pub(super) fn moved(self, ev: &PointerEvent) {
        let Some(mut press) = self.press.get_value() else {
            return;
        };
        if press.pointer != ev.pointer_id() || press.is_over {
            return;
        }
        press.at = (ev.client_x(), ev.client_y());
        if !press.is_drag {
            let (x, y) = (press.at.0 - press.from.0, press.at.1 - press.from.1);
            let away = x.abs() + y.abs();
            if press.is_touch {
                // A finger that goes on before it has rested scrolls.
                self.press.set_value(Some(press).filter(|_| away < STRAY));
                return;
            }
            if away < SLACK {
                return;
            }
            press = self.begin(press);
        }
        self.press.set_value(Some(press));
        if press.is_drag {
            self.follow(press);
            self.scroll_at_edge(press);
        }
    }

    /// Begins to drag what is held; or says why it stays where it is, and nothing is meant any more.
    pub(super) fn begin(self, press: Press) -> Press {
        let refused = self.refusal(press.hold);
        if let Some(why) = refused {
            self.toasts.error(why);
        } else {
            self.active.set(true);
            if let Some(row) = document().get_element_by_id(ROW) {
                let _ = row.set_pointer_capture(press.pointer);
            }
        }
        Press {
            is_drag: refused.is_none(),
            is_over: refused.is_some(),
            ..press
        }
    }

    fn refusal(self, hold: Hold) -> Option<&'static str> {
        match hold {
            Hold::Space { .. } => untrack(|| self.adds())
                .is_none()
                .then_some("You can look at this time, and add none."),
            Hold::Entry { id, .. } | Hold::Edge { id, .. } => {
                untrack(|| self.context.entry(id)).and_then(|entry| why_fixed(&entry))
            }
        }
    }

    fn adds(self) -> Option<()> {
        let adds_for = self.context.with(|calendar| calendar.adds_for.clone());
        adds_for.flatten().map(|_| ())
    }

    /// Shows where what is held would come to lie.
    fn follow(self, press: Press) {
        let Some((day, place)) = self.place_at(press.at) else {
            return;
        };
        let held = match press.hold {
            // What is drawn stays on its day.
            Hold::Space { day, place: from } => self
                .on_day(day, |axis, shown| between(axis, shown, from, place))
                .map(|times| (Thing::New, times)),
            Hold::Entry { id, times, grip } => self
                .context
                .with_untracked_days(|days| {
                    self.on_day(day, |axis, shown| {
                        dragged(axis, days, shown, (place, grip), times)
                    })
                })
                .map(|times| (Thing::Entry(id), times)),
            Hold::Edge { id, times } => self
                .on_day(day, |axis, shown| edged(axis, shown, place, times))
                .map(|times| (Thing::Entry(id), times)),
        };
        if held.is_some() && self.context.preview.get_untracked() != held {
            self.context.preview.set(held);
        }
    }

    /// Let go: what was dragged stays there.
    pub(super) fn up(self, ev: &PointerEvent) {
        let Some(press) = self.press.get_value() else {
            return;
        };
        if press.pointer != ev.pointer_id() {
            return;
        }
        self.press.set_value(None);
        if press.is_over {
            self.end();
            return;
        }
        if !press.is_drag {
            return;
        }
        let held = self.context.preview.get_untracked();
        match (press.hold, held) {
            (Hold::Space { day, .. }, Some((_, times))) => self.add(day, times),
            (Hold::Entry { id, times, .. } | Hold::Edge { id, times }, Some((_, wanted))) => {
                self.context.mover.send(id, times, wanted);
                self.context.refocus.set(Some(Thing::Entry(id)));
            }
            (_, None) => {}
        }
        self.end();
    }

    /// Leaves everything as it was.
    pub(super) fn cancel(self) {
        let Some(mut press) = self.press.get_value() else {
            return;
        };
        press.is_over = press.is_drag;
        if press.is_drag {
            self.end();
        }
        self.press
            .set_value(Some(press).filter(|press| press.is_over));
    }

    pub(super) fn end(self) {
        self.context.preview.set(None);
        self.active.set(false);
        self.speed.set_value(0);
        self.skips_click.set_value(true);
        let Self { skips_click, .. } = self;
        set_timeout(
            move || {
                skips_click.try_set_value(false);
            },
            Duration::ZERO,
        );
    }

    /// A click on nothing begins an entry there; one that ends a drag is none.
    pub(super) fn click(self, ev: &MouseEvent) {
        if self.skips_click.get_value() {
            ev.prevent_default();
            ev.stop_propagation();
            return;
        }
        let at = (ev.client_x(), ev.client_y());
        if ev.button() != 0 || untrack(|| self.adds()).is_none() {
            return;
        }
        if let Some(Hold::Space { day, place }) = self.hold(ev.target(), at) {
            let place = snap_down(place);
            let times = self.on_day(day, |axis, shown| {
                between(axis, shown, place, place + USUAL_LENGTH)
            });
            if let Some(times) = times {
                self.add(day, times);
            }
        }
    }

    /// Opens the form for a new entry at these times.
    pub(super) fn add(self, day: usize, times: EntryTimes) {
        let beginning = untrack(|| {
            self.context
                .with(|calendar| Some(beginning(calendar.shown().get(day)?, times)))
                .flatten()
        });
        if let Some(beginning) = beginning {
            let query = self.context.address.query.get_untracked();
            self.context.go.run(query.adding(&beginning));
        }
    }

    /// Reads the axis and one of the days shown.
    pub(super) fn on_day<T>(
        self,
        day: usize,
        read: impl FnOnce(&super::axis::Axis, &super::CalendarDay) -> T,
    ) -> Option<T> {
        untrack(|| {
            let layout = self.context.layout.get();
            self.context
                .with(|calendar| Some(read(&layout.axis, calendar.shown().get(day)?)))
                .flatten()
        })
    }

    /// The day under a point of the screen, the nearest one beside the days, and the place on it.
    fn place_at(self, (x, y): (i32, i32)) -> Option<(usize, i64)> {
        let (x, y) = (i64::from(x), i64::from(y));
        let days = self
            .context
            .layout
            .with_untracked(|layout| layout.days.len());
        let (_, day, top) = (0..days)
            .filter_map(|day| {
                let frame = frame_of(&day_id(day))?;
                let away = (frame.left - x).max(x - frame.right).max(0);
                Some((away, day, frame.top))
            })
            .min()?;
        Some((day, (y - top) * SECONDS_A_PIXEL))
    }

    fn scroll_at_edge(self, press: Press) {
        let Some(frame) = frame_of(BOX) else { return };
        let y = i64::from(press.at.1);
        let speed = if y < frame.top + HEAD + EDGE {
            -SPEED
        } else if y > frame.bottom - EDGE {
            SPEED
        } else {
            0
        };
        let was = self.speed.get_value();
        self.speed.set_value(speed);
        if was == 0 && speed != 0 {
            self.scroll_on();
        }
    }

    /// Goes on scrolling while the pointer rests at the edge.
    fn scroll_on(self) {
        request_animation_frame(move || {
            let speed = self.speed.try_get_value().unwrap_or_default();
            let press = self.press.try_get_value().flatten();
            if let (true, Some(press)) = (speed != 0, press) {
                scroll_by(BOX, speed);
                self.follow(press);
                self.scroll_on();
            }
        });
    }
}

impl CalendarContext {
    /// Reads every day that is known, without following them.
    pub(super) fn with_untracked_days<T>(
        self,
        read: impl FnOnce(&[super::CalendarDay]) -> Option<T>,
    ) -> Option<T> {
        let days = untrack(|| self.with(|calendar| calendar.days.clone()))?;
        read(&days)
    }
}
