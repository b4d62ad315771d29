//! `TimeTagger`: a report as CSV, whose rows stand between headings with subtotals.

use super::layout::{Layout, Names};

/// `TimeTagger`, report.
pub const REPORT: Layout = Layout::new(
    "timetagger",
    "a report of TimeTagger",
    "In TimeTagger, open Report and save as CSV.",
    &["tag_groups", "duration", "date", "start", "stop"],
    Names {
        start_date: &["date"],
        start_time: &["start"],
        end_time: &["stop"],
        duration: &["duration"],
        description: &["description"],
        tags: &["tags"],
        user: &["user"],
        heading: &["tag groups"],
        ..Names::NONE
    },
);

#[cfg(test)]
mod tests {
    use super::REPORT;
    use crate::imports::tests::read;

    #[test]
    fn headings_are_no_rows_and_tags_stand_side_by_side() {
        let file = read(
            "subtotals,tag_groups,duration,date,start,stop,description,user,tags\n3:00,Total,,,,,,,\n,,,,,,,,\n3:00,#site #dev,,,,,,,\n\
             ,,2:00,2026-11-03,10:00,12:00,\"Search #site #dev\",ada,#site #dev\n,,1:00,2026-11-03,23:30,00:30,\"Late\",ada,\n\
             ,,1:00,,23:30,00:30,\"No date\",ada,\n",
        );
        assert_eq!(file.format, REPORT.slug);
        let rows: Vec<_> = file
            .entries
            .iter()
            .map(|entry| (entry.line, entry.seconds, entry.ended_at - entry.started_at))
            .collect();
        assert_eq!(rows, [(5, 7200, 7200), (6, 3600, 3600)]);
        assert_eq!(file.entries[0].tags, ["site", "dev"]);
        assert_eq!(
            (
                file.skipped.len(),
                file.skipped[0].line,
                file.skipped[0].reason.as_str()
            ),
            (1, 7, "There is no start date.")
        );
    }
}
