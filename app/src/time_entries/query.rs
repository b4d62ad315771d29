//! Which entries are asked for: as it stands in an address, and as the server understands it.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, FieldErrors};
use crate::values::{
    ClientId, Date, DateRange, DayError, Period, ProjectId, TagId, UserId, WeekStart, clean_text,
    parse_day,
};

/// The value of `project`, `client` and `tag` that means: those without one.
pub const NONE: &str = "none";

/// The value of `period` that goes with `from` and `to`.
pub const CUSTOM: &str = "custom";

/// The value of `person` that means: everybody.
pub const EVERYBODY: &str = "all";

/// The most characters that may be searched for.
const MAX_TEXT: usize = 200;

/// A filter of entries as it stands in an address. What is empty lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EntryQuery {
    /// A person's id, or `all`; empty is the reader's own time. Who sees only their own asks in vain.
    #[serde(default)]
    pub person: String,
    /// A period's slug (`this-week`), or `custom` for `from` and `to`.
    #[serde(default)]
    pub period: String,
    /// The first day, `2026-11-16`; counts only without a period of its own name.
    #[serde(default)]
    pub from: String,
    /// The last day, included.
    #[serde(default)]
    pub to: String,
    /// A client's id, or `none`.
    #[serde(default)]
    pub client: String,
    /// A project's id, or `none`.
    #[serde(default)]
    pub project: String,
    /// Tag ids, or `none`.
    #[serde(default)]
    pub tag: Vec<String>,
    /// `any` (the default) or `all` of the tags.
    #[serde(default)]
    pub tag_match: String,
    /// `true` or `false`.
    #[serde(default)]
    pub billable: String,
    /// Text in the description, ignoring case.
    #[serde(default)]
    pub q: String,
}

/// How several tags go together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagMatch {
    /// One of them is enough.
    #[default]
    Any,
    /// Each has to be there.
    All,
}

/// Whose time is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// The reader's.
    #[default]
    Own,
    /// Everybody's.
    Everybody,
    /// Somebody's.
    Person(UserId),
}

impl std::str::FromStr for Whose {
    type Err = crate::values::IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "" => Ok(Self::Own),
            EVERYBODY => Ok(Self::Everybody),
            id => id.parse().map(Self::Person),
        }
    }
}

/// A filter that was understood. An empty list lets everything through; `None` in a list stands for those without.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Whose.
    pub whose: Whose,
    /// Entries that start on this day or later, in the reader's time zone.
    pub from: Option<Date>,
    /// Entries that start on this day or earlier.
    pub to: Option<Date>,
    /// Of one of these clients.
    pub clients: Vec<Option<ClientId>>,
    /// On one of these projects.
    pub projects: Vec<Option<ProjectId>>,
    /// With these tags.
    pub tags: Vec<Option<TagId>>,
    /// With any or all of the tags.
    pub tag_match: TagMatch,
    /// Billable or not.
    pub billable: Option<bool>,
    /// Text in the description, ignoring case.
    pub text: String,
}

impl EntryFilter {
    /// Whether it asks for all work of its people and days, and not for some of it.
    #[must_use]
    pub fn is_all_work(&self) -> bool {
        self.clients.is_empty()
            && self.projects.is_empty()
            && self.tags.is_empty()
            && self.billable.is_none()
            && self.text.is_empty()
    }

    /// The days asked for, if both ends are named.
    #[must_use]
    pub fn range(&self) -> Option<DateRange> {
        DateRange::new(self.from?, self.to?).ok()
    }
}

