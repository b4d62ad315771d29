//! The browser's clock, for counting on from what the server said. On the server there is none: only effects ask, and
//! they run in the browser alone.

/// Milliseconds since 1970 by the browser's clock.
pub(crate) fn now_ms() -> i64 {
    #[cfg(feature = "hydrate")]
    {
        whole(js_sys::Date::now())
    }
    #[cfg(not(feature = "hydrate"))]
    0
}

/// When the answer that brought this page began to arrive, by the same clock: scripts come alive later.
pub(crate) fn page_received_ms() -> i64 {
    #[cfg(feature = "hydrate")]
    {
        navigation_response().unwrap_or_else(now_ms)
    }
    #[cfg(not(feature = "hydrate"))]
    0
}

#[cfg(feature = "hydrate")]
fn navigation_response() -> Option<i64> {
    use wasm_bindgen::JsCast;
    let performance = web_sys::window()?.performance()?;
    let entry = performance.get_entries_by_type("navigation").get(0);
    let navigation = entry
        .dyn_into::<web_sys::PerformanceNavigationTiming>()
        .ok()?;
    let response = navigation.response_start();
    (response > 0.0).then(|| whole(performance.time_origin() + response))
}

#[cfg(feature = "hydrate")]
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970 are far from the limit"
)]
fn whole(milliseconds: f64) -> i64 {
    milliseconds as i64
}
