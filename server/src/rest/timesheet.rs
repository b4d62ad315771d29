//! `/timesheet`: a week by day and row.

use app::timesheet::rules::{day_totals, row_total};
use app::timesheet::{GroupBy, RowOf, SheetRow};
use app::values::{DateRange, UserId, WeekName};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Reply, show};
use super::call::Asked;
use super::entry_filter::ids;
use super::words::AnySheetGroup;
use crate::local_time::Zone;
use crate::time_entries::service::sight;
use crate::timesheet::service::{SheetAsk, load_rows};

/// A day of a row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Cell {
    /// The day.
    #[schema(format = "date", example = "2026-11-16")]
    date: String,
    /// What was tracked, in seconds; an entry counts wholly on the day it started, in the person's time zone.
    #[schema(minimum = 0, example = 5400)]
    seconds: i64,
    /// Time entries that is.
    #[schema(minimum = 0, example = 2)]
    entries: i64,
    /// Whether one of them is on an active invoice.
    locked: bool,
}

/// A row: a project's or a person's week.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Row {
    /// The project, by project; null for time without one.
    #[schema(format = "uuid", required)]
    project_id: Option<String>,
    /// The person, by user.
    #[schema(format = "uuid", required)]
    user_id: Option<String>,
    /// What it is called.
    #[schema(example = "Webshop")]
    name: String,
    /// Seven days, the week's first first.
    cells: Vec<Cell>,
    /// The row's total in seconds.
    #[schema(minimum = 0)]
    total_seconds: i64,
}

/// A week as a grid.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Timesheet {
    /// Its name.
    #[schema(example = "2026-W47")]
    week: String,
    /// Its first day: a Monday or a Sunday, as the person's week begins.
    #[schema(format = "date", example = "2026-11-16")]
    from: String,
    /// Its last day.
    #[schema(format = "date", example = "2026-11-22")]
    to: String,
    /// `project` or `user`.
    #[schema(inline, value_type = AnySheetGroup, example = "project")]
    group_by: &'static str,
    /// By name; time without a project last.
    rows: Vec<Row>,
    /// The totals of the seven days in seconds.
    day_seconds: Vec<i64>,
    /// The week's total in seconds.
    total_seconds: i64,
}

impl Timesheet {
    fn of(ask: &SheetAsk, rows: &[SheetRow]) -> Self {
        let totals = day_totals(rows);
        Self {
            week: ask.week.to_string(),
            from: ask.range.from.to_string(),
            to: ask.range.to.to_string(),
            group_by: ask.group_by.slug(),
            rows: rows.iter().map(|row| Row::of(row, ask.range)).collect(),
            total_seconds: totals.iter().sum(),
            day_seconds: totals.to_vec(),
        }
    }
}

impl Row {
    fn of(row: &SheetRow, range: DateRange) -> Self {
        let (project_id, user_id, name) = match &row.of {
            RowOf::Project(Some(project)) => {
                (Some(project.id.to_string()), None, project.name.clone())
            }
            RowOf::Project(None) => (None, None, row.of.name()),
            RowOf::Person(person) => (None, Some(person.id.to_string()), person.name.clone()),
        };
        Self {
            project_id,
            user_id,
            name,
            cells: range
                .iter()
                .zip(&row.cells)
                .map(|(day, cell)| Cell {
                    date: day.to_string(),
                    seconds: cell.seconds,
                    entries: cell.entries,
                    locked: cell.locked > 0,
                })
                .collect(),
            total_seconds: row_total(row),
        }
    }
}

/// Show a week's timesheet
///
/// Sums by day and by project or person: of the caller's own time, and of everybody's for who may see it. The days, and
/// whether the week begins on Monday or Sunday, are the person's.
#[utoipa::path(get, path = "/timesheet", tag = "Time entries",
    params(("week" = Option<String>, Query, description = "Which week; this one by default.", pattern = "^(19[0-9]{2}|[2-8][0-9]{3}|9000)-W(0[1-9]|[1-4][0-9]|5[0-3])$", example = "2026-W47"),
        ("group_by" = inline(Option<AnySheetGroup>), Query, description = "What a row is; `project` by default.", example = "project"),
        ("user_id" = Option<Vec<String>>, Query, description = "Of these people.")),
    responses((status = 200, description = "The week.", body = Timesheet)))]
pub(super) async fn get_timesheet(asked: Asked) -> Reply {
    let mut params = asked.params(&["week", "group_by", "user_id"])?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let today = Zone::named(&actor.timezone).day(services.now());
    let hint = "Send a week such as 2026-W47.";
    let week = match params.text("week") {
        None => WeekName::of(today, actor.week_start),
        Some(text) => text.parse().unwrap_or_else(|_| {
            params.errors.push("week", "invalid", hint);
            WeekName::of(today, actor.week_start)
        }),
    };
    let group_by = match params.text("group_by").as_deref() {
        None => Some(GroupBy::Project),
        Some(word) => GroupBy::ALL.into_iter().find(|by| by.slug() == word),
    };
    if group_by.is_none() {
        let hint = "group_by is project or user.";
        params.errors.push("group_by", "invalid", hint);
    }
    let asked_users: Vec<Option<UserId>> = ids(&mut params, "user_id");
    params.finish()?;
    // Nobody tracked none of it: that matches nothing.
    let chosen: Option<Vec<UserId>> =
        (!asked_users.is_empty()).then(|| asked_users.into_iter().flatten().collect());
    let users = match (sight(actor), chosen) {
        (None, chosen) => chosen,
        (Some(own), None) => Some(vec![own]),
        (Some(own), Some(chosen)) => Some(chosen.into_iter().filter(|user| *user == own).collect()),
    };
    let ask = SheetAsk {
        week,
        range: week.days(actor.week_start),
        group_by: group_by.unwrap_or_default(),
        users,
    };
    let mut tx = services.db.read().await?;
    let rows = load_rows(&mut tx, actor, &ask, &[], None).await?;
    show(asked.headers(), &Timesheet::of(&ask, &rows))
}
