//! What people, projects and tags are called, for rows that refer to them.

use std::collections::HashMap;

use app::access::Role;
use app::accounts::PersonRef;
use app::error::AppError;
use app::values::{ClientId, ProjectId, TagId, UserId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::Clause;
use crate::db::Tx;
use crate::{bind_values, fetch};

/// Somebody whose time may be in a workspace.
#[derive(Clone, Debug)]
pub(crate) struct Colleague {
    pub(crate) who: PersonRef,
    /// What they are there; `None` for who left and whose time stayed.
    pub(crate) role: Option<Role>,
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: Uuid,
    name: String,
    picture_at: Option<i64>,
    role: Option<String>,
}

impl From<PersonRow> for Colleague {
    fn from(row: PersonRow) -> Self {
        let role = row.role.as_deref().and_then(Role::from_slug);
        Self {
            who: PersonRef {
                id: UserId::from_uuid(row.id),
                name: row.name,
                // Pictures are for those who share a workspace.
                picture_at: row.picture_at.filter(|_| role.is_some()),
            },
            role,
        }
    }
}

/// The members of a workspace and whose time stayed when they left, by name. Who has time there is found by one step of
/// the index a person, however many entries there are.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list_people(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<Colleague>, AppError> {
    let rows: Vec<PersonRow> = fetch!(tx, c => sqlx::query_as(
        "with recursive trackers (user_id) as (
             select (select e.user_id from time_entries e where e.workspace_id = w.id order by e.user_id limit 1)
             from workspaces w where w.id = $1
             union all
             select (select e.user_id from time_entries e
                 where e.workspace_id = $2 and e.user_id > t.user_id order by e.user_id limit 1)
             from trackers t where t.user_id is not null
         )
         select u.id, u.name, u.picture_at, m.role
         from users u
         left join members m on m.workspace_id = $3 and m.user_id = u.id
         where u.id in (select user_id from trackers where user_id is not null
             union select user_id from members where workspace_id = $4)
         order by lower(u.name), u.id"
    )
    .bind(workspace.uuid())
    .bind(workspace.uuid())
    .bind(workspace.uuid())
    .bind(workspace.uuid())
    .fetch_all(c))?;
    Ok(rows.into_iter().map(Colleague::from).collect())
}

/// What a member of the workspace is; `None` for anybody else.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn find_colleague(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Colleague>, AppError> {
    let row: Option<PersonRow> = fetch!(tx, c => sqlx::query_as(
        "select u.id, u.name, u.picture_at, m.role
         from users u left join members m on m.workspace_id = $1 and m.user_id = u.id
         where u.id = $2"
    )
    .bind(workspace.uuid())
    .bind(user.uuid())
    .fetch_optional(c))?;
    Ok(row.map(Colleague::from))
}

/// What these projects are called.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_project_names(
    tx: &mut Tx,
    workspace: WorkspaceId,
    projects: impl IntoIterator<Item = ProjectId>,
) -> Result<HashMap<ProjectId, String>, AppError> {
    let ids: Vec<Uuid> = projects.into_iter().map(ProjectId::uuid).collect();
    let names = load_names(tx, workspace, "projects", ids).await?;
    Ok(names
        .into_iter()
        .map(|(id, name)| (ProjectId::from_uuid(id), name))
        .collect())
}

/// What these clients are called.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_client_names(
    tx: &mut Tx,
    workspace: WorkspaceId,
    clients: impl IntoIterator<Item = ClientId>,
) -> Result<HashMap<ClientId, String>, AppError> {
    let ids: Vec<Uuid> = clients.into_iter().map(ClientId::uuid).collect();
    let names = load_names(tx, workspace, "clients", ids).await?;
    Ok(names
        .into_iter()
        .map(|(id, name)| (ClientId::from_uuid(id), name))
        .collect())
}

/// What these tags are called.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_tag_names(
    tx: &mut Tx,
    workspace: WorkspaceId,
    tags: impl IntoIterator<Item = TagId>,
) -> Result<HashMap<TagId, String>, AppError> {
    let ids: Vec<Uuid> = tags.into_iter().map(TagId::uuid).collect();
    let names = load_names(tx, workspace, "tags", ids).await?;
    Ok(names
        .into_iter()
        .map(|(id, name)| (TagId::from_uuid(id), name))
        .collect())
}

async fn load_names(
    tx: &mut Tx,
    workspace: WorkspaceId,
    table: &'static str,
    mut ids: Vec<Uuid>,
) -> Result<Vec<(Uuid, String)>, AppError> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut clause = Clause::of_workspace("k", workspace);
    clause.and_one_of("k.id", ids);
    let text = format!("select k.id, k.name from {table} k where {}", clause.text());
    fetch!(tx, c => bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))
}
