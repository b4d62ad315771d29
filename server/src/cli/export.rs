//! `timether export`: a workspace's time entries into a file or to standard output.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use app::access::Actor;
use app::tags::Tags;
use app::time_entries::EntryQuery;
use app::time_entries::query::EVERYBODY;
use app::values::{WorkspaceId, name_key};
use clap::{Args, ValueEnum};

use super::{CommandError, Refused};
use crate::exports::EntryExport;
use crate::services::Services;
use crate::workspaces::sql::find_membership;

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ExportFormat {
    /// Time entries for a spreadsheet.
    Csv,
}

#[derive(Args, Debug)]
pub(super) struct ExportArgs {
    /// The workspace to export; days and times are in its owner's time zone.
    #[arg(long)]
    workspace: WorkspaceId,
    /// What to write.
    #[arg(long, value_enum)]
    format: ExportFormat,
    /// The first day, such as 2026-11-01.
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
    let query = EntryQuery {
        person: EVERYBODY.to_owned(),
        from: args.from.unwrap_or_default(),
        to: args.to.unwrap_or_default(),
        tag: tag_ids(services, &owner, &args.tags).await?,
        ..EntryQuery::default()
    };
    let ExportFormat::Csv = args.format;
    let export = services
        .export_time_entries(&owner, &query)
        .await
        .map_err(Refused::from)?;
    match args.file {
        None => write(export, std::io::stdout()).await,
        Some(file) => write_file(export, &file).await,
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

/// Writes beside the file and renames at the end: a file of that name is always complete.
async fn write_file(export: EntryExport, file: &Path) -> Result<(), CommandError> {
    let mut part = OsString::from(file);
    part.push(".part");
    let refused = |error| Refused(format!("cannot write {}: {error}", file.display()));
    let mut out = File::create(&part).map_err(refused)?;
    let written = write(export, &mut out).await;
    if written.is_ok() {
        out.sync_all().map_err(refused)?;
        fs::rename(&part, file).map_err(refused)?;
    } else {
        // What went wrong matters more than a leftover.
        let _ = fs::remove_file(&part);
    }
    written
}

async fn write(mut export: EntryExport, mut out: impl Write) -> Result<(), CommandError> {
    while let Some(chunk) = export.next_chunk().await.map_err(Refused::from)? {
        out.write_all(&chunk)?;
    }
    out.flush()?;
    Ok(())
}
