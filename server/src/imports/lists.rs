//! Clients, projects and tags that stand for themselves in a file, without a time entry.

use std::collections::HashSet;

use app::values::{Currency, name_key};

use super::cells::{is_yes, name};
use super::csv_file::{CsvFile, FileError, Row, plain_name};
use super::layout::Column;
use super::money::MoneyColumns;
use super::sheet::{check_columns, known_columns};
use super::{Entries, Format, ImportedFile, Reading, Skipped};

/// What a file names for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// Clients, each once.
    pub clients: Vec<ImportedClient>,
    /// Projects, each once.
    pub projects: Vec<ImportedProject>,
    /// Tag names, each once.
    pub tags: Vec<String>,
}

/// A client in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedClient {
    /// Its name.
    pub name: String,
    /// Whether it was archived there.
    pub archived: bool,
}

/// A project in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedProject {
    /// Its client's name; may be empty.
    pub client: String,
    /// Its name.
    pub name: String,
    /// Whether its time counts for money.
    pub billable: bool,
    /// Its hourly rate, in minor units of that currency.
    pub rate: Option<(Currency, i64)>,
    /// Whether it was archived there.
    pub archived: bool,
}

impl Lists {
    /// Whether there is nothing in them.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.clients.is_empty() && self.projects.is_empty() && self.tags.is_empty()
    }
}

/// Clients, projects or tags of one file at most: people have fewer, and memory is bounded.
const MAX_NAMES: usize = 20_000;

/// Fills [`Lists`]: each name once, and none that is blank.
#[derive(Debug, Default)]
pub(super) struct ListMaker {
    lists: Lists,
    clients: HashSet<String>,
    projects: HashSet<(String, String)>,
    tags: HashSet<String>,
}

impl ListMaker {
    /// Adds a client.
    ///
    /// # Errors
    /// When there are more than anybody has.
    pub(super) fn client(&mut self, client: ImportedClient) -> Result<(), FileError> {
        let key = name_key(&client.name);
        if !key.is_empty() && self.clients.insert(key) {
            self.lists.clients.push(client);
        }
        bounded(self.clients.len(), "clients")
    }

    /// Adds a project of a client that has been added.
    ///
    /// # Errors
    /// When there are more than anybody has.
    pub(super) fn project(&mut self, project: ImportedProject) -> Result<(), FileError> {
        let key = (name_key(&project.client), name_key(&project.name));
        if !key.1.is_empty() && self.projects.insert(key) {
            self.lists.projects.push(project);
        }
        bounded(self.projects.len(), "projects")
    }

    /// Adds a tag.
    ///
    /// # Errors
    /// When there are more than anybody has.
    pub(super) fn tag(&mut self, name: String) -> Result<(), FileError> {
        let key = name_key(&name);
        if !key.is_empty() && self.tags.insert(key) {
            self.lists.tags.push(name);
        }
        bounded(self.tags.len(), "tags")
    }

    /// What was added.
    pub(super) fn finish(self) -> Lists {
        self.lists
    }
}

/// Refuses more names than people use.
pub(super) fn bounded(count: usize, what: &'static str) -> Result<(), FileError> {
    if count > MAX_NAMES {
        Err(FileError::ManyNames(what))
    } else {
        Ok(())
    }
}

/// An app's list of projects or clients as CSV.
#[derive(Clone, Copy, Debug)]
pub struct ListLayout {
    /// Its name for programs: `clockify_projects`.
    pub slug: &'static str,
    /// Its name in a sentence.
    pub what: &'static str,
    /// Where people find it in the other app.
    pub advice: &'static str,
    /// The columns that tell it from others, as the app writes them.
    pub needed: &'static [&'static str],
    /// The project's name; none in a list of clients.
    pub project: Column,
    /// The client's name.
    pub client: Column,
    /// Yes, or hours above zero.
    pub billable: Column,
    /// Its hourly rate; the name may go on with a currency.
    pub rates: Column,
    /// `Archived` or something else.
    pub status: Column,
}

impl Format for ListLayout {
    fn slug(&self) -> &'static str {
        self.slug
    }

    fn known_columns(&self, file: &CsvFile) -> (usize, usize) {
        known_columns(self.needed, file)
    }

    fn read(&self, file: &CsvFile, reading: &Reading) -> Result<ImportedFile, FileError> {
        check_columns(self.needed, file, self.what, self.advice)?;
        let rates = MoneyColumns::find(file, self.rates);
        let (mut lists, mut skipped) = (ListMaker::default(), Skipped::default());
        let mut empty = true;
        for row in file.rows() {
            let row = row?;
            empty = false;
            match self.row(file, &row, &rates, reading) {
                Ok((client, project)) => {
                    lists.client(client)?;
                    if let Some(project) = project {
                        lists.project(project)?;
                    }
                }
                Err(reason) => skipped.push(row.line, reason)?,
            }
        }
        if empty {
            return Err(FileError::NoRows);
        }
        Ok(ImportedFile {
            format: self.slug,
            facts: reading.facts(file, None),
            entries: Entries::default(),
            lists: lists.finish(),
            skipped,
            notes: Vec::new(),
            currency: rates.only_currency(),
        })
    }
}

impl ListLayout {
    fn row(
        &self,
        file: &CsvFile,
        row: &Row,
        rates: &MoneyColumns,
        reading: &Reading,
    ) -> Result<(ImportedClient, Option<ImportedProject>), String> {
        if row.too_long {
            return Err("The row is longer than a megabyte.".to_owned());
        }
        let cell = |column: Column| row.cell(file.column(column));
        let client = name(cell(self.client), "client", app::clients::rules::NAME_MAX)?;
        let project = name(
            cell(self.project),
            "project",
            app::projects::rules::NAME_MAX,
        )?;
        if self.project.is_empty() && client.is_empty() {
            return Err("There is no client’s name.".to_owned());
        }
        if !self.project.is_empty() && project.is_empty() {
            return Err("There is no project’s name.".to_owned());
        }
        let rate = rates.read(row, reading.currency, "rate")?;
        let billable = cell(self.billable);
        let project = (!project.is_empty()).then(|| ImportedProject {
            client: client.clone(),
            name: project,
            // Hours such as "20,01" say yes as well.
            billable: is_yes(billable) || billable.contains(|c| matches!(c, '1'..='9')),
            rate,
            archived: plain_name(cell(self.status)) == "archived",
        });
        // A client is not archived because one of its projects is.
        let client = ImportedClient {
            name: client,
            archived: false,
        };
        Ok((client, project))
    }
}
