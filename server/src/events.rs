//! The bus that tells a person's open pages that something changed, so that they look again.

use app::access::Actor;
use app::values::{UserId, WorkspaceId};
use tokio::sync::broadcast;

/// Something changed for this person in this workspace; what, the page asks for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub workspace_id: WorkspaceId,
    /// For whom.
    pub user_id: UserId,
}

/// Changes on their way to open pages of this process.
#[derive(Clone, Debug)]
pub struct Bus(broadcast::Sender<Change>);

impl Default for Bus {
    fn default() -> Self {
        Self(broadcast::Sender::new(1024))
    }
}

impl Bus {
    /// Says, after the commit, that something of the actor's changed.
    pub fn announce(&self, actor: &Actor) {
        // Nobody listening is no error.
        let _ = self.0.send(Change { workspace_id: actor.workspace_id, user_id: actor.user_id });
    }

    /// Changes from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }
}
