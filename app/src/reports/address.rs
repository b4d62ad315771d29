//! The report's address: filter and groupings, so that every report can be linked.

use leptos::prelude::*;

use super::Dimension;
use super::detailed::PageQuery;
use super::rules::with_days;
use crate::memo::{memo, use_params};
use crate::time_entries::EntryQuery;

/// Where reports live.
pub const PATH: &str = "/reports";
/// Where every entry is listed.
pub const DETAILED_PATH: &str = "/reports/detailed";
/// Where weeks are reported.
pub const WEEKLY_PATH: &str = "/reports/weekly";
/// Where profit is reported.
pub const PROFIT_PATH: &str = "/reports/profitability";

/// The parts of the address, each changing on its own.
#[derive(Clone, Copy)]
pub struct ReportAddress {
    /// Which entries; this month's unless it says otherwise.
    pub query: Signal<EntryQuery>,
    /// By what: `group_by`, and `then_by` if it is another.
    pub by: Signal<(Dimension, Option<Dimension>)>,
    /// Which page of a detailed report, in which groups.
    pub page: Signal<PageQuery>,
}

/// The parts of the current address.
#[must_use]
pub fn use_report_address() -> ReportAddress {
    let params = use_params();
    ReportAddress {
        query: memo(move || params.with(|params| with_days(EntryQuery::from_params(params)))),
        by: memo(move || {
            params.with(|params| {
                groupings(
                    params.get_str("group_by").unwrap_or_default(),
                    params.get_str("then_by").unwrap_or_default(),
                )
            })
        }),
        page: memo(move || params.with(|params| PageQuery::from_params(params))),
    }
}

impl ReportAddress {
    /// Another report of the same entries; tracked.
    #[must_use]
    pub fn other(self, path: &str) -> String {
        self.query.with(|query| report_path(path, query))
    }
}

/// A report of these entries; what is usual is not said.
#[must_use]
pub fn report_path(path: &str, query: &EntryQuery) -> String {
    if *query == with_days(EntryQuery::default()) {
        path.to_owned()
    } else {
        format!("{path}?{}", query.to_query_string())
    }
}

/// Reads the groupings; what is none is by project alone. Both may stand in the first, as in the API: `project,day`.
#[must_use]
pub fn groupings(group_by: &str, then_by: &str) -> (Dimension, Option<Dimension>) {
    let (first, second) = group_by.split_once(',').unwrap_or((group_by, then_by));
    let first = Dimension::from_slug(first).unwrap_or(Dimension::Project);
    let second = Dimension::from_slug(second).filter(|second| *second != first);
    (first, second)
}

/// The groupings as the server wants them.
#[must_use]
pub fn group_by((first, second): (Dimension, Option<Dimension>)) -> String {
    match second {
        Some(second) => format!("{},{}", first.slug(), second.slug()),
        None => first.slug().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dimension::{Day, Project, Tag};

    #[test]
    fn other_reports_keep_the_filter() {
        let mut query = with_days(EntryQuery::default());
        assert_eq!(report_path(WEEKLY_PATH, &query), "/reports/weekly");
        query.q = "a b".into();
        assert_eq!(
            report_path(PATH, &query),
            "/reports?period=this-month&q=a%20b"
        );
    }

    #[test]
    fn two_groupings_at_most() {
        for (first, second, by, words) in [
            ("", "", (Project, None), "project"),
            ("tag", "day", (Tag, Some(Day)), "tag,day"),
            ("tag,day", "", (Tag, Some(Day)), "tag,day"),
            ("day", "day", (Day, None), "day"),
            ("x", "y", (Project, None), "project"),
        ] {
            assert_eq!(groupings(first, second), by);
            assert_eq!(group_by(by), words);
        }
    }
}
