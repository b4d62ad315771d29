//! How far an invoice has come and what may happen to it next, its number and its design.

use serde::{Deserialize, Serialize};

use crate::access::Permission;
use crate::error::{AppError, Conflict};
use crate::values::Date;

/// The most time entries on one invoice, and the most lines.
pub const ENTRIES_MAX: usize = 10_000;
/// Longest notes in characters.
pub const NOTES_MAX: usize = 5_000;
/// Longest description of a line that is no time, in characters.
pub const LINE_MAX: usize = 500;
/// The most lines that are no time.
pub const FREE_LINES_MAX: usize = 100;

/// How far an invoice has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Still to be looked over; its entries are locked already.
    Draft,
    /// With the client.
    Sent,
    /// Settled.
    Paid,
    /// Taken back.
    Void,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Sent, Self::Paid, Self::Void];

    /// How the database and programs spell it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Paid => "paid",
            Self::Void => "void",
        }
    }

    /// The status spelled `slug`.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == slug)
    }

    /// Whether its entries are locked.
    #[must_use]
    pub const fn is_active(self) -> bool {
        !matches!(self, Self::Void)
    }

    /// What a step makes of it, where the step may be taken.
    #[must_use]
    pub const fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Draft, Step::Send) => Some(Self::Sent),
            (Self::Sent, Step::Pay) => Some(Self::Paid),
            (Self::Draft | Self::Sent, Step::Void) => Some(Self::Void),
            _ => None,
        }
    }
}

/// What is done with an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// It goes to the client.
    Send,
    /// The money is there.
    Pay,
    /// It is taken back; its entries are free again.
    Void,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Send, Self::Pay, Self::Void];

    /// How forms spell it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Pay => "pay",
            Self::Void => "void",
        }
    }

    /// Who may take it.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self {
            Self::Send | Self::Pay => Permission::ManageInvoices,
            Self::Void => Permission::EndInvoices,
        }
    }
}

/// How an invoice stands, as lists say it: an overdue one is sent, and late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not sent.
    Draft,
    /// Sent, and in time.
    Sent,
    /// Sent, and its due date has passed.
    Overdue,
    /// Settled.
    Paid,
    /// Taken back by credit notes, after it was sent.
    Credited,
    /// Itself what takes an invoice back.
    CreditNote,
    /// Taken back.
    Void,
}

/// What credit notes have to do with an invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credit {
    /// Nothing, or they took back a part of it.
    #[default]
    None,
    /// They took back all of it.
    Full,
    /// It is one.
    Note,
}

impl State {
    /// Every state, in the order of lists.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Sent,
        Self::Overdue,
        Self::Paid,
        Self::Credited,
        Self::CreditNote,
        Self::Void,
    ];

    /// How an invoice of this status and due date stands today.
    #[must_use]
    pub fn of(status: Status, due: Option<Date>, today: Date) -> Self {
        match status {
            Status::Draft => Self::Draft,
            Status::Sent if due.is_some_and(|due| due < today) => Self::Overdue,
            Status::Sent => Self::Sent,
            Status::Paid => Self::Paid,
            Status::Void => Self::Void,
        }
    }

    /// How it stands with what credit notes have to do with it.
    #[must_use]
    pub const fn with_credit(self, credit: Credit) -> Self {
        match (self, credit) {
            (Self::Void, _) | (_, Credit::None) => self,
            (_, Credit::Full) => Self::Credited,
            (_, Credit::Note) => Self::CreditNote,
        }
    }

    /// How addresses spell it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Overdue => "overdue",
            Self::Paid => "paid",
            Self::Credited => "credited",
            Self::CreditNote => "credit_note",
            Self::Void => "void",
        }
    }

    /// The state spelled `slug`.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// What people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Sent => "Sent",
            Self::Overdue => "Overdue",
            Self::Paid => "Paid",
            Self::Credited => "Credited",
            Self::CreditNote => "Credit note",
            Self::Void => "Void",
        }
    }
}

/// What an invoice's file looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Design {
    /// Ruled and sober.
    #[default]
    Classic,
    /// A band of colour.
    Modern,
    /// Nothing but type.
    Minimal,
}

impl Design {
    /// Every design.
    pub const ALL: [Self; 3] = [Self::Classic, Self::Modern, Self::Minimal];

    /// How the database and programs spell it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Modern => "modern",
            Self::Minimal => "minimal",
        }
    }

    /// The design spelled `slug`.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|design| design.slug() == slug)
    }

    /// What people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Classic => "Classic",
            Self::Modern => "Modern",
            Self::Minimal => "Minimal",
        }
    }
}

/// The step may not be taken from here.
#[must_use]
pub fn step_refused(number: &str, status: Status, step: Step) -> AppError {
    let words = match (status, step) {
        (Status::Void, _) => format!("{number} is void, and stays so. Make a new invoice instead."),
        (Status::Paid, Step::Pay) => format!("{number} is paid already."),
        (Status::Paid, _) => format!("{number} is paid, and stays as it is."),
        (Status::Sent, _) => format!("{number} was sent already."),
        (Status::Draft, _) => format!("{number} is a draft. Send it first."),
    };
    AppError::conflict(Conflict::InvoiceState, words)
}

