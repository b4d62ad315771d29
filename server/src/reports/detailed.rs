//! The detailed report: a page of entries, and the groups they are in.
//!
//! Groups of time follow from the order of the entries. Any other group is a walk of its own, so that a page is found by
//! the index in each: the group that the page before ended in, those that fit as a whole (by their counts, which the sums
//! know), and the first that does not. That is three walks, however many groups and entries there are.

use std::collections::HashMap;

use app::access::Actor;
use app::error::AppError;
use app::reports::detailed::{Detailed, PageAsk, PageQuery, Section, time_key};
use app::reports::{Dimension, Group, GroupKey};
use app::time_entries::query::NONE;
use app::time_entries::{EntryQuery, EntryTotals, TimeEntry};
use app::values::{Date, TimeEntryId, UserId, WeekStart, name_key};

use super::ask::ReportAsk;
use super::service::{in_words, people_for, sum_up};
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;
use crate::time_entries::show::{choice, shown};
use crate::time_entries::sql::{
    self, Clause, Colleague, Cursor, ListedEntry, load_tags_of, load_totals,
};

impl Services {
    /// A page of the entries that the query lets through and the actor may see.
    pub(super) async fn show_detailed(
        &self,
        actor: &Actor,
        query: EntryQuery,
        page: &PageQuery,
    ) -> Result<Detailed, AppError> {
        let wanted = page.parse()?;
        let ask = ReportAsk::read(actor, query, self.now())?;
        let mut tx = self.db.read().await?;
        let people = people_for(&mut tx, actor).await?;
        let (groups, totals) = groups_of(&mut tx, actor, &ask, wanted.group_by, &people).await?;
        let reading = Reading {
            actor,
            zone: Zone::named(&actor.timezone),
            is_own: ask.whose == Some(actor.user_id),
            people: &people,
        };
        let (sections, next) = match wanted.group_by {
            Some(by) if !by.is_time() => {
                let groups = in_order_of_names(groups);
                let (found, next) = in_groups(&mut tx, &ask, &wanted, by, groups).await?;
                (reading.sections(&mut tx, found).await?, next)
            }
            by => {
                let (found, next) = newest_first(&mut tx, &ask, &wanted).await?;
                let sections = reading.sections(&mut tx, vec![found]).await?;
                let sections = match by {
                    Some(by) => {
                        let before = page_before(&wanted, &reading.zone)?;
                        by_time(by, actor.week_start, groups, sections, before)
                    }
                    None => sections,
                };
                (sections, next)
            }
        };
        Ok(Detailed {
            range: ask.filter.range(),
            today: ask.today,
            week_start: actor.week_start,
            group_by: wanted.group_by,
            sections,
            totals,
            next,
            people: people.into_iter().map(choice).collect(),
        })
    }
}

/// The groups, and everything in all; without a grouping, that alone.
async fn groups_of(
    tx: &mut Tx,
    actor: &Actor,
    ask: &ReportAsk,
    by: Option<Dimension>,
    people: &[Colleague],
) -> Result<(Vec<Group>, EntryTotals), AppError> {
    let Some(by) = by else {
        let totals = load_totals(tx, &ask.clause, actor.currency).await?;
        return Ok((Vec::new(), totals));
    };
    let sums = sum_up(tx, actor, &ask.clause, ask.bounds, &[by], people).await?;
    Ok((sums.groups, sums.totals))
}

/// By name, which stays while time is added; what has none is the last.
fn in_order_of_names(mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by_cached_key(|group| {
        let is_none = group.key == GroupKey::None;
        let note = group.note.clone();
        (is_none, name_key(&group.name), note, in_words(&group.key))
    });
    groups
}

/// Entries of one group on this page.
#[derive(Debug)]
struct Found {
    group: Option<Group>,
    continued: bool,
    entries: Vec<ListedEntry>,
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
async fn newest_first(
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
async fn in_groups(
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

/// How rows become what the reader sees.
#[derive(Debug)]
struct Reading<'a> {
    actor: &'a Actor,
    zone: Zone,
    is_own: bool,
    people: &'a [Colleague],
}

impl Reading<'_> {
    async fn sections(&self, tx: &mut Tx, found: Vec<Found>) -> Result<Vec<Section>, AppError> {
        let mut ids: Vec<TimeEntryId> = found
            .iter()
            .flat_map(|found| &found.entries)
            .map(|entry| entry.id)
            .collect();
        // An entry with two tags may be there twice.
        ids.sort_unstable();
        ids.dedup();
        let tags = load_tags_of(tx, self.actor.workspace_id, &ids).await?;
        let who: HashMap<UserId, &Colleague> = self
            .people
            .iter()
            .map(|person| (person.who.id, person))
            .collect();
        let read = |row: ListedEntry| {
            let person = who.get(&row.user_id).filter(|_| !self.is_own);
            TimeEntry {
                person: person.map(|person| person.who.clone()),
                tags: tags.get(&row.id).cloned().unwrap_or_default(),
                ..shown(row, &mut HashMap::new(), self.actor, &self.zone)
            }
        };
        let sections = found.into_iter().map(|found| Section {
            group: found.group,
            continued: found.continued,
            entries: found.entries.into_iter().map(read).collect(),
        });
        Ok(sections
            .filter(|section| !section.entries.is_empty())
            .collect())
    }
}

/// The day on which the page before ended.
fn page_before(wanted: &PageAsk, zone: &Zone) -> Result<Option<Date>, AppError> {
    let cursor: Option<Cursor> = wanted.after.as_deref().map(str::parse).transpose()?;
    Ok(cursor.map(|cursor| zone.day(cursor.started_at)))
}

/// Entries in their order, by the stretches of time they are in; `before` is the day on which the page before ended.
fn by_time(
    by: Dimension,
    week_start: WeekStart,
    groups: Vec<Group>,
    sections: Vec<Section>,
    before: Option<Date>,
) -> Vec<Section> {
    let before = before.map(|day| time_key(by, day, week_start));
    let mut groups: HashMap<GroupKey, Group> = groups
        .into_iter()
        .map(|group| (group.key.clone(), group))
        .collect();
    let mut ordered: Vec<Section> = Vec::new();
    let mut current = None;
    for section in sections {
        for entry in section.entries {
            let key = time_key(by, entry.day, week_start);
            if current.as_ref() != Some(&key) {
                ordered.push(Section {
                    group: groups.remove(&key),
                    continued: ordered.is_empty() && before.as_ref() == Some(&key),
                    entries: Vec::new(),
                });
                current = Some(key);
            }
            if let Some(section) = ordered.last_mut() {
                section.entries.push(entry);
            }
        }
    }
    ordered
}
