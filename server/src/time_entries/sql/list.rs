//! Entries as lists show them, newest first, and the place where a page ends.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use app::error::AppError;
use app::projects::ProjectRef;
use app::reports::Dimension;
use app::tags::TagRef;
use app::values::{Currency, ProjectId, TagId, TimeEntryId, UserId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::Clause;
use crate::db::Tx;
use crate::{bind_values, fetch};

/// The last entry of a page; the next page begins after it. It names a place in the order, not a row number, so that
/// pages stay right while entries are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) started_at: i64,
    pub(crate) id: TimeEntryId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.started_at, self.id.uuid().simple())
    }
}

impl FromStr for Cursor {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        let wrong = || {
            AppError::field(
                "after",
                "invalid",
                "This page is not known. Go back to the first one.",
            )
        };
        let (started_at, id) = text.split_once('_').ok_or_else(wrong)?;
        Ok(Self {
            started_at: started_at.parse().map_err(|_| wrong())?,
            id: id.parse().map_err(|_| wrong())?,
        })
    }
}

/// An entry with what its project is called; tags come by [`load_tags_of`].
#[derive(Clone, Debug)]
pub(crate) struct ListedEntry {
    pub(crate) id: TimeEntryId,
    pub(crate) user_id: UserId,
    pub(crate) project: Option<ProjectRef>,
    pub(crate) description: String,
    pub(crate) started_at: i64,
    pub(crate) ended_at: i64,
    pub(crate) seconds: i64,
    pub(crate) billable: bool,
    pub(crate) hourly_rate_cents: i64,
    /// The client's; `None` is the workspace's.
    pub(crate) currency: Option<Currency>,
    pub(crate) locked: bool,
    /// Another entry of the same person shares some of its time.
    pub(crate) overlaps: bool,
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    id: Uuid,
    user_id: Uuid,
    description: String,
    started_at: i64,
    ended_at: i64,
    seconds: i64,
    billable: bool,
    hourly_rate_cents: i64,
    locked: bool,
    overlaps: bool,
    project_id: Option<Uuid>,
    project_name: Option<String>,
    colour: Option<String>,
    client_name: Option<String>,
    currency: Option<String>,
}

impl From<ListedRow> for ListedEntry {
    fn from(row: ListedRow) -> Self {
        Self {
            id: TimeEntryId::from_uuid(row.id),
            user_id: UserId::from_uuid(row.user_id),
            project: project_ref(
                row.project_id,
                row.project_name,
                row.client_name,
                row.colour.as_deref(),
            ),
            description: row.description,
            started_at: row.started_at,
            ended_at: row.ended_at,
            seconds: row.seconds,
            billable: row.billable,
            hourly_rate_cents: row.hourly_rate_cents,
            currency: row.currency.and_then(|code| Currency::parse(&code).ok()),
            locked: row.locked,
            overlaps: row.overlaps,
        }
    }
}

/// A joined project, if the row has one.
pub(super) fn project_ref(
    id: Option<Uuid>,
    name: Option<String>,
    client_name: Option<String>,
    colour: Option<&str>,
) -> Option<ProjectRef> {
    Some(ProjectRef {
        id: ProjectId::from_uuid(id?),
        name: name?,
        client_name,
        colour: colour
            .and_then(|slug| slug.parse().ok())
            .unwrap_or_default(),
    })
}

/// What is read of an entry (`e`), its project (`p`) and client (`c`).
const LISTED: &str =
    "e.id, e.user_id, e.description, e.started_at, e.ended_at, e.seconds, e.billable,
     e.hourly_rate_cents, e.invoice_id is not null as locked,
     exists (select 1 from time_entries o
         where o.workspace_id = e.workspace_id and o.user_id = e.user_id
             and o.started_at < e.ended_at and o.started_at > e.ended_at - 259200
             and o.ended_at > e.started_at and o.id <> e.id) as overlaps,
     e.project_id, p.name as project_name, p.colour, c.name as client_name, c.currency";

