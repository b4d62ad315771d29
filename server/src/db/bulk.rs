//! Very many time entries in one transaction, so that PostgreSQL does not lose sight of them.
//!
//! Its planner knows a table by samples, which it takes by itself while the transaction is under way and in which rows that
//! are not committed do not count. The table then seems empty and any index as good as the key's: each foreign key that is
//! checked reads the whole workspace, and a million entries take hours. SQLite needs none of this.

use app::error::AppError;

use super::{Tx, db_error};

/// Rows after which the first sample is taken.
const FIRST_SAMPLE: usize = 2_000;

/// What takes a table's sample, and whether it was taken: a sample keeps its lock until the commit.
const SAMPLES: [(&str, &str); 2] = [
    (
        "analyze (skip_locked) time_entries",
        "select exists (select 1 from pg_locks where pid = pg_backend_pid() and granted
             and mode = 'ShareUpdateExclusiveLock' and relation = 'time_entries'::regclass)",
    ),
    (
        "analyze (skip_locked) time_entry_tags",
        "select exists (select 1 from pg_locks where pid = pg_backend_pid() and granted
             and mode = 'ShareUpdateExclusiveLock' and relation = 'time_entry_tags'::regclass)",
    ),
];

/// Rows that one transaction has written.
#[derive(Debug)]
pub struct Bulk {
    rows: usize,
    /// After how many the next sample of each table is due.
    next: [usize; SAMPLES.len()],
}

impl Bulk {
    /// Begins, in a transaction that will write them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(tx: &mut Tx) -> Result<Self, AppError> {
        // Plans for workspaces as they are on average: no sample knows this one's new values.
        run(tx, "set local plan_cache_mode = force_generic_plan").await?;
        Ok(Self {
            rows: 0,
            next: [FIRST_SAMPLE; SAMPLES.len()],
        })
    }

    /// Counts time entries that were written, and has this transaction take samples whenever they have doubled: it sees
    /// its own rows, and nobody else's sample replaces them before the commit. Where somebody holds a table (a vacuum does,
    /// after many deletions), its sample is tried again with the next rows.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn wrote(&mut self, tx: &mut Tx, rows: usize) -> Result<(), AppError> {
        self.rows += rows;
        for ((statement, is_taken), next) in SAMPLES.into_iter().zip(&mut self.next) {
            if self.rows < *next {
                continue;
            }
            run(tx, statement).await?;
            *next = if holds(tx, is_taken).await? {
                self.rows * 2
            } else {
                self.rows
            };
        }
        Ok(())
    }
}

async fn holds(tx: &mut Tx, question: &'static str) -> Result<bool, AppError> {
    match tx {
        Tx::Sqlite(_) => Ok(true),
        Tx::Postgres(transaction) => sqlx::query_scalar(question)
            .fetch_one(&mut **transaction)
            .await
            .map_err(db_error),
    }
}

async fn run(tx: &mut Tx, statement: &'static str) -> Result<(), AppError> {
    if let Tx::Postgres(transaction) = tx {
        sqlx::query(statement)
            .execute(&mut **transaction)
            .await
            .map_err(db_error)?;
    }
    Ok(())
}
