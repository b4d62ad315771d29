//! The SQL of figures: of the whole server, and so by no workspace.

use app::error::AppError;

use crate::db::Tx;
use crate::fetch;

/// What waits and what runs.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct Counts {
    /// Mails that are not handed over yet.
    pub(super) mails: i64,
    /// Deliveries to webhooks that are not taken yet.
    pub(super) deliveries: i64,
    /// Timers that run, or are paused.
    pub(super) timers: i64,
}

/// Counts them. Mails that were sent are gone, deliveries that wait have an index, and a person has one timer: all three
/// are short.
pub(super) async fn count(tx: &mut Tx) -> Result<Counts, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Counts>(
        "select (select count(*) from mails) as mails,
             (select count(*) from webhook_deliveries where state = 'pending') as deliveries,
             (select count(*) from timers) as timers"
    ).fetch_one(c))
}
