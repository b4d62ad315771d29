//! What a change of a rate means for entries that are saved already.

use app::projects::rules::ProjectDetails;
use app::values::{Currency, ProjectId, UserId};
use app::workspaces::Workspace;

use crate::projects::sql::ProjectState;

/// Whose rate changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// A project's.
    Project(ProjectId),
    /// A member's.
    Member(UserId),
    /// The workspace's default.
    Workspace,
}

/// What an hour is worth by this rate, or by whose it is where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// So many minor units.
    Cents(i64),
    /// What the workspace's default says.
    Workspace,
    /// What the member's rate says, else the workspace's default.
    Member,
}

/// A rate before and after. Entries that had the old one are taken to have it from there: what an entry was given by hand
/// is another number, or the same by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateChange {
    pub(super) of: Of,
    pub(super) old: Says,
    pub(super) new: Says,
    /// What both are in.
    pub(super) currency: Currency,
}

impl RateChange {
    /// A project's rate, once `details` are written and its entries relabelled to `currency`.
    pub(crate) fn of_project(
        id: ProjectId,
        before: &ProjectState,
        details: &ProjectDetails,
        currency: Currency,
        workspace_currency: Currency,
    ) -> Self {
        let says = |cents: i64, of: Currency| match cents {
            0 if of == workspace_currency => Says::Member,
            cents => Says::Cents(cents),
        };
        let old = before.currency.relabel(before.hourly_rate_cents, currency);
        Self {
            of: Of::Project(id),
            old: says(old, before.currency),
            new: says(details.hourly_rate_cents, currency),
            currency,
        }
    }

    /// A member's rate in the workspace's currency.
    pub(super) fn of_member(
        user: UserId,
        (old, new): (Option<i64>, Option<i64>),
        currency: Currency,
    ) -> Self {
        let says = |cents: Option<i64>| cents.map_or(Says::Workspace, Says::Cents);
        Self {
            of: Of::Member(user),
            old: says(old),
            new: says(new),
            currency,
        }
    }

    /// The workspace's default, once its currency is the new one.
    pub(crate) fn of_workspace(before: &Workspace, after: &Workspace) -> Self {
        let currency = after.currency;
        let old = before.currency.relabel(before.default_rate_cents, currency);
        Self {
            of: Of::Workspace,
            old: Says::Cents(old),
            new: Says::Cents(after.default_rate_cents),
            currency,
        }
    }

    /// Whether it changes anything.
    pub(super) fn is_none(&self) -> bool {
        self.old == self.new
    }
}
