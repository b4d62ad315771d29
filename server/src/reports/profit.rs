//! Profitability and utilisation, for who may see costs.

use std::collections::HashMap;

use app::access::{Actor, Permission};
use app::error::AppError;
use app::reports::Dimension;
use app::reports::profit::{Earnings, ProfitGroup, Profitability, parse_grouping, utilisation};
use app::time_entries::query::EntryFilter;
use app::time_entries::{EntryQuery, EntryTotals};
use app::values::{UserId, name_key};
use uuid::Uuid;

use super::ask::ReportAsk;
use super::service::{Names, in_words};
use super::sql::{Key, MemberCapacity, ProfitSum, load_capacities, load_profit};
use crate::db::Tx;
use crate::services::Services;
use crate::time_entries::show::choice;
use crate::time_entries::sql::{Clause, Colleague, list_people};

/// Groups with what they earn and cost, and all of it.
#[derive(Debug)]
pub(crate) struct Profits {
    pub(crate) groups: Vec<ProfitGroup>,
    pub(crate) totals: Earnings,
    /// By person: of all their capacities, in tenths of a percent.
    pub(crate) utilisation: Option<i64>,
}

/// Whose capacity counts in a report by person, though they tracked nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected<'a> {
    /// Nobody's: only some of the work is asked for.
    Nobody,
    /// Theirs.
    These(&'a [UserId]),
    /// Everybody's.
    Everybody,
}

impl<'a> Expected<'a> {
    /// Of those whose time is asked for: these people, or everybody.
    pub(crate) fn of(filter: &EntryFilter, whose: Option<&'a [UserId]>) -> Self {
        if !filter.is_all_work() {
            return Self::Nobody;
        }
        whose.map_or(Self::Everybody, Self::These)
    }

    fn holds(self, member: &MemberCapacity) -> bool {
        member.tracks
            && member.seconds > 0
            && match self {
                Self::Nobody => false,
                Self::These(users) => users.contains(&member.user),
                Self::Everybody => true,
            }
    }
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
    let whose = ask.whose.as_ref().map(std::slice::from_ref);
    let expected = Expected::of(&ask.filter, whose);
    let profits = sum_profit(tx, actor, &ask.clause, by, (days, expected), &people).await?;
    Ok(Profitability {
        range,
        group_by: by,
        groups: profits.groups,
        totals: profits.totals,
        utilisation: profits.utilisation,
        currency: actor.currency,
        people: people.into_iter().map(choice).collect(),
    })
}

/// Puts together what the clause lets through; `days` are those it spans, where they are known, and who is `expected` to
/// have time in them.
pub(crate) async fn sum_profit(
    tx: &mut Tx,
    actor: &Actor,
    clause: &Clause,
    by: Dimension,
    (days, expected): (Option<i64>, Expected<'_>),
    people: &[Colleague],
) -> Result<Profits, AppError> {
    actor.must(Permission::ReadCosts)?;
    let sums = load_profit(tx, clause, by).await?;
    let team = if by == Dimension::User {
        load_capacities(tx, actor.workspace_id).await?
    } else {
        Vec::new()
    };
    let mut earnings: HashMap<Option<Uuid>, Earnings> = HashMap::new();
    let mut totals = Earnings::default();
    for sum in sums {
        let one = earned(&sum, actor);
        totals.add(&one);
        earnings.entry(sum.id).or_default().add(&one);
    }
    if days.is_some() {
        // Who tracked nothing has used nothing of their capacity.
        for member in team.iter().filter(|member| expected.holds(member)) {
            earnings.entry(Some(member.user.uuid())).or_default();
        }
    }
    let capacities: HashMap<Uuid, i64> = team
        .iter()
        .map(|member| (member.user.uuid(), member.seconds))
        .collect();
    let capacity_of = |id: Option<Uuid>| id.and_then(|id| capacities.get(&id).copied());
    let whole = utilisation_of_all(&earnings, capacity_of, days);
    let ids = earnings.keys().flatten().copied().collect();
    let names = Names::of(tx, actor, by, ids, people).await?;
    let mut groups: Vec<ProfitGroup> = earnings
        .into_iter()
        .map(|(id, earnings)| {
            let group = names.group(by, Key::Id(id), EntryTotals::default());
            ProfitGroup {
                key: group.key,
                name: group.name,
                note: group.note,
                colour: group.colour,
                utilisation: utilisation(earnings.seconds, capacity_of(id), days),
                earnings,
            }
        })
        .collect();
    groups.sort_by_cached_key(|group| {
        let most = std::cmp::Reverse(group.earnings.seconds);
        (most, name_key(&group.name), in_words(&group.key))
    });
    Ok(Profits {
        groups,
        totals,
        utilisation: whole,
    })
}

/// What those who have a capacity tracked, as a share of all of it.
fn utilisation_of_all(
    earnings: &HashMap<Option<Uuid>, Earnings>,
    capacity_of: impl Fn(Option<Uuid>) -> Option<i64>,
    days: Option<i64>,
) -> Option<i64> {
    let (mut seconds, mut capacity) = (0_i64, 0_i64);
    for (id, one) in earnings {
        if let Some(own) = capacity_of(*id).filter(|own| *own > 0) {
            seconds = seconds.saturating_add(one.seconds);
            capacity = capacity.saturating_add(own);
        }
    }
    utilisation(seconds, Some(capacity), days)
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
