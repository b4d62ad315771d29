//! Server functions of reports.

use leptos::prelude::*;

use super::Summary;
use super::detailed::{Detailed, PageQuery};
use super::profit::Profitability;
use super::weekly::Weekly;
#[cfg(feature = "ssr")]
use crate::context::{acting, answer};
use crate::error::AppError;
use crate::time_entries::EntryQuery;

/// Time and amounts by one or two groupings.
#[server]
pub async fn load_summary(
    /// Which entries.
    #[server(default)]
    query: EntryQuery,
    /// `project`, or `project,day`.
    #[server(default)]
    group_by: String,
) -> Result<Summary, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_summary(&actor, query, group_by).await)
}

/// A page of the entries, newest first.
#[server]
pub async fn load_detailed(
    /// Which entries.
    #[server(default)]
    query: EntryQuery,
    /// In which groups, from where on, how many.
    #[server(default)]
    page: PageQuery,
) -> Result<Detailed, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_detailed(&actor, query, page).await)
}

/// Time by project, person, client or tag, and by day.
#[server]
pub async fn load_weekly(
    /// Which entries.
    #[server(default)]
    query: EntryQuery,
    /// `project`, `user`, `client` or `tag`.
    #[server(default)]
    group_by: String,
) -> Result<Weekly, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_weekly(&actor, query, group_by).await)
}

/// What time earned and cost, by project, client or user.
#[server]
pub async fn load_profitability(
    /// Which entries.
    #[server(default)]
    query: EntryQuery,
    /// `project`, `client` or `user`.
    #[server(default)]
    group_by: String,
) -> Result<Profitability, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_profitability(&actor, query, group_by).await)
}
