//! Soon.

use leptos::prelude::*;

/// Soon.
#[component]
pub fn TimerBar() -> impl IntoView {}
