//! A settings card: what it is about on the left, what to do on the right.

use leptos::prelude::*;

/// A card that explains itself.
#[component]
pub fn Card(
    /// Its heading.
    #[prop(into)]
    title: String,
    /// The explanation under the heading, as plain words.
    #[prop(optional, into)]
    explain: MaybeProp<String>,
    /// The explanation as a view, where words are not enough; inline content only.
    #[prop(optional, into)]
    text: Option<ViewFnOnce>,
    /// What is done here cannot be taken back.
    #[prop(optional)]
    danger: bool,
    /// The right side.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card" class:danger=danger>
            <div class="card-head">
                <h2>{title}</h2>
                {move || explain.get().map(|words| view! { <p>{words}</p> })}
                {text.map(|text| view! { <p>{text.run()}</p> })}
            </div>
            <div class="body">{children()}</div>
        </section>
    }
    .into_any()
}
