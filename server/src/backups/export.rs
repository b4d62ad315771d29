//! A backup being written: one consistent view of the workspace, piece by piece.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::values::WorkspaceId;
use serde::Serialize;
use tokio::task::spawn_blocking;

use super::model::{BackupEntry, BackupInvoice, Catalog, FORMAT, VERSION};
use super::sql::entries::{FIRST, Place, load_entries};
use super::sql::invoices::{self, Listed};
use super::{instants, sql};
use crate::db::Tx;
use crate::exports::{Pieces, safe_name};
use crate::local_time::Zone;
use crate::progress::{Counter, Work};
use crate::services::Services;

/// Entries of one piece: some 400 kB.
const BATCH: i64 = 1000;

/// A backup that was begun.
#[derive(Debug)]
pub struct Backup {
    /// What to call the file: workspace and day, without folders.
    pub file_name: String,
    tx: Tx,
    workspace: WorkspaceId,
    at: At,
    counter: Option<Counter>,
}

/// What comes next.
#[derive(Debug)]
enum At {
    Catalog { exported_at: i64 },
    Invoices { listed: Vec<Listed>, written: usize },
    Entries(Batch),
    End,
}

/// Entries that were loaded and are to be written.
#[derive(Debug)]
struct Batch {
    entries: Vec<BackupEntry>,
    is_first: bool,
}

impl Batch {
    /// Where the next one begins; `None` after the last.
    fn next_place(&self) -> Option<Place> {
        let last = self.entries.last()?;
        let is_full = i64::try_from(self.entries.len()).is_ok_and(|count| count == BATCH);
        is_full.then_some((last.started_at, last.id))
    }

    fn write(&self) -> Result<Vec<u8>, AppError> {
        let mut piece = Vec::new();
        write_records(&mut piece, &self.entries, self.is_first)?;
        if self.next_place().is_none() {
            piece.extend_from_slice(b"\n]}\n");
        }
        Ok(piece)
    }
}

#[derive(Serialize)]
struct Moment(#[serde(with = "instants")] i64);

impl Backup {
    /// The same one, counted, so that its page shows how far it has come: all of its entries are gone through once more.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn counted(mut self, services: &Services, actor: &Actor) -> Result<Self, AppError> {
        let total = sql::entries::count_entries(&mut self.tx, self.workspace).await?;
        self.counter = Some(services.under_way.begin(actor, Some(Work::Export), total));
        Ok(self)
    }

    /// The next piece of the file; `None` once it is complete.
    ///
    /// # Errors
    /// When the database does not answer: the file is then incomplete and must not look otherwise.
    pub async fn next_piece(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        match std::mem::replace(&mut self.at, At::End) {
            At::Catalog { exported_at } => {
                let catalog = sql::load_organised(&mut self.tx, self.workspace).await?;
                let listed = invoices::list(&mut self.tx, self.workspace).await?;
                self.at = At::Invoices { listed, written: 0 };
                head(&catalog, exported_at).map(Some)
            }
            At::Invoices { listed, written } => {
                let left = listed.get(written..).unwrap_or_default();
                let batch = &left[..invoices::first_batch(left)];
                let loaded = invoices::load(&mut self.tx, self.workspace, batch).await?;
                let (is_first, is_last) = (written == 0, batch.len() == left.len());
                let written = written + batch.len();
                let writing = spawn_blocking(move || write_invoices(&loaded, is_first, is_last));
                self.at = if is_last {
                    self.load_batch(Some(FIRST), true).await?
                } else {
                    At::Invoices { listed, written }
                };
                let piece = writing.await.map_err(|_| AppError::Internal)??;
                Ok(Some(piece))
            }
            At::Entries(batch) => {
                if let Some(counter) = &self.counter {
                    counter.add(batch.entries.len());
                }
                let place = batch.next_place();
                // One core writes it while another loads what follows.
                let writing = spawn_blocking(move || batch.write());
                self.at = self.load_batch(place, false).await?;
                let piece = writing.await.map_err(|_| AppError::Internal)??;
                Ok(Some(piece))
            }
            At::End => Ok(None),
        }
    }

    async fn load_batch(&mut self, place: Option<Place>, is_first: bool) -> Result<At, AppError> {
        let Some(place) = place else {
            return Ok(At::End);
        };
        let entries = load_entries(&mut self.tx, self.workspace, place, BATCH).await?;
        Ok(At::Entries(Batch { entries, is_first }))
    }
}

impl Pieces for Backup {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        self.next_piece().await
    }
}

impl Services {
    /// Begins a backup of the actor's workspace.
    ///
    /// # Errors
    /// When the role forbids it, or the database does not answer.
    pub async fn begin_backup(&self, actor: &Actor) -> Result<Backup, AppError> {
        actor.must(Permission::ExportData)?;
        let mut tx = self.db.read().await?;
        let name = sql::load_name(&mut tx, actor.workspace_id).await?;
        let now = self.now();
        let day = Zone::named(&actor.timezone).day(now);
        Ok(Backup {
            file_name: format!("{} {day}.json", safe_name(&name)),
            tx,
            workspace: actor.workspace_id,
            at: At::Catalog { exported_at: now },
            counter: None,
        })
    }
}

/// Everything up to the first invoice.
fn head(catalog: &Catalog, exported_at: i64) -> Result<Vec<u8>, AppError> {
    let mut out = Vec::new();
    out.extend_from_slice(b"{\"format\":");
    write(&mut out, &FORMAT)?;
    out.extend_from_slice(b",\n\"version\":");
    write(&mut out, &VERSION)?;
    out.extend_from_slice(b",\n\"exported_at\":");
    write(&mut out, &Moment(exported_at))?;
    out.extend_from_slice(b",\n\"workspace\":");
    write(&mut out, &catalog.workspace)?;
    write_list(&mut out, "members", &catalog.members)?;
    write_list(&mut out, "clients", &catalog.clients)?;
    write_list(&mut out, "projects", &catalog.projects)?;
    write_list(&mut out, "tags", &catalog.tags)?;
    out.extend_from_slice(b",\n\"invoices\":[");
    Ok(out)
}

/// Some invoices; behind the last of all, everything up to the first entry.
fn write_invoices(
    invoices: &[BackupInvoice],
    is_first: bool,
    is_last: bool,
) -> Result<Vec<u8>, AppError> {
    let mut piece = Vec::new();
    write_records(&mut piece, invoices, is_first)?;
    if is_last {
        piece.extend_from_slice(b"\n],\n\"time_entries\":[");
    }
    Ok(piece)
}

/// A list, one record a line.
fn write_list<T: Serialize>(out: &mut Vec<u8>, name: &str, records: &[T]) -> Result<(), AppError> {
    out.extend_from_slice(b",\n");
    write(out, &name)?;
    out.extend_from_slice(b":[");
    write_records(out, records, true)?;
    out.extend_from_slice(b"\n]");
    Ok(())
}

/// Records of a list, one a line; whether its first one is among them.
fn write_records<T: Serialize>(
    out: &mut Vec<u8>,
    records: &[T],
    is_first: bool,
) -> Result<(), AppError> {
    for (at, record) in records.iter().enumerate() {
        out.extend_from_slice(if at == 0 && is_first { b"\n" } else { b",\n" });
        write(out, record)?;
    }
    Ok(())
}

fn write<T: Serialize>(out: &mut Vec<u8>, value: &T) -> Result<(), AppError> {
    serde_json::to_writer(out, value).map_err(|error| {
        tracing::error!(%error, "a record cannot be written as JSON");
        AppError::Internal
    })
}
