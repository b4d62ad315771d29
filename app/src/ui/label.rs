//! Small words with a meaning: a name with its colour, a badge, words for assistive technology alone.

use leptos::prelude::*;

/// A name with its colour: the way a project is shown in rows.
#[component]
pub fn ColourLabel(
    /// A colour slug.
    #[prop(into)]
    colour: String,
    /// The name.
    #[prop(into)]
    label: String,
    /// What it belongs to, in soft ink.
    #[prop(optional, into)]
    note: MaybeProp<String>,
) -> impl IntoView {
    view! {
        <span class="project" data-colour=colour>
            <i class="dot"></i>
            <span class="truncate">{label}</span>
            {move || note.get().map(|words| view! { <small class="truncate">{words}</small> })}
        </span>
    }
    .into_any()
}

/// What a badge says by its colour; its words say it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadgeKind {
    /// A plain fact.
    #[default]
    Quiet,
    /// Money that is earned, work that is done.
    Good,
    /// Wants attention.
    Warning,
    /// New, running.
    Accent,
}

/// A short word in a pill.
#[component]
pub fn Badge(
    /// What it says by its colour.
    #[prop(optional)]
    kind: BadgeKind,
    /// The word.
    children: Children,
) -> impl IntoView {
    let class = match kind {
        BadgeKind::Quiet => "badge",
        BadgeKind::Good => "badge good",
        BadgeKind::Warning => "badge warning",
        BadgeKind::Accent => "badge accent",
    };
    view! { <span class=class>{children()}</span> }.into_any()
}

/// Words for assistive technology alone.
#[component]
pub fn Hidden(
    /// The words.
    children: Children,
) -> impl IntoView {
    view! { <span class="visually-hidden">{children()}</span> }.into_any()
}
