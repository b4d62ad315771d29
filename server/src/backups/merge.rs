//! What a backup would make of a workspace: pure, from what the file says and what is here.

use std::collections::{HashMap, HashSet};

use app::backups::RestoreCounts;
use app::values::name_key;
use uuid::Uuid;

use super::model::{BackupClient, BackupInvoice, BackupProject, BackupTag, Catalog};
use super::names::{Key, Names};
use super::people::{People, Person};

/// A record with a name that is unique in its scope.
pub(super) trait Named: Clone + PartialEq {
    /// Characters of the longest name.
    const LONGEST: usize;

    /// Its id.
    fn id(&self) -> Uuid;
    /// Its name.
    fn name(&self) -> &str;
    /// Within what its name is unique; `None` is the whole workspace.
    fn scope(&self) -> Option<Uuid> {
        None
    }
    /// Gives it another id and name.
    fn become_(&mut self, id: Uuid, name: String);

    /// What collides with an equal one.
    fn key(&self, name: &str) -> Key {
        (self.scope(), name_key(name))
    }
}

macro_rules! named {
    ($type:ty, $name:ident, $longest:expr $(, $scope:ident)?) => {
        impl Named for $type {
            const LONGEST: usize = $longest;

            fn id(&self) -> Uuid {
                self.id
            }
            fn name(&self) -> &str {
                &self.$name
            }
            $(fn scope(&self) -> Option<Uuid> {
                self.$scope
            })?
            fn become_(&mut self, id: Uuid, name: String) {
                self.id = id;
                self.$name = name;
            }
        }
    };
}
named!(BackupClient, name, app::clients::rules::NAME_MAX);
named!(
    BackupProject,
    name,
    app::projects::rules::NAME_MAX,
    client_id
);
named!(BackupTag, name, app::tags::rules::NAME_MAX);
named!(BackupInvoice, number, NUMBER_MAX);

/// The longest number of an invoice.
pub(super) const NUMBER_MAX: usize = 100;

/// How a record of the file finds the one it is here, and what then becomes of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matching {
    /// By its id, then by its name; it becomes what the file says.
    Organised,
    /// By its id; it stays as it is, and so does its name.
    Document,
}

/// What becomes of the records of one kind.
#[derive(Clone, Debug)]
pub(super) struct Merged<T> {
    /// To be added.
    pub(super) created: Vec<T>,
    /// To be changed into this.
    pub(super) updated: Vec<T>,
    /// The id here by the id in the file.
    pub(super) ids: HashMap<Uuid, Uuid>,
    /// How many of each.
    pub(super) counts: RestoreCounts,
}

/// Puts the records of a file beside those that are here. A name that something else has gets a number behind it.
///
/// # Errors
/// When the file names an id twice.
pub(super) fn merge<T: Named>(
    file: Vec<T>,
    here: &[T],
    matching: Matching,
) -> Result<Merged<T>, String> {
    let known: HashMap<Uuid, &T> = here.iter().map(|record| (record.id(), record)).collect();
    let mut ids = HashMap::new();
    for record in &file {
        let target = if known.contains_key(&record.id()) {
            Some(record.id())
        } else {
            None
        };
        if ids.insert(record.id(), target).is_some() {
            return Err(format!("the id {} stands in it twice", record.id()));
        }
    }
    let mut matched: HashSet<Uuid> = ids.values().flatten().copied().collect();
    if matching == Matching::Organised {
        let free: HashMap<_, Uuid> = here
            .iter()
            .filter(|record| !matched.contains(&record.id()))
            .map(|record| (record.key(record.name()), record.id()))
            .collect();
        for record in &file {
            if ids.get(&record.id()).copied().flatten().is_none()
                && let Some(target) = free.get(&record.key(record.name()))
                && matched.insert(*target)
            {
                ids.insert(record.id(), Some(*target));
            }
        }
    }
    let is_renamed = |id: Uuid| matching == Matching::Organised && matched.contains(&id);
    let taken = here.iter().filter(|record| !is_renamed(record.id()));
    let mut names = Names::taken(taken);
    let mut merged = Merged {
        created: Vec::new(),
        updated: Vec::new(),
        ids: HashMap::new(),
        counts: RestoreCounts::default(),
    };
    for mut record in file {
        let id = record.id();
        let target = ids.get(&id).copied().flatten().unwrap_or(id);
        merged.ids.insert(id, target);
        let before = known.get(&target);
        if before.is_none() || matching == Matching::Organised {
            let name = names.take(&record);
            record.become_(target, name);
        }
        match before {
            None => {
                merged.counts.created += 1;
                merged.created.push(record);
            }
            Some(before) if **before == record => merged.counts.unchanged += 1,
            Some(_) if matching == Matching::Document => merged.counts.kept += 1,
            Some(_) => {
                merged.counts.updated += 1;
                merged.updated.push(record);
            }
        }
    }
    Ok(merged)
}

/// How many lines invoices have, by id.
pub(super) type Lines = HashMap<Uuid, i64>;

