//! The SQL of the activity log: lines are added and read, never changed or taken away.

use app::accounts::PersonRef;
use app::error::AppError;
use app::values::{UserId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::Activity;
use crate::db::Tx;
use crate::time_entries::sql::Clause;
use crate::{bind_values, execute, fetch};

/// A line to be.
#[derive(Debug)]
pub struct NewLine<'a> {
    /// Made with `Services::new_id`.
    pub id: Uuid,
    /// Who did it; `None` is nobody in particular.
    pub user: Option<UserId>,
    /// What was done to which thing.
    pub activity: Activity<'a>,
    /// What that changed, as JSON.
    pub changes: Option<String>,
    /// Now: unix seconds.
    pub at: i64,
}

/// Writes a line.
///
/// # Errors
/// When the database refuses.
pub async fn insert_line(
    tx: &mut Tx,
    workspace: WorkspaceId,
    line: NewLine<'_>,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into activity
             (workspace_id, id, user_id, action, target_kind, target_id, target_name, changes, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(workspace.uuid())
    .bind(line.id)
    .bind(line.user.map(UserId::uuid))
    .bind(line.activity.action)
    .bind(line.activity.target_kind)
    .bind(line.activity.target_id)
    .bind(line.activity.target_name)
    .bind(line.changes.as_deref())
    .bind(line.at)
    .execute(c))?;
    Ok(())
}

/// How often something was done in a workspace after this moment.
///
/// # Errors
/// When the database does not answer.
pub async fn count_since(
    tx: &mut Tx,
    workspace: WorkspaceId,
    action: &str,
    after: i64,
) -> Result<i64, AppError> {
    fetch!(tx, c => sqlx::query_scalar(
        "select count(*) from activity where workspace_id = $1 and at > $2 and action = $3"
    )
    .bind(workspace.uuid())
    .bind(after)
    .bind(action)
    .fetch_one(c))
}

/// A stored line, with who it was.
#[derive(Debug, sqlx::FromRow)]
pub struct LineRow {
    /// Its id.
    pub id: Uuid,
    /// Unix seconds.
    pub at: i64,
    /// Who; `None` is nobody in particular.
    pub user_id: Option<Uuid>,
    /// Their name.
    pub person_name: Option<String>,
    /// Their picture, while they belong to the workspace.
    pub picture_at: Option<i64>,
    /// `client.updated`.
    pub action: String,
    /// `client`.
    pub target_kind: String,
    /// Its id, where it has one.
    pub target_id: Option<Uuid>,
    /// What it was called.
    pub target_name: String,
    /// JSON.
    pub changes: Option<String>,
}

impl LineRow {
    /// Who did it.
    #[must_use]
    pub fn person(&self) -> Option<PersonRef> {
        Some(PersonRef {
            id: UserId::from_uuid(self.user_id?),
            name: self.person_name.clone()?,
            picture_at: self.picture_at,
        })
    }
}

/// Up to `limit` lines that the clause (on `a`) lets through, newest first.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn list_lines(
    tx: &mut Tx,
    mut clause: Clause,
    before: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<LineRow>, AppError> {
    if let Some((at, id)) = before {
        let (at, id) = (clause.bind(at), clause.bind(id));
        clause.and_text(&format!("(a.at, a.id) < ({at}, {id})"));
    }
    let limit = clause.bind(limit);
    let text = format!(
        "select a.id, a.at, a.user_id, u.name as person_name,
             case when m.user_id is null then null else u.picture_at end as picture_at,
             a.action, a.target_kind, a.target_id, a.target_name, a.changes
         from activity a
         left join users u on u.id = a.user_id
         left join members m on m.workspace_id = a.workspace_id and m.user_id = a.user_id
         where {}
         order by a.at desc, a.id desc
         limit {limit}",
        clause.text(),
    );
    fetch!(tx, c => bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))
}
