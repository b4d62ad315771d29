//! The seconds a bar shows: counted from an instant on the browser's clock, so that sleep and slow tabs lose nothing,
//! and from the server's own count, so that a wrong clock shows the right time.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

use super::browser_clock::now_ms;
use super::{Timer, TimerState};
use crate::memo::memo;
use crate::values::format_clock;

const SECOND_MS: i64 = 1000;
/// Answers about one run differ by how long they were on their way: up to this much, and the quickest one is right.
/// More is a clock that was set.
const DELAY_MS: i64 = 1500;

/// A timer's count on this page.
#[derive(Clone, Copy)]
pub(super) struct Elapsed {
    timer: RwSignal<Option<Timer>>,
    /// The instant at which a running timer would have shown zero; nothing before the page is alive.
    zero_ms: RwSignal<Option<i64>>,
    now_ms: RwSignal<i64>,
    seconds: Signal<i64>,
    /// Which timer counts since when, by the server's clock; nothing while the count is only foreseen.
    run: StoredValue<Option<(i64, i64)>>,
}

impl Elapsed {
    /// Counts for `timer`; until the page is alive it shows what the server said.
    pub(super) fn of(timer: RwSignal<Option<Timer>>) -> Self {
        let zero_ms = RwSignal::new(None);
        let now = RwSignal::new(0);
        let seconds = memo(move || {
            timer.with(|timer| match timer {
                None => 0,
                Some(Timer {
                    state: TimerState::Paused,
                    elapsed,
                    ..
                }) => *elapsed,
                Some(Timer { elapsed, .. }) => zero_ms
                    .get()
                    .map_or(*elapsed, |zero| seconds_since(zero, now.get())),
            })
        });
        let elapsed = Self {
            timer,
            zero_ms,
            now_ms: now,
            seconds,
            run: StoredValue::new(None),
        };
        elapsed.tick();
        elapsed
    }

    /// Active seconds.
    pub(super) fn seconds(self) -> i64 {
        self.seconds.get()
    }

    /// Active seconds, without following them.
    pub(super) fn seconds_now(self) -> i64 {
        self.seconds.get_untracked()
    }

    /// Counts on from what the server said, which arrived at `received_ms`.
    pub(super) fn count_from(self, timer: &Timer, received_ms: i64) {
        let zero = zero_ms(timer, received_ms);
        let run = Some((timer.started_at, timer.as_of - timer.elapsed));
        let before = self
            .zero_ms
            .get_untracked()
            .filter(|_| self.run.get_value() == run);
        self.run.set_value(run);
        self.count_since_zero(earlier_of(before, zero));
    }

    /// Counts on from an instant on the browser's clock, until the server says more.
    pub(super) fn count_since(self, zero_ms: i64) {
        self.run.set_value(None);
        self.count_since_zero(zero_ms);
    }

    fn count_since_zero(self, zero_ms: i64) {
        if self.zero_ms.get_untracked() != Some(zero_ms) {
            self.zero_ms.set(Some(zero_ms));
        }
        self.now_ms.set(now_ms());
    }

    /// Once a running timer counts, moves on at each of its full seconds.
    fn tick(self) {
        let Self {
            timer,
            zero_ms,
            now_ms: now,
            ..
        } = self;
        let next = StoredValue::new(None::<TimeoutHandle>);
        let stop = move || {
            if let Some(Some(handle)) = next.try_update_value(Option::take) {
                handle.clear();
            }
        };
        let running = memo(move || {
            timer.with(|timer| {
                timer
                    .as_ref()
                    .is_some_and(|timer| timer.state == TimerState::Running)
            })
        });
        Effect::new(move |_| {
            stop();
            let (true, Some(zero)) = (running.get(), zero_ms.get()) else {
                return;
            };
            now.track();
            let wait = SECOND_MS - (now_ms() - zero).rem_euclid(SECOND_MS);
            let wait = Duration::from_millis(wait.unsigned_abs());
            next.set_value(set_timeout_with_handle(move || now.set(now_ms()), wait).ok());
        });
        on_cleanup(stop);
    }

    /// Shows the time in the tab's title while it runs: `0:42:17 · Clients`.
    pub(super) fn show_in_title(self) {
        let shown = StoredValue::new(String::new());
        let show = move |prefix: String| {
            let Some(before) =
                shown.try_update_value(|shown| std::mem::replace(shown, prefix.clone()))
            else {
                return;
            };
            let title = document().title();
            let page = if before.is_empty() {
                None
            } else {
                title.strip_prefix(&before)
            };
            let wanted = format!("{prefix}{}", page.unwrap_or(&title));
            if wanted != title {
                document().set_title(&wanted);
            }
        };
        Effect::new(move |_| {
            let running = self.timer.with(|timer| {
                timer
                    .as_ref()
                    .is_some_and(|timer| timer.state == TimerState::Running)
            });
            // Follows every second, so that a page that changed its title has it back within one.
            let seconds = self.seconds.get();
            show(if running {
                format!("{} · ", format_clock(seconds))
            } else {
                String::new()
            });
        });
        Owner::on_cleanup(move || {
            if cfg!(feature = "hydrate") {
                show(String::new());
            }
        });
    }
}

/// When a timer that arrived at `received_ms` would have shown zero, had it run all the time.
pub(super) fn zero_ms(timer: &Timer, received_ms: i64) -> i64 {
    received_ms - timer.elapsed * SECOND_MS - timer.as_of_millis
}

/// The better of two estimates of one instant.
fn earlier_of(before: Option<i64>, new: i64) -> i64 {
    match before {
        Some(before) if (before - new).abs() < DELAY_MS => before.min(new),
        _ => new,
    }
}

/// Full seconds from `zero` to `now`, none if the clock was set back.
fn seconds_since(zero_ms: i64, now_ms: i64) -> i64 {
    (now_ms - zero_ms).div_euclid(SECOND_MS).max(0)
}

#[cfg(test)]
mod tests {
    use super::{earlier_of, seconds_since};

    #[test]
    fn the_quickest_answer_is_right_unless_a_clock_was_set() {
        assert_eq!(earlier_of(None, 5000), 5000);
        assert_eq!(earlier_of(Some(4800), 5000), 4800);
        assert_eq!(earlier_of(Some(5300), 5000), 5000);
        assert_eq!(earlier_of(Some(1000), 5000), 5000);
        assert_eq!(earlier_of(Some(9000), 5000), 5000);
    }

    #[test]
    fn a_second_shows_when_it_is_full() {
        for (now, seconds) in [
            (5000, 0),
            (5999, 0),
            (6000, 1),
            (6001, 1),
            (65_000, 60),
            (0, 0),
        ] {
            assert_eq!(seconds_since(5000, now), seconds, "{now}");
        }
    }
}
