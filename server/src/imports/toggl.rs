//! Toggl Track's detailed report as CSV, in every date, clock and duration format its users can choose.

pub mod data;

use super::layout::{Layout, Names};

/// Toggl Track, detailed report.
pub const DETAILED: Layout = Layout::new(
    "toggl",
    "a detailed report of Toggl",
    "In Toggl, open Reports, Detailed, and export as CSV.",
    &["Start date", "Start time", "Duration"],
    Names {
        start_date: &["start date"],
        start_time: &["start time"],
        end_date: &["end date", "stop date"],
        end_time: &["end time", "stop time"],
        duration: &["duration"],
        description: &["description", "time entry"],
        project: &["project"],
        client: &["client"],
        task: &["task"],
        tags: &["tags", "tag"],
        billable: &["billable"],
        email: &["email", "e-mail"],
        user: &["user", "member"],
        amounts: &["amount"],
        ..Names::NONE
    },
);

#[cfg(test)]
mod tests;
