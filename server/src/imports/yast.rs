//! Yast: the list of records as CSV. Its minutes are finer than its clock times.

use super::layout::{Layout, Names, Unit};

/// Yast, records.
pub const RECORDS: Layout = Layout {
    unit: Unit::Minutes,
    // The path of a project's folders stands last and holds commas.
    long_rows: true,
    ..Layout::new(
        "yast",
        "an export of Yast",
        "In Yast, export your records as CSV.",
        &["Date", "Start", "End", "Duration M", "Comment"],
        Names {
            start_date: &["date"],
            start_time: &["start"],
            end_time: &["end"],
            duration: &["duration m"],
            description: &["comment"],
            project: &["project"],
            tags: &["tags"],
            billable: &["billable"],
            user: &["person", "username"],
            amounts: &["income"],
            ..Names::NONE
        },
    )
};

#[cfg(test)]
mod tests {
    use super::RECORDS;
    use crate::imports::tests::read;
    use app::values::Date;

    #[test]
    fn minutes_count_and_paths_are_left_out() {
        let file = read(
            "Project,Type,Date,Start,End,Duration H:M,Duration M,Billable,Income,Person,username,Comment,Tags,Project path,\n\
             Company A,Hours,28.01.2026,11:04,11:09,0:06,5.56,No,0,Ada,ada,,,paid,\n\
             Company A,Hours,03.02.2026,23:50,0:10,0:20,20,Yes,30,Ada,ada,\"arg ...\nthis was hard\",,paid,training\n",
        );
        assert_eq!((file.format, file.skipped.len()), (RECORDS.slug, 0));
        let rows: Vec<_> = file
            .entries
            .iter()
            .map(|entry| (entry.day, entry.seconds, entry.description.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                (Date::constant(2026, 1, 28), 334, ""),
                (Date::constant(2026, 2, 3), 1200, "arg ... this was hard"),
            ]
        );
        assert_eq!(file.entries[1].amount.map(|(_, cents)| cents), Some(3000));
    }
}
