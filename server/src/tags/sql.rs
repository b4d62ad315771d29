//! The SQL of tags; always within one workspace.

pub mod records;
pub(crate) mod rows;

use app::error::AppError;
use app::tags::{Tag, TagRef};
use app::values::{TagId, UserId, WorkspaceId, name_key};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::Tx;
use crate::db::rows::Known;
use crate::{execute, fetch};

#[derive(sqlx::FromRow)]
struct TagRow {
    id: Uuid,
    name: String,
    uses: i64,
}

impl From<TagRow> for Tag {
    fn from(row: TagRow) -> Self {
        Self {
            id: TagId::from_uuid(row.id),
            name: row.name,
            uses: row.uses,
        }
    }
}

/// The workspace's tags by name with their use: letter by letter and ignoring case, the same on both databases.
///
/// # Errors
/// When the database fails.
pub async fn list_tags(
    tx: &mut Tx,
    workspace: WorkspaceId,
    whose: Option<UserId>,
) -> Result<Vec<Tag>, AppError> {
    let theirs = match whose {
        Some(_) => {
            "and exists (select 1 from time_entries e where e.workspace_id = used.workspace_id
                 and e.id = used.time_entry_id and e.user_id = $2)"
        }
        None => "",
    };
    let text = format!(
        "select id, name,
             (select count(*) from time_entry_tags used
              where used.workspace_id = tags.workspace_id and used.tag_id = tags.id {theirs}) as uses
         from tags
         where workspace_id = $1"
    );
    let rows: Vec<TagRow> = fetch!(tx, c => {
        let query = sqlx::query_as::<_, TagRow>(AssertSqlSafe(text.clone())).bind(workspace.uuid());
        match whose {
            Some(user) => query.bind(user.uuid()),
            None => query,
        }
        .fetch_all(c)
    })?;
    let mut tags: Vec<Tag> = rows.into_iter().map(Tag::from).collect();
    tags.sort_by_cached_key(|tag| (name_key(&tag.name), tag.id));
    Ok(tags)
}

/// The workspace's tags by name, as selectors offer them.
///
/// # Errors
/// When the database fails.
pub async fn list_tag_refs(tx: &mut Tx, workspace: WorkspaceId) -> Result<Vec<TagRef>, AppError> {
    let rows: Vec<(Uuid, String)> = fetch!(tx, c => sqlx::query_as::<_, (Uuid, String)>(
        "select id, name from tags where workspace_id = $1"
    )
    .bind(workspace.uuid())
    .fetch_all(c))?;
    let mut tags: Vec<TagRef> = rows
        .into_iter()
        .map(|(id, name)| TagRef {
            id: TagId::from_uuid(id),
            name,
        })
        .collect();
    tags.sort_by_cached_key(|tag| (name_key(&tag.name), tag.id));
    Ok(tags)
}

/// The name of a tag.
///
/// # Errors
/// `AppError::NotFound` when this workspace has none of this id.
pub async fn load_tag_name(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: TagId,
) -> Result<String, AppError> {
    let name: Option<String> = fetch!(tx, c => sqlx::query_scalar::<_, String>(
        "select name from tags where workspace_id = $1 and id = $2"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_optional(c))?;
    name.ok_or(AppError::NotFound)
}

/// The tag of this name, ignoring case.
///
/// # Errors
/// When the database fails.
pub async fn find_tag_by_name(
    tx: &mut Tx,
    workspace: WorkspaceId,
    name: &str,
) -> Result<Option<TagId>, AppError> {
    let id: Option<Uuid> = fetch!(tx, c => sqlx::query_scalar::<_, Uuid>(
        "select id from tags where workspace_id = $1 and name_key = $2"
    )
    .bind(workspace.uuid())
    .bind(name_key(name))
    .fetch_optional(c))?;
    Ok(id.map(TagId::from_uuid))
}

/// How many locked entries carry the tag.
///
/// # Errors
/// When the database fails.
pub async fn count_locked_uses(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: TagId,
) -> Result<i64, AppError> {
    fetch!(tx, c => sqlx::query_scalar::<_, i64>(
        "select count(*)
         from time_entry_tags used
         join time_entries e on e.workspace_id = used.workspace_id and e.id = used.time_entry_id
         where used.workspace_id = $1 and used.tag_id = $2 and e.invoice_id is not null"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_one(c))
}

/// Adds a tag.
///
/// # Errors
/// When the database fails.
pub async fn insert_tag(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: TagId,
    name: &str,
    now: i64,
) -> Result<(), AppError> {
    let row = rows::Row {
        id: id.uuid(),
        name,
        created_at: now,
        updated_at: now,
    };
    rows::write(tx, workspace, Known::Refused, &[row]).await
}

/// Renames a tag.
///
/// # Errors
/// When the database fails.
pub async fn rename_tag(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: TagId,
    name: &str,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update tags set name = $1, name_key = $2, updated_at = $3 where workspace_id = $4 and id = $5"
    )
    .bind(name)
    .bind(name_key(name))
    .bind(now)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .execute(c))?;
    Ok(())
}

/// Deletes a tag; entries and timers lose it with it.
///
/// # Errors
/// When the database fails.
pub async fn delete_tag(tx: &mut Tx, workspace: WorkspaceId, id: TagId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from tags where workspace_id = $1 and id = $2")
        .bind(workspace.uuid())
        .bind(id.uuid())
        .execute(c))?;
    Ok(())
}
