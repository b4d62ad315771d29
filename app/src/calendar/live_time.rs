//! How much time has passed since the server looked at its clock: what runs grows while the page is open.

use std::time::Duration;

use leptos::leptos_dom::helpers::{IntervalHandle, set_interval_with_handle};
use leptos::prelude::*;

use super::calendar_page::CalendarResource;
use crate::memo::memo;
use crate::timer::browser_clock::{now_ms, page_received_ms};

/// How often to look at the browser's clock.
const PACE: Duration = Duration::from_secs(5);

/// Full minutes since the calendar was read; none before the page is alive.
pub(super) fn minutes_passed(calendar: CalendarResource) -> Signal<i64> {
    let received = StoredValue::new(None::<i64>);
    let minutes = RwSignal::new(0);
    let with_page = Owner::current_shared_context().is_some_and(|page| page.during_hydration());
    let look = move || {
        let Some(Some(received)) = received.try_get_value() else {
            return;
        };
        let passed = (now_ms() - received).div_euclid(60_000).max(0);
        if minutes.try_get_untracked() != Some(passed) {
            minutes.try_set(passed);
        }
    };
    Effect::new(move |before: Option<()>| {
        calendar.track();
        received.set_value(Some(if before.is_none() && with_page {
            page_received_ms()
        } else {
            now_ms()
        }));
        look();
    });
    let ticking = StoredValue::new(None::<IntervalHandle>);
    Effect::new(move |_| ticking.set_value(set_interval_with_handle(look, PACE).ok()));
    on_cleanup(move || {
        if let Some(Some(handle)) = ticking.try_update_value(Option::take) {
            handle.clear();
        }
    });
    memo(move || minutes.get())
}
