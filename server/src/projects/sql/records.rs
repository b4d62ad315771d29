//! Reading projects by id.

use app::access::{Actor, Permission};
use app::clients::Shown;
use app::error::AppError;
use app::values::{ClientId, ProjectId};
use uuid::Uuid;

use super::list::{currency_of, stored_colour};
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::fetch;
use crate::projects::records::ProjectRecord;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    client_id: Option<Uuid>,
    name: String,
    colour: String,
    billable: bool,
    hourly_rate_cents: i64,
    estimated_seconds: Option<i64>,
    budget_cents: Option<i64>,
    client_currency: Option<String>,
    archived_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

impl Row {
    fn into_record(self, actor: &Actor) -> Result<ProjectRecord, AppError> {
        Ok(ProjectRecord {
            id: ProjectId::from_uuid(self.id),
            client_id: self.client_id.map(ClientId::from_uuid),
            name: self.name,
            colour: stored_colour(&self.colour)?,
            billable: self.billable,
            hourly_rate_cents: self.hourly_rate_cents,
            currency: currency_of(self.client_currency.as_deref(), actor.currency)?,
            estimated_seconds: self.estimated_seconds,
            budget_cents: self
                .budget_cents
                .filter(|_| actor.may(Permission::ReadOthersTime).is_ok()),
            archived: self.archived_at.is_some(),
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// A part of the workspace's projects, in the order of their ids; of one client, if one is named.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    actor: &Actor,
    shown: Shown,
    client: Option<ClientId>,
    slice: Slice,
) -> Result<Vec<ProjectRecord>, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Row>(
        "select p.id, p.client_id, p.name, p.colour, p.billable, p.hourly_rate_cents, c.currency as client_currency,
             p.estimated_seconds, p.budget_cents, coalesce(p.archived_at, c.archived_at) as archived_at, p.created_at,
             p.updated_at
         from projects p
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         where p.workspace_id = $1
             and ($2 or (p.archived_at is null and c.archived_at is null))
             and ($3 or p.archived_at is not null or c.archived_at is not null)
             and ($4 or p.client_id = $5) and p.id > $6
         order by p.id limit $7"
    )
    .bind(actor.workspace_id.uuid())
    .bind(shown.holds(true))
    .bind(shown.holds(false))
    .bind(client.is_none())
    .bind(client.map(ClientId::uuid))
    .bind(slice.above())
    .bind(slice.limit)
    .fetch_all(c))?
    .into_iter()
    .map(|row| row.into_record(actor))
    .collect()
}

/// One project.
///
/// # Errors
/// `AppError::NotFound` when this workspace has none of this id.
pub async fn load(tx: &mut Tx, actor: &Actor, id: ProjectId) -> Result<ProjectRecord, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Row>(
        "select p.id, p.client_id, p.name, p.colour, p.billable, p.hourly_rate_cents, c.currency as client_currency,
             p.estimated_seconds, p.budget_cents, coalesce(p.archived_at, c.archived_at) as archived_at, p.created_at,
             p.updated_at
         from projects p
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         where p.workspace_id = $1 and p.id = $2"
    )
    .bind(actor.workspace_id.uuid())
    .bind(id.uuid())
    .fetch_one(c))?
    .into_record(actor)
}
