//! solidtime's export of an organisation: a ZIP archive of CSV files that name each other by id.

use std::collections::{HashMap, HashSet};

use app::imports::FileFacts;
use app::values::Currency;

use crate::imports::cells::{TagList, is_yes, name, short};
use crate::imports::columns::{check_day, describe};
use crate::imports::csv_file::{CsvFile, FileError, Row};
use crate::imports::keys::{Keys, short_hash};
use crate::imports::lists::{ImportedClient, ImportedProject, ListMaker, bounded};
use crate::imports::moments::{DateOrder, MAX_SECONDS, parse_moment};
use crate::imports::zip_file::ZipFile;
use crate::imports::{Entries, ImportedEntry, ImportedFile, Lists, Reading, Skipped};

/// Its name for programs.
pub const SLUG: &str = "solidtime_backup";

/// The file of its entries.
const ENTRIES: &str = "time_entries.csv";

/// Whether an archive is one.
#[must_use]
pub fn recognises(archive: &ZipFile<'_>) -> bool {
    archive.has(ENTRIES) && archive.has("organizations.csv")
}

/// Reads an archive.
///
/// # Errors
/// When a file in it is damaged, or there is nothing to import.
pub fn read(archive: &mut ZipFile<'_>, reading: &Reading) -> Result<ImportedFile, FileError> {
    let (backup, lists, mut skipped) = Backup::read(archive, reading)?;
    let mut entries = Entries::default();
    let mut facts = FileFacts::default();
    if let Some(file) = table(archive, ENTRIES)? {
        let id = file
            .column(&["id"])
            .ok_or(FileError::ColumnInArchive(ENTRIES, "id"))?;
        let mut ids = HashSet::new();
        facts = FileFacts {
            // An archive has none, and its columns are not for choosing.
            separator: String::new(),
            ..reading.facts(&file, Some(DateOrder::YearFirst))
        };
        for row in file.rows() {
            let row = row?;
            match backup.entry(&file, &row, reading) {
                Ok(_) if !ids.insert(short_hash(row.cell(Some(id)))) => {
                    let reason = "Another entry in this file has the same id.";
                    skipped.push(row.line, reason.to_owned())?;
                }
                Ok(entry) => entries.push(&entry)?,
                Err(reason) => skipped.push(row.line, reason)?,
            }
        }
    }
    if entries.count == 0 && skipped.is_empty() && lists.is_empty() {
        return Err(FileError::NoRows);
    }
    Ok(ImportedFile {
        format: SLUG,
        facts,
        entries,
        lists,
        skipped,
        notes: Vec::new(),
        currency: Some(backup.currency),
    })
}

/// What entries name by id.
struct Backup {
    currency: Currency,
    /// Name of the client and of the project.
    projects: HashMap<String, (String, String)>,
    tasks: HashMap<String, String>,
    tags: HashMap<String, String>,
    /// E-mail addresses.
    members: HashMap<String, String>,
}

/// A file of the archive; `None` when it has only a header, or is not there.
fn table(archive: &mut ZipFile<'_>, name: &str) -> Result<Option<CsvFile>, FileError> {
    archive
        .unpack(name)?
        .map(|content| CsvFile::read(&content))
        .transpose()
}

fn cell<'a>(file: &CsvFile, row: &'a Row, column: &str) -> &'a str {
    row.cell(file.column(&[column]))
}

impl Backup {
    fn read(
        archive: &mut ZipFile<'_>,
        reading: &Reading,
    ) -> Result<(Self, Lists, Skipped), FileError> {
        let (mut lists, mut skipped) = (ListMaker::default(), Skipped::default());
        let mut bad =
            |file: &str, line, reason: String| skipped.push(line, format!("{file}: {reason}"));
        let (mut currency, mut usual_rate) = (reading.currency, None);
        each(archive, "organizations.csv", |file, row| {
            currency = Currency::parse(cell(file, row, "currency")).unwrap_or(currency);
            usual_rate = cents(cell(file, row, "billable rate"));
            Ok(())
        })?;
        let mut clients = HashMap::new();
        each(archive, "clients.csv", |file, row| {
            match name(
                cell(file, row, "name"),
                "client",
                app::clients::rules::NAME_MAX,
            ) {
                Ok(name) => {
                    clients.insert(cell(file, row, "id").to_owned(), name.clone());
                    lists.client(ImportedClient {
                        name,
                        archived: !cell(file, row, "archived at").is_empty(),
                    })
                }
                Err(reason) => bad("clients.csv", row.line, reason),
            }
        })?;
        let mut projects = HashMap::new();
        each(archive, "projects.csv", |file, row| {
            match name(
                cell(file, row, "name"),
                "project",
                app::projects::rules::NAME_MAX,
            ) {
                Ok(name) => {
                    let client = clients
                        .get(cell(file, row, "client id"))
                        .cloned()
                        .unwrap_or_default();
                    let billable = is_yes(cell(file, row, "is billable"));
                    let rate = cents(cell(file, row, "billable rate"))
                        .or(usual_rate)
                        .filter(|_| billable);
                    let names = (client.clone(), name.clone());
                    projects.insert(cell(file, row, "id").to_owned(), names);
                    lists.project(ImportedProject {
                        client,
                        name,
                        billable,
                        rate: rate.map(|cents| (currency, cents)),
                        archived: !cell(file, row, "archived at").is_empty(),
                    })
                }
                Err(reason) => bad("projects.csv", row.line, reason),
            }
        })?;
        let mut tags = HashMap::new();
        each(archive, "tags.csv", |file, row| {
            match name(cell(file, row, "name"), "tag", app::tags::rules::NAME_MAX) {
                Ok(name) => {
                    tags.insert(cell(file, row, "id").to_owned(), name.clone());
                    lists.tag(name)
                }
                Err(reason) => bad("tags.csv", row.line, reason),
            }
        })?;
        let backup = Self {
            currency,
            projects,
            tasks: column_by_id(archive, "tasks.csv", "name")?,
            tags,
            members: column_by_id(archive, "members.csv", "email")?,
        };
        Ok((backup, lists.finish(), skipped))
    }

