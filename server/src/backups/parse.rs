//! A backup being read from a stream: the catalog is kept, time entries are handed on one by one.

use std::fmt;
use std::io::{BufRead as _, BufReader, Read};

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::check;
use super::instants;
use super::lists::{Check, List};
use super::model::{BackupEntry, Catalog, FORMAT, VERSION};
use super::reader::Bounded;

/// The most records of one kind, time entries apart.
const MOST: usize = 200_000;

/// What some editors put before a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes that are parsed at once.
const BUFFER: usize = 64 * 1024;

/// Takes an entry, or says why not.
pub type Sink<'a> = dyn FnMut(BackupEntry) -> Result<(), String> + 'a;

/// Reads a whole backup, in pieces and with an end to every text.
///
/// # Errors
/// When it is none, says something that cannot be, or the sink refuses an entry; the error names line and column.
pub fn read_backup(bytes: impl Read, sink: &mut Sink<'_>) -> Result<Catalog, serde_json::Error> {
    let mut reader = BufReader::with_capacity(BUFFER, Bounded::new(bytes));
    if reader
        .fill_buf()
        .map_err(serde_json::Error::io)?
        .starts_with(BYTE_ORDER_MARK)
    {
        reader.consume(BYTE_ORDER_MARK.len());
    }
    let mut json = serde_json::Deserializer::from_reader(reader);
    let catalog = (&mut json).deserialize_map(Whole { sink })?;
    json.end()?;
    Ok(catalog)
}

struct Whole<'a, 'b> {
    sink: &'a mut Sink<'b>,
}

#[derive(Deserialize)]
struct Moment(
    #[serde(with = "instants")]
    #[expect(dead_code, reason = "only whether it is one matters")]
    i64,
);

impl<'de> Visitor<'de> for Whole<'_, '_> {
    type Value = Catalog;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Timether backup")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Catalog, A::Error> {
        let mut format: Option<String> = None;
        let mut version: Option<u64> = None;
        let mut exported_at: Option<Moment> = None;
        let mut workspace = None;
        let mut members = None;
        let mut clients = None;
        let mut projects = None;
        let mut tags = None;
        let mut invoices = None;
        let mut entries: Option<()> = None;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "format" => {
                    fill(&mut format, &mut map, "format")?;
                    if format.as_deref() != Some(FORMAT) {
                        return Err(A::Error::custom(format!("its format is not {FORMAT}")));
                    }
                }
                "version" => {
                    fill(&mut version, &mut map, "version")?;
                    if version != Some(VERSION) {
                        return Err(A::Error::custom(format!(
                            "only version {VERSION} is understood"
                        )));
                    }
                }
                "exported_at" => fill(&mut exported_at, &mut map, "exported_at")?,
                "workspace" => {
                    fill(&mut workspace, &mut map, "workspace")?;
                    workspace
                        .as_ref()
                        .map_or(Ok(()), check::workspace)
                        .map_err(A::Error::custom)?;
                }
                "members" => fill_list(&mut members, &mut map, "members", check::member)?,
                "clients" => fill_list(&mut clients, &mut map, "clients", check::client)?,
                "projects" => fill_list(&mut projects, &mut map, "projects", check::project)?,
                "tags" => fill_list(&mut tags, &mut map, "tags", check::tag)?,
                "invoices" => fill_list(&mut invoices, &mut map, "invoices", check::invoice)?,
                "time_entries" => {
                    if entries.is_some() {
                        return Err(A::Error::duplicate_field("time_entries"));
                    }
                    entries = Some(map.next_value_seed(Entries {
                        sink: &mut *self.sink,
                    })?);
                }
                _ => return Err(A::Error::custom("it has a part that no backup has")),
            }
        }
        let missing = A::Error::missing_field;
        format.ok_or_else(|| missing("format"))?;
        version.ok_or_else(|| missing("version"))?;
        exported_at.ok_or_else(|| missing("exported_at"))?;
        entries.ok_or_else(|| missing("time_entries"))?;
        Ok(Catalog {
            workspace: workspace.ok_or_else(|| missing("workspace"))?,
            members: members.ok_or_else(|| missing("members"))?,
            clients: clients.ok_or_else(|| missing("clients"))?,
            projects: projects.ok_or_else(|| missing("projects"))?,
            tags: tags.ok_or_else(|| missing("tags"))?,
            invoices: invoices.ok_or_else(|| missing("invoices"))?,
        })
    }
}

fn fill<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    map: &mut A,
    name: &'static str,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *slot = Some(map.next_value()?);
    Ok(())
}

