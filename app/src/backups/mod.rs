//! Backups: a workspace as one JSON file, the way back from it, and clearing what was tracked and organised.

pub mod backup_card;
pub mod clear_card;
pub mod restore_card;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::context::InSession;
use crate::error::AppError;

/// Where the backup is downloaded.
pub const BACKUP_PATH: &str = "/exports/backup.json";
/// Where its JSON Schema is published.
pub const SCHEMA_PATH: &str = "/schemas/backup-v1.json";

/// The largest backup that can be uploaded: 1 GiB, some two million entries.
pub const MAX_BACKUP_BYTES: usize = 1024 * 1024 * 1024;

/// What becomes of the records of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreCounts {
    /// New here.
    pub created: i64,
    /// Here, and changed.
    pub updated: i64,
    /// Here, and the same.
    pub unchanged: i64,
    /// Here, different, and left alone: invoices, and what is on one.
    pub kept: i64,
}

/// What restoring a backup did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreReport {
    /// The file's name.
    pub file_name: String,
    /// The workspace it was made of, by its name then.
    pub from: String,
    /// Nothing was changed: this is what would happen.
    pub dry_run: bool,
    /// Whether currency, week, rate, rounding or time format become others.
    pub changes_settings: bool,
    /// How many members’ capacity or cost become others.
    pub changed_members: i64,
    /// Clients.
    pub clients: RestoreCounts,
    /// Projects.
    pub projects: RestoreCounts,
    /// Tags.
    pub tags: RestoreCounts,
    /// Invoices.
    pub invoices: RestoreCounts,
    /// Time entries.
    pub time_entries: RestoreCounts,
    /// What else there is to say.
    pub notes: Vec<String>,
}

impl RestoreReport {
    /// The counts, line by line as people read them.
    #[must_use]
    pub fn kinds(&self) -> [(&'static str, RestoreCounts); 5] {
        [
            ("Time entries", self.time_entries),
            ("Projects", self.projects),
            ("Clients", self.clients),
            ("Tags", self.tags),
            ("Invoices", self.invoices),
        ]
    }

    /// How many records of any kind are added, and how many changed.
    #[must_use]
    pub fn changes(&self) -> (i64, i64) {
        let kinds = self.kinds();
        let sum =
            |count: fn(&RestoreCounts) -> i64| kinds.iter().map(|(_, counts)| count(counts)).sum();
        (sum(|counts| counts.created), sum(|counts| counts.updated))
    }

    /// Whether anything is not as the file has it.
    #[must_use]
    pub fn changes_anything(&self) -> bool {
        self.changes_settings || self.changed_members > 0 || self.changes() != (0, 0)
    }
}

/// How much a backup of the current workspace holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupContents {
    /// Time entries.
    pub time_entries: i64,
    /// Projects.
    pub projects: i64,
    /// Clients.
    pub clients: i64,
    /// Tags.
    pub tags: i64,
    /// Invoices.
    pub invoices: i64,
}

impl BackupContents {
    /// What there is, in words; kinds of which there are none are left out.
    #[must_use]
    pub fn words(&self) -> String {
        let words = counted(&[
            (self.time_entries, "time entry", "time entries"),
            (self.projects, "project", "projects"),
            (self.clients, "client", "clients"),
            (self.tags, "tag", "tags"),
            (self.invoices, "invoice", "invoices"),
        ]);
        if words.is_empty() {
            "Nothing but the settings yet".to_owned()
        } else {
            words.join(", ")
        }
    }
}

/// `3 projects`, for every kind of which there are some.
fn counted(kinds: &[(i64, &str, &str)]) -> Vec<String> {
    kinds
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect()
}

/// What goes when a workspace is cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearingPlan {
    /// Time entries.
    pub time_entries: i64,
    /// Projects.
    pub projects: i64,
    /// Clients.
    pub clients: i64,
    /// Tags.
    pub tags: i64,
    /// Timers that run or wait, of every member.
    pub timers: i64,
    /// Whether the password was given lately, so that it is not asked for.
    pub is_confirmed: bool,
}

impl ClearingPlan {
    /// What goes, in words; kinds of which there are none are left out.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        counted(&[
            (self.time_entries, "time entry", "time entries"),
            (self.projects, "project", "projects"),
            (self.clients, "client", "clients"),
            (self.tags, "tag", "tags"),
            (self.timers, "timer", "timers"),
        ])
    }
}

/// The form that clears a workspace, as it is sent.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ClearingForm {
    /// The workspace's name, typed.
    #[serde(default)]
    pub name: String,
    /// The password, if it was not given lately.
    #[serde(default)]
    pub current_password: String,
}

// Forms with a password never print it.
impl std::fmt::Debug for ClearingForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClearingForm")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What can be done with a workspace's data as a whole; the backup itself is a download at [`BACKUP_PATH`].
#[async_trait]
pub trait Backups: Send + Sync {
    /// How much a backup of the current workspace holds.
    async fn count_backup(&self, actor: &Actor) -> Result<BackupContents, AppError>;
    /// What would go if the current workspace were cleared.
    async fn plan_clearing(&self, me: &InSession) -> Result<ClearingPlan, AppError>;
    /// Deletes everything that was tracked and organised in the current workspace, all or nothing.
    async fn clear_workspace(&self, me: &InSession, form: ClearingForm) -> Result<(), AppError>;
    /// Reads an uploaded backup and says what restoring it would do.
    async fn preview_restore(
        &self,
        actor: &Actor,
        upload: String,
    ) -> Result<RestoreReport, AppError>;
    /// Restores an uploaded backup into the current workspace, all or nothing, and forgets the file.
    async fn run_restore(&self, actor: &Actor, upload: String) -> Result<RestoreReport, AppError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_is_told() {
        let plan = ClearingPlan {
            time_entries: 1,
            projects: 2,
            clients: 0,
            tags: 1,
            timers: 0,
            is_confirmed: true,
        };
        assert_eq!(plan.words(), ["1 time entry", "2 projects", "1 tag"]);
    }

    #[test]
    fn a_backup_says_what_is_in_it() {
        let contents = BackupContents {
            time_entries: 1200,
            invoices: 1,
            ..BackupContents::default()
        };
        assert_eq!(contents.words(), "1200 time entries, 1 invoice");
        let none = BackupContents::default();
        assert_eq!(none.words(), "Nothing but the settings yet");
    }

    #[test]
    fn the_password_is_not_printed() {
        let form = ClearingForm {
            name: "Studio".to_owned(),
            current_password: "tidal harbour lamp".to_owned(),
        };
        assert!(!format!("{form:?}").contains("harbour"));
    }
}
