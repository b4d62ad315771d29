//! Which lines of the log are asked for, as it stands in the address.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, FieldErrors};
use crate::time_entries::query::{encode_params, parse_near_day};
use crate::values::{Date, DayError, UserId};

/// The value of `person` that means what nobody in particular did.
pub const SYSTEM: &str = "timether";

/// What the log tells of: as the database spells it, and as people call it.
pub const KINDS: &[(&str, &str)] = &[
    ("time_entry", "Time entries"),
    ("timer", "Timers"),
    ("client", "Clients"),
    ("project", "Projects"),
    ("tag", "Tags"),
    ("member", "Members"),
    ("invitation", "Invitations"),
    ("workspace", "Workspace"),
    ("billing", "Plan and billing"),
    ("import", "Imports"),
    ("webhook", "Webhooks"),
    ("saved_report", "Saved reports"),
];

/// A filter of the log as it stands in an address. What is empty lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityQuery {
    /// A person's id, or `timether`.
    #[serde(default)]
    pub person: String,
    /// One of [`KINDS`].
    #[serde(default)]
    pub kind: String,
    /// The first day, `2026-11-16`.
    #[serde(default)]
    pub from: String,
    /// The last day, included.
    #[serde(default)]
    pub to: String,
}

/// Whose lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Timether's own.
    System,
    /// A person's.
    Person(UserId),
}

/// A filter that was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// Of this person.
    pub whose: Option<Whose>,
    /// Of this kind of thing.
    pub kind: Option<String>,
    /// On this day or later.
    pub from: Option<Date>,
    /// On this day or earlier.
    pub to: Option<Date>,
}

impl ActivityQuery {
    /// Takes the filter's fields out of an address' parameters.
    pub fn from_params<K, V>(params: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: AsRef<str>,
        V: Into<String>,
    {
        let mut query = Self::default();
        for (name, value) in params {
            let value: String = value.into();
            match name.as_ref() {
                "person" => query.person = value,
                "kind" => query.kind = value,
                "from" => query.from = value,
                "to" => query.to = value,
                _ => {}
            }
        }
        query
    }

    /// The fields that are set, as they stand behind an address' `?`, with where the page begins.
    #[must_use]
    pub fn to_query_string(&self, before: Option<&str>) -> String {
        let params = [
            ("person", self.person.as_str()),
            ("kind", &self.kind),
            ("from", &self.from),
            ("to", &self.to),
            ("before", before.unwrap_or_default()),
        ];
        encode_params(params.into_iter().filter(|(_, value)| !value.is_empty()))
    }

    /// Whether anything is held back.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        *self != Self::default()
    }

    /// What is asked for.
    ///
    /// # Errors
    /// The fields that cannot be understood.
    pub fn parse(&self) -> Result<ActivityFilter, AppError> {
        let mut errors = FieldErrors::new();
        let mut filter = ActivityFilter::default();
        match self.person.as_str() {
            "" => {}
            SYSTEM => filter.whose = Some(Whose::System),
            id => filter.whose = errors.take("person", id.parse()).map(Whose::Person),
        }
        if !self.kind.is_empty() {
            if KINDS.iter().any(|(kind, _)| *kind == self.kind) {
                filter.kind = Some(self.kind.clone());
            } else {
                errors.push("kind", "invalid", "Choose one of the kinds in the list.");
            }
        }
        if !self.from.is_empty() {
            filter.from = errors.take("from", parse_near_day(&self.from));
        }
        if !self.to.is_empty() {
            filter.to = errors.take("to", parse_near_day(&self.to));
        }
        if let (Some(from), Some(to)) = (filter.from, filter.to)
            && to < from
        {
            errors.push("to", "invalid", DayError::EndBeforeStart.to_string());
        }
        errors.finish(Some(filter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0195d3c0-0000-7000-8000-000000000001";

    fn query(params: &[(&str, &str)]) -> ActivityQuery {
        ActivityQuery::from_params(params.iter().map(|(name, value)| (*name, *value)))
    }

    #[test]
    fn an_address_and_a_filter_are_two_ways_to_say_it() {
        let asked = query(&[
            ("person", ID),
            ("kind", "project"),
            ("from", "2026-11-01"),
            ("before", "x"),
        ]);
        assert!(asked.is_filtered());
        assert_eq!(
            asked.to_query_string(Some("5_0")),
            format!("person={ID}&kind=project&from=2026-11-01&before=5_0")
        );
        let filter = asked.parse().unwrap();
        assert_eq!(filter.whose, Some(Whose::Person(ID.parse().unwrap())));
        assert_eq!(filter.kind.as_deref(), Some("project"));
        assert_eq!(
            query(&[("person", SYSTEM)]).parse().unwrap().whose,
            Some(Whose::System)
        );
        assert!(!query(&[("person", "")]).is_filtered());
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let asked = query(&[
            ("person", "me"),
            ("kind", "secret"),
            ("from", "soon"),
            ("to", "1066-10-14"),
        ]);
        let Err(AppError::Invalid(errors)) = asked.parse() else {
            panic!("refused");
        };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["person", "kind", "from", "to"]);
        let backwards = query(&[("from", "2026-11-02"), ("to", "2026-11-01")]);
        assert!(backwards.parse().is_err());
    }
}
