//! What a time entry looks like, and what is sent to add or change one.

use app::access::Actor;
use app::values::{ClientId, Currency, ProjectId, TagId, TimeEntryId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::fields::{Nullable, sent, sent_tag_ids, tag_ids};
use super::instants::Instant;
use crate::time_entries::direct::EntryWish;
use crate::time_entries::records::EntryRecord;
use crate::time_entries::spans::Times;

/// A saved piece of tracked time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TimeEntry {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: TimeEntryId,
    /// Whose time it is.
    #[schema(value_type = String, format = "uuid")]
    user_id: UserId,
    /// The client of its project.
    #[schema(value_type = Option<String>, format = "uuid")]
    client_id: Option<ClientId>,
    /// What it is booked on.
    #[schema(value_type = Option<String>, format = "uuid")]
    project_id: Option<ProjectId>,
    /// What was done.
    #[schema(example = "Checkout flow")]
    description: String,
    /// The first start.
    #[schema(value_type = String, format = "date-time", example = "2026-11-21T09:30:00Z")]
    start: Instant,
    /// The end; at least `duration` after the start.
    #[schema(value_type = String, format = "date-time", example = "2026-11-21T11:00:00Z")]
    end: Instant,
    /// Tracked seconds, pauses left out.
    #[schema(example = 5400)]
    duration: i64,
    /// Whether it counts for money.
    billable: bool,
    /// Minor units an hour.
    #[schema(example = 9000)]
    hourly_rate_cents: i64,
    /// The client's currency, else the workspace's.
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
    /// duration × rate ÷ 3600, rounded half-up; 0 when not billable.
    #[schema(example = 13500)]
    amount_cents: i64,
    /// Its labels.
    #[schema(value_type = Vec<String>)]
    tag_ids: Vec<TagId>,
    /// The active invoice it is on.
    #[schema(value_type = Option<String>, format = "uuid")]
    invoice_id: Option<Uuid>,
    /// On an active invoice: nothing about it may change.
    locked: bool,
    /// When it was made.
    #[schema(value_type = String, format = "date-time", example = "2026-11-21T11:00:00Z")]
    created_at: Instant,
    /// When it was changed last.
    #[schema(value_type = String, format = "date-time", example = "2026-11-21T11:00:00Z")]
    updated_at: Instant,
}

impl TimeEntry {
    pub(super) fn of(record: EntryRecord, actor: &Actor) -> Self {
        Self {
            amount_cents: record.amount_cents(),
            id: record.id,
            user_id: record.user_id,
            client_id: record.client_id,
            project_id: record.project_id,
            description: record.description,
            start: Instant(record.started_at),
            end: Instant(record.ended_at),
            duration: record.seconds,
            billable: record.billable,
            hourly_rate_cents: record.hourly_rate_cents,
            currency: record.currency.unwrap_or(actor.currency),
            tag_ids: record.tag_ids,
            invoice_id: record.invoice_id,
            locked: record.invoice_id.is_some(),
            created_at: Instant(record.created_at),
            updated_at: Instant(record.updated_at),
        }
    }
}

/// A time entry to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTimeEntry {
    /// Whose time it is; the caller's own, if it is not sent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    user_id: Option<UserId>,
    /// What it is booked on.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    project_id: Option<ProjectId>,
    /// What was done.
    #[serde(default)]
    #[schema(max_length = 5000, example = "Checkout flow")]
    description: String,
    /// When it began, with any offset.
    #[schema(value_type = String, format = "date-time", example = "2026-11-21T09:30:00Z")]
    start: Instant,
    /// When it ended; this or `duration`.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = "2026-11-21T11:00:00Z")]
    end: Option<Instant>,
    /// Tracked seconds; this or `end`.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 86400)]
    duration: Option<i64>,
    /// Whether it counts for money; as the project says, if it is not sent.
    #[serde(default)]
    billable: Option<bool>,
    /// Minor units an hour; the project's, if it is not sent.
    #[serde(default)]
    #[schema(minimum = 0)]
    hourly_rate_cents: Option<i64>,
    /// Its labels.
    #[serde(default, deserialize_with = "tag_ids")]
    #[schema(value_type = Vec<String>)]
    tag_ids: Vec<TagId>,
}

/// What is to change about a time entry.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeEntryChange {
    /// What it is booked on; null for nothing. Another project brings its own billable mark and rate, unless they are sent.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = "uuid")]
    project_id: Option<Nullable<ProjectId>>,
    /// What was done.
    #[serde(default, deserialize_with = "sent")]
    #[schema(max_length = 5000, example = "Checkout flow")]
    description: Option<String>,
    /// When it began; the end moves along, unless it is sent.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = "date-time", example = "2026-11-21T09:30:00Z")]
    start: Option<Instant>,
    /// When it ended.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = "date-time", example = "2026-11-21T11:00:00Z")]
    end: Option<Instant>,
    /// Tracked seconds; the end moves along, unless it is sent.
    #[serde(default, deserialize_with = "sent")]
    #[schema(minimum = 1, maximum = 86400)]
    duration: Option<i64>,
    /// Whether it counts for money.
    #[serde(default, deserialize_with = "sent")]
    billable: Option<bool>,
    /// Minor units an hour.
    #[serde(default, deserialize_with = "sent")]
    #[schema(minimum = 0)]
    hourly_rate_cents: Option<i64>,
    /// Its labels, all of them.
    #[serde(default, deserialize_with = "sent_tag_ids")]
    #[schema(value_type = Option<Vec<String>>)]
    tag_ids: Option<Vec<TagId>>,
}

impl From<NewTimeEntry> for EntryWish {
    fn from(body: NewTimeEntry) -> Self {
        Self {
            user: body.user_id,
            description: Some(body.description),
            project: Some(body.project_id),
            times: Times {
                start: Some(body.start.0),
                end: body.end.map(|Instant(at)| at),
                seconds: body.duration,
            },
            billable: body.billable,
            hourly_rate_cents: body.hourly_rate_cents,
            tags: Some(body.tag_ids),
        }
    }
}

impl From<TimeEntryChange> for EntryWish {
    fn from(body: TimeEntryChange) -> Self {
        Self {
            user: None,
            description: body.description,
            project: body.project_id,
            times: Times {
                start: body.start.map(|Instant(at)| at),
                end: body.end.map(|Instant(at)| at),
                seconds: body.duration,
            },
            billable: body.billable,
            hourly_rate_cents: body.hourly_rate_cents,
            tags: body.tag_ids,
        }
    }
}
