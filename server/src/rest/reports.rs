//! `/reports`: sums by one or two groupings.

use app::reports::rules::parse_group_by;
use app::reports::{Dimension, Group, GroupKey};
use app::time_entries::EntryTotals;
use app::values::{Amounts, WeekName, WeekStart};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Reply, show};
use super::call::Asked;
use super::entry_filter::{self, EntryFilterParams, FILTERS};
use super::words::AnyDimension;
use crate::reports::service::{Sums, sum_up};

/// An amount in one currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Amount {
    /// Its currency.
    #[schema(example = "EUR")]
    currency: String,
    /// In minor units.
    #[schema(example = 13_500)]
    amount_cents: i64,
}

/// Amounts, one for each currency.
pub(super) fn amounts(amounts: &Amounts) -> Vec<Amount> {
    amounts
        .iter()
        .map(|(currency, amount_cents)| Amount {
            currency: currency.code().to_owned(),
            amount_cents,
        })
        .collect()
}

/// What entries come to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Totals {
    /// How many there are.
    #[schema(minimum = 0)]
    entries: i64,
    /// Tracked seconds.
    #[schema(minimum = 0)]
    seconds: i64,
    /// Those of them that are billable.
    #[schema(minimum = 0)]
    billable_seconds: i64,
    /// What the billable ones are worth: one for each currency, never added up. Each entry is rounded by itself.
    amounts: Vec<Amount>,
}

impl Totals {
    pub(super) fn of(totals: &EntryTotals) -> Self {
        Self {
            entries: totals.count,
            seconds: totals.seconds,
            billable_seconds: totals.billable_seconds,
            amounts: amounts(&totals.amounts),
        }
    }
}

/// A group within a group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportPart {
    /// By what.
    #[schema(inline, value_type = AnyDimension, example = "day")]
    by: &'static str,
    /// An id, `2026-11-21`, `2026-W47` or `2026-11`; null for what has none.
    #[schema(required, example = "2026-11-21")]
    key: Option<String>,
    /// What it is called.
    #[schema(example = "2026-11-21")]
    name: String,
    totals: Totals,
}

/// A group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportGroup {
    /// By what.
    #[schema(inline, value_type = AnyDimension, example = "project")]
    by: &'static str,
    /// An id, `2026-11-21`, `2026-W47` or `2026-11`; null for what has none.
    #[schema(required, example = "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000")]
    key: Option<String>,
    /// What it is called.
    #[schema(example = "Webshop")]
    name: String,
    totals: Totals,
    /// By the second grouping; empty without one.
    groups: Vec<ReportPart>,
}

/// A report.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportSummary {
    /// One or two groupings.
    #[schema(inline, value_type = Vec<AnyDimension>)]
    group_by: Vec<&'static str>,
    /// Time in its order, anything else with the most time first.
    groups: Vec<ReportGroup>,
    /// Everything; an entry with several tags is in several groups, and here once.
    totals: Totals,
}

impl ReportSummary {
    fn of(sums: &Sums, by: &[Dimension], week_start: WeekStart) -> Self {
        let first = by.first().copied().unwrap_or(Dimension::Project);
        let second = by.get(1).copied().unwrap_or(first);
        Self {
            group_by: by.iter().map(|by| by.slug()).collect(),
            groups: sums
                .groups
                .iter()
                .map(|group| {
                    let (key, name) = named(first, group, week_start);
                    ReportGroup {
                        by: first.slug(),
                        key,
                        name,
                        totals: Totals::of(&group.totals),
                        groups: group
                            .parts
                            .iter()
                            .map(|part| {
                                let (key, name) = named(second, part, week_start);
                                ReportPart {
                                    by: second.slug(),
                                    key,
                                    name,
                                    totals: Totals::of(&part.totals),
                                }
                            })
                            .collect(),
                    }
                })
                .collect(),
            totals: Totals::of(&sums.totals),
        }
    }
}

/// A group's key and name in the words of the API.
pub(super) fn named(
    by: Dimension,
    group: &Group,
    week_start: WeekStart,
) -> (Option<String>, String) {
    let key = match &group.key {
        GroupKey::None => None,
        GroupKey::Id(id) => Some(id.clone()),
        GroupKey::From(day) => Some(match by {
            Dimension::Week => WeekName::of(*day, week_start).to_string(),
            Dimension::Month => day.strftime("%Y-%m").to_string(),
            _ => day.to_string(),
        }),
    };
    let name = match (&group.key, &key) {
        (GroupKey::From(_), Some(key)) => key.clone(),
        _ if by == Dimension::Tag => group.name.trim_start_matches('#').to_owned(),
        _ => group.name.clone(),
    };
    (key, name)
}

/// Summary of time
///
/// Seconds and amounts by one or two groupings, of the caller's own time, and of everybody's for who may see it. Days,
/// weeks and months are the person's; an entry counts wholly on the day it started.
#[utoipa::path(get, path = "/reports/summary", tag = "Reports",
    params(EntryFilterParams,
        ("group_by" = Option<String>, Query, description = "One or two of client, project, user, tag, day, week and month, with a comma between them; `project` by default.", pattern = "^(client(,(project|user|tag|day|week|month))?|project(,(client|user|tag|day|week|month))?|user(,(client|project|tag|day|week|month))?|tag(,(client|project|user|day|week|month))?|day(,(client|project|user|tag|week|month))?|week(,(client|project|user|tag|day|month))?|month(,(client|project|user|tag|day|week))?)$", example = "project")),
    responses((status = 200, description = "The report.", body = ReportSummary)))]
pub(super) async fn get_summary(asked: Asked) -> Reply {
    let known: Vec<&'static str> = FILTERS.into_iter().chain(["group_by"]).collect();
    let mut params = asked.params(&known)?;
    let actor = asked.call.actor();
    let ask = entry_filter::read(&mut params, actor);
    let by = match params
        .text("group_by")
        .map(|text| (parse_group_by(&text), text))
    {
        None => vec![Dimension::Project],
        Some((Ok(by), text)) if !text.is_empty() => by,
        Some(_) => {
            let hint = "group_by is one or two of client, project, user, tag, day, week and month.";
            params.errors.push("group_by", "invalid", hint);
            Vec::new()
        }
    };
    params.finish()?;
    let clause = ask.clause(actor);
    let mut tx = asked.call.read().await?;
    let bounds = (ask.from, ask.before);
    let sums = sum_up(&mut tx, actor, &clause, bounds, &by, &[]).await?;
    show(
        asked.headers(),
        &ReportSummary::of(&sums, &by, actor.week_start),
    )
}
