//! A button that puts a text on the clipboard; without scripts it is not there, since the text can be selected.

use leptos::prelude::*;

use super::Button;
use crate::memo::When;

/// Copies `text`, and says so.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: String,
    /// The button's words.
    label: &'static str,
) -> impl IntoView {
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let said = RwSignal::new("");
    let text = StoredValue::new(text);
    view! {
        <When is=move || alive.get()>
            <span class="copy">
                <Button button_type="button" on:click=move |_| copy(text.get_value(), said)>{label}</Button>
                <span class="muted" role="status">{move || said.get()}</span>
            </span>
        </When>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
fn copy(text: String, said: RwSignal<&'static str>) {
    use js_sys::{Function, Promise, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    // Browsers hand out the clipboard on safe addresses only: it may not be there.
    let promise = || -> Result<Promise, JsValue> {
        let clipboard = Reflect::get(window().navigator().as_ref(), &"clipboard".into())?;
        let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
        write.call1(&clipboard, &text.as_str().into())?.dyn_into()
    };
    let promise = promise();
    leptos::task::spawn_local(async move {
        let done = match promise {
            Ok(promise) => wasm_bindgen_futures::JsFuture::from(promise).await.is_ok(),
            Err(_) => false,
        };
        said.set(if done {
            "Copied"
        } else {
            "Your browser does not allow this. Select the text and copy it."
        });
    });
}

#[cfg(not(feature = "hydrate"))]
fn copy(_text: String, _said: RwSignal<&'static str>) {}