fn lines_of<'a>(invoices: impl Iterator<Item = &'a BackupInvoice>) -> Lines {
    let counted = invoices.map(|invoice| {
        let count = i64::try_from(invoice.lines.len()).unwrap_or(i64::MAX);
        (invoice.id, count)
    });
    counted.collect()
}

/// Everything but the entries.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) clients: Merged<BackupClient>,
    pub(super) projects: Merged<BackupProject>,
    pub(super) tags: Merged<BackupTag>,
    pub(super) invoices: Merged<BackupInvoice>,
    /// How many lines each of the file's invoices has.
    pub(super) lines: Lines,
    /// Invoices here that lock what is on them, with their lines.
    pub(super) active: Lines,
    /// Who is who.
    pub(super) people: People,
}

/// Puts the file's catalog beside this workspace's.
///
/// # Errors
/// When the file contradicts itself.
pub(super) fn plan(file: Catalog, here: &Catalog, known: &[Person]) -> Result<Plan, String> {
    let clients = merge(file.clients, &here.clients, Matching::Organised)?;
    let mut projects = file.projects;
    for project in &mut projects {
        if let Some(client) = project.client_id {
            let target = clients.ids.get(&client);
            project.client_id = Some(*target.ok_or_else(|| {
                format!("project {} names a client that is not in it", project.id)
            })?);
        }
    }
    let projects = merge(projects, &here.projects, Matching::Organised)?;
    let tags = merge(file.tags, &here.tags, Matching::Organised)?;
    let mut invoices = file.invoices;
    for invoice in &mut invoices {
        let client = invoice
            .client_id
            .map(|id| clients.ids.get(&id).copied().unwrap_or(id));
        let project = invoice
            .project_id
            .map(|id| projects.ids.get(&id).copied().unwrap_or(id));
        (invoice.client_id, invoice.project_id) = (client, project);
    }
    let lines = lines_of(invoices.iter());
    let invoices = merge(invoices, &here.invoices, Matching::Document)?;
    let all = here.invoices.iter().chain(&invoices.created);
    let active =
        lines_of(all.filter(|invoice| invoice.status != "void" && invoice.credited_at.is_none()));
    let people = People::find(&file.members, &here.members, known);
    Ok(Plan {
        clients,
        projects,
        tags,
        invoices,
        lines,
        active,
        people,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(id: u128, name: &str) -> BackupTag {
        BackupTag {
            id: Uuid::from_u128(id),
            name: name.to_owned(),
            created_at: 1,
            updated_at: 1,
        }
    }

    fn apply(here: &[BackupTag], merged: &Merged<BackupTag>) -> Vec<BackupTag> {
        let mut after: Vec<BackupTag> = here.to_vec();
        for tag in &merged.updated {
            let place = after.iter().position(|each| each.id == tag.id).unwrap();
            after[place] = tag.clone();
        }
        after.extend(merged.created.iter().cloned());
        after
    }

    #[test]
    fn ids_come_before_names_and_a_second_time_changes_nothing() {
        let here = [tag(1, "dev"), tag(2, "ops"), tag(3, "Shop"), tag(4, "mine")];
        let file = vec![
            tag(1, "ops"),
            tag(2, "dev"),
            tag(7, "shop"),
            tag(8, "shop"),
            tag(9, "new"),
        ];
        let merged = merge(file.clone(), &here, Matching::Organised).unwrap();
        let (new, changed) = (merged.counts.created, merged.counts.updated);
        assert_eq!((new, changed, merged.counts.unchanged), (2, 3, 0));
        assert_eq!(merged.ids[&Uuid::from_u128(7)], Uuid::from_u128(3));
        let after = apply(&here, &merged);
        let names: Vec<&str> = after.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["ops", "dev", "shop", "mine", "shop (2)", "new"]);
        let again = merge(file, &after, Matching::Organised).unwrap();
        assert_eq!(
            (
                again.counts.created,
                again.counts.updated,
                again.counts.unchanged
            ),
            (0, 0, 5)
        );
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let here = [tag(1, "a"), tag(2, "b")];
        let file = vec![tag(1, "b")];
        let merged = merge(file, &here, Matching::Organised).unwrap();
        assert_eq!(merged.updated, [tag(1, "b (2)")]);
        assert!(merge(vec![tag(1, "x"), tag(1, "y")], &here, Matching::Organised).is_err());
    }

    #[test]
    fn a_number_fits_behind_the_longest_name() {
        let long = "ä".repeat(100);
        let merged = merge(vec![tag(2, &long)], &[tag(1, &long)], Matching::Document).unwrap();
        assert_eq!(merged.created[0].name, format!("{} (2)", "ä".repeat(88)));
    }

    #[test]
    fn documents_keep_their_numbers_and_give_none_away() {
        let here = [tag(1, "2026-1"), tag(2, "2026-2")];
        let file = vec![tag(1, "2026-9"), tag(3, "2026-1"), tag(2, "2026-2")];
        let merged = merge(file, &here, Matching::Document).unwrap();
        assert_eq!(merged.created, [tag(3, "2026-1 (2)")]);
        assert_eq!((merged.counts.kept, merged.counts.unchanged), (1, 1));
        assert!(merged.updated.is_empty());
    }
}
