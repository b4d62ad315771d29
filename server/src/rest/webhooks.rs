//! `/webhooks`: where events are sent to.

use app::events::EventType;
use app::values::WebhookId;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, Page, Reply, instant, show};
use super::call::{Asked, At};
use super::change::{Change, Nothing};
use super::words::AnyEventType;
use crate::db::slice::Slice;
use crate::webhooks::WebhookWish;
use crate::webhooks::records::WebhookRecord;

/// Where events are sent to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Webhook {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// Who made it; it hears what they may see.
    #[schema(format = "uuid")]
    user_id: String,
    /// Where events are posted to.
    #[schema(example = "https://example.com/timether")]
    url: String,
    /// What it is for; may be empty.
    #[schema(example = "Payroll")]
    description: String,
    /// Which events; none is every one.
    #[schema(inline, value_type = Vec<AnyEventType>, example = json!(["time_entry.created", "timer.started"]))]
    event_types: Vec<&'static str>,
    /// Whether events are sent to it.
    enabled: bool,
    /// Since when it has taken nothing; null while it takes what it is sent.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    failing_since: Option<String>,
    /// Whether it was disabled since it took nothing for days.
    gave_up: bool,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    created_at: String,
    /// When it was changed last.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    updated_at: String,
}

impl From<WebhookRecord> for Webhook {
    fn from(record: WebhookRecord) -> Self {
        Self {
            id: record.id.to_string(),
            user_id: record.user.to_string(),
            url: record.url,
            description: record.description,
            event_types: record
                .event_types
                .into_iter()
                .map(EventType::slug)
                .collect(),
            enabled: record.disabled_at.is_none(),
            failing_since: record.failing_since.map(instant),
            gave_up: record.gave_up,
            created_at: instant(record.created_at),
            updated_at: instant(record.updated_at),
        }
    }
}

/// A webhook that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CreatedWebhook {
    /// The webhook.
    #[serde(flatten)]
    webhook: Webhook,
    /// What deliveries are signed with, in this one answer only; null in one that is given again for its idempotency key.
    #[schema(example = "whsec_0123456789abcdefghijABCDEFGHIJkl")]
    secret: Option<String>,
}

/// A webhook to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWebhook {
    /// Where events are posted to: https, and no private network.
    #[schema(
        format = "uri",
        example = "https://example.com/timether",
        max_length = 2000
    )]
    url: String,
    /// What it is for.
    #[serde(default)]
    #[schema(example = "Payroll", max_length = 200)]
    description: String,
    /// Which events; none is every one.
    #[serde(default)]
    #[schema(inline, value_type = Vec<AnyEventType>, example = json!(["time_entry.created", "timer.started"]))]
    event_types: Vec<String>,
    /// Whether events are sent to it; true where nothing is said.
    #[serde(default, deserialize_with = "super::fields::sent")]
    enabled: Option<bool>,
}

/// What is to change about a webhook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookChange {
    /// Where events are posted to: https, and no private network.
    #[serde(default, deserialize_with = "super::fields::sent")]
    #[schema(
        format = "uri",
        example = "https://example.com/timether",
        max_length = 2000
    )]
    url: Option<String>,
    /// What it is for.
    #[serde(default, deserialize_with = "super::fields::sent")]
    #[schema(example = "Payroll", max_length = 200)]
    description: Option<String>,
    /// Which events; none is every one.
    #[serde(default, deserialize_with = "super::fields::sent")]
    #[schema(inline, value_type = Vec<AnyEventType>, example = json!(["time_entry.created", "timer.started"]))]
    event_types: Option<Vec<String>>,
    /// Whether events are sent to it. Off gives up what waits; on forgets its failures.
    #[serde(default, deserialize_with = "super::fields::sent")]
    enabled: Option<bool>,
}

impl From<&WebhookChange> for WebhookWish {
    fn from(change: &WebhookChange) -> Self {
        Self {
            url: change.url.clone(),
            description: change.description.clone(),
            event_types: change.event_types.clone(),
            enabled: change.enabled,
        }
    }
}

/// List webhooks
///
/// Everybody's for Owner and Managers, else one's own.
#[utoipa::path(get, path = "/webhooks", tag = "Webhooks",
    params(("limit" = Option<i64>, Query, description = "1 to 500, default 50.", minimum = 1, maximum = 500, example = 50),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before.")),
    responses((status = 200, description = "A page of webhooks, in the order they were made.", body = Page<Webhook>)))]
