//! `GET /invoices/{id}/pdf`: the invoice as a file.

use app::access::Actor;
use app::context::Visitor;
use app::error::AppError;
use app::invoices::Invoice;
use app::values::{Formats, InvoiceId};
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;

use super::sql::logos;
use crate::exports::http::{pdf_answer, wait_for_report};
use crate::exports::pdf::invoice::InvoiceFile;
use crate::http::reply::error_page;
use crate::router::AppState;
use crate::services::Services;

/// The file of the invoice that the address names.
pub async fn download(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Response {
    match begin(&state, visitor, &id).await {
        Ok(response) => response,
        Err(error) => error_page(&error),
    }
}

async fn begin(state: &AppState, visitor: Visitor, id: &str) -> Result<Response, AppError> {
    let (_, actor) = visitor.session.ok_or(AppError::Unauthenticated)?;
    // Whoever may see none is told so, whatever they name.
    actor.must(app::access::Permission::ReadInvoices)?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    answer(&state.services, &actor, id, visitor.formats).await
}

/// Answers with an invoice's file.
pub(crate) async fn answer(
    services: &Services,
    actor: &Actor,
    id: InvoiceId,
    formats: Formats,
) -> Result<Response, AppError> {
    let mut tx = services.db.read().await?;
    let invoice = services.read_invoice(&mut tx, actor, id).await?;
    let logo = logos::find(&mut tx, actor.workspace_id, id).await?;
    drop(tx);
    let file = InvoiceFile {
        invoice,
        formats,
        logo,
    };
    file_answer(file).await
}

/// Draws an invoice's file and answers with it.
pub(super) async fn file_answer(file: InvoiceFile) -> Result<Response, AppError> {
    let turn = wait_for_report().await?;
    let file_name = file_name(&file.invoice);
    pdf_answer(move || file.to_pdf(), &file_name, turn).await
}

/// What an invoice's file is called.
pub(super) fn file_name(invoice: &Invoice) -> String {
    format!("{}.pdf", plain(&invoice.number))
}

/// A number as a file can be called; one that came with a backup may hold anything.
fn plain(number: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    number
        .chars()
        .map(|c| if kept(c) { c } else { '-' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn file_names_hold_nothing_dangerous() {
        for (number, name) in [
            ("INV-0001", "INV-0001"),
            ("../a\"b", "---a-b"),
            ("2026/7", "2026-7"),
        ] {
            assert_eq!(plain(number), name);
        }
    }
}
