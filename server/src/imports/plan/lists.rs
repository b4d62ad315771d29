//! Clients, projects and tags that a file names for themselves, without an entry.

use std::borrow::Cow;
use std::collections::HashMap;

use app::values::{ClientId, Colour, Currency, ProjectId, TagId, name_key};

use super::survey::Names;
use super::{
    Catalog, KnownClient, KnownProject, Making, NewClient, NewProject, NewTag, Plan, Survey,
};
use crate::imports::ImportedFile;
use crate::imports::lists::{ImportedClient, ImportedProject};

/// Plans what the file names for itself, and gives the catalogue as it will be then. When some of the file's entries
/// are here already, only what `new` ones need is planned: what was renamed since does not come back.
pub(super) fn plan_lists<'a>(
    plan: &mut Plan,
    file: &ImportedFile,
    survey: &'a Survey,
    catalog: &'a Catalog,
    making: &Making<'_>,
) -> Cow<'a, Catalog> {
    if file.lists.is_empty() {
        return Cow::Borrowed(catalog);
    }
    let mut lists = Listing {
        all: survey.known == 0,
        needed: &survey.needed,
        currencies: currencies(file),
        catalog: catalog.clone(),
        plan,
        making,
    };
    for client in &file.lists.clients {
        lists.client(client, file.currency);
    }
    for project in &file.lists.projects {
        lists.project(project);
    }
    for tag in &file.lists.tags {
        lists.tag(tag);
    }
    Cow::Owned(lists.catalog)
}

/// The currency each client is paid in, by the rates of its projects.
fn currencies(file: &ImportedFile) -> HashMap<String, Currency> {
    let mut currencies = HashMap::new();
    for project in &file.lists.projects {
        if let Some((currency, _)) = project.rate {
            currencies
                .entry(name_key(&project.client))
                .or_insert(currency);
        }
    }
    currencies
}

struct Listing<'a> {
    all: bool,
    needed: &'a Names,
    currencies: HashMap<String, Currency>,
    catalog: Catalog,
    plan: &'a mut Plan,
    making: &'a Making<'a>,
}

impl Listing<'_> {
    fn client(&mut self, client: &ImportedClient, currency: Option<Currency>) {
        let key = name_key(&client.name);
        if self.catalog.clients.contains_key(&key)
            || !(self.all || self.needed.clients.contains(&key))
        {
            return;
        }
        let currency = self
            .currencies
            .get(&key)
            .copied()
            .or(currency)
            .unwrap_or(self.making.currency);
        let id = ClientId::from_uuid((self.making.new_id)());
        self.plan.clients.push(NewClient {
            id,
            name: client.name.clone(),
            currency,
            archived: client.archived,
        });
        let known = KnownClient { id, currency };
        self.catalog.clients.insert(key, known);
    }

    fn project(&mut self, project: &ImportedProject) {
        let keys = (name_key(&project.client), name_key(&project.name));
        let client = self.catalog.clients.get(&keys.0).copied();
        if client.is_none() && !keys.0.is_empty() {
            // Its client was left out as well.
            return;
        }
        let key = (client.map(|client| client.id), keys.1.clone());
        if self.catalog.projects.contains_key(&key)
            || !(self.all || self.needed.projects.contains(&keys))
        {
            return;
        }
        let currency = client.map_or(self.making.currency, |client| client.currency);
        let rate = project.rate.filter(|(code, _)| *code == currency);
        let hourly_rate_cents = rate.map_or(0, |(_, cents)| cents);
        if let (Some((code, _)), None) = (project.rate, rate) {
            self.plan.notes.push(format!(
                "{}: its rate in {code} was left out, since {currency} is used here.",
                project.name
            ));
        }
        let id = ProjectId::from_uuid((self.making.new_id)());
        self.plan.projects.push(NewProject {
            id,
            client_id: key.0,
            name: project.name.clone(),
            colour: Colour::by_index(self.catalog.projects.len()),
            billable: project.billable,
            hourly_rate_cents,
            archived: project.archived,
        });
        let known = KnownProject {
            id,
            hourly_rate_cents,
        };
        self.catalog.projects.insert(key, known);
    }

    fn tag(&mut self, name: &str) {
        let key = name_key(name);
        if !self.catalog.tags.contains_key(&key) && (self.all || self.needed.tags.contains(&key)) {
            let id = TagId::from_uuid((self.making.new_id)());
            self.plan.tags.push(NewTag {
                id,
                name: name.to_owned(),
            });
            self.catalog.tags.insert(key, id);
        }
    }
}
