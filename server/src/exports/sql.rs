//! The SQL of exports: entries in the order of time, in batches that begin where the last one ended.

use std::collections::HashMap;

use app::error::AppError;
use app::values::{Currency, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::csv::ExportedEntry;
use crate::db::Tx;
use crate::db::lines::{FIELD, ITEM, ROW};
use crate::time_entries::sql::Clause;
use crate::{bind_values, fetch};

/// Where a batch ended: the second of its last entries, and how many of those there were.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    started_at: i64,
    passed: i64,
}

/// Up to `limit` entries that the clause (on `e`) lets through, oldest first, after `place`; and the place where they
/// end.
///
/// A batch is one row with one text (`db::lines`).
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load_batch(
    tx: &mut Tx,
    clause: &Clause,
    place: Option<Place>,
    limit: i64,
) -> Result<(Vec<ExportedEntry>, Option<Place>), AppError> {
    let mut clause = clause.clone();
    if let Some(place) = place {
        clause.and("e.started_at >=", place.started_at);
    }
    let limit = clause.bind(limit);
    let offset = clause.bind(place.map_or(0, |place| place.passed));
    let text = format!(
        "select string_agg(r.line, '{ROW}') from (
             select cast(e.started_at as text) || '{FIELD}' || cast(e.ended_at as text) || '{FIELD}'
                 || cast(e.seconds as text) || '{FIELD}' || case when e.billable then 'y' else 'n' end || '{FIELD}'
                 || cast(e.hourly_rate_cents as text) || '{FIELD}' || coalesce(c.currency, w.currency) || '{FIELD}'
                 || coalesce(c.name, '') || '{FIELD}' || coalesce(p.name, '') || '{FIELD}' || coalesce(p.colour, '')
                 || '{FIELD}' || u.name || '{FIELD}' || u.email || '{FIELD}' || coalesce(i.number, '') || '{FIELD}'
                 || coalesce((select string_agg(t.name, '{ITEM}' order by t.name_key)
                        from time_entry_tags g join tags t on t.workspace_id = g.workspace_id and t.id = g.tag_id
                        where g.workspace_id = e.workspace_id and g.time_entry_id = e.id), '')
                 || '{FIELD}' || e.description as line
             from time_entries e
             join workspaces w on w.id = e.workspace_id
             join users u on u.id = e.user_id
             left join projects p on p.workspace_id = e.workspace_id and p.id = e.project_id
             left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
             left join invoices i on i.workspace_id = e.workspace_id and i.id = e.invoice_id
             where {}
             order by e.started_at, e.id
             limit {limit} offset {offset}
         ) r",
        clause.text(),
    );
    let rows: Option<String> = fetch!(tx, c =>
        bind_values!(sqlx::query_scalar(AssertSqlSafe(text.clone())), clause.values()).fetch_one(c))?;
    let mut entries = rows
        .iter()
        .flat_map(|rows| rows.split(ROW))
        .map(|line| parse(line).ok_or(AppError::Internal))
        .collect::<Result<Vec<_>, _>>()?;
    // An aggregate promises no order.
    entries.sort_by_key(|entry| entry.started_at);
    let end = end_of(&entries, place);
    Ok((entries, end))
}

fn end_of(entries: &[ExportedEntry], before: Option<Place>) -> Option<Place> {
    let started_at = entries.last()?.started_at;
    let same = entries.iter().rev();
    let same = same.take_while(|entry| entry.started_at == started_at);
    let earlier = before.filter(|before| before.started_at == started_at);
    Some(Place {
        started_at,
        passed: i64::try_from(same.count()).ok()? + earlier.map_or(0, |before| before.passed),
    })
}

fn parse(line: &str) -> Option<ExportedEntry> {
    // The description comes last, and takes whatever is left.
    let mut fields = line.splitn(14, FIELD);
    let mut next = || fields.next();
    Some(ExportedEntry {
        started_at: next()?.parse().ok()?,
        ended_at: next()?.parse().ok()?,
        seconds: next()?.parse().ok()?,
        billable: next()? == "y",
        hourly_rate_cents: next()?.parse().ok()?,
        currency: Currency::parse(next()?).ok()?,
        client: next()?.to_owned(),
        project: next()?.to_owned(),
        colour: next()?.parse().unwrap_or_default(),
        user: next()?.to_owned(),
        email: next()?.to_owned(),
        invoice: next()?.to_owned(),
        tags: next()?
            .split(ITEM)
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect(),
        description: next()?.to_owned(),
    })
}

/// How many entries the clause (on `e`) lets through.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn count_entries(tx: &mut Tx, clause: &Clause) -> Result<i64, AppError> {
    let text = format!(
        "select count(*) from time_entries e where {}",
        clause.text()
    );
    fetch!(tx, c => bind_values!(sqlx::query_scalar(AssertSqlSafe(text.clone())), clause.values()).fetch_one(c))
}

/// The workspace's name.
///
/// # Errors
/// `AppError::NotFound` if there is none.
pub(super) async fn load_workspace_name(
    tx: &mut Tx,
    workspace: WorkspaceId,
) -> Result<String, AppError> {
    fetch!(tx, c => sqlx::query_scalar("select name from workspaces where id = $1").bind(workspace.uuid()).fetch_one(c))
}

/// What these tags, clients or projects (the table) are called, as far as they are the workspace's.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load_names(
    tx: &mut Tx,
    workspace: WorkspaceId,
    table: &'static str,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, AppError> {
    let mut clause = Clause::of_workspace("k", workspace);
    clause.and_one_of("k.id", ids);
    let text = format!("select k.id, k.name from {table} k where {}", clause.text());
    let names: Vec<(Uuid, String)> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    Ok(names.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_entry() {
        let fields = [
            "1772616180",
            "1772619781",
            "3601",
            "y",
            "9000",
            "EUR",
            "Acme",
            "Site",
            "teal",
            "Ada",
            "ada@example.com",
            "INV-0001",
            "dev\u{1d}ops",
            "what\u{1f}ever",
        ];
        let entry = parse(&fields.join("\u{1f}")).unwrap();
        assert_eq!(
            (entry.seconds, entry.billable, entry.invoice.as_str()),
            (3601, true, "INV-0001")
        );
        assert_eq!(
            (entry.tags, entry.description.as_str()),
            (vec!["dev".to_owned(), "ops".to_owned()], "what\u{1f}ever")
        );
        assert!(parse("1\u{1f}2").is_none());
    }

    #[test]
    fn a_second_that_fills_batches_is_passed_entry_by_entry() {
        let line = |at: i64| {
            format!(
                "{at}\u{1f}9\u{1f}1\u{1f}n\u{1f}0\u{1f}EUR{}",
                "\u{1f}".repeat(8)
            )
        };
        let entries = |starts: &[i64]| -> Vec<ExportedEntry> {
            starts.iter().map(|at| parse(&line(*at)).unwrap()).collect()
        };
        let place = |end: Option<Place>| end.map(|end| (end.started_at, end.passed));
        let first = end_of(&entries(&[1, 2, 2]), None);
        assert_eq!(place(first), Some((2, 2)));
        let second = end_of(&entries(&[2, 2, 2]), first);
        assert_eq!(place(second), Some((2, 5)));
        assert_eq!(place(end_of(&entries(&[2, 3, 3]), second)), Some((3, 2)));
        assert_eq!(place(end_of(&[], second)), None);
    }
}
