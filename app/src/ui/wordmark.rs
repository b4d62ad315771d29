//! The sign and the name.

use leptos::prelude::*;

/// The sign beside the word "Timether".
#[component]
pub fn Wordmark() -> impl IntoView {
    view! {
        <span class="sign" aria-hidden="true">
            <svg viewBox="0 0 24 24">
                <path d="M5.5 6.5h13M12 6.5v12M18 17.5v.01"></path>
            </svg>
        </span>
        <span>"Timether"</span>
    }
    .into_any()
}
