//! The SQL of invitations: within one workspace for who invites, by token or address for who was invited.

use app::access::Role;
use app::error::AppError;
use app::values::{InvitationId, UserId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// An invitation as it stands in its table, with the names around it.
#[derive(Clone, Debug)]
pub struct StoredInvitation {
    /// Where to.
    pub workspace_id: WorkspaceId,
    /// Its id.
    pub id: InvitationId,
    /// Whom.
    pub email: String,
    /// The address as it is compared.
    pub email_key: String,
    /// As what.
    pub role: Role,
    /// Until when its link works, in unix seconds.
    pub expires_at: i64,
    /// Its link went to the address alone.
    pub mailed: bool,
    /// The workspace's name.
    pub workspace: String,
    /// The name of who asked.
    pub inviter: String,
}

#[derive(sqlx::FromRow)]
struct InvitationRow {
    workspace_id: Uuid,
    id: Uuid,
    email: String,
    email_key: String,
    role: String,
    expires_at: i64,
    mailed: bool,
    workspace: String,
    inviter: String,
}

impl TryFrom<InvitationRow> for StoredInvitation {
    type Error = AppError;

    fn try_from(row: InvitationRow) -> Result<Self, AppError> {
        Ok(Self {
            workspace_id: WorkspaceId::from_uuid(row.workspace_id),
            id: InvitationId::from_uuid(row.id),
            email: row.email,
            email_key: row.email_key,
            role: Role::from_slug(&row.role).ok_or(AppError::Internal)?,
            expires_at: row.expires_at,
            mailed: row.mailed,
            workspace: row.workspace,
            inviter: row.inviter,
        })
    }
}

/// The columns of an [`InvitationRow`] up to its condition.
macro_rules! select_invitations {
    ($condition:literal) => {
        concat!(
            "select i.workspace_id, i.id, i.email, i.email_key, i.role, i.expires_at, i.mailed, w.name as workspace,
                    u.name as inviter
             from invitations i
             join workspaces w on w.id = i.workspace_id
             join users u on u.id = i.invited_by
             where ",
            $condition
        )
    };
}

/// An invitation to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewRow<'a> {
    /// Its id.
    pub id: InvitationId,
    /// Whom.
    pub email: &'a str,
    /// The address as it is compared.
    pub email_key: &'a str,
    /// As what.
    pub role: Role,
    /// Who asks.
    pub invited_by: UserId,
    /// SHA-256 of the token.
    pub token_hash: &'a [u8],
    /// Its link goes to the address alone.
    pub mailed: bool,
    /// Unix seconds.
    pub now: i64,
    /// Unix seconds.
    pub expires_at: i64,
}

/// Stores an invitation in place of the last to its address.
///
/// # Errors
/// When the database refuses.
pub async fn replace_invitation(
    tx: &mut Tx,
    workspace: WorkspaceId,
    new: NewRow<'_>,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from invitations where workspace_id = $1 and email_key = $2")
        .bind(workspace.uuid()).bind(new.email_key).execute(c))?;
    execute!(tx, c => sqlx::query(
        "insert into invitations
             (workspace_id, id, email, email_key, role, token_hash, invited_by, created_at, expires_at, mailed)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(workspace.uuid())
    .bind(new.id.uuid())
    .bind(new.email)
    .bind(new.email_key)
    .bind(new.role.slug())
    .bind(new.token_hash)
    .bind(new.invited_by.uuid())
    .bind(new.now)
    .bind(new.expires_at)
    .bind(new.mailed)
    .execute(c))?;
    Ok(())
}

/// The workspace's invitations by address.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_invitations(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<StoredInvitation>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, InvitationRow>(
        select_invitations!("i.workspace_id = $1 order by i.email_key, i.id")
    ).bind(workspace.uuid()).fetch_all(c))?
    .into_iter()
    .map(StoredInvitation::try_from)
    .collect()
}

/// An invitation of this workspace.
///
/// # Errors
/// `AppError::NotFound` if it has none of this id.
pub async fn find_invitation(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: InvitationId,
) -> Result<StoredInvitation, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, InvitationRow>(
        select_invitations!("i.workspace_id = $1 and i.id = $2")
    ).bind(workspace.uuid()).bind(id.uuid()).fetch_one(c))?
    .try_into()
}

/// The invitation whose link carries this token.
///
/// # Errors
/// When the database is out of reach.
pub async fn find_by_token(
    tx: &mut Tx,
    token_hash: &[u8],
) -> Result<Option<StoredInvitation>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, InvitationRow>(select_invitations!("i.token_hash = $1"))
        .bind(token_hash).fetch_optional(c))?
    .map(StoredInvitation::try_from)
    .transpose()
}

/// The invitations to an address.
///
/// # Errors
/// When the database is out of reach.
pub async fn list_for_address(
    tx: &mut Tx,
    email_key: &str,
) -> Result<Vec<StoredInvitation>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, InvitationRow>(
        select_invitations!("i.email_key = $1 order by lower(w.name), i.id")
    ).bind(email_key).fetch_all(c))?
    .into_iter()
    .map(StoredInvitation::try_from)
    .collect()
}

/// Takes an invitation out of the table.
///
/// # Errors
/// When the database refuses.
pub async fn delete_invitation(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: InvitationId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from invitations where workspace_id = $1 and id = $2")
        .bind(workspace.uuid()).bind(id.uuid()).execute(c))?;
    Ok(())
}

/// Forgets invitations that expired before this instant.
///
/// # Errors
/// When the database refuses.
pub async fn delete_expired_invitations(tx: &mut Tx, before: i64) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from invitations where expires_at < $1").bind(before).execute(c))?;
    Ok(())
}

/// Takes back what somebody sent: whoever may no longer invite has nobody on the way.
///
/// # Errors
/// When the database refuses.
pub async fn delete_invitations_of(
    tx: &mut Tx,
    workspace: WorkspaceId,
    inviter: UserId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from invitations where workspace_id = $1 and invited_by = $2")
        .bind(workspace.uuid()).bind(inviter.uuid()).execute(c))?;
    Ok(())
}
