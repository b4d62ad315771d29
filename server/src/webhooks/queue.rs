//! Putting events in line for the webhooks that hear them, in the transaction of the change.

use app::access::Permission;
use app::error::AppError;
use app::events::may_hear;
use app::values::{WebhookDeliveryId, WorkspaceId};

use super::sql::deliveries::{NewDelivery, insert_deliveries};
use super::sql::{Listener, list_listeners};
use crate::db::Tx;
use crate::event_log::Event;
use crate::services::Services;

impl Listener {
    /// Whether it wants this event, and whoever made it may hear of it as they stand now.
    fn hears(&self, event: &Event) -> bool {
        let kind = event.what.kind;
        Permission::ManageOwnTokens
            .rule()
            .allows(self.role, self.plan)
            && (self.event_types.is_empty() || self.event_types.contains(&kind))
            && may_hear(self.role, self.plan, self.user, kind, event.what.whose)
    }
}

impl Services {
    /// Puts events in line for every webhook of the workspace that hears them.
    ///
    /// # Errors
    /// When the database refuses; the use case then fails as a whole.
    pub(crate) async fn queue_deliveries(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        events: &[Event],
    ) -> Result<(), AppError> {
        let listeners = list_listeners(tx, workspace).await?;
        let deliveries: Vec<NewDelivery> = events
            .iter()
            .flat_map(|event| listeners.iter().map(move |listener| (event, listener)))
            .filter(|(event, listener)| listener.hears(event))
            .map(|(event, listener)| NewDelivery {
                id: WebhookDeliveryId::from_uuid(self.new_id()),
                webhook: listener.id,
                event: event.number,
            })
            .collect();
        if deliveries.is_empty() {
            return Ok(());
        }
        insert_deliveries(tx, workspace, &deliveries, self.now()).await?;
        self.hooks.wake();
        Ok(())
    }
}
