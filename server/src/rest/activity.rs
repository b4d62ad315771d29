//! `GET /activity`: who changed what.

use app::activity::{Change, Value as LogValue};
use app::values::clean_text;
use axum::response::IntoResponse;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer::{Page, Reply, instant};
use super::call::Asked;
use super::instants::Edge;
use crate::activity::service::LineAsk;
use crate::activity::sql::LineRow;
use crate::local_time::Zone;

/// Longest name of a kind in characters.
const KIND_MAX: usize = 100;

/// A field that was changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FieldChange {
    /// Its name.
    #[schema(example = "hourly_rate")]
    field: String,
    /// What it was: a text, a number of seconds, true or false, an instant, or money as `{cents, currency}`.
    old: Value,
    /// What it is now.
    new: Value,
}

/// A line of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActivityLine {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// When it was.
    #[schema(format = "date-time", example = "2026-11-21T09:30:00Z")]
    at: String,
    /// Who did it; null is Timether itself.
    #[schema(format = "uuid")]
    user_id: Option<String>,
    /// What was done.
    #[schema(example = "client.updated")]
    action: String,
    /// To what kind of thing.
    #[schema(example = "client")]
    target_kind: String,
    /// To which.
    #[schema(format = "uuid")]
    target_id: Option<String>,
    /// What it was called then.
    #[schema(example = "Acme")]
    target_name: String,
    /// What changed about it.
    changes: Vec<FieldChange>,
    #[serde(skip)]
    place: String,
}

fn told(value: Option<LogValue<i64>>) -> Value {
    match value {
        None => Value::Null,
        Some(LogValue::Text(text)) => text.into(),
        Some(LogValue::Money(cents, currency)) => {
            json!({"cents": cents, "currency": currency.code()})
        }
        Some(LogValue::Duration(seconds)) => seconds.into(),
        Some(LogValue::At(at)) => instant(at).into(),
        Some(LogValue::Flag(flag)) => flag.into(),
    }
}

impl ActivityLine {
    fn of((row, changes): (LineRow, Vec<Change<i64>>)) -> Self {
        Self {
            place: format!("{}_{}", row.at, row.id.simple()),
            id: row.id.to_string(),
            at: instant(row.at),
            user_id: row.user_id.map(|id| id.to_string()),
            action: row.action,
            target_kind: row.target_kind,
            target_id: row.target_id.map(|id| id.to_string()),
            target_name: row.target_name,
            changes: changes
                .into_iter()
                .map(|change| FieldChange {
                    field: change.field,
                    old: told(change.old),
                    new: told(change.new),
                })
                .collect(),
        }
    }
}

/// Where a page ended.
struct Place(i64, Uuid);

impl std::str::FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('_').ok_or(())?;
        let id = Uuid::try_parse(id).map_err(drop)?;
        Ok(Self(at.parse().map_err(drop)?, id))
    }
}

/// Read the activity log
///
/// Newest first. For Owner and Managers.
#[utoipa::path(get, path = "/activity", tag = "Account",
    params(("from" = Option<String>, Query, description = "Then or later: a day, or an instant.", example = "2026-11-01"),
        ("to" = Option<String>, Query, description = "Then or earlier; a day is meant as a whole.", example = "2026-11-30"),
        ("user_id" = Option<String>, Query, format = "uuid", description = "Of this person."),
        ("target_kind" = Option<String>, Query, description = "Of this kind of thing, such as `client`."),
        ("limit" = Option<i64>, Query, description = "1 to 500, default 50.", minimum = 1, maximum = 500, example = 50),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before.")),
    responses((status = 200, description = "A page of the log.", body = Page<ActivityLine>)))]
pub(super) async fn list_activity(asked: Asked) -> Reply {
    let known = ["from", "to", "user_id", "target_kind", "limit", "cursor"];
    let mut params = asked.params(&known)?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let zone = Zone::named(&actor.timezone);
    let hint = "Send a day such as 2026-11-21, or an instant such as 2026-11-21T09:30:00Z.";
    let kind = params.text("target_kind").and_then(|kind| {
        let kind = clean_text(&kind, KIND_MAX);
        params.errors.take("target_kind", kind)
    });
    let ask = LineAsk {
        user: params.read("user_id", "user_id is a person's id."),
        kind,
        from: params
            .read::<Edge>("from", hint)
            .map(|from| from.first(&zone)),
        before: params.read::<Edge>("to", hint).map(|to| to.after(&zone)),
    };
    let (limit, after) = (params.limit(), params.cursor::<Place>());
    params.finish()?;
    let rows = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let after = after.map(|Place(at, id)| (at, id));
    let lines = services.list_lines(actor, ask, after, rows).await?;
    let lines: Vec<ActivityLine> = lines.into_iter().map(ActivityLine::of).collect();
    Ok(Page::of(lines, limit, |line| line.place.clone()).into_response())
}
