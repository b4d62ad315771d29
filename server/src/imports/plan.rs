//! What a file would add to this workspace: pure, so that the preview and the import are the same plan.

mod lists;
mod summary;
mod survey;

use std::collections::{BTreeSet, HashMap};

use app::accounts::rules::email_key;
use app::imports::ImportCounts;
use app::values::{
    ClientId, Colour, Currency, MAX_MONEY, ProjectId, TagId, TimeEntryId, UserId, name_key,
};
use uuid::Uuid;

use self::lists::plan_lists;
use self::summary::{stranger_note, unchanged};
use super::lists::Lists;
use super::rates::entry_rate;
use super::{ImportedEntry, ImportedFile};
use crate::time_entries::sql::{Cost, NewEntryRow};

pub(crate) use survey::Survey;

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
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalog {
    pub(crate) clients: HashMap<String, KnownClient>,
    pub(crate) projects: HashMap<(Option<ClientId>, String), KnownProject>,
    pub(crate) tags: HashMap<String, TagId>,
    pub(crate) members: HashMap<String, UserId>,
}

/// A client to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewClient {
    pub(crate) id: ClientId,
    pub(crate) name: String,
    pub(crate) currency: Currency,
    pub(crate) archived: bool,
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
    pub(crate) archived: bool,
}

/// A tag to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewTag {
    pub(crate) id: TagId,
    pub(crate) name: String,
}

/// Everything a file adds: clients, projects and tags ready to be written, entries one by one by [`Plan::row`].
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) clients: Vec<NewClient>,
    pub(crate) projects: Vec<NewProject>,
    pub(crate) tags: Vec<NewTag>,
    /// How many entries are new.
    pub(crate) entries: i64,
    /// What the file names and the workspace has.
    pub(crate) unchanged: ImportCounts,
    /// What was decided on the way, in words.
    pub(crate) notes: Vec<String>,
    /// Where entries belong, by the keys of client and project.
    targets: HashMap<(String, String), Target>,
    tag_ids: HashMap<String, TagId>,
    members: HashMap<String, UserId>,
}

/// What entries take from their project.
#[derive(Clone, Copy, Debug)]
struct Target {
    id: ProjectId,
    currency: Currency,
    rate: i64,
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

impl Plan {
    /// How much is new.
    pub(crate) fn created(&self) -> ImportCounts {
        let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        ImportCounts {
            clients: count(self.clients.len()),
            projects: count(self.projects.len()),
            tags: count(self.tags.len()),
            time_entries: self.entries,
        }
    }

    /// A new entry as it is written.
    pub(crate) fn row(&self, entry: ImportedEntry, making: &Making<'_>) -> NewEntryRow {
        let key = (name_key(&entry.client), name_key(&entry.project));
        let target = self.targets.get(&key);
        let currency = target.map_or(making.currency, |target| target.currency);
        let ours = |money: Option<(Currency, i64)>| {
            money
                .filter(|(code, _)| *code == currency)
                .map(|(_, cents)| cents)
        };
        let usual = target.map_or(0, |target| target.rate);
        let rate = ours(entry.rate).unwrap_or(usual);
        let member = self.members.get(&email_key(&entry.email)).copied();
        let tags: BTreeSet<TagId> = entry
            .tags
            .iter()
            .filter_map(|tag| self.tag_ids.get(&name_key(tag)).copied())
            .collect();
        NewEntryRow {
            id: TimeEntryId::from_uuid((making.new_id)()),
            user_id: member.unwrap_or(making.importer),
            project_id: target.map(|target| target.id),
            description: entry.description,
            started_at: entry.started_at,
            ended_at: entry.ended_at,
            seconds: entry.seconds,
            billable: entry.billable,
            // Another currency can have lifted a project's rate above what anybody can enter.
            hourly_rate_cents: entry_rate(entry.seconds, ours(entry.amount), rate).min(MAX_MONEY),
            internal_cost: Cost::OfMember,
            import_key: Some(entry.key),
            tag_ids: tags.into_iter().collect(),
            created_at: making.now,
        }
    }
}

/// Plans an import of a file whose entries were all surveyed. Only what new entries need is added to the catalogue: a
/// project that was renamed since the first import does not come back by a second one.
pub(crate) fn plan(
    file: &ImportedFile,
    survey: &Survey,
    catalog: &Catalog,
    making: &Making<'_>,
) -> Plan {
    let mut plan = Plan {
        entries: survey.new,
        unchanged: unchanged(&file.lists, survey, catalog),
        members: catalog.members.clone(),
        ..Plan::default()
    };
    let known_projects = catalog.projects.len();
    let catalog = plan_lists(&mut plan, file, survey, catalog, making);
    let clients = plan_clients(&mut plan, survey, file.currency, &catalog, making);
    let mut foreign: BTreeSet<(Currency, Currency)> = survey
        .without_project
        .iter()
        .map(|code| (*code, making.currency))
        .collect();
    for project in &survey.projects {
        let client = clients.get(&project.key.0);
        let currency = client.map_or(making.currency, |client| client.currency);
        let client_id = client.map(|client| client.id);
        let codes = project.money.keys().map(|code| (*code, currency));
        foreign.extend(codes);
        let key = (client_id, project.key.1.clone());
        let target = if let Some(known) = catalog.projects.get(&key) {
            Target {
                id: known.id,
                currency,
                rate: known.hourly_rate_cents,
            }
        } else {
            let target = Target {
                id: ProjectId::from_uuid((making.new_id)()),
                currency,
                rate: project.rate(currency),
            };
            plan.projects.push(NewProject {
                id: target.id,
                client_id,
                name: project.name.clone(),
                colour: Colour::by_index(known_projects + plan.projects.len()),
                billable: project.billable,
                hourly_rate_cents: target.rate,
                archived: false,
            });
            target
        };
        plan.targets.insert(project.key.clone(), target);
    }
    plan.tag_ids.clone_from(&catalog.tags);
    plan_tags(&mut plan, survey, making);
    plan.notes
        .extend(stranger_note(&survey.emails, &plan.members));
    foreign.retain(|(from, to)| from != to);
    plan.notes.extend(foreign.into_iter().map(|(from, to)| {
        format!("Amounts in {from} were left out where the client or workspace here uses {to}; the project’s rate counts.")
    }));
    plan
}

/// The clients of new entries by the key of their name; those that are missing are planned.
fn plan_clients(
    plan: &mut Plan,
    survey: &Survey,
    usual: Option<Currency>,
    catalog: &Catalog,
    making: &Making<'_>,
) -> HashMap<String, KnownClient> {
    let mut clients = HashMap::new();
    for (key, name) in &survey.clients {
        let client = catalog.clients.get(key).copied().unwrap_or_else(|| {
            let paid_in = survey.paid_in.get(key).copied();
            let currency = paid_in.or(usual).unwrap_or(making.currency);
            let id = ClientId::from_uuid((making.new_id)());
            plan.clients.push(NewClient {
                id,
                name: name.clone(),
                currency,
                archived: false,
            });
            KnownClient { id, currency }
        });
        clients.insert(key.clone(), client);
    }
    clients
}

/// Plans the tags of new entries that are missing.
fn plan_tags(plan: &mut Plan, survey: &Survey, making: &Making<'_>) {
    for (key, name) in &survey.tags {
        if !plan.tag_ids.contains_key(key) {
            let id = TagId::from_uuid((making.new_id)());
            plan.tags.push(NewTag {
                id,
                name: name.clone(),
            });
            plan.tag_ids.insert(key.clone(), id);
        }
    }
}

#[cfg(test)]
mod tests;
