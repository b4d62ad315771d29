//! Reading projects.

use app::clients::Shown;
use app::error::AppError;
use app::projects::{Project, ProjectChoice};
use app::rates::rules::{RateTerms, effective_rate};
use app::values::{ClientId, Colour, Currency, ProjectId, UserId, WorkspaceId, name_key};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::clients::sql::stored_currency;
use crate::db::Tx;
use crate::fetch;
use crate::time_entries::sql::BOOKED_ON_SOME;

#[derive(sqlx::FromRow)]
struct ProjectRow {
    id: Uuid,
    client_id: Option<Uuid>,
    client_name: Option<String>,
    client_currency: Option<String>,
    client_archived_at: Option<i64>,
    name: String,
    colour: String,
    billable: bool,
    hourly_rate_cents: i64,
    archived_at: Option<i64>,
    tracked_seconds: i64,
    uses: i64,
}

impl ProjectRow {
    fn into_project(self, workspace_currency: Currency) -> Result<Project, AppError> {
        Ok(Project {
            id: ProjectId::from_uuid(self.id),
            client_id: self.client_id.map(ClientId::from_uuid),
            client_name: self.client_name,
            name: self.name,
            colour: stored_colour(&self.colour)?,
            billable: self.billable,
            hourly_rate_cents: self.hourly_rate_cents,
            currency: currency_of(self.client_currency.as_deref(), workspace_currency)?,
            archived: self.archived_at.is_some() || self.client_archived_at.is_some(),
            client_archived: self.client_archived_at.is_some(),
            tracked_seconds: self.tracked_seconds,
            uses: self.uses,
            budget: None,
        })
    }
}

pub(super) fn stored_colour(slug: &str) -> Result<Colour, AppError> {
    slug.parse().map_err(|error| {
        tracing::error!(%error, slug, "stored colour");
        AppError::Internal
    })
}

/// The client's currency, else the workspace's.
pub(super) fn currency_of(client: Option<&str>, workspace: Currency) -> Result<Currency, AppError> {
    client.map_or(Ok(workspace), stored_currency)
}

/// Clients by name, projects without one last; letter by letter and ignoring case, the same on both databases.
fn place(client: Option<&str>, name: &str, id: ProjectId) -> (bool, String, String, ProjectId) {
    (
        client.is_none(),
        name_key(client.unwrap_or_default()),
        name_key(name),
        id,
    )
}

/// The workspace's projects by client and name, with what was tracked on each by everybody, or by this person alone.
///
/// # Errors
/// When the database fails.
pub async fn list_projects(
    tx: &mut Tx,
    workspace: WorkspaceId,
    workspace_currency: Currency,
    shown: Shown,
    whose: Option<UserId>,
) -> Result<Vec<Project>, AppError> {
    // Everybody's time is summed from the index alone; a person in the condition would leave it.
    let (theirs, booked_on) = if whose.is_some() {
        ("and user_id = $5", BOOKED_ON_SOME)
    } else {
        ("", "e.project_id")
    };
    let text = format!(
        "select p.id, p.client_id, c.name as client_name, c.currency as client_currency,
             c.archived_at as client_archived_at, p.name, p.colour, p.billable, p.hourly_rate_cents,
             p.archived_at, coalesce(s.seconds, 0) as tracked_seconds,
             coalesce(s.entries, 0)
                 + (select count(*) from timers t where t.workspace_id = p.workspace_id and t.project_id = p.id {theirs})
                 as uses
         from projects p
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         left join (
             select {booked_on} as booked_on, cast(sum(e.seconds) as bigint) as seconds, count(*) as entries
             from time_entries e where e.workspace_id = $1 {theirs} group by booked_on
         ) s on s.booked_on = p.id
         where p.workspace_id = $2
             and ($3 or (p.archived_at is null and c.archived_at is null))
             and ($4 or p.archived_at is not null or c.archived_at is not null)"
    );
    let rows: Vec<ProjectRow> = fetch!(tx, c => {
        let query = sqlx::query_as::<_, ProjectRow>(AssertSqlSafe(text.clone()))
            .bind(workspace.uuid())
            .bind(workspace.uuid())
            .bind(shown.holds(true))
            .bind(shown.holds(false));
        match whose {
            Some(user) => query.bind(user.uuid()),
            None => query,
        }
        .fetch_all(c)
    })?;
    let mut projects = rows
        .into_iter()
        .map(|row| row.into_project(workspace_currency))
        .collect::<Result<Vec<_>, _>>()?;
    projects.sort_by_cached_key(|project| {
        place(project.client_name.as_deref(), &project.name, project.id)
    });
    Ok(projects)
}

#[derive(sqlx::FromRow)]
struct ChoiceRow {
    id: Uuid,
    name: String,
    client_name: Option<String>,
    client_currency: Option<String>,
    colour: String,
    billable: bool,
    hourly_rate_cents: i64,
    member_rate_cents: Option<i64>,
    default_rate_cents: i64,
}

