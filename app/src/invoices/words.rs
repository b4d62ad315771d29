//! Invoices in words: months, days, the colour of a state.

use super::rules::State;
use crate::ui::BadgeKind;
use crate::values::{Date, Formats, format_month, parse_day};

/// `2026-11` for reading: `November 2026`; nothing for nothing.
#[must_use]
pub fn month_words(month: &str) -> String {
    parse_day(&format!("{month}-01")).map_or_else(|_| month.to_owned(), format_month)
}

/// The colour of a state.
#[must_use]
pub const fn badge_kind(state: State) -> BadgeKind {
    match state {
        State::Draft | State::Void | State::Credited | State::CreditNote => BadgeKind::Quiet,
        State::Sent => BadgeKind::Accent,
        State::Overdue => BadgeKind::Warning,
        State::Paid => BadgeKind::Good,
    }
}

/// The day that matters about an invoice: when it is due while money is awaited, else when it was made.
#[must_use]
pub fn due_words(
    state: State,
    issued: Date,
    due: Option<Date>,
    today: Date,
    formats: Formats,
) -> String {
    match (state, due) {
        (State::Overdue, Some(due)) => match today.duration_until(due).as_hours() / -24 {
            1 => "Due yesterday".to_owned(),
            days => format!("{} days late", formats.count(days)),
        },
        (State::Draft | State::Sent, Some(due)) if due == today => "Due today".to_owned(),
        (State::Draft | State::Sent, Some(due)) => format!("Due {}", formats.day(due)),
        _ => formats.day(issued),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_they_matter() {
        let day = |text: &str| parse_day(text).unwrap();
        let (issued, today) = (day("2026-11-01"), day("2026-11-20"));
        for (state, due, words) in [
            (State::Sent, Some("2026-12-04"), "Due 4 Dec 2026"),
            (State::Draft, Some("2026-11-20"), "Due today"),
            (State::Overdue, Some("2026-11-19"), "Due yesterday"),
            (State::Overdue, Some("2026-11-10"), "10 days late"),
            (State::Paid, Some("2026-11-10"), "1 Nov 2026"),
            (State::Sent, None, "1 Nov 2026"),
        ] {
            let said = due_words(state, issued, due.map(day), today, Formats::default());
            assert_eq!(said, words, "{state:?} {due:?}");
        }
        assert_eq!(month_words("2026-11"), "November 2026");
        assert_eq!(month_words(""), "");
    }
}
