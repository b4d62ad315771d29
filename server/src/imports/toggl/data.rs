//! Toggl's export of a workspace's data: a ZIP archive of JSON files with clients, projects and tags, but no entries.

use std::collections::HashMap;
use std::io::BufReader;

use app::imports::FileFacts;
use app::values::{Currency, parse_money};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::imports::cells::name;
use crate::imports::csv_file::FileError;
use crate::imports::lists::{ImportedClient, ImportedProject, ListMaker};
use crate::imports::zip_file::ZipFile;
use crate::imports::{Entries, ImportedFile, Reading, Skipped};

/// Its name for programs.
pub const SLUG: &str = "toggl_data";

/// The largest list that is read: some 30,000 projects.
const MAX_JSON: u64 = 16 * 1024 * 1024;

#[derive(Deserialize)]
struct Client {
    id: i64,
    name: String,
    archived: Option<bool>,
}

#[derive(Deserialize)]
struct Project {
    name: String,
    active: Option<bool>,
    billable: Option<bool>,
    client_id: Option<i64>,
    /// As older exports call it.
    cid: Option<i64>,
    rate: Option<serde_json::Number>,
    currency: Option<String>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
}

/// Whether an archive is one.
#[must_use]
pub fn recognises(archive: &ZipFile<'_>) -> bool {
    archive.has("projects.json") && archive.has("clients.json")
}

/// Reads an archive.
///
/// # Errors
/// When a file in it is damaged, or there is nothing to import.
pub fn read(archive: &mut ZipFile<'_>, reading: &Reading) -> Result<ImportedFile, FileError> {
    let (mut lists, mut skipped) = (ListMaker::default(), Skipped::default());
    let mut clients = HashMap::new();
    for (line, client) in rows::<Client>(archive, "clients.json")? {
        match name(&client.name, "client", app::clients::rules::NAME_MAX) {
            Ok(name) => {
                lists.client(ImportedClient {
                    name: name.clone(),
                    archived: client.archived == Some(true),
                })?;
                clients.insert(client.id, name);
            }
            Err(reason) => skipped.push(line, reason)?,
        }
    }
    for (line, project) in rows::<Project>(archive, "projects.json")? {
        match read_project(&project, &clients, reading) {
            Ok(project) => lists.project(project)?,
            Err(reason) => skipped.push(line, reason)?,
        }
    }
    for (line, tag) in rows::<Tag>(archive, "tags.json")? {
        match name(&tag.name, "tag", app::tags::rules::NAME_MAX) {
            Ok(name) => lists.tag(name)?,
            Err(reason) => skipped.push(line, reason)?,
        }
    }
    let lists = lists.finish();
    if lists.is_empty() && skipped.is_empty() {
        return Err(FileError::NoRows);
    }
    Ok(ImportedFile {
        format: SLUG,
        facts: FileFacts::default(),
        entries: Entries::default(),
        lists,
        skipped,
        notes: vec![
            "This export has no time entries. Import Toggl’s detailed report as CSV as well: its entries find these \
             projects."
                .to_owned(),
        ],
        currency: None,
    })
}

fn read_project(
    project: &Project,
    clients: &HashMap<i64, String>,
    reading: &Reading,
) -> Result<ImportedProject, String> {
    let currency = project
        .currency
        .as_deref()
        .and_then(|code| Currency::parse(code).ok())
        .unwrap_or(reading.currency);
    let rate = project.rate.as_ref().map(ToString::to_string);
    let cents = rate
        .map(|rate| {
            parse_money(&rate, currency)
                .map_err(|_| format!("The rate “{rate}” is no rate in {currency}."))
        })
        .transpose()?;
    Ok(ImportedProject {
        client: project
            .client_id
            .or(project.cid)
            .and_then(|id| clients.get(&id))
            .cloned()
            .unwrap_or_default(),
        name: name(&project.name, "project", app::projects::rules::NAME_MAX)?,
        billable: project.billable == Some(true),
        rate: cents
            .filter(|cents| *cents > 0)
            .map(|cents| (currency, cents)),
        archived: project.active == Some(false),
    })
}

