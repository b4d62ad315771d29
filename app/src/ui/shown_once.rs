//! A secret that can be seen only now: what it is, what to do with it, the text to copy, and the way on.

use leptos::prelude::*;

use super::{ButtonLink, CopyButton, Notice, NoticeKind};

/// A secret, this once.
#[component]
pub fn ShownOnce(
    /// The heading's id: where the focus goes.
    id: &'static str,
    /// What it is.
    #[prop(into)]
    title: String,
    /// Whose it is, under the heading.
    #[prop(optional, into)]
    of: Option<String>,
    /// What to do with it.
    warning: &'static str,
    /// The secret itself.
    secret: String,
    /// What the button that copies it says.
    copy: &'static str,
    /// Where the way on leads.
    href: &'static str,
    /// Runs when it is taken.
    on_done: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <section class="shown-once" aria-labelledby=id>
            <h2 id=id tabindex="-1">{title}</h2>
            {of.map(|of| view! { <p class="muted">{of}</p> })}
            <Notice kind=NoticeKind::Warning>{warning}</Notice>
            <p class="secret-text"><code>{secret.clone()}</code></p>
            <div class="row">
                <CopyButton text=secret label=copy />
                <ButtonLink href=href on:click=move |_| on_done()>"Done"</ButtonLink>
            </div>
        </section>
    }
}
