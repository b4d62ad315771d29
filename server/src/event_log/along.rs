//! Entries and timers that change along with something else: told one by one while they are few, else as one change of the
//! workspace.

use app::access::Actor;
use app::error::AppError;
use app::events::EventType;
use app::values::{ClientId, InvoiceId, ProjectId, TagId};

use super::Happening;
use super::sql::along::{list_entries, list_timers};
use crate::db::Tx;

/// So many entries are told one by one, as many as one bulk edit changes.
const ONE_BY_ONE: usize = app::time_entries::rules::MAX_AT_ONCE;

/// What entries change along with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Along {
    /// A tag that is taken off them.
    Tag(TagId),
    /// Their project, which moves.
    Project(ProjectId),
    /// Their client, whose currency changes.
    Client(ClientId),
    /// The invoice that they are on.
    Invoice(InvoiceId),
    /// The workspace's currency: theirs without a client.
    Currency,
}

impl Along {
    /// What happens to entries and timers. It is asked while they are still, or already, found by it.
    pub(crate) async fn happenings(
        self,
        tx: &mut Tx,
        actor: &Actor,
    ) -> Result<Vec<Happening>, AppError> {
        let workspace = actor.workspace_id;
        let one_more = i64::try_from(ONE_BY_ONE + 1).unwrap_or(i64::MAX);
        let mut entries = list_entries(tx, workspace, self, one_more).await?;
        let mut happenings: Vec<Happening> = if entries.len() > ONE_BY_ONE {
            vec![Happening::workspace(EventType::WorkspaceUpdated, workspace)]
        } else {
            entries.sort_unstable();
            let updated = |(id, user)| Happening::entry(EventType::TimeEntryUpdated, id, user);
            entries.into_iter().map(updated).collect()
        };
        let timers = list_timers(tx, workspace, self).await?;
        let updated = |user| Happening::timer(EventType::TimerUpdated, user);
        happenings.extend(timers.into_iter().map(updated));
        Ok(happenings)
    }
}
