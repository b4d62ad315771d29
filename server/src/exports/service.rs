//! The use case of exports: who may take which entries along, and in chunks.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::exports::{Exports, MAX_REPORT};
use app::reports::shown::Shown;
use app::time_entries::EntryQuery;
use app::values::Formats;
use async_trait::async_trait;

use super::csv::{BYTE_ORDER_MARK, CsvWriter, ExportedEntry};
use super::linked::Linked;
use super::pdf::{About, Report};
use super::sql::{self, Place};
use super::wanted::Wanted;
use crate::db::Tx;
use crate::local_time::Zone;
use crate::progress::{Counter, Work};
use crate::services::Services;
use crate::time_entries::records::EntryAsk;
use crate::time_entries::service::scope;
use crate::time_entries::sql::Clause;

/// Entries of one chunk: some 300 kB.
const BATCH: i64 = 2000;

/// An export that was begun: one consistent view of the entries, read chunk by chunk.
#[derive(Debug)]
pub struct EntryExport {
    /// What to call the file: workspace and days, without folders.
    pub file_name: String,
    tx: Tx,
    clause: Clause,
    place: Option<Place>,
    writer: CsvWriter,
    /// What stands before the next piece.
    begun: Vec<u8>,
    sees_invoices: bool,
    done: bool,
    counter: Option<Counter>,
}

impl EntryExport {
    /// The same file, marked as UTF-8 for Excel.
    #[must_use]
    pub fn for_excel(mut self) -> Self {
        BYTE_ORDER_MARK.as_bytes().clone_into(&mut self.begun);
        self
    }

    /// The same file, counted, so that its page shows how far it has come: all of its entries are gone through once more.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn counted(mut self, services: &Services, actor: &Actor) -> Result<Self, AppError> {
        let total = sql::count_entries(&mut self.tx, &self.clause).await?;
        self.counter = Some(services.under_way.begin(actor, Some(Work::Export), total));
        Ok(self)
    }

    /// The next piece of the file; `None` once it is complete.
    ///
    /// # Errors
    /// When the database does not answer: the file is then incomplete and must not look otherwise.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        if self.done {
            return Ok(None);
        }
        let (mut entries, end) =
            sql::load_batch(&mut self.tx, &self.clause, self.place, BATCH).await?;
        if !self.sees_invoices {
            for entry in &mut entries {
                entry.invoice.clear();
            }
        }
        self.done = i64::try_from(entries.len()).unwrap_or(BATCH) < BATCH;
        self.place = end;
        if let Some(counter) = &self.counter {
            counter.add(entries.len());
        }
        for entry in &entries {
            self.writer.write(entry).map_err(|_| AppError::Internal)?;
        }
        let rows = self.writer.take().map_err(|_| AppError::Internal)?;
        let mut piece = std::mem::take(&mut self.begun);
        piece.extend(rows);
        Ok(Some(piece))
    }
}

impl Services {
    /// Begins an export of what the list of the same query shows.
    ///
    /// # Errors
    /// When role or plan forbid it, or the query cannot be understood.
    pub async fn export_time_entries(
        &self,
        actor: &Actor,
        query: &EntryQuery,
    ) -> Result<EntryExport, AppError> {
        self.begin_export(actor, self.exported(actor, query)?).await
    }

    /// Begins an export for people without an account, of what whoever shares it may take along.
    ///
    /// # Errors
    /// When role or plan forbid it, or the query cannot be understood.
    pub(crate) async fn export_shared(
        &self,
        sharer: &Actor,
        query: &EntryQuery,
        linked: &Linked,
    ) -> Result<EntryExport, AppError> {
        let mut export = self
            .begin_export(sharer, self.exported(sharer, query)?)
            .await?;
        export.writer = writer_for(sharer, linked.shown)?;
        export.file_name = format!("{}.csv", linked.stem());
        Ok(export)
    }

    /// Begins an export of the entries that a program asks for.
    ///
    /// # Errors
    /// When role or plan forbid it.
    pub(crate) async fn export_asked(
        &self,
        actor: &Actor,
        ask: &EntryAsk,
    ) -> Result<EntryExport, AppError> {
        self.begin_export(actor, Wanted::by_program(actor, ask)?)
            .await
    }

    async fn begin_export(&self, actor: &Actor, wanted: Wanted) -> Result<EntryExport, AppError> {
        let mut tx = self.db.read().await?;
        let workspace = sql::load_workspace_name(&mut tx, actor.workspace_id).await?;
        let file_name = wanted.file_name(&workspace, "csv");
        Ok(EntryExport {
            file_name,
            tx,
            clause: wanted.clause,
            place: None,
            writer: writer_for(actor, Shown::ALL)?,
            begun: Vec::new(),
            sees_invoices: actor.could(Permission::ReadInvoices),
            done: false,
            counter: None,
        })
    }

