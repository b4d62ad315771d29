//! Making and changing webhooks, each inside its caller's transaction, who commits and tells.

use app::access::{Actor, Permission};
use app::error::{AppError, FieldErrors};
use app::tokens::rules::base62;
use app::values::{WebhookDeliveryId, WebhookId};
use app::webhooks::rules::{WEBHOOKS_MAX, parse_description, parse_event_types};

use super::network::check_url;
use super::records::{DeliveryRecord, WebhookRecord};
use super::sql::deliveries::{NewDelivery, give_up_waiting, insert_deliveries};
use super::{PURPOSE, sql};
use crate::activity::{Activity, Changes};
use crate::db::Tx;
use crate::services::Services;

/// Random characters of a secret: 32 of 62 are 190 bits.
const SECRET_CHARS: usize = 32;
const SECRET_PREFIX: &str = "whsec_";
/// What a delivery says that waited when its webhook was switched off.
const SWITCHED_OFF: &str = "The webhook was disabled before it was sent.";

/// What a webhook is to be, as far as it is said.
#[derive(Clone, Debug, Default)]
pub struct WebhookWish {
    /// Where events go.
    pub url: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Which events; none is every one.
    pub event_types: Option<Vec<String>>,
    /// Whether it is switched on.
    pub enabled: Option<bool>,
}

impl WebhookWish {
    /// Whether it switches the webhook off and says nothing else.
    fn is_to_end(&self) -> bool {
        let says_more =
            self.url.is_some() || self.description.is_some() || self.event_types.is_some();
        self.enabled == Some(false) && !says_more
    }
}

pub(super) fn activity<'a>(action: &'a str, id: WebhookId, name: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "webhook",
        target_id: Some(id.uuid()),
        target_name: name,
    }
}

impl Services {
    /// Makes a webhook; answers it with its secret.
    pub(crate) async fn add_webhook(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        wish: &WebhookWish,
    ) -> Result<(WebhookRecord, String), AppError> {
        actor.must(Permission::ManageOwnTokens)?;
        let id = WebhookId::from_uuid(self.new_id());
        let blank = WebhookRecord {
            id,
            user: actor.user_id,
            creator: String::new(),
            url: String::new(),
            description: String::new(),
            event_types: Vec::new(),
            disabled_at: None,
            gave_up: false,
            failing_since: None,
            created_at: self.now(),
            updated_at: self.now(),
        };
        let wish = WebhookWish {
            url: Some(wish.url.clone().unwrap_or_default()),
            ..wish.clone()
        };
        let webhook = self.filled_in(&blank, &wish)?;
        if sql::count_webhooks(tx, actor.workspace_id).await? >= WEBHOOKS_MAX {
            let words = format!(
                "A workspace has at most {WEBHOOKS_MAX} webhooks. Delete one that is no longer used."
            );
            return Err(AppError::field("url", "too_many", words));
        }
        let secret = self.new_webhook_secret();
        let sealed = self.key.seal(
            self.random.as_ref(),
            PURPOSE,
            id.uuid().as_bytes(),
            secret.as_bytes(),
        )?;
        let row = sql::NewRow {
            id,
            user: actor.user_id,
            url: &webhook.url,
            description: &webhook.description,
            sealed_secret: &sealed,
            event_types: &webhook.event_types,
            now: self.now(),
        };
        sql::insert_webhook(tx, actor.workspace_id, row).await?;
        self.record(tx, actor, activity("webhook.created", id, &webhook.name()))
            .await?;
        if wish.enabled == Some(false) {
            self.set_webhook(tx, actor, id, false).await?;
        }
        let webhook = sql::load_webhook(tx, actor.workspace_id, id).await?;
        Ok((webhook, secret))
    }

    /// Changes a webhook that the actor sees. Only to switch it off takes no more than [`Self::set_webhook`] wants.
    pub(crate) async fn change_webhook(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: WebhookId,
        wish: &WebhookWish,
    ) -> Result<(), AppError> {
        if wish.is_to_end() {
            return self.set_webhook(tx, actor, id, false).await;
        }
        actor.must(Permission::ManageOwnTokens)?;
        let before = self.load_webhook_record(tx, actor, id).await?;
        let after = self.filled_in(&before, wish)?;
        if after != before {
            sql::update_webhook(tx, actor.workspace_id, &after, self.now()).await?;
            let words =
                |webhook: &WebhookRecord| app::webhooks::rules::events_words(&webhook.event_types);
            let changes = Changes::new()
                .touched("url", before.url != after.url)
                .text("description", &before.description, &after.description)
                .text("event_types", &words(&before), &words(&after));
            let name = after.name();
            self.record_changes(tx, actor, activity("webhook.updated", id, &name), changes)
                .await?;
        }
        match wish.enabled {
            Some(enabled) => self.set_webhook(tx, actor, id, enabled).await,
            None => Ok(()),
        }
    }

