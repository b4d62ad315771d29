//! What an empty page says: what belongs here, and the first step.

use leptos::prelude::*;

use super::Icon;

/// An empty page or list.
#[component]
pub fn EmptyState(
    /// What belongs here, as a picture.
    icon: Icon,
    /// What is missing.
    #[prop(into)]
    title: String,
    /// Why it is worth having.
    #[prop(into)]
    text: String,
    /// The first step: a button or a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon"><Icon icon/></span>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
    .into_any()
}
