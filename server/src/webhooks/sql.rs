//! The SQL of webhooks; always within one workspace. What is sent to them is in the files below.

pub mod attempts;
pub mod deliveries;

use app::access::{Plan, Role};
use app::error::AppError;
use app::events::EventType;
use app::values::{UserId, WebhookId, WorkspaceId};
use uuid::Uuid;

use super::records::WebhookRecord;
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::{execute, fetch};

/// A webhook to be.
#[derive(Debug)]
pub(super) struct NewRow<'a> {
    pub(super) id: WebhookId,
    pub(super) user: UserId,
    pub(super) url: &'a str,
    pub(super) description: &'a str,
    pub(super) sealed_secret: &'a [u8],
    pub(super) event_types: &'a [EventType],
    /// Unix seconds.
    pub(super) now: i64,
}

/// The kinds of events as the table has them.
fn joined(kinds: &[EventType]) -> String {
    let slugs: Vec<&str> = kinds.iter().map(|kind| kind.slug()).collect();
    slugs.join(" ")
}

fn split(text: &str) -> Vec<EventType> {
    text.split_whitespace()
        .filter_map(EventType::from_slug)
        .collect()
}

/// How many webhooks a workspace has.
pub(super) async fn count_webhooks(tx: &mut Tx, workspace: WorkspaceId) -> Result<i64, AppError> {
    fetch!(tx, c => sqlx::query_scalar::<_, i64>("select count(*) from webhooks where workspace_id = $1")
        .bind(workspace.uuid())
        .fetch_one(c))
}

/// Stores a webhook.
pub(super) async fn insert_webhook(
    tx: &mut Tx,
    workspace: WorkspaceId,
    row: NewRow<'_>,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into webhooks (workspace_id, id, user_id, url, description, sealed_secret, event_types, gave_up,
             failures, leased_until, resting_until, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, $9, $10)"
    )
    .bind(workspace.uuid())
    .bind(row.id.uuid())
    .bind(row.user.uuid())
    .bind(row.url)
    .bind(row.description)
    .bind(row.sealed_secret)
    .bind(joined(row.event_types))
    .bind(false)
    .bind(row.now)
    .bind(row.now)
    .execute(c))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct WebhookRow {
    id: Uuid,
    user_id: Uuid,
    creator: String,
    url: String,
    description: String,
    event_types: String,
    disabled_at: Option<i64>,
    gave_up: bool,
    failing_since: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

impl From<WebhookRow> for WebhookRecord {
    fn from(row: WebhookRow) -> Self {
        Self {
            id: WebhookId::from_uuid(row.id),
            user: UserId::from_uuid(row.user_id),
            creator: row.creator,
            url: row.url,
            description: row.description,
            event_types: split(&row.event_types),
            disabled_at: row.disabled_at,
            gave_up: row.gave_up,
            failing_since: row.failing_since,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A part of the webhooks in the order of their ids: everybody's, or this person's.
pub(super) async fn list_webhooks(
    tx: &mut Tx,
    workspace: WorkspaceId,
    whose: Option<UserId>,
    slice: Slice,
) -> Result<Vec<WebhookRecord>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, WebhookRow>(
        "select h.id, h.user_id, u.name as creator, h.url, h.description, h.event_types, h.disabled_at, h.gave_up,
             h.failing_since, h.created_at, h.updated_at
         from webhooks h join users u on u.id = h.user_id
         where h.workspace_id = $1 and ($2 or h.user_id = $3) and h.id > $4
         order by h.id limit $5"
    )
    .bind(workspace.uuid())
    .bind(whose.is_none())
    .bind(whose.map(UserId::uuid))
    .bind(slice.above())
    .bind(slice.limit)
    .fetch_all(c))?;
    Ok(rows.into_iter().map(WebhookRecord::from).collect())
}

/// One webhook.
pub(super) async fn load_webhook(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: WebhookId,
) -> Result<WebhookRecord, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, WebhookRow>(
        "select h.id, h.user_id, u.name as creator, h.url, h.description, h.event_types, h.disabled_at, h.gave_up,
             h.failing_since, h.created_at, h.updated_at
         from webhooks h join users u on u.id = h.user_id
         where h.workspace_id = $1 and h.id = $2"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_one(c))
    .map(WebhookRecord::from)
}

/// Keeps where a webhook goes, what it is for and what it hears. Changed, it is tried at once.
pub(super) async fn update_webhook(
    tx: &mut Tx,
    workspace: WorkspaceId,
    webhook: &WebhookRecord,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update webhooks set url = $1, description = $2, event_types = $3, updated_at = $4, resting_until = 0
         where workspace_id = $5 and id = $6"
    )
    .bind(webhook.url.as_str())
    .bind(webhook.description.as_str())
    .bind(joined(&webhook.event_types))
    .bind(now)
    .bind(workspace.uuid())
    .bind(webhook.id.uuid())
    .execute(c))?;
    Ok(())
}

/// Switches a webhook on, its failures forgotten.
pub(super) async fn enable(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: WebhookId,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update webhooks set disabled_at = null, gave_up = $1, failures = 0, failing_since = null, updated_at = $2,
             resting_until = 0
         where workspace_id = $3 and id = $4"
    )
    .bind(false)
    .bind(now)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .execute(c))?;
    Ok(())
}

/// Switches a webhook off: by somebody, or since it `gave_up`.
pub(super) async fn disable(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: WebhookId,
    gave_up: bool,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update webhooks set disabled_at = $1, gave_up = $2, updated_at = $3 where workspace_id = $4 and id = $5"
    )
    .bind(now)
    .bind(gave_up)
    .bind(now)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .execute(c))?;
    Ok(())
}

/// Lets a webhook that is left alone be tried at once.
pub(super) async fn end_rest(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: WebhookId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update webhooks set resting_until = 0 where workspace_id = $1 and id = $2 and resting_until > 0"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .execute(c))?;
    Ok(())
}

/// Deletes a webhook with what was sent to it.
pub(super) async fn delete_webhook(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: WebhookId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from webhooks where workspace_id = $1 and id = $2")
        .bind(workspace.uuid())
        .bind(id.uuid())
        .execute(c))?;
    Ok(())
}

/// A webhook that works, with how its maker stands.
#[derive(Debug)]
pub(super) struct Listener {
    pub(super) id: WebhookId,
    pub(super) user: UserId,
    pub(super) role: Role,
    pub(super) plan: Plan,
    /// Empty is every one.
    pub(super) event_types: Vec<EventType>,
}

/// The webhooks of a workspace that are switched on.
pub(super) async fn list_listeners(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<Listener>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, (Uuid, Uuid, String, String, String)>(
        "select h.id, h.user_id, m.role, w.plan, h.event_types
         from webhooks h
         join members m on m.workspace_id = h.workspace_id and m.user_id = h.user_id
         join workspaces w on w.id = h.workspace_id
         where h.workspace_id = $1 and h.disabled_at is null
         order by h.id"
    )
    .bind(workspace.uuid())
    .fetch_all(c))?;
    rows.into_iter()
        .map(|(id, user, role, plan, kinds)| {
            Ok(Listener {
                id: WebhookId::from_uuid(id),
                user: UserId::from_uuid(user),
                role: Role::from_slug(&role).ok_or(AppError::Internal)?,
                plan: Plan::from_slug(&plan).ok_or(AppError::Internal)?,
                event_types: split(&kinds),
            })
        })
        .collect()
}
