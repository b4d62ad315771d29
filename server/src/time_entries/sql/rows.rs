//! Whole rows of time entries into their tables: which columns they have, and what stands in them.

use app::error::AppError;
use app::values::{WorkspaceId, name_key};
use uuid::Uuid;

use crate::db::Tx;
use crate::db::rows::{Known, Rows};
use crate::write_rows;

const ROWS: Rows = Rows {
    table: "time_entries",
    columns: &[
        "workspace_id",
        "id",
        "user_id",
        "project_id",
        "description",
        "description_key",
        "started_at",
        "ended_at",
        "seconds",
        "billable",
        "hourly_rate_cents",
        "internal_cost_cents",
        "invoice_id",
        "import_key",
        "created_at",
        "updated_at",
    ],
    key: 2,
    kept: &["import_key"],
};

const TAGS: Rows = Rows {
    table: "time_entry_tags",
    columns: &["workspace_id", "time_entry_id", "tag_id"],
    key: 3,
    kept: &[],
};

/// A time entry, without its tags.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    /// Its id.
    pub(crate) id: Uuid,
    /// Whose time it is.
    pub(crate) user_id: Uuid,
    /// What it is booked on.
    pub(crate) project_id: Option<Uuid>,
    /// What was done.
    pub(crate) description: &'a str,
    /// Its start: unix seconds.
    pub(crate) started_at: i64,
    /// Its end: unix seconds.
    pub(crate) ended_at: i64,
    /// Tracked time, pauses left out.
    pub(crate) seconds: i64,
    /// Whether it counts for money.
    pub(crate) billable: bool,
    /// Minor units an hour.
    pub(crate) hourly_rate_cents: i64,
    /// What an hour of it costs the workspace, in minor units.
    pub(crate) internal_cost_cents: Option<i64>,
    /// The invoice that locks it.
    pub(crate) invoice_id: Option<Uuid>,
    /// What an import knows it by; one that is here keeps its own.
    pub(crate) import_key: Option<&'a str>,
    /// When it was made: unix seconds.
    pub(crate) created_at: i64,
    /// When it was changed last: unix seconds.
    pub(crate) updated_at: i64,
}

/// Writes time entries, by the dozen in one statement; their projects are there.
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
        .bind(row.user_id)
        .bind(row.project_id)
        .bind(row.description)
        .bind(name_key(row.description))
        .bind(row.started_at)
        .bind(row.ended_at)
        .bind(row.seconds)
        .bind(row.billable)
        .bind(row.hourly_rate_cents)
        .bind(row.internal_cost_cents)
        .bind(row.invoice_id)
        .bind(row.import_key)
        .bind(row.created_at)
        .bind(row.updated_at));
    Ok(())
}

/// Writes which entries have which tags, by the hundred in one statement; each pair is new.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn write_tags(
    tx: &mut Tx,
    workspace: WorkspaceId,
    pairs: &[(Uuid, Uuid)],
) -> Result<(), AppError> {
    write_rows!(tx, TAGS, Known::Refused, pairs, |query, pair| query
        .bind(workspace.uuid())
        .bind(pair.0)
        .bind(pair.1));
    Ok(())
}