impl EntryQuery {
    /// Takes a filter's fields out of an address' parameters, in any order; others are left alone.
    pub fn from_params<K, V>(params: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: AsRef<str>,
        V: Into<String>,
    {
        let mut query = Self::default();
        for (name, value) in params {
            let value: String = value.into();
            if value.is_empty() {
                continue;
            }
            match name.as_ref() {
                "person" => query.person = value,
                "period" => query.period = value,
                "from" => query.from = value,
                "to" => query.to = value,
                "client" => query.client = value,
                "project" => query.project = value,
                "tag" if !query.tag.contains(&value) => query.tag.push(value),
                "tag_match" => query.tag_match = value,
                "billable" => query.billable = value,
                "q" => query.q = value,
                _ => {}
            }
        }
        query
    }

    /// The fields that are set, as parameters.
    #[must_use]
    pub fn to_params(&self) -> Vec<(&'static str, &str)> {
        let custom = self.has_custom_days();
        let mut params: Vec<(&'static str, &str)> =
            vec![("person", &self.person), ("period", &self.period)];
        if custom {
            params.extend([("from", self.from.as_str()), ("to", self.to.as_str())]);
        }
        params.extend([
            ("client", self.client.as_str()),
            ("project", self.project.as_str()),
        ]);
        params.extend(self.tag.iter().map(|tag| ("tag", tag.as_str())));
        if self.tag.len() > 1 {
            params.push(("tag_match", &self.tag_match));
        }
        params.extend([("billable", self.billable.as_str()), ("q", self.q.as_str())]);
        params.retain(|(_, value)| !value.is_empty());
        params
    }

    /// The fields that are set, as they stand behind an address' `?`; empty when nothing is set.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        encode_params(self.to_params())
    }

    /// Whether anything is held back; whose time it is, is no filter.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.to_params().iter().any(|(name, value)| {
            !matches!(
                (*name, *value),
                ("person", _) | ("period", "all-time" | CUSTOM)
            )
        })
    }

    fn has_custom_days(&self) -> bool {
        matches!(self.period.as_str(), "" | CUSTOM)
    }

    /// What is asked for, seen from `today`.
    ///
    /// # Errors
    /// The fields that cannot be understood, by their names here.
    pub fn parse(&self, today: Date, week_start: WeekStart) -> Result<EntryFilter, AppError> {
        let mut errors = FieldErrors::new();
        let mut filter = EntryFilter {
            whose: errors
                .take("person", self.person.parse())
                .unwrap_or_default(),
            ..EntryFilter::default()
        };
        if self.has_custom_days() {
            filter.from = optional(&self.from, &mut errors, "from", parse_near_day);
            filter.to = optional(&self.to, &mut errors, "to", parse_near_day);
            if let (Some(from), Some(to)) = (filter.from, filter.to)
                && to < from
            {
                errors.push("to", "invalid", DayError::EndBeforeStart.to_string());
            }
        } else if let Some(period) = errors.take("period", self.period.parse::<Period>())
            && let Some(range) = period.range(today, week_start)
        {
            (filter.from, filter.to) = (Some(range.from), Some(range.to));
        }
        filter
            .clients
            .extend(optional(&self.client, &mut errors, "client", id_or_none));
        filter
            .projects
            .extend(optional(&self.project, &mut errors, "project", id_or_none));
        for tag in &self.tag {
            filter
                .tags
                .extend(optional(tag, &mut errors, "tag", id_or_none));
        }
        filter.tag_match = match self.tag_match.as_str() {
            "" | "any" => TagMatch::Any,
            "all" => TagMatch::All,
            _ => {
                errors.push("tag_match", "invalid", "Choose any or all of the tags.");
                TagMatch::Any
            }
        };
        filter.billable = match self.billable.as_str() {
            "" => None,
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                errors.push(
                    "billable",
                    "invalid",
                    "Choose billable, not billable, or any.",
                );
                None
            }
        };
        filter.text = errors
            .take("q", clean_text(&self.q, MAX_TEXT))
            .unwrap_or_default();
        errors.finish(Some(filter))
    }
}

/// Puts parameters together as they stand behind an address' `?`.
pub fn encode_params<'a>(params: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    params
        .into_iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// A page with these parameters. Whatever is not a well-formed row of them is left out, so that a form that names them can
/// lead to no other page.
#[must_use]
pub fn path_with(path: &str, params: &str) -> String {
    let well_formed = params
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~=&%".contains(&byte));
    if params.is_empty() || !well_formed {
        path.to_owned()
    } else {
        format!("{path}?{params}")
    }
}

/// Everything but letters, digits and `-._~` as `%XX`.
fn encode(value: &str) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// Reads a day that clocks and databases can work with.
///
/// # Errors
/// When it is no day, or outside the years 1900 to 9000.
pub fn parse_near_day(text: &str) -> Result<Date, String> {
    let day = parse_day(text).map_err(|error| error.to_string())?;
    if (1900..=9000).contains(&day.year()) {
        Ok(day)
    } else {
        Err("This date is out of reach. Choose a year between 1900 and 9000.".to_owned())
    }
}

