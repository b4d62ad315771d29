//! The use cases of webhooks as the pages ask for them.

use app::access::Actor;
use app::context::SealedToken;
use app::error::AppError;
use app::values::{UserId, WebhookDeliveryId, WebhookId};
use app::webhooks::{
    Delivery, DeliveryState, NewWebhook, Webhook, WebhookForm, WebhookState, Webhooks, WebhooksView,
};
use async_trait::async_trait;

use super::records::{DeliveryRecord, WebhookRecord};
use super::wishes::WebhookWish;
use crate::auth::session::{hex, unhex};
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::local_time::Zone;
use crate::services::Services;
use crate::sessions::moment;

/// What a new secret is encrypted for on its way to its page.
const PURPOSE_SHOWN: &str = "new_webhook";
/// Deliveries of a page.
const SHOWN: i64 = 50;

impl From<&WebhookForm> for WebhookWish {
    fn from(form: &WebhookForm) -> Self {
        Self {
            url: Some(form.url.clone()),
            description: Some(form.description.clone()),
            event_types: Some(form.event_types.clone()),
            enabled: None,
        }
    }
}

fn shown(record: WebhookRecord, actor: &Actor, zone: &Zone) -> Webhook {
    let state = match (record.disabled_at, record.failing_since) {
        (Some(_), _) if record.gave_up => WebhookState::GaveUp,
        (Some(_), _) => WebhookState::Disabled,
        (None, Some(since)) => WebhookState::Failing(moment(zone, since)),
        (None, None) => WebhookState::Enabled,
    };
    Webhook {
        id: record.id,
        url: record.url,
        description: record.description,
        event_types: record.event_types,
        creator: record.creator,
        is_own: record.user == actor.user_id,
        state,
        created: moment(zone, record.created_at),
    }
}

fn shown_delivery(record: DeliveryRecord, zone: &Zone) -> Delivery {
    let is_waiting = record.state == DeliveryState::Pending;
    Delivery {
        id: record.id,
        event_type: record.event_type,
        state: record.state,
        attempts: record.attempts,
        created: moment(zone, record.created_at),
        attempted: record.attempted_at.map(|at| moment(zone, at)),
        next: (is_waiting && record.attempts > 0).then(|| moment(zone, record.next_attempt_at)),
        response_status: record.response_status,
        latency_ms: record.latency_ms,
        response_body: record.response_body,
        error: record.error,
    }
}

impl Services {
    fn open_webhook(&self, user: UserId, sealed: &SealedToken) -> Option<NewWebhook> {
        let owner = user.uuid();
        let sealed = unhex(&sealed.0)?;
        let plain = self.key.open(PURPOSE_SHOWN, owner.as_bytes(), &sealed);
        serde_json::from_slice(&plain.ok()?).ok()
    }

    async fn keep_webhooks(&self, tx: Tx, actor: &Actor) -> Result<(), AppError> {
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }
}

#[async_trait]
impl Webhooks for Services {
    async fn load_webhooks(
        &self,
        actor: &Actor,
        sealed: Option<SealedToken>,
    ) -> Result<WebhooksView, AppError> {
        let zone = Zone::named(&actor.timezone);
        let mut tx = self.db.read().await?;
        let whole = Slice::page(None, 1000);
        let mut records = match self.list_webhook_records(&mut tx, actor, whole).await {
            // The page says why there are none.
            Err(AppError::Refused(_)) => Vec::new(),
            records => records?,
        };
        records.reverse();
        Ok(WebhooksView {
            webhooks: records
                .into_iter()
                .map(|record| shown(record, actor, &zone))
                .collect(),
            new_webhook: sealed.and_then(|sealed| self.open_webhook(actor.user_id, &sealed)),
        })
    }

    async fn load_deliveries(
        &self,
        actor: &Actor,
        id: WebhookId,
    ) -> Result<Vec<Delivery>, AppError> {
        let zone = Zone::named(&actor.timezone);
        let mut tx = self.db.read().await?;
        let records = self
            .list_delivery_records(&mut tx, actor, id, None, SHOWN)
            .await?;
        Ok(records
            .into_iter()
            .map(|record| shown_delivery(record, &zone))
            .collect())
    }

    async fn create_webhook(
        &self,
        actor: &Actor,
        form: WebhookForm,
    ) -> Result<NewWebhook, AppError> {
        let mut tx = self.write_as(actor).await?;
        let (webhook, secret) = self
            .add_webhook(&mut tx, actor, &WebhookWish::from(&form))
            .await?;
        self.keep_webhooks(tx, actor).await?;
        Ok(NewWebhook {
            url: webhook.url,
            secret,
        })
    }

    async fn update_webhook(&self, actor: &Actor, form: WebhookForm) -> Result<(), AppError> {
        let id: WebhookId = form.id.parse().map_err(|_| AppError::NotFound)?;
        let mut tx = self.write_as(actor).await?;
        self.change_webhook(&mut tx, actor, id, &WebhookWish::from(&form))
            .await?;
        self.keep_webhooks(tx, actor).await
    }

    async fn switch_webhook(
        &self,
        actor: &Actor,
        id: WebhookId,
        enabled: bool,
    ) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.set_webhook(&mut tx, actor, id, enabled).await?;
        self.keep_webhooks(tx, actor).await
    }

    async fn delete_webhook(&self, actor: &Actor, id: WebhookId) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.drop_webhook(&mut tx, actor, id).await?;
        self.keep_webhooks(tx, actor).await
    }

    async fn resend_delivery(
        &self,
        actor: &Actor,
        id: WebhookDeliveryId,
    ) -> Result<WebhookId, AppError> {
        let mut tx = self.write_as(actor).await?;
        let again = self.send_again(&mut tx, actor, id).await?;
        self.keep_webhooks(tx, actor).await?;
        Ok(again.webhook)
    }

    async fn seal_webhook(
        &self,
        actor: &Actor,
        webhook: &NewWebhook,
    ) -> Result<SealedToken, AppError> {
        let plain = serde_json::to_vec(webhook).map_err(|_| AppError::Internal)?;
        let owner = actor.user_id.uuid();
        self.key
            .seal(
                self.random.as_ref(),
                PURPOSE_SHOWN,
                owner.as_bytes(),
                &plain,
            )
            .map(|sealed| SealedToken(hex(&sealed)))
    }
}
