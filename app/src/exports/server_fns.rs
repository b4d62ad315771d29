//! Server functions of exports.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::context::{acting, answer};
use crate::error::AppError;
use crate::time_entries::EntryQuery;

/// How many entries an export of this query holds.
#[server]
pub async fn count_export(query: EntryQuery) -> Result<i64, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.count_export(&actor, query).await)
}