fn optional<T, E: std::fmt::Display>(
    text: &str,
    errors: &mut FieldErrors,
    field: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<T> {
    if text.is_empty() {
        None
    } else {
        errors.take(field, parse(text))
    }
}

fn id_or_none<T: std::str::FromStr>(text: &str) -> Result<Option<T>, T::Err> {
    if text == NONE {
        Ok(None)
    } else {
        text.parse().map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const ID: &str = "0195d3c0-0000-7000-8000-000000000001";

    fn query(params: &[(&str, &str)]) -> EntryQuery {
        EntryQuery::from_params(params.iter().map(|(name, value)| (*name, *value)))
    }

    fn parse(params: &[(&str, &str)]) -> Result<EntryFilter, AppError> {
        query(params).parse(date(2026, 11, 20), WeekStart::Monday)
    }

    #[test]
    fn periods_and_days() {
        let days = |params: &[(&str, &str)]| parse(params).unwrap();
        assert_eq!(days(&[]), EntryFilter::default());
        assert_eq!(days(&[("period", "all-time")]), EntryFilter::default());
        let week = days(&[("period", "this-week"), ("from", "2020-01-01")]);
        assert_eq!(week.range().unwrap().format(), "16 – 22 Nov 2026");
        let custom = [
            ("period", "custom"),
            ("from", "2026-11-01"),
            ("to", "2026-11-02"),
        ];
        assert_eq!(days(&custom).range().unwrap().format(), "1 – 2 Nov 2026");
        assert_eq!(days(&custom[1..]), days(&custom));
        let open = days(&[("from", "2026-11-01")]);
        assert_eq!(
            (open.from, open.to, open.range()),
            (Some(date(2026, 11, 1)), None, None)
        );
    }

    #[test]
    fn those_without_can_be_asked_for() {
        let filter = parse(&[
            ("client", "none"),
            ("project", ID),
            ("tag", "none"),
            ("tag", ID),
        ])
        .unwrap();
        assert_eq!(filter.clients, [None]);
        assert_eq!(filter.projects, [Some(ID.parse().unwrap())]);
        assert_eq!(filter.tags, [None, Some(ID.parse().unwrap())]);
    }

    #[test]
    fn every_field_says_what_is_wrong() {
        let long = "x".repeat(201);
        for (name, value) in [
            ("period", "next-week"),
            ("from", "yesterday"),
            ("to", "9999-12-31"),
            ("client", "acme"),
            ("project", "1"),
            ("tag", "#dev"),
            ("tag_match", "some"),
            ("billable", "maybe"),
            ("q", long.as_str()),
            ("q", "a\0b"),
        ] {
            let error = parse(&[(name, value)]).unwrap_err();
            assert!(error.for_field(name).is_some(), "{name}={value}: {error:?}");
        }
        let error = parse(&[("from", "2026-11-02"), ("to", "2026-11-01")]).unwrap_err();
        assert!(error.for_field("to").is_some());
    }

    #[test]
    fn only_what_holds_back_is_a_filter() {
        for params in [
            &[][..],
            &[("period", "all-time")],
            &[("period", "custom")],
            &[("tag_match", "all")],
        ] {
            assert!(!query(params).is_filtered(), "{params:?}");
        }
        for params in [
            ("period", "today"),
            ("from", "2026-11-01"),
            ("billable", "false"),
            ("q", "x"),
        ] {
            assert!(query(&[params]).is_filtered(), "{params:?}");
        }
    }

    #[test]
    fn addresses_are_short_and_safe() {
        let query = query(&[
            ("q", "a&b=ä c"),
            ("tag", "1"),
            ("tag", "2"),
            ("tag_match", "all"),
            ("after", "5"),
        ]);
        assert_eq!(
            query.to_query_string(),
            "tag=1&tag=2&tag_match=all&q=a%26b%3D%C3%A4%20c"
        );
        assert_eq!(EntryQuery::default().to_query_string(), "");
    }

    proptest! {
        #[test]
        fn a_query_survives_its_parameters(q: String, tags in prop::collection::vec("[a-z]{1,3}", 0..4), from: String) {
            let mut query = EntryQuery { q, from, period: CUSTOM.into(), ..EntryQuery::default() };
            for tag in tags {
                if !query.tag.contains(&tag) {
                    query.tag.push(tag);
                }
            }
            prop_assert_eq!(EntryQuery::from_params(query.to_params()), query.clone());
            let _ = query.parse(date(2026, 11, 20), WeekStart::Monday);
            prop_assert!(query.to_query_string().is_ascii());
        }
    }
}
