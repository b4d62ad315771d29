//! The SQL of imports: what a workspace has already, and rows by the hundred.

mod rows;

use std::collections::{HashMap, HashSet};

use app::error::AppError;
use app::values::{ClientId, Currency, ProjectId, TagId, UserId, WorkspaceId};
use uuid::Uuid;

use super::plan::{Catalog, KnownClient, KnownProject};
use crate::db::Tx;
use crate::db::rows::{VALUES, places};
use crate::fetch;

pub(crate) use rows::{insert_clients, insert_entries, insert_projects, insert_tags};

/// What the workspace has already.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_catalog(tx: &mut Tx, workspace: WorkspaceId) -> Result<Catalog, AppError> {
    let id = workspace.uuid();
    let clients: Vec<(Uuid, String, String)> = fetch!(tx, c => sqlx::query_as("select id, name_key, currency from clients where workspace_id = $1")
            .bind(id)
            .fetch_all(c))?;
    let projects: Vec<(Uuid, Option<Uuid>, String, i64)> = fetch!(tx, c => sqlx::query_as(
        "select id, client_id, name_key, hourly_rate_cents from projects where workspace_id = $1"
    )
    .bind(id)
    .fetch_all(c))?;
    let tags: Vec<(Uuid, String)> = fetch!(tx, c => sqlx::query_as("select id, name_key from tags where workspace_id = $1").bind(id).fetch_all(c))?;
    let members: Vec<(Uuid, String)> = fetch!(tx, c => sqlx::query_as(
        "select u.id, u.email_key from members m join users u on u.id = m.user_id where m.workspace_id = $1"
    )
    .bind(id)
    .fetch_all(c))?;
    Ok(Catalog {
        clients: clients
            .into_iter()
            .map(|(id, key, currency)| {
                let currency = Currency::parse(&currency).map_err(|_| AppError::Internal)?;
                Ok((
                    key,
                    KnownClient {
                        id: ClientId::from_uuid(id),
                        currency,
                    },
                ))
            })
            .collect::<Result<HashMap<_, _>, AppError>>()?,
        projects: projects
            .into_iter()
            .map(|(id, client, key, hourly_rate_cents)| {
                let known = KnownProject {
                    id: ProjectId::from_uuid(id),
                    hourly_rate_cents,
                };
                ((client.map(ClientId::from_uuid), key), known)
            })
            .collect(),
        tags: tags
            .into_iter()
            .map(|(id, key)| (key, TagId::from_uuid(id)))
            .collect(),
        members: members
            .into_iter()
            .map(|(id, key)| (key, UserId::from_uuid(id)))
            .collect(),
    })
}

/// Those of these import keys whose entries are here.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_known_keys(
    tx: &mut Tx,
    workspace: WorkspaceId,
    keys: Vec<&str>,
) -> Result<HashSet<String>, AppError> {
    let mut known = HashSet::new();
    for batch in keys.chunks(VALUES) {
        let text = tx.text(format!(
            "select import_key from time_entries where workspace_id = $1 and import_key in {}",
            places(2, batch.len())
        ));
        let found: Vec<String> = fetch!(tx, c => {
            let mut query = sqlx::query_scalar(text).bind(workspace.uuid());
            for key in batch {
                query = query.bind((*key).to_owned());
            }
            query.fetch_all(c)
        })?;
        known.extend(found);
    }
    Ok(known)
}
