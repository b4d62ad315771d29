//! Parts of a page that follow what the server answers.

use std::future::IntoFuture;

use leptos::prelude::*;

/// What `view` makes of `now`: once `ready` has come, and again whenever `now` changes.
///
/// What stands on the page lives until its successor is there. In a `Suspend` that runs again it would not: its signals
/// end when the next answer is asked for, its elements when that has come, and a click in between would end the page.
pub fn latest<R, T, V>(
    ready: R,
    now: Signal<Option<T>>,
    view: impl Fn(T) -> V + Send + 'static,
) -> AnyView
where
    R: IntoFuture,
    R::IntoFuture: Send + 'static,
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let ready = ready.into_future();
    // Waited for once: nothing around it is to run again with the next answer.
    untrack(|| {
        Suspend::new(async move {
            ready.await;
            move || now.get().map(&view)
        })
    })
    .into_any()
}
