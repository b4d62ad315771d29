//! Server functions of imports; the file itself arrives by `POST /settings/data/import`.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

use super::ImportReport;
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, redirect};
use crate::error::AppError;

/// Says what importing an uploaded file would do.
#[server]
pub async fn preview_import(upload: String) -> Result<ImportReport, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.preview_import(&actor, upload).await)
}

/// Imports an uploaded file and goes to the page that says so.
#[server]
pub async fn run_import(upload: String) -> Result<ImportReport, AppError> {
    let (backend, actor) = acting()?;
    let report = answer(backend.run_import(&actor, upload).await)?;
    redirect(&format!(
        "/settings/data?imported={}",
        report.created.time_entries
    ));
    Ok(report)
}