/// What time can be tracked on: neither the project nor its client archived, by client and name; at the rates of this
/// person.
///
/// # Errors
/// When the database fails.
pub async fn list_choices(
    tx: &mut Tx,
    workspace: WorkspaceId,
    workspace_currency: Currency,
    user: UserId,
) -> Result<Vec<ProjectChoice>, AppError> {
    let rows: Vec<ChoiceRow> = fetch!(tx, c => sqlx::query_as::<_, ChoiceRow>(
        "select p.id, p.name, c.name as client_name, c.currency as client_currency, p.colour, p.billable,
             p.hourly_rate_cents, m.hourly_rate_cents as member_rate_cents, w.default_rate_cents
         from projects p
         join workspaces w on w.id = p.workspace_id
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         left join members m on m.workspace_id = p.workspace_id and m.user_id = $2
         where p.workspace_id = $1 and p.archived_at is null and c.archived_at is null"
    )
    .bind(workspace.uuid())
    .bind(user.uuid())
    .fetch_all(c))?;
    let mut choices = rows
        .into_iter()
        .map(|row| {
            let currency = currency_of(row.client_currency.as_deref(), workspace_currency)?;
            let rate = effective_rate(
                None,
                RateTerms {
                    project_cents: row.hourly_rate_cents,
                    project_currency: currency,
                    member_cents: row.member_rate_cents,
                    workspace_cents: row.default_rate_cents,
                    workspace_currency,
                },
            );
            Ok(ProjectChoice {
                id: ProjectId::from_uuid(row.id),
                name: row.name,
                client_name: row.client_name,
                colour: stored_colour(&row.colour)?,
                billable: row.billable,
                hourly_rate_cents: rate.cents,
                rate_source: rate.source,
                currency,
            })
        })
        .collect::<Result<Vec<_>, AppError>>()?;
    choices
        .sort_by_cached_key(|choice| place(choice.client_name.as_deref(), &choice.name, choice.id));
    Ok(choices)
}

/// A project as its own use cases need it.
#[derive(Clone, Debug)]
pub struct ProjectState {
    /// Its name.
    pub name: String,
    /// Its client.
    pub client_id: Option<ClientId>,
    /// The client's name.
    pub client_name: Option<String>,
    /// Whether the client is archived.
    pub client_archived: bool,
    /// Its colour.
    pub colour: Colour,
    /// The client's currency, else the workspace's.
    pub currency: Currency,
    /// Whether new time on it is billable.
    pub billable: bool,
    /// Minor units an hour.
    pub hourly_rate_cents: i64,
    /// How long it is meant to take.
    pub estimated_seconds: Option<i64>,
    /// What it may cost, in minor units of its currency.
    pub budget_cents: Option<i64>,
    /// Whether it is archived itself, its client left aside.
    pub archived: bool,
}

#[derive(sqlx::FromRow)]
struct StateRow {
    billable: bool,
    hourly_rate_cents: i64,
    estimated_seconds: Option<i64>,
    budget_cents: Option<i64>,
    name: String,
    client_id: Option<Uuid>,
    client_name: Option<String>,
    client_currency: Option<String>,
    client_archived_at: Option<i64>,
    colour: String,
    archived_at: Option<i64>,
}

/// One project.
///
/// # Errors
/// `AppError::NotFound` when this workspace has none of this id.
pub async fn load_project(
    tx: &mut Tx,
    workspace: WorkspaceId,
    workspace_currency: Currency,
    id: ProjectId,
) -> Result<ProjectState, AppError> {
    let row: Option<StateRow> = fetch!(tx, c => sqlx::query_as::<_, StateRow>(
        "select p.name, p.client_id, c.name as client_name, c.currency as client_currency,
             c.archived_at as client_archived_at, p.colour, p.billable, p.hourly_rate_cents,
             p.estimated_seconds, p.budget_cents, p.archived_at
         from projects p
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         where p.workspace_id = $1 and p.id = $2"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_optional(c))?;
    let row = row.ok_or(AppError::NotFound)?;
    Ok(ProjectState {
        name: row.name,
        client_id: row.client_id.map(ClientId::from_uuid),
        client_name: row.client_name,
        client_archived: row.client_archived_at.is_some(),
        colour: stored_colour(&row.colour)?,
        currency: currency_of(row.client_currency.as_deref(), workspace_currency)?,
        billable: row.billable,
        hourly_rate_cents: row.hourly_rate_cents,
        estimated_seconds: row.estimated_seconds,
        budget_cents: row.budget_cents,
        archived: row.archived_at.is_some(),
    })
}

/// The project of this name under this client (or without one), ignoring case, and whether it is archived itself.
///
/// # Errors
/// When the database fails.
pub async fn find_project_by_name(
    tx: &mut Tx,
    workspace: WorkspaceId,
    client: Option<ClientId>,
    name: &str,
) -> Result<Option<(ProjectId, bool)>, AppError> {
    let row: Option<(Uuid, Option<i64>)> = fetch!(tx, c => sqlx::query_as::<_, (Uuid, Option<i64>)>(
        "select id, archived_at from projects
         where workspace_id = $1 and name_key = $2 and client_id is not distinct from $3"
    )
    .bind(workspace.uuid())
    .bind(name_key(name))
    .bind(client.map(ClientId::uuid))
    .fetch_optional(c))?;
    Ok(row.map(|(id, archived_at)| (ProjectId::from_uuid(id), archived_at.is_some())))
}

/// How many time entries, timers, and invoices that are not void refer to the project.
///
/// # Errors
/// When the database fails.
pub async fn count_uses(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: ProjectId,
) -> Result<(i64, i64, i64), AppError> {
    fetch!(tx, c => sqlx::query_as::<_, (i64, i64, i64)>(
        "select (select count(*) from time_entries where workspace_id = $1 and project_id = $2),
             (select count(*) from timers where workspace_id = $3 and project_id = $4),
             (select count(*) from invoices where workspace_id = $5 and project_id = $6 and status <> 'void')"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .bind(workspace.uuid())
    .bind(id.uuid())
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_one(c))
}
