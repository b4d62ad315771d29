//! Several entries at once: reading them to decide, and changing them in a few statements.

use std::collections::HashMap;

use app::error::AppError;
use app::time_entries::rules::BulkChange;
use app::values::{ProjectId, TagId, TimeEntryId, UserId, WorkspaceId, name_key};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Clause, StoredEntry};
use crate::db::Tx;
use crate::{bind_values, execute, fetch};

#[derive(sqlx::FromRow)]
struct StoredRow {
    id: Uuid,
    user_id: Uuid,
    project_id: Option<Uuid>,
    description: String,
    started_at: i64,
    ended_at: i64,
    seconds: i64,
    billable: bool,
    hourly_rate_cents: i64,
    internal_cost_cents: Option<i64>,
    locked: bool,
    import_key: Option<String>,
    created_at: i64,
}

/// Those of these entries that are in the workspace and, if `user` is given, that person's.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_stored_entries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: Option<UserId>,
    ids: &[TimeEntryId],
) -> Result<Vec<StoredEntry>, AppError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut clause = Clause::of_workspace("e", workspace);
    if let Some(user) = user {
        clause.and("e.user_id =", user.uuid());
    }
    clause.and_one_of("e.id", ids.iter().map(|id| id.uuid()));
    let text = format!(
        "select e.id, e.user_id, e.project_id, e.description, e.started_at, e.ended_at, e.seconds, e.billable,
             e.hourly_rate_cents, e.internal_cost_cents, e.invoice_id is not null as locked, e.import_key, e.created_at
         from time_entries e where {}",
        clause.text(),
    );
    let rows: Vec<StoredRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    let mut tags = load_tag_ids(tx, workspace, ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| StoredEntry {
            id: TimeEntryId::from_uuid(row.id),
            user_id: UserId::from_uuid(row.user_id),
            project_id: row.project_id.map(ProjectId::from_uuid),
            description: row.description,
            started_at: row.started_at,
            ended_at: row.ended_at,
            seconds: row.seconds,
            billable: row.billable,
            hourly_rate_cents: row.hourly_rate_cents,
            internal_cost_cents: row.internal_cost_cents,
            locked: row.locked,
            import_key: row.import_key,
            created_at: row.created_at,
            tag_ids: tags.remove(&row.id).unwrap_or_default(),
        })
        .collect())
}

pub(super) async fn load_tag_ids(
    tx: &mut Tx,
    workspace: WorkspaceId,
    ids: &[TimeEntryId],
) -> Result<HashMap<Uuid, Vec<TagId>>, AppError> {
    let mut clause = Clause::of_workspace("g", workspace);
    clause.and_one_of("g.time_entry_id", ids.iter().map(|id| id.uuid()));
    let text = format!(
        "select g.time_entry_id, g.tag_id from time_entry_tags g where {}",
        clause.text()
    );
    let rows: Vec<(Uuid, Uuid)> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    let mut tags: HashMap<Uuid, Vec<TagId>> = HashMap::new();
    for (entry, tag) in rows {
        tags.entry(entry).or_default().push(TagId::from_uuid(tag));
    }
    Ok(tags)
}

/// Books entries on another project (or none), with its rate and the given billable mark.
///
/// # Errors
/// When the database refuses it.
pub(crate) async fn set_project(
    tx: &mut Tx,
    workspace: WorkspaceId,
    ids: &[TimeEntryId],
    project: Option<ProjectId>,
    terms: (bool, i64),
    now: i64,
) -> Result<(), AppError> {
    if ids.is_empty() {
        return Ok(());
    }
    let (billable, rate) = terms;
    let mut clause = Clause::of_workspace("time_entries", workspace);
    clause.and_one_of("id", ids.iter().map(|id| id.uuid()));
    let project = match project {
        Some(project) => clause.bind(project.uuid()),
        None => "null".to_owned(),
    };
    let (billable, rate, now) = (clause.bind(billable), clause.bind(rate), clause.bind(now));
    let text = format!(
        "update time_entries set project_id = {project}, billable = {billable}, hourly_rate_cents = {rate},
             updated_at = {now} where {}",
        clause.text(),
    );
    execute!(tx, c => bind_values!(sqlx::query(AssertSqlSafe(text.clone())), clause.values()).execute(c))?;
    Ok(())
}

