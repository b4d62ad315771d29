//! The use cases of reports.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use app::access::Actor;
use app::error::AppError;
use app::reports::detailed::{Detailed, PageQuery};
use app::reports::profit::Profitability;
use app::reports::rules::parse_group_by;
use app::reports::weekly::Weekly;
use app::reports::{Dimension, Group, GroupKey, Reports, Summary};
use app::time_entries::{EntryQuery, EntryTotals};
use app::values::{ClientId, Colour, ProjectId, TagId, name_key};
use async_trait::async_trait;
use uuid::Uuid;

use super::ask::ReportAsk;
use super::budgets;
use super::sql::{self, Ask, GroupSum, Key};
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;
use crate::time_entries::service::sight;
use crate::time_entries::show::choice;
use crate::time_entries::sql::{
    Clause, Colleague, list_people, load_client_names, load_tag_names, load_totals,
};
use crate::timesheet::sql::load_project_refs;

#[async_trait]
impl Reports for Services {
    async fn load_summary(
        &self,
        actor: &Actor,
        query: EntryQuery,
        group_by: String,
    ) -> Result<Summary, AppError> {
        let by = parse_group_by(&group_by)?;
        let ask = ReportAsk::read(actor, query, self.now())?;
        let mut tx = self.db.read().await?;
        let mut summary = sum_summary(&mut tx, actor, &ask, by).await?;
        summary.budgets = budgets::load(&mut tx, actor, &summary).await?;
        Ok(summary)
    }

    async fn load_detailed(
        &self,
        actor: &Actor,
        query: EntryQuery,
        page: PageQuery,
    ) -> Result<Detailed, AppError> {
        self.show_detailed(actor, query, &page).await
    }

    async fn load_weekly(
        &self,
        actor: &Actor,
        query: EntryQuery,
        group_by: String,
    ) -> Result<Weekly, AppError> {
        self.show_weekly(actor, query, &group_by).await
    }

    async fn load_profitability(
        &self,
        actor: &Actor,
        query: EntryQuery,
        group_by: String,
    ) -> Result<Profitability, AppError> {
        self.show_profitability(actor, query, &group_by).await
    }
}

/// Whose time the actor can ask for; nobody's but their own when empty.
pub(super) async fn people_for(tx: &mut Tx, actor: &Actor) -> Result<Vec<Colleague>, AppError> {
    if sight(actor).is_none() {
        list_people(tx, actor.workspace_id).await
    } else {
        Ok(Vec::new())
    }
}

/// The summary of what is asked for, by one or two groupings.
pub(crate) async fn sum_summary(
    tx: &mut Tx,
    actor: &Actor,
    ask: &ReportAsk,
    group_by: Vec<Dimension>,
) -> Result<Summary, AppError> {
    let people = people_for(tx, actor).await?;
    let sums = sum_up(tx, actor, &ask.clause, ask.bounds, &group_by, &people).await?;
    Ok(Summary {
        range: ask.filter.range(),
        today: ask.today,
        week_start: actor.week_start,
        group_by,
        groups: sums.groups,
        totals: sums.totals,
        people: people.into_iter().map(choice).collect(),
        // Files of a report have none.
        budgets: BTreeMap::new(),
    })
}

/// Groups with their names, and everything in all.
#[derive(Debug)]
pub(crate) struct Sums {
    pub(crate) groups: Vec<Group>,
    pub(crate) totals: EntryTotals,
}

