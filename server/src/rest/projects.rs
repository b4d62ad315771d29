//! `/projects`.

use app::error::AppError;
use app::projects::ProjectForm;
use app::values::{ClientId, Currency, ProjectId, format_clock, format_plain};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, Page, Reply, instant, show};
use super::call::{Asked, At, Call};
use super::change::{Change, Nothing};
use super::fields::{Nullable, archived_at, renamed, said, sent, shown, since};
use super::problem::Stop;
use super::words::{AnyArchived, AnyColour};
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::projects::records::ProjectRecord;
use crate::workspaces::sql::list_member_ids;

/// What the form names otherwise.
const NAMES: [(&str, &str); 5] = [
    ("colour", "color"),
    ("hourly_rate", "hourly_rate_cents"),
    ("estimate", "estimated_seconds"),
    ("budget", "budget_cents"),
    ("rate_since", "apply_rate_since"),
];

/// What time is tracked on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Project {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// Its client; null without one.
    #[schema(format = "uuid")]
    client_id: Option<String>,
    /// Unique within its client, ignoring case.
    #[schema(example = "Webshop")]
    name: String,
    /// One of the palette's 17: `red`, `orange`, … `slate`.
    #[schema(inline, value_type = AnyColour, example = "teal")]
    color: &'static str,
    /// Whether new time on it is billable.
    billable: bool,
    /// Minor units an hour, copied to new entries; at 0 these take the rate of whose time it is, else the workspace's
    /// default, where that is in the same currency.
    #[schema(example = 9000)]
    hourly_rate_cents: i64,
    /// The client's currency, else the workspace's.
    #[schema(example = "EUR")]
    currency: String,
    /// How long it is meant to take; null where that is not known.
    #[schema(example = 144_000)]
    estimated_seconds: Option<i64>,
    /// What it may cost, in minor units of its currency; null without such a budget, or for who sees only their own time.
    #[schema(example = 800_000)]
    budget_cents: Option<i64>,
    /// Hidden from selectors: itself or by its client.
    archived: bool,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    created_at: String,
    /// When it was changed last.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    updated_at: String,
}

impl From<ProjectRecord> for Project {
    fn from(record: ProjectRecord) -> Self {
        Self {
            id: record.id.to_string(),
            client_id: record.client_id.map(|id| id.to_string()),
            name: record.name,
            color: record.colour.slug(),
            billable: record.billable,
            hourly_rate_cents: record.hourly_rate_cents,
            currency: record.currency.code().to_owned(),
            estimated_seconds: record.estimated_seconds,
            budget_cents: record.budget_cents,
            archived: record.archived,
            created_at: instant(record.created_at),
            updated_at: instant(record.updated_at),
        }
    }
}

/// A project to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewProject {
    /// Unique within its client, ignoring case.
    #[schema(min_length = 1, max_length = 200, example = "Webshop")]
    name: String,
    /// Its client.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    client_id: Option<ClientId>,
    /// One of the palette's 17; the next one, if it is not sent.
    #[serde(default, deserialize_with = "sent")]
    #[schema(inline, value_type = AnyColour, example = "teal")]
    color: Option<String>,
    /// Whether new time on it is billable; so if it has a rate, unless it is said.
    #[serde(default)]
    billable: Option<bool>,
    /// Minor units an hour.
    #[serde(default)]
    #[schema(minimum = 0, example = 9000)]
    hourly_rate_cents: i64,
    /// How long it is meant to take.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3_600_000_000_i64, example = 144_000)]
    estimated_seconds: Option<i64>,
    /// What it may cost, in minor units; one of this and `estimated_seconds`.
    #[serde(default)]
    #[schema(minimum = 0, example = 800_000)]
    budget_cents: Option<i64>,
}