    fn entry(&self, file: &CsvFile, row: &Row, reading: &Reading) -> Result<ImportedEntry, String> {
        let cell = |column: &str| cell(file, row, column);
        if row.too_long || row.len() < file.names().len() {
            return Err("The row ends early.".to_owned());
        }
        let instant = |text: &str| {
            parse_moment(text, DateOrder::YearFirst, &reading.zone)
                .ok_or_else(|| format!("“{}” is no date and time.", short(text)))
        };
        let started_at = instant(cell("start"))?;
        if cell("end").is_empty() {
            return Err("This timer was still running.".to_owned());
        }
        let ended_at = instant(cell("end"))?;
        let day = reading.zone.day(started_at);
        check_day(day, started_at, reading)?;
        let seconds = ended_at - started_at;
        if !(0..=MAX_SECONDS).contains(&seconds) {
            return Err("The end is before the start, or more than 100 days after it.".to_owned());
        }
        let (client, project) = self
            .projects
            .get(cell("project id"))
            .cloned()
            .unwrap_or_default();
        let task = self.tasks.get(cell("task id")).map_or("", String::as_str);
        Ok(ImportedEntry {
            line: row.line,
            // An id comes once: a later change of the entry there does not make another one here.
            key: Keys::default().next(SLUG, [cell("id")].into_iter()),
            email: self
                .members
                .get(cell("member id"))
                .cloned()
                .unwrap_or_default(),
            client,
            project,
            tags: self.tags(cell("tags"))?,
            description: describe(task, cell("description"))?,
            started_at,
            ended_at,
            seconds,
            day,
            billable: is_yes(cell("billable")),
            amount: None,
            rate: cents(cell("billable rate")).map(|cents| (self.currency, cents)),
        })
    }

    /// Tags by a JSON array of their ids.
    fn tags(&self, ids: &str) -> Result<Vec<String>, String> {
        let ids: Vec<String> = serde_json::from_str(ids).unwrap_or_default();
        let mut tags = TagList::default();
        for tag in ids.iter().filter_map(|id| self.tags.get(id)) {
            tags.add(tag.clone())?;
        }
        Ok(tags.into_names())
    }
}

/// Looks at each row of a file; nothing where it is missing.
fn each(
    archive: &mut ZipFile<'_>,
    name: &str,
    mut look: impl FnMut(&CsvFile, &Row) -> Result<(), FileError>,
) -> Result<(), FileError> {
    if let Some(file) = table(archive, name)? {
        for (count, row) in (1..).zip(file.rows()) {
            bounded(count, "members, clients, projects, tasks or tags")?;
            look(&file, &row?)?;
        }
    }
    Ok(())
}

/// One column of a file by the row's id; of equal ids the first.
fn column_by_id(
    archive: &mut ZipFile<'_>,
    name: &str,
    column: &str,
) -> Result<HashMap<String, String>, FileError> {
    let mut found = HashMap::new();
    each(archive, name, |file, row| {
        found
            .entry(cell(file, row, "id").to_owned())
            .or_insert_with(|| cell(file, row, column).to_owned());
        Ok(())
    })?;
    Ok(found)
}

