//! `/clients`.

use app::clients::ClientForm;
use app::error::AppError;
use app::values::ClientId;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, Page, Reply, instant, show};
use super::call::{Asked, At};
use super::change::{Change, Nothing};
use super::fields::{said, sent, shown};
use super::words::AnyArchived;
use crate::clients::records::ClientRecord;
use crate::db::slice::Slice;

/// Somebody who pays.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Client {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// Unique in the workspace, ignoring case.
    #[schema(example = "Acme")]
    name: String,
    /// What its projects' rates and invoices are in.
    #[schema(example = "EUR")]
    currency: String,
    /// What stands on invoices.
    #[schema(example = "Acme GmbH\nMain Street 1\n10115 Berlin")]
    billing_details: String,
    /// For the team.
    notes: String,
    /// Hidden from selectors, with its projects.
    archived: bool,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    created_at: String,
    /// When it was changed last.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    updated_at: String,
}

impl From<ClientRecord> for Client {
    fn from(record: ClientRecord) -> Self {
        Self {
            id: record.id.to_string(),
            name: record.name,
            currency: record.currency.code().to_owned(),
            billing_details: record.billing_details,
            notes: record.notes,
            archived: record.archived,
            created_at: instant(record.created_at),
            updated_at: instant(record.updated_at),
        }
    }
}

/// A client to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewClient {
    /// Unique in the workspace, ignoring case.
    #[schema(min_length = 1, max_length = 200, example = "Acme")]
    name: String,
    /// Three letters; the workspace's, if it is not sent.
    #[serde(default, deserialize_with = "sent")]
    #[schema(example = "EUR", pattern = "^[A-Za-z]{3}$")]
    currency: Option<String>,
    /// What stands on invoices.
    #[serde(default)]
    #[schema(max_length = 2000)]
    billing_details: String,
    /// For the team.
    #[serde(default)]
    #[schema(max_length = 10000)]
    notes: String,
}

/// What is to change about a client.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientChange {
    /// Unique in the workspace, ignoring case.
    #[serde(default, deserialize_with = "sent")]
    #[schema(min_length = 1, max_length = 200, example = "Acme")]
    name: Option<String>,
    /// Three letters.
    #[serde(default, deserialize_with = "sent")]
    #[schema(example = "EUR", pattern = "^[A-Za-z]{3}$")]
    currency: Option<String>,
    /// What stands on invoices.
    #[serde(default, deserialize_with = "sent")]
    #[schema(max_length = 2000)]
    billing_details: Option<String>,
    /// For the team.
    #[serde(default, deserialize_with = "sent")]
    #[schema(max_length = 10000)]
    notes: Option<String>,
    /// Hides it with its projects, or brings it back.
    #[serde(default, deserialize_with = "sent")]
    archived: Option<bool>,
}

impl ClientChange {
    /// The form that changes it, if any of the form's fields was sent.
    fn form(&self, before: &ClientRecord) -> Result<Option<ClientForm>, AppError> {
        let currency = said("currency", self.currency.as_deref())?;
        let was_sent = self.name.is_some()
            || self.currency.is_some()
            || self.billing_details.is_some()
            || self.notes.is_some();
        Ok(was_sent.then(|| ClientForm {
            name: self.name.clone().unwrap_or_else(|| before.name.clone()),
            currency,
            billing_details: self
                .billing_details
                .clone()
                .unwrap_or_else(|| before.billing_details.clone()),
            notes: self.notes.clone().unwrap_or_else(|| before.notes.clone()),
        }))
    }
}

/// List clients
#[utoipa::path(get, path = "/clients", tag = "Clients",
    params(("archived" = inline(Option<AnyArchived>), Query, description = "`true`, `false` (the default) or `all`.", example = "false"),
        ("limit" = Option<i64>, Query, description = "1 to 500, default 50.", minimum = 1, maximum = 500, example = 50),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before.")),
    responses((status = 200, description = "A page of clients, in the order they were made.", body = Page<Client>)))]
pub(super) async fn list_clients(asked: Asked) -> Reply {
    let mut params = asked.params(&["archived", "limit", "cursor"])?;
    let (shown, limit, after) = (shown(&mut params), params.limit(), params.cursor());
    params.finish()?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let slice = Slice::page(after, limit);
    let rows = services
        .list_client_records(&mut tx, actor, shown, slice)
        .await?;
    let rows: Vec<Client> = rows.into_iter().map(Client::from).collect();
    Ok(Page::of(rows, limit, |client| client.id.clone()).into_response())
}

/// Add a client
#[utoipa::path(post, path = "/clients", tag = "Clients", request_body = NewClient,
    responses((status = 201, description = "The new client.", body = Client)))]
pub(super) async fn create_client(change: Change<NewClient>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let body = &change.body;
    let form = ClientForm {
        name: body.name.clone(),
        currency: said("currency", body.currency.as_deref())?,
        billing_details: body.billing_details.clone(),
        notes: body.notes.clone(),
    };
    let id = services.add_client(&mut write.tx, actor, &form).await?;
    let record = services
        .load_client_record(&mut write.tx, actor, id)
        .await?;
    let answer = Answer::created(&Client::from(record), &format!("/clients/{id}"))?;
    write.finish(answer).await
}

/// Show a client
#[utoipa::path(get, path = "/clients/{id}", tag = "Clients", params(("id" = String, Path, format = "uuid", description = "The client.")),
    responses((status = 200, description = "The client.", body = Client)))]
pub(super) async fn get_client(At(id): At<ClientId>, asked: Asked) -> Reply {
    asked.params(&[])?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let record = services.load_client_record(&mut tx, actor, id).await?;
    show(asked.headers(), &Client::from(record))
}

/// Change a client
///
/// What is not sent stays as it is.
#[utoipa::path(patch, path = "/clients/{id}", tag = "Clients", params(("id" = String, Path, format = "uuid", description = "The client.")),
    request_body = ClientChange, responses((status = 200, description = "The client as it is now.", body = Client)))]
pub(super) async fn update_client(At(id): At<ClientId>, change: Change<ClientChange>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services
        .load_client_record(&mut write.tx, actor, id)
        .await?;
    change.must_match(&Client::from(before.clone()))?;
    actor.must(app::access::Permission::ManageCatalog)?;
    if let Some(form) = change.body.form(&before)? {
        services
            .change_client(&mut write.tx, actor, id, &form)
            .await?;
    }
    if let Some(archived) = change.body.archived {
        services
            .set_client_archived(&mut write.tx, actor, id, archived)
            .await?;
    }
    let after = services
        .load_client_record(&mut write.tx, actor, id)
        .await?;
    write.finish(Answer::shown(&Client::from(after))?).await
}

/// Delete a client
///
/// One with projects or invoices is refused (`in_use`): archive it instead.
#[utoipa::path(delete, path = "/clients/{id}", tag = "Clients", params(("id" = String, Path, format = "uuid", description = "The client.")),
    responses((status = 204, description = "It is gone.")))]
pub(super) async fn delete_client(At(id): At<ClientId>, change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services
        .load_client_record(&mut write.tx, actor, id)
        .await?;
    change.must_match(&Client::from(before))?;
    services.drop_client(&mut write.tx, actor, id).await?;
    write.finish(Answer::done()).await
}
