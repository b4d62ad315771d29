//! solidtime: the detailed report as CSV, and the export of an organisation.

pub mod backup;

use super::layout::{Layout, Names};

/// solidtime, detailed report.
pub const DETAILED: Layout = Layout::new(
    "solidtime",
    "a detailed report of solidtime",
    "In solidtime, open Reporting, Detailed, and export as CSV.",
    &[
        "Description",
        "Task",
        "Project",
        "Client",
        "Start",
        "End",
        "Duration (decimal)",
    ],
    Names {
        start_time: &["start"],
        end_time: &["end"],
        duration: &["duration"],
        description: &["description"],
        project: &["project"],
        client: &["client"],
        task: &["task"],
        tags: &["tags"],
        billable: &["billable"],
        email: &["email"],
        user: &["user"],
        ..Names::NONE
    },
);

#[cfg(test)]
mod tests {
    use super::DETAILED;
    use crate::imports::tests::read;

    #[test]
    fn a_row_in_full() {
        let file = read(
            "Description,Task,Project,Client,User,Start,End,Duration,Duration (decimal),Billable,Tags\n\
             Draft,Design,Site,Acme,Ada,2026-11-03 09:00:00,2026-11-03 10:30:00,1:30:00,1.5,Yes,\"dev, ops\"\n",
        );
        let entry = &file.entries[0];
        assert_eq!((file.format, entry.seconds), (DETAILED.slug, 5400));
        assert_eq!(entry.description, "Design: Draft");
        assert_eq!((entry.billable, entry.tags.len()), (true, 2));
    }
}