/// The items of a file, each with its number; none where the file is missing or holds `null`.
fn rows<T: DeserializeOwned>(
    archive: &mut ZipFile<'_>,
    name: &str,
) -> Result<impl Iterator<Item = (u64, T)>, FileError> {
    let broken = || FileError::BrokenFileInArchive(name.to_owned());
    let items: Option<Vec<T>> = match archive.unpack(name)? {
        Some(content) if content.len() > MAX_JSON => return Err(FileError::LargeArchive),
        Some(content) => {
            serde_json::from_reader(BufReader::new(content.reader(0))).map_err(|_| broken())?
        }
        None => None,
    };
    Ok((1..).zip(items.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::tests::in_berlin;
    use crate::imports::tests::read_bytes;
    use crate::imports::zip_file::tests::zip;
    use proptest::prelude::*;

    #[test]
    fn clients_projects_and_tags() {
        let projects = br#"[{"id": 401, "name": "Own", "active": true, "billable": false, "client_id": null, "cid": null, "rate": null, "currency": "EUR"},
            {"id": 402, "name": "Site", "active": true, "billable": true, "client_id": 301, "rate": 100.01, "currency": null},
            {"id": 403, "name": "Gone", "active": false, "billable": true, "cid": 302, "rate": null, "currency": null}]"#;
        let bytes = zip(&[
            (
                "clients.json",
                br#"[{"id": 301, "name": "Acme", "archived": false}, {"id": 302, "name": "Old", "archived": true}]"#,
            ),
            ("projects.json", projects),
            ("tags.json", br#"[{"id": 501, "name": "dev"}]"#),
            ("projects_users/402.json", b"[]"),
        ]);
        let file = read_bytes(&bytes, None, &in_berlin()).unwrap();
        assert_eq!((file.format, file.lists.clients.len()), (SLUG, 2));
        let dollars = Currency::parse("USD").unwrap();
        let found: Vec<_> = file
            .lists
            .projects
            .iter()
            .map(|project| {
                (
                    project.name.as_str(),
                    project.client.as_str(),
                    project.rate,
                    project.archived,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("Own", "", None, false),
                ("Site", "Acme", Some((dollars, 10_001)), false),
                ("Gone", "Old", None, true),
            ]
        );
        assert_eq!(file.lists.tags, ["dev"]);
        let broken = zip(&[("clients.json", b"[{"), ("projects.json", b"[]")]);
        assert!(
            read_bytes(&broken, None, &in_berlin())
                .unwrap_err()
                .to_string()
                .contains("clients.json")
        );
        let unknown = zip(&[("letter.txt", b"Dear Toggl")]);
        assert_eq!(
            read_bytes(&unknown, None, &in_berlin()).unwrap_err(),
            FileError::UnknownArchive
        );
        let sheet = zip(&[("[Content_Types].xml", b"<x/>")]);
        assert!(
            read_bytes(&sheet, None, &in_berlin())
                .unwrap_err()
                .to_string()
                .contains("Excel")
        );
    }

    proptest! {
        #[test]
        fn no_lists_panic(clients in "[\\[\\]{}a-z\":,0-9. -]{0,80}", rate in "[0-9.e+-]{1,12}", name: String) {
            let project = serde_json::json!({ "name": name, "client_id": 1 }).to_string();
            let projects = format!("[{}, \"rate\": {rate}}}]", &project[..project.len() - 1]);
            for (clients, projects) in [(clients.as_str(), "[]"), ("[]", &projects)] {
                let bytes = zip(&[("clients.json", clients.as_bytes()), ("projects.json", projects.as_bytes())]);
                let _ = read_bytes(&bytes, None, &in_berlin());
            }
        }
    }
}
