//! The permission table, as data: who may do what, from which plan on, and what a read-only workspace still allows.

use super::{Plan, Role};

/// Something a person may want to do in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Run the own timer; add, edit and delete own time entries.
    TrackTime,
    /// See other people's time entries with their rates and billable totals.
    ReadOthersTime,
    /// Edit and delete other people's time entries.
    ManageOthersTime,
    /// See clients, projects and tags.
    ReadCatalog,
    /// Add, edit, archive and delete clients and projects.
    ManageCatalog,
    /// Create and use tags.
    CreateTags,
    /// Rename and delete tags.
    ManageTags,
    /// See invoices.
    ReadInvoices,
    /// Make, change and send invoices, mark them as paid, credit them.
    ManageInvoices,
    /// Void and delete invoices: the time that one locks can always be freed.
    EndInvoices,
    /// See internal cost, margin, utilisation and the capacity behind it.
    ReadCosts,
    /// Set a member's weekly capacity and internal hourly cost.
    ManageCosts,
    /// Download the own time entries as CSV or PDF.
    ExportOwnTime,
    /// Download everybody's time entries as CSV or PDF.
    ExportAllTime,
    /// Download everything as JSON.
    ExportData,
    /// Bring data from a file into the workspace.
    ImportData,
    /// Delete everything that was tracked and organised.
    ClearWorkspace,
    /// See the members and who is invited.
    ReadMembers,
    /// Invite people.
    InviteMembers,
    /// Change a member's role, remove a member, cancel an invitation.
    ManageMembers,
    /// Leave the workspace.
    LeaveWorkspace,
    /// Make somebody else the owner.
    HandOverWorkspace,
    /// Rename the workspace and change its settings.
    ManageWorkspace,
    /// Delete the workspace with everything in it.
    DeleteWorkspace,
    /// Choose the plan and the seats, and pay.
    ManageBilling,
    /// Read the activity log.
    ReadActivity,
    /// Make own API tokens, and act by them; make and manage own webhooks.
    ManageOwnTokens,
    /// See and revoke own API tokens: whoever has one left may always end it.
    EndOwnTokens,
    /// See and revoke everybody's API tokens.
    ManageAllTokens,
    /// Change everybody's webhooks.
    ManageAllWebhooks,
    /// Disable and delete own webhooks: what is sent out can always be ended.
    EndOwnWebhooks,
    /// Disable and delete everybody's webhooks.
    EndAllWebhooks,
    /// See the own webhooks and what was sent to them.
    ReadWebhooks,
    /// Connect companion apps.
    ConnectApps,
    /// Save reports under a name, change and delete own ones.
    SaveReports,
    /// Change and delete everybody's saved reports.
    ManageAllReports,
    /// Show saved reports to people without an account, by a link.
    ShareReports,
    /// Revoke such links, and those of invoices: what gives access can always be ended.
    EndShares,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What it is, as the README's table says it.
    pub title: &'static str,
    /// Who may.
    pub roles: &'static [Role],
    /// The smallest plan that has it.
    pub plan: Plan,
    /// Whether a read-only workspace still allows it: reading, exports, repairing the payment, leaving, and ending what
    /// gives access or sends data out.
    pub in_read_only: bool,
}

impl Rule {
    /// Whether role and plan are enough for it, paid or not.
    #[must_use]
    pub fn allows(&self, role: Role, plan: Plan) -> bool {
        self.roles.contains(&role) && plan >= self.plan
    }
}

const ALL: &[Role] = &[Role::Owner, Role::Manager, Role::Member, Role::Viewer];
const WRITERS: &[Role] = &[Role::Owner, Role::Manager, Role::Member];
const LEADERS: &[Role] = &[Role::Owner, Role::Manager];
const READERS: &[Role] = &[Role::Owner, Role::Manager, Role::Viewer];
const OWNER: &[Role] = &[Role::Owner];
const NOT_OWNER: &[Role] = &[Role::Manager, Role::Member, Role::Viewer];

const fn writes(title: &'static str, roles: &'static [Role], plan: Plan) -> Rule {
    Rule {
        title,
        roles,
        plan,
        in_read_only: false,
    }
}

const fn reads(title: &'static str, roles: &'static [Role], plan: Plan) -> Rule {
    Rule {
        title,
        roles,
        plan,
        in_read_only: true,
    }
}

