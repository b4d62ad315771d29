//! Projects that an invoice can be made for: what a choice shows of them, and nothing of their time.

use app::error::AppError;
use app::invoices::InvoiceProject;
use app::values::{ClientId, ProjectId, WorkspaceId, name_key};
use uuid::Uuid;

use crate::db::Tx;
use crate::fetch;

/// Projects that have a client, archived ones too, by name.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<InvoiceProject>, AppError> {
    let rows: Vec<(Uuid, Option<Uuid>, String, String)> = fetch!(tx, c => sqlx::query_as(
        "select id, client_id, name, colour from projects where workspace_id = $1 and client_id is not null"
    )
    .bind(workspace.uuid())
    .fetch_all(c))?;
    let mut projects: Vec<InvoiceProject> = rows
        .into_iter()
        .filter_map(|(id, client, name, colour)| {
            Some(InvoiceProject {
                id: ProjectId::from_uuid(id),
                client_id: ClientId::from_uuid(client?),
                name,
                colour: colour.parse().unwrap_or_default(),
            })
        })
        .collect();
    projects.sort_by_cached_key(|project| (name_key(&project.name), project.id));
    Ok(projects)
}
