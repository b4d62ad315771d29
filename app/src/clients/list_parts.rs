//! What the lists of clients, projects and tags have in common: the button that adds one, and the switch between
//! those in use and those archived. What is open or shown stands in the address.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::components::Form;

use super::Shown;
use crate::access::Permission;
use crate::error::AppError;
use crate::memo::{memo, use_params};
use crate::ui::{Button, Icon, Kind, Tab, Tabs};
use crate::workspaces::frame::frame_now;

/// Which part of the list the address asks for.
#[must_use]
pub fn use_shown() -> Signal<Shown> {
    let query = use_params();
    memo(move || {
        query.with(|query| {
            query
                .get_str("shown")
                .map(Shown::from_slug)
                .unwrap_or_default()
        })
    })
}

/// Whether the person may do this here; inside a `<Transition>`, since it waits for the frame.
#[must_use]
pub fn allowed(permission: Permission) -> bool {
    frame_now().is_some_and(|frame| frame.actor.may(permission).is_ok())
}

/// The button that opens the dialog for a new thing; nothing for those who may not add one.
#[component]
pub fn AddButton(
    /// The list's path.
    path: &'static str,
    /// The button's words.
    label: &'static str,
    /// What adding takes.
    permission: Permission,
) -> impl IntoView {
    view! {
        <Transition>
            <AddForm path label permission />
        </Transition>
    }
}

/// Stays in place while the frame is looked up again, so that the focus finds its way back to it.
#[component]
fn AddForm(path: &'static str, label: &'static str, permission: Permission) -> impl IntoView {
    let query = use_params();
    let may = memo(move || allowed(permission));
    // While the dialog is open, its own button is the only one of that name.
    let is_behind = move || query.with(|query| query.get_str("new").is_some());
    move || {
        may.get().then(|| view! {
            <Form method="GET" action=path>
                <input type="hidden" name="new" value="1" />
                <Button kind=Kind::Primary icon=Icon::Plus class:is-behind=is_behind>{label}</Button>
            </Form>
        })
    }
}

/// The switch between things in use and archived ones.
#[component]
pub fn ArchiveFilter(
    /// The list's path.
    path: &'static str,
    /// What is shown now.
    shown: Signal<Shown>,
) -> impl IntoView {
    let is = move |this: Shown| Signal::derive(move || shown.get() == this);
    view! {
        <Tabs label="Show">
            <Tab href=path current=is(Shown::Active)>"Active"</Tab>
            <Tab href=Shown::Archived.path(path) current=is(Shown::Archived)>"Archived"</Tab>
        </Tabs>
    }
}

/// Forgets what was refused once the dialog that said so is closed, so that it opens clean.
pub fn forget_refusal<S>(action: ServerAction<S>)
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    // The server may make a dialog several times before one is sent: only in the browser is its end a closing.
    Effect::new(move |_| {
        on_cleanup(move || {
            if action
                .value()
                .with_untracked(|value| matches!(value, Some(Err(_))))
            {
                action.clear();
            }
        });
    });
}
