//! What a file would add to this workspace: pure, so that the preview and the import are the same plan.

mod summary;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use app::accounts::rules::email_key;
use app::imports::ImportCounts;
use app::values::{
    ClientId, Colour, Currency, DateRange, ProjectId, TagId, TimeEntryId, UserId, name_key,
};
use uuid::Uuid;

use self::summary::{range, stranger_note, unchanged};
use super::rates::{entry_rate, project_rate};
use super::{ImportedEntry, ImportedFile};
use crate::time_entries::sql::{Cost, NewEntryRow};

/// A client that is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownClient {
    pub(crate) id: ClientId,
    pub(crate) currency: Currency,
}

/// A project that is there, archived or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownProject {
    pub(crate) id: ProjectId,
    pub(crate) hourly_rate_cents: i64,
}

/// What the workspace has already, by the keys names are compared with.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    pub(crate) clients: HashMap<String, KnownClient>,
    pub(crate) projects: HashMap<(Option<ClientId>, String), KnownProject>,
    pub(crate) tags: HashMap<String, TagId>,
    pub(crate) members: HashMap<String, UserId>,
    /// Import keys of entries, as many of the file's as are there.
    pub(crate) keys: HashSet<String>,
}

/// A client to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewClient {
    pub(crate) id: ClientId,
    pub(crate) name: String,
    pub(crate) currency: Currency,
}

/// A project to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewProject {
    pub(crate) id: ProjectId,
    pub(crate) client_id: Option<ClientId>,
    pub(crate) name: String,
    pub(crate) colour: Colour,
    pub(crate) billable: bool,
    pub(crate) hourly_rate_cents: i64,
}

/// A tag to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewTag {
    pub(crate) id: TagId,
    pub(crate) name: String,
}

/// Everything a file adds, ready to be written.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) clients: Vec<NewClient>,
    pub(crate) projects: Vec<NewProject>,
    pub(crate) tags: Vec<NewTag>,
    pub(crate) entries: Vec<NewEntryRow>,
    /// What the file names and the workspace has.
    pub(crate) unchanged: ImportCounts,
    /// Seconds of all rows that were understood.
    pub(crate) seconds: i64,
    /// The days they span.
    pub(crate) range: Option<DateRange>,
    /// What was decided on the way, in words.
    pub(crate) notes: Vec<String>,
}

impl Plan {
    /// How much is new.
    pub(crate) fn created(&self) -> ImportCounts {
        let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        ImportCounts {
            clients: count(self.clients.len()),
            projects: count(self.projects.len()),
            tags: count(self.tags.len()),
            time_entries: count(self.entries.len()),
        }
    }
}

/// Who imports, and what new rows are made with.
pub(crate) struct Making<'a> {
    pub(crate) importer: UserId,
    /// The workspace's currency.
    pub(crate) currency: Currency,
    /// Now: unix seconds.
    pub(crate) now: i64,
    pub(crate) new_id: &'a dyn Fn() -> Uuid,
}

/// What a project's rows say together; a new one is made from it.
struct Target<'a> {
    id: ProjectId,
    client_id: Option<ClientId>,
    currency: Currency,
    /// The rate of a project that is there.
    known_rate: Option<i64>,
    name: &'a str,
    billable: bool,
    /// Seconds and amounts of the rows that have one in the project's currency.
    paid: Vec<(i64, i64)>,
}

