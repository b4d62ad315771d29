//! The page that shows every component in every state; for development.

use leptos::prelude::*;

use super::*;

/// Every component in every state.
#[component]
pub fn Showcase() -> impl IntoView {
    view! { <p>"x"</p> }
}
