//! What this instance remembers of itself.

use app::error::AppError;

use super::Tx;
use crate::{execute, fetch};

/// Keeps a value under this name unless there is one, and answers the one that is kept.
///
/// # Errors
/// When the database refuses.
pub async fn remember(tx: &mut Tx, name: &str, value: &str) -> Result<String, AppError> {
    execute!(tx, c => sqlx::query(
        "insert into instance (name, value) values ($1, $2) on conflict (name) do nothing"
    ).bind(name).bind(value).execute(c))?;
    let (kept,) = fetch!(tx, c => sqlx::query_as::<_, (String,)>(
        "select value from instance where name = $1"
    ).bind(name).fetch_one(c))?;
    Ok(kept)
}
