//! The SQL of connected apps and of the codes they come for a token with.

use app::error::AppError;
use app::tokens::Scope;
use app::values::{ApiTokenId, UserId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A code as it is stored.
#[derive(Debug)]
pub struct NewCode<'a> {
    /// Its id; says nothing about the code.
    pub id: Uuid,
    /// Who allowed it.
    pub user: UserId,
    /// Its SHA-256.
    pub code_hash: &'a [u8],
    /// What the app calls itself to the server.
    pub client_id: &'a str,
    /// What it calls itself to people.
    pub client_name: &'a str,
    /// Where the code is sent to.
    pub redirect_uri: &'a str,
    /// What the app will prove that it asked.
    pub challenge: &'a str,
    /// What the token may do.
    pub scope: Scope,
    /// From when on it is worth nothing.
    pub expires_at: i64,
}

/// A stored code.
#[derive(Debug, sqlx::FromRow)]
pub struct CodeRow {
    /// Who allowed it.
    pub user_id: Uuid,
    /// What the app calls itself to the server.
    pub client_id: String,
    /// What it calls itself to people.
    pub client_name: String,
    /// Where the code was sent to.
    pub redirect_uri: String,
    /// What the app proves that it asked.
    pub challenge: String,
    /// `read` or `write`.
    pub scope: String,
    /// From when on it is worth nothing.
    pub expires_at: i64,
    /// The token it was exchanged for.
    pub token_id: Option<Uuid>,
}

/// A connected app as the list needs it.
#[derive(Debug, sqlx::FromRow)]
pub struct ConnectionRow {
    /// Its token's id.
    pub id: Uuid,
    /// What it calls itself.
    pub name: String,
    /// The workspace's name.
    pub workspace: String,
    /// `read` or `write`.
    pub scope: String,
    /// Unix seconds.
    pub created_at: i64,
    /// To the minute.
    pub last_used_at: Option<i64>,
}

/// Stores a code.
///
/// # Errors
/// When the database refuses.
pub async fn insert_code(
    tx: &mut Tx,
    workspace: WorkspaceId,
    code: NewCode<'_>,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into connect_codes (workspace_id, id, user_id, code_hash, client_id, client_name, redirect_uri, challenge,
             scope, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(workspace.uuid())
    .bind(code.id)
    .bind(code.user.uuid())
    .bind(code.code_hash)
    .bind(code.client_id)
    .bind(code.client_name)
    .bind(code.redirect_uri)
    .bind(code.challenge)
    .bind(code.scope.slug())
    .bind(code.expires_at)
    .execute(c))?;
    Ok(())
}

/// Which code has this hash, and of which workspace it is.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_code(tx: &mut Tx, hash: &[u8]) -> Result<Option<(WorkspaceId, Uuid)>, AppError> {
    let found = fetch!(tx, c => sqlx::query_as::<_, (Uuid, Uuid)>(
        "select workspace_id, id from connect_codes where code_hash = $1"
    ).bind(hash).fetch_optional(c))?;
    Ok(found.map(|(workspace, id)| (WorkspaceId::from_uuid(workspace), id)))
}

/// A code of the workspace, if it is still there.
///
/// # Errors
/// When the database is out of reach.
pub async fn load_code(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: Uuid,
) -> Result<Option<CodeRow>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, CodeRow>(
        "select user_id, client_id, client_name, redirect_uri, challenge, scope, expires_at, token_id
         from connect_codes where workspace_id = $1 and id = $2"
    ).bind(workspace.uuid()).bind(id).fetch_optional(c))
}

/// Notes which token the code was exchanged for; `false` if it was exchanged or withdrawn meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn use_code(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: Uuid,
    token: ApiTokenId,
) -> Result<bool, AppError> {
    let changed = execute!(tx, c => sqlx::query(
        "update connect_codes set token_id = $1 where workspace_id = $2 and id = $3 and token_id is null"
    ).bind(token.uuid()).bind(workspace.uuid()).bind(id).execute(c))?;
    Ok(changed == 1)
}

/// Withdraws every code that a person allowed.
///
/// # Errors
/// When the database refuses.
pub async fn delete_codes_of(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from connect_codes where user_id = $1")
        .bind(user.uuid()).execute(c))?;
    Ok(())
}

/// Withdraws every code that a person allowed in a workspace.
///
/// # Errors
/// When the database refuses.
pub async fn delete_codes_in(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from connect_codes where workspace_id = $1 and user_id = $2")
        .bind(workspace.uuid()).bind(user.uuid()).execute(c))?;
    Ok(())
}

/// Forgets codes that were worth nothing by `before`.
///
/// # Errors
/// When the database refuses.
pub async fn delete_old_codes(tx: &mut Tx, before: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from connect_codes where expires_at <= $1").bind(before).execute(c))?;
    Ok(())
}

/// A person's connected apps in the workspaces they belong to, newest first.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_connections(tx: &mut Tx, user: UserId) -> Result<Vec<ConnectionRow>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, ConnectionRow>(
        "select t.id, t.name, w.name as workspace, t.scope, t.created_at, t.last_used_at
         from api_tokens t
         join members m on m.workspace_id = t.workspace_id and m.user_id = t.user_id
         join workspaces w on w.id = t.workspace_id
         where t.user_id = $1 and t.client_id is not null and t.revoked_at is null
         order by t.created_at desc, t.id desc"
    ).bind(user.uuid()).fetch_all(c))
}

/// The workspace of one of a person's connected apps.
///
/// # Errors
/// `AppError::NotFound` when the person has none of this id.
pub async fn find_connection(
    tx: &mut Tx,
    user: UserId,
    id: ApiTokenId,
) -> Result<WorkspaceId, AppError> {
    let workspace = fetch!(tx, c => sqlx::query_scalar::<_, Uuid>(
        "select t.workspace_id from api_tokens t
         join members m on m.workspace_id = t.workspace_id and m.user_id = t.user_id
         where t.user_id = $1 and t.id = $2 and t.client_id is not null and t.revoked_at is null"
    ).bind(user.uuid()).bind(id.uuid()).fetch_one(c))?;
    Ok(WorkspaceId::from_uuid(workspace))
}
