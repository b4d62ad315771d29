//! What a plan says about its file: what is there already, whose entries change hands.

use std::collections::{BTreeMap, HashMap, HashSet};

use app::imports::ImportCounts;
use app::values::{UserId, name_key};

use super::{Catalog, Lists, Survey};

/// What the file names and the workspace has already.
pub(super) fn unchanged(lists: &Lists, survey: &Survey, catalog: &Catalog) -> ImportCounts {
    let (mut clients, mut projects, mut tags) = (HashSet::new(), HashSet::new(), HashSet::new());
    // Entries know their project only: the client of one without is not looked at.
    let of_entries = survey
        .named
        .projects
        .iter()
        .filter(|(_, project)| !project.is_empty())
        .cloned();
    let of_lists = lists
        .projects
        .iter()
        .map(|project| (name_key(&project.client), name_key(&project.name)));
    for (client_key, project) in of_entries.chain(of_lists) {
        let client = catalog.clients.get(&client_key).map(|client| client.id);
        clients.extend(client);
        // The project of a client that is not there cannot be there either.
        if client.is_some() || client_key.is_empty() {
            let known = catalog.projects.get(&(client, project));
            projects.extend(known.map(|project| project.id));
        }
    }
    let listed = lists.clients.iter().map(|client| name_key(&client.name));
    clients.extend(listed.filter_map(|key| catalog.clients.get(&key).map(|client| client.id)));
    let listed = lists.tags.iter().map(|tag| name_key(tag));
    let named = survey.named.tags.iter().cloned();
    tags.extend(
        named
            .chain(listed)
            .filter_map(|key| catalog.tags.get(&key).copied()),
    );
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    ImportCounts {
        clients: count(clients.len()),
        projects: count(projects.len()),
        tags: count(tags.len()),
        time_entries: survey.known,
    }
}

/// Whose entries become the importer's.
pub(super) fn stranger_note(
    emails: &BTreeMap<String, usize>,
    members: &HashMap<String, UserId>,
) -> Option<String> {
    let strangers: BTreeMap<&String, usize> = emails
        .iter()
        .filter(|(email, _)| !members.contains_key(*email))
        .map(|(email, count)| (email, *count))
        .collect();
    let entries: usize = strangers.values().sum();
    let mut names: Vec<&str> = strangers
        .keys()
        .map(|email| email.as_str())
        .take(3)
        .collect();
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
