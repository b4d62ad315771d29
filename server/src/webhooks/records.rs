//! Webhooks and deliveries as they are kept, and as programs read them.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::events::EventType;
use app::values::{UserId, WebhookDeliveryId, WebhookId};
use app::webhooks::DeliveryState;
use uuid::Uuid;

use super::sql;
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::services::Services;

/// A webhook, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRecord {
    /// Its id.
    pub id: WebhookId,
    /// Who made it, and as whom it listens.
    pub user: UserId,
    /// Their name.
    pub creator: String,
    /// Where events go.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// Which events; empty is every one.
    pub event_types: Vec<EventType>,
    /// When it was switched off, in unix seconds.
    pub disabled_at: Option<i64>,
    /// Whether that was for its failures.
    pub gave_up: bool,
    /// Since when it has taken nothing.
    pub failing_since: Option<i64>,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
}

impl WebhookRecord {
    /// What the log calls it: what it is for, else its host. The whole address may hold a secret.
    #[must_use]
    pub fn name(&self) -> String {
        if !self.description.is_empty() {
            return self.description.clone();
        }
        let url = url::Url::parse(&self.url).ok();
        url.and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

/// One event on its way to one webhook, with what its last attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// Its id.
    pub id: WebhookDeliveryId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// Of which event.
    pub event_number: i64,
    /// The event's id.
    pub event_id: Uuid,
    /// What happened.
    pub event_type: EventType,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, if it waits.
    pub next_attempt_at: i64,
    /// When it was put in line.
    pub created_at: i64,
    /// When it was tried last.
    pub attempted_at: Option<i64>,
    /// How long that took.
    pub latency_ms: Option<i64>,
    /// The status of the answer.
    pub response_status: Option<i64>,
    /// Its first characters.
    pub response_body: String,
    /// Why it was not taken.
    pub error: String,
}

/// Whose webhooks the actor sees: everybody's (`None`) or only their own.
fn sight(actor: &Actor) -> Option<UserId> {
    let leads = Permission::ManageAllWebhooks.rule().roles;
    (!leads.contains(&actor.role)).then_some(actor.user_id)
}

impl Services {
    /// A part of the webhooks that the actor sees.
    ///
    /// # Errors
    /// When role or plan forbid it, or the database is out of reach.
    pub async fn list_webhook_records(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        slice: Slice,
    ) -> Result<Vec<WebhookRecord>, AppError> {
        actor.must(Permission::ReadWebhooks)?;
        sql::list_webhooks(tx, actor.workspace_id, sight(actor), slice).await
    }

    /// One webhook that the actor sees.
    ///
    /// # Errors
    /// `AppError::NotFound` for any other.
    pub async fn load_webhook_record(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: WebhookId,
    ) -> Result<WebhookRecord, AppError> {
        actor.must(Permission::ReadWebhooks)?;
        let webhook = sql::load_webhook(tx, actor.workspace_id, id).await?;
        match sight(actor) {
            Some(own) if own != webhook.user => Err(AppError::NotFound),
            _ => Ok(webhook),
        }
    }

    /// Up to `limit` deliveries to a webhook that the actor sees, newest first.
    ///
    /// # Errors
    /// `AppError::NotFound` when they see none of this id.
    pub async fn list_delivery_records(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        webhook: WebhookId,
        before: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<DeliveryRecord>, AppError> {
        let webhook = self.load_webhook_record(tx, actor, webhook).await?.id;
        sql::deliveries::list_deliveries(tx, actor.workspace_id, webhook, before, limit).await
    }

    /// One delivery to a webhook that the actor sees.
    ///
    /// # Errors
    /// `AppError::NotFound` for any other.
    pub async fn load_delivery_record(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: WebhookDeliveryId,
    ) -> Result<DeliveryRecord, AppError> {
        actor.must(Permission::ReadWebhooks)?;
        let delivery = sql::deliveries::load_delivery(tx, actor.workspace_id, id).await?;
        self.load_webhook_record(tx, actor, delivery.webhook)
            .await?;
        Ok(delivery)
    }
}