/// What an entry's project and client are.
const NAMED: &str =
    "left join projects p on p.workspace_id = e.workspace_id and p.id = e.project_id
     left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id";

/// Up to `limit` entries that the clause (on `e`) lets through, newest first, beginning after the cursor.
///
/// What overlaps an entry is looked for among those that began up to three days before it ended: that keeps the search
/// within the index, and few entries last longer.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list_entries(
    tx: &mut Tx,
    clause: &Clause,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<ListedEntry>, AppError> {
    let mut clause = clause.clone();
    if let Some(after) = after {
        let started_at = clause.bind(after.started_at);
        let id = clause.bind(after.id.uuid());
        clause.and_text(&format!("(e.started_at, e.id) < ({started_at}, {id})"));
    }
    let limit = clause.bind(limit);
    let text = format!(
        "select {LISTED}
         from time_entries e {NAMED}
         where {}
         order by e.started_at desc, e.id desc
         limit {limit}",
        clause.text(),
    );
    let rows: Vec<ListedRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    Ok(rows.into_iter().map(ListedEntry::from).collect())
}

#[derive(sqlx::FromRow)]
struct GroupedRow {
    group_id: Option<Uuid>,
    #[sqlx(flatten)]
    entry: ListedRow,
}

/// All entries that the clause (on `e`) lets through with the thing they are grouped by, newest first; an entry is there
/// once for each of its tags.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list_grouped(
    tx: &mut Tx,
    clause: &Clause,
    by: Dimension,
) -> Result<Vec<(Option<Uuid>, ListedEntry)>, AppError> {
    let (column, join) = match by {
        Dimension::Client => ("p.client_id", ""),
        Dimension::User => ("e.user_id", ""),
        Dimension::Tag => (
            "m.tag_id",
            "left join time_entry_tags m on m.workspace_id = e.workspace_id and m.time_entry_id = e.id",
        ),
        _ => ("e.project_id", ""),
    };
    let text = format!(
        "select {column} as group_id, {LISTED}
         from time_entries e {join} {NAMED}
         where {}
         order by e.started_at desc, e.id desc",
        clause.text(),
    );
    let rows: Vec<GroupedRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|row| (row.group_id, ListedEntry::from(row.entry)))
        .collect())
}

/// One entry that the clause lets through.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_listed(
    tx: &mut Tx,
    clause: &Clause,
) -> Result<Option<ListedEntry>, AppError> {
    Ok(list_entries(tx, clause, None, 1).await?.pop())
}

#[derive(sqlx::FromRow)]
struct TagRow {
    time_entry_id: Uuid,
    id: Uuid,
    name: String,
}

/// The tags of these entries by name, in one query; entries without tags are not in the map.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_tags_of(
    tx: &mut Tx,
    workspace: WorkspaceId,
    entries: &[TimeEntryId],
) -> Result<HashMap<TimeEntryId, Vec<TagRef>>, AppError> {
    let mut tags: HashMap<TimeEntryId, Vec<TagRef>> = HashMap::new();
    if entries.is_empty() {
        return Ok(tags);
    }
    let mut clause = Clause::of_workspace("g", workspace);
    clause.and_one_of("g.time_entry_id", entries.iter().map(|id| id.uuid()));
    let text = format!(
        "select g.time_entry_id, t.id, t.name from time_entry_tags g
         join tags t on t.workspace_id = g.workspace_id and t.id = g.tag_id
         where {} order by t.name_key",
        clause.text(),
    );
    let rows: Vec<TagRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    for row in rows {
        let tag = TagRef {
            id: TagId::from_uuid(row.id),
            name: row.name,
        };
        tags.entry(TimeEntryId::from_uuid(row.time_entry_id))
            .or_default()
            .push(tag);
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_address() {
        let cursor = Cursor {
            started_at: -5,
            id: TimeEntryId::from_uuid(Uuid::from_u128(7)),
        };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        for text in ["", "_", "5", "x_00000000000000000000000000000007", "5_7"] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