/// What credit notes have to do with it forbids the step.
#[must_use]
pub fn credited_stays(number: &str, credit: Credit) -> AppError {
    let words = match credit {
        Credit::Note => format!("{number} is a credit note, and stays as it is."),
        Credit::Full => format!("{number} was taken back by credit notes, and stays as it is."),
        Credit::None => {
            format!("A part of {number} was taken back by a credit note. Credit the rest instead.")
        }
    };
    AppError::conflict(Conflict::InvoiceState, words)
}

/// Only what is with the client is taken back by a credit note.
#[must_use]
pub fn not_to_be_credited(number: &str, status: Status) -> AppError {
    let words = match status {
        Status::Draft => format!("{number} is a draft. Change or delete it instead."),
        _ => format!("{number} is void. There is nothing to take back."),
    };
    AppError::conflict(Conflict::InvoiceState, words)
}

/// A void invoice, or a draft, is shown to no client.
#[must_use]
pub fn not_to_be_shown(number: &str, status: Status) -> AppError {
    let words = match status {
        Status::Void => format!("{number} is void. Make a new invoice instead."),
        _ => format!("{number} is a draft. Send it first."),
    };
    AppError::conflict(Conflict::InvoiceState, words)
}

/// Only a draft is changed or deleted.
#[must_use]
pub fn not_a_draft(number: &str, status: Status) -> AppError {
    let words = match status {
        Status::Void => format!("{number} is void, and stays as it is."),
        Status::Paid => format!("{number} is paid, and stays as it is."),
        _ => format!("{number} was sent and stays as it is. Void it, and make a new one."),
    };
    AppError::conflict(Conflict::InvoiceState, words)
}

/// There is nothing to bill.
#[must_use]
pub fn nothing_to_bill() -> AppError {
    AppError::field(
        "client_id",
        "nothing_to_bill",
        "There is no billable time to invoice here. Choose other days, another project or another client.",
    )
}

/// More entries than one invoice takes.
#[must_use]
pub fn too_many_entries() -> AppError {
    AppError::field(
        "to",
        "too_many",
        format!("These are more than {ENTRIES_MAX} time entries. Choose fewer days."),
    )
}

/// What was reviewed is not what would be billed.
#[must_use]
pub fn review_again() -> AppError {
    AppError::conflict(
        Conflict::InvoiceState,
        "The time has changed since you reviewed it. Look through it once more, then make the draft.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::parse_day;

    #[test]
    fn steps_go_one_way() {
        for (status, allowed) in [
            (
                Status::Draft,
                [Some(Status::Sent), None, Some(Status::Void)],
            ),
            (Status::Sent, [None, Some(Status::Paid), Some(Status::Void)]),
            (Status::Paid, [None; 3]),
            (Status::Void, [None; 3]),
        ] {
            assert_eq!(Step::ALL.map(|step| status.after(step)), allowed);
            assert_eq!(Status::from_slug(status.slug()), Some(status));
            for step in Step::ALL {
                let error = step_refused("INV-0001", status, step);
                assert_eq!((error.status(), error.code()), (409, "invoice_state"));
            }
            assert_eq!(not_a_draft("INV-0001", status).code(), "invoice_state");
        }
        assert_eq!(
            Status::ALL.map(Status::is_active),
            [true, true, true, false]
        );
    }

    #[test]
    fn late_is_who_was_sent_and_is_past_its_day() {
        let day = |text: &str| parse_day(text).ok();
        let today = day("2026-11-20").unwrap_or_default();
        for (status, due, state) in [
            (Status::Sent, day("2026-11-19"), State::Overdue),
            (Status::Sent, day("2026-11-20"), State::Sent),
            (Status::Sent, None, State::Sent),
            (Status::Draft, day("2026-11-01"), State::Draft),
            (Status::Paid, day("2026-11-01"), State::Paid),
            (Status::Void, day("2026-11-01"), State::Void),
        ] {
            assert_eq!(State::of(status, due, today), state, "{status:?} {due:?}");
            assert_eq!(State::from_slug(state.slug()), Some(state));
        }
    }

    #[test]
    fn designs_are_spelled() {
        for design in Design::ALL {
            assert_eq!(Design::from_slug(design.slug()), Some(design));
        }
    }

    #[test]
    fn a_credit_is_what_lists_say_of_it() {
        for (state, credit, said) in [
            (State::Overdue, Credit::None, State::Overdue),
            (State::Overdue, Credit::Full, State::Credited),
            (State::Paid, Credit::Full, State::Credited),
            (State::Sent, Credit::Note, State::CreditNote),
            (State::Void, Credit::Note, State::Void),
        ] {
            assert_eq!(state.with_credit(credit), said);
        }
    }
}
