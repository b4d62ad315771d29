//! What the server refused of a form, as signals its fields can show.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::{Deserialize, Deserializer};

use crate::error::{AppError, Conflict};

/// Reads a field that was sent, also an empty one, which would else count as one that was not: `#[serde(default,
/// deserialize_with = "crate::form::sent")]`.
///
/// # Errors
/// When it is no text.
pub(crate) fn sent<'de, D: Deserializer<'de>>(field: D) -> Result<Option<String>, D::Error> {
    String::deserialize(field).map(Some)
}

/// The error of an action's last answer, if it was one.
#[derive(Clone, Copy)]
pub struct FormErrors(Signal<Option<AppError>>);

impl FormErrors {
    /// The errors of this action; after a plain form's redirect, those in the address.
    #[must_use]
    pub fn of<S>(action: ServerAction<S>) -> Self
    where
        S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
        let value = action.value();
        Self(Signal::derive(move || {
            value.with(|value| match value {
                Some(Err(error)) => Some(error.clone()),
                _ => None,
            })
        }))
    }

    /// The errors of something that is no server action.
    #[must_use]
    pub fn from_signal(error: Signal<Option<AppError>>) -> Self {
        Self(error)
    }

    /// What to say beside a field.
    #[must_use]
    pub fn field(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.0.with(|error| error.as_ref()?.for_field(name)))
    }

    /// What to say above the form: everything that belongs to no field.
    #[must_use]
    pub fn summary(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.0.with(|error| match error {
                Some(AppError::Invalid(_) | AppError::Conflict(Conflict::NameTaken, _)) | None => {
                    None
                }
                Some(error) => Some(error.to_string()),
            })
        })
    }
}

/// Finds what a form that was sent without the module was refused for, which came back in the address, so that the
/// browser's first view is the server's. On the server the router provides the same.
#[cfg(feature = "hydrate")]
pub fn provide_refused_form() {
    let search = window().location().search().unwrap_or_default();
    let Ok(params) = leptos::web_sys::UrlSearchParams::new_with_str(&search) else {
        return;
    };
    if let (Some(path), Some(error)) = (params.get("__path"), params.get("__err")) {
        provide_context(leptos::server::ServerActionError::new(&path, &error));
    }
}

/// Forgets the refused form once its page is left: the same form elsewhere begins clean.
#[component]
pub fn ForgetRefusedForm() -> impl IntoView {
    crate::memo::settle_location();
    let path = leptos_router::hooks::use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            take_context::<leptos::server::ServerActionError>();
        }
        now
    });
}
