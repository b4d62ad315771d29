//! The password again, where it was not given lately.

use leptos::prelude::*;

use crate::form::FormErrors;
use crate::memo::{When, memo};
use crate::ui::PasswordField;

/// A `Current password` field, unless the password was given so lately that it is not asked for; the server may have
/// changed its mind since.
#[component]
pub fn ConfirmPassword(
    /// Whether it was given lately.
    #[prop(into)]
    is_fresh: Signal<bool>,
    /// The name it is sent under.
    name: &'static str,
    /// The id, where a page has several.
    id: &'static str,
    /// A signal that follows the field.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// What the server refused.
    errors: FormErrors,
) -> impl IntoView {
    let error = errors.field("current_password");
    let is_asked = memo(move || !is_fresh.get() || error.with(Option::is_some));
    view! {
        <When is=move || is_asked.get()>
            {match bind {
                Some(bind) => view! {
                    <PasswordField name=name id=id label="Current password" autocomplete="current-password" bind=bind error=error />
                }.into_any(),
                None => view! {
                    <PasswordField name=name id=id label="Current password" autocomplete="current-password" error=error />
                }.into_any(),
            }}
        </When>
    }
}
