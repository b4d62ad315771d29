//! A finger on the calendar scrolls it. One that rests for a moment holds what is under it: then it draws, moves and pulls as
//! any pointer does, and the browser keeps out of it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Event, EventTarget, PointerEvent};

use super::drag::{Dragger, Hold, Press};
use super::layout::Thing;
use super::rules::{USUAL_LENGTH, between, snap_down};

/// How long a finger rests before it holds something: shorter than the browser waits for its own menu.
const REST: Duration = Duration::from_millis(400);
/// How far a finger strays that rests, in pixels.
pub(super) const STRAY: i32 = 10;

/// What a finger may do that is kept from the browser.
const DOINGS: [&str; 2] = ["touchmove", "touchend"];

/// The element that a finger touches, listened to. The browser tells of a finger only there, and an entry that is dragged to
/// another day is drawn anew: the element is then on no page any more, and nothing above it would hear.
pub(super) struct Touched {
    target: EventTarget,
    told: Closure<dyn FnMut(Event)>,
}

impl Touched {
    fn listen(target: EventTarget, told: impl FnMut(Event) + 'static) -> Self {
        let told = Closure::new(told);
        for name in DOINGS {
            let _ = target.add_event_listener_with_callback(name, told.as_ref().unchecked_ref());
        }
        Self { target, told }
    }
}

impl Drop for Touched {
    fn drop(&mut self) {
        let told = self.told.as_ref().unchecked_ref();
        for name in DOINGS {
            let _ = self.target.remove_event_listener_with_callback(name, told);
        }
    }
}

impl Dragger {
    /// Listens to what a finger touches, until the next finger.
    pub(super) fn listen(self, target: Option<EventTarget>) {
        self.let_go();
        let told = move |ev: Event| self.touched(&ev);
        // Made here, in the browser alone: on the server, what is local to a thread may not be dropped by another.
        let touched = target.map(|target| StoredValue::new_local(Touched::listen(target, told)));
        self.touched.set_value(touched);
    }

    /// Listens no more.
    pub(super) fn let_go(self) {
        if let Some(touched) = self.touched.try_get_value().flatten() {
            touched.dispose();
        }
    }

    /// Waits whether the finger of this press rests.
    pub(super) fn wait(self, number: u32) {
        set_timeout(
            move || {
                // By now the page may have been left.
                let press = self.press.try_get_value().flatten();
                if let Some(press) = press.filter(|press| press.number == number)
                    && !press.is_drag
                    && !press.is_over
                {
                    self.take_hold(press);
                }
            },
            REST,
        );
    }

    /// Holds what is under the finger, where it is: only moving the finger moves it.
    fn take_hold(self, press: Press) {
        let press = self.begin(press);
        self.press.set_value(Some(press));
        self.keeps_touch.set_value(true);
        if !press.is_drag {
            return;
        }
        let held = match press.hold {
            Hold::Space { day, place } => {
                let from = snap_down(place);
                self.on_day(day, |axis, shown| {
                    between(axis, shown, from, from + USUAL_LENGTH)
                })
                .map(|times| (Thing::New, times))
            }
            Hold::Entry { id, times, .. } | Hold::Edge { id, times } => {
                Some((Thing::Entry(id), times))
            }
        };
        self.context.preview.set(held);
    }

    /// Of two fingers none holds anything, unless the first one does already.
    pub(super) fn second_finger(self) {
        let press = self.press.get_value();
        self.press.set_value(press.filter(|press| press.is_drag));
    }

    /// The browser has taken the pointer: to scroll, or for something of its own. Everything stays as it was.
    pub(super) fn lost(self, ev: &PointerEvent) {
        let press = self.press.get_value();
        let Some(press) = press.filter(|press| press.pointer == ev.pointer_id()) else {
            return;
        };
        self.press.set_value(None);
        self.keeps_touch.set_value(false);
        if press.is_drag && !press.is_over {
            self.end();
        }
    }

    /// A finger moved or was lifted: while it holds something, that neither scrolls nor clicks.
    fn touched(self, ev: &Event) {
        if self.keeps_touch.try_get_value() == Some(true) && ev.cancelable() {
            ev.prevent_default();
        }
    }

    /// A finger that rests gets no menu.
    pub(super) fn menu(self, ev: &Event) {
        if self.press.get_value().is_some_and(|press| press.is_touch) {
            ev.prevent_default();
        }
    }
}