    /// Switches a webhook that the actor sees on, its failures forgotten, or off, with what waits for it given up.
    pub(crate) async fn set_webhook(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: WebhookId,
        enabled: bool,
    ) -> Result<(), AppError> {
        actor.must(if enabled {
            Permission::ManageOwnTokens
        } else {
            Permission::EndOwnWebhooks
        })?;
        let webhook = self.load_webhook_record(tx, actor, id).await?;
        if enabled == webhook.disabled_at.is_none() {
            return Ok(());
        }
        let (workspace, now) = (actor.workspace_id, self.now());
        let action = if enabled {
            sql::enable(tx, workspace, id, now).await?;
            "webhook.enabled"
        } else {
            sql::disable(tx, workspace, id, false, now).await?;
            give_up_waiting(tx, workspace, id, SWITCHED_OFF).await?;
            "webhook.disabled"
        };
        self.record(tx, actor, activity(action, id, &webhook.name()))
            .await
    }

    /// Deletes a webhook that the actor sees.
    pub(crate) async fn drop_webhook(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: WebhookId,
    ) -> Result<(), AppError> {
        actor.must(Permission::EndOwnWebhooks)?;
        let webhook = self.load_webhook_record(tx, actor, id).await?;
        sql::delete_webhook(tx, actor.workspace_id, id).await?;
        self.record(tx, actor, activity("webhook.deleted", id, &webhook.name()))
            .await
    }

    /// Puts an event in line once more; answers the new delivery.
    pub(crate) async fn send_again(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: WebhookDeliveryId,
    ) -> Result<DeliveryRecord, AppError> {
        actor.must(Permission::ManageOwnTokens)?;
        let before = self.load_delivery_record(tx, actor, id).await?;
        let webhook = self.load_webhook_record(tx, actor, before.webhook).await?;
        if webhook.disabled_at.is_some() {
            let words = "This webhook is disabled. Enable it first.";
            return Err(AppError::field("id", "disabled", words));
        }
        let again = NewDelivery {
            id: WebhookDeliveryId::from_uuid(self.new_id()),
            webhook: webhook.id,
            event: before.event_number,
        };
        insert_deliveries(tx, actor.workspace_id, &[again], self.now()).await?;
        // Whoever asks for it has mended what was broken.
        sql::end_rest(tx, actor.workspace_id, webhook.id).await?;
        let name = webhook.name();
        self.record(tx, actor, activity("webhook.resent", webhook.id, &name))
            .await?;
        self.hooks.wake();
        self.load_delivery_record(tx, actor, again.id).await
    }

    /// `before` with what the wish says.
    fn filled_in(
        &self,
        before: &WebhookRecord,
        wish: &WebhookWish,
    ) -> Result<WebhookRecord, AppError> {
        let mut errors = FieldErrors::new();
        let mut after = before.clone();
        if let Some(url) = &wish.url {
            match check_url(url, self.hooks.allows_private()) {
                Ok(url) => after.url = url.into(),
                Err(words) => errors.push("url", "invalid", words),
            }
        }
        if let Some(text) = &wish.description {
            after.description = parse_description(text, &mut errors).unwrap_or_default();
        }
        if let Some(slugs) = &wish.event_types {
            after.event_types = parse_event_types(slugs, &mut errors).unwrap_or_default();
        }
        errors.finish(Some(after))
    }

    fn new_webhook_secret(&self) -> String {
        let mut secret = SECRET_PREFIX.to_owned();
        let whole = SECRET_PREFIX.len() + SECRET_CHARS;
        while secret.len() < whole {
            let mut bytes = [0; SECRET_CHARS];
            self.random.fill(&mut bytes);
            secret.extend(base62(bytes).take(whole - secret.len()));
        }
        secret
    }
}