/// What is to change about a project.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectChange {
    /// Unique within its client, ignoring case.
    #[serde(default, deserialize_with = "sent")]
    #[schema(min_length = 1, max_length = 200, example = "Webshop")]
    name: Option<String>,
    /// Its client; null for none.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = "uuid")]
    client_id: Option<Nullable<ClientId>>,
    /// One of the palette's 17.
    #[serde(default, deserialize_with = "sent")]
    #[schema(inline, value_type = AnyColour, example = "teal")]
    color: Option<String>,
    /// Whether new time on it is billable.
    #[serde(default, deserialize_with = "sent")]
    billable: Option<bool>,
    /// Minor units an hour; saved entries keep theirs, unless `apply_rate_since` says otherwise.
    #[serde(default, deserialize_with = "sent")]
    #[schema(minimum = 0, example = 9000)]
    hourly_rate_cents: Option<i64>,
    /// A day in the caller's time zone: billable entries that begin then or later, had the old rate and are on no invoice
    /// get the new one too.
    #[serde(default, deserialize_with = "sent")]
    #[schema(format = "date", example = "2026-11-01")]
    apply_rate_since: Option<String>,
    /// How long it is meant to take; null for not known.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 3_600_000_000_i64, example = 144_000)]
    estimated_seconds: Option<Nullable<i64>>,
    /// What it may cost, in minor units; null for no such budget. One of this and `estimated_seconds` is null.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<i64>, minimum = 0, example = 800_000)]
    budget_cents: Option<Nullable<i64>>,
    /// Hides it, or brings it back.
    #[serde(default, deserialize_with = "sent")]
    archived: Option<bool>,
}

impl ProjectChange {
    fn has_form(&self) -> bool {
        self.name.is_some()
            || self.client_id.is_some()
            || self.color.is_some()
            || self.billable.is_some()
            || self.hourly_rate_cents.is_some()
            || self.estimated_seconds.is_some()
            || self.budget_cents.is_some()
            || self.apply_rate_since.is_some()
    }

    fn form(&self, before: &ProjectRecord, currency: Currency) -> Result<ProjectForm, AppError> {
        let colour = said("color", self.color.as_deref())?;
        let client = self.client_id.unwrap_or(before.client_id);
        let kept = || before.currency.relabel(before.hourly_rate_cents, currency);
        let rate = self.hourly_rate_cents.unwrap_or_else(kept);
        let (rate_reach, rate_since) = since(self.apply_rate_since.as_deref());
        Ok(ProjectForm {
            name: self.name.clone().unwrap_or_else(|| before.name.clone()),
            client_id: client.map(|id| id.to_string()).unwrap_or_default(),
            colour,
            billable: self.billable.unwrap_or(before.billable),
            hourly_rate: format_plain(rate, currency),
            estimate: self.estimated_seconds.map(written),
            budget: self.budget_cents.map(|cents| priced(cents, currency)),
            budget_kind: String::new(),
            rate_reach,
            rate_since,
        })
    }
}

/// Seconds as the form has them.
fn written(seconds: Option<i64>) -> String {
    seconds.map(format_clock).unwrap_or_default()
}

/// Minor units as the form has them.
fn priced(cents: Option<i64>, currency: Currency) -> String {
    cents.map_or_else(String::new, |cents| format_plain(cents, currency))
}

/// What a project of this client has its rate in.
async fn currency_under(
    call: &Call,
    tx: &mut Tx,
    client: Option<ClientId>,
) -> Result<Currency, Stop> {
    let actor = call.actor();
    Ok(match client {
        Some(id) => match call.services().load_client_record(tx, actor, id).await {
            Ok(client) => client.currency,
            Err(AppError::NotFound) => {
                let words = "There is no such client here.";
                return Err(AppError::field("client_id", "not_found", words).into());
            }
            Err(error) => return Err(error.into()),
        },
        None => actor.currency,
    })
}

/// List projects
#[utoipa::path(get, path = "/projects", tag = "Projects",
    params(("client_id" = Option<String>, Query, format = "uuid", description = "Of this client alone."),
        ("archived" = inline(Option<AnyArchived>), Query, description = "`true`, `false` (the default) or `all`.", example = "false"),
        ("limit" = Option<i64>, Query, description = "1 to 500, default 50.", minimum = 1, maximum = 500, example = 50),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before.")),
    responses((status = 200, description = "A page of projects, in the order they were made.", body = Page<Project>)))]
pub(super) async fn list_projects(asked: Asked) -> Reply {
    let mut params = asked.params(&["client_id", "archived", "limit", "cursor"])?;
    let (shown, limit, after) = (shown(&mut params), params.limit(), params.cursor());
    let client = params.read("client_id", "client_id is a client's id.");
    params.finish()?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let slice = Slice::page(after, limit);
    let rows = services
        .list_project_records(&mut tx, actor, shown, client, slice)
        .await?;
    let rows: Vec<Project> = rows.into_iter().map(Project::from).collect();
    Ok(Page::of(rows, limit, |project| project.id.clone()).into_response())
}