impl Permission {
    /// Every permission, in the order of the README's table.
    pub const ALL: [Self; 38] = [
        Self::TrackTime,
        Self::ReadOthersTime,
        Self::ManageOthersTime,
        Self::ReadCatalog,
        Self::ManageCatalog,
        Self::CreateTags,
        Self::ManageTags,
        Self::ReadInvoices,
        Self::ManageInvoices,
        Self::EndInvoices,
        Self::ReadCosts,
        Self::ManageCosts,
        Self::ExportOwnTime,
        Self::ExportAllTime,
        Self::ExportData,
        Self::ImportData,
        Self::ClearWorkspace,
        Self::ReadMembers,
        Self::InviteMembers,
        Self::ManageMembers,
        Self::LeaveWorkspace,
        Self::HandOverWorkspace,
        Self::ManageWorkspace,
        Self::DeleteWorkspace,
        Self::ManageBilling,
        Self::ReadActivity,
        Self::ManageOwnTokens,
        Self::EndOwnTokens,
        Self::ManageAllTokens,
        Self::ManageAllWebhooks,
        Self::EndOwnWebhooks,
        Self::EndAllWebhooks,
        Self::ReadWebhooks,
        Self::ConnectApps,
        Self::SaveReports,
        Self::ManageAllReports,
        Self::ShareReports,
        Self::EndShares,
    ];

    /// Its row of the table.
    #[must_use]
    pub const fn rule(self) -> Rule {
        use Plan::{Free, SoloPro, Team};
        match self {
            Self::TrackTime => writes("Own timer and time entries", WRITERS, Free),
            Self::ReadOthersTime => reads("See others’ time, rates and totals", READERS, Free),
            Self::ManageOthersTime => writes("Edit others’ time", LEADERS, Free),
            Self::ReadCatalog => reads("See clients, projects and tags", WRITERS, Free),
            Self::ManageCatalog => writes("Edit clients and projects", LEADERS, Free),
            Self::CreateTags => writes("Create and use tags", WRITERS, Free),
            Self::ManageTags => writes("Rename and delete tags", LEADERS, Free),
            Self::ReadInvoices => reads("See invoices", LEADERS, Free),
            Self::ManageInvoices => writes("Make and change invoices", LEADERS, SoloPro),
            Self::EndInvoices => writes("Void and delete invoices", LEADERS, Free),
            Self::ReadCosts => reads("See cost, margin, utilisation", LEADERS, Team),
            Self::ManageCosts => writes("Set capacity and internal cost", LEADERS, Team),
            Self::ExportOwnTime => reads("Export own time as CSV or PDF", WRITERS, SoloPro),
            Self::ExportAllTime => reads("Export everybody’s time", LEADERS, SoloPro),
            Self::ExportData => reads("Export JSON", LEADERS, Free),
            Self::ImportData => writes("Import", LEADERS, Free),
            Self::ClearWorkspace => writes("Clear Workspace", OWNER, Free),
            Self::ReadMembers => reads("See members and invitations", LEADERS, Free),
            Self::InviteMembers => writes("Invite members", LEADERS, Team),
            Self::ManageMembers => writes("Change roles, remove members", LEADERS, Free),
            Self::LeaveWorkspace => reads("Leave the workspace", NOT_OWNER, Free),
            Self::HandOverWorkspace => writes("Hand over ownership", OWNER, Free),
            Self::ManageWorkspace => writes("Workspace settings", LEADERS, Free),
            Self::DeleteWorkspace => reads("Delete the workspace", OWNER, Free),
            Self::ManageBilling => reads("Plan, seats and billing", OWNER, Free),
            Self::ReadActivity => reads("See the activity log", LEADERS, Free),
            Self::ManageOwnTokens => writes("Make and use API tokens, own webhooks", WRITERS, Team),
            Self::EndOwnTokens => reads("Revoke own API tokens", ALL, Free),
            Self::ManageAllTokens => reads("Revoke everybody’s API tokens", LEADERS, Free),
            Self::ManageAllWebhooks => writes("Everybody’s webhooks", LEADERS, Team),
            Self::EndOwnWebhooks => reads("Disable and delete own webhooks", WRITERS, Team),
            Self::EndAllWebhooks => reads("Disable and delete everybody’s webhooks", LEADERS, Team),
            Self::ReadWebhooks => reads("See webhooks and their deliveries", WRITERS, Team),
            Self::ConnectApps => writes("Companion apps", WRITERS, SoloPro),
            Self::SaveReports => writes("Save reports, change own ones", WRITERS, Free),
            Self::ManageAllReports => writes("Change everybody’s saved reports", LEADERS, Free),
            Self::ShareReports => writes("Share reports by link", LEADERS, SoloPro),
            Self::EndShares => reads("Revoke links to reports and invoices", LEADERS, Free),
        }
    }
}

/// The table as the README shows it.
#[must_use]
pub fn permission_table() -> String {
    use std::fmt::Write;
    let mut table = String::from(
        "| What | Owner | Manager | Member | Viewer | From plan | In a read-only workspace |\n|---|---|---|---|---|---|---|\n",
    );
    for rule in Permission::ALL.map(Permission::rule) {
        let mut cell = |text: &str| {
            // Writing to a String cannot fail.
            let _ = write!(table, "| {text} ");
        };
        cell(rule.title);
        for role in ALL {
            cell(if rule.roles.contains(role) {
                "yes"
            } else {
                "–"
            });
        }
        cell(rule.plan.name());
        cell(if rule.in_read_only { "yes" } else { "–" });
        table.push_str("|\n");
    }
    table
}
