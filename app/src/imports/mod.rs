//! Imports: bringing another tracker's export along, seen before anything changes.

pub mod columns;
pub mod server_fns;

use std::fmt::Write as _;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::error::AppError;
use crate::values::DateRange;

pub use columns::{ColumnRole, FileColumn, FileColumns};

/// The largest file that can be uploaded: 200 MiB, some 1.5 million entries.
pub const MAX_FILE_BYTES: usize = 200 * 1024 * 1024;
/// The code of an error at a file that nearly is a known app's export: its columns can be chosen by hand.
pub const COLUMNS_MISSING: &str = "columns_missing";
/// Rows that were left out, as many as a report names; all of them can be downloaded.
pub const SHOWN_SKIPPED: usize = 1000;

/// How many of each kind of thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Clients.
    pub clients: i64,
    /// Projects.
    pub projects: i64,
    /// Tags.
    pub tags: i64,
    /// Time entries.
    pub time_entries: i64,
}

impl ImportCounts {
    /// Whether there is nothing of any kind.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What a confirmation counts: the entries, or what there is instead of them: `3 projects and 1 client`.
    #[must_use]
    pub fn words(&self) -> String {
        if self.time_entries > 0 {
            return count(self.time_entries, "entry", "entries");
        }
        let parts: Vec<String> = [
            (self.projects, "project", "projects"),
            (self.clients, "client", "clients"),
            (self.tags, "tag", "tags"),
        ]
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect();
        match parts.split_last() {
            None => count(0, "entry", "entries"),
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
        }
    }
}

fn count(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A row that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedRow {
    /// The file's line, the header being 1.
    pub line: u64,
    /// What is wrong with it, in words.
    pub reason: String,
}

/// How a file was read; a text is empty where it has no meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// `UTF-8`.
    pub encoding: String,
    /// What stands between columns: `semicolon`.
    pub separator: String,
    /// `day/month/year`.
    pub date_order: String,
    /// The time zone of clock times without one: `Europe/Berlin`.
    pub timezone: String,
}

impl FileFacts {
    /// What there is to say, each under its heading.
    #[must_use]
    pub fn lines(&self) -> Vec<(&'static str, &str)> {
        [
            ("Encoding", self.encoding.as_str()),
            ("Separator", &self.separator),
            ("Dates", &self.date_order),
            ("Time zone", &self.timezone),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

/// How to read an uploaded file, as far as the file leaves it open or a person knows better. Empty texts choose nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImportChoice {
    /// The upload's id.
    pub upload: String,
    /// `day_first` or `month_first`.
    #[serde(default)]
    pub date_order: String,
    /// An IANA name, instead of the person's own time zone.
    #[serde(default)]
    pub timezone: String,
    /// What each column means, by [`ColumnRole::slug`], separated by commas; the format is found out where it is empty.
    #[serde(default)]
    pub columns: String,
}

impl ImportChoice {
    /// Where the rows that are left out can be downloaded.
    #[must_use]
    pub fn skipped_path(&self) -> String {
        let chosen = [
            ("date_order", &self.date_order),
            ("timezone", &self.timezone),
            ("columns", &self.columns),
        ];
        let query: Vec<String> = chosen
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        let mark = if query.is_empty() { "" } else { "?" };
        let upload = escaped(&self.upload);
        format!("/imports/{upload}/skipped.csv{mark}{}", query.join("&"))
    }
}

/// A text as it stands in an address.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.,".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
        escaped
    })
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// `toggl`.
    pub format: String,
    /// The file's name.
    pub file_name: String,
    /// Nothing was changed: this is what would happen.
    pub dry_run: bool,
    /// New things.
    pub created: ImportCounts,
    /// Things that were changed.
    pub updated: ImportCounts,
    /// Things that were there already.
    pub unchanged: ImportCounts,
    /// Rows left out, the first [`SHOWN_SKIPPED`] of them.
    pub skipped: Vec<SkippedRow>,
    /// How many those are in all.
    pub skipped_count: i64,
    /// Where all of them can be downloaded; empty where none are left out, or the file was never uploaded.
    pub skipped_path: String,
    /// How the file was read.
    pub facts: FileFacts,
    /// Tracked seconds of all rows that were understood.
    pub seconds: i64,
    /// The days they span.
    pub range: Option<DateRange>,
    /// What was decided, in words: whose entries change hands, which amounts are left out.
    pub notes: Vec<String>,
}

