//! SQL of an account's end.

use app::error::AppError;
use app::values::{UserId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A workspace of which the person is the Owner.
#[derive(Debug, sqlx::FromRow)]
pub struct OwnedWorkspace {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// How many others belong to it.
    pub others: i64,
}

/// The workspaces a person owns, by name.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_owned(tx: &mut Tx, user: UserId) -> Result<Vec<OwnedWorkspace>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, OwnedWorkspace>(
        "select w.id, w.name,
                (select count(*) from members o where o.workspace_id = w.id and o.user_id <> m.user_id) as others
         from members m join workspaces w on w.id = m.workspace_id
         where m.user_id = $1 and m.role = 'owner'
         order by lower(w.name), w.id"
    ).bind(user.uuid()).fetch_all(c))
}

/// Deletes a workspace with everything in it, unless somebody else belongs to it by now; `false` then.
///
/// # Errors
/// When the database refuses.
pub async fn delete_lonely_workspace(
    tx: &mut Tx,
    id: WorkspaceId,
    user: UserId,
) -> Result<bool, AppError> {
    // Whoever is joining at this moment has joined once this is through, and is seen by the next statement.
    execute!(tx, c => sqlx::query("update workspaces set updated_at = updated_at where id = $1")
        .bind(id.uuid()).execute(c))?;
    let deleted = execute!(tx, c => sqlx::query(
        "delete from workspaces where id = $1
         and not exists (select 1 from members where workspace_id = $1 and user_id <> $2)"
    ).bind(id.uuid()).bind(user.uuid()).execute(c))?;
    Ok(deleted == 1)
}

/// Removes everything that is the person's alone. Their timers go with their memberships.
///
/// # Errors
/// When the database refuses.
pub async fn delete_belongings(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    for statement in [
        "delete from members where user_id = $1",
        "delete from uploads where user_id = $1",
        "delete from sessions where user_id = $1",
        "delete from two_factor where user_id = $1",
        "delete from recovery_codes where user_id = $1",
        "delete from passkeys where user_id = $1",
        "delete from connect_codes where user_id = $1",
        "delete from api_tokens where user_id = $1",
        "delete from challenges where user_id = $1",
        "delete from email_links where user_id = $1",
        "delete from known_devices where user_id = $1",
        "delete from security_log where user_id = $1",
        "delete from user_pictures where user_id = $1",
    ] {
        execute!(tx, c => sqlx::query(statement).bind(user.uuid()).execute(c))?;
    }
    Ok(())
}

/// Leaves a row that entries in others' workspaces refer to, with nothing of the person in it.
///
/// # Errors
/// When the database refuses.
pub async fn anonymise(tx: &mut Tx, user: UserId, now: i64) -> Result<(), AppError> {
    // No address has this key: there is no @ in it.
    let key = format!("deleted:{user}");
    execute!(tx, c => sqlx::query(
        "update users set name = 'Deleted person', email = '', email_key = $1, password_hash = '', timezone = '',
             week_start = null, theme = 'system', email_verified_at = null, awaiting_link = false, picture_at = null,
             deleted_at = $2, updated_at = $3
         where id = $4"
    ).bind(key).bind(now).bind(now).bind(user.uuid()).execute(c))?;
    Ok(())
}