/// Sets what the change says of the entries' own columns, project and labels aside.
///
/// # Errors
/// When the database refuses it.
pub(crate) async fn set_fields(
    tx: &mut Tx,
    workspace: WorkspaceId,
    ids: &[TimeEntryId],
    change: &BulkChange,
    now: i64,
) -> Result<(), AppError> {
    let mut clause = Clause::of_workspace("time_entries", workspace);
    clause.and_one_of("id", ids.iter().map(|id| id.uuid()));
    let mut columns = vec![format!("updated_at = {}", clause.bind(now))];
    if let Some(billable) = change.billable {
        columns.push(format!("billable = {}", clause.bind(billable)));
    }
    if let Some(description) = &change.description {
        let (key, words) = (
            clause.bind(name_key(description)),
            clause.bind(description.clone()),
        );
        columns.push(format!("description_key = {key}, description = {words}"));
    }
    if let Some(rate) = change.hourly_rate_cents {
        columns.push(format!("hourly_rate_cents = {}", clause.bind(rate)));
    }
    let text = format!(
        "update time_entries set {} where {}",
        columns.join(", "),
        clause.text()
    );
    execute!(tx, c => bind_values!(sqlx::query(AssertSqlSafe(text.clone())), clause.values()).execute(c))?;
    Ok(())
}

/// Puts every tag on every entry; one that is there already stays.
///
/// # Errors
/// When the database refuses it.
pub(crate) async fn add_tags(
    tx: &mut Tx,
    workspace: WorkspaceId,
    ids: &[TimeEntryId],
    tags: &[TagId],
) -> Result<(), AppError> {
    // Two places a row, far below what either database takes in one statement.
    const ROWS: usize = 500;
    let pairs: Vec<(Uuid, Uuid)> = ids
        .iter()
        .flat_map(|id| tags.iter().map(|tag| (id.uuid(), tag.uuid())))
        .collect();
    for pairs in pairs.chunks(ROWS) {
        let mut clause = Clause::of_workspace("g", workspace);
        let rows: Vec<String> = pairs
            .iter()
            .map(|(entry, tag)| format!("($1, {}, {})", clause.bind(*entry), clause.bind(*tag)))
            .collect();
        let text = format!(
            "insert into time_entry_tags (workspace_id, time_entry_id, tag_id) values {} on conflict do nothing",
            rows.join(", "),
        );
        execute!(tx, c => bind_values!(sqlx::query(AssertSqlSafe(text.clone())), clause.values()).execute(c))?;
    }
    Ok(())
}

/// Takes these tags off these entries.
///
/// # Errors
/// When the database refuses it.
pub(crate) async fn remove_tags(
    tx: &mut Tx,
    workspace: WorkspaceId,
    ids: &[TimeEntryId],
    tags: &[TagId],
) -> Result<(), AppError> {
    let mut clause = Clause::of_workspace("time_entry_tags", workspace);
    clause.and_one_of("time_entry_id", ids.iter().map(|id| id.uuid()));
    clause.and_one_of("tag_id", tags.iter().map(|tag| tag.uuid()));
    let text = format!("delete from time_entry_tags where {}", clause.text());
    execute!(tx, c => bind_values!(sqlx::query(AssertSqlSafe(text.clone())), clause.values()).execute(c))?;
    Ok(())
}

/// Takes every tag off these entries.
///
/// # Errors
/// When the database refuses it.
pub(crate) async fn drop_tags(
    tx: &mut Tx,
    workspace: WorkspaceId,
    ids: &[TimeEntryId],
) -> Result<(), AppError> {
    let mut clause = Clause::of_workspace("time_entry_tags", workspace);
    clause.and_one_of("time_entry_id", ids.iter().map(|id| id.uuid()));
    let text = format!("delete from time_entry_tags where {}", clause.text());
    execute!(tx, c => bind_values!(sqlx::query(AssertSqlSafe(text.clone())), clause.values()).execute(c))?;
    Ok(())
}
