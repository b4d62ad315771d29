//! Who may do what: roles, plans, billing states and one pure function over them.
//!
//! The same call hides the button and refuses the request; no other place decides.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, Refusal};
use crate::values::{Currency, UserId, WeekStart, WorkspaceId};

/// What a person is in a workspace; exactly one Owner each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Full access; alone handles billing and deletion.
    Owner,
    /// Runs people, projects, invoices and data.
    Manager,
    /// Tracks time and sees what is theirs.
    Member,
    /// Reads timesheets and reports.
    Viewer,
}

impl Role {
    /// How the database and the API spell it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Member => "member",
            Self::Viewer => "viewer",
        }
    }

    /// The role spelled `slug`, if there is one.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Owner, Self::Manager, Self::Member, Self::Viewer]
            .into_iter()
            .find(|role| role.slug() == slug)
    }
}

/// What a workspace has paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// One person; no invoices, exports or API.
    Free,
    /// One person, with invoices and exports.
    SoloPro,
    /// Paid seats.
    Team,
    /// Paid seats; what a self-hosted instance starts with.
    Business,
}

impl Plan {
    /// Every plan, smallest first.
    pub const ALL: [Self; 4] = [Self::Free, Self::SoloPro, Self::Team, Self::Business];

    /// How the database, the API and the configuration spell it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::SoloPro => "solo_pro",
            Self::Team => "team",
            Self::Business => "business",
        }
    }

    /// The plan spelled `slug`, if there is one.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plan| plan.slug() == slug)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "Free",
            Self::SoloPro => "Solo Pro",
            Self::Team => "Team",
            Self::Business => "Business",
        }
    }
}

/// How a workspace's payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingState {
    /// Paid.
    Active,
    /// A renewal failed; everything works during the grace period.
    PastDue,
    /// The grace period is over: reading and exports only.
    ReadOnly,
}

impl BillingState {
    /// How the database and the API spell it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::ReadOnly => "read_only",
        }
    }

    /// The state spelled `slug`, if there is one.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Active, Self::PastDue, Self::ReadOnly]
            .into_iter()
            .find(|state| state.slug() == slug)
    }
}

/// Who asks, and in which workspace: the first argument of every use case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub user_id: UserId,
    /// The workspace the request is about.
    pub workspace_id: WorkspaceId,
    /// What the person is there.
    pub role: Role,
    /// What the workspace has paid for.
    pub plan: Plan,
    /// How its payment stands.
    pub billing: BillingState,
    /// The person's time zone, an IANA name: days begin and end there.
    pub timezone: String,
    /// The first day of the person's week.
    pub week_start: WeekStart,
    /// The workspace's currency: for what has no client.
    pub currency: Currency,
}

/// Something a person may want to do in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Run the own timer; add, edit and delete own time entries.
    TrackTime,
    /// See and edit other people's time entries.
    ManageOthersTime,
    /// See clients, projects and tags.
    ReadCatalog,
    /// Add, edit, archive and delete clients and projects.
    ManageCatalog,
    /// Create and use tags.
    CreateTags,
    /// Rename, archive and delete tags.
    ManageTags,
    /// Rename the workspace and change its settings.
    ManageWorkspace,
    /// Download the own time entries as CSV or PDF.
    ExportOwnTime,
    /// Download everybody's time entries.
    ExportAllTime,
    /// Bring data from a file into the workspace.
    ImportData,
}

impl Permission {
    /// Whether it changes anything, so that a read-only workspace refuses it.
    fn writes(self) -> bool {
        !matches!(
            self,
            Self::ReadCatalog | Self::ExportOwnTime | Self::ExportAllTime
        )
    }

    fn allows_role(self, role: Role) -> bool {
        use Role::{Manager, Member, Owner};
        match self {
            Self::ReadCatalog => true,
            Self::TrackTime | Self::CreateTags | Self::ExportOwnTime => {
                matches!(role, Owner | Manager | Member)
            }
            Self::ManageOthersTime
            | Self::ManageCatalog
            | Self::ManageTags
            | Self::ManageWorkspace
            | Self::ExportAllTime
            | Self::ImportData => matches!(role, Owner | Manager),
        }
    }

    fn allows_plan(self, plan: Plan) -> bool {
        !matches!(
            (self, plan),
            (Self::ExportOwnTime | Self::ExportAllTime, Plan::Free)
        )
    }
}

impl Actor {
    /// Whether this person may do that here, or why not.
    ///
    /// # Errors
    /// The reason: role first, then plan, then billing state.
    pub fn may(&self, permission: Permission) -> Result<(), Refusal> {
        may(self.role, self.plan, self.billing, permission)
    }

    /// `may` as an error that ends the use case.
    ///
    /// # Errors
    /// `AppError::Refused` with the reason.
    pub fn must(&self, permission: Permission) -> Result<(), AppError> {
        self.may(permission).map_err(AppError::Refused)
    }
}

/// The whole permission table.
///
/// # Errors
/// The reason for no: role first, then plan, then billing state.
pub fn may(
    role: Role,
    plan: Plan,
    billing: BillingState,
    permission: Permission,
) -> Result<(), Refusal> {
    if !permission.allows_role(role) {
        Err(Refusal::Forbidden)
    } else if !permission.allows_plan(plan) {
        Err(Refusal::PlanRequired)
    } else if billing == BillingState::ReadOnly && permission.writes() {
        Err(Refusal::WorkspaceReadOnly)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_for_every_role() {
        use Permission::*;
        // permission, owner, manager, member, viewer
        let table = [
            (TrackTime, [true, true, true, false]),
            (ManageOthersTime, [true, true, false, false]),
            (ReadCatalog, [true, true, true, true]),
            (ManageCatalog, [true, true, false, false]),
            (CreateTags, [true, true, true, false]),
            (ManageTags, [true, true, false, false]),
            (ManageWorkspace, [true, true, false, false]),
            (ExportOwnTime, [true, true, true, false]),
            (ExportAllTime, [true, true, false, false]),
            (ImportData, [true, true, false, false]),
        ];
        let roles = [Role::Owner, Role::Manager, Role::Member, Role::Viewer];
        for (permission, allowed) in table {
            for (role, allowed) in roles.into_iter().zip(allowed) {
                let answer = may(role, Plan::Business, BillingState::Active, permission);
                assert_eq!(answer.is_ok(), allowed, "{role:?} {permission:?}");
            }
        }
    }

    #[test]
    fn a_read_only_workspace_reads_and_exports() {
        let answer = |permission| may(Role::Owner, Plan::Team, BillingState::ReadOnly, permission);
        assert_eq!(
            answer(Permission::TrackTime),
            Err(Refusal::WorkspaceReadOnly)
        );
        assert_eq!(
            answer(Permission::ImportData),
            Err(Refusal::WorkspaceReadOnly)
        );
        assert_eq!(answer(Permission::ReadCatalog), Ok(()));
        assert_eq!(answer(Permission::ExportAllTime), Ok(()));
    }

    #[test]
    fn exports_need_a_paid_plan() {
        let answer = |plan| {
            may(
                Role::Owner,
                plan,
                BillingState::Active,
                Permission::ExportOwnTime,
            )
        };
        assert_eq!(answer(Plan::Free), Err(Refusal::PlanRequired));
        assert_eq!(answer(Plan::SoloPro), Ok(()));
    }
}
