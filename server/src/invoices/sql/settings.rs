//! What a workspace's invoices begin with, and its logo.

use app::error::AppError;
use app::invoices::InvoiceSettings;
use app::values::WorkspaceId;

use crate::db::Tx;
use crate::{execute, fetch};

#[derive(sqlx::FromRow)]
struct Row {
    number_format: String,
    sender_name: String,
    sender_details: String,
    payment_details: String,
    due_days: Option<i64>,
    notes: String,
    tax_rate_bp: i64,
}

/// The settings; the usual ones where nobody chose any.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load(tx: &mut Tx, workspace: WorkspaceId) -> Result<InvoiceSettings, AppError> {
    let row: Option<Row> = fetch!(tx, c => sqlx::query_as(
        "select number_format, sender_name, sender_details, payment_details, due_days, notes, tax_rate_bp
         from invoice_settings where workspace_id = $1"
    )
    .bind(workspace.uuid())
    .fetch_optional(c))?;
    Ok(
        row.map_or_else(InvoiceSettings::default, |row| InvoiceSettings {
            number_format: row.number_format,
            sender_name: row.sender_name,
            sender_details: row.sender_details,
            payment_details: row.payment_details,
            due_days: row.due_days,
            notes: row.notes,
            tax_rate_bp: row.tax_rate_bp,
        }),
    )
}

/// Writes the settings.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn store(
    tx: &mut Tx,
    workspace: WorkspaceId,
    settings: &InvoiceSettings,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into invoice_settings (workspace_id, number_format, sender_name, sender_details, payment_details, due_days,
             notes, tax_rate_bp, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (workspace_id) do update set number_format = excluded.number_format,
             sender_name = excluded.sender_name, sender_details = excluded.sender_details,
             payment_details = excluded.payment_details, due_days = excluded.due_days, notes = excluded.notes,
             tax_rate_bp = excluded.tax_rate_bp, updated_at = excluded.updated_at"
    )
    .bind(workspace.uuid())
    .bind(settings.number_format.as_str())
    .bind(settings.sender_name.as_str())
    .bind(settings.sender_details.as_str())
    .bind(settings.payment_details.as_str())
    .bind(settings.due_days)
    .bind(settings.notes.as_str())
    .bind(settings.tax_rate_bp)
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// When the logo was chosen, in milliseconds.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn find_logo_at(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Option<i64>, AppError> {
    fetch!(tx, c => sqlx::query_scalar("select updated_at from invoice_logos where workspace_id = $1")
        .bind(workspace.uuid())
        .fetch_optional(c))
}

/// The logo as PNG.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn find_logo(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Option<Vec<u8>>, AppError> {
    fetch!(tx, c => sqlx::query_scalar("select png from invoice_logos where workspace_id = $1")
        .bind(workspace.uuid())
        .fetch_optional(c))
}

/// Stores the logo, in the place of the one before.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn store_logo(
    tx: &mut Tx,
    workspace: WorkspaceId,
    png: &[u8],
    now_millis: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into invoice_logos (workspace_id, png, updated_at) values ($1, $2, $3)
         on conflict (workspace_id) do update set png = excluded.png, updated_at = excluded.updated_at"
    )
    .bind(workspace.uuid())
    .bind(png)
    .bind(now_millis)
    .execute(c))?;
    Ok(())
}

/// Deletes the logo.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn delete_logo(tx: &mut Tx, workspace: WorkspaceId) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from invoice_logos where workspace_id = $1")
        .bind(workspace.uuid())
        .execute(c))?;
    Ok(())
}
