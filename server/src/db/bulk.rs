//! Very many time entries in one transaction, so that PostgreSQL does not lose sight of them.
//!
//! Its planner knows a table by samples, which it takes by itself while the transaction is under way and in which rows that
//! are not committed do not count. The table then seems empty and any index as good as the key's: each foreign key that is
//! checked reads the whole workspace, and a million entries take hours. SQLite needs none of this.

use app::error::AppError;

use super::{Tx, db_error};

/// Rows after which the first sample is taken.
const FIRST_SAMPLE: usize = 2_000;

/// Rows that one transaction has written.
#[derive(Debug)]
pub struct Bulk {
    rows: usize,
    next_sample: usize,
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
            next_sample: FIRST_SAMPLE,
        })
    }

    /// Counts time entries that were written, and has this transaction take a sample whenever they have doubled: it sees
    /// its own rows, and nobody else's sample replaces it before the commit.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn wrote(&mut self, tx: &mut Tx, rows: usize) -> Result<(), AppError> {
        self.rows += rows;
        if self.rows < self.next_sample {
            return Ok(());
        }
        self.next_sample = self.rows * 2;
        // Where somebody takes a sample at this moment, the next one will do.
        run(tx, "analyze (skip_locked) time_entries, time_entry_tags").await
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
