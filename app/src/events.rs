//! What happens in a workspace, as programs are told: the kinds of events, and who may hear of which.

use serde::{Deserialize, Serialize};

use crate::access::{BillingState, Permission, Plan, Role, may};
use crate::values::UserId;

/// A kind of event: the thing and what happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EventType {
    /// An entry was added, or brought back after a deletion.
    #[serde(rename = "time_entry.created")]
    TimeEntryCreated,
    /// An entry was changed.
    #[serde(rename = "time_entry.updated")]
    TimeEntryUpdated,
    /// An entry was deleted.
    #[serde(rename = "time_entry.deleted")]
    TimeEntryDeleted,
    /// A timer was started.
    #[serde(rename = "timer.started")]
    TimerStarted,
    /// What a timer is for was changed.
    #[serde(rename = "timer.updated")]
    TimerUpdated,
    /// A timer was paused.
    #[serde(rename = "timer.paused")]
    TimerPaused,
    /// A timer was resumed.
    #[serde(rename = "timer.resumed")]
    TimerResumed,
    /// A timer was saved as an entry.
    #[serde(rename = "timer.saved")]
    TimerSaved,
    /// A timer was thrown away.
    #[serde(rename = "timer.reset")]
    TimerReset,
    /// A client was added.
    #[serde(rename = "client.created")]
    ClientCreated,
    /// A client was changed, archived or brought back.
    #[serde(rename = "client.updated")]
    ClientUpdated,
    /// A client was deleted.
    #[serde(rename = "client.deleted")]
    ClientDeleted,
    /// A project was added.
    #[serde(rename = "project.created")]
    ProjectCreated,
    /// A project was changed, archived or brought back.
    #[serde(rename = "project.updated")]
    ProjectUpdated,
    /// A project was deleted.
    #[serde(rename = "project.deleted")]
    ProjectDeleted,
    /// A tag was added.
    #[serde(rename = "tag.created")]
    TagCreated,
    /// A tag was renamed.
    #[serde(rename = "tag.updated")]
    TagUpdated,
    /// A tag was deleted.
    #[serde(rename = "tag.deleted")]
    TagDeleted,
    /// An invoice was drafted.
    #[serde(rename = "invoice.created")]
    InvoiceCreated,
    /// A draft was changed.
    #[serde(rename = "invoice.updated")]
    InvoiceUpdated,
    /// A draft was deleted.
    #[serde(rename = "invoice.deleted")]
    InvoiceDeleted,
    /// An invoice was sent.
    #[serde(rename = "invoice.sent")]
    InvoiceSent,
    /// An invoice was paid.
    #[serde(rename = "invoice.paid")]
    InvoicePaid,
    /// An invoice was voided.
    #[serde(rename = "invoice.voided")]
    InvoiceVoided,
    /// Somebody joined.
    #[serde(rename = "member.added")]
    MemberAdded,
    /// A member's role, capacity or cost was changed.
    #[serde(rename = "member.updated")]
    MemberUpdated,
    /// Somebody left or was removed.
    #[serde(rename = "member.removed")]
    MemberRemoved,
    /// The settings were changed, or more time entries at once than are told one by one: read the lists again.
    #[serde(rename = "workspace.updated")]
    WorkspaceUpdated,
    /// A file of another tracker was imported: read the lists again.
    #[serde(rename = "workspace.imported")]
    WorkspaceImported,
    /// A backup was restored: read the lists again.
    #[serde(rename = "workspace.restored")]
    WorkspaceRestored,
    /// Everything was cleared.
    #[serde(rename = "workspace.cleared")]
    WorkspaceCleared,
}

impl EventType {
    /// Every kind, by thing.
    pub const ALL: [Self; 31] = [
        Self::TimeEntryCreated,
        Self::TimeEntryUpdated,
        Self::TimeEntryDeleted,
        Self::TimerStarted,
        Self::TimerUpdated,
        Self::TimerPaused,
        Self::TimerResumed,
        Self::TimerSaved,
        Self::TimerReset,
        Self::ClientCreated,
        Self::ClientUpdated,
        Self::ClientDeleted,
        Self::ProjectCreated,
        Self::ProjectUpdated,
        Self::ProjectDeleted,
        Self::TagCreated,
        Self::TagUpdated,
        Self::TagDeleted,
        Self::InvoiceCreated,
        Self::InvoiceUpdated,
        Self::InvoiceDeleted,
        Self::InvoiceSent,
        Self::InvoicePaid,
        Self::InvoiceVoided,
        Self::MemberAdded,
        Self::MemberUpdated,
        Self::MemberRemoved,
        Self::WorkspaceUpdated,
        Self::WorkspaceImported,
        Self::WorkspaceRestored,
        Self::WorkspaceCleared,
    ];

