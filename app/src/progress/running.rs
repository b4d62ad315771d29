//! How far something long has come, shown while it is under way.

use std::future::Future;
use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

use super::Progress;
use super::server_fns::{load_export_progress, load_upload_progress};
use crate::workspaces::frame::formats;

/// The server is asked again so long after its last answer.
const PAUSE: Duration = Duration::from_secs(1);
/// Of so many answers one is read out.
const READ_OUT: u32 = 5;

/// What a page knows of something long under way. It belongs to the page: the card that shows it is built anew at the
/// very moment the work is done.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    /// While it is under way.
    busy: Signal<bool>,
    /// How far it is.
    progress: RwSignal<Option<Progress>>,
    /// How far it was when that was read out last.
    read_out: RwSignal<Option<Progress>>,
}

impl Running {
    /// Asks how far the action is with its upload, pause by pause, while it is under way.
    #[must_use]
    pub fn watch<S>(action: ServerAction<S>, upload: fn(&S) -> &str) -> Self
    where
        S: ServerFn + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
        S::Error: Send + Sync + 'static,
    {
        let input = action.input();
        Self::ask(action.pending().into(), move || {
            let under_way = input.try_with_untracked(|input| {
                let input = input.as_ref()?;
                Some(upload(input).to_owned())
            });
            async move {
                // Without an answer the page says what it said before, and asks again.
                let upload = under_way.flatten()?;
                load_upload_progress(upload).await.ok().flatten()
            }
        })
    }

    /// `ask`s pause by pause while it is `busy`.
    fn ask<F, A>(busy: Signal<bool>, ask: F) -> Self
    where
        F: Fn() -> A + Copy + Send + Sync + 'static,
        A: Future<Output = Option<Progress>> + 'static,
    {
        let running = Self {
            busy,
            progress: RwSignal::new(None),
            read_out: RwSignal::new(None),
        };
        let answers = RwSignal::new(0);
        let next = StoredValue::new(None::<TimeoutHandle>);
        let stop = move || {
            if let Some(Some(handle)) = next.try_update_value(Option::take) {
                handle.clear();
            }
        };
        let turn = move || {
            let answer = ask();
            spawn_local(async move {
                let found = answer.await;
                // By now the page may have been left.
                if let Some(count) = answers.try_get_untracked() {
                    running.take(found, count % READ_OUT == 0);
                    answers.set(count + 1);
                }
            });
        };
        Effect::new(move |_| {
            stop();
            answers.track();
            if busy.get() {
                next.set_value(set_timeout_with_handle(turn, PAUSE).ok());
            } else {
                running.take(None, true);
            }
        });
        on_cleanup(stop);
        running
    }

    /// What the server answered, unless the work has ended meanwhile.
    fn take(self, found: Option<Progress>, is_read_out: bool) {
        let found = found.filter(|_| self.busy.get_untracked());
        self.progress.set(found);
        if is_read_out {
            self.read_out.set(found);
        }
    }
}

/// What a page knows of a download that it has begun.
#[derive(Clone, Copy, Debug)]
pub struct Downloading {
    running: Running,
    busy: RwSignal<bool>,
}

impl Downloading {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        let busy = RwSignal::new(false);
        let running = Running::ask(busy.into(), move || async move {
            let found = load_export_progress().await.ok().flatten();
            if found.is_none() {
                // It is complete, or waits for other exports and has no count yet.
                busy.try_set(false);
            }
            found
        });
        Self { running, busy }
    }

    /// A download begins.
    pub fn begin(self) {
        self.busy.set(true);
    }

    /// How far it is.
    #[must_use]
    pub const fn running(self) -> Running {
        self.running
    }
}

impl Default for Downloading {
    fn default() -> Self {
        Self::new()
    }
}

/// A bar and its counts while it is under way, once the server knows them; the words alone before that.
#[component]
pub fn RunningCount(
    /// What is under way, from the page.
    running: Running,
    /// What is said before there are counts: `Restoring…`.
    #[prop(into)]
    words: String,
    /// The bar's name.
    label: &'static str,
) -> impl IntoView {
    let said = move |progress: Option<Progress>| {
        progress.map_or_else(|| words.clone(), |progress| progress.words(formats()))
    };
    let read_out = {
        let said = said.clone();
        move || running.busy.get().then(|| said(running.read_out.get()))
    };
    let shown = move || {
        running.busy.get().then(|| {
            let progress = running.progress.get();
            let bar = progress.map(|Progress { done, total }| {
                view! { <progress aria-label=label value=done.to_string() max=total.to_string()></progress> }
            });
            view! {
                <div class="running-count">{bar} <span class="num" aria-hidden="true">{said(progress)}</span></div>
            }
        })
    };
    view! {
        {shown}
        <output class="visually-hidden">{read_out}</output>
    }
}
