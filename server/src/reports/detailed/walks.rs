//! The walks that find a page's entries: one when they are in no groups of things, else three at most.

use std::collections::HashMap;

use app::error::AppError;
use app::reports::detailed::PageAsk;
use app::reports::{Dimension, Group, GroupKey};
use app::time_entries::query::NONE;

use super::super::ask::ReportAsk;
use super::super::service::in_words;
use crate::db::Tx;
use crate::time_entries::sql::{self, Clause, Cursor, ListedEntry};

/// Entries of one group on this page.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) group: Option<Group>,
    pub(super) continued: bool,
    pub(super) entries: Vec<ListedEntry>,
}

/// Where a page ended: in which group, at which entry.
#[derive(Debug)]
struct Place {
    group: String,
    cursor: Cursor,
}

impl Place {
    fn read(text: &str) -> Result<Self, AppError> {
        let (group, cursor) = text.split_once('.').ok_or_else(unknown_page)?;
        Ok(Self {
            group: group.to_owned(),
            cursor: cursor.parse()?,
        })
    }
}

fn unknown_page() -> AppError {
    let words = "This page is not known. Go back to the first one.";
    AppError::field("after", "invalid", words)
}

fn key_word(key: &GroupKey) -> String {
    match key {
        GroupKey::None => NONE.to_owned(),
        key => in_words(key),
    }
}

fn cursor_of(entry: &ListedEntry) -> Cursor {
    Cursor {
        started_at: entry.started_at,
        id: entry.id,
    }
}

/// Newest first, in no groups.
pub(super) async fn newest_first(
    tx: &mut Tx,
    ask: &ReportAsk,
    wanted: &PageAsk,
) -> Result<(Found, Option<String>), AppError> {
    let after: Option<Cursor> = wanted.after.as_deref().map(str::parse).transpose()?;
    let mut entries = sql::list_entries(tx, &ask.clause, after, limit(wanted.size + 1)).await?;
    let more = entries.len() > wanted.size;
    entries.truncate(wanted.size);
    let next = entries.last().filter(|_| more).map(cursor_of);
    let found = Found {
        group: None,
        continued: after.is_some(),
        entries,
    };
    Ok((found, next.map(|cursor| cursor.to_string())))
}

/// Group by group, each newest first.
pub(super) async fn in_groups(
    tx: &mut Tx,
    ask: &ReportAsk,
    wanted: &PageAsk,
    by: Dimension,
    groups: Vec<Group>,
) -> Result<(Vec<Found>, Option<String>), AppError> {
    let mut found: Vec<Found> = Vec::new();
    let mut left = wanted.size;
    let mut groups = groups.into_iter().peekable();
    let mut goes_on = false;
    if let Some(text) = &wanted.after {
        let place = Place::read(text)?;
        let group = groups
            .find(|group| key_word(&group.key) == place.group)
            .ok_or_else(unknown_page)?;
        let clause = within(ask, by, std::slice::from_ref(&group))?;
        let mut entries =
            sql::list_entries(tx, &clause, Some(place.cursor), limit(left + 1)).await?;
        goes_on = entries.len() > left;
        entries.truncate(left);
        left -= entries.len();
        if !entries.is_empty() {
            found.push(Found {
                group: Some(group),
                continued: true,
                entries,
            });
        }
    }
    // Those that fit as a whole.
    let mut whole = Vec::new();
    while !goes_on && let Some(group) = groups.next_if(|group| fits(group, left)) {
        left -= usize::try_from(group.totals.count).unwrap_or(left);
        whole.push(group);
    }
    found.extend(whole_groups(tx, ask, by, whole).await?);
    // And what there is room for of the next.
    if !goes_on
        && left > 0
        && let Some(group) = groups.next()
    {
        let clause = within(ask, by, std::slice::from_ref(&group))?;
        let mut entries = sql::list_entries(tx, &clause, None, limit(left + 1)).await?;
        goes_on = entries.len() > left;
        entries.truncate(left);
        found.push(Found {
            group: Some(group),
            continued: false,
            entries,
        });
    }
    let more = goes_on || groups.peek().is_some();
    let next = found.last().filter(|_| more).and_then(|last| {
        let group = key_word(&last.group.as_ref()?.key);
        Some(format!("{group}.{}", cursor_of(last.entries.last()?)))
    });
    Ok((found, next))
}

fn fits(group: &Group, left: usize) -> bool {
    usize::try_from(group.totals.count).is_ok_and(|count| count <= left)
}

fn limit(entries: usize) -> i64 {
    i64::try_from(entries).unwrap_or(i64::MAX)
}

/// The entries of the ask that are in one of these groups.
fn within(ask: &ReportAsk, by: Dimension, groups: &[Group]) -> Result<Clause, AppError> {
    let keys = groups.iter().map(|group| match &group.key {
        GroupKey::Id(id) => id.parse().map(Some).map_err(|_| AppError::Internal),
        GroupKey::None | GroupKey::From(_) => Ok(None),
    });
    let keys: Vec<Option<uuid::Uuid>> = keys.collect::<Result<_, _>>()?;
    let mut clause = ask.clause.clone();
    clause.and_groups(by, &keys);
    Ok(clause)
}

/// All entries of groups that are known to be small.
async fn whole_groups(
    tx: &mut Tx,
    ask: &ReportAsk,
    by: Dimension,
    groups: Vec<Group>,
) -> Result<Vec<Found>, AppError> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let clause = within(ask, by, &groups)?;
    let entries = sql::list_grouped(tx, &clause, by).await?;
    let mut of_group: HashMap<GroupKey, Vec<ListedEntry>> = HashMap::new();
    for (key, entry) in entries {
        let key = key.map_or(GroupKey::None, |id| GroupKey::Id(id.to_string()));
        of_group.entry(key).or_default().push(entry);
    }
    let found = groups.into_iter().map(|group| Found {
        entries: of_group.remove(&group.key).unwrap_or_default(),
        group: Some(group),
        continued: false,
    });
    Ok(found.filter(|found| !found.entries.is_empty()).collect())
}
