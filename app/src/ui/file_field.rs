//! Choosing a file: a box to click or to drop on, which is the browser's own file input stretched over it.

use leptos::prelude::*;

use super::{Icon, describe};

/// A box for a file; the browser shows the chosen name in it.
#[component]
pub fn FileField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// The words in the box.
    #[prop(into)]
    label: String,
    /// Which files are offered, such as ".csv".
    #[prop(optional, into)]
    accept: Option<String>,
    /// What to know before choosing.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong and what to do about it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Must be chosen.
    #[prop(optional)]
    required: bool,
    /// Several files at once.
    #[prop(optional)]
    multiple: bool,
    /// Its id; the name unless given.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described_by = {
        let id = id.clone();
        move || describe(&id, hint.with(Option::is_some), error.with(Option::is_some))
    };
    view! {
        <div class="field file-field" class:invalid=move || error.with(Option::is_some)>
            <div class="drop">
                <Icon icon=Icon::Upload/>
                <label for=id.clone()>{label}</label>
                <input
                    type="file"
                    id=id
                    name=name
                    accept=accept
                    required=required
                    multiple=multiple
                    aria-describedby=described_by
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                />
            </div>
            {move || {
                let id = error_id.clone();
                error.get().map(|words| view! { <p class="field-error" id=id><Icon icon=Icon::Warning/>{words}</p> })
            }}
            {move || {
                let id = hint_id.clone();
                hint.get().map(|words| view! { <p class="field-hint" id=id>{words}</p> })
            }}
        </div>
    }
    .into_any()
}
