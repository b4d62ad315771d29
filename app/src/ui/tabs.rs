//! Tabs that are links: each has an address of its own.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A row of [`Tab`]s.
#[component]
pub fn Tabs(
    /// What they are tabs of.
    #[prop(into)]
    label: String,
    /// The tabs.
    children: Children,
) -> impl IntoView {
    view! { <nav class="tabs" aria-label=label>{children()}</nav> }.into_any()
}

/// One tab.
#[component]
pub fn Tab(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Whether it is the one in sight; by default when the page's path is its own.
    #[prop(optional, into)]
    current: Option<Signal<bool>>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let current = current.unwrap_or_else(|| {
        let path = use_location().pathname;
        let own = href.split('?').next().unwrap_or_default().to_owned();
        Signal::derive(move || path.with(|path| *path == own))
    });
    view! {
        <a class="tab" href=href aria-current=move || current.get().then_some("page")>
            {children()}
        </a>
    }
    .into_any()
}
