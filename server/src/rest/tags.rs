//! `/tags`.

use app::values::TagId;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, Page, Reply, instant, show};
use super::call::{Asked, At};
use super::change::{Change, Nothing};
use crate::db::slice::Slice;
use crate::tags::records::TagRecord;

/// A label of time entries.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tag {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// Without `#`; unique in the workspace, ignoring case.
    #[schema(example = "meetings")]
    name: String,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    created_at: String,
    /// When it was changed last.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    updated_at: String,
}

impl From<TagRecord> for Tag {
    fn from(record: TagRecord) -> Self {
        Self {
            id: record.id.to_string(),
            name: record.name,
            created_at: instant(record.created_at),
            updated_at: instant(record.updated_at),
        }
    }
}

/// What a tag is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TagName {
    /// With or without `#`.
    #[schema(min_length = 1, max_length = 100, example = "meetings")]
    name: String,
}

/// What is to change about a tag.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TagChange {
    /// With or without `#`.
    #[serde(default, deserialize_with = "super::fields::sent")]
    #[schema(min_length = 1, max_length = 100, example = "meetings")]
    name: Option<String>,
}

/// List tags
#[utoipa::path(get, path = "/tags", tag = "Tags",
    params(("limit" = Option<i64>, Query, description = "1 to 500, default 50.", minimum = 1, maximum = 500, example = 50),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before.")),
    responses((status = 200, description = "A page of tags, in the order they were made.", body = Page<Tag>)))]
pub(super) async fn list_tags(asked: Asked) -> Reply {
    let mut params = asked.params(&["limit", "cursor"])?;
    let (limit, after) = (params.limit(), params.cursor());
    params.finish()?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let rows = services
        .list_tag_records(&mut tx, actor, Slice::page(after, limit))
        .await?;
    let rows: Vec<Tag> = rows.into_iter().map(Tag::from).collect();
    Ok(Page::of(rows, limit, |tag| tag.id.clone()).into_response())
}

/// Add a tag
#[utoipa::path(post, path = "/tags", tag = "Tags", request_body = TagName,
    responses((status = 201, description = "The new tag.", body = Tag)))]
pub(super) async fn create_tag(change: Change<TagName>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let name = &change.body.name;
    let id = services.add_tag(&mut write.tx, actor, name).await?;
    let record = services.load_tag_record(&mut write.tx, actor, id).await?;
    let answer = Answer::created(&Tag::from(record), &format!("/tags/{id}"))?;
    write.finish(answer).await
}

/// Show a tag
#[utoipa::path(get, path = "/tags/{id}", tag = "Tags", params(("id" = String, Path, format = "uuid", description = "The tag.")),
    responses((status = 200, description = "The tag.", body = Tag)))]
pub(super) async fn get_tag(At(id): At<TagId>, asked: Asked) -> Reply {
    asked.params(&[])?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let record = services.load_tag_record(&mut tx, actor, id).await?;
    show(asked.headers(), &Tag::from(record))
}

/// Rename a tag
#[utoipa::path(patch, path = "/tags/{id}", tag = "Tags", params(("id" = String, Path, format = "uuid", description = "The tag.")),
    request_body = TagChange, responses((status = 200, description = "The tag as it is now.", body = Tag)))]
pub(super) async fn update_tag(At(id): At<TagId>, change: Change<TagChange>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services.load_tag_record(&mut write.tx, actor, id).await?;
    change.must_match(&Tag::from(before))?;
    actor.must(app::access::Permission::ManageTags)?;
    if let Some(name) = &change.body.name {
        services.change_tag(&mut write.tx, actor, id, name).await?;
    }
    let after = services.load_tag_record(&mut write.tx, actor, id).await?;
    write.finish(Answer::shown(&Tag::from(after))?).await
}

/// Delete a tag
///
/// It is taken off its time entries; refused while on one that an invoice locks (`entry_locked`).
#[utoipa::path(delete, path = "/tags/{id}", tag = "Tags", params(("id" = String, Path, format = "uuid", description = "The tag.")),
    responses((status = 204, description = "It is gone.")))]
pub(super) async fn delete_tag(At(id): At<TagId>, change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services.load_tag_record(&mut write.tx, actor, id).await?;
    change.must_match(&Tag::from(before))?;
    services.drop_tag(&mut write.tx, actor, id).await?;
    write.finish(Answer::done()).await
}
