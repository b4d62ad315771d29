//! The SQL of sending: a webhook is taken by one server at a time, and what each attempt came to is kept.

use app::error::AppError;
use app::values::{UserId, WebhookId, WorkspaceId};
use app::webhooks::DeliveryState;
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// Up to `limit` webhooks for which something is due, that nobody delivers to and that are not left alone: who was served
/// longest ago first.
pub(in crate::webhooks) async fn list_due(
    tx: &mut Tx,
    now: i64,
    limit: i64,
) -> Result<Vec<(WorkspaceId, WebhookId)>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, (Uuid, Uuid)>(
        "select h.workspace_id, h.id
         from webhooks h
         where h.leased_until <= $1 and h.resting_until <= $2 and h.disabled_at is null
             and exists (select 1 from webhook_deliveries d
                 where d.workspace_id = h.workspace_id and d.webhook_id = h.id and d.state = 'pending'
                     and d.next_attempt_at <= $3)
         order by h.leased_until, h.id
         limit $4"
    )
    .bind(now)
    .bind(now)
    .bind(now)
    .bind(limit)
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(workspace, id)| (WorkspaceId::from_uuid(workspace), WebhookId::from_uuid(id)))
        .collect())
}

/// Takes a webhook until `until`, unless somebody has it or it is left alone.
pub(in crate::webhooks) async fn lease(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: WebhookId,
    until: i64,
    now: i64,
) -> Result<bool, AppError> {
    let taken = execute!(tx, c => sqlx::query(
        "update webhooks set leased_until = $1
         where workspace_id = $2 and id = $3 and leased_until <= $4 and resting_until <= $5"
    )
    .bind(until)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .bind(now)
    .bind(now)
    .execute(c))?;
    Ok(taken == 1)
}

/// Lets go of a webhook now, for whoever comes once it has rested; unless somebody else has it by now.
pub(in crate::webhooks) async fn release(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: WebhookId,
    leased_until: i64,
    now: i64,
    resting_until: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update webhooks set leased_until = $1, resting_until = $2
         where workspace_id = $3 and id = $4 and leased_until = $5"
    )
    .bind(now)
    .bind(resting_until)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .bind(leased_until)
    .execute(c))?;
    Ok(())
}

/// A delivery whose time has come, and where it goes.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::webhooks) struct Due {
    pub(in crate::webhooks) id: Uuid,
    pub(in crate::webhooks) event_number: i64,
    pub(in crate::webhooks) attempts: i64,
    pub(in crate::webhooks) user_id: Uuid,
    pub(in crate::webhooks) url: String,
    pub(in crate::webhooks) sealed_secret: Vec<u8>,
}

impl Due {
    /// As whom the webhook listens.
    pub(in crate::webhooks) fn user(&self) -> UserId {
        UserId::from_uuid(self.user_id)
    }
}

/// The first delivery that is due to a webhook, in the order of events; none for whoever has not got it any more.
pub(in crate::webhooks) async fn find_due(
    tx: &mut Tx,
    workspace: WorkspaceId,
    webhook: WebhookId,
    leased_until: i64,
    now: i64,
) -> Result<Option<Due>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Due>(
        "select d.id, d.event_number, d.attempts, h.user_id, h.url, h.sealed_secret
         from webhook_deliveries d
         join webhooks h on h.workspace_id = d.workspace_id and h.id = d.webhook_id
         where d.workspace_id = $1 and d.webhook_id = $2 and d.state = 'pending' and d.next_attempt_at <= $3
             and h.disabled_at is null and h.leased_until = $4
         order by d.event_number, d.id
         limit 1"
    )
    .bind(workspace.uuid())
    .bind(webhook.uuid())
    .bind(now)
    .bind(leased_until)
    .fetch_optional(c))
}

/// What an attempt came to.
#[derive(Debug)]
pub(in crate::webhooks) struct Attempt<'a> {
    pub(in crate::webhooks) state: DeliveryState,
    pub(in crate::webhooks) attempts: i64,
    pub(in crate::webhooks) next_attempt_at: i64,
    pub(in crate::webhooks) attempted_at: i64,
    pub(in crate::webhooks) latency_ms: i64,
    pub(in crate::webhooks) response_status: Option<i64>,
    pub(in crate::webhooks) response_body: &'a str,
    pub(in crate::webhooks) error: &'a str,
}

/// Keeps what an attempt came to.
pub(in crate::webhooks) async fn keep_attempt(
    tx: &mut Tx,
    workspace: WorkspaceId,
    delivery: Uuid,
    attempt: &Attempt<'_>,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update webhook_deliveries set state = $1, attempts = $2, next_attempt_at = $3, attempted_at = $4,
             latency_ms = $5, response_status = $6, response_body = $7, error = $8
         where workspace_id = $9 and id = $10"
    )
    .bind(attempt.state.slug())
    .bind(attempt.attempts)
    .bind(attempt.next_attempt_at)
    .bind(attempt.attempted_at)
    .bind(attempt.latency_ms)
    .bind(attempt.response_status)
    .bind(attempt.response_body)
    .bind(attempt.error)
    .bind(workspace.uuid())
    .bind(delivery)
    .execute(c))?;
    Ok(())
}

/// Gives up a delivery without another attempt.
pub(in crate::webhooks) async fn give_up(
    tx: &mut Tx,
    workspace: WorkspaceId,
    delivery: Uuid,
    why: &str,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update webhook_deliveries set state = 'failed', error = $1 where workspace_id = $2 and id = $3"
    )
    .bind(why)
    .bind(workspace.uuid())
    .bind(delivery)
    .execute(c))?;
    Ok(())
}

/// A webhook took something: its failures are forgotten.
pub(in crate::webhooks) async fn forget_failures(
    tx: &mut Tx,
    workspace: WorkspaceId,
    webhook: WebhookId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update webhooks set failures = 0, failing_since = null
         where workspace_id = $1 and id = $2 and failures > 0"
    )
    .bind(workspace.uuid())
    .bind(webhook.uuid())
    .execute(c))?;
    Ok(())
}

/// A webhook took nothing: answers how often that was in a row, and since when. Nothing if it is gone or switched off.
pub(in crate::webhooks) async fn count_failure(
    tx: &mut Tx,
    workspace: WorkspaceId,
    webhook: WebhookId,
    now: i64,
) -> Result<Option<(i64, i64)>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, (i64, i64)>(
        "update webhooks set failures = failures + 1, failing_since = coalesce(failing_since, $1)
         where workspace_id = $2 and id = $3 and disabled_at is null
         returning failures, failing_since"
    )
    .bind(now)
    .bind(workspace.uuid())
    .bind(webhook.uuid())
    .fetch_optional(c))
}
