//! The SQL of the event log: numbers are handed out by the workspace's own row.

pub(super) mod along;

use app::error::AppError;
use app::events::EventType;
use app::values::{UserId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Event, Happening};
use crate::db::Tx;
use crate::time_entries::sql::Clause;
use crate::{bind_values, execute, fetch};

/// Numbers for new events.
#[derive(Debug)]
pub(super) struct Numbers {
    /// The first of them.
    pub(super) first: i64,
    /// Whether a webhook listens in this workspace.
    pub(super) is_heard: bool,
}

/// Takes the next `count` numbers. Whoever else writes events of the workspace waits for this transaction's end, so that
/// none is seen before a smaller one.
pub(super) async fn take_numbers(
    tx: &mut Tx,
    workspace: WorkspaceId,
    count: i64,
) -> Result<Numbers, AppError> {
    let (last, is_heard) = fetch!(tx, c => sqlx::query_as::<_, (i64, bool)>(
        "update workspaces set last_event = last_event + $1 where id = $2
         returning last_event,
             exists (select 1 from webhooks w where w.workspace_id = $3 and w.disabled_at is null)"
    )
    .bind(count)
    .bind(workspace.uuid())
    .bind(workspace.uuid())
    .fetch_one(c))?;
    Ok(Numbers {
        first: last - count + 1,
        is_heard,
    })
}

/// Writes events.
pub(super) async fn insert_events(
    tx: &mut Tx,
    workspace: WorkspaceId,
    events: &[Event],
) -> Result<(), AppError> {
    // Up to seven places a row.
    const ROWS: usize = 250;
    for events in events.chunks(ROWS) {
        let mut clause = Clause::of_workspace("e", workspace);
        let mut rows = Vec::with_capacity(events.len());
        for event in events {
            let (number, id) = (clause.bind(event.number), clause.bind(event.id));
            let kind = clause.bind(event.what.kind.slug().to_owned());
            let object = optional(&mut clause, event.what.object);
            let whose = optional(&mut clause, event.what.whose.map(UserId::uuid));
            let actor = optional(&mut clause, event.actor.map(UserId::uuid));
            let at = clause.bind(event.at);
            rows.push(format!(
                "($1, {number}, {id}, {kind}, {object}, {whose}, {actor}, {at})"
            ));
        }
        let text = format!(
            "insert into events (workspace_id, number, id, type, object_id, user_id, actor_id, at) values {}",
            rows.join(", "),
        );
        execute!(tx, c => bind_values!(sqlx::query(AssertSqlSafe(text.clone())), clause.values()).execute(c))?;
    }
    Ok(())
}

fn optional(clause: &mut Clause, id: Option<Uuid>) -> String {
    id.map_or_else(|| "null".to_owned(), |id| clause.bind(id))
}

/// An event as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub struct EventRow {
    number: i64,
    id: Uuid,
    #[sqlx(rename = "type")]
    kind: String,
    object_id: Option<Uuid>,
    user_id: Option<Uuid>,
    actor_id: Option<Uuid>,
    at: i64,
}

impl EventRow {
    /// The event.
    ///
    /// # Errors
    /// When its kind is not known.
    pub fn event(self, workspace: WorkspaceId) -> Result<Event, AppError> {
        Ok(Event {
            workspace,
            number: self.number,
            id: self.id,
            what: Happening {
                kind: EventType::from_slug(&self.kind).ok_or(AppError::Internal)?,
                object: self.object_id,
                whose: self.user_id.map(UserId::from_uuid),
            },
            actor: self.actor_id.map(UserId::from_uuid),
            at: self.at,
        })
    }
}

/// Events after a number, the oldest first.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_after(
    tx: &mut Tx,
    workspace: WorkspaceId,
    number: i64,
    limit: i64,
) -> Result<Vec<Event>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, EventRow>(
        "select number, id, type, object_id, user_id, actor_id, at from events
         where workspace_id = $1 and number > $2 order by number limit $3"
    )
    .bind(workspace.uuid())
    .bind(number)
    .bind(limit)
    .fetch_all(c))?;
    rows.into_iter().map(|row| row.event(workspace)).collect()
}

/// One event.
///
/// # Errors
/// `AppError::NotFound` when there is none of this number.
pub async fn load_event(
    tx: &mut Tx,
    workspace: WorkspaceId,
    number: i64,
) -> Result<Event, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, EventRow>(
        "select number, id, type, object_id, user_id, actor_id, at from events
         where workspace_id = $1 and number = $2"
    )
    .bind(workspace.uuid())
    .bind(number)
    .fetch_one(c))?
    .event(workspace)
}

/// From which number on every event of a workspace is still known, and the number of its newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The number before the oldest that is kept.
    pub before: i64,
    /// The newest.
    pub last: i64,
}

/// What of a workspace's events is still there.
///
/// # Errors
/// When the database is out of reach.
pub async fn load_reach(tx: &mut Tx, workspace: WorkspaceId) -> Result<Reach, AppError> {
    let (last, oldest) = fetch!(tx, c => sqlx::query_as::<_, (i64, Option<i64>)>(
        "select w.last_event, (select min(e.number) from events e where e.workspace_id = w.id)
         from workspaces w where w.id = $1"
    )
    .bind(workspace.uuid())
    .fetch_one(c))?;
    Ok(Reach {
        before: oldest.map_or(last, |oldest| oldest - 1),
        last,
    })
}

/// Forgets up to `limit` events from before `before`, in every workspace; answers how many that were.
pub(super) async fn delete_old(tx: &mut Tx, before: i64, limit: i64) -> Result<i64, AppError> {
    let gone = execute!(tx, c => sqlx::query(
        "delete from events where (workspace_id, number) in
             (select old.workspace_id, old.number from events old where old.at < $1 limit $2)"
    )
    .bind(before)
    .bind(limit)
    .execute(c))?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}
