//! Profitability and utilisation, for who may see costs.

use std::collections::HashMap;

use app::access::{Actor, Permission};
use app::error::AppError;
use app::reports::Dimension;
use app::reports::profit::{Earnings, ProfitGroup, Profitability, parse_grouping, utilisation};
use app::time_entries::{EntryQuery, EntryTotals};
use app::values::name_key;
use uuid::Uuid;

use super::ask::ReportAsk;
use super::service::{Names, in_words};
use super::sql::{Key, ProfitSum, load_capacities, load_profit};
use crate::db::Tx;
use crate::services::Services;
use crate::time_entries::show::choice;
use crate::time_entries::sql::{Clause, Colleague, list_people};

/// Groups with what they earn and cost, and all of it.
#[derive(Debug)]
pub(crate) struct Profits {
    pub(crate) groups: Vec<ProfitGroup>,
    pub(crate) totals: Earnings,
}

impl Services {
    /// What the time that the query lets through earned and cost.
    pub(super) async fn show_profitability(
        &self,
        actor: &Actor,
        query: EntryQuery,
        group_by: &str,
    ) -> Result<Profitability, AppError> {
        actor.must(Permission::ReadCosts)?;
        let by = parse_grouping(group_by)?;
        let ask = ReportAsk::read(actor, query, self.now())?;
        let mut tx = self.db.read().await?;
        sum_report(&mut tx, actor, &ask, by).await
    }
}

/// What the ask lets through earned and cost, with what a page says of it.
pub(crate) async fn sum_report(
    tx: &mut Tx,
    actor: &Actor,
    ask: &ReportAsk,
    by: Dimension,
) -> Result<Profitability, AppError> {
    let range = ask.filter.range();
    let days = range.map(|range| range.days());
    let people = list_people(tx, actor.workspace_id).await?;
    let profits = sum_profit(tx, actor, &ask.clause, by, days, &people).await?;
    Ok(Profitability {
        range,
        group_by: by,
        groups: profits.groups,
        totals: profits.totals,
        currency: actor.currency,
        people: people.into_iter().map(choice).collect(),
    })
}

/// Puts together what the clause lets through; `days` are those it spans, where they are known.
pub(crate) async fn sum_profit(
    tx: &mut Tx,
    actor: &Actor,
    clause: &Clause,
    by: Dimension,
    days: Option<i64>,
    people: &[Colleague],
) -> Result<Profits, AppError> {
    actor.must(Permission::ReadCosts)?;
    let sums = load_profit(tx, clause, by).await?;
    let capacities: HashMap<Uuid, i64> = if by == Dimension::User {
        let known = load_capacities(tx, actor.workspace_id).await?;
        known
            .into_iter()
            .map(|(user, seconds)| (user.uuid(), seconds))
            .collect()
    } else {
        HashMap::new()
    };
    let mut earnings: HashMap<Option<Uuid>, Earnings> = HashMap::new();
    let mut totals = Earnings::default();
    for sum in sums {
        let one = earned(&sum, actor);
        totals.add(&one);
        earnings.entry(sum.id).or_default().add(&one);
    }
    let ids = earnings.keys().flatten().copied().collect();
    let names = Names::of(tx, actor, by, ids, people).await?;
    let mut groups: Vec<ProfitGroup> = earnings
        .into_iter()
        .map(|(id, earnings)| {
            let group = names.group(by, Key::Id(id), EntryTotals::default());
            let capacity = id.and_then(|id| capacities.get(&id).copied());
            ProfitGroup {
                key: group.key,
                name: group.name,
                note: group.note,
                colour: group.colour,
                utilisation: utilisation(earnings.seconds, capacity, days),
                earnings,
            }
        })
        .collect();
    groups.sort_by_cached_key(|group| {
        let most = std::cmp::Reverse(group.earnings.seconds);
        (most, name_key(&group.name), in_words(&group.key))
    });
    Ok(Profits { groups, totals })
}

fn earned(sum: &ProfitSum, actor: &Actor) -> Earnings {
    let mut earnings = Earnings {
        seconds: sum.seconds,
        billable_seconds: sum.billable_seconds,
        cost_cents: sum.cost_cents,
        billable_cost_cents: sum.billable_cost_cents,
        costless_seconds: sum.costless_seconds,
        ..Earnings::default()
    };
    if sum.billable_seconds > 0 {
        let currency = sum.currency.unwrap_or(actor.currency);
        earnings.amounts.add(currency, sum.amount_cents);
    }
    earnings
}
