//! Whole rows of projects into their table: which columns it has, and what stands in them.

use app::error::AppError;
use app::values::{WorkspaceId, name_key};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::rows::{Known, Rows};
use crate::write_rows;

const ROWS: Rows = Rows {
    table: "projects",
    columns: &[
        "workspace_id",
        "id",
        "client_id",
        "name",
        "name_key",
        "colour",
        "billable",
        "hourly_rate_cents",
        "estimated_seconds",
        "budget_cents",
        "archived_at",
        "created_at",
        "updated_at",
    ],
    key: 2,
    kept: &[],
};

/// A project.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    /// Its id.
    pub(crate) id: Uuid,
    /// Its client.
    pub(crate) client_id: Option<Uuid>,
    /// Its name, clean.
    pub(crate) name: &'a str,
    /// A slug of `Colour`.
    pub(crate) colour: &'a str,
    /// Whether new time on it counts for money.
    pub(crate) billable: bool,
    /// Minor units an hour.
    pub(crate) hourly_rate_cents: i64,
    /// How long it should take.
    pub(crate) estimated_seconds: Option<i64>,
    /// What it may cost, in minor units.
    pub(crate) budget_cents: Option<i64>,
    /// When it was archived: unix seconds.
    pub(crate) archived_at: Option<i64>,
    /// When it was made: unix seconds.
    pub(crate) created_at: i64,
    /// When it was changed last: unix seconds.
    pub(crate) updated_at: i64,
}

/// Writes projects, by the dozen in one statement; their clients are there.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn write(
    tx: &mut Tx,
    workspace: WorkspaceId,
    known: Known,
    rows: &[Row<'_>],
) -> Result<(), AppError> {
    write_rows!(tx, ROWS, known, rows, |query, row| query
        .bind(workspace.uuid())
        .bind(row.id)
        .bind(row.client_id)
        .bind(row.name)
        .bind(name_key(row.name))
        .bind(row.colour)
        .bind(row.billable)
        .bind(row.hourly_rate_cents)
        .bind(row.estimated_seconds)
        .bind(row.budget_cents)
        .bind(row.archived_at)
        .bind(row.created_at)
        .bind(row.updated_at));
    Ok(())
}
