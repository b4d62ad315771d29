//! Who may do what: roles, plans, billing states and one pure function over them.
//!
//! The same call hides the button and refuses the request; no other place decides. The table itself is in `permission`.

mod permission;
mod plan;

use serde::{Deserialize, Serialize};

use crate::error::{AppError, Refusal};
use crate::values::{Currency, UserId, WeekStart, WorkspaceId};

pub use permission::{Permission, Rule, permission_table};
pub use plan::{BillingState, GRACE_SECONDS, NoRoom, Plan, Room};

/// What a person is in a workspace; exactly one Owner each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// Every role, from the one that may most.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Manager, Self::Member, Self::Viewer];

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
        Self::ALL.into_iter().find(|role| role.slug() == slug)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Manager => "Manager",
            Self::Member => "Member",
            Self::Viewer => "Viewer",
        }
    }

    /// Whether it takes one of the paid seats.
    #[must_use]
    pub fn takes_seat(self) -> bool {
        self != Self::Viewer
    }

    /// Whether this role may change or remove somebody of another: nobody the Owner, a Manager no other Manager.
    #[must_use]
    pub fn manages(self, other: Self) -> bool {
        match self {
            Self::Owner => other != Self::Owner,
            Self::Manager => matches!(other, Self::Member | Self::Viewer),
            Self::Member | Self::Viewer => false,
        }
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

impl Actor {
    /// Whether this person may do that here, or why not.
    ///
    /// # Errors
    /// The reason: role first, then plan, then billing state.
    pub fn may(&self, permission: Permission) -> Result<(), Refusal> {
        may(self.role, self.plan, self.billing, permission)
    }

    /// Whether the role has it, whatever plan and payment say. What a role never has is not shown at all; what plan or
    /// payment withhold is shown with the reason.
    #[must_use]
    pub fn could(&self, permission: Permission) -> bool {
        self.may(permission) != Err(Refusal::Forbidden)
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
    let row = permission.rule();
    if !row.roles.contains(&role) {
        Err(Refusal::Forbidden)
    } else if plan < row.plan {
        Err(Refusal::PlanRequired)
    } else if billing == BillingState::ReadOnly && !row.in_read_only {
        Err(Refusal::WorkspaceReadOnly)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md"));

    /// Owner, Manager, Member, Viewer: as the product's own table has them, written out a second time.
    #[test]
    fn the_table_holds_for_every_role() {
        use Permission::*;
        let table = [
            (TrackTime, "OMm-"),
            (ReadOthersTime, "OM-v"),
            (ManageOthersTime, "OM--"),
            (ReadCatalog, "OMm-"),
            (ManageCatalog, "OM--"),
            (CreateTags, "OMm-"),
            (ManageTags, "OM--"),
            (ReadInvoices, "OM--"),
            (ManageInvoices, "OM--"),
            (EndInvoices, "OM--"),
            (ReadCosts, "OM--"),
            (ManageCosts, "OM--"),
            (ExportOwnTime, "OMm-"),
            (ExportAllTime, "OM--"),
            (ExportData, "OM--"),
            (ImportData, "OM--"),
            (ClearWorkspace, "O---"),
            (ReadMembers, "OM--"),
            (InviteMembers, "OM--"),
            (ManageMembers, "OM--"),
            (LeaveWorkspace, "-Mmv"),
            (HandOverWorkspace, "O---"),
            (ManageWorkspace, "OM--"),
            (DeleteWorkspace, "O---"),
            (ManageBilling, "O---"),
            (ReadActivity, "OM--"),
            (ManageOwnTokens, "OMm-"),
            (EndOwnTokens, "OMmv"),
            (ManageAllTokens, "OM--"),
            (ManageAllWebhooks, "OM--"),
            (EndOwnWebhooks, "OMm-"),
            (EndAllWebhooks, "OM--"),
            (ReadWebhooks, "OMm-"),
            (ConnectApps, "OMm-"),
            (SaveReports, "OMm-"),
            (ManageAllReports, "OM--"),
            (ShareReports, "OM--"),
            (EndShares, "OM--"),
        ];
        assert_eq!(table.map(|(permission, _)| permission), Permission::ALL);
        for (permission, allowed) in table {
            for (role, letter) in Role::ALL.into_iter().zip(allowed.chars()) {
                let answer = may(role, Plan::Business, BillingState::Active, permission);
                assert_eq!(answer.is_ok(), letter != '-', "{role:?} {permission:?}");
            }
        }
    }

    #[test]
    fn each_plan_opens_what_its_page_promises() {
        use Permission::*;
        let needs = |plan: Plan| {
            Permission::ALL
                .into_iter()
                .filter(|permission| permission.rule().plan == plan)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            needs(Plan::SoloPro),
            [
                ManageInvoices,
                ExportOwnTime,
                ExportAllTime,
                ConnectApps,
                ShareReports
            ]
        );
        assert_eq!(
            needs(Plan::Team),
            [
                ReadCosts,
                ManageCosts,
                InviteMembers,
                ManageOwnTokens,
                ManageAllWebhooks,
                EndOwnWebhooks,
                EndAllWebhooks,
                ReadWebhooks
            ]
        );
        assert_eq!(needs(Plan::Business), []);
        for plan in Plan::ALL {
            let answer = may(Role::Owner, plan, BillingState::Active, ExportOwnTime);
            let expected = if plan == Plan::Free {
                Err(Refusal::PlanRequired)
            } else {
                Ok(())
            };
            assert_eq!(answer, expected, "{plan:?}");
        }
    }

    #[test]
    fn a_read_only_workspace_reads_exports_pays_and_ends_access() {
        use Permission::*;
        let open: Vec<Permission> = Permission::ALL
            .into_iter()
            .filter(|permission| {
                Role::ALL
                    .into_iter()
                    .any(|role| may(role, Plan::Team, BillingState::ReadOnly, *permission).is_ok())
            })
            .collect();
        assert_eq!(
            open,
            [
                ReadOthersTime,
                ReadCatalog,
                ReadInvoices,
                ReadCosts,
                ExportOwnTime,
                ExportAllTime,
                ExportData,
                ReadMembers,
                LeaveWorkspace,
                DeleteWorkspace,
                ManageBilling,
                ReadActivity,
                EndOwnTokens,
                ManageAllTokens,
                EndOwnWebhooks,
                EndAllWebhooks,
                ReadWebhooks,
                EndShares,
            ]
        );
        let answer = may(Role::Owner, Plan::Team, BillingState::ReadOnly, TrackTime);
        assert_eq!(answer, Err(Refusal::WorkspaceReadOnly));
        let grace = may(Role::Owner, Plan::Team, BillingState::PastDue, TrackTime);
        assert_eq!(grace, Ok(()));
    }

    #[test]
    fn nobody_changes_the_owner_and_no_manager_another() {
        let who = |role: Role| Role::ALL.map(|other| role.manages(other));
        assert_eq!(who(Role::Owner), [false, true, true, true]);
        assert_eq!(who(Role::Manager), [false, false, true, true]);
        assert_eq!(who(Role::Member), [false; 4]);
        assert_eq!(who(Role::Viewer), [false; 4]);
    }

    #[test]
    fn the_readme_shows_this_table() {
        assert!(
            README.contains(&permission_table()),
            "README.md is to contain, under “Who may do what”:\n\n{}",
            permission_table()
        );
    }
}
