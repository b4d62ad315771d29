//! Time entries on their way into a backup, and those that a restore finds here: by the batch, with their tags.

use std::collections::HashMap;

use app::error::AppError;
use app::values::WorkspaceId;
use uuid::Uuid;

use crate::backups::model::BackupEntry;
use crate::db::Tx;
use crate::db::lines::{FIELD, ITEM, ROW, line};
use crate::db::rows::places;
use crate::fetch;

/// Where a batch of entries ended: its start and id.
pub(crate) type Place = (i64, Uuid);

/// Before every entry.
pub(crate) const FIRST: Place = (i64::MIN, Uuid::nil());

/// Up to `limit` entries after `place` with their tags, oldest first.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_entries(
    tx: &mut Tx,
    workspace: WorkspaceId,
    place: Place,
    limit: i64,
) -> Result<Vec<BackupEntry>, AppError> {
    let text = select(
        tx,
        "(e.started_at, e.id) > ($2, $3) order by e.started_at, e.id limit $4",
    );
    let rows: Option<String> = fetch!(tx, c => sqlx::query_scalar(text)
        .bind(workspace.uuid())
        .bind(place.0)
        .bind(place.1)
        .bind(limit)
        .fetch_one(c))?;
    let mut entries = parse_rows(rows.as_deref())?;
    // An aggregate promises no order.
    entries.sort_unstable_by_key(|entry| (entry.started_at, entry.id));
    Ok(entries)
}

/// How many entries there are.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn count_entries(tx: &mut Tx, workspace: WorkspaceId) -> Result<i64, AppError> {
    fetch!(tx, c => sqlx::query_scalar("select count(*) from time_entries where workspace_id = $1")
        .bind(workspace.uuid())
        .fetch_one(c))
}

/// Entries with one of these ids or import keys, by id; at most 500 of each are asked for.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_entries_like(
    tx: &mut Tx,
    workspace: WorkspaceId,
    ids: &[Uuid],
    keys: &[String],
) -> Result<HashMap<Uuid, BackupEntry>, AppError> {
    let mut found = Vec::new();
    if !ids.is_empty() {
        let text = select(tx, &format!("e.id in {}", places(2, ids.len())));
        let rows: Option<String> = fetch!(tx, c => {
            let mut query = sqlx::query_scalar(text).bind(workspace.uuid());
            for id in ids {
                query = query.bind(*id);
            }
            query.fetch_one(c)
        })?;
        found = parse_rows(rows.as_deref())?;
    }
    if !keys.is_empty() {
        let text = select(tx, &format!("e.import_key in {}", places(2, keys.len())));
        let rows: Option<String> = fetch!(tx, c => {
            let mut query = sqlx::query_scalar(text).bind(workspace.uuid());
            for key in keys {
                query = query.bind(key.clone());
            }
            query.fetch_one(c)
        })?;
        found.extend(parse_rows(rows.as_deref())?);
    }
    Ok(found.into_iter().map(|entry| (entry.id, entry)).collect())
}

/// The statement for the entries `e` of the workspace `$1` that a condition lets through: one row with one text.
fn select(tx: &Tx, condition: &str) -> sqlx::AssertSqlSafe<String> {
    let id = |column: &str| tx.id_text(column);
    let maybe = |text: &str| format!("coalesce({text}, '')");
    let number = |column: &str| format!("cast({column} as text)");
    let tags = format!(
        "(select string_agg({}, '{ITEM}') from time_entry_tags g
          where g.workspace_id = e.workspace_id and g.time_entry_id = e.id)",
        id("g.tag_id")
    );
    // Most entries are on no invoice: nothing is looked up for those.
    let in_line = format!(
        "case when e.invoice_id is null then '' else coalesce(
            (select {} from invoice_line_entries l
             where l.workspace_id = e.workspace_id and l.invoice_id = e.invoice_id and l.time_entry_id = e.id), '') end",
        number("l.position")
    );
    let line = line(&[
        &id("e.id"),
        &id("e.user_id"),
        &maybe(&id("e.project_id")),
        &number("e.started_at"),
        &number("e.ended_at"),
        &number("e.seconds"),
        "case when e.billable then 'y' else 'n' end",
        &number("e.hourly_rate_cents"),
        &maybe(&number("e.internal_cost_cents")),
        &maybe(&tags),
        &maybe(&id("e.invoice_id")),
        &in_line,
        &number("e.created_at"),
        &number("e.updated_at"),
        "coalesce('=' || e.import_key, '')",
        "e.description",
    ]);
    tx.text(format!(
        "select string_agg(r.line, '{ROW}')
         from (select {line} as line from time_entries e where e.workspace_id = $1 and {condition}) r"
    ))
}

