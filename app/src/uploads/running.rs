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
    let words = StoredValue::new(words);
    let said = move || match progress.get() {
        Some(progress) => progress.words(formats()),
        None => words.get_value(),
    };
    let read_out = RwSignal::new(String::new());
    Effect::new(move |_| {
        let turn = answers.get().checked_rem(READ_OUT);
        if !busy.get() {
            read_out.set(String::new());
        } else if turn == Some(0) || read_out.read_untracked().is_empty() {
            read_out.set(untrack(said));
        }
    });
    view! {
        <Show when=move || busy.get()>
            <div class="upload-running">
                {move || progress.get().map(|UploadProgress { done, total }| view! {
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
        watch.answers.track();
        if busy.get() {
            next.set_value(set_timeout_with_handle(ask, PAUSE).ok());
        } else {
            watch.progress.set(None);
        }
    });
    on_cleanup(stop);
    watch
}
