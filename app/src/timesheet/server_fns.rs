//! Server functions of the timesheet.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::address::sheet_path;
use super::{CellForm, SheetQuery, Timesheet};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, is_plain_form, redirect};
use crate::error::AppError;
use crate::values::DeletionId;

/// A week of the timesheet.
#[server]
pub async fn load_timesheet(
    /// Which week, by what, whose.
    #[server(default)]
    query: SheetQuery,
) -> Result<Timesheet, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_timesheet(&actor, query).await)
}

/// Makes a cell what was typed into it; the answer undoes a deletion for a day.
#[server]
pub async fn set_timesheet_cell(
    /// Which cell, and what it is to be.
    #[server(default)]
    cell: CellForm,
) -> Result<Option<DeletionId>, AppError> {
    let (backend, actor) = acting()?;
    let back = sheet_path(&cell.back);
    let deleted = answer(backend.set_timesheet_cell(&actor, cell).await)?;
    // The page itself stays where it is.
    if is_plain_form() {
        redirect(&back);
    }
    Ok(deleted)
}
