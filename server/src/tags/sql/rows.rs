//! Whole rows of tags into their table: which columns it has, and what stands in them.

use app::error::AppError;
use app::values::{WorkspaceId, name_key};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::rows::{Known, Rows};
use crate::write_rows;

const ROWS: Rows = Rows {
    table: "tags",
    columns: &[
        "workspace_id",
        "id",
        "name",
        "name_key",
        "created_at",
        "updated_at",
    ],
    key: 2,
    kept: &[],
};

/// A tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    /// Its id.
    pub(crate) id: Uuid,
    /// Its name, clean.
    pub(crate) name: &'a str,
    /// When it was made: unix seconds.
    pub(crate) created_at: i64,
    /// When it was changed last: unix seconds.
    pub(crate) updated_at: i64,
}

/// Writes tags, by the hundred in one statement.
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
        .bind(row.name)
        .bind(name_key(row.name))
        .bind(row.created_at)
        .bind(row.updated_at));
    Ok(())
}
