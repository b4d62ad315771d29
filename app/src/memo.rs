//! Computed values that may be read from several threads, as the server does while it renders a page, and what is shown
//! while one of them holds.

use leptos::children::TypedChildrenFn;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use leptos_router::params::ParamsMap;

/// What `compute` makes of its sources. In the browser it is told only when it differs, so that what follows it (an open
/// dialog, a focused button) is not built anew. On the server it is computed at each look: there a memo that two
/// threads look at while it is computed panics, and one whose source arrives in the midst of it never knows.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Signal<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    arc_memo(compute).into()
}

/// The same outside the arena: it may be asked once more when what it stands in has ended.
fn arc_memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> ArcSignal<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    if cfg!(feature = "ssr") {
        ArcSignal::derive(compute)
    } else {
        ArcMemo::new(move |_| compute()).into()
    }
}

/// Shows something while a condition holds, else something else or nothing. It is built anew only when that changes. The
/// framework's `Show` keeps the condition in a memo of its own, for which the server has no use; see [`memo`].
#[component]
pub fn When<C>(
    /// The condition.
    is: impl Fn() -> bool + Send + Sync + 'static,
    /// What is shown while it holds.
    children: TypedChildrenFn<C>,
    /// What is shown while it does not.
    #[prop(optional, into)]
    fallback: ViewFn,
) -> impl IntoView
where
    C: IntoView + 'static,
{
    let is = arc_memo(is);
    let children = children.into_inner();
    move || {
        if is.get() {
            Either::Left(children())
        } else {
            Either::Right(fallback.run())
        }
    }
}

/// The parameters of the address, computed before another thread can look.
#[must_use]
pub fn use_params() -> Memo<ParamsMap> {
    let params = use_query_map();
    settle(params);
    params
}

/// Computes the router's own memos of the address before another thread can look.
pub fn settle_location() {
    let location = use_location();
    settle(location.pathname);
    settle(location.search);
    settle(location.query);
}

fn settle<T: Send + Sync + 'static>(memo: Memo<T>) {
    memo.with_untracked(|_| ());
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_becomes_true_in_the_midst_of_it_is_shown() {
        let owner = Owner::new();
        owner.with(|| {
            let source = RwSignal::new(false);
            let is = move || {
                let is = source.get();
                // As when another thread brings an answer at this moment.
                source.set(true);
                is
            };
            let mut shown = view! { <When is>"there"</When> }.into_view();
            // The server looks through a page for what it has to wait for before it writes it down.
            shown.dry_resolve();
            let html = shown.to_html();
            assert!(html.contains("there"), "{html}");
        });
    }

    #[test]
    fn many_threads_may_look_at_once() {
        let owner = Owner::new();
        for round in 0..500 {
            let counted = owner.with(|| {
                let source = RwSignal::new(round);
                memo(move || (0..1000).fold(source.get(), |sum, _| sum + 1))
            });
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        assert_eq!(owner.with(|| counted.get_untracked()), round + 1000);
                    });
                }
            });
        }
    }
}
