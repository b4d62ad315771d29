//! The revision of what a page shows: bumped after every change, so that its resources look again.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::error::AppError;
use crate::ui::use_toasts;

/// A counter that every resource reads in its source.
#[derive(Clone, Copy, Debug)]
pub struct Revision(RwSignal<u32>);

impl Revision {
    /// The current count, tracked.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// Something changed: every resource of the page looks again.
    pub fn bump(self) {
        self.0.update(|count| *count = count.wrapping_add(1));
    }

    /// Bumps whenever `action` succeeds.
    pub fn follow<S>(self, action: ServerAction<S>)
    where
        S: ServerFn + Clone + Send + Sync + 'static,
        S::Output: Clone + Send + Sync + 'static,
        S::Error: Clone + Send + Sync + 'static,
    {
        let value = action.value();
        Effect::new(move |_| {
            if value.with(|value| matches!(value, Some(Ok(_)))) {
                self.bump();
            }
        });
    }
}

/// An action after which the page looks again, and says what was done.
pub fn use_change<S>(done: &'static str) -> ServerAction<S>
where
    S: ServerFn<Output = (), Error = AppError> + Clone + Send + Sync + 'static,
{
    let (action, toasts) = (ServerAction::<S>::new(), use_toasts());
    use_revision().follow(action);
    Effect::new(move |_| {
        if action.value().with(|value| matches!(value, Some(Ok(())))) {
            toasts.push(done, None);
        }
    });
    action
}

/// Makes the page's revision available to everything below.
pub fn provide_revision() {
    provide_context(Revision(RwSignal::new(0)));
}

/// The page's revision.
#[must_use]
pub fn use_revision() -> Revision {
    use_context::<Revision>().unwrap_or_else(|| Revision(RwSignal::new(0)))
}