    /// Reads what the list of the same query shows, for a report; and what to call its file.
    ///
    /// # Errors
    /// When role or plan forbid it, the query cannot be understood, or a report would be too long.
    pub async fn report_time_entries(
        &self,
        actor: &Actor,
        query: &EntryQuery,
        formats: Formats,
    ) -> Result<(Report, String), AppError> {
        self.make_report(actor, self.exported(actor, query)?, formats)
            .await
    }

    /// Reads the entries that a program asks for, for a report; and what to call its file.
    ///
    /// # Errors
    /// When role or plan forbid it, or a report would be too long.
    pub(crate) async fn report_asked(
        &self,
        actor: &Actor,
        ask: &EntryAsk,
        formats: Formats,
    ) -> Result<(Report, String), AppError> {
        self.make_report(actor, Wanted::by_program(actor, ask)?, formats)
            .await
    }

    /// Reads a report for people without an account, of what whoever shares it may take along.
    ///
    /// # Errors
    /// When role or plan forbid it, the query cannot be understood, or a report would be too long.
    pub(crate) async fn report_shared(
        &self,
        sharer: &Actor,
        query: &EntryQuery,
        linked: Linked,
    ) -> Result<Report, AppError> {
        let wanted = self.exported(sharer, query)?;
        let mut tx = self.db.read().await?;
        let entries = load_entries(&mut tx, &wanted).await?;
        Ok(Report {
            about: linked.about(sharer, &wanted.filter, self.now()),
            beyond: wanted.beyond,
            entries,
            week_start: sharer.week_start,
        })
    }

    async fn make_report(
        &self,
        actor: &Actor,
        wanted: Wanted,
        formats: Formats,
    ) -> Result<(Report, String), AppError> {
        let mut tx = self.db.read().await?;
        let entries = load_entries(&mut tx, &wanted).await?;
        let workspace = sql::load_workspace_name(&mut tx, actor.workspace_id).await?;
        let names = wanted.names(&mut tx, actor, entries.first()).await?;
        let file_name = wanted.file_name(&workspace, "pdf");
        let report = Report {
            about: About::for_member(
                (workspace, wanted.filter, names),
                actor,
                formats,
                self.now(),
            ),
            beyond: wanted.beyond,
            entries,
            week_start: actor.week_start,
        };
        Ok((report, file_name))
    }

    /// What an export of this query holds, if the actor may have it.
    fn exported(&self, actor: &Actor, query: &EntryQuery) -> Result<Wanted, AppError> {
        actor.must(Permission::ExportOwnTime)?;
        let zone = Zone::named(&actor.timezone);
        let filter = query.parse(zone.day(self.now()), actor.week_start)?;
        let whose = scope(actor, filter.whose);
        if whose != Some(actor.user_id) {
            actor.must(Permission::ExportAllTime)?;
        }
        let clause = Clause::entries(actor.workspace_id, whose, &filter, &zone);
        Ok(Wanted::by_page(clause, filter))
    }
}

#[async_trait]
impl Exports for Services {
    async fn count_export(&self, actor: &Actor, query: EntryQuery) -> Result<i64, AppError> {
        let wanted = self.exported(actor, &query)?;
        let mut tx = self.db.read().await?;
        sql::count_entries(&mut tx, &wanted.clause).await
    }
}

/// A file of entries with their days and clock times where the actor is.
fn writer_for(actor: &Actor, shown: Shown) -> Result<CsvWriter, AppError> {
    CsvWriter::new(Zone::named(&actor.timezone), shown).map_err(|_| AppError::Internal)
}

/// Every entry of a report, oldest first.
///
/// # Errors
/// When they are too many for one.
async fn load_entries(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<ExportedEntry>, AppError> {
    let count = sql::count_entries(tx, &wanted.clause).await?;
    fits_a_report(count)?;
    let mut entries = Vec::new();
    let mut place = None;
    loop {
        let (batch, end) = sql::load_batch(tx, &wanted.clause, place, BATCH).await?;
        let is_last = i64::try_from(batch.len()).unwrap_or(BATCH) < BATCH;
        entries.extend(batch);
        place = end;
        if is_last {
            return Ok(entries);
        }
    }
}

/// Whether a report of so many entries can be made.
fn fits_a_report(count: i64) -> Result<(), AppError> {
    if count <= MAX_REPORT {
        return Ok(());
    }
    let words = format!(
        "These are {count} entries, and a PDF holds up to {MAX_REPORT}. Choose fewer days, or export CSV, which holds any number."
    );
    Err(AppError::field("from", "too_many", words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_that_would_be_too_long_is_refused_with_a_way_out() {
        assert_eq!(fits_a_report(MAX_REPORT), Ok(()));
        let refusal = fits_a_report(MAX_REPORT + 1).unwrap_err();
        let words = refusal.for_field("from").unwrap();
        assert!(
            words.contains("20001 entries") && words.contains("export CSV"),
            "{words}"
        );
    }
}
