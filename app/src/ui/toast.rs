//! Toasts: what just happened, read out politely, with a way to undo it. They leave by themselves, but not while the
//! pointer or the focus is on them. Push them from event handlers only: the server never shows one.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::Icon;

/// How long a toast stays.
const STAY: Duration = Duration::from_secs(6);
/// How long it stays when there is something to undo.
const STAY_WITH_ACTION: Duration = Duration::from_secs(12);

/// What a toast offers, such as "Undo".
#[derive(Clone)]
pub struct ToastAction {
    label: String,
    run: Callback<()>,
}

impl ToastAction {
    /// A button with these words that runs this and closes the toast.
    pub fn new(label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            label: label.into(),
            run: Callback::new(move |()| run()),
        }
    }
}

#[derive(Clone)]
struct Toast {
    id: u32,
    message: String,
    error: bool,
    action: Option<ToastAction>,
}

/// The toasts in sight; get it with [`use_toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    last_id: StoredValue<u32>,
}

impl Toasts {
    /// Says what happened.
    pub fn push(&self, message: impl Into<String>, action: Option<ToastAction>) {
        self.add(message.into(), false, action);
    }

    /// Says what went wrong and what to do about it.
    pub fn error(&self, message: impl Into<String>) {
        self.add(message.into(), true, None);
    }

    fn add(&self, message: String, error: bool, action: Option<ToastAction>) {
        self.last_id.update_value(|id| *id = id.wrapping_add(1));
        let id = self.last_id.get_value();
        self.list.update(|list| {
            list.push(Toast {
                id,
                message,
                error,
                action,
            });
        });
    }

    fn close(&self, id: u32) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Makes toasts available below; call once, in the root component.
pub fn provide_toasts() {
    provide_context(Toasts {
        list: RwSignal::new(Vec::new()),
        last_id: StoredValue::new(0),
    });
}

/// The toasts of this page; toasts pushed without [`provide_toasts`] above are shown nowhere.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(|| Toasts {
        list: RwSignal::new(Vec::new()),
        last_id: StoredValue::new(0),
    })
}

/// Where toasts appear; once, at the end of the page.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite" aria-atomic="false">
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                <ToastItem toast/>
            </For>
        </div>
    }
    .into_any()
}

#[component]
fn ToastItem(toast: Toast) -> impl IntoView {
    let toasts = use_toasts();
    let id = toast.id;
    let stay = if toast.action.is_some() {
        STAY_WITH_ACTION
    } else {
        STAY
    };
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let pause = move || {
        if let Some(Some(handle)) = timer.try_update_value(Option::take) {
            handle.clear();
        }
    };
    let resume = move || {
        pause();
        timer.set_value(set_timeout_with_handle(move || toasts.close(id), stay).ok());
    };
    Effect::new(move |_| resume());
    on_cleanup(pause);

    view! {
        <div
            class="toast"
            class:error=toast.error
            role=toast.error.then_some("alert")
            on:pointerenter=move |_| pause()
            on:pointerleave=move |_| resume()
            on:focusin=move |_| pause()
            on:focusout=move |_| resume()
        >
            {toast.error.then(|| view! { <Icon icon=Icon::Warning/> })}
            <span class="toast-message">{toast.message}</span>
            {toast
                .action
                .map(|action| {
                    view! {
                        <button
                            type="button"
                            class="toast-action"
                            on:click=move |_| {
                                toasts.close(id);
                                action.run.run(());
                            }
                        >
                            {action.label}
                        </button>
                    }
                })}
            <button type="button" class="icon-button small" aria-label="Dismiss" title="Dismiss" on:click=move |_| toasts.close(id)>
                <Icon icon=Icon::Close/>
            </button>
        </div>
    }
    .into_any()
}
