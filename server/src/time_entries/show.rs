//! Reading entries: pages by day, the week at a glance, one entry.

use std::collections::HashMap;

use app::access::{Actor, Role};
use app::error::AppError;
use app::tags::TagRef;
use app::time_entries::query::Whose;
use app::time_entries::{
    EntryDay, EntryPage, EntryQuery, EntryTotals, PersonChoice, ProjectTime, TimeEntry, WeekDay,
    WeekSummary,
};
use app::values::{
    Date, DateRange, ProjectId, TimeEntryId, add_days, amount_cents, format_time_of_day, week_of,
};

use super::service::{scope, sight};
use super::sql::{self, Clause, Colleague, Cursor, ListedEntry, WeekPart};
use crate::local_time::Zone;
use crate::services::Services;

/// Entries on a page.
const PAGE: usize = 50;

impl Services {
    /// A page of the entries that the actor asks for and may see.
    pub(super) async fn show_page(
        &self,
        actor: &Actor,
        query: &EntryQuery,
        after: Option<&str>,
    ) -> Result<EntryPage, AppError> {
        let zone = Zone::named(&actor.timezone);
        let today = zone.day(self.now());
        let filter = query.parse(today, actor.week_start)?;
        let after: Option<Cursor> = after.map(str::parse).transpose()?;
        let whose = scope(actor, filter.whose);
        let clause = Clause::entries(actor.workspace_id, whose, &filter, &zone);

        let mut tx = self.db.read().await?;
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut rows = sql::list_entries(&mut tx, &clause, after, limit).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).map(|row| {
            Cursor {
                started_at: row.started_at,
                id: row.id,
            }
            .to_string()
        });
        let ids: Vec<TimeEntryId> = rows.iter().map(|row| row.id).collect();
        let mut tags = sql::load_tags_of(&mut tx, actor.workspace_id, &ids).await?;
        let people = if sight(actor).is_none() {
            sql::list_people(&mut tx, actor.workspace_id).await?
        } else {
            Vec::new()
        };
        let is_own = whose == Some(actor.user_id);
        let entries = rows
            .into_iter()
            .map(|row| TimeEntry {
                person: people
                    .iter()
                    .find(|person| !is_own && person.who.id == row.user_id)
                    .map(|person| person.who.clone()),
                ..shown(row, &mut tags, actor, &zone)
            })
            .collect();

        let mut days = by_day(entries);
        // The days at the ends may go on, on the pages before and after.
        let last = days.len().saturating_sub(1);
        for (at, day) in days.iter_mut().enumerate() {
            if (at == 0 && after.is_some()) || (at == last && more) {
                let (from, to) = zone.bounds(DateRange::day(day.day));
                day.seconds = sql::sum_seconds(&mut tx, &clause, from, to).await?;
            }
        }
        let totals = if query.is_filtered() {
            Some(sql::load_totals(&mut tx, &clause, actor.currency).await?)
        } else {
            None
        };
        Ok(EntryPage {
            days,
            totals,
            next,
            range: filter.range(),
            today,
            people: people.into_iter().map(choice).collect(),
        })
    }

    /// The week that holds `day`, of whom the actor asks for.
    pub(super) async fn show_week(
        &self,
        actor: &Actor,
        day: Option<Date>,
        person: &str,
    ) -> Result<WeekSummary, AppError> {
        let asked = person
            .parse::<Whose>()
            .map_err(|error| AppError::field("person", "invalid", error.to_string()))?;
        let whose = scope(actor, asked);
        let zone = Zone::named(&actor.timezone);
        let today = zone.day(self.now());
        let range = week_of(day.unwrap_or(today), actor.week_start);
        let starts: Vec<i64> = range
            .iter()
            .chain([add_days(range.to, 1)])
            .map(|day| zone.start_of(day))
            .collect();
        let mut tx = self.db.read().await?;
        let parts = sql::load_week_parts(&mut tx, actor.workspace_id, whose, &starts).await?;

        let mut totals = EntryTotals::default();
        for part in &parts {
            totals.count += part.count;
            totals.seconds += part.seconds;
            totals.billable_seconds += part.billable_seconds;
            totals
                .amounts
                .add(part.currency.unwrap_or(actor.currency), part.amount_cents);
        }
        let days = range
            .iter()
            .enumerate()
            .map(|(at, day)| WeekDay {
                day,
                parts: by_project(parts.iter().filter(|part| part.day == at)),
            })
            .collect();
        Ok(WeekSummary {
            range,
            today,
            days,
            projects: by_project(&parts),
            totals,
        })
    }

    /// One entry that the actor may see.
    pub(super) async fn show_entry(
        &self,
        actor: &Actor,
        id: TimeEntryId,
    ) -> Result<TimeEntry, AppError> {
        let zone = Zone::named(&actor.timezone);
        let mut clause = Clause::of_workspace("e", actor.workspace_id);
        clause.and("e.id =", id.uuid());
        if let Some(user) = sight(actor) {
            clause.and("e.user_id =", user.uuid());
        }
        let mut tx = self.db.read().await?;
        let row = sql::load_listed(&mut tx, &clause)
            .await?
            .ok_or(AppError::NotFound)?;
        let mut tags = sql::load_tags_of(&mut tx, actor.workspace_id, &[id]).await?;
        Ok(shown(row, &mut tags, actor, &zone))
    }
}

