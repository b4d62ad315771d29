//! A form that sends one file: without scripts by its button, once the page is alive as soon as a file is chosen.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Blob, Event, FormData, HtmlFormElement};

use super::{Button, FileField, Icon};

/// Where a file goes, and what may be sent there.
#[derive(Clone, Copy, Debug)]
pub struct Upload {
    /// The address it is posted to.
    pub action: &'static str,
    /// The name it is sent under.
    pub name: &'static str,
    /// The words in the box.
    pub label: &'static str,
    /// Which files are offered, such as ".csv".
    pub accept: &'static str,
    /// What to know before choosing.
    pub hint: &'static str,
    /// Largest size in bytes.
    pub max_bytes: usize,
    /// What to say of a larger one.
    pub too_large: &'static str,
    /// The button's words.
    pub button: &'static str,
    /// Its words while the file is on its way.
    pub sending: &'static str,
}

/// The form.
#[component]
pub fn UploadForm(
    /// What it sends, and where.
    upload: Upload,
    /// Its class.
    class: &'static str,
    /// What was wrong with the last file.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let sending = RwSignal::new(false);
    let too_large = RwSignal::new(false);
    let error = Signal::derive(move || {
        if too_large.get() {
            return Some(upload.too_large.to_owned());
        }
        error.get()
    });
    let submit_chosen = move |event: Event| {
        let Some(form) = event
            .current_target()
            .and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
        else {
            return;
        };
        let Some(size) = chosen_size(&form, upload.name) else {
            return;
        };
        too_large.set(size > upload.max_bytes);
        if !too_large.get_untracked() {
            // Refused only by a form that is not valid, and then the browser says why.
            let _ = form.request_submit();
        }
    };
    view! {
        <form
            class=class
            method="post"
            action=upload.action
            enctype="multipart/form-data"
            on:change=submit_chosen
            on:submit=move |_| sending.set(true)
        >
            <Transition>
                <FileField
                    name=upload.name
                    label=upload.label
                    accept=upload.accept
                    required=true
                    hint=upload.hint
                    error
                />
            </Transition>
            <Button icon=Icon::Upload busy=sending>
                {move || if sending.get() { upload.sending } else { upload.button }}
            </Button>
        </form>
    }
}

/// The size in bytes of the file that the form holds.
fn chosen_size(form: &HtmlFormElement, name: &str) -> Option<usize> {
    let file = FormData::new_with_form(form)
        .ok()?
        .get(name)
        .dyn_into::<Blob>()
        .ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a file's size is a whole number"
    )]
    let size = file.size() as usize;
    (size > 0).then_some(size)
}
