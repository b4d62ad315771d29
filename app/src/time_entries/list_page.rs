//! Soon.

use leptos::prelude::*;

/// Soon.
#[component]
pub fn TimerPage() -> impl IntoView {}
