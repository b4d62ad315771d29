//! Server functions of the activity log.

use leptos::prelude::*;

use super::{ActivityPage, ActivityQuery};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer};
use crate::error::AppError;

/// A page of the workspace's log, newest first.
#[server]
pub async fn list_activity(
    /// Which lines.
    #[server(default)]
    query: ActivityQuery,
    /// Where the page begins: the `older` of the one before.
    #[server(default)]
    before: Option<String>,
) -> Result<ActivityPage, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_activity(&actor, query, before).await)
}
