//! `POST /imports`: another tracker's export, or a backup, as the body.

use app::access::Permission;
use app::backups::{MAX_BACKUP_BYTES, RestoreCounts, RestoreReport};
use app::error::AppError;
use app::imports::{ImportCounts, ImportReport, MAX_FILE_BYTES, SkippedRow};
use async_trait::async_trait;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Answer, Reply};
use super::change::Change;
use super::params::Params;
use super::problem::{Problem, Stop};
use super::upload::{FILE_NAME, Received, Upload, unavailable};
use super::words::{AnyDateOrder, AnyFormat};
use crate::backups::model::is_backup;
use crate::db::Tx;
use crate::http::turns::wait_for_file_turn;
use crate::imports::{DateOrder, ImportOptions, Spool};
use crate::uploads::Witness;

/// A backup's name among the formats.
const BACKUP: &str = "timether";
/// Formats by the names they have here.
pub(super) const FORMATS: [&str; 9] = [
    BACKUP,
    "toggl",
    "clockify",
    "harvest",
    "solidtime",
    "kimai",
    "timetagger",
    "yast",
    "csv",
];
/// The parameters.
const PARAMS: [&str; 6] = [
    "format",
    "date_order",
    "timezone",
    "columns",
    "skipped_offset",
    "dry_run",
];

/// How many things of each kind.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct Counts {
    /// Clients.
    clients: i64,
    /// Projects.
    projects: i64,
    /// Tags.
    tags: i64,
    /// Invoices.
    invoices: i64,
    /// Time entries.
    time_entries: i64,
}

impl From<ImportCounts> for Counts {
    fn from(counts: ImportCounts) -> Self {
        Self {
            clients: counts.clients,
            projects: counts.projects,
            tags: counts.tags,
            invoices: 0,
            time_entries: counts.time_entries,
        }
    }
}

/// A row that was left out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Skipped {
    /// Its line in the file.
    #[schema(example = 18)]
    line: u64,
    /// What is wrong with it.
    #[schema(example = "There is no start date.")]
    reason: String,
}

impl From<SkippedRow> for Skipped {
    fn from(row: SkippedRow) -> Self {
        Self {
            line: row.line,
            reason: row.reason,
        }
    }
}

/// What an import did, or would do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Imported {
    /// The file's format.
    #[schema(example = "toggl")]
    format: String,
    /// Nothing was changed: this is what would happen.
    dry_run: bool,
    /// New things.
    created: Counts,
    /// Things that were changed.
    updated: Counts,
    /// Things that were there already, or are left alone.
    unchanged: Counts,
    /// Rows that were left out, the first 1,000 of them, or the first behind `skipped_offset`.
    skipped: Vec<Skipped>,
    /// How many those are in all.
    #[schema(example = 1)]
    skipped_count: i64,
    /// What was assumed.
    notes: Vec<String>,
}

/// The app behind one of its formats: `toggl_data` is Toggl's.
fn app_of(format: &str) -> &str {
    format.split('_').next().unwrap_or(format)
}

impl From<ImportReport> for Imported {
    fn from(report: ImportReport) -> Self {
        Self {
            format: app_of(&report.format).to_owned(),
            dry_run: report.dry_run,
            created: report.created.into(),
            updated: report.updated.into(),
            unchanged: report.unchanged.into(),
            skipped: report.skipped.into_iter().map(Skipped::from).collect(),
            skipped_count: report.skipped_count,
            notes: report.notes,
        }
    }
}

impl From<RestoreReport> for Imported {
    fn from(report: RestoreReport) -> Self {
        let counts = |of: fn(RestoreCounts) -> i64| Counts {
            clients: of(report.clients),
            projects: of(report.projects),
            tags: of(report.tags),
            invoices: of(report.invoices),
            time_entries: of(report.time_entries),
        };
        Self {
            created: counts(|counts| counts.created),
            updated: counts(|counts| counts.updated),
            unchanged: counts(|counts| counts.unchanged + counts.kept),
            format: BACKUP.to_owned(),
            dry_run: report.dry_run,
            skipped: Vec::new(),
            skipped_count: 0,
            notes: report.notes,
        }
    }
}

/// What is to be done with the file.
struct Wish {
    options: ImportOptions,
    dry_run: bool,
}

impl Wish {
    fn read(mut params: Params) -> Result<Self, Stop> {
        let format = params.text("format");
        if format
            .as_deref()
            .is_some_and(|format| !FORMATS.contains(&format))
        {
            let words = format!("format is one of {}.", FORMATS.join(", "));
            params.errors.push("format", "invalid", words);
        }
        let order = params.text("date_order");
        let date_order = order.as_deref().and_then(DateOrder::named);
        if order.is_some() && date_order.is_none() {
            let words = "date_order is day_first or month_first.";
            params.errors.push("date_order", "invalid", words);
        }
        let options = ImportOptions {
            format,
            date_order,
            timezone: params.text("timezone"),
            columns: params.text("columns").unwrap_or_default(),
            skipped_offset: params
                .read("skipped_offset", "Send how many rows to go past.")
                .unwrap_or_default(),
        };
        let dry_run = params
            .read("dry_run", "Send true or false.")
            .unwrap_or(false);
        params.finish()?;
        Ok(Self { options, dry_run })
    }

