//! Keeps an open page fresh: it looks again when the server says that something changed, and when somebody comes back to
//! it. Never under somebody's hands: while a form is being filled in, it waits.

/// Follows the server's news for as long as the page is there. On the server this does nothing.
pub fn follow_changes() {
    #[cfg(feature = "hydrate")]
    browser::follow();
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::ev;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{Event, EventSource, VisibilityState};

    use crate::revision::{Revision, use_revision};

    const STREAM: &str = "/events";
    /// News that come together are one; and an answer of our own that comes with its own news is enough.
    const GATHER: Duration = Duration::from_millis(200);
    /// How often to look whether a form is still being filled in.
    const HANDS_OFF: Duration = Duration::from_secs(1);
    /// The first pause before a stream that was refused is asked for again; it doubles up to the longest.
    const FIRST_RETRY: Duration = Duration::from_secs(4);
    const LONGEST_RETRY: Duration = Duration::from_mins(2);
    /// Where fields hold something that looking again would lose.
    const FORMS: &str = ".dialog, main .editing";
    const FIELDS: &str = "main :is(input:not([type=checkbox], [type=radio]), select, textarea)";

    pub(super) fn follow() {
        let follower = Follower {
            revision: use_revision(),
            stream: StoredValue::new_local(None),
            waiting: StoredValue::new(false),
            retry: StoredValue::new(FIRST_RETRY),
        };
        Effect::new(move |_| follower.open());
        let listeners = [
            window_event_listener(ev::focus, move |_| follower.look_soon()),
            window_event_listener(ev::online, move |_| follower.look_soon()),
            // It bubbles from the document.
            window_event_listener(ev::Custom::<Event>::new("visibilitychange"), move |_| {
                follower.shown_or_hidden();
            }),
        ];
        on_cleanup(move || {
            follower.close();
            for listener in listeners {
                listener.remove();
            }
        });
    }

    #[derive(Clone, Copy)]
    struct Follower {
        revision: Revision,
        stream: StoredValue<Option<Stream>, LocalStorage>,
        waiting: StoredValue<bool>,
        retry: StoredValue<Duration>,
    }

    /// An open stream with what hears it.
    struct Stream {
        source: EventSource,
        _heard: Closure<dyn FnMut()>,
        _opened: Closure<dyn FnMut()>,
        _failed: Closure<dyn FnMut()>,
    }

    impl Drop for Stream {
        fn drop(&mut self) {
            self.source.close();
            for forget in [
                EventSource::set_onmessage,
                EventSource::set_onopen,
                EventSource::set_onerror,
            ] {
                forget(&self.source, None);
            }
        }
    }

    impl Follower {
        /// Only a page in sight holds a stream: a browser has few connections to one server.
        fn shown_or_hidden(self) {
            if is_visible() {
                self.open();
                self.look_soon();
            } else {
                self.close();
            }
        }

        fn open(self) {
            if !is_visible() || self.stream.try_with_value(Option::is_none) != Some(true) {
                return;
            }
            let Ok(source) = EventSource::new(STREAM) else {
                return;
            };
            let heard = Closure::<dyn FnMut()>::new(move || self.look_soon());
            let mut before = false;
            let opened = Closure::<dyn FnMut()>::new(move || {
                self.retry.try_set_value(FIRST_RETRY);
                // What happened while the stream was broken was not heard.
                if std::mem::replace(&mut before, true) {
                    self.look_soon();
                }
            });
            let failed = Closure::<dyn FnMut()>::new(move || self.failed());
            source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            source.set_onopen(Some(opened.as_ref().unchecked_ref()));
            source.set_onerror(Some(failed.as_ref().unchecked_ref()));
            self.stream.set_value(Some(Stream {
                source,
                _heard: heard,
                _opened: opened,
                _failed: failed,
            }));
        }

        fn close(self) {
            self.stream.try_set_value(None);
        }

        /// The browser comes back by itself after a broken connection, but not after a refusal: then the session may
        /// have ended, which looking again brings to light.
        fn failed(self) {
            let refused = self.stream.try_with_value(|stream| {
                stream
                    .as_ref()
                    .is_some_and(|stream| stream.source.ready_state() == EventSource::CLOSED)
            });
            if refused != Some(true) {
                return;
            }
            self.look_soon();
            let pause = self.retry.try_get_value().unwrap_or(LONGEST_RETRY);
            self.retry.try_set_value((pause * 2).min(LONGEST_RETRY));
            // Not now: this is called by what would be dropped.
            set_timeout(
                move || {
                    self.close();
                    self.open();
                },
                pause,
            );
        }

        /// Looks again in a moment, unless something else does meanwhile.
        fn look_soon(self) {
            if self.waiting.try_get_value() != Some(false) {
                return;
            }
            self.waiting.set_value(true);
            let seen = untrack(|| self.revision.get());
            set_timeout(move || self.look(seen), GATHER);
        }

        fn look(self, seen: u32) {
            if self.waiting.try_get_value() != Some(true) {
                return;
            }
            if is_filling_in() {
                set_timeout(move || self.look(seen), HANDS_OFF);
                return;
            }
            self.waiting.set_value(false);
            // Coming back online looks again.
            let reachable = window().navigator().on_line();
            if reachable && untrack(|| self.revision.get()) == seen {
                self.revision.bump();
            }
        }
    }

    fn is_visible() -> bool {
        document().visibility_state() == VisibilityState::Visible
    }

    fn is_filling_in() -> bool {
        let in_field = document()
            .active_element()
            .is_some_and(|element| element.matches(FIELDS).unwrap_or(false));
        in_field
            || document()
                .query_selector(FORMS)
                .is_ok_and(|found| found.is_some())
    }
}
