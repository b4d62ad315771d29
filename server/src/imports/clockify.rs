//! Clockify: the detailed report and the list of projects as CSV.

use super::layout::{Layout, Names};
use super::lists::ListLayout;

/// Clockify, detailed report.
pub const DETAILED: Layout = Layout::new(
    "clockify",
    "a detailed report of Clockify",
    "In Clockify, open Reports, Detailed, and export as CSV.",
    &["Start Date", "Start Time", "Duration (h)"],
    Names {
        start_date: &["start date"],
        start_time: &["start time"],
        end_date: &["end date"],
        end_time: &["end time"],
        duration: &["duration (h)"],
        description: &["description"],
        project: &["project"],
        client: &["client"],
        task: &["task"],
        tags: &["tags"],
        billable: &["billable"],
        invoiced: &["invoiced"],
        email: &["email"],
        user: &["user"],
        amounts: &["billable amount"],
        rates: &["billable rate"],
        ..Names::NONE
    },
);

/// Clockify, projects.
pub const PROJECTS: ListLayout = ListLayout {
    slug: "clockify_projects",
    what: "Clockify’s list of projects",
    advice: "In Clockify, open Projects and export as CSV.",
    needed: &["Project", "Client", "Billability"],
    project: &["project"],
    client: &["client"],
    billable: &["billability"],
    rates: &["billable rate"],
    status: &["status"],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::lists::{ImportedClient, ImportedProject};
    use crate::imports::tests::{in_berlin, read, read_bytes};
    use crate::imports::{DateOrder, FileError, Reading};
    use app::values::{Currency, Date};

    const HEADER: &str = "Project,Client,Description,Task,User,Group,Email,Tags,Type,Billable,Invoiced,Invoice ID,Start Date,Start Time,End Date,End Time,Duration (h),Duration (decimal),Billable Rate (EUR),Billable Amount (EUR)\n";

    #[test]
    fn a_row_in_full() {
        let file = read(&format!(
            "{HEADER}Site,Acme,Working hard,Task 1,Ada,,ada@example.com,\"dev, ops\",Regular,Yes,Yes,7,10/15/2026,11:00:00 AM,10/15/2026,11:30:00 AM,00:30:00,0.50,1000.00,500.00\n"
        ));
        assert_eq!((file.format, file.skipped.len()), (DETAILED.slug, 0));
        let entry = &file.entries[0];
        assert_eq!(
            (entry.client.as_str(), entry.project.as_str()),
            ("Acme", "Site")
        );
        assert_eq!(entry.description, "Task 1: Working hard");
        assert_eq!(entry.tags, ["dev", "ops", "invoiced"]);
        assert_eq!(
            (entry.day, entry.seconds, entry.billable),
            (Date::constant(2026, 10, 15), 1800, true)
        );
        let euros = Currency::parse("EUR").unwrap();
        assert_eq!(
            (entry.rate, entry.amount),
            (Some((euros, 100_000)), Some((euros, 50_000)))
        );
        assert_eq!(file.currency, Some(euros));
        assert!(
            file.notes
                .contains(&"1 entry was invoiced there and carries the tag #invoiced.".to_owned()),
            "{:?}",
            file.notes
        );
    }

    #[test]
    fn both_date_orders_and_both_clocks() {
        for (date, time, day) in [
            ("10/15/2026", "1:05 PM", Date::constant(2026, 10, 15)),
            ("15/10/2026", "13:05:00", Date::constant(2026, 10, 15)),
            ("2026-10-15", "13:05", Date::constant(2026, 10, 15)),
        ] {
            let file = read(&format!(
                "Project,Start Date,Start Time,Duration (h)\nSite,{date},{time},01:00:00\n"
            ));
            let start = file.entries[0].started_at - in_berlin().zone.start_of(day);
            assert_eq!(
                (file.entries[0].day, start),
                (day, 13 * 3600 + 300),
                "{date}"
            );
        }
    }

    #[test]
    fn an_order_that_nothing_decides_is_asked() {
        let csv = "Project,Start Date,Start Time,Duration (h)\nSite,03/04/2026,9:00,01:00:00\n";
        let error = read_bytes(csv.as_bytes(), None, &in_berlin()).unwrap_err();
        assert_eq!(error, FileError::AmbiguousDates("03/04/2026".to_owned()));
        for (order, day) in [
            (DateOrder::DayFirst, Date::constant(2026, 4, 3)),
            (DateOrder::MonthFirst, Date::constant(2026, 3, 4)),
        ] {
            let reading = Reading {
                date_order: Some(order),
                ..in_berlin()
            };
            let file = read_bytes(csv.as_bytes(), None, &reading).unwrap();
            assert_eq!(file.entries[0].day, day);
        }
    }

    #[test]
    fn projects_bring_clients_and_rates() {
        let file = read(
            "Project,Client,Status,Visibility,Billability,Task,Billable Rate (USD),Amount (USD)\n\
             Site,Acme,Active,Public,Yes,\"Task 1, Task 2\",100.01,0.00\nOwn,,Archived,Public,No,,,0.00\n,,Active,,,,,\n",
        );
        assert_eq!((file.format, file.entries.len()), ("clockify_projects", 0));
        assert_eq!(
            file.lists.clients,
            [ImportedClient {
                name: "Acme".to_owned(),
                archived: false
            }]
        );
        let dollars = Currency::parse("USD").unwrap();
        assert_eq!(
            file.lists.projects,
            [
                ImportedProject {
                    client: "Acme".to_owned(),
                    name: "Site".to_owned(),
                    billable: true,
                    rate: Some((dollars, 10_001)),
                    archived: false,
                },
                ImportedProject {
                    client: String::new(),
                    name: "Own".to_owned(),
                    billable: false,
                    rate: None,
                    archived: true,
                },
            ]
        );
        assert_eq!(file.skipped[0].line, 4);
    }
}