    /// How many bytes the file may have, as far as its format is known.
    fn most(&self) -> usize {
        match self.options.format.as_deref() {
            None | Some(BACKUP) => MAX_BACKUP_BYTES,
            Some(_) => MAX_FILE_BYTES,
        }
    }
}

/// Import a file
///
/// The body is the file. All or nothing; what is there already is left alone, so that a second time changes nothing.
#[utoipa::path(post, path = "/imports", tag = "Data",
    params(("format" = inline(Option<AnyFormat>), Query, description = "`timether` (a backup), `toggl`, `clockify`, `harvest`, `solidtime`, `kimai`, `timetagger`, `yast` or `csv`; found out from the file, if it is not sent.", example = "toggl"),
        ("date_order" = inline(Option<AnyDateOrder>), Query, description = "`day_first` or `month_first`, where nothing in the file decides."),
        ("timezone" = Option<String>, Query, description = "Where clock times without a zone are meant, an IANA name; the person's own, if it is not sent."),
        ("columns" = Option<String>, Query, description = "What each column of a CSV file means, from left to right and separated by commas: `date`, `start`, `end`, `duration`, `project`, `client`, `task`, `description`, `tags`, `billable`, `rate`, `amount`, `currency`, `user`, `email`, or nothing for one that is left out."),
        ("skipped_offset" = Option<u32>, Query, description = "How many of the rows that are left out to go past before 1,000 of them are named: with `dry_run`, all are found page by page."),
        ("dry_run" = Option<bool>, Query, description = "`true` says what would happen, and changes nothing.", example = true)),
    request_body(content = String, content_type = "application/octet-stream", description = "The file, up to 200 MiB; a backup up to 1 GiB.",
        example = json!("date,start,end,description\n2026-11-20,09:00,10:00,Planning\n")),
    responses((status = 200, description = "What it did, or would do.", body = Imported)))]
pub(super) async fn import(upload: Upload) -> Reply {
    let wish = Wish::read(upload.params(&PARAMS)?)?;
    upload.call.actor().must(Permission::ImportData)?;
    let change = upload.receive(wish.most()).await?;
    change.is_new().await?;
    let dry_run = wish.dry_run;
    match bring_in(&change, wish).await {
        Ok(imported) => {
            let answer = Answer::passing(&imported)?;
            if dry_run {
                change.keep(answer).await
            } else {
                Ok(answer.into_response())
            }
        }
        // If the same request came at the same time and was quicker, its answer is this one's, too.
        Err(stop) => change.is_new().await.and(Err(stop)),
    }
}

/// Keeps the answer in the import's own transaction: however many of the same request come at once, one is carried out.
struct Keeper<'a>(&'a Change<Received>);

impl Keeper<'_> {
    async fn keep(&self, tx: &mut Tx, imported: Imported) -> Result<(), AppError> {
        let answer = Answer::passing(&imported).map_err(|_| AppError::Internal)?;
        self.0.keep_in(tx, &answer).await
    }
}

#[async_trait]
impl Witness for Keeper<'_> {
    async fn begin(&self, tx: &mut Tx) -> Result<(), AppError> {
        match self.0.find_answer(tx).await? {
            None => Ok(()),
            // The caller looks for it once this has ended.
            Some(_) => Err(AppError::Unavailable),
        }
    }

    async fn imported(&self, tx: &mut Tx, report: &ImportReport) -> Result<(), AppError> {
        self.keep(tx, report.clone().into()).await
    }

    async fn restored(&self, tx: &mut Tx, report: &RestoreReport) -> Result<(), AppError> {
        self.keep(tx, report.clone().into()).await
    }
}

/// Imports what arrived, or says what that would do.
async fn bring_in(change: &Change<Received>, wish: Wish) -> Result<Imported, Stop> {
    let (services, actor) = (change.call.services(), change.call.actor());
    let keeper = Keeper(change);
    let Wish { options, dry_run } = wish;
    let file = &change.body.file;
    let restores = match options.format.as_deref() {
        Some(format) => format == BACKUP,
        None => is_backup(file).map_err(unavailable)?,
    };
    let file = file.try_clone().map_err(unavailable)?;
    let _turn = wait_for_file_turn().await?;
    if restores {
        let report = services
            .restore_file(actor, FILE_NAME, file, dry_run, &keeper)
            .await?;
        return Ok(report.into());
    }
    let content = Spool::of_file(file).map_err(unavailable)?;
    if content.len() > MAX_FILE_BYTES as u64 {
        return Err(Problem::too_large().into());
    }
    let report = services
        .import_file(actor, FILE_NAME, content, options, dry_run, &keeper)
        .await?;
    Ok(report.into())
}
