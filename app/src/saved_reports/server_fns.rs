//! Server functions of saved reports and of the links to them.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::LIST_PATH;
use super::{SavedReport, SavedReportForm, ShareForm};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, redirect};
use crate::error::AppError;
use crate::values::SavedReportId;

/// The workspace's saved reports by name.
#[server]
pub async fn list_saved_reports() -> Result<Vec<SavedReport>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_saved_reports(&actor).await)
}

/// One saved report.
#[server]
pub async fn load_saved_report(id: SavedReportId) -> Result<SavedReport, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_saved_report(&actor, id).await)
}

/// Saves a report, and goes on with it.
#[server]
pub async fn create_saved_report(
    #[server(default)] report: SavedReportForm,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let page = answer(backend.create_saved_report(&actor, report).await)?;
    redirect(&page);
    Ok(())
}

/// Keeps a saved report as it is now in sight, and goes on with it.
#[server]
pub async fn update_saved_report(
    id: SavedReportId,
    #[server(default)] params: String,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let page = answer(backend.update_saved_report(&actor, id, params).await)?;
    redirect(&page);
    Ok(())
}

/// Renames a saved report.
#[server]
pub async fn rename_saved_report(
    id: SavedReportId,
    #[server(default)] name: String,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.rename_saved_report(&actor, id, name).await)?;
    redirect(LIST_PATH);
    Ok(())
}

/// Deletes a saved report, and the link to it.
#[server]
pub async fn delete_saved_report(id: SavedReportId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.delete_saved_report(&actor, id).await)?;
    redirect(LIST_PATH);
    Ok(())
}

/// Makes or changes the link to a saved report, and shows it.
#[server]
pub async fn share_report(#[server(default)] share: ShareForm) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let id = share.id.clone();
    answer(backend.share_report(&actor, share).await)?;
    // An id that was understood: it is safe in an address.
    redirect(&format!("{LIST_PATH}?share={}", id.trim()));
    Ok(())
}

/// Revokes the link to a saved report.
#[server]
pub async fn unshare_report(id: SavedReportId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.unshare_report(&actor, id).await)?;
    redirect(LIST_PATH);
    Ok(())
}