/// A rate in minor units; nothing and zero are none.
fn cents(text: &str) -> Option<i64> {
    text.parse()
        .ok()
        .filter(|cents| (1..=app::values::MAX_MONEY).contains(cents))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::tests::in_berlin;
    use crate::imports::tests::read_bytes;
    use crate::imports::zip_file::tests::zip;
    use proptest::prelude::*;

    #[test]
    fn files_that_name_each_other_by_id() {
        let bytes = zip(&[
            ("meta.json", b"{}"),
            ("organizations.csv", b"id,name,billable_rate,currency\no,ACME,5000,EUR\n"),
            ("clients.csv", b"id,name,archived_at\nc,Acme,\nold,Old,2026-01-01T00:00:00Z\n"),
            ("members.csv", b"id,user_id,name,email\nm,u,Ada,ada@example.com\n"),
            ("projects.csv", b"id,name,billable_rate,client_id,is_billable,archived_at\np,Site,10001,c,true,\nq,Own,,,false,\nr,Gone,,old,true,2026-01-01T00:00:00Z\n"),
            ("tags.csv", b"id,name\nt,dev\ns,ops\n"),
            ("tasks.csv", b"id,name,project_id\nk,Task 1,p\n"),
            ("time_entries.csv", b"id,description,start,end,billable_rate,billable,member_id,project_id,task_id,tags\n\
              1,,2026-03-04T09:23:52Z,2026-03-04T09:23:52Z,,false,m,,,\"[\"\"t\"\",\"\"s\"\",\"\"x\"\"]\"\n\
              2,Working hard,2026-03-04T09:23:00Z,2026-03-04T10:23:01Z,12000,true,m,p,k,[]\n\
              3,,2026-03-04T09:23:00Z,,,true,m,p,k,[]\n\
              4,,noon,2026-03-04T09:23:00Z,,true,m,p,k,[]\n"),
        ]);
        let file = read_bytes(&bytes, None, &in_berlin()).unwrap();
        assert_eq!((file.format, file.entries.len()), (SLUG, 2));
        assert_eq!(file.entries[0].tags, ["dev", "ops"]);
        let second = &file.entries[1];
        assert_eq!(
            (
                second.client.as_str(),
                second.project.as_str(),
                second.email.as_str()
            ),
            ("Acme", "Site", "ada@example.com")
        );
        assert_eq!(second.description, "Task 1: Working hard");
        let euros = Currency::parse("EUR").unwrap();
        assert_eq!((second.seconds, second.rate), (3601, Some((euros, 12_000))));
        let projects: Vec<_> = file
            .lists
            .projects
            .iter()
            .map(|project| {
                (
                    project.name.as_str(),
                    project.rate.map(|(_, cents)| cents),
                    project.archived,
                )
            })
            .collect();
        assert_eq!(
            projects,
            [
                ("Site", Some(10_001), false),
                ("Own", None, false),
                ("Gone", Some(5000), true)
            ]
        );
        let reasons: Vec<_> = file
            .skipped
            .iter()
            .map(|row| (row.line, row.reason.as_str()))
            .collect();
        assert_eq!(
            reasons,
            [
                (4, "This timer was still running."),
                (5, "“noon” is no date and time.")
            ]
        );
    }

    #[test]
    fn an_id_comes_once_and_a_tag_too() {
        let archive = |entries: &str| {
            zip(&[
                ("organizations.csv", b"id,name,currency\no,ACME,EUR\n"),
                ("tags.csv", b"id,name\nt,Dev\ns,dev\nn,\n"),
                ("time_entries.csv", entries.as_bytes()),
            ])
        };
        let row = |id: &str| {
            format!(
                "{id},2026-03-04T09:00:00Z,2026-03-04T10:00:00Z,\"[\"\"t\"\",\"\"s\"\",\"\"n\"\"]\"\n"
            )
        };
        let rows = [row("1"), row("2"), row("1")].concat();
        let bytes = archive(&format!("id,start,end,tags\n{rows}"));
        let file = read_bytes(&bytes, None, &in_berlin()).unwrap();
        assert_eq!(file.entries.len(), 2);
        assert_eq!(file.entries[0].tags, ["Dev"]);
        assert_eq!(
            (file.skipped[0].line, file.skipped[0].reason.as_str()),
            (4, "Another entry in this file has the same id.")
        );
        let nameless = archive(&format!("number,start,end,tags\n{rows}"));
        assert_eq!(
            read_bytes(&nameless, None, &in_berlin()).unwrap_err(),
            FileError::ColumnInArchive("time_entries.csv", "id")
        );
    }

    proptest! {
        #[test]
        fn no_tables_panic(cells in prop::collection::vec("[^\"\n\r\0]{0,30}", 1..6), start in "[0-9TZ: -]{0,20}", rate in "[0-9-]{0,22}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let entries = format!("id,start,end,billable_rate,tags,project_id\n1,{start},{start},{rate},{},p\n", cells.join(","));
            let projects = format!("id,name,billable_rate,is_billable\np,{},{rate},true\n", cells.join(","));
            for file in [entries.as_bytes(), &bytes] {
                let archive = zip(&[("organizations.csv", file), ("projects.csv", projects.as_bytes()), ("time_entries.csv", file)]);
                let _ = read_bytes(&archive, None, &in_berlin());
            }
        }
    }
}
