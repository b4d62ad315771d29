//! The SQL of deliveries: put in line with the event, kept as a log.

use app::error::AppError;
use app::events::EventType;
use app::values::{WebhookDeliveryId, WebhookId, WorkspaceId};
use app::webhooks::DeliveryState;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::Tx;
use crate::time_entries::sql::Clause;
use crate::webhooks::records::DeliveryRecord;
use crate::{bind_values, execute, fetch};

/// A delivery to be.
#[derive(Clone, Copy, Debug)]
pub(in crate::webhooks) struct NewDelivery {
    pub(in crate::webhooks) id: WebhookDeliveryId,
    pub(in crate::webhooks) webhook: WebhookId,
    pub(in crate::webhooks) event: i64,
}

/// Puts deliveries in line.
pub(in crate::webhooks) async fn insert_deliveries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    deliveries: &[NewDelivery],
    now: i64,
) -> Result<(), AppError> {
    // Three places a row beside those they share.
    const ROWS: usize = 500;
    for deliveries in deliveries.chunks(ROWS) {
        let mut clause = Clause::of_workspace("d", workspace);
        let (due, created) = (clause.bind(now), clause.bind(now));
        let mut rows = Vec::with_capacity(deliveries.len());
        for delivery in deliveries {
            let id = clause.bind(delivery.id.uuid());
            let webhook = clause.bind(delivery.webhook.uuid());
            let event = clause.bind(delivery.event);
            rows.push(format!(
                "($1, {due}, {created}, {id}, {webhook}, {event}, 'pending', 0, '', '')"
            ));
        }
        let text = format!(
            "insert into webhook_deliveries (workspace_id, next_attempt_at, created_at, id, webhook_id, event_number,
                 state, attempts, response_body, error)
             values {}",
            rows.join(", "),
        );
        execute!(tx, c => bind_values!(sqlx::query(AssertSqlSafe(text.clone())), clause.values()).execute(c))?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    id: Uuid,
    webhook_id: Uuid,
    event_number: i64,
    event_id: Uuid,
    #[sqlx(rename = "type")]
    kind: String,
    state: String,
    attempts: i64,
    next_attempt_at: i64,
    created_at: i64,
    attempted_at: Option<i64>,
    latency_ms: Option<i64>,
    response_status: Option<i64>,
    response_body: String,
    error: String,
}

impl TryFrom<DeliveryRow> for DeliveryRecord {
    type Error = AppError;

    fn try_from(row: DeliveryRow) -> Result<Self, AppError> {
        Ok(Self {
            id: WebhookDeliveryId::from_uuid(row.id),
            webhook: WebhookId::from_uuid(row.webhook_id),
            event_number: row.event_number,
            event_id: row.event_id,
            event_type: EventType::from_slug(&row.kind).ok_or(AppError::Internal)?,
            state: DeliveryState::from_slug(&row.state).ok_or(AppError::Internal)?,
            attempts: row.attempts,
            next_attempt_at: row.next_attempt_at,
            created_at: row.created_at,
            attempted_at: row.attempted_at,
            latency_ms: row.latency_ms,
            response_status: row.response_status,
            response_body: row.response_body,
            error: row.error,
        })
    }
}

/// Up to `limit` deliveries to a webhook, newest first, older than `before`.
pub(in crate::webhooks) async fn list_deliveries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    webhook: WebhookId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<DeliveryRecord>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, DeliveryRow>(
        "select d.id, d.webhook_id, d.event_number, e.id as event_id, e.type, d.state, d.attempts, d.next_attempt_at,
             d.created_at, d.attempted_at, d.latency_ms, d.response_status, d.response_body, d.error
         from webhook_deliveries d
         join events e on e.workspace_id = d.workspace_id and e.number = d.event_number
         where d.workspace_id = $1 and d.webhook_id = $2 and d.id < $3
         order by d.id desc limit $4"
    )
    .bind(workspace.uuid())
    .bind(webhook.uuid())
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all(c))?;
    rows.into_iter().map(DeliveryRecord::try_from).collect()
}

/// One delivery.
pub(in crate::webhooks) async fn load_delivery(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: WebhookDeliveryId,
) -> Result<DeliveryRecord, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, DeliveryRow>(
        "select d.id, d.webhook_id, d.event_number, e.id as event_id, e.type, d.state, d.attempts, d.next_attempt_at,
             d.created_at, d.attempted_at, d.latency_ms, d.response_status, d.response_body, d.error
         from webhook_deliveries d
         join events e on e.workspace_id = d.workspace_id and e.number = d.event_number
         where d.workspace_id = $1 and d.id = $2"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_one(c))?
    .try_into()
}

/// Gives up whatever waits for a webhook.
pub(in crate::webhooks) async fn give_up_waiting(
    tx: &mut Tx,
    workspace: WorkspaceId,
    webhook: WebhookId,
    why: &str,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update webhook_deliveries set state = 'failed', error = $1
         where workspace_id = $2 and webhook_id = $3 and state = 'pending'"
    )
    .bind(why)
    .bind(workspace.uuid())
    .bind(webhook.uuid())
    .execute(c))?;
    Ok(())
}