pub(super) async fn list_webhooks(asked: Asked) -> Reply {
    let mut params = asked.params(&["limit", "cursor"])?;
    let (limit, after) = (params.limit(), params.cursor());
    params.finish()?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let rows = services
        .list_webhook_records(&mut tx, actor, Slice::page(after, limit))
        .await?;
    let rows: Vec<Webhook> = rows.into_iter().map(Webhook::from).collect();
    Ok(Page::of(rows, limit, |webhook| webhook.id.clone()).into_response())
}

/// Add a webhook
///
/// Each delivery is a POST of the event as JSON, as `GET /events` tells it, with `Timether-Event-Id`,
/// `Timether-Delivery-Id` and `Timether-Signature: t=<seconds>,v1=<hex>`: the HMAC-SHA-256 of `<seconds>.<body>` with the
/// secret. An answer from 200 to 299 within 10 seconds takes it; else it is tried again after 30 seconds, 2, 8 and 32
/// minutes, 2 and 8½ hours, then daily, ten times in all. A delivery may come twice, and after a failure late: go by the
/// event's id and number. Whoever takes nothing ten times in a row over three days is disabled, and told by mail.
#[utoipa::path(post, path = "/webhooks", tag = "Webhooks", request_body = NewWebhook,
    responses((status = 201, description = "The new webhook, with its secret.", body = CreatedWebhook)))]
pub(super) async fn create_webhook(change: Change<NewWebhook>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let wish = WebhookWish {
        url: Some(change.body.url.clone()),
        description: Some(change.body.description.clone()),
        event_types: Some(change.body.event_types.clone()),
        enabled: change.body.enabled,
    };
    let (record, secret) = services.add_webhook(&mut write.tx, actor, &wish).await?;
    let path = format!("/webhooks/{}", record.id);
    let mut created = CreatedWebhook {
        webhook: Webhook::from(record),
        secret: None,
    };
    // The secret goes out once, and is not kept with the answer. The mark is that of the webhook as it is shown.
    let shown = Answer::created(&created.webhook, &path)?;
    let kept = Answer {
        headers: shown.headers.clone(),
        ..Answer::created(&created, &path)?
    };
    created.secret = Some(secret);
    let sent = Answer {
        headers: shown.headers,
        ..Answer::created(&created, &path)?
    };
    write.finish(kept).await?;
    Ok(sent.into_response())
}

/// Show a webhook
#[utoipa::path(get, path = "/webhooks/{id}", tag = "Webhooks", params(("id" = String, Path, format = "uuid", description = "The webhook.")),
    responses((status = 200, description = "The webhook.", body = Webhook)))]
pub(super) async fn get_webhook(At(id): At<WebhookId>, asked: Asked) -> Reply {
    asked.params(&[])?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let record = services.load_webhook_record(&mut tx, actor, id).await?;
    show(asked.headers(), &Webhook::from(record))
}

/// Change a webhook
#[utoipa::path(patch, path = "/webhooks/{id}", tag = "Webhooks", params(("id" = String, Path, format = "uuid", description = "The webhook.")),
    request_body = WebhookChange, responses((status = 200, description = "The webhook as it is now.", body = Webhook)))]
pub(super) async fn update_webhook(At(id): At<WebhookId>, change: Change<WebhookChange>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services
        .load_webhook_record(&mut write.tx, actor, id)
        .await?;
    change.must_match(&Webhook::from(before))?;
    services
        .change_webhook(&mut write.tx, actor, id, &WebhookWish::from(&change.body))
        .await?;
    let after = services
        .load_webhook_record(&mut write.tx, actor, id)
        .await?;
    write.finish(Answer::shown(&Webhook::from(after))?).await
}

/// Delete a webhook
///
/// What was sent to it is forgotten.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "Webhooks", params(("id" = String, Path, format = "uuid", description = "The webhook.")),
    responses((status = 204, description = "It is gone.")))]
pub(super) async fn delete_webhook(At(id): At<WebhookId>, change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services
        .load_webhook_record(&mut write.tx, actor, id)
        .await?;
    change.must_match(&Webhook::from(before))?;
    services.drop_webhook(&mut write.tx, actor, id).await?;
    write.finish(Answer::done()).await
}
