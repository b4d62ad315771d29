//! The sign and the name.

use leptos::prelude::*;

/// The sign beside the word "Timether".
#[component]
pub fn Wordmark() -> impl IntoView {
    view! {
        <span class="sign" aria-hidden="true">
            <svg viewBox="0 0 24 24">
                <path d="M5 7h14M12 7v6.5l4.5 3"></path>
            </svg>
        </span>
        <span>"Timether"</span>
    }
    .into_any()
}
