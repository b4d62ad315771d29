//! The inside of a form that ends something for everybody: what goes, the workspace's name typed, the password where it was
//! not given lately.

use leptos::prelude::*;

use crate::error::AppError;
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::memo;
use crate::two_factor::confirm_password::ConfirmPassword;
use crate::ui::{Confirmation, TextField};

/// The names and ids of the form's two fields.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// What the typed name is sent under.
    pub name: &'static str,
    /// Its id.
    pub name_id: &'static str,
    /// What the password is sent under.
    pub password: &'static str,
    /// Its id.
    pub password_id: &'static str,
}

/// Asks for both, below what goes and what to do first (the children); it stands in a dialog's form.
#[component]
pub fn ConfirmByName<P>(
    /// The workspace's name.
    name: String,
    /// What would go, and whether the password was given lately.
    plan: Resource<Result<P, AppError>>,
    /// What goes, in words.
    consequences: fn(&P) -> AnyView,
    /// Whether the password was given lately.
    is_confirmed: fn(&P) -> bool,
    /// The form's fields.
    fields: Fields,
    /// What the server refused.
    errors: FormErrors,
    /// The page without the dialog.
    close_href: &'static str,
    /// The button's words.
    action: &'static str,
    /// While the answer is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    /// What to do first.
    children: Children,
) -> impl IntoView
where
    P: Clone + Send + Sync + 'static,
{
    let now = Signal::derive(move || plan.get()?.ok());
    let is_fresh = memo(move || Some(plan.get()?.is_ok_and(|plan| is_confirmed(&plan))));
    let hint = format!("Type “{name}” to confirm.");
    view! {
        <Confirmation error=errors.summary() close_href action busy>
            <Transition>
                {latest(plan, now, move |plan| consequences(&plan))}
            </Transition>
            {children()}
            <TextField
                name=fields.name
                id=fields.name_id
                label="Workspace name"
                hint=hint
                required=true
                autocomplete="off"
                error=errors.field("name")
            />
            <Transition>
                {latest(plan, is_fresh, move |is_fresh| {
                    view! { <ConfirmPassword is_fresh name=fields.password id=fields.password_id errors /> }
                })}
            </Transition>
        </Confirmation>
    }
}
