//! The detailed report: the entries themselves, a page at a time, in groups with their sums.

use serde::{Deserialize, Serialize};

use super::{Dimension, Group, GroupKey};
use crate::error::{AppError, FieldErrors};
use crate::time_entries::query::{CUSTOM, EntryQuery, encode_params};
use crate::time_entries::{EntryTotals, PersonChoice, TimeEntry, address::list_path};
use crate::values::{Date, DateRange, WeekStart};

use super::rules::days_of;

/// How many entries a page may have; the first is the usual.
pub const PAGE_SIZES: [usize; 2] = [50, 100];

/// In which groups, from where on and how many, as it stands in the address. What is empty is the usual: in none, from the
/// newest on, fifty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PageQuery {
    /// A grouping, or none.
    #[serde(default)]
    pub group_by: String,
    /// The `next` of the page before.
    #[serde(default)]
    pub after: String,
    /// `50` or `100`.
    #[serde(default)]
    pub size: String,
}

/// A page that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAsk {
    /// In which groups.
    pub group_by: Option<Dimension>,
    /// The end of the page before.
    pub after: Option<String>,
    /// How many entries.
    pub size: usize,
}

impl PageQuery {
    /// Takes the fields out of an address' parameters; others are left alone.
    pub fn from_params<K, V>(params: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: AsRef<str>,
        V: Into<String>,
    {
        let mut page = Self::default();
        for (name, value) in params {
            match name.as_ref() {
                "group_by" => page.group_by = value.into(),
                "after" => page.after = value.into(),
                "size" => page.size = value.into(),
                _ => {}
            }
        }
        // Two groupings, as the summary has them: the first is what a list can be in.
        if let Some((first, _)) = page.group_by.split_once(',') {
            page.group_by = first.to_owned();
        }
        page
    }

    /// The same groups from another place on, as parameters.
    #[must_use]
    pub fn to_query_string(&self, query: &EntryQuery, after: Option<&str>) -> String {
        let own = [
            ("group_by", self.group_by.as_str()),
            ("size", self.size.as_str()),
            ("after", after.unwrap_or_default()),
        ];
        let own = own.into_iter().filter(|(_, value)| !value.is_empty());
        encode_params(query.to_params().into_iter().chain(own))
    }

    /// What is asked for.
    ///
    /// # Errors
    /// The fields that cannot be understood.
    pub fn parse(&self) -> Result<PageAsk, AppError> {
        let mut errors = FieldErrors::new();
        let group_by = match self.group_by.as_str() {
            "" => None,
            slug => {
                let by = Dimension::from_slug(slug);
                if by.is_none() {
                    let words = "Group by one of client, project, user, tag, day, week and month, or by nothing.";
                    errors.push("group_by", "invalid", words);
                }
                by
            }
        };
        let size = match self.size.as_str() {
            "" => PAGE_SIZES.first().copied(),
            text => PAGE_SIZES
                .into_iter()
                .find(|size| *text == size.to_string()),
        };
        if size.is_none() {
            errors.push("size", "invalid", "A page has 50 or 100 entries.");
        }
        errors.finish(size.map(|size| PageAsk {
            group_by,
            after: Some(self.after.clone()).filter(|after| !after.is_empty()),
            size,
        }))
    }
}

/// A page of the entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detailed {
    /// The days asked for; `None` is all time.
    pub range: Option<DateRange>,
    /// Today in the reader's time zone.
    pub today: Date,
    /// The reader's week.
    pub week_start: WeekStart,
    /// In which groups.
    pub group_by: Option<Dimension>,
    /// The groups of this page with their entries; one without a group where there are none.
    pub sections: Vec<Section>,
    /// Everything, each entry once.
    pub totals: EntryTotals,
    /// Where the next page begins; opaque.
    pub next: Option<String>,
    /// Whose time can be asked for, by name; nobody for who sees only their own.
    pub people: Vec<PersonChoice>,
}

/// A group's entries on one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The group with what all of it comes to, also what is on other pages.
    pub group: Option<Group>,
    /// Whether it began on a page before.
    pub continued: bool,
    /// Newest first.
    pub entries: Vec<TimeEntry>,
}

/// Which stretch of time a day belongs to.
#[must_use]
pub fn time_key(by: Dimension, day: Date, week_start: WeekStart) -> GroupKey {
    GroupKey::From(days_of(by, day, week_start).0)
}

/// The way to an entry: its day's list with its row open, where it may be changed.
#[must_use]
pub fn entry_path(entry: &TimeEntry) -> String {
    let day = entry.day.to_string();
    let query = EntryQuery {
        person: entry.user_id.to_string(),
        period: CUSTOM.to_owned(),
        from: day.clone(),
        to: day,
        ..EntryQuery::default()
    };
    let id = entry.id.to_string();
    let open = (!entry.locked).then_some(("edit", id.as_str()));
    list_path(&encode_params(query.to_params().into_iter().chain(open)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn page(group_by: &str, size: &str, after: &str) -> PageQuery {
        PageQuery::from_params([("group_by", group_by), ("size", size), ("after", after)])
    }

    #[test]
    fn pages_are_read() {
        for (group_by, size, after, ask) in [
            ("", "", "", (None, 50, None)),
            (
                "tag",
                "100",
                "5_0",
                (Some(Dimension::Tag), 100, Some("5_0")),
            ),
            ("day,project", "50", "", (Some(Dimension::Day), 50, None)),
        ] {
            let read = page(group_by, size, after).parse().unwrap();
            let read = (read.group_by, read.size, read.after.as_deref());
            assert_eq!(read, ask, "{group_by}");
        }
        for (field, wrong) in [
            ("group_by", page("person", "", "")),
            ("size", page("", "51", "")),
            ("size", page("", "-1", "")),
        ] {
            let error = wrong.parse().unwrap_err();
            assert!(error.for_field(field).is_some(), "{field}");
        }
    }

    #[test]
    fn addresses_keep_filter_and_groups() {
        let query = EntryQuery {
            q: "a".into(),
            ..EntryQuery::default()
        };
        let page = page("tag", "100", "5_0");
        assert_eq!(
            page.to_query_string(&query, Some("7_1")),
            "q=a&group_by=tag&size=100&after=7_1"
        );
        assert_eq!(
            page.to_query_string(&query, None),
            "q=a&group_by=tag&size=100"
        );
        assert_eq!(
            PageQuery::default().to_query_string(&EntryQuery::default(), None),
            ""
        );
    }

    #[test]
    fn days_belong_to_stretches() {
        let day = date(2026, 11, 20);
        let key = |by| time_key(by, day, WeekStart::Sunday);
        assert_eq!(key(Dimension::Day), GroupKey::From(day));
        assert_eq!(key(Dimension::Week), GroupKey::From(date(2026, 11, 15)));
        assert_eq!(key(Dimension::Month), GroupKey::From(date(2026, 11, 1)));
    }
}