fn parse_rows(rows: Option<&str>) -> Result<Vec<BackupEntry>, AppError> {
    let Some(rows) = rows else {
        return Ok(Vec::new());
    };
    rows.split(ROW)
        .map(|line| parse(line).ok_or(AppError::Internal))
        .collect()
}

fn parse(line: &str) -> Option<BackupEntry> {
    // The description comes last, and takes whatever is left.
    let mut fields = line.splitn(16, FIELD);
    let mut next = || fields.next();
    Some(BackupEntry {
        id: next()?.parse().ok()?,
        user_id: next()?.parse().ok()?,
        project_id: maybe(next()?)?,
        started_at: next()?.parse().ok()?,
        ended_at: next()?.parse().ok()?,
        seconds: next()?.parse().ok()?,
        billable: next()? == "y",
        hourly_rate_cents: next()?.parse().ok()?,
        internal_cost_cents: maybe(next()?)?,
        tag_ids: tags(next()?)?,
        invoice_id: maybe(next()?)?,
        invoice_line: maybe(next()?)?,
        created_at: next()?.parse().ok()?,
        updated_at: next()?.parse().ok()?,
        import_key: next()?.strip_prefix('=').map(str::to_owned),
        description: next()?.to_owned(),
    })
}

/// Nothing for an empty text; no answer for one that cannot be read.
#[expect(
    clippy::option_option,
    reason = "whether it can be read, and whether there is any"
)]
fn maybe<T: std::str::FromStr>(text: &str) -> Option<Option<T>> {
    if text.is_empty() {
        return Some(None);
    }
    text.parse().ok().map(Some)
}

fn tags(text: &str) -> Option<Vec<Uuid>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let ids = text.split(ITEM).map(|id| id.parse().ok());
    let mut ids: Vec<Uuid> = ids.collect::<Option<_>>()?;
    ids.sort_unstable();
    Some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_entry() {
        let id = |number: u128| Uuid::from_u128(number);
        let line = |key: &str| {
            let [two, three] = [id(2).to_string(), id(3).simple().to_string()];
            let fields = [
                "00000000000000000000000000000001",
                two.as_str(),
                "",
                "-5",
                "3596",
                "3601",
                "y",
                "9000",
                "",
                &format!("{three}\u{1d}{two}"),
                three.as_str(),
                "12",
                "7",
                "8",
                key,
                "what\u{1f}ever",
            ];
            fields.join("\u{1f}")
        };
        let entry = parse(&line("=")).unwrap();
        let expected = BackupEntry {
            id: id(1),
            user_id: id(2),
            project_id: None,
            description: "what\u{1f}ever".to_owned(),
            started_at: -5,
            ended_at: 3596,
            seconds: 3601,
            billable: true,
            hourly_rate_cents: 9000,
            internal_cost_cents: None,
            tag_ids: vec![id(2), id(3)],
            invoice_id: Some(id(3)),
            invoice_line: Some(12),
            import_key: Some(String::new()),
            created_at: 7,
            updated_at: 8,
        };
        assert_eq!(entry, expected);
        assert_eq!(parse(&line("")).unwrap().import_key, None);
        assert!(parse("1\u{1f}2").is_none());
        assert!(parse(&line("").replace("3596", "soon")).is_none());
    }
}
