//! `/webhooks/{id}/deliveries`: what was sent to a webhook, and sending it again.

use app::error::AppError;
use app::values::{WebhookDeliveryId, WebhookId};
use app::webhooks::DeliveryState;
use axum::extract::{FromRequestParts, Path};
use axum::response::IntoResponse;
use http::StatusCode;
use http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer::{Answer, Page, Reply, instant};
use super::call::{Asked, At};
use super::change::{Change, Nothing};
use super::problem::Stop;
use super::words::{AnyDeliveryState, AnyEventType};
use crate::db::slice::Slice;
use crate::webhooks::records::DeliveryRecord;

/// The event of a delivery.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeliveredEvent {
    /// Its id, sent as `Timether-Event-Id`.
    #[schema(format = "uuid")]
    id: String,
    /// Its place among the workspace's events.
    #[schema(example = 42)]
    number: i64,
    /// What happened.
    #[serde(rename = "type")]
    #[schema(inline, value_type = AnyEventType, example = "time_entry.created")]
    kind: &'static str,
}

/// One event on its way to one webhook, with what its last attempt came to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Delivery {
    /// Its id, sent as `Timether-Delivery-Id`.
    #[schema(format = "uuid")]
    id: String,
    /// The event.
    event: DeliveredEvent,
    /// How far it is.
    #[schema(inline, value_type = AnyDeliveryState, example = "delivered")]
    state: &'static str,
    /// How often it was tried.
    #[schema(example = 1)]
    attempts: i64,
    /// When it was put in line.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    created_at: String,
    /// When it was tried last.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    attempted_at: Option<String>,
    /// When it is tried next; null unless it is pending.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    next_attempt_at: Option<String>,
    /// How long the last attempt took, in milliseconds.
    #[schema(example = 35)]
    latency_ms: Option<i64>,
    /// The status of the answer; null without one.
    #[schema(example = 200)]
    response_status: Option<i64>,
    /// The answer's first characters.
    #[schema(example = "ok")]
    response_body: String,
    /// Why it was not taken; empty if it was.
    #[schema(example = "")]
    error: String,
}

impl From<DeliveryRecord> for Delivery {
    fn from(record: DeliveryRecord) -> Self {
        let is_pending = record.state == DeliveryState::Pending;
        Self {
            id: record.id.to_string(),
            event: DeliveredEvent {
                id: record.event_id.to_string(),
                number: record.event_number,
                kind: record.event_type.slug(),
            },
            state: record.state.slug(),
            attempts: record.attempts,
            created_at: instant(record.created_at),
            attempted_at: record.attempted_at.map(instant),
            next_attempt_at: is_pending.then(|| instant(record.next_attempt_at)),
            latency_ms: record.latency_ms,
            response_status: record.response_status,
            response_body: record.response_body,
            error: record.error,
        }
    }
}

/// List what was sent to a webhook
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "Webhooks",
    params(("id" = String, Path, format = "uuid", description = "The webhook."),
        ("limit" = Option<i64>, Query, description = "1 to 500, default 50.", minimum = 1, maximum = 500, example = 50),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before.")),
    responses((status = 200, description = "A page of deliveries, newest first; they are kept for 30 days.", body = Page<Delivery>)))]
pub(super) async fn list_deliveries(At(id): At<WebhookId>, asked: Asked) -> Reply {
    let mut params = asked.params(&["limit", "cursor"])?;
    let (limit, before) = (params.limit(), params.cursor::<Uuid>());
    params.finish()?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let one_more = Slice::page(before, limit).limit;
    let rows = services
        .list_delivery_records(&mut tx, actor, id, before, one_more)
        .await?;
    let rows: Vec<Delivery> = rows.into_iter().map(Delivery::from).collect();
    Ok(Page::of(rows, limit, |delivery| delivery.id.clone()).into_response())
}

/// The ids of a webhook and a delivery in a path; what is none is as good as not there.
#[derive(Clone, Copy, Debug)]
pub(super) struct AtDelivery(WebhookId, WebhookDeliveryId);

impl<S: Send + Sync> FromRequestParts<S> for AtDelivery {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Stop> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let ids = path.ok().and_then(|Path((webhook, delivery))| {
            Some(Self(webhook.parse().ok()?, delivery.parse().ok()?))
        });
        Ok(ids.ok_or(AppError::NotFound)?)
    }
}

/// Send an event again
///
/// As a new delivery of the same event.
#[utoipa::path(post, path = "/webhooks/{id}/deliveries/{delivery}/resend", tag = "Webhooks",
    params(("id" = String, Path, format = "uuid", description = "The webhook."),
        ("delivery" = String, Path, format = "uuid", description = "What was sent.")),
    responses((status = 201, description = "The new delivery.", body = Delivery)))]
pub(super) async fn resend_delivery(
    AtDelivery(webhook, delivery): AtDelivery,
    change: Change<Nothing>,
) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services
        .load_delivery_record(&mut write.tx, actor, delivery)
        .await?;
    if before.webhook != webhook {
        return Err(AppError::NotFound.into());
    }
    let again = services.send_again(&mut write.tx, actor, delivery).await?;
    let mut answer = Answer::passing(&Delivery::from(again))?;
    answer.status = StatusCode::CREATED;
    write.finish(answer).await
}
