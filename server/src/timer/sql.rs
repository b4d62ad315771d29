//! The SQL of timers; a timer's key is its workspace and its person.

use app::access::Actor;
use app::error::AppError;
use app::projects::ProjectRef;
use app::tags::TagRef;
use app::timer::Timer;
use app::timer::rules::{Phase, TimerClock};
use app::values::{ProjectId, TagId, UserId, WorkspaceId, name_key};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A timer as it stands in its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTimer {
    /// What time will be booked on.
    pub project_id: Option<ProjectId>,
    /// What is being done.
    pub description: String,
    /// What the person decided about the billable mark; `None` follows the project.
    pub billable: Option<bool>,
    /// What it has counted.
    pub clock: TimerClock,
    /// Its labels, in the order of their ids.
    pub tag_ids: Vec<TagId>,
}

#[derive(sqlx::FromRow)]
struct TimerRow {
    project_id: Option<Uuid>,
    description: String,
    billable: Option<bool>,
    started_at: i64,
    accumulated_seconds: i64,
    resumed_at: Option<i64>,
    paused_at: Option<i64>,
    project_name: Option<String>,
    colour: Option<String>,
    project_billable: Option<bool>,
    client_name: Option<String>,
}

impl TimerRow {
    fn clock(&self) -> TimerClock {
        TimerClock {
            started_at: self.started_at,
            accumulated: self.accumulated_seconds,
            phase: match self.resumed_at {
                Some(resumed_at) => Phase::Running { resumed_at },
                None => Phase::Paused {
                    paused_at: self.paused_at.unwrap_or(self.started_at),
                },
            },
        }
    }
}

async fn load_row(tx: &mut Tx, actor: &Actor) -> Result<Option<TimerRow>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, TimerRow>(
        "select t.project_id, t.description, t.billable, t.started_at, t.accumulated_seconds, t.resumed_at,
             t.paused_at, p.name as project_name, p.colour, p.billable as project_billable, c.name as client_name
         from timers t
         left join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         where t.workspace_id = $1 and t.user_id = $2"
    )
    .bind(actor.workspace_id.uuid())
    .bind(actor.user_id.uuid())
    .fetch_optional(c))
}

async fn load_tags(tx: &mut Tx, actor: &Actor) -> Result<Vec<TagRef>, AppError> {
    let rows: Vec<(Uuid, String)> = fetch!(tx, c => sqlx::query_as::<_, (Uuid, String)>(
        "select g.id, g.name
         from timer_tags t
         join tags g on g.workspace_id = t.workspace_id and g.id = t.tag_id
         where t.workspace_id = $1 and t.user_id = $2
         order by g.id"
    )
    .bind(actor.workspace_id.uuid())
    .bind(actor.user_id.uuid())
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| TagRef {
            id: TagId::from_uuid(id),
            name,
        })
        .collect())
}

/// The actor's timer as its bar shows it at `now_millis` since 1970, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn find_timer(
    tx: &mut Tx,
    actor: &Actor,
    now_millis: i64,
) -> Result<Option<Timer>, AppError> {
    let (now, millis) = (now_millis.div_euclid(1000), now_millis.rem_euclid(1000));
    let Some(row) = load_row(tx, actor).await? else {
        return Ok(None);
    };
    let mut tags = load_tags(tx, actor).await?;
    tags.sort_by_cached_key(|tag| (name_key(&tag.name), tag.id));
    let clock = row.clock();
    let project = row
        .project_id
        .zip(row.project_name)
        .map(|(id, name)| ProjectRef {
            id: ProjectId::from_uuid(id),
            name,
            client_name: row.client_name,
            colour: row
                .colour
                .and_then(|slug| slug.parse().ok())
                .unwrap_or_default(),
        });
    Ok(Some(Timer {
        project,
        description: row.description,
        tags,
        billable: row.billable.or(row.project_billable).unwrap_or(false),
        state: clock.state(),
        started_at: clock.started_at,
        elapsed: clock.elapsed(now),
        as_of: now,
        as_of_millis: millis,
    }))
}

