//! Server functions of backups.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

use super::{BackupContents, ClearingForm, ClearingPlan, RestoreReport};
#[cfg(feature = "ssr")]
use crate::context::{acting, acting_in_session, answer, redirect};
use crate::error::AppError;

/// How much a backup of the current workspace holds.
#[server]
pub async fn count_backup() -> Result<BackupContents, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.count_backup(&actor).await)
}

/// What would go if the current workspace were cleared.
#[server]
pub async fn plan_clearing() -> Result<ClearingPlan, AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.plan_clearing(&me).await)
}

/// Clears the current workspace and goes back to the page, which says so.
#[server]
pub async fn clear_workspace(#[server(default)] clearing: ClearingForm) -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.clear_workspace(&me, clearing).await)?;
    redirect("/settings/data?cleared=1");
    Ok(())
}

/// Says what restoring an uploaded backup would do.
#[server]
pub async fn preview_restore(upload: String) -> Result<RestoreReport, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.preview_restore(&actor, upload).await)
}

/// Restores an uploaded backup and goes to the page that says so.
#[server]
pub async fn run_restore(upload: String) -> Result<RestoreReport, AppError> {
    let (backend, actor) = acting()?;
    let report = answer(backend.run_restore(&actor, upload).await)?;
    redirect("/settings/data?restored=1");
    Ok(report)
}
