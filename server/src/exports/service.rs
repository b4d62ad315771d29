//! The use case of exports: who may take which entries along, and in chunks.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::exports::Exports;
use app::time_entries::EntryQuery;
use app::time_entries::query::EntryFilter;
use async_trait::async_trait;

use super::csv::CsvWriter;
use super::sql::{self, Place};
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;
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
    done: bool,
}

impl EntryExport {
    /// The next piece of the file; `None` once it is complete.
    ///
    /// # Errors
    /// When the database does not answer: the file is then incomplete and must not look otherwise.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        if self.done {
            return Ok(None);
        }
        let (entries, end) = sql::load_batch(&mut self.tx, &self.clause, self.place, BATCH).await?;
        self.done = i64::try_from(entries.len()).unwrap_or(BATCH) < BATCH;
        self.place = end;
        for entry in &entries {
            self.writer.write(entry).map_err(|_| AppError::Internal)?;
        }
        self.writer.take().map(Some).map_err(|_| AppError::Internal)
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
        let (clause, filter) = self.exported(actor, query)?;
        let mut tx = self.db.read().await?;
        let workspace = sql::load_workspace_name(&mut tx, actor.workspace_id).await?;
        let writer =
            CsvWriter::new(Zone::named(&actor.timezone)).map_err(|_| AppError::Internal)?;
        let file_name = file_name(&workspace, &filter);
        Ok(EntryExport {
            file_name,
            tx,
            clause,
            place: None,
            writer,
            done: false,
        })
    }

    /// What an export of this query holds, if the actor may have it.
    fn exported(
        &self,
        actor: &Actor,
        query: &EntryQuery,
    ) -> Result<(Clause, EntryFilter), AppError> {
        actor.must(Permission::ExportOwnTime)?;
        let zone = Zone::named(&actor.timezone);
        let filter = query.parse(zone.day(self.now()), actor.week_start)?;
        let whose = scope(actor, filter.whose);
        if whose != Some(actor.user_id) {
            actor.must(Permission::ExportAllTime)?;
        }
        Ok((
            Clause::entries(actor.workspace_id, whose, &filter, &zone),
            filter,
        ))
    }
}

#[async_trait]
impl Exports for Services {
    async fn count_export(&self, actor: &Actor, query: EntryQuery) -> Result<i64, AppError> {
        let (clause, _) = self.exported(actor, &query)?;
        let mut tx = self.db.read().await?;
        sql::count_entries(&mut tx, &clause).await
    }
}

/// `Northwind Studio 2026-11-01 to 2026-11-30.csv`, without what file systems refuse.
fn file_name(workspace: &str, filter: &EntryFilter) -> String {
    let refused = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let workspace: String = workspace
        .chars()
        .map(|c| if refused(c) { '-' } else { c })
        .take(80)
        .collect();
    // A leading dot would hide the file.
    let workspace = workspace.trim().trim_start_matches('.');
    match (filter.from, filter.to) {
        (None, None) => format!("{workspace}.csv"),
        (Some(from), None) => format!("{workspace} from {from}.csv"),
        (None, Some(to)) => format!("{workspace} to {to}.csv"),
        (Some(from), Some(to)) => format!("{workspace} {from} to {to}.csv"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::values::Date;

    #[test]
    fn file_names_hold_nothing_dangerous() {
        let (from, to) = (
            Some(Date::constant(2026, 11, 1)),
            Some(Date::constant(2026, 11, 30)),
        );
        let november = EntryFilter {
            from,
            to,
            ..EntryFilter::default()
        };
        assert_eq!(
            file_name("Büro", &november),
            "Büro 2026-11-01 to 2026-11-30.csv"
        );
        assert_eq!(
            file_name("../a\"b\r\nc", &EntryFilter::default()),
            "-a-b--c.csv"
        );
        let since = EntryFilter {
            from,
            ..EntryFilter::default()
        };
        assert_eq!(file_name("A", &since), "A from 2026-11-01.csv");
    }
}
