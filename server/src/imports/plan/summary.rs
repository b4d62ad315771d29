//! What a plan says about its file: days, what is there already, whose entries change hands.

use std::collections::{BTreeMap, HashSet};

use app::imports::ImportCounts;
use app::values::{DateRange, name_key};

use super::Catalog;
use crate::imports::ImportedEntry;

/// The days the entries span.
pub(super) fn range(entries: &[ImportedEntry]) -> Option<DateRange> {
    let from = entries.iter().map(|entry| entry.day).min()?;
    let to = entries.iter().map(|entry| entry.day).max()?;
    Some(DateRange { from, to })
}

/// What the file names and the workspace has already.
pub(super) fn unchanged(
    entries: &[ImportedEntry],
    known: usize,
    catalog: &Catalog,
) -> ImportCounts {
    let (mut clients, mut projects, mut tags) = (HashSet::new(), HashSet::new(), HashSet::new());
    for entry in entries {
        let client = catalog
            .clients
            .get(&name_key(&entry.client))
            .map(|client| client.id);
        if !entry.project.is_empty() {
            clients.extend(client);
            // The project of a client that is not there cannot be there either.
            if client.is_some() || entry.client.is_empty() {
                projects.extend(
                    catalog
                        .projects
                        .get(&(client, name_key(&entry.project)))
                        .map(|project| project.id),
                );
            }
        }
        tags.extend(
            entry
                .tags
                .iter()
                .filter_map(|tag| catalog.tags.get(&name_key(tag)).copied()),
        );
    }
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    ImportCounts {
        clients: count(clients.len()),
        projects: count(projects.len()),
        tags: count(tags.len()),
        time_entries: count(known),
    }
}

/// Whose entries become the importer's.
pub(super) fn stranger_note(strangers: &BTreeMap<String, usize>) -> Option<String> {
    let entries: usize = strangers.values().sum();
    let mut names: Vec<&str> = strangers.keys().map(String::as_str).take(3).collect();
    let more = format!("{} more", strangers.len().saturating_sub(3));
    if strangers.len() > 3 {
        names.push(&more);
    }
    let (last, others) = names.split_last()?;
    let who = match others {
        [] => format!("{last} is not a member"),
        others => format!("{} and {last} are not members", others.join(", ")),
    };
    let count = if entries == 1 {
        "entry becomes".to_owned()
    } else {
        format!("{entries} entries become")
    };
    Some(format!("{who} of this workspace: their {count} yours."))
}
