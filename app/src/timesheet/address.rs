//! The timesheet's address: week, rows, whose time, and which cell is open, so that every state can be linked.

use leptos::prelude::*;

use super::{GroupBy, SheetQuery};
use crate::memo::{memo, use_params};
use crate::time_entries::query::{encode_params, path_with};
use crate::values::{Date, WeekName, WeekStart, add_days};

/// Where the timesheet lives.
pub const PATH: &str = "/timesheet";

/// The parts of the address.
#[derive(Clone, Copy)]
pub struct SheetAddress {
    /// What is asked for.
    pub query: Signal<SheetQuery>,
    /// The cell that is open for those without scripts: `edit=<row>_<day>`.
    pub edit: Signal<Option<String>>,
}

/// The parts of the current address.
#[must_use]
pub fn use_sheet_address() -> SheetAddress {
    let params = use_params();
    SheetAddress {
        query: memo(move || params.with(|params| SheetQuery::from_params(params))),
        edit: memo(move || params.with(|params| params.get("edit"))),
    }
}

impl SheetQuery {
    /// Takes the fields out of an address' parameters; others are left alone.
    pub fn from_params<K, V>(params: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: AsRef<str>,
        V: Into<String>,
    {
        let mut query = Self::default();
        for (name, value) in params {
            let value: String = value.into();
            match name.as_ref() {
                _ if value.is_empty() => {}
                "week" => query.week = value,
                "group_by" => query.group_by = value,
                "person" => query.person = value,
                "rows" => query.rows = value,
                "row" if !query.row.contains(&value) => query.row.push(value),
                _ => {}
            }
        }
        query
    }

    /// The fields that are set, as parameters.
    #[must_use]
    pub fn to_params(&self) -> Vec<(&'static str, &str)> {
        let mut params: Vec<(&'static str, &str)> = vec![
            ("week", &self.week),
            ("group_by", &self.group_by),
            ("person", &self.person),
            ("rows", &self.rows),
        ];
        params.extend(self.row.iter().map(|row| ("row", row.as_str())));
        params.retain(|(_, value)| !value.is_empty());
        params
    }

    /// The fields that are set, as they stand behind an address' `?`.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        encode_params(self.to_params())
    }

    /// The address of this timesheet.
    #[must_use]
    pub fn path(&self) -> String {
        sheet_path(&self.to_query_string())
    }

    /// The same with this cell open.
    #[must_use]
    pub fn editing(&self, cell: &str) -> String {
        let params = self.to_params().into_iter().chain([("edit", cell)]);
        sheet_path(&encode_params(params))
    }

    /// The week that begins `weeks` after the one that begins on `from`, without the rows that were added to this one.
    #[must_use]
    pub fn moved(&self, from: Date, weeks: i64, start: WeekStart) -> Self {
        let day = add_days(from, 7 * weeks);
        Self {
            week: WeekName::of(day, start).to_string(),
            ..self.now()
        }
    }

    /// This week.
    #[must_use]
    pub fn now(&self) -> Self {
        Self {
            group_by: self.group_by.clone(),
            person: self.person.clone(),
            ..Self::default()
        }
    }

    /// What a row is.
    #[must_use]
    pub fn grouped(&self) -> GroupBy {
        GroupBy::from_slug(&self.group_by).unwrap_or_default()
    }
}

/// The timesheet with these parameters.
#[must_use]
pub fn sheet_path(params: &str) -> String {
    path_with(PATH, params)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_address_says_it_all() {
        let query = SheetQuery {
            week: "2026-W47".into(),
            person: "all".into(),
            row: vec!["a".into(), "b".into()],
            ..SheetQuery::default()
        };
        assert_eq!(
            query.path(),
            "/timesheet?week=2026-W47&person=all&row=a&row=b"
        );
        assert_eq!(SheetQuery::from_params(query.to_params()), query);
        assert_eq!(
            query.editing("a_0"),
            "/timesheet?week=2026-W47&person=all&row=a&row=b&edit=a_0"
        );
        assert_eq!(SheetQuery::default().path(), "/timesheet");
    }

    #[test]
    fn other_weeks_keep_what_is_looked_at() {
        let query = SheetQuery {
            week: "2026-W53".into(),
            group_by: "user".into(),
            rows: "last".into(),
            row: vec!["a".into()],
            ..SheetQuery::default()
        };
        let monday = date(2026, 12, 28);
        let next = query.moved(monday, 1, WeekStart::Monday);
        assert_eq!(next.path(), "/timesheet?week=2027-W01&group_by=user");
        let before = query.moved(monday, -1, WeekStart::Monday);
        assert_eq!(before.week, "2026-W52");
        assert_eq!(query.now().path(), "/timesheet?group_by=user");
        let sunday = query.moved(date(2026, 12, 27), 1, WeekStart::Sunday);
        assert_eq!(sunday.week, "2027-W01");
    }

    #[test]
    fn only_the_timesheet_can_be_gone_back_to() {
        for params in ["//evil.example", "week=\r\nSet-Cookie: x", "a b", "#x"] {
            assert_eq!(sheet_path(params), "/timesheet", "{params}");
        }
    }
}
