//! `/reports/profitability`: what time earned and cost.

use app::access::Permission;
use app::reports::profit::{Earnings, ProfitGroup, parse_grouping};
use app::reports::{Dimension, GroupKey};
use app::values::Currency;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Reply, show};
use super::call::Asked;
use super::entry_filter::{self, EntryFilterParams, FILTERS};
use super::reports::{Amount, amounts};
use super::words::AnyProfitGroup;
use crate::local_time::Zone;
use crate::reports::profit::{Expected, Profits, sum_profit};

/// What time earned and cost.
#[expect(
    clippy::struct_field_names,
    reason = "profit_cents is what the API calls it"
)]
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Profit {
    /// Tracked seconds.
    #[schema(minimum = 0)]
    seconds: i64,
    /// Those of them that are billable.
    #[schema(minimum = 0)]
    billable_seconds: i64,
    /// What the billable ones are worth, one for each currency.
    amounts: Vec<Amount>,
    /// What all of it costs, in the workspace's currency.
    #[schema(minimum = 0, example = 7000)]
    cost_cents: i64,
    /// What the billable part of it costs.
    #[schema(minimum = 0)]
    billable_cost_cents: i64,
    /// Seconds of entries without an internal cost; they count as 0.
    #[schema(minimum = 0)]
    seconds_without_cost: i64,
    /// The billable amount less the cost of all time; null when any of the amount is in another currency.
    #[schema(required, example = 13_000)]
    profit_cents: Option<i64>,
    /// The profit's share of the billable amount in percent; null without an amount or a profit.
    #[schema(required, example = 65.0)]
    margin_percent: Option<f64>,
}

/// One group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProfitRow {
    /// An id; null for what has none.
    #[schema(required, format = "uuid")]
    key: Option<String>,
    /// What it is called.
    #[schema(example = "Webshop")]
    name: String,
    totals: Profit,
    /// By user: tracked time as a share of the capacity, in percent; null without a capacity, or without both `from` and
    /// `to`.
    #[schema(required, example = 80.0)]
    utilisation_percent: Option<f64>,
}

/// What time earned and cost, by group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProfitReport {
    /// By what.
    #[schema(inline, value_type = AnyProfitGroup, example = "project")]
    group_by: &'static str,
    /// The workspace's currency, which costs are in.
    #[schema(example = "USD")]
    currency: String,
    /// The most time first.
    groups: Vec<ProfitRow>,
    totals: Profit,
    /// By user: what those who have a capacity tracked, as a share of all of it in percent; null without one, or without
    /// both `from` and `to`.
    #[schema(required, example = 80.0)]
    utilisation_percent: Option<f64>,
}

/// Tenths of a percent as a number of percent.
fn percent(tenths: Option<i64>) -> Option<f64> {
    tenths
        .and_then(|tenths| i32::try_from(tenths).ok())
        .map(|tenths| f64::from(tenths) / 10.0)
}

impl Profit {
    fn of(earnings: &Earnings, currency: Currency) -> Self {
        Self {
            seconds: earnings.seconds,
            billable_seconds: earnings.billable_seconds,
            amounts: amounts(&earnings.amounts),
            cost_cents: earnings.cost_cents,
            billable_cost_cents: earnings.billable_cost_cents,
            seconds_without_cost: earnings.costless_seconds,
            profit_cents: earnings.profit(currency),
            margin_percent: percent(earnings.margin(currency)),
        }
    }
}

impl ProfitReport {
    fn of(profits: &Profits, by: Dimension, currency: Currency) -> Self {
        let row = |group: &ProfitGroup| ProfitRow {
            key: match &group.key {
                GroupKey::Id(id) => Some(id.clone()),
                GroupKey::None | GroupKey::From(_) => None,
            },
            name: group.name.clone(),
            totals: Profit::of(&group.earnings, currency),
            utilisation_percent: percent(group.utilisation),
        };
        Self {
            group_by: by.slug(),
            currency: currency.code().to_owned(),
            groups: profits.groups.iter().map(row).collect(),
            totals: Profit::of(&profits.totals, currency),
            utilisation_percent: percent(profits.utilisation),
        }
    }
}

/// Profitability and utilisation
///
/// What time earned, at each entry's own rate, and cost, at the internal cost its member had when it was made. For Owner
/// and Managers, on Team and Business.
#[utoipa::path(get, path = "/reports/profitability", tag = "Reports",
    params(EntryFilterParams,
        ("group_by" = inline(Option<AnyProfitGroup>), Query, description = "`project` (the default), `client` or `user`.", example = "project")),
    responses((status = 200, description = "The report.", body = ProfitReport)))]
pub(super) async fn get_profitability(asked: Asked) -> Reply {
    let known: Vec<&'static str> = FILTERS.into_iter().chain(["group_by"]).collect();
    let mut params = asked.params(&known)?;
    let actor = asked.call.actor();
    actor.must(Permission::ReadCosts)?;
    let ask = entry_filter::read(&mut params, actor);
    let by = match params
        .text("group_by")
        .map(|text| (parse_grouping(&text), text))
    {
        None => Dimension::Project,
        Some((Ok(by), text)) if !text.is_empty() => by,
        Some(_) => {
            let hint = "group_by is project, client or user.";
            params.errors.push("group_by", "invalid", hint);
            Dimension::Project
        }
    };
    params.finish()?;
    let zone = Zone::named(&actor.timezone);
    let days = ask.from.zip(ask.before).map(|(from, before)| {
        let (first, last) = (zone.day(from), zone.day(before - 1));
        first
            .until(last)
            .map_or(0, |span| i64::from(span.get_days()))
            + 1
    });
    let clause = ask.clause(actor);
    let mut tx = asked.call.read().await?;
    let expected = if ask.invoiced.is_none() {
        Expected::of(&ask.filter, ask.users.as_deref())
    } else {
        Expected::Nobody
    };
    let profits = sum_profit(&mut tx, actor, &clause, by, (days, expected), &[]).await?;
    show(
        asked.headers(),
        &ProfitReport::of(&profits, by, actor.currency),
    )
}