/// Puts together what the clause lets through. `bounds` are the instants between which the clause's entries start, as far
/// as it says; `people` are looked up if they are not known and needed.
pub(crate) async fn sum_up(
    tx: &mut Tx,
    actor: &Actor,
    clause: &Clause,
    bounds: (Option<i64>, Option<i64>),
    by: &[Dimension],
    people: &[Colleague],
) -> Result<Sums, AppError> {
    let Some((first, last)) = sql::load_extent(tx, actor.workspace_id).await? else {
        return Ok(Sums {
            groups: Vec::new(),
            totals: EntryTotals::default(),
        });
    };
    let from = bounds.0.map_or(first, |from| from.max(first));
    let to = bounds.1.map_or(last, |before| (before - 1).min(last));
    let zone = Zone::named(&actor.timezone);
    let ask = Ask {
        clause,
        zone: &zone,
        week_start: actor.week_start,
        extent: (from, to.max(from)),
    };
    let parts = sql::load_groups(tx, &ask, by).await?;
    // An entry with two tags is in two groups: what holds both counts it once.
    let firsts = match by {
        [first, Dimension::Tag] => sql::load_groups(tx, &ask, &[*first]).await?,
        _ => Vec::new(),
    };
    let totals = if by.contains(&Dimension::Tag) {
        load_totals(tx, clause, actor.currency).await?
    } else {
        let mut totals = EntryTotals::default();
        for part in &parts {
            add(&mut totals, part, actor);
        }
        totals
    };
    let names = Names::load(tx, actor, by, &parts, people).await?;
    Ok(Sums {
        groups: nested(&parts, &firsts, by, actor, &names),
        totals,
    })
}

fn add(totals: &mut EntryTotals, sum: &GroupSum, actor: &Actor) {
    totals.count += sum.entries;
    totals.seconds += sum.seconds;
    totals.billable_seconds += sum.billable_seconds;
    if sum.billable_seconds > 0 {
        let currency = sum.currency.unwrap_or(actor.currency);
        totals.amounts.add(currency, sum.amount_cents);
    }
}

/// Groups by the first grouping with their parts by the second; `firsts` are the first's own sums, where they are not
/// those of the parts.
fn nested(
    parts: &[GroupSum],
    firsts: &[GroupSum],
    by: &[Dimension],
    actor: &Actor,
    names: &Names,
) -> Vec<Group> {
    let mut outer: HashMap<Key, (EntryTotals, HashMap<Key, EntryTotals>)> = HashMap::new();
    for part in parts {
        let Some(first) = part.keys.first() else {
            continue;
        };
        let group = outer.entry(*first).or_default();
        if firsts.is_empty() {
            add(&mut group.0, part, actor);
        }
        if let Some(second) = part.keys.get(1) {
            add(group.1.entry(*second).or_default(), part, actor);
        }
    }
    for sum in firsts {
        if let Some(group) = sum.keys.first().and_then(|key| outer.get_mut(key)) {
            add(&mut group.0, sum, actor);
        }
    }
    let inner = by.get(1).copied();
    let groups = outer.into_iter().map(|(key, (totals, parts))| {
        let parts = inner.map(|by| {
            let parts = parts.into_iter();
            in_order(
                by,
                parts
                    .map(|(key, totals)| names.group(by, key, totals))
                    .collect(),
            )
        });
        let first = by.first().copied().unwrap_or(Dimension::Project);
        Group {
            parts: parts.unwrap_or_default(),
            ..names.group(first, key, totals)
        }
    });
    in_order(
        by.first().copied().unwrap_or(Dimension::Project),
        groups.collect(),
    )
}

/// Time in its order, anything else with the most time first.
fn in_order(by: Dimension, mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by_cached_key(|group| {
        let day = match group.key {
            GroupKey::From(day) => Some(day),
            _ => None,
        };
        let most = if by.is_time() {
            0
        } else {
            group.totals.seconds
        };
        (
            day,
            Reverse(most),
            name_key(&group.name),
            group.note.clone(),
        )
    });
    groups
}

/// A key as something to put in order.
pub(super) fn in_words(key: &GroupKey) -> String {
    match key {
        GroupKey::None => String::new(),
        GroupKey::Id(id) => id.clone(),
        GroupKey::From(day) => day.to_string(),
    }
}

/// A name with what tells it from others, and its colour.
type Named = (String, Option<String>, Colour);

