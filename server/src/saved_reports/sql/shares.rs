//! The SQL of links to saved reports; always within one workspace, but for looking a link up.

use std::collections::HashMap;

use app::access::Role;
use app::error::AppError;
use app::values::{
    DateFormat, Formats, NumberFormat, Rounding, SavedReportId, TimeFormat, UserId, WorkspaceId,
};
use uuid::Uuid;

use super::ShareRecord;
use crate::db::Tx;
use crate::{execute, fetch};

/// Whoever made links, as they stand in the workspace now.
pub(in crate::saved_reports) type Sharers = HashMap<UserId, Sharer>;

/// Somebody who made a link.
#[derive(Clone, Debug)]
pub(in crate::saved_reports) struct Sharer {
    pub(in crate::saved_reports) role: Role,
    pub(in crate::saved_reports) timezone: String,
}

/// Everybody who made one of the workspace's links, in one query however many there are.
pub(in crate::saved_reports) async fn list_sharers(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<Sharers, AppError> {
    let rows: Vec<(Uuid, String, String)> = fetch!(tx, c => sqlx::query_as(
        "select m.user_id, m.role, u.timezone from members m join users u on u.id = m.user_id
         where m.workspace_id = $1
             and m.user_id in (select s.user_id from report_shares s where s.workspace_id = $2)"
    )
    .bind(workspace.uuid())
    .bind(workspace.uuid())
    .fetch_all(c))?;
    rows.into_iter()
        .map(|(user, role, timezone)| {
            let role = Role::from_slug(&role).ok_or(AppError::Internal)?;
            Ok((UserId::from_uuid(user), Sharer { role, timezone }))
        })
        .collect()
}

/// Stores a link.
pub(in crate::saved_reports) async fn insert_share(
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
pub(in crate::saved_reports) async fn update_share(
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
pub(in crate::saved_reports) async fn delete_share(
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
pub(in crate::saved_reports) async fn find_by_token(
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
pub(in crate::saved_reports) async fn load_head(
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
