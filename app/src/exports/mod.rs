//! Exports: taking time entries along as a file.

pub mod server_fns;

use async_trait::async_trait;

use crate::access::Actor;
use crate::error::AppError;
use crate::time_entries::EntryQuery;

/// The most entries a PDF holds: nobody reads a thousand pages, and it is made in one go. CSV holds any number.
pub const MAX_REPORT: i64 = 20_000;

/// What can be asked about exports; the files themselves are downloads under `/exports/`.
#[async_trait]
pub trait Exports: Send + Sync {
    /// How many entries an export of this query holds: those that the list of the same query shows.
    async fn count_export(&self, actor: &Actor, query: EntryQuery) -> Result<i64, AppError>;
}
