//! Newer and older: links through a long list.

use leptos::prelude::*;

use super::Icon;

/// Links to the neighbouring pages of a list; nothing when there are none.
#[component]
pub fn Pager(
    /// The page before this one.
    #[prop(into)]
    newer: Option<String>,
    /// The page after this one.
    #[prop(into)]
    older: Option<String>,
    /// What this page shows, such as "1 – 50 of 214".
    #[prop(optional, into)]
    text: MaybeProp<String>,
) -> impl IntoView {
    (newer.is_some() || older.is_some())
        .then(|| {
            view! {
                <nav class="pager" aria-label="Pages">
                    {newer.map(|href| {
                        view! {
                            <a class="button" rel="prev" href=href>
                                <Icon icon=Icon::ChevronLeft/>
                                "Newer"
                            </a>
                        }
                    })}
                    <span class="pager-text">{move || text.get()}</span>
                    {older.map(|href| {
                        view! {
                            <a class="button" rel="next" href=href>
                                "Older"
                                <Icon icon=Icon::ChevronRight/>
                            </a>
                        }
                    })}
                </nav>
            }
        })
        .into_any()
}
