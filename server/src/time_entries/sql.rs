//! The SQL of time entries: single rows here; lists, changes to several and deletions in the files below.

mod filter;
mod list;
mod many;
mod names;
mod records;
pub(crate) mod rows;
mod totals;
mod trash;

use app::error::AppError;
use app::rates::rules::{RateTerms, effective_rate};
use app::values::{Currency, ProjectId, TagId, TimeEntryId, UserId, WorkspaceId, name_key};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::clients::sql::stored_currency;
use crate::db::Tx;
use crate::{bind_values, execute, fetch};

pub(crate) use filter::{Clause, Value};
pub(crate) use list::{Cursor, ListedEntry, list_entries, list_grouped, load_listed, load_tags_of};
pub(crate) use many::{
    add_tags, drop_tags, load_stored_entries, remove_tags, set_fields, set_project,
};
pub(crate) use names::{
    Colleague, find_colleague, list_people, load_client_names, load_project_names, load_tag_names,
};
pub(crate) use records::list_records;
pub(crate) use totals::{
    AMOUNT, BOOKED_ON_SOME, WeekPart, booked_on, load_totals, load_week_parts, sum_seconds,
};
pub(crate) use trash::{bring_back, delete_stale, delete_to_trash, load_deleted};

/// What an hour of an entry cost, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    /// What an hour of its member costs at this moment: for a new entry.
    OfMember,
    /// What it was when the entry was made: for one that comes back.
    Kept(Option<i64>),
}

/// An entry to be, in full; see [`insert_time_entry`].
#[derive(Clone, Debug)]
pub(crate) struct NewEntryRow {
    /// Made with `Services::new_id`.
    pub(crate) id: TimeEntryId,
    /// Whose time it is.
    pub(crate) user_id: UserId,
    /// What it is booked on.
    pub(crate) project_id: Option<ProjectId>,
    /// What was done, already trimmed and checked.
    pub(crate) description: String,
    /// First start: unix seconds.
    pub(crate) started_at: i64,
    /// End, at least `started_at + seconds`: unix seconds.
    pub(crate) ended_at: i64,
    /// Tracked time, pauses left out.
    pub(crate) seconds: i64,
    /// Whether it counts for money.
    pub(crate) billable: bool,
    /// Minor units an hour.
    pub(crate) hourly_rate_cents: i64,
    /// What an hour of it costs the workspace; never rewritten afterwards.
    pub(crate) internal_cost: Cost,
    /// What an import knows it by; unique in the workspace.
    pub(crate) import_key: Option<String>,
    /// Its labels, each once.
    pub(crate) tag_ids: Vec<TagId>,
    /// Now: unix seconds.
    pub(crate) created_at: i64,
}

/// Writes an entry and its tags.
///
/// # Errors
/// When the database refuses it: a project or tag of another workspace, an import key that exists.
pub(crate) async fn insert_time_entry(
    tx: &mut Tx,
    workspace: WorkspaceId,
    entry: &NewEntryRow,
) -> Result<(), AppError> {
    let (is_kept, kept) = match entry.internal_cost {
        Cost::OfMember => (false, None),
        Cost::Kept(cents) => (true, cents),
    };
    execute!(tx, c => sqlx::query(
        "insert into time_entries (workspace_id, id, user_id, project_id, description, description_key, started_at,
             ended_at, seconds, billable, hourly_rate_cents, import_key, created_at, updated_at, internal_cost_cents)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
             case when $15 then cast($16 as bigint)
                  else (select internal_cost_cents from members where workspace_id = $1 and user_id = $3) end)"
    )
    .bind(workspace.uuid())
    .bind(entry.id.uuid())
    .bind(entry.user_id.uuid())
    .bind(entry.project_id.map(ProjectId::uuid))
    .bind(entry.description.as_str())
    .bind(name_key(&entry.description))
    .bind(entry.started_at)
    .bind(entry.ended_at)
    .bind(entry.seconds)
    .bind(entry.billable)
    .bind(entry.hourly_rate_cents)
    .bind(entry.import_key.as_deref())
    .bind(entry.created_at)
    .bind(entry.created_at)
    .bind(is_kept)
    .bind(kept)
    .execute(c))?;
    add_tags(tx, workspace, &[entry.id], &entry.tag_ids).await
}

/// An entry as it stands in its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredEntry {
    pub(crate) id: TimeEntryId,
    pub(crate) user_id: UserId,
    pub(crate) project_id: Option<ProjectId>,
    pub(crate) description: String,
    pub(crate) started_at: i64,
    pub(crate) ended_at: i64,
    pub(crate) seconds: i64,
    pub(crate) billable: bool,
    pub(crate) hourly_rate_cents: i64,
    pub(crate) internal_cost_cents: Option<i64>,
    pub(crate) locked: bool,
    pub(crate) import_key: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) tag_ids: Vec<TagId>,
}

impl StoredEntry {
    /// Whether both say the same; labels stand in no order.
    pub(crate) fn says_what(&self, other: &Self) -> bool {
        let sorted = |entry: &Self| {
            let mut entry = entry.clone();
            entry.tag_ids.sort_unstable();
            entry
        };
        sorted(self) == sorted(other)
    }
}

