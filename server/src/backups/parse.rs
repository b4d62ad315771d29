//! A backup being read from a stream: the catalog is kept, and may not be endless; time entries are handed on one by one.

use std::fmt;
use std::io::{BufRead as _, BufReader, Read};

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::check;
use super::instants;
use super::lists::List;
use super::model::{BackupEntry, BackupInvoice, Catalog, FORMAT, VERSION};
use super::reader::{Allowance, Bounded};

/// The most records of one kind, time entries apart.
const MOST: usize = 200_000;

/// What of a file is kept in memory, at most.
#[derive(Clone, Copy, Debug)]
struct Kept {
    /// Bytes of everything but the time entries; what is made of them takes about as much again.
    bytes: usize,
    /// Lines of all invoices together.
    lines: usize,
}

/// Some 25,000 invoices of twenty lines.
const KEPT: Kept = Kept {
    bytes: 128 * 1024 * 1024,
    lines: 500_000,
};

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
    read_within(bytes, sink, KEPT)
}

fn read_within(
    bytes: impl Read,
    sink: &mut Sink<'_>,
    most: Kept,
) -> Result<Catalog, serde_json::Error> {
    let allowance = Allowance::of(most.bytes);
    let whole = Whole {
        sink,
        allowance: allowance.clone(),
        lines: most.lines,
    };
    read(bytes, allowance, whole)
}

/// Reads the time entries of a backup that was read before; of everything else nothing is kept.
///
/// # Errors
/// As with [`read_backup`], which has looked at everything else.
pub(super) fn read_entries(bytes: impl Read, sink: &mut Sink<'_>) -> Result<(), serde_json::Error> {
    read(bytes, Allowance::of(usize::MAX), EntriesAlone { sink })
}

fn read<T>(
    bytes: impl Read,
    allowance: Allowance,
    visitor: impl for<'de> Visitor<'de, Value = T>,
) -> Result<T, serde_json::Error> {
    let mut reader = BufReader::with_capacity(BUFFER, Bounded::new(bytes, allowance));
    if reader
        .fill_buf()
        .map_err(serde_json::Error::io)?
        .starts_with(BYTE_ORDER_MARK)
    {
        reader.consume(BYTE_ORDER_MARK.len());
    }
    let mut json = serde_json::Deserializer::from_reader(reader);
    let found = (&mut json).deserialize_map(visitor)?;
    json.end()?;
    Ok(found)
}

struct Whole<'a, 'b> {
    sink: &'a mut Sink<'b>,
    allowance: Allowance,
    lines: usize,
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
                "invoices" => {
                    let check = check_invoices(self.lines);
                    fill_list(&mut invoices, &mut map, "invoices", check)?;
                }
                "time_entries" => {
                    self.allowance.pause(true);
                    fill_entries(&mut entries, &mut map, &mut *self.sink)?;
                    self.allowance.pause(false);
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
    check: impl FnMut(&T) -> Result<(), String>,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *slot = Some(map.next_value_seed(List::new(MOST, check))?);
    Ok(())
}

/// Looks at one invoice after the other; together they have no more than so many lines.
fn check_invoices(most: usize) -> impl FnMut(&BackupInvoice) -> Result<(), String> {
    let mut lines = 0;
    move |invoice| {
        lines += invoice.lines.len();
        if lines > most {
            return Err(format!("its invoices have more than {most} lines together"));
        }
        check::invoice(invoice)
    }
}

fn fill_entries<'de, A: MapAccess<'de>>(
    slot: &mut Option<()>,
    map: &mut A,
    sink: &mut Sink<'_>,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::duplicate_field("time_entries"));
    }
    *slot = Some(map.next_value_seed(Entries { sink })?);
    Ok(())
}

/// Hands on the time entries and goes past everything else.
struct EntriesAlone<'a, 'b> {
    sink: &'a mut Sink<'b>,
}

impl<'de> Visitor<'de> for EntriesAlone<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Timether backup")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut entries: Option<()> = None;
        while let Some(name) = map.next_key::<String>()? {
            if name == "time_entries" {
                fill_entries(&mut entries, &mut map, &mut *self.sink)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        entries.ok_or_else(|| A::Error::missing_field("time_entries"))
    }
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

    fn invoice(id: u128, lines: usize) -> String {
        let id = uuid::Uuid::from_u128(id);
        let line = r#"{"description":"","seconds":0,"hourly_rate_cents":0,"amount_cents":0}"#;
        let lines = vec![line; lines].join(",");
        format!(
            r#"{{"id":"{id}","number":"{id}","status":"sent","client_id":null,"project_id":null,"client_name":"","client_details":"","issue_date":"2026-11-20","due_date":null,"period_from":null,"period_to":null,"currency":"EUR","subtotal_cents":0,"discount_kind":null,"discount_value":0,"discount_cents":0,"tax_rate_bp":0,"tax_cents":0,"total_cents":0,"design":"plain","notes":"","sent_at":null,"paid_at":null,"voided_at":null,"created_at":"2026-11-20T10:00:00Z","updated_at":"2026-11-20T10:00:00Z","lines":[{lines}]}}"#
        )
    }

    #[test]
    fn what_is_kept_of_all_invoices_has_an_end() {
        let invoices = [invoice(1, 6), invoice(2, 0), invoice(3, 5)].join(",");
        let text = file("").replacen("\"invoices\":[]", &format!("\"invoices\":[{invoices}]"), 1);
        let read = |text: &str, most: Kept| {
            let read = read_within(text.as_bytes(), &mut |_| Ok(()), most);
            read.map(|catalog| catalog.invoices.len())
                .map_err(|error| error.to_string())
        };
        let most = |bytes, lines| Kept { bytes, lines };
        assert_eq!(read(&text, most(text.len(), 11)), Ok(3));
        let error = read(&text, most(text.len(), 10)).unwrap_err();
        assert!(
            error.contains("more than 10 lines together") && error.contains("at line 1"),
            "{error}"
        );
        let error = read(&text, most(text.len() - 1, 11)).unwrap_err();
        assert!(error.contains("too large"), "{error}");
        // Time entries are handed on: of them there may be any number.
        let many = file(&vec![entry(); 2_000].join(","));
        assert_eq!(read(&many, most(2 * BUFFER, 0)), Ok(0));
        assert!(many.len() > 8 * BUFFER);
    }

    #[test]
    fn a_second_reading_goes_past_everything_but_the_entries() {
        let text = file(&[entry(), entry()].join(",")).replacen(
            "\"invoices\":[]",
            &format!("\"invoices\":[{}]", invoice(1, 3)),
            1,
        );
        let mut count = 0;
        let mut sink = |_| {
            count += 1;
            Ok(())
        };
        read_entries(text.as_bytes(), &mut sink).unwrap();
        assert_eq!(count, 2);
        let mut sink = |_| Err("no".to_owned());
        assert!(read_entries(text.as_bytes(), &mut sink).is_err());
        assert!(read_entries("{}".as_bytes(), &mut sink).is_err());
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