/// The actor's timer as it is stored, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn load_stored_timer(
    tx: &mut Tx,
    actor: &Actor,
) -> Result<Option<StoredTimer>, AppError> {
    let Some(row) = load_row(tx, actor).await? else {
        return Ok(None);
    };
    let tag_ids = load_tags(tx, actor)
        .await?
        .into_iter()
        .map(|tag| tag.id)
        .collect();
    Ok(Some(StoredTimer {
        clock: row.clock(),
        project_id: row.project_id.map(ProjectId::from_uuid),
        description: row.description,
        billable: row.billable,
        tag_ids,
    }))
}

/// Keeps the actor's timer as it is now, whether there was one or not.
///
/// # Errors
/// When the database refuses it.
pub async fn upsert_timer(
    tx: &mut Tx,
    actor: &Actor,
    timer: &StoredTimer,
    now: i64,
) -> Result<(), AppError> {
    let (resumed_at, paused_at) = match timer.clock.phase {
        Phase::Running { resumed_at } => (Some(resumed_at), None),
        Phase::Paused { paused_at } => (None, Some(paused_at)),
    };
    execute!(tx, c => sqlx::query(
        "insert into timers (workspace_id, user_id, project_id, description, billable, started_at,
             accumulated_seconds, resumed_at, paused_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (workspace_id, user_id) do update set
             project_id = excluded.project_id, description = excluded.description, billable = excluded.billable,
             started_at = excluded.started_at, accumulated_seconds = excluded.accumulated_seconds,
             resumed_at = excluded.resumed_at, paused_at = excluded.paused_at, updated_at = excluded.updated_at"
    )
    .bind(actor.workspace_id.uuid())
    .bind(actor.user_id.uuid())
    .bind(timer.project_id.map(ProjectId::uuid))
    .bind(timer.description.as_str())
    .bind(timer.billable)
    .bind(timer.clock.started_at)
    .bind(timer.clock.accumulated)
    .bind(resumed_at)
    .bind(paused_at)
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Makes `tags` the labels of the actor's timer.
///
/// # Errors
/// When the database refuses one.
pub async fn replace_tags(tx: &mut Tx, actor: &Actor, tags: &[TagId]) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from timer_tags where workspace_id = $1 and user_id = $2")
        .bind(actor.workspace_id.uuid())
        .bind(actor.user_id.uuid())
        .execute(c))?;
    for tag in tags {
        execute!(tx, c => sqlx::query(
            "insert into timer_tags (workspace_id, user_id, tag_id) values ($1, $2, $3)"
        )
        .bind(actor.workspace_id.uuid())
        .bind(actor.user_id.uuid())
        .bind(tag.uuid())
        .execute(c))?;
    }
    Ok(())
}

/// Removes the actor's timer and its labels.
///
/// # Errors
/// When the database refuses.
pub async fn delete_timer(tx: &mut Tx, actor: &Actor) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from timers where workspace_id = $1 and user_id = $2")
        .bind(actor.workspace_id.uuid())
        .bind(actor.user_id.uuid())
        .execute(c))?;
    Ok(())
}

/// Pauses the running timers of a workspace, or only this person's, at an instant, with what each had counted until then.
/// One that was resumed later counts nothing since. All instants are unix seconds. Answers whose timers they are.
///
/// # Errors
/// When the database refuses.
pub async fn pause_timers(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: Option<UserId>,
    at: i64,
    now: i64,
) -> Result<Vec<UserId>, AppError> {
    let user = user.map(UserId::uuid);
    let rows = fetch!(tx, c => sqlx::query_scalar::<_, Uuid>(
        "update timers set
             accumulated_seconds = accumulated_seconds + case when resumed_at < $2 then $3 - resumed_at else 0 end,
             paused_at = case when resumed_at < $4 then $5 else resumed_at end,
             resumed_at = null,
             updated_at = $6
         where workspace_id = $1 and resumed_at is not null and ($7 is null or user_id = $8)
         returning user_id"
    )
    .bind(workspace.uuid())
    .bind(at)
    .bind(at)
    .bind(at)
    .bind(at)
    .bind(now)
    .bind(user)
    .bind(user)
    .fetch_all(c))?;
    Ok(rows.into_iter().map(UserId::from_uuid).collect())
}
