//! Imports: bringing another tracker's export along, seen before anything changes.

pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::error::AppError;
use crate::values::DateRange;

/// The largest file that can be uploaded: 20 MiB, some 150,000 entries.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;

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

/// A row that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedRow {
    /// The file's line, the header being 1.
    pub line: u64,
    /// What is wrong with it, in words.
    pub reason: String,
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
    /// Rows left out.
    pub skipped: Vec<SkippedRow>,
    /// Tracked seconds of all rows that were understood.
    pub seconds: i64,
    /// The days they span.
    pub range: Option<DateRange>,
    /// What was assumed: the order of dates, the time zone.
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
    pub skipped: usize,
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
                skipped: self.skipped.len(),
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
        other => other,
    }
}

/// What can be done with imports; the file was uploaded before and is named by its id.
#[async_trait]
pub trait Imports: Send + Sync {
    /// Reads an uploaded file and says what an import would do.
    async fn preview_import(&self, actor: &Actor, upload: String)
    -> Result<ImportReport, AppError>;
    /// Imports an uploaded file, all or nothing, and forgets the file.
    async fn run_import(&self, actor: &Actor, upload: String) -> Result<ImportReport, AppError>;
}
