//! The SQL of the dashboard.

use app::dashboard::RecentWork;
use app::error::AppError;
use app::projects::ProjectRef;
use app::values::{ProjectId, TimeEntryId, UserId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::fetch;

/// So many entries are looked at for different work: more cost more, and whoever repeats one thing so often knows it.
const LOOKED_AT: i64 = 100;

#[derive(sqlx::FromRow)]
struct WorkRow {
    id: Uuid,
    description: String,
    project_id: Option<Uuid>,
    project_name: Option<String>,
    colour: Option<String>,
    client_name: Option<String>,
}

/// A person's last entries without their tags, the latest first; what was on a project that is archived is left out. A
/// walk of so many steps along the index.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load_last_work(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Vec<RecentWork>, AppError> {
    let rows: Vec<WorkRow> = fetch!(tx, c => sqlx::query_as(
        "select l.id, l.description, l.project_id, p.name as project_name, p.colour, c.name as client_name
         from (select e.workspace_id, e.id, e.description, e.project_id, e.started_at from time_entries e
             where e.workspace_id = $1 and e.user_id = $2
             order by e.started_at desc, e.id desc limit $3) l
         left join projects p on p.workspace_id = l.workspace_id and p.id = l.project_id
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         where p.archived_at is null and c.archived_at is null
         order by l.started_at desc, l.id desc"
    )
    .bind(workspace.uuid())
    .bind(user.uuid())
    .bind(LOOKED_AT)
    .fetch_all(c))?;
    Ok(rows.into_iter().map(RecentWork::from).collect())
}

impl From<WorkRow> for RecentWork {
    fn from(row: WorkRow) -> Self {
        let project = row.project_id.zip(row.project_name);
        Self {
            entry_id: TimeEntryId::from_uuid(row.id),
            description: row.description,
            project: project.map(|(id, name)| ProjectRef {
                id: ProjectId::from_uuid(id),
                name,
                client_name: row.client_name,
                colour: row
                    .colour
                    .and_then(|slug| slug.parse().ok())
                    .unwrap_or_default(),
            }),
            tags: Vec::new(),
        }
    }
}
