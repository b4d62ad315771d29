//! The list's address: its filter, its page, and what is open on it, so that every state can be linked and survives
//! a reload.

use leptos::prelude::*;

use super::EntryQuery;
use super::query::{encode_params, path_with};
use crate::memo::{memo, use_params};
use crate::values::TimeEntryId;

/// Where the list lives.
pub const PATH: &str = "/timer";

/// What is open on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// The dialog for a new entry: `?new=1`.
    New,
    /// An entry's row as a form: `?edit=<id>`.
    Edit(TimeEntryId),
}

/// The parts of the address, each changing on its own.
#[derive(Clone, Copy)]
pub struct ListAddress {
    /// The filter.
    pub query: Signal<EntryQuery>,
    /// The page; `None` is the newest.
    pub after: Signal<Option<String>>,
    /// What is open.
    pub open: Signal<Option<Open>>,
}

/// The parts of the current address.
#[must_use]
pub fn use_list_address() -> ListAddress {
    let params = use_params();
    let query = memo(move || params.with(|params| EntryQuery::from_params(params)));
    let after = memo(move || {
        params
            .with(|params| params.get("after"))
            .filter(|after| !after.is_empty())
    });
    let open = memo(move || {
        params.with(|params| {
            if params.get_str("new").is_some() {
                Some(Open::New)
            } else {
                params.get_str("edit")?.parse().ok().map(Open::Edit)
            }
        })
    });
    ListAddress { query, after, open }
}

impl ListAddress {
    /// The parameters of this filter and page, with nothing open; tracked.
    #[must_use]
    pub fn back(self) -> String {
        self.query.with(|query| {
            self.after
                .with(|after| params_of(query, after.as_deref(), None))
        })
    }

    /// The list with nothing open; tracked.
    #[must_use]
    pub fn closed(self) -> String {
        list_path(&self.back())
    }

    /// The list with this entry's row as a form; tracked.
    #[must_use]
    pub fn editing(self, id: TimeEntryId) -> String {
        let id = id.to_string();
        list_path(&self.query.with(|query| {
            self.after
                .with(|after| params_of(query, after.as_deref(), Some(("edit", &id))))
        }))
    }

    /// Another page of this list: the newest, or the one after a place; tracked.
    #[must_use]
    pub fn page(self, after: Option<&str>) -> String {
        list_path(&self.query.with(|query| params_of(query, after, None)))
    }
}

fn params_of(query: &EntryQuery, after: Option<&str>, open: Option<(&str, &str)>) -> String {
    let after = after.map(|after| ("after", after));
    encode_params(query.to_params().into_iter().chain(after).chain(open))
}

/// The list with these parameters.
#[must_use]
pub fn list_path(params: &str) -> String {
    path_with(PATH, params)
}

/// Where a saved form ends: on the list with these parameters, or on the calendar if they begin with its name.
#[must_use]
pub fn back_path(back: &str) -> String {
    match back.strip_prefix(crate::calendar::address::BACK) {
        Some(params) => crate::calendar::address::calendar_path(params),
        None => list_path(back),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_list_can_be_gone_back_to() {
        assert_eq!(list_path(""), "/timer");
        assert_eq!(list_path("q=a%20b&after=5_0"), "/timer?q=a%20b&after=5_0");
        for params in ["//evil.example", "q=\r\nSet-Cookie: x", "q=a b", "#x"] {
            assert_eq!(list_path(params), "/timer", "{params}");
        }
    }

    #[test]
    fn a_form_ends_where_it_was_opened() {
        assert_eq!(back_path("q=a"), "/timer?q=a");
        assert_eq!(back_path("calendar?view=day"), "/calendar?view=day");
        assert_eq!(back_path("calendar?"), "/calendar");
        assert_eq!(back_path("calendar?//evil.example"), "/calendar");
        assert_eq!(back_path("calendar//evil.example"), "/timer");
    }

    #[test]
    fn parameters_go_together() {
        let query = EntryQuery {
            q: "a b".into(),
            ..EntryQuery::default()
        };
        assert_eq!(
            params_of(&query, Some("5_0"), Some(("edit", "1"))),
            "q=a%20b&after=5_0&edit=1"
        );
        assert_eq!(params_of(&EntryQuery::default(), None, None), "");
    }
}
