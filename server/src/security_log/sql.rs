//! The SQL of the account's own log; always within one account.

use app::error::AppError;
use app::values::UserId;
use uuid::Uuid;

use crate::db::Tx;
use crate::fetch;

/// A stored line.
#[derive(Debug, sqlx::FromRow)]
pub struct LineRow {
    /// Ordered by time.
    pub id: Uuid,
    /// Unix seconds.
    pub at: i64,
    /// A slug.
    pub event: String,
    /// More about it.
    pub detail: String,
    /// The client's address.
    pub address: String,
    /// Its `User-Agent`.
    pub user_agent: String,
}

/// Lines before one, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_lines(
    tx: &mut Tx,
    user: UserId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<LineRow>, AppError> {
    let before = before.unwrap_or(Uuid::max());
    fetch!(tx, c => sqlx::query_as::<_, LineRow>(
        "select id, at, event, detail, address, user_agent
         from security_log
         where user_id = $1 and id < $2
         order by id desc
         limit $3"
    )
    .bind(user.uuid())
    .bind(before)
    .bind(limit)
    .fetch_all(c))
}
