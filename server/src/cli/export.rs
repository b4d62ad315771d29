//! `timether export`: a workspace's backup or its time entries into a file or to standard output.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use app::access::Actor;
use app::error::AppError;
use app::tags::Tags;
use app::time_entries::EntryQuery;
use app::time_entries::query::EVERYBODY;
use app::values::{WorkspaceId, name_key};
use app::workspaces::Workspaces;
use clap::{Args, ValueEnum};

use super::{CommandError, Refused};
use crate::exports::Pieces;
use crate::services::Services;
use crate::workspaces::sql::find_membership;

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ExportFormat {
    /// A backup: everything in the workspace, as `timether import` takes it.
    Json,
    /// Time entries for a spreadsheet.
    Csv,
    /// Time entries as a report to send.
    Pdf,
}

#[derive(Args, Debug)]
pub(super) struct ExportArgs {
    /// The workspace to export; days and times are in its owner's time zone.
    #[arg(long)]
    workspace: WorkspaceId,
    /// What to write.
    #[arg(long, value_enum)]
    format: ExportFormat,
    /// The first day of the time entries, such as 2026-11-01.
    #[arg(long)]
    from: Option<String>,
    /// The last day, included.
    #[arg(long)]
    to: Option<String>,
    /// Only entries with this tag, by name; several match any of them.
    #[arg(long = "tag")]
    tags: Vec<String>,
    /// The file to write; standard output without it.
    file: Option<PathBuf>,
}

pub(super) async fn run(services: &Services, args: ExportArgs) -> Result<(), CommandError> {
    let mut tx = services.db.read().await?;
    let owner = find_membership(&mut tx, args.workspace, None, services.now())
        .await
        .map_err(|_| Refused(format!("there is no workspace {}", args.workspace)))?;
    drop(tx);
    let file = args.file.as_deref();
    match args.format {
        ExportFormat::Json => {
            if args.from.is_some() || args.to.is_some() || !args.tags.is_empty() {
                let words = "a backup holds everything: leave out --from, --to and --tag";
                return Err(Refused(words.to_owned()).into());
            }
            let backup = services.begin_backup(&owner).await.map_err(Refused::from)?;
            write(backup, file).await
        }
        ExportFormat::Csv => {
            let query = query(services, &owner, &args).await?;
            let export = services.export_time_entries(&owner, &query).await;
            write(export.map_err(Refused::from)?, file).await
        }
        ExportFormat::Pdf => {
            let query = query(services, &owner, &args).await?;
            let frame = services.load_frame(&owner).await.map_err(Refused::from)?;
            let formats = frame.account.formats;
            let report = services.report_time_entries(&owner, &query, formats).await;
            let (report, _) = report.map_err(Refused::from)?;
            let pdf = tokio::task::spawn_blocking(move || report.to_pdf()).await??;
            write(Whole(Some(pdf)), file).await
        }
    }
}

async fn query(
    services: &Services,
    owner: &Actor,
    args: &ExportArgs,
) -> Result<EntryQuery, CommandError> {
    Ok(EntryQuery {
        person: EVERYBODY.to_owned(),
        from: args.from.clone().unwrap_or_default(),
        to: args.to.clone().unwrap_or_default(),
        tag: tag_ids(services, owner, &args.tags).await?,
        ..EntryQuery::default()
    })
}

/// A file that is already complete.
struct Whole(Option<Vec<u8>>);

impl Pieces for Whole {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        Ok(self.0.take())
    }
}

/// The ids of tags by their names.
async fn tag_ids(
    services: &Services,
    owner: &Actor,
    names: &[String],
) -> Result<Vec<String>, CommandError> {
    let tags = if names.is_empty() {
        Vec::new()
    } else {
        services.list_tags(owner).await.map_err(Refused::from)?
    };
    let id_of = |name: &String| {
        let key = name_key(name.trim_start_matches('#'));
        let tag = tags.iter().find(|tag| name_key(&tag.name) == key);
        tag.map(|tag| tag.id.to_string())
            .ok_or_else(|| Refused(format!("there is no tag {name}")).into())
    };
    names.iter().map(id_of).collect()
}

async fn write(pieces: impl Pieces, file: Option<&Path>) -> Result<(), CommandError> {
    match file {
        None => write_to(pieces, std::io::stdout()).await,
        Some(file) => write_file(pieces, file).await,
    }
}

/// Writes beside the file and renames at the end: a file of that name is always complete.
async fn write_file(pieces: impl Pieces, file: &Path) -> Result<(), CommandError> {
    let mut part = OsString::from(file);
    part.push(".part");
    let refused = |error| Refused(format!("cannot write {}: {error}", file.display()));
    let mut out = File::create(&part).map_err(refused)?;
    let written = write_to(pieces, &mut out).await;
    if written.is_ok() {
        out.sync_all().map_err(refused)?;
        fs::rename(&part, file).map_err(refused)?;
    } else {
        // What went wrong matters more than a leftover.
        let _ = fs::remove_file(&part);
    }
    written
}

async fn write_to(mut pieces: impl Pieces, mut out: impl Write) -> Result<(), CommandError> {
    while let Some(piece) = pieces.next().await.map_err(Refused::from)? {
        out.write_all(&piece)?;
    }
    out.flush()?;
    Ok(())
}