/// An entry with day and clock times in the reader's time zone; its tags are taken out of `tags`.
pub(crate) fn shown(
    row: ListedEntry,
    tags: &mut HashMap<TimeEntryId, Vec<TagRef>>,
    actor: &Actor,
    zone: &Zone,
) -> TimeEntry {
    let start = zone.local(row.started_at);
    let end = zone.local(row.ended_at);
    TimeEntry {
        id: row.id,
        user_id: row.user_id,
        person: None,
        project: row.project,
        description: row.description,
        tags: tags.remove(&row.id).unwrap_or_default(),
        started_at: row.started_at,
        ended_at: row.ended_at,
        seconds: row.seconds,
        billable: row.billable,
        hourly_rate_cents: row.hourly_rate_cents,
        currency: row.currency.unwrap_or(actor.currency),
        amount_cents: if row.billable {
            amount_cents(row.seconds, row.hourly_rate_cents)
        } else {
            0
        },
        locked: row.locked,
        day: start.day,
        start: format_time_of_day(start.time),
        end: format_time_of_day(end.time),
        days_later: start.day.duration_until(end.day).as_hours() / 24,
        overlaps: row.overlaps,
    }
}

pub(crate) fn choice(colleague: Colleague) -> PersonChoice {
    PersonChoice {
        tracks: colleague.role.is_some_and(Role::takes_seat),
        person: colleague.who,
    }
}

/// Entries that are in order, by their days.
fn by_day(entries: Vec<TimeEntry>) -> Vec<EntryDay> {
    let mut days: Vec<EntryDay> = Vec::new();
    for entry in entries {
        match days.last_mut() {
            Some(day) if day.day == entry.day => {
                day.seconds += entry.seconds;
                day.entries.push(entry);
            }
            _ => days.push(EntryDay {
                day: entry.day,
                seconds: entry.seconds,
                entries: vec![entry],
            }),
        }
    }
    days
}

/// Sums by project, largest first.
fn by_project<'a>(parts: impl IntoIterator<Item = &'a WeekPart>) -> Vec<ProjectTime> {
    let mut sums: Vec<ProjectTime> = Vec::new();
    let mut places: HashMap<Option<ProjectId>, usize> = HashMap::new();
    for part in parts {
        let key = part.project.as_ref().map(|project| project.id);
        let place = *places.entry(key).or_insert_with(|| {
            sums.push(ProjectTime {
                project: part.project.clone(),
                seconds: 0,
            });
            sums.len() - 1
        });
        sums[place].seconds += part.seconds;
    }
    sums.sort_by_key(|sum| {
        (
            std::cmp::Reverse(sum.seconds),
            sum.project.as_ref().map(|project| project.id),
        )
    });
    sums
}
