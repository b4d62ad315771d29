//! `/time-entries`: one at a time; several at once stand in `bulk`.

use app::error::AppError;
use app::values::TimeEntryId;
use axum::response::IntoResponse;

use super::answer::{Answer, Page, Reply, show};
use super::call::{Asked, At};
use super::change::{Change, Nothing};
use super::entry_bodies::{NewTimeEntry, TimeEntry, TimeEntryChange};
use super::entry_filter::{self, EntryFilterParams, FILTERS};
use super::fields::renamed;
use super::words::AnySort;
use crate::time_entries::records::EntrySlice;

/// A refused entry in the words of the body.
fn named(error: AppError) -> AppError {
    renamed(
        error,
        &[
            ("person_id", "user_id"),
            ("hourly_rate", "hourly_rate_cents"),
        ],
    )
}

/// List time entries
///
/// The caller's own, and everybody's for who may see it. Filters that are repeated match any of their values.
#[utoipa::path(get, path = "/time-entries", tag = "Time entries",
    params(EntryFilterParams,
        ("sort" = inline(Option<AnySort>), Query, description = "`-start` (the default, newest first) or `start`.", example = "-start"),
        ("limit" = Option<i64>, Query, description = "1 to 500, default 50.", minimum = 1, maximum = 500, example = 50),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before.")),
    responses((status = 200, description = "A page of time entries.", body = Page<TimeEntry>)))]
pub(super) async fn list_time_entries(asked: Asked) -> Reply {
    let known: Vec<&'static str> = FILTERS
        .into_iter()
        .chain(["sort", "limit", "cursor"])
        .collect();
    let mut params = asked.params(&known)?;
    let actor = asked.call.actor();
    let ask = entry_filter::read(&mut params, actor);
    let ascending = match params.text("sort").as_deref() {
        None | Some("-start") => false,
        Some("start") => true,
        Some(_) => {
            let hint = "sort is start or -start.";
            params.errors.push("sort", "invalid", hint);
            false
        }
    };
    let (limit, after) = (params.limit(), params.cursor());
    params.finish()?;
    let slice = EntrySlice {
        ascending,
        after,
        limit: i64::try_from(limit + 1).unwrap_or(i64::MAX),
    };
    let mut tx = asked.call.read().await?;
    let mut rows = asked
        .call
        .services()
        .list_entry_records(&mut tx, actor, &ask, slice)
        .await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows
        .last()
        .filter(|_| more)
        .map(|row| row.place().to_string());
    let data = rows
        .into_iter()
        .map(|row| TimeEntry::of(row, actor))
        .collect();
    Ok(Page { data, next_cursor }.into_response())
}

/// Add a time entry
#[utoipa::path(post, path = "/time-entries", tag = "Time entries", request_body = NewTimeEntry,
    responses((status = 201, description = "The new time entry.", body = TimeEntry)))]
pub(super) async fn create_time_entry(change: Change<NewTimeEntry>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let entry = services
        .add_entry_directly(&mut write.tx, actor, &change.body.clone().into())
        .await
        .map_err(named)?;
    let record = services
        .load_entry_record(&mut write.tx, actor, entry.id)
        .await?;
    let path = format!("/time-entries/{}", entry.id);
    let answer = Answer::created(&TimeEntry::of(record, actor), &path)?;
    let people = vec![actor.user_id, entry.user_id];
    write.finish_for(answer, people).await
}

/// Show a time entry
#[utoipa::path(get, path = "/time-entries/{id}", tag = "Time entries", params(("id" = String, Path, format = "uuid", description = "The time entry.")),
    responses((status = 200, description = "The time entry.", body = TimeEntry)))]
pub(super) async fn get_time_entry(At(id): At<TimeEntryId>, asked: Asked) -> Reply {
    asked.params(&[])?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let record = services.load_entry_record(&mut tx, actor, id).await?;
    show(asked.headers(), &TimeEntry::of(record, actor))
}

/// Change a time entry
///
/// What is not sent stays as it is. One on an active invoice is refused (`entry_locked`).
#[utoipa::path(patch, path = "/time-entries/{id}", tag = "Time entries", params(("id" = String, Path, format = "uuid", description = "The time entry.")),
    request_body = TimeEntryChange, responses((status = 200, description = "The time entry as it is now.", body = TimeEntry)))]
pub(super) async fn update_time_entry(
    At(id): At<TimeEntryId>,
    change: Change<TimeEntryChange>,
) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services.load_entry_record(&mut write.tx, actor, id).await?;
    change.must_match(&TimeEntry::of(before, actor))?;
    let owner = services
        .change_entry_directly(&mut write.tx, actor, id, &change.body.clone().into())
        .await
        .map_err(named)?;
    let after = services.load_entry_record(&mut write.tx, actor, id).await?;
    let answer = Answer::shown(&TimeEntry::of(after, actor))?;
    write.finish_for(answer, vec![actor.user_id, owner]).await
}

/// Delete a time entry
///
/// One on an active invoice is refused (`entry_locked`).
#[utoipa::path(delete, path = "/time-entries/{id}", tag = "Time entries", params(("id" = String, Path, format = "uuid", description = "The time entry.")),
    responses((status = 204, description = "It is gone.")))]
pub(super) async fn delete_time_entry(At(id): At<TimeEntryId>, change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services.load_entry_record(&mut write.tx, actor, id).await?;
    change.must_match(&TimeEntry::of(before, actor))?;
    let (_, mut people) = services
        .delete_entries_in(&mut write.tx, actor, vec![id])
        .await?;
    people.push(actor.user_id);
    write.finish_for(Answer::done(), people).await
}