/// Plans an import. Only what new entries need is added to the catalogue: a project that was renamed since the first
/// import does not come back by a second one.
pub(crate) fn plan(file: &ImportedFile, catalog: &Catalog, making: &Making<'_>) -> Plan {
    let mut plan = Plan::default();
    let (known, new): (Vec<_>, Vec<_>) = file
        .entries
        .iter()
        .partition(|entry| catalog.keys.contains(&entry.key));
    plan.seconds = file.entries.iter().map(|entry| entry.seconds).sum();
    plan.range = range(&file.entries);
    plan.unchanged = unchanged(&file.entries, known.len(), catalog);

    let clients = plan_clients(&mut plan, &new, file, catalog, making);
    let mut targets = Vec::new();
    let mut by_name = HashMap::new();
    let placed: Vec<Option<usize>> = new
        .iter()
        .map(|entry| place(entry, &clients, catalog, making, &mut by_name, &mut targets))
        .collect();
    let rates: Vec<i64> = targets
        .iter()
        .map(|target| {
            target
                .known_rate
                .unwrap_or_else(|| project_rate(&target.paid))
        })
        .collect();
    for (target, rate) in targets
        .iter()
        .zip(&rates)
        .filter(|(target, _)| target.known_rate.is_none())
    {
        let index = catalog.projects.len() + plan.projects.len();
        plan.projects.push(NewProject {
            id: target.id,
            client_id: target.client_id,
            name: target.name.to_owned(),
            colour: Colour::by_index(index),
            billable: target.billable,
            hourly_rate_cents: *rate,
        });
    }

    let mut tags = catalog.tags.clone();
    let mut strangers = BTreeMap::new();
    let mut foreign = BTreeSet::new();
    for (entry, place) in new.iter().zip(placed) {
        let target = place.map(|at| &targets[at]);
        let currency = target.map_or(making.currency, |target| target.currency);
        let rate = place.map_or(0, |at| rates[at]);
        let paid = entry
            .amount
            .filter(|(code, _)| *code == currency)
            .map(|(_, cents)| cents);
        if let (Some((code, _)), None) = (entry.amount, paid) {
            foreign.insert((code, currency));
        }
        let email = email_key(&entry.email);
        let member = catalog.members.get(&email).copied();
        if member.is_none() && !email.is_empty() {
            *strangers.entry(email).or_insert(0_usize) += 1;
        }
        let tag_ids = plan_tags(&mut plan.tags, &mut tags, &entry.tags, making);
        plan.entries.push(NewEntryRow {
            id: TimeEntryId::from_uuid((making.new_id)()),
            user_id: member.unwrap_or(making.importer),
            project_id: target.map(|target| target.id),
            description: entry.description.clone(),
            started_at: entry.started_at,
            ended_at: entry.ended_at,
            seconds: entry.seconds,
            billable: entry.billable,
            hourly_rate_cents: entry_rate(entry.seconds, paid, rate),
            internal_cost: Cost::OfMember,
            import_key: Some(entry.key.clone()),
            tag_ids,
            created_at: making.now,
        });
    }
    plan.notes.extend(stranger_note(&strangers));
    plan.notes.extend(foreign.into_iter().map(|(from, to)| {
        format!("Amounts in {from} were left out where the client or workspace here uses {to}; the project’s rate counts.")
    }));
    plan
}

/// The clients of new entries by the key of their name; those that are missing are planned.
fn plan_clients(
    plan: &mut Plan,
    new: &[&ImportedEntry],
    file: &ImportedFile,
    catalog: &Catalog,
    making: &Making<'_>,
) -> HashMap<String, KnownClient> {
    let mut clients: HashMap<String, KnownClient> = HashMap::new();
    let mut paid_in = HashMap::new();
    for entry in new {
        if let Some((currency, _)) = entry.amount {
            paid_in.entry(name_key(&entry.client)).or_insert(currency);
        }
    }
    // A client without a project has nothing to stand for here: entries know their project only.
    for entry in new
        .iter()
        .filter(|entry| !entry.project.is_empty() && !entry.client.is_empty())
    {
        let key = name_key(&entry.client);
        if clients.contains_key(&key) {
            continue;
        }
        let client = catalog.clients.get(&key).copied().unwrap_or_else(|| {
            let currency = paid_in
                .get(&key)
                .copied()
                .or(file.currency)
                .unwrap_or(making.currency);
            let id = ClientId::from_uuid((making.new_id)());
            plan.clients.push(NewClient {
                id,
                name: entry.client.clone(),
                currency,
            });
            KnownClient { id, currency }
        });
        clients.insert(key, client);
    }
    clients
}

/// The project an entry belongs to, as its place among `targets`; what the entry says of it is noted there.
fn place<'a>(
    entry: &'a ImportedEntry,
    clients: &HashMap<String, KnownClient>,
    catalog: &Catalog,
    making: &Making<'_>,
    by_name: &mut HashMap<(Option<ClientId>, String), usize>,
    targets: &mut Vec<Target<'a>>,
) -> Option<usize> {
    if entry.project.is_empty() {
        return None;
    }
    let client = clients.get(&name_key(&entry.client));
    let key = (client.map(|client| client.id), name_key(&entry.project));
    let known = catalog.projects.get(&key);
    let at = *by_name.entry(key).or_insert_with(|| {
        targets.push(Target {
            id: known.map_or_else(|| ProjectId::from_uuid((making.new_id)()), |known| known.id),
            client_id: client.map(|client| client.id),
            currency: client.map_or(making.currency, |client| client.currency),
            known_rate: known.map(|known| known.hourly_rate_cents),
            name: &entry.project,
            billable: false,
            paid: Vec::new(),
        });
        targets.len() - 1
    });
    let target = &mut targets[at];
    target.billable |= entry.billable;
    target.paid.extend(
        entry
            .amount
            .filter(|(code, _)| *code == target.currency)
            .map(|(_, cents)| (entry.seconds, cents)),
    );
    Some(at)
}

/// The ids of an entry's tags; those that are missing are planned, and known by `ids` from then on.
fn plan_tags(
    new: &mut Vec<NewTag>,
    ids: &mut HashMap<String, TagId>,
    names: &[String],
    making: &Making<'_>,
) -> Vec<TagId> {
    let mut id_of = |name: &String| {
        *ids.entry(name_key(name)).or_insert_with(|| {
            let id = TagId::from_uuid((making.new_id)());
            new.push(NewTag {
                id,
                name: name.clone(),
            });
            id
        })
    };
    names.iter().map(&mut id_of).collect()
}

#[cfg(test)]
mod tests;