    /// How the database and programs spell it: `time_entry.created`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::TimeEntryCreated => "time_entry.created",
            Self::TimeEntryUpdated => "time_entry.updated",
            Self::TimeEntryDeleted => "time_entry.deleted",
            Self::TimerStarted => "timer.started",
            Self::TimerUpdated => "timer.updated",
            Self::TimerPaused => "timer.paused",
            Self::TimerResumed => "timer.resumed",
            Self::TimerSaved => "timer.saved",
            Self::TimerReset => "timer.reset",
            Self::ClientCreated => "client.created",
            Self::ClientUpdated => "client.updated",
            Self::ClientDeleted => "client.deleted",
            Self::ProjectCreated => "project.created",
            Self::ProjectUpdated => "project.updated",
            Self::ProjectDeleted => "project.deleted",
            Self::TagCreated => "tag.created",
            Self::TagUpdated => "tag.updated",
            Self::TagDeleted => "tag.deleted",
            Self::InvoiceCreated => "invoice.created",
            Self::InvoiceUpdated => "invoice.updated",
            Self::InvoiceDeleted => "invoice.deleted",
            Self::InvoiceSent => "invoice.sent",
            Self::InvoicePaid => "invoice.paid",
            Self::InvoiceVoided => "invoice.voided",
            Self::MemberAdded => "member.added",
            Self::MemberUpdated => "member.updated",
            Self::MemberRemoved => "member.removed",
            Self::WorkspaceUpdated => "workspace.updated",
            Self::WorkspaceImported => "workspace.imported",
            Self::WorkspaceRestored => "workspace.restored",
            Self::WorkspaceCleared => "workspace.cleared",
        }
    }

    /// The kind spelled `slug`, if there is one.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// What it happens to: `time_entry`.
    #[must_use]
    pub fn object(self) -> &'static str {
        self.slug()
            .split_once('.')
            .map_or(self.slug(), |(object, _)| object)
    }
}

/// Whether this person, in this role, may hear of an event about something of `whose`: of nothing they could not look at.
#[must_use]
pub fn may_hear(
    role: Role,
    plan: Plan,
    me: UserId,
    kind: EventType,
    whose: Option<UserId>,
) -> bool {
    let has = |permission| may(role, plan, BillingState::Active, permission).is_ok();
    let is_mine = whose == Some(me);
    match kind.object() {
        "time_entry" | "timer" => is_mine || has(Permission::ReadOthersTime),
        "client" | "project" | "tag" => has(Permission::ReadCatalog),
        "member" => is_mine || has(Permission::ReadMembers),
        "invoice" => has(Permission::ReadInvoices),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_kind_is_spelled_once_and_alike_everywhere() {
        for kind in EventType::ALL {
            assert_eq!(EventType::from_slug(kind.slug()), Some(kind));
            assert_eq!(
                serde_json::to_string(&kind).unwrap(),
                format!("\"{}\"", kind.slug())
            );
        }
        assert_eq!(EventType::from_slug("time_entry"), None);
        assert_eq!(EventType::TimeEntryDeleted.object(), "time_entry");
    }

    #[test]
    fn nobody_hears_of_what_they_cannot_see() {
        let (me, other) = (
            UserId::from_uuid(Uuid::from_u128(1)),
            UserId::from_uuid(Uuid::from_u128(2)),
        );
        // role, kind, mine, others'
        for (role, kind, mine, others) in [
            (Role::Owner, EventType::TimeEntryCreated, true, true),
            (Role::Member, EventType::TimeEntryCreated, true, false),
            (Role::Viewer, EventType::TimeEntryCreated, true, true),
            (Role::Member, EventType::TimerStarted, true, false),
            (Role::Member, EventType::ProjectUpdated, true, true),
            (Role::Viewer, EventType::ProjectUpdated, false, false),
            (Role::Member, EventType::MemberUpdated, true, false),
            (Role::Manager, EventType::MemberUpdated, true, true),
            (Role::Member, EventType::InvoicePaid, false, false),
            (Role::Viewer, EventType::InvoicePaid, false, false),
            (Role::Manager, EventType::InvoicePaid, true, true),
            (Role::Member, EventType::WorkspaceCleared, true, true),
        ] {
            let hears = |whose| may_hear(role, Plan::Team, me, kind, Some(whose));
            assert_eq!(
                (hears(me), hears(other)),
                (mine, others),
                "{role:?} {kind:?}"
            );
        }
    }
}
