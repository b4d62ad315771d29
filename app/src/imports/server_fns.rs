//! Server functions of imports; the file itself arrives by `POST /settings/data/import`.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::ImportChoice;
use super::{FileColumns, ImportReport};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, redirect};
use crate::error::AppError;

/// Says what importing an uploaded file would do.
#[server]
pub async fn preview_import(
    /// The file's id.
    upload: String,
    /// `day_first` or `month_first`, where the file leaves it open.
    #[server(default)]
    date_order: String,
    /// Another time zone than the person's own.
    #[server(default)]
    timezone: String,
    /// What each column means, where a person says so.
    #[server(default)]
    columns: String,
) -> Result<ImportReport, AppError> {
    let (backend, actor) = acting()?;
    let choice = ImportChoice {
        upload,
        date_order,
        timezone,
        columns,
    };
    answer(backend.preview_import(&actor, choice).await)
}

/// The columns of an uploaded file, with their first values and what they seem to mean.
#[server]
pub async fn list_file_columns(
    /// The file's id.
    upload: String,
) -> Result<FileColumns, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_columns(&actor, upload).await)
}

/// Imports an uploaded file and goes to the page that says so.
#[server]
pub async fn run_import(
    /// The file's id.
    upload: String,
    /// `day_first` or `month_first`, where the file leaves it open.
    #[server(default)]
    date_order: String,
    /// Another time zone than the person's own.
    #[server(default)]
    timezone: String,
    /// What each column means, where a person says so.
    #[server(default)]
    columns: String,
) -> Result<ImportReport, AppError> {
    let (backend, actor) = acting()?;
    let choice = ImportChoice {
        upload,
        date_order,
        timezone,
        columns,
    };
    let report = answer(backend.run_import(&actor, choice).await)?;
    redirect(&format!(
        "/settings/data?imported={}",
        report.created.time_entries
    ));
    Ok(report)
}
