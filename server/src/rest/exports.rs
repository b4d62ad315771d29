//! `/exports`: the same files that the pages offer.

use app::access::Permission;
use app::accounts::Accounts;
use app::exports::MAX_REPORT;

use super::answer::Reply;
use super::call::{Asked, Call};
use super::entry_filter::{self, EntryFilterParams, FILTERS};
use super::problem::Stop;
use crate::backups;
use crate::exports::http::{csv_answer, pdf_answer, wait_for_report, wait_for_turn};
use crate::time_entries::records::EntryAsk;
use crate::workspaces::sql::find_workspace;

/// What is asked for, with the days it is named after.
fn asked_entries(asked: &Asked) -> Result<EntryAsk, Stop> {
    let mut params = asked.params(&FILTERS)?;
    let ask = entry_filter::read(&mut params, asked.call.actor());
    params.finish()?;
    Ok(ask)
}

/// Export time entries as CSV
///
/// One line an entry, oldest first, times in the person's time zone. Streamed: there is no limit.
#[utoipa::path(get, path = "/exports/time-entries.csv", tag = "Data",
    params(EntryFilterParams),
    responses((status = 200, description = "The file.", body = String, content_type = "text/csv")))]
pub(super) async fn export_csv(asked: Asked) -> Reply {
    let ask = asked_entries(&asked)?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    actor.must(Permission::ExportOwnTime)?;
    let turn = wait_for_turn(actor.user_id).await?;
    let export = services.export_asked(actor, &ask).await?;
    Ok(csv_answer(export, turn).await?)
}

/// Export time entries as PDF
#[utoipa::path(get, path = "/exports/time-entries.pdf", tag = "Data",
    description = format!("A report with totals, up to {MAX_REPORT} entries."),
    params(EntryFilterParams),
    responses((status = 200, description = "The file.", body = String, content_type = "application/pdf")))]
pub(super) async fn export_pdf(asked: Asked) -> Reply {
    let ask = asked_entries(&asked)?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    actor.must(Permission::ExportOwnTime)?;
    let account = services.load_account(actor).await?;
    let mut tx = services.db.read().await?;
    let workspace = find_workspace(&mut tx, actor.workspace_id, actor.user_id).await?;
    drop(tx);
    let mut formats = account.formats;
    formats.time = account.time_format.unwrap_or(workspace.time_format);
    formats.rounding = workspace.rounding;
    let turn = wait_for_report().await?;
    let (report, file_name) = services.report_asked(actor, &ask, formats).await?;
    Ok(pdf_answer(move || report.to_pdf(), &file_name, turn).await?)
}

/// Export everything as JSON
///
/// The workspace as a backup, to be restored by `POST /imports?format=timether`. Streamed: there is no limit.
#[utoipa::path(get, path = "/exports/workspace.json", tag = "Data",
    responses((status = 200, description = "The file.", body = Object, content_type = "application/json")))]
pub(super) async fn export_workspace(call: Call) -> Reply {
    let (services, actor) = (call.services(), call.actor());
    let turn = wait_for_turn(actor.user_id).await?;
    let backup = services.begin_backup(actor).await?;
    Ok(backups::http::answer(backup, turn).await?)
}
