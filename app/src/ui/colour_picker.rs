//! The project colours as radio buttons with names.

use leptos::prelude::*;

/// One colour out of the palette.
#[component]
pub fn ColourPicker(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// Its name for people.
    #[prop(into)]
    label: String,
    /// Slug and name of every colour, in order.
    options: Vec<(String, String)>,
    /// The slug chosen at first.
    #[prop(optional, into)]
    value: MaybeProp<String>,
) -> impl IntoView {
    view! {
        <fieldset class="colour-picker">
            <legend>{label}</legend>
            <div class="swatches">
                {options
                    .into_iter()
                    .map(|(slug, words)| {
                        let (own, colour, title) = (slug.clone(), slug.clone(), words.clone());
                        view! {
                            <label class="swatch" data-colour=colour title=title>
                                <input
                                    type="radio"
                                    name=name.clone()
                                    value=slug
                                    checked=move || value.with(|value| value.as_deref() == Some(own.as_str()))
                                />
                                <span class="visually-hidden">{words}</span>
                            </label>
                        }
                    })
                    .collect_view()}
            </div>
        </fieldset>
    }
    .into_any()
}
