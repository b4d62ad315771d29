//! `POST /time-entries/bulk`: up to 500 entries at once, all or none.

use app::error::{AppError, FieldErrors};
use app::time_entries::rules::{BulkChange, MAX_DESCRIPTION, ProjectChange};
use app::values::{ProjectId, TagId, TimeEntryId, clean_text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, Reply};
use super::change::Change;
use super::fields::{Nullable, renamed, sent, sent_tag_ids, tag_ids};
use crate::time_entries::direct::check_rate;

/// What is to happen to several time entries.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Bulk {
    /// Which: 1 to 500.
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 500)]
    ids: Vec<TimeEntryId>,
    /// What each is to be; this or `delete`.
    #[serde(default)]
    set: Option<BulkSet>,
    /// `true` deletes each; this or `set`.
    #[serde(default)]
    delete: bool,
}

/// What several time entries are to be; what is not sent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BulkSet {
    /// What they are booked on; null for nothing. Another project brings its own rate and billable mark, unless they are sent.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = "uuid")]
    project_id: Option<Nullable<ProjectId>>,
    /// What was done.
    #[serde(default, deserialize_with = "sent")]
    #[schema(max_length = 5000, example = "Checkout flow")]
    description: Option<String>,
    /// Whether they count for money.
    #[serde(default, deserialize_with = "sent")]
    billable: Option<bool>,
    /// Minor units an hour.
    #[serde(default, deserialize_with = "sent")]
    #[schema(minimum = 0)]
    hourly_rate_cents: Option<i64>,
    /// Their labels, all of them.
    #[serde(default, deserialize_with = "sent_tag_ids")]
    #[schema(value_type = Option<Vec<String>>)]
    tag_ids: Option<Vec<TagId>>,
    /// Labels to add.
    #[serde(default, deserialize_with = "tag_ids")]
    #[schema(value_type = Vec<String>)]
    add_tag_ids: Vec<TagId>,
    /// Labels to take off.
    #[serde(default, deserialize_with = "tag_ids")]
    #[schema(value_type = Vec<String>)]
    remove_tag_ids: Vec<TagId>,
}

impl BulkSet {
    fn read(&self) -> Result<BulkChange, AppError> {
        let mut errors = FieldErrors::new();
        let description = self.description.as_deref().and_then(|text| {
            let text = clean_text(text, MAX_DESCRIPTION);
            errors.take("description", text)
        });
        if let Some(rate) = self.hourly_rate_cents {
            check_rate(rate, &mut errors);
        }
        let change = BulkChange {
            project: self.project_id.map(|project| match project {
                Some(id) => ProjectChange::To(id),
                None => ProjectChange::Off,
            }),
            billable: self.billable,
            add_tags: once(&self.add_tag_ids),
            remove_tags: once(&self.remove_tag_ids),
            description,
            hourly_rate_cents: self.hourly_rate_cents,
            tags: self.tag_ids.as_deref().map(once),
        };
        let change = errors.finish(Some(change))?;
        if change == BulkChange::default() {
            return Err(AppError::field(
                "set",
                "required",
                "Send what is to change.",
            ));
        }
        Ok(change)
    }
}

/// Each label once.
fn once(tags: &[TagId]) -> Vec<TagId> {
    let mut tags = tags.to_vec();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// A refused change in the words of the body.
fn named(error: AppError) -> AppError {
    renamed(error, &NAMES)
}

/// How many time entries it happened to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BulkDone {
    /// Changed.
    #[schema(example = 2)]
    updated: usize,
    /// Deleted.
    #[schema(example = 0)]
    deleted: usize,
}

/// Where the fields stand in the body.
const NAMES: [(&str, &str); 7] = [
    ("project_id", "set.project_id"),
    ("description", "set.description"),
    ("hourly_rate", "set.hourly_rate_cents"),
    ("hourly_rate_cents", "set.hourly_rate_cents"),
    ("tag_ids", "set.tag_ids"),
    ("add_tag_ids", "set.add_tag_ids"),
    ("remove_tag_ids", "set.remove_tag_ids"),
];

/// Change or delete several time entries
///
/// All or none: one that is not there, or on an active invoice, refuses them all.
#[utoipa::path(post, path = "/time-entries/bulk", tag = "Time entries", request_body = Bulk,
    responses((status = 200, description = "It was done.", body = BulkDone)))]
pub(super) async fn change_time_entries(change: Change<Bulk>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let Bulk { ids, set, delete } = &change.body;
    let (mut people, done) = match (set, delete) {
        (Some(set), false) => {
            let wanted = set.read().map_err(named)?;
            let owners = services
                .change_entries_in(&mut write.tx, actor, ids.clone(), &wanted)
                .await
                .map_err(named)?;
            let done = BulkDone {
                updated: owners.len(),
                deleted: 0,
            };
            (owners, done)
        }
        (None, true) => {
            let (_, owners) = services
                .delete_entries_in(&mut write.tx, actor, ids.clone())
                .await?;
            let done = BulkDone {
                updated: 0,
                deleted: owners.len(),
            };
            (owners, done)
        }
        _ => {
            let words = "Send either set, or delete as true.";
            return Err(AppError::field("set", "required", words).into());
        }
    };
    people.push(actor.user_id);
    write.finish_for(Answer::passing(&done)?, people).await
}