/// One line of a report: a kind of thing, and how many of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindCounts {
    /// `Time entries`.
    pub kind: &'static str,
    /// New ones.
    pub created: i64,
    /// Those that were there already.
    pub unchanged: i64,
    /// Rows left out.
    pub skipped: i64,
}

impl ImportReport {
    /// The counts, line by line as people read them.
    #[must_use]
    pub fn kinds(&self) -> [KindCounts; 4] {
        let (new, known) = (self.created, self.unchanged);
        let line = |kind, created, unchanged| KindCounts {
            kind,
            created,
            unchanged,
            skipped: 0,
        };
        [
            KindCounts {
                skipped: self.skipped_count,
                ..line("Time entries", new.time_entries, known.time_entries)
            },
            line("Projects", new.projects, known.projects),
            line("Clients", new.clients, known.clients),
            line("Tags", new.tags, known.tags),
        ]
    }
}

/// What people call a format.
#[must_use]
pub fn format_name(format: &str) -> &str {
    match format {
        "toggl" => "Toggl, detailed report",
        "toggl_data" => "Toggl, data export",
        "clockify" => "Clockify, detailed report",
        "clockify_projects" => "Clockify, projects",
        "harvest" => "Harvest, detailed time",
        "harvest_projects" => "Harvest, projects",
        "harvest_clients" => "Harvest, clients",
        "solidtime" => "solidtime, detailed report",
        "solidtime_backup" => "solidtime, export",
        "kimai" => "Kimai, timesheets",
        "timetagger" => "TimeTagger, report",
        "yast" => "Yast, records",
        "csv" => "CSV",
        other => other,
    }
}

/// What can be done with imports; the file was uploaded before and is named by its id.
#[async_trait]
pub trait Imports: Send + Sync {
    /// Reads an uploaded file and says what an import would do.
    async fn preview_import(
        &self,
        actor: &Actor,
        choice: ImportChoice,
    ) -> Result<ImportReport, AppError>;
    /// The columns of an uploaded file, to choose what each of them means.
    async fn list_columns(&self, actor: &Actor, upload: String) -> Result<FileColumns, AppError>;
    /// Imports an uploaded file, all or nothing. It can be imported once.
    async fn run_import(
        &self,
        actor: &Actor,
        choice: ImportChoice,
    ) -> Result<ImportReport, AppError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_stands_in_the_address() {
        let mut choice = ImportChoice {
            upload: "7".to_owned(),
            ..ImportChoice::default()
        };
        assert_eq!(choice.skipped_path(), "/imports/7/skipped.csv");
        choice.timezone = "Etc/GMT+5".to_owned();
        choice.columns = "date,,duration".to_owned();
        assert_eq!(
            choice.skipped_path(),
            "/imports/7/skipped.csv?timezone=Etc%2FGMT%2B5&columns=date,,duration"
        );
    }

    #[test]
    fn a_confirmation_counts_what_there_is() {
        let counts = |clients, projects, tags, time_entries| ImportCounts {
            clients,
            projects,
            tags,
            time_entries,
        };
        for (counts, words) in [
            (counts(2, 3, 4, 47), "47 entries"),
            (counts(2, 3, 4, 1), "1 entry"),
            (counts(2, 1, 4, 0), "1 project, 2 clients and 4 tags"),
            (counts(1, 3, 0, 0), "3 projects and 1 client"),
            (counts(0, 0, 1, 0), "1 tag"),
            (counts(0, 0, 0, 0), "0 entries"),
        ] {
            assert_eq!(counts.words(), words);
        }
    }
}
