//! The SQL of saved reports; always within one workspace. That of the links to them stands in `shares`.

pub(super) mod shares;

use app::access::Actor;
use app::error::AppError;
use app::saved_reports::ReportKind;
use app::values::{SavedReportId, UserId, WorkspaceId};
use uuid::Uuid;

use crate::db::Tx;
use crate::{execute, fetch};

/// A saved report as it is kept, with its link.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: SavedReportId,
    pub(super) user: UserId,
    /// The name of who saved it.
    pub(super) creator: String,
    pub(super) name: String,
    pub(super) kind: ReportKind,
    pub(super) params: String,
    pub(super) share: Option<ShareRecord>,
}

/// A link as it is kept.
#[derive(Clone)]
pub(super) struct ShareRecord {
    /// The link's own id.
    pub(super) id: Uuid,
    /// Who made it.
    pub(super) user: UserId,
    /// Their name.
    pub(super) sharer: String,
    pub(super) sealed_token: Vec<u8>,
    pub(super) password_hash: Option<String>,
    /// Unix seconds.
    pub(super) expires_at: Option<i64>,
    pub(super) shows_amounts: bool,
    pub(super) shows_people: bool,
}

impl std::fmt::Debug for ShareRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShareRecord")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    creator: String,
    name: String,
    kind: String,
    params: String,
    share_id: Option<Uuid>,
    sharer_id: Option<Uuid>,
    sharer: Option<String>,
    sealed_token: Option<Vec<u8>>,
    password_hash: Option<String>,
    expires_at: Option<i64>,
    shows_amounts: Option<bool>,
    shows_people: Option<bool>,
}

impl TryFrom<Row> for Record {
    type Error = AppError;

    fn try_from(row: Row) -> Result<Self, AppError> {
        let share = match (row.share_id, row.sharer_id, row.sealed_token) {
            (Some(id), Some(user), Some(sealed_token)) => Some(ShareRecord {
                id,
                user: UserId::from_uuid(user),
                sharer: row.sharer.unwrap_or_default(),
                sealed_token,
                password_hash: row.password_hash,
                expires_at: row.expires_at,
                shows_amounts: row.shows_amounts.unwrap_or_default(),
                shows_people: row.shows_people.unwrap_or_default(),
            }),
            _ => None,
        };
        Ok(Self {
            id: SavedReportId::from_uuid(row.id),
            user: UserId::from_uuid(row.user_id),
            creator: row.creator,
            name: row.name,
            kind: ReportKind::from_slug(&row.kind).ok_or(AppError::Internal)?,
            params: row.params,
            share,
        })
    }
}

/// Every saved report of a workspace.
pub(super) async fn list_reports(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Vec<Record>, AppError> {
    let rows = fetch!(tx, c => sqlx::query_as::<_, Row>(
        "select r.id, r.user_id, u.name as creator, r.name, r.kind, r.params, s.id as share_id, s.user_id as sharer_id,
             su.name as sharer, s.sealed_token, s.password_hash, s.expires_at, s.shows_amounts, s.shows_people
         from saved_reports r
         join users u on u.id = r.user_id
         left join report_shares s on s.workspace_id = r.workspace_id and s.report_id = r.id
         left join users su on su.id = s.user_id
         where r.workspace_id = $1"
    )
    .bind(workspace.uuid())
    .fetch_all(c))?;
    rows.into_iter().map(Record::try_from).collect()
}

/// One saved report.
pub(super) async fn load_report(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: SavedReportId,
) -> Result<Record, AppError> {
    fetch!(tx, c => sqlx::query_as::<_, Row>(
        "select r.id, r.user_id, u.name as creator, r.name, r.kind, r.params, s.id as share_id, s.user_id as sharer_id,
             su.name as sharer, s.sealed_token, s.password_hash, s.expires_at, s.shows_amounts, s.shows_people
         from saved_reports r
         join users u on u.id = r.user_id
         left join report_shares s on s.workspace_id = r.workspace_id and s.report_id = r.id
         left join users su on su.id = s.user_id
         where r.workspace_id = $1 and r.id = $2"
    )
    .bind(workspace.uuid())
    .bind(id.uuid())
    .fetch_one(c))?
    .try_into()
}

/// Which saved report has this name, as names are compared.
pub(super) async fn find_by_name(
    tx: &mut Tx,
    workspace: WorkspaceId,
    name_key: &str,
) -> Result<Option<SavedReportId>, AppError> {
    let found = fetch!(tx, c => sqlx::query_scalar::<_, Uuid>(
        "select id from saved_reports where workspace_id = $1 and name_key = $2"
    )
    .bind(workspace.uuid())
    .bind(name_key)
    .fetch_optional(c))?;
    Ok(found.map(SavedReportId::from_uuid))
}

/// How many saved reports a workspace has.
pub(super) async fn count_reports(tx: &mut Tx, workspace: WorkspaceId) -> Result<i64, AppError> {
    fetch!(tx, c => sqlx::query_scalar::<_, i64>("select count(*) from saved_reports where workspace_id = $1")
        .bind(workspace.uuid())
        .fetch_one(c))
}

/// A saved report to be.
#[derive(Debug)]
pub(super) struct NewReport<'a> {
    pub(super) id: SavedReportId,
    pub(super) name: &'a str,
    /// The name as it is compared.
    pub(super) name_key: &'a str,
    pub(super) kind: ReportKind,
    pub(super) params: &'a str,
    /// Unix seconds.
    pub(super) now: i64,
}

/// Stores a saved report of the actor's.
pub(super) async fn insert_report(
    tx: &mut Tx,
    actor: &Actor,
    report: NewReport<'_>,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into saved_reports (workspace_id, id, user_id, name, name_key, kind, params, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(actor.workspace_id.uuid())
    .bind(report.id.uuid())
    .bind(actor.user_id.uuid())
    .bind(report.name)
    .bind(report.name_key)
    .bind(report.kind.slug())
    .bind(report.params)
    .bind(report.now)
    .bind(report.now)
    .execute(c))?;
    Ok(())
}

/// Gives a saved report other parameters.
pub(super) async fn set_params(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: SavedReportId,
    params: &str,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update saved_reports set params = $1, updated_at = $2 where workspace_id = $3 and id = $4"
    )
    .bind(params)
    .bind(now)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .execute(c))?;
    Ok(())
}

/// Renames a saved report; the name, and as it is compared.
pub(super) async fn set_name(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: SavedReportId,
    (name, name_key): (&str, &str),
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update saved_reports set name = $1, name_key = $2, updated_at = $3 where workspace_id = $4 and id = $5"
    )
    .bind(name)
    .bind(name_key)
    .bind(now)
    .bind(workspace.uuid())
    .bind(id.uuid())
    .execute(c))?;
    Ok(())
}

/// Deletes a saved report, and the link to it.
pub(super) async fn delete_report(
    tx: &mut Tx,
    workspace: WorkspaceId,
    id: SavedReportId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from saved_reports where workspace_id = $1 and id = $2")
        .bind(workspace.uuid())
        .bind(id.uuid())
        .execute(c))?;
    Ok(())
}
