//! Rows as the reader sees them, in the groups of a page.

use std::collections::HashMap;

use app::access::Actor;
use app::error::AppError;
use app::reports::detailed::{PageAsk, Section, time_key};
use app::reports::{Dimension, Group, GroupKey};
use app::time_entries::TimeEntry;
use app::values::{Date, TimeEntryId, UserId, WeekStart};

use super::walks::Found;
use crate::db::Tx;
use crate::local_time::Zone;
use crate::time_entries::show::shown;
use crate::time_entries::sql::{Colleague, Cursor, ListedEntry, load_tags_of};

/// How rows become what the reader sees.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) actor: &'a Actor,
    pub(super) zone: Zone,
    /// Whether all of it is the actor's time.
    pub(super) is_own: bool,
    pub(super) people: &'a [Colleague],
}

impl Reading<'_> {
    /// What was found, with tags and people; what is empty is left out.
    pub(super) async fn sections(
        &self,
        tx: &mut Tx,
        found: Vec<Found>,
    ) -> Result<Vec<Section>, AppError> {
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
pub(super) fn page_before(wanted: &PageAsk, zone: &Zone) -> Result<Option<Date>, AppError> {
    let cursor: Option<Cursor> = wanted.after.as_deref().map(str::parse).transpose()?;
    Ok(cursor.map(|cursor| zone.day(cursor.started_at)))
}

/// Entries in their order, by the stretches of time they are in; `before` is the day on which the page before ended.
pub(super) fn by_time(
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
