//! What of a report is shown: all of it to members, less to people without an account.

/// What is shown; anything else is absent, as if there were none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Rates and amounts, with their currencies.
    pub amounts: bool,
    /// People's names.
    pub names: bool,
    /// What is for members alone: addresses of people, numbers of invoices, ways into the workspace.
    pub inside: bool,
}

impl Shown {
    /// Everything, to members.
    pub const ALL: Self = Self {
        amounts: true,
        names: true,
        inside: true,
    };
}