/// Add a project
#[utoipa::path(post, path = "/projects", tag = "Projects", request_body = NewProject,
    responses((status = 201, description = "The new project.", body = Project)))]
pub(super) async fn create_project(change: Change<NewProject>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    actor.must(app::access::Permission::ManageCatalog)?;
    let body = &change.body;
    let currency = currency_under(&change.call, &mut write.tx, body.client_id).await?;
    let form = ProjectForm {
        name: body.name.clone(),
        client_id: body.client_id.map(|id| id.to_string()).unwrap_or_default(),
        colour: said("color", body.color.as_deref())?,
        billable: body.billable.unwrap_or(body.hourly_rate_cents > 0),
        hourly_rate: format_plain(body.hourly_rate_cents, currency),
        estimate: Some(written(body.estimated_seconds)),
        budget: Some(priced(body.budget_cents, currency)),
        ..ProjectForm::default()
    };
    let id = services
        .add_project(&mut write.tx, actor, &form)
        .await
        .map_err(|error| renamed(archived_at("client_id", error), &NAMES))?;
    let record = services
        .load_project_record(&mut write.tx, actor, id)
        .await?;
    let answer = Answer::created(&Project::from(record), &format!("/projects/{id}"))?;
    write.finish(answer).await
}

/// Show a project
#[utoipa::path(get, path = "/projects/{id}", tag = "Projects", params(("id" = String, Path, format = "uuid", description = "The project.")),
    responses((status = 200, description = "The project.", body = Project)))]
pub(super) async fn get_project(At(id): At<ProjectId>, asked: Asked) -> Reply {
    asked.params(&[])?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let record = services.load_project_record(&mut tx, actor, id).await?;
    show(asked.headers(), &Project::from(record))
}

/// Change a project
///
/// What is not sent stays as it is; saved entries keep their rate unless `apply_rate_since` names a day.
#[utoipa::path(patch, path = "/projects/{id}", tag = "Projects", params(("id" = String, Path, format = "uuid", description = "The project.")),
    request_body = ProjectChange, responses((status = 200, description = "The project as it is now.", body = Project)))]
pub(super) async fn update_project(At(id): At<ProjectId>, change: Change<ProjectChange>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services
        .load_project_record(&mut write.tx, actor, id)
        .await?;
    change.must_match(&Project::from(before.clone()))?;
    actor.must(app::access::Permission::ManageCatalog)?;
    if change.body.has_form() {
        let client = change.body.client_id.unwrap_or(before.client_id);
        let currency = currency_under(&change.call, &mut write.tx, client).await?;
        let form = change.body.form(&before, currency)?;
        services
            .change_project(&mut write.tx, actor, id, &form)
            .await
            .map_err(|error| renamed(archived_at("client_id", error), &NAMES))?;
    }
    if let Some(archived) = change.body.archived {
        services
            .set_project_archived(&mut write.tx, actor, id, archived)
            .await
            .map_err(|error| archived_at("archived", error))?;
    }
    let after = services
        .load_project_record(&mut write.tx, actor, id)
        .await?;
    let answer = Answer::shown(&Project::from(after))?;
    if change.body.apply_rate_since.is_some() {
        // Others' time may be worth something else by now.
        let people = list_member_ids(&mut write.tx, actor.workspace_id).await?;
        return write.finish_for(answer, people).await;
    }
    write.finish(answer).await
}

/// Delete a project
///
/// One with time entries, timers or invoices is refused (`in_use`): archive it instead.
#[utoipa::path(delete, path = "/projects/{id}", tag = "Projects", params(("id" = String, Path, format = "uuid", description = "The project.")),
    responses((status = 204, description = "It is gone.")))]
pub(super) async fn delete_project(At(id): At<ProjectId>, change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services
        .load_project_record(&mut write.tx, actor, id)
        .await?;
    change.must_match(&Project::from(before))?;
    services.drop_project(&mut write.tx, actor, id).await?;
    write.finish(Answer::done()).await
}
