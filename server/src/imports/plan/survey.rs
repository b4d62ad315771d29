//! What the entries of a file come to: everything a plan needs of them, taken in one by one.

use std::collections::{BTreeMap, HashMap, HashSet};

use app::accounts::rules::email_key;
use app::values::{Currency, name_key};

use crate::imports::ImportedEntry;
use crate::imports::csv_file::FileError;
use crate::imports::lists::bounded;
use crate::imports::rates::{Named, Paid};

/// All entries of a file, as names and sums.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// Entries that are not here yet.
    pub(super) new: i64,
    /// Entries that are here already.
    pub(super) known: i64,
    /// Clients that new entries need for their projects: keys and names, in the order they come.
    pub(super) clients: Vec<(String, String)>,
    with_project: HashSet<String>,
    /// Projects of new entries.
    pub(super) projects: Vec<SurveyedProject>,
    places: HashMap<(String, String), usize>,
    /// Tags of new entries: keys and names, in the order they come.
    pub(super) tags: Vec<(String, String)>,
    /// What each client is paid in.
    pub(super) paid_in: HashMap<String, Currency>,
    /// Currencies of entries without a project.
    pub(super) without_project: HashSet<Currency>,
    /// Addresses, and how many new entries have them.
    pub(super) emails: BTreeMap<String, usize>,
    /// What new entries name.
    pub(super) needed: Names,
    /// What any entry names.
    pub(super) named: Names,
}

/// Keys of names.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) clients: HashSet<String>,
    /// Clients and projects.
    pub(super) projects: HashSet<(String, String)>,
    pub(super) tags: HashSet<String>,
}

/// What a project's new entries say together.
#[derive(Debug)]
pub(super) struct SurveyedProject {
    /// Keys of client and project.
    pub(super) key: (String, String),
    pub(super) name: String,
    pub(super) billable: bool,
    /// Amounts and rates by currency.
    pub(super) money: BTreeMap<Currency, (Paid, Named)>,
}

impl SurveyedProject {
    /// The hourly rate its entries suggest in this currency.
    pub(super) fn rate(&self, currency: Currency) -> i64 {
        self.money.get(&currency).map_or(0, |(paid, named)| {
            named.most().unwrap_or_else(|| paid.rate())
        })
    }
}

impl Names {
    fn add(&mut self, entry: &ImportedEntry, key: &(String, String)) -> Result<(), FileError> {
        if !self.clients.contains(&key.0) {
            self.clients.insert(key.0.clone());
        }
        if !self.projects.contains(key) {
            self.projects.insert(key.clone());
        }
        self.tags.extend(entry.tags.iter().map(|tag| name_key(tag)));
        bounded(self.clients.len(), "clients")?;
        bounded(self.projects.len(), "projects")?;
        bounded(self.tags.len(), "tags")
    }
}

impl Survey {
    /// Takes an entry into account that is new, or here already.
    ///
    /// # Errors
    /// When the file names more things than people have.
    pub(crate) fn add(&mut self, entry: &ImportedEntry, is_known: bool) -> Result<(), FileError> {
        let key = (name_key(&entry.client), name_key(&entry.project));
        self.named.add(entry, &key)?;
        if is_known {
            self.known += 1;
            return Ok(());
        }
        self.new += 1;
        self.add_tags(entry);
        let email = email_key(&entry.email);
        if !email.is_empty() {
            *self.emails.entry(email).or_default() += 1;
            bounded(self.emails.len(), "people")?;
        }
        let money = [entry.amount, entry.rate];
        if let Some((currency, _)) = entry.amount.or(entry.rate) {
            self.paid_in.entry(key.0.clone()).or_insert(currency);
        }
        if entry.project.is_empty() {
            let codes = money.into_iter().flatten().map(|(code, _)| code);
            self.without_project.extend(codes);
        } else {
            self.add_project(entry, &key);
        }
        self.needed.add(entry, &key)
    }

    /// Lists the tags that no entry needed before.
    fn add_tags(&mut self, entry: &ImportedEntry) {
        for tag in &entry.tags {
            let key = name_key(tag);
            if self.needed.tags.insert(key.clone()) {
                self.tags.push((key, tag.clone()));
            }
        }
    }

    fn add_project(&mut self, entry: &ImportedEntry, key: &(String, String)) {
        let at = self.places.get(key).copied().unwrap_or_else(|| {
            if !entry.client.is_empty() && self.with_project.insert(key.0.clone()) {
                self.clients.push((key.0.clone(), entry.client.clone()));
            }
            self.projects.push(SurveyedProject {
                key: key.clone(),
                name: entry.project.clone(),
                billable: false,
                money: BTreeMap::new(),
            });
            self.places.insert(key.clone(), self.projects.len() - 1);
            self.projects.len() - 1
        });
        let project = &mut self.projects[at];
        project.billable |= entry.billable;
        if let Some((currency, cents)) = entry.amount {
            let (paid, _) = project.money.entry(currency).or_default();
            paid.add(entry.seconds, cents);
        }
        if let Some((currency, cents)) = entry.rate {
            let (_, named) = project.money.entry(currency).or_default();
            named.add(cents);
        }
    }
}
