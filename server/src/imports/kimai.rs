//! Kimai: timesheets as CSV, in the columns of its importer and of its export.

use super::layout::{Layout, Names};

const NAMES: Names = Names {
    start_date: &["date"],
    start_time: &["from", "begin"],
    end_time: &["to", "end"],
    duration: &["duration"],
    description: &["description"],
    project: &["project"],
    client: &["customer"],
    task: &["activity"],
    tags: &["tags"],
    billable: &["billable"],
    invoiced: &["exported"],
    email: &["email", "e-mail"],
    user: &["user", "username", "name"],
    currency: &["currency"],
    amounts: &["rate", "price", "total price"],
    rates: &["hourly rate", "hourlyrate", "hourly price"],
    ..Names::NONE
};

const WHAT: &str = "a timesheet export of Kimai";
const ADVICE: &str = "In Kimai, open Export and choose CSV.";

/// Kimai, timesheets with `From` and `To`.
pub const FROM_TO: Layout = Layout::new(
    "kimai",
    WHAT,
    ADVICE,
    &["Date", "From", "To", "Activity"],
    NAMES,
);

/// Kimai, timesheets with `Begin` and `End`.
pub const BEGIN_END: Layout = Layout::new(
    "kimai",
    WHAT,
    ADVICE,
    &["Date", "Begin", "End", "Activity"],
    NAMES,
);

#[cfg(test)]
mod tests {
    use crate::imports::tests::read;
    use app::values::Currency;

    #[test]
    fn seconds_prices_and_addresses() {
        let file = read(
            "\"Date\",\"From\",\"To\",\"Duration\",\"Rate\",\"User\",\"Customer\",\"Project\",\"Activity\",\"Description\",\"Exported\",\"Tags\",\"Hourly rate\",\"Fixed rate\"\n\
             2026-05-04,15:50,17:51,7260,231.92,ada@example.com,Acme,Site,Testing,some work,1,\"one,two\",115,\n\
             2026-05-04,18:00,18:30,0:30,0,Noor,Acme,Site,Testing,,0,,,\n",
        );
        assert_eq!((file.format, file.skipped.len()), ("kimai", 0));
        let [first, second] = file.entries.as_slice() else {
            panic!("{file:?}");
        };
        assert_eq!((first.seconds, second.seconds), (7260, 1800));
        assert_eq!(
            (first.email.as_str(), second.email.as_str()),
            ("ada@example.com", "")
        );
        assert_eq!(
            (first.billable, first.description.as_str()),
            (true, "Testing: some work")
        );
        assert!(!second.billable);
        assert_eq!(first.tags, ["one", "two", "invoiced"]);
        let dollars = Currency::parse("USD").unwrap();
        assert_eq!(
            (first.amount, first.rate),
            (Some((dollars, 23_192)), Some((dollars, 11_500)))
        );
    }

    #[test]
    fn the_export_says_begin_and_end() {
        let file = read(
            "Date,Begin,End,Duration,Currency,Price,Hourly price,Name,User,Customer,Project,Activity,Description,Exported,Billable,Tags\n\
             2026-05-04,2026-05-04 15:50,2026-05-04 17:50,2:00,EUR,200.00,100.00,Ada,ada,Acme,Site,Testing,,No,Yes,\n",
        );
        let entry = &file.entries[0];
        assert_eq!(
            (file.format, entry.seconds, entry.billable),
            ("kimai", 7200, true)
        );
        assert_eq!(entry.amount.unwrap().0.to_string(), "EUR");
    }
}
