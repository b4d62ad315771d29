//! How far a restore or an import has come, while the page waits for its end.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::UploadProgress;
use super::server_fns::load_upload_progress;
use crate::workspaces::frame::formats;

/// The server is asked again so long after its last answer.
const PAUSE: Duration = Duration::from_secs(1);
/// Of so many answers one is read out.
const READ_OUT: u32 = 5;

/// A bar and its counts while `busy`, once the server knows them; the words alone before that.
#[component]
pub fn RunningCount(
    /// The upload's id.
    #[prop(into)]
    upload: String,
    /// What is under way: `Restoring…`.
    #[prop(into)]
    words: String,
    /// The bar's name.
    label: &'static str,
    /// While it is under way.
    #[prop(into)]
    busy: Signal<bool>,
) -> impl IntoView {
    let Watch { progress, answers } = watch(upload, busy);
    // What is here goes with the form at the very moment its work is done, and may then be asked once more.
    let is_busy = move || busy.try_get() == Some(true);
    let counted = move || progress.try_get().flatten();
    let words = StoredValue::new(words);
    let said = move || match counted() {
        Some(progress) => progress.words(formats()),
        None => words.try_get_value().unwrap_or_default(),
    };
    let read_out = RwSignal::new(String::new());
    Effect::new(move |_| {
        let turn = answers
            .try_get()
            .and_then(|answers| answers.checked_rem(READ_OUT));
        if !is_busy() {
            read_out.try_set(String::new());
        } else if turn == Some(0)
            || read_out
                .try_get_untracked()
                .is_some_and(|said| said.is_empty())
        {
            read_out.try_set(untrack(said));
        }
    });
    view! {
        <Show when=is_busy>
            <div class="upload-running">
                {move || counted().map(|UploadProgress { done, total }| view! {
                    <progress aria-label=label value=done.to_string() max=total.to_string()></progress>
                })}
                <span class="num" aria-hidden="true">{said}</span>
            </div>
        </Show>
        <output class="visually-hidden">{read_out}</output>
    }
}

/// What the server says while it is asked.
#[derive(Clone, Copy)]
struct Watch {
    progress: RwSignal<Option<UploadProgress>>,
    /// How often it has answered.
    answers: RwSignal<u32>,
}

/// Asks how far it is, pause by pause, while it is under way.
fn watch(upload: String, busy: Signal<bool>) -> Watch {
    let watch = Watch {
        progress: RwSignal::new(None),
        answers: RwSignal::new(0),
    };
    let upload = StoredValue::new(upload);
    let next = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(handle)) = next.try_update_value(Option::take) {
            handle.clear();
        }
    };
    let ask = move || {
        let Some(upload) = upload.try_get_value() else {
            return;
        };
        spawn_local(async move {
            // Without an answer the page says what it said before, and asks again.
            let found = load_upload_progress(upload).await.ok().flatten();
            if busy.try_get_untracked() == Some(true) {
                watch.progress.try_set(found);
            }
            watch.answers.try_update(|answers| *answers += 1);
        });
    };
    Effect::new(move |_| {
        stop();
        let answered = watch.answers.try_get().is_some();
        if answered && busy.try_get() == Some(true) {
            next.try_update_value(|next| *next = set_timeout_with_handle(ask, PAUSE).ok());
        } else {
            watch.progress.try_set(None);
        }
    });
    on_cleanup(stop);
    watch
}