/// Writes what an edit may change: everything but owner, import key and creation. The tags become `entry.tag_ids`.
///
/// # Errors
/// When the database refuses it.
pub(crate) async fn update_time_entry(
    tx: &mut Tx,
    workspace: WorkspaceId,
    entry: &StoredEntry,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update time_entries set project_id = $3, description = $4, description_key = $5, started_at = $6,
             ended_at = $7, seconds = $8, billable = $9, hourly_rate_cents = $10, updated_at = $11
         where workspace_id = $1 and id = $2"
    )
    .bind(workspace.uuid())
    .bind(entry.id.uuid())
    .bind(entry.project_id.map(ProjectId::uuid))
    .bind(entry.description.as_str())
    .bind(name_key(&entry.description))
    .bind(entry.started_at)
    .bind(entry.ended_at)
    .bind(entry.seconds)
    .bind(entry.billable)
    .bind(entry.hourly_rate_cents)
    .bind(now)
    .execute(c))?;
    execute!(tx, c => sqlx::query("delete from time_entry_tags where workspace_id = $1 and time_entry_id = $2")
        .bind(workspace.uuid())
        .bind(entry.id.uuid())
        .execute(c))?;
    add_tags(tx, workspace, &[entry.id], &entry.tag_ids).await
}

/// What new time of somebody's on a project begins with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProjectTerms {
    /// Itself or its client is archived.
    pub(crate) archived: bool,
    pub(crate) billable: bool,
    /// The project's rate, else the person's, else the workspace's.
    pub(crate) hourly_rate_cents: i64,
    /// The client's currency; `None` is the workspace's.
    pub(crate) currency: Option<Currency>,
}

#[derive(sqlx::FromRow)]
struct TermsRow {
    archived: bool,
    billable: bool,
    hourly_rate_cents: i64,
    currency: Option<String>,
    member_rate_cents: Option<i64>,
    default_rate_cents: i64,
    workspace_currency: String,
}

impl TermsRow {
    fn into_terms(self) -> Result<ProjectTerms, AppError> {
        let workspace_currency = stored_currency(&self.workspace_currency)?;
        let currency = self.currency.as_deref().map(stored_currency).transpose()?;
        let rate = effective_rate(
            None,
            RateTerms {
                project_cents: self.hourly_rate_cents,
                project_currency: currency.unwrap_or(workspace_currency),
                member_cents: self.member_rate_cents,
                workspace_cents: self.default_rate_cents,
                workspace_currency,
            },
        );
        Ok(ProjectTerms {
            archived: self.archived,
            billable: self.billable,
            hourly_rate_cents: rate.cents,
            currency,
        })
    }
}

/// What new time of this person's on a project of this workspace begins with, if it has the project: the one place where
/// an entry finds its rate.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_project_terms(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    project: ProjectId,
) -> Result<Option<ProjectTerms>, AppError> {
    let row: Option<TermsRow> = fetch!(tx, c => sqlx::query_as(
        "select p.archived_at is not null or c.archived_at is not null as archived, p.billable, p.hourly_rate_cents,
             c.currency, m.hourly_rate_cents as member_rate_cents, w.default_rate_cents, w.currency as workspace_currency
         from projects p
         join workspaces w on w.id = p.workspace_id
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         left join members m on m.workspace_id = p.workspace_id and m.user_id = $3
         where p.workspace_id = $1 and p.id = $2"
    )
    .bind(workspace.uuid())
    .bind(project.uuid())
    .bind(user.uuid())
    .fetch_optional(c))?;
    row.map(TermsRow::into_terms).transpose()
}

/// Which of these tags the workspace has.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_known_tags(
    tx: &mut Tx,
    workspace: WorkspaceId,
    tags: &[TagId],
) -> Result<Vec<TagId>, AppError> {
    let ids = load_known(tx, workspace, "tags", tags.iter().map(|tag| tag.uuid())).await?;
    Ok(ids.into_iter().map(TagId::from_uuid).collect())
}

/// Which of these projects the workspace has, archived or not.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_known_projects(
    tx: &mut Tx,
    workspace: WorkspaceId,
    projects: &[ProjectId],
) -> Result<Vec<ProjectId>, AppError> {
    let ids = load_known(
        tx,
        workspace,
        "projects",
        projects.iter().map(|id| id.uuid()),
    )
    .await?;
    Ok(ids.into_iter().map(ProjectId::from_uuid).collect())
}

async fn load_known(
    tx: &mut Tx,
    workspace: WorkspaceId,
    table: &'static str,
    ids: impl ExactSizeIterator<Item = Uuid>,
) -> Result<Vec<Uuid>, AppError> {
    if ids.len() == 0 {
        return Ok(Vec::new());
    }
    let mut clause = Clause::of_workspace("k", workspace);
    clause.and_one_of("k.id", ids);
    let text = format!("select k.id from {table} k where {}", clause.text());
    fetch!(tx, c => bind_values!(sqlx::query_scalar(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))
}