fn fill_list<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<Vec<T>>,
    map: &mut A,
    name: &'static str,
    check: Check<T>,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *slot = Some(map.next_value_seed(List::new(MOST, check))?);
    Ok(())
}

struct Entries<'a, 'b> {
    sink: &'a mut Sink<'b>,
}

impl<'de> DeserializeSeed<'de> for Entries<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of time entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element::<BackupEntry>()? {
            check::entry(&entry).map_err(A::Error::custom)?;
            (self.sink)(entry).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0195d3c0-0000-7000-8000-000000000001";

    fn file(entries: &str) -> String {
        format!(
            r#"{{"format":"timether.backup","version":1,"exported_at":"2026-11-20T10:00:00Z","workspace":{{"id":"{ID}","name":"Studio","currency":"EUR","week_start":"monday","default_rate_cents":0,"rounding":"none","time_format":"hours_24"}},"members":[],"clients":[],"projects":[],"tags":[],"invoices":[],"time_entries":[{entries}]}}"#
        )
    }

    fn entry() -> String {
        format!(
            r#"{{"id":"{ID}","user_id":"{ID}","project_id":null,"description":"Plan","start":"2026-11-20T10:00:00Z","end":"2026-11-20T11:00:00Z","duration":3600,"billable":false,"hourly_rate_cents":0,"internal_cost_cents":null,"tag_ids":[],"invoice_id":null,"import_key":null,"created_at":"2026-11-20T10:00:00Z","updated_at":"2026-11-20T10:00:00Z"}}"#
        )
    }

    fn read(text: &str) -> Result<usize, String> {
        let mut count = 0;
        let mut sink = |_| {
            count += 1;
            Ok(())
        };
        let read = read_backup(text.as_bytes(), &mut sink);
        read.map(|_| count).map_err(|error| error.to_string())
    }

    #[test]
    fn a_backup_is_read() {
        assert_eq!(read(&file("")), Ok(0));
        assert_eq!(read(&file(&format!("{},{}", entry(), entry()))), Ok(2));
        assert_eq!(read(&format!("\u{feff}{}", file(&entry()))), Ok(1));
    }

    #[test]
    fn what_is_no_backup_is_refused() {
        let whole = file(&entry());
        for (from, to, words) in [
            ("timether.backup", "other.backup", "format"),
            ("\"version\":1", "\"version\":2", "only version 1"),
            ("\"version\":1,", "", "missing field `version`"),
            (
                "\"tags\":[]",
                "\"tags\":[],\"tags\":[]",
                "duplicate field `tags`",
            ),
            ("\"tags\":[]", "\"tags\":[],\"more\":[]", "no backup has"),
            ("\"tags\":[]", "\"tags\":{}", "a list"),
            ("3600", "3600.0", "floating point"),
            ("3600", "3601", "ends before"),
            ("3600", "-1", "negative"),
            ("\"Plan\"", "\"a\\u0000b\"", "cannot be kept"),
        ] {
            let error = read(&whole.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(words), "{to}: {error}");
        }
        for text in [
            "",
            "[]",
            "{",
            "null",
            &whole[..whole.len() - 1],
            &format!("{whole}x"),
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
        let deep = format!("{}{}", "{\"format\":".repeat(100_000), "1");
        assert!(read(&deep).is_err());
    }

    #[test]
    fn what_would_fill_the_memory_is_refused_as_it_is_read() {
        let tags = vec![format!("\"{ID}\""); 1_001].join(",");
        let entry = entry().replacen("\"tag_ids\":[]", &format!("\"tag_ids\":[{tags}]"), 1);
        assert!(
            read(&file(&entry))
                .unwrap_err()
                .contains("more than 1000 records")
        );
        // Nothing behind what is wrong is read: this file has no end.
        for (list, record, words) in [
            (
                "tags",
                r##""name":"#dev","created_at":"2026-11-20T10:00:00Z","updated_at":"2026-11-20T10:00:00Z""##,
                "name",
            ),
            (
                "members",
                r#""name":"a\u0000b","email":"","role":null,"weekly_capacity_seconds":null,"internal_cost_cents":null"#,
                "name",
            ),
            (
                "members",
                r#""name":"Ada","email":"a","role":null,"weekly_capacity_seconds":-1,"internal_cost_cents":null"#,
                "weekly_capacity_seconds",
            ),
        ] {
            let text = format!(r#"{{"{list}":[{{"id":"{ID}",{record}}},"#);
            let error = read(&text).unwrap_err();
            assert!(
                error.contains(words) && error.contains("at line 1"),
                "{error}"
            );
        }
    }
}
