//! CSV files of no app in particular: whatever names its columns by what they hold.

use super::layout::{Layout, Names};

const NAMES: Names = Names {
    start_date: &["date", "start date", "day"],
    start_time: &["start", "start time", "started at", "begin", "from"],
    end_date: &["end date"],
    end_time: &["end", "end time", "ended at", "stop", "to"],
    duration: &["duration", "hours", "duration (decimal)", "duration (h)"],
    description: &["description", "notes", "note", "comment"],
    project: &["project", "project name"],
    client: &["client", "client name", "customer"],
    task: &["task", "activity"],
    tags: &["tags", "tag"],
    billable: &["billable"],
    invoiced: &["invoiced"],
    email: &["email", "e-mail", "user email"],
    user: &["user", "user name", "person", "member"],
    currency: &["currency"],
    amounts: &["amount", "billable amount"],
    rates: &["rate", "hourly rate", "billable rate"],
    ..Names::NONE
};

const WHAT: &str = "a list of time entries";
const ADVICE: &str = "The file needs a start and an end, or a date and the hours.";

/// Start and end of each entry, each with its date: `2026-11-21T09:00:00Z`.
pub const MOMENTS: Layout = Layout::new(
    "csv",
    WHAT,
    ADVICE,
    &["start", "end"],
    Names {
        start_date: &[],
        ..NAMES
    },
);

/// A date, start and end.
pub const CLOCKS: Layout = Layout::new("csv", WHAT, ADVICE, &["date", "start", "end"], NAMES);

/// A date and a duration.
pub const DURATIONS: Layout = Layout::new("csv", WHAT, ADVICE, &["date", "duration"], NAMES);

/// A date and hours.
pub const HOURS: Layout = Layout::new("csv", WHAT, ADVICE, &["date", "hours"], NAMES);

#[cfg(test)]
mod tests {
    use crate::imports::tests::{in_berlin, read};
    use app::values::Date;

    #[test]
    fn moments_and_their_offsets() {
        let file = read(
            "description,billable,client,project,tags,start,end,task,user_name,user_email\n\
             ,false,,Own,\"Development, Backend\",2026-03-04T09:23:52Z,2026-03-04T09:23:52Z,,Ada,ada@example.com\n\
             Working hard,true,Acme,Site,,2026-03-03T23:30:00Z,2026-03-04T00:30:01Z,Task 1,Ada,ada@example.com\n\
             No end,true,Acme,Site,,2026-03-04T09:23:00Z,,,Ada,ada@example.com\n\
             No start,true,Acme,Site,,yesterday,2026-03-04T09:23:00Z,,Ada,ada@example.com\n",
        );
        assert_eq!(file.format, "csv");
        let rows: Vec<_> = file
            .entries
            .iter()
            .map(|entry| (entry.seconds, entry.day, entry.email.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                (0, Date::constant(2026, 3, 4), "ada@example.com"),
                // Half an hour before midnight in London is the next day in Berlin.
                (3601, Date::constant(2026, 3, 4), "ada@example.com"),
            ]
        );
        assert_eq!(file.entries[1].description, "Task 1: Working hard");
        assert_eq!(file.entries[0].tags, ["Development", "Backend"]);
        let reasons: Vec<_> = file
            .skipped
            .iter()
            .map(|row| (row.line, row.reason.as_str()))
            .collect();
        assert_eq!(
            reasons,
            [
                (4, "There is neither a duration nor an end."),
                (5, "The start time “yesterday” is no date and time."),
            ]
        );
    }

    #[test]
    fn dates_with_clocks_or_hours() {
        let nine = |day| in_berlin().zone.start_of(day) + 9 * 3600;
        let day = Date::constant(2026, 11, 20);
        for csv in [
            "Date;Start;End;Note\n20.11.2026;9:00;10:30;x\n",
            "Date\tDuration\tNote\n20.11.2026\t1:30\tx\n",
            "Date;Hours;Comment\n20.11.2026;1,5;x\n",
            "start,end,description\n2026-11-20 09:00,2026-11-20 10:30,x\n",
        ] {
            let file = read(csv);
            let entry = &file.entries[0];
            assert_eq!(
                (file.format, entry.day, entry.started_at, entry.seconds),
                ("csv", day, nine(day), 5400),
                "{csv}"
            );
            assert_eq!(entry.description, "x");
        }
    }
}
