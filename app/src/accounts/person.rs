//! A person as things of theirs name them.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::values::{UserId, initials};

/// Somebody: who, called what, looking how.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonRef {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// When their picture was changed last, in unix seconds; `None` without one.
    pub picture_at: Option<i64>,
}

/// A person's picture, else their initials; their name stands beside it.
#[component]
pub fn PersonMark(
    /// Whose.
    person: PersonRef,
) -> impl IntoView {
    match person.picture_at {
        Some(at) => {
            let src = format!("/pictures/{}?v={at}", person.id);
            view! { <img class="avatar" src=src alt="" width="24" height="24" /> }.into_any()
        }
        None => view! { <span class="avatar" aria-hidden="true">{initials(&person.name)}</span> }
            .into_any(),
    }
}
