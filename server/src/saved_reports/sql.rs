//! The SQL of saved reports and of the links to them; always within one workspace, but for looking a link up.

use app::access::Actor;
use app::error::AppError;
use app::saved_reports::ReportKind;
use app::values::{
    DateFormat, Formats, NumberFormat, Rounding, SavedReportId, TimeFormat, UserId, WorkspaceId,
};
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

/// Stores a link.
pub(super) async fn insert_share(
    tx: &mut Tx,
    workspace: WorkspaceId,
    report: SavedReportId,
    share: &ShareRecord,
    token_hash: &[u8],
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "insert into report_shares (workspace_id, report_id, id, user_id, token_hash, sealed_token, password_hash,
             expires_at, shows_amounts, shows_people, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    )
    .bind(workspace.uuid())
    .bind(report.uuid())
    .bind(share.id)
    .bind(share.user.uuid())
    .bind(token_hash)
    .bind(share.sealed_token.as_slice())
    .bind(share.password_hash.as_deref())
    .bind(share.expires_at)
    .bind(share.shows_amounts)
    .bind(share.shows_people)
    .bind(now)
    .bind(now)
    .execute(c))?;
    Ok(())
}

/// Keeps what a link shows and to whom.
pub(super) async fn update_share(
    tx: &mut Tx,
    workspace: WorkspaceId,
    report: SavedReportId,
    share: &ShareRecord,
    now: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query(
        "update report_shares set password_hash = $1, expires_at = $2, shows_amounts = $3, shows_people = $4,
             updated_at = $5
         where workspace_id = $6 and report_id = $7"
    )
    .bind(share.password_hash.as_deref())
    .bind(share.expires_at)
    .bind(share.shows_amounts)
    .bind(share.shows_people)
    .bind(now)
    .bind(workspace.uuid())
    .bind(report.uuid())
    .execute(c))?;
    Ok(())
}

/// Ends a link.
pub(super) async fn delete_share(
    tx: &mut Tx,
    workspace: WorkspaceId,
    report: SavedReportId,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("delete from report_shares where workspace_id = $1 and report_id = $2")
        .bind(workspace.uuid())
        .bind(report.uuid())
        .execute(c))?;
    Ok(())
}

/// Which report a link leads to: the workspace and the report. A token is unpredictable: it alone says which.
pub(super) async fn find_by_token(
    tx: &mut Tx,
    token_hash: &[u8],
) -> Result<(WorkspaceId, SavedReportId), AppError> {
    let (workspace, report) = fetch!(tx, c => sqlx::query_as::<_, (Uuid, Uuid)>(
        "select workspace_id, report_id from report_shares where token_hash = $1"
    )
    .bind(token_hash)
    .fetch_one(c))?;
    Ok((
        WorkspaceId::from_uuid(workspace),
        SavedReportId::from_uuid(report),
    ))
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    name: String,
    date_format: String,
    time_format: String,
    workspace_time_format: String,
    number_format: String,
    rounding: String,
}

/// The workspace's name, and how a member has dates, times and amounts written.
pub(super) async fn load_head(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<(String, Formats), AppError> {
    let row = fetch!(tx, c => sqlx::query_as::<_, HeadRow>(
        "select w.name, u.date_format, u.time_format, w.time_format as workspace_time_format, u.number_format, w.rounding
         from members m
         join users u on u.id = m.user_id
         join workspaces w on w.id = m.workspace_id
         where m.workspace_id = $1 and m.user_id = $2"
    )
    .bind(workspace.uuid())
    .bind(user.uuid())
    .fetch_one(c))?;
    let formats = Formats {
        date: DateFormat::from_slug(&row.date_format).unwrap_or_default(),
        time: TimeFormat::from_slug(&row.time_format)
            .or_else(|| TimeFormat::from_slug(&row.workspace_time_format))
            .unwrap_or_default(),
        number: NumberFormat::from_slug(&row.number_format).unwrap_or_default(),
        rounding: Rounding::from_slug(&row.rounding).unwrap_or_default(),
    };
    Ok((row.name, formats))
}