/// What the groups are called.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Uuid, Named>);

impl Names {
    /// Of these ids, in one grouping.
    pub(super) async fn of(
        tx: &mut Tx,
        actor: &Actor,
        by: Dimension,
        ids: Vec<Uuid>,
        people: &[Colleague],
    ) -> Result<Self, AppError> {
        let names = load_names(tx, actor, by, ids, people).await?;
        Ok(Self(names.into_iter().collect()))
    }

    async fn load(
        tx: &mut Tx,
        actor: &Actor,
        by: &[Dimension],
        sums: &[GroupSum],
        people: &[Colleague],
    ) -> Result<Self, AppError> {
        let mut names = HashMap::new();
        for (at, by) in by.iter().enumerate() {
            let mut ids: Vec<Uuid> = sums
                .iter()
                .filter_map(|sum| match sum.keys.get(at) {
                    Some(Key::Id(id)) => *id,
                    _ => None,
                })
                .collect();
            ids.sort_unstable();
            ids.dedup();
            names.extend(load_names(tx, actor, *by, ids, people).await?);
        }
        Ok(Self(names))
    }

    /// A group of this name without parts.
    pub(super) fn group(&self, by: Dimension, key: Key, totals: EntryTotals) -> Group {
        let (key, (name, note, colour)) = match key {
            Key::From(day) => (GroupKey::From(day), (String::new(), None, Colour::Indigo)),
            Key::Id(None) => (GroupKey::None, (by.none().to_owned(), None, Colour::Slate)),
            Key::Id(Some(id)) => {
                let named = self.0.get(&id).cloned();
                let unknown = || (by.none().to_owned(), None, Colour::Slate);
                (GroupKey::Id(id.to_string()), named.unwrap_or_else(unknown))
            }
        };
        Group {
            key,
            name,
            note,
            colour,
            totals,
            parts: Vec::new(),
        }
    }
}

async fn load_names(
    tx: &mut Tx,
    actor: &Actor,
    by: Dimension,
    ids: Vec<Uuid>,
    people: &[Colleague],
) -> Result<Vec<(Uuid, Named)>, AppError> {
    let workspace = actor.workspace_id;
    Ok(match by {
        Dimension::Project => load_project_refs(tx, workspace, ids)
            .await?
            .into_iter()
            .map(|project| {
                let named = (project.name, project.client_name, project.colour);
                (ProjectId::uuid(project.id), named)
            })
            .collect(),
        Dimension::Client => {
            let ids = ids.into_iter().map(ClientId::from_uuid);
            let names = load_client_names(tx, workspace, ids).await?;
            coloured(names.into_iter().map(|(id, name)| (id.uuid(), name)))
        }
        Dimension::Tag => {
            let ids = ids.into_iter().map(TagId::from_uuid);
            let names = load_tag_names(tx, workspace, ids).await?;
            coloured(
                names
                    .into_iter()
                    .map(|(id, name)| (id.uuid(), format!("#{name}"))),
            )
        }
        Dimension::User => {
            let looked_up;
            let people = if people.is_empty() {
                looked_up = list_people(tx, workspace).await?;
                &looked_up
            } else {
                people
            };
            let people = people
                .iter()
                .filter(|person| ids.contains(&person.who.id.uuid()));
            coloured(people.map(|person| (person.who.id.uuid(), person.who.name.clone())))
        }
        Dimension::Day | Dimension::Week | Dimension::Month => Vec::new(),
    })
}

/// Colours for what has none of its own: in the order of ids, so that each keeps its colour from report to report.
fn coloured(names: impl Iterator<Item = (Uuid, String)>) -> Vec<(Uuid, Named)> {
    let mut names: Vec<(Uuid, String)> = names.collect();
    names.sort_unstable();
    names
        .into_iter()
        .enumerate()
        .map(|(at, (id, name))| (id, (name, None, Colour::by_index(at))))
        .collect()
}
