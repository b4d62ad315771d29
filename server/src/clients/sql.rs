//! The SQL of clients; always within one workspace.

pub mod records;
pub(crate) mod rows;

use app::clients::rules::ClientDetails;
use app::clients::{Client, ClientRef, Shown};
use app::error::AppError;
use app::values::{ClientId, Currency, WorkspaceId, name_key};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::rows::Known;
use crate::{execute, fetch};

#[derive(sqlx::FromRow)]
struct ClientRow {
    id: Uuid,
    name: String,
    currency: String,
    billing_details: String,
    notes: String,
    archived_at: Option<i64>,
    project_count: i64,
}

impl TryFrom<ClientRow> for Client {
    type Error = AppError;

    fn try_from(row: ClientRow) -> Result<Self, AppError> {
        Ok(Self {
            id: ClientId::from_uuid(row.id),
            name: row.name,
            currency: stored_currency(&row.currency)?,
            billing_details: row.billing_details,
            notes: row.notes,
            archived: row.archived_at.is_some(),
            project_count: row.project_count,
        })
    }
}

/// A currency as the database holds it.
///
/// # Errors
/// `AppError::Internal` when it holds something else.
pub fn stored_currency(code: &str) -> Result<Currency, AppError> {
    Currency::parse(code).map_err(|error| {
        tracing::error!(%error, code, "stored currency");
        AppError::Internal
    })
}

/// The workspace's clients by name: letter by letter and ignoring case, the same on both databases.
///
/// # Errors
/// When the database fails.
pub async fn list_clients(
    tx: &mut Tx,
    workspace: WorkspaceId,
    shown: Shown,
) -> Result<Vec<Client>, AppError> {
    let rows: Vec<ClientRow> = fetch!(tx, c => sqlx::query_as::<_, ClientRow>(
        "select id, name, currency, billing_details, notes, archived_at,
             (select count(*) from projects
              where projects.workspace_id = clients.workspace_id and projects.client_id = clients.id)
              as project_count
         from clients
         where workspace_id = $1 and ($2 or archived_at is null) and ($3 or archived_at is not null)"
    )
    .bind(workspace.uuid())
    .bind(shown.holds(true))
    .bind(shown.holds(false))
    .fetch_all(c))?;
    let mut clients = rows
        .into_iter()
        .map(Client::try_from)
        .collect::<Result<Vec<_>, _>>()?;
    clients.sort_by_cached_key(|client| (name_key(&client.name), client.id));
    Ok(clients)
}

/// Clients in use by name, as selectors offer them.
///
/// # Errors
/// When the database fails.
pub async fn list_client_refs(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<ClientRef>, AppError> {
    let rows: Vec<(Uuid, String)> = fetch!(tx, c => sqlx::query_as::<_, (Uuid, String)>(
        "select id, name from clients where workspace_id = $1 and archived_at is null"
    )
    .bind(workspace.uuid())
    .fetch_all(c))?;
    let mut clients: Vec<ClientRef> = rows
        .into_iter()
        .map(|(id, name)| ClientRef {
            id: ClientId::from_uuid(id),
            name,
        })
        .collect();
    clients.sort_by_cached_key(|client| (name_key(&client.name), client.id));
    Ok(clients)
}

/// One client.
///
/// # Errors
/// `AppError::NotFound` when this workspace has none of this id.
pub async fn load_client(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ClientId,
) -> Result<Client, AppError> {
    let row: Option<ClientRow> = fetch!(tx, c => sqlx::query_as::<_, ClientRow>(
        "select id, name, currency, billing_details, notes, archived_at,
             (select count(*) from projects
              where projects.workspace_id = clients.workspace_id and projects.client_id = clients.id)
              as project_count
         from clients
         where workspace_id = $1 and id = $2"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_optional(c))?;
    row.ok_or(AppError::NotFound)?.try_into()
}

/// The client of this name, ignoring case, and whether it is archived.
///
/// # Errors
/// When the database fails.
pub async fn find_client_by_name(
    tx: &mut Tx,
    workspace: WorkspaceId,
    name: &str,
) -> Result<Option<(ClientId, bool)>, AppError> {
    let row: Option<(Uuid, Option<i64>)> = fetch!(tx, c => sqlx::query_as::<_, (Uuid, Option<i64>)>(
        "select id, archived_at from clients where workspace_id = $1 and name_key = $2"
    )
    .bind(workspace.uuid())
    .bind(name_key(name))
    .fetch_optional(c))?;
    Ok(row.map(|(id, archived_at)| (ClientId::from_uuid(id), archived_at.is_some())))
}

/// Adds a client.
///
/// # Errors
/// When the database fails.
pub async fn insert_client(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ClientId,
    client: &ClientDetails,
    now: i64,
) -> Result<(), AppError> {
    let row = rows::Row {
        id: id.uuid(),
        name: &client.name,
        currency: client.currency.code(),
        billing_details: &client.billing_details,
        notes: &client.notes,
        archived_at: None,
        created_at: now,
        updated_at: now,
    };
    rows::write(tx, workspace, Known::Refused, &[row]).await
}

/// Changes a client.
///
/// # Errors
/// When the database fails.
pub async fn update_client(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ClientId,
    client: &ClientDetails,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update clients
         set name = $1, name_key = $2, currency = $3, billing_details = $4, notes = $5, updated_at = $6
         where workspace_id = $7 and id = $8"
    )
    .bind(&client.name)
    .bind(name_key(&client.name))
    .bind(client.currency.code())
    .bind(&client.billing_details)
    .bind(&client.notes)
    .bind(now)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .execute(c))?;
    Ok(())
}

/// Hides a client or brings it back.
///
/// # Errors
/// When the database fails.
pub async fn archive_client(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ClientId,
    archived: bool,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update clients set archived_at = $1, updated_at = $2 where workspace_id = $3 and id = $4"
    )
    .bind(archived.then_some(now))
    .bind(now)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .execute(c))?;
    Ok(())
}

/// How many invoices were made for the client, void ones and credit notes among them.
///
/// # Errors
/// When the database fails.
pub async fn count_invoices(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ClientId,
) -> Result<i64, AppError> {
    fetch!(tx, c => sqlx::query_scalar(
        "select count(*) from invoices where workspace_id = $1 and client_id = $2"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_one(c))
}

/// Deletes a client.
///
/// # Errors
/// When the database fails, or a project still refers to it.
pub async fn delete_client(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ClientId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from clients where workspace_id = $1 and id = $2")
        .bind(workspace.uuid())
        .bind(id.uuid())
        .execute(c))?;
    Ok(())
}
