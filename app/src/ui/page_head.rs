//! The head of a page: its only `<h1>`, what it shows in one line, and what can be done.

use leptos::prelude::*;

/// The head of a page.
#[component]
pub fn PageHead(
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// One line under the heading; inline content only.
    #[prop(optional, into)]
    lede: Option<ViewFnOnce>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <div>
                <h1>{title}</h1>
                {lede.map(|lede| view! { <p class="lede">{lede.run()}</p> })}
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
    .into_any()
}
