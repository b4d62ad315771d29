//! A banner in the page: something to know, a success, a warning, an error.

use leptos::prelude::*;

use super::Icon;

/// How much a notice matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something to know.
    #[default]
    Info,
    /// It worked.
    Good,
    /// Wants attention.
    Warning,
    /// It did not work; read out at once.
    Error,
}

/// A banner.
#[component]
pub fn Notice(
    /// How much it matters.
    #[prop(optional)]
    kind: NoticeKind,
    /// Its first words, in bold.
    #[prop(optional, into)]
    title: MaybeProp<String>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let (class, icon, role) = match kind {
        NoticeKind::Info => ("notice", Icon::Info, None),
        NoticeKind::Good => ("notice good", Icon::Check, Some("status")),
        NoticeKind::Warning => ("notice warning", Icon::Warning, None),
        NoticeKind::Error => ("notice error", Icon::Warning, Some("alert")),
    };
    view! {
        <div class=class role=role>
            <Icon icon/>
            <div>{move || title.get().map(|words| view! { <b class="notice-title">{words}</b> })} {children()}</div>
        </div>
    }
    .into_any()
}
