//! The inside of a form that asks before something cannot be taken back: what happens, Cancel, and the button that does it.

use leptos::prelude::*;

use super::{Button, ButtonLink, ErrorSummary, Kind};

/// The question's words are the children; it stands in a dialog's form.
#[component]
pub fn Confirmation(
    /// The thing's id, sent as `id`.
    #[prop(optional, into)]
    id: Option<String>,
    /// What was refused.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// The page without the dialog.
    #[prop(into)]
    close_href: String,
    /// The button's words.
    #[prop(into)]
    action: String,
    /// While the answer is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    /// What happens.
    children: Children,
) -> impl IntoView {
    view! {
        {id.map(|id| view! { <input type="hidden" name="id" value=id /> })}
        <ErrorSummary error />
        {children()}
        <footer class="dialog-actions">
            <ButtonLink href=close_href>"Cancel"</ButtonLink>
            <Button kind=Kind::Danger busy>{action}</Button>
        </footer>
    }
    .into_any()
}
