//! Harvest: the detailed time report, projects and clients as CSV. Time has no clock there, only hours of a day.

use super::layout::{Layout, Names};
use super::lists::ListLayout;

/// Harvest, detailed time report.
pub const DETAILED: Layout = Layout::new(
    "harvest",
    "a detailed time report of Harvest",
    "In Harvest, open Reports, Detailed time, and export as CSV.",
    &["Date", "Project", "Task", "Notes", "Hours"],
    Names {
        start_date: &["date"],
        duration: &["hours"],
        description: &["notes"],
        project: &["project"],
        client: &["client"],
        task: &["task"],
        billable: &["billable?", "billable"],
        invoiced: &["invoiced?", "invoiced"],
        email: &["email", "e-mail"],
        user: &["first name"],
        family_name: &["last name"],
        currency: &["currency"],
        amounts: &["billable amount"],
        rates: &["billable rate"],
        ..Names::NONE
    },
);

/// Harvest, projects.
pub const PROJECTS: ListLayout = ListLayout {
    slug: "harvest_projects",
    what: "Harvest’s list of projects",
    advice: "In Harvest, open Projects, Export, and choose CSV.",
    needed: &["Client", "Project", "Budget By"],
    project: &["project"],
    client: &["client"],
    billable: &["billable hours"],
    rates: &[],
    status: &[],
};

/// Harvest, clients.
pub const CLIENTS: ListLayout = ListLayout {
    slug: "harvest_clients",
    what: "Harvest’s list of clients",
    advice: "In Harvest, open Manage, Clients, and export as CSV.",
    needed: &["Client Name", "Address"],
    project: &[],
    client: &["client name"],
    billable: &[],
    rates: &[],
    status: &[],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::tests::{in_berlin, read};
    use app::values::{Currency, Date};

    const HEADER: &str = "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL\n";

    #[test]
    fn hours_become_times_from_nine_on() {
        let row = |date: &str, hours: &str, name: &str| {
            format!(
                "{date},Acme,Site,,Design,Draft,\"{hours}\",Yes,No,No,{name},Keller,,Yes,\"100,0\",\"1,0\",\"0,0\",\"0,0\",Euro - EUR,\n"
            )
        };
        let file = read(&format!(
            "{HEADER}{}{}{}{}{}{}",
            row("2026-03-04", "20,0", "Maya"),
            row("2026-03-04", "0,01", "Maya"),
            row("2026-03-04", "1.5", "Noor"),
            row("2026-03-05", "2", "Maya"),
            row("2026-03-05", "1:30", "Maya"),
            row("2026-03-05", "", "Maya"),
        ));
        assert_eq!(file.format, DETAILED.slug);
        let zone = in_berlin().zone;
        let day = Date::constant(2026, 3, 4);
        let nine = zone.start_of(day) + 9 * 3600;
        let next_nine = nine + 24 * 3600;
        let times: Vec<_> = file
            .entries
            .iter()
            .map(|entry| (entry.started_at, entry.seconds))
            .collect();
        assert_eq!(
            times,
            [
                (nine, 72_000),
                // Twenty hours would take it to the next day.
                (nine, 36),
                (nine, 5400),
                (next_nine, 7200),
                (next_nine + 7200, 5400)
            ]
        );
        assert!(
            file.entries
                .iter()
                .all(|entry| entry.day == zone.day(entry.started_at))
        );
        assert_eq!(file.entries[0].description, "Design: Draft");
        let euros = Currency::parse("EUR").unwrap();
        assert_eq!(file.entries[1].rate, Some((euros, 10_000)));
        assert_eq!(
            (file.skipped[0].line, file.skipped[0].reason.as_str()),
            (7, "There is neither a duration nor an end.")
        );
        assert_eq!(
            file.notes,
            [
                "The file has no clock times: the entries of a day begin at 9:00, one after the other.",
                "The file names 2 people without their e-mail addresses: all entries become yours.",
            ]
        );
    }

    #[test]
    fn projects_and_clients() {
        let file = read(
            "Client,Project,Project Code,Budget By,Budget,Billable Hours\nAcme,Site,,Hours,\"50,0\",\"20,01\"\nAcme,Free,,Hours,,\"0,0\"\n",
        );
        let found: Vec<_> = file
            .lists
            .projects
            .iter()
            .map(|project| (project.name.as_str(), project.billable))
            .collect();
        assert_eq!(found, [("Site", true), ("Free", false)]);
        assert_eq!(file.lists.clients.len(), 1);
        let file = read("Client Name,Address\nAcme,\"\"\nacme,\nOther,\n");
        assert_eq!(
            (file.format, file.lists.clients.len()),
            ("harvest_clients", 2)
        );
        assert!(file.lists.projects.is_empty());
    }
}
