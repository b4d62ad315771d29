//! The use cases of the calendar.

use app::access::{Actor, Permission};
use app::calendar::{
    Calendar, CalendarDay, CalendarEntry, CalendarQuery, CalendarTimer, Calendars, EntryTimes,
    MOST_ENTRIES, View,
};
use app::error::{AppError, FieldErrors};
use app::time_entries::PersonChoice;
use app::time_entries::query::{Whose, parse_near_day};
use app::timer::rules::Phase;
use app::values::{Date, DateRange, TimeEntryId, UserId, add_days, week_of};
use async_trait::async_trait;

use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;
use crate::time_entries::direct::EntryWish;
use crate::time_entries::service::{scope, sight};
use crate::time_entries::show::choice;
use crate::time_entries::spans::Times;
use crate::time_entries::sql::{
    Clause, Colleague, ListedEntry, list_entries, list_people, sum_seconds,
};
use crate::timer::sql::{find_timer, load_stored_timer};

/// What few entries are longer than, pauses included, in seconds. Those are looked for by themselves, so that the search
/// for all others keeps to a month of the index, which is by start.
const LONGEST: i64 = 31 * 86_400;

#[async_trait]
impl Calendars for Services {
    async fn load_calendar(
        &self,
        actor: &Actor,
        query: CalendarQuery,
    ) -> Result<Calendar, AppError> {
        let zone = Zone::named(&actor.timezone);
        let now = self.now();
        let today = zone.day(now);
        let (view, date, asked) = understood(&query, today)?;
        let range = match view {
            View::Day => DateRange::day(date),
            View::Week | View::Fitting => week_of(date, actor.week_start),
        };
        let whose = scope(actor, asked);
        let bounds = zone.bounds(range);
        let clause = entries_in(actor, whose, bounds);
        let mut days = days_around(&zone, range);

        let mut tx = self.db.read().await?;
        // One more than is shown says that there is more.
        let limit = i64::try_from(MOST_ENTRIES + 1).unwrap_or(i64::MAX);
        let mut rows = list_entries(&mut tx, &clause, None, limit).await?;
        if rows.len() <= MOST_ENTRIES {
            // All of these began before those, and come after them: the latest are first.
            let earlier = longest_in(actor, whose, bounds);
            rows.extend(list_entries(&mut tx, &earlier, None, limit).await?);
        }
        let more = rows.len() > MOST_ENTRIES;
        rows.truncate(MOST_ENTRIES);
        rows.reverse();
        for day in &mut days {
            day.tracked = if more {
                sum_seconds(&mut tx, &clause, day.from, day.to).await?
            } else {
                let begun = rows.iter().filter(|row| day.holds(row.started_at));
                begun.map(|row| row.seconds).sum()
            };
        }
        let people = if sight(actor).is_none() {
            list_people(&mut tx, actor.workspace_id).await?
        } else {
            Vec::new()
        };
        let timer = if whose.is_none_or(|user| user == actor.user_id) {
            self.timer_of(&mut tx, actor).await?
        } else {
            None
        };
        let entries = rows
            .into_iter()
            .map(|row| shown(row, actor, whose, &people))
            .collect();
        let people: Vec<PersonChoice> = people.into_iter().map(choice).collect();
        Ok(Calendar {
            view,
            date,
            range,
            today,
            as_of: now,
            days,
            entries,
            more,
            timer,
            adds_for: adds_for(actor, whose, &people),
            people,
        })
    }

    async fn move_calendar_entry(
        &self,
        actor: &Actor,
        id: TimeEntryId,
        times: EntryTimes,
    ) -> Result<(), AppError> {
        actor.must(Permission::TrackTime)?;
        let wish = EntryWish {
            times: Times {
                start: Some(times.start),
                end: Some(times.end),
                seconds: Some(times.seconds),
            },
            ..EntryWish::default()
        };
        let mut tx = self.write_as(actor).await?;
        let owner = self
            .change_entry_directly(&mut tx, actor, id, &wish)
            .await?;
        tx.commit().await?;
        self.announce_owners(actor, [owner]);
        Ok(())
    }
}

impl Services {
    /// The actor's timer and how far it reaches, if there is one.
    async fn timer_of(
        &self,
        tx: &mut Tx,
        actor: &Actor,
    ) -> Result<Option<CalendarTimer>, AppError> {
        let Some(timer) = find_timer(tx, actor, self.clock.now_millis()).await? else {
            return Ok(None);
        };
        let stored = load_stored_timer(tx, actor).await?;
        let until = match stored.map(|stored| stored.clock.phase) {
            Some(Phase::Paused { paused_at }) => paused_at,
            _ => timer.as_of,
        };
        Ok(Some(CalendarTimer { timer, until }))
    }
}

/// The address, read.
fn understood(query: &CalendarQuery, today: Date) -> Result<(View, Date, Whose), AppError> {
    let mut errors = FieldErrors::new();
    let view = errors.take("view", query.view.parse::<View>());
    let date = if query.date.is_empty() {
        Some(today)
    } else {
        errors.take("date", parse_near_day(&query.date))
    };
    let whose = errors.take("person", query.person.parse::<Whose>());
    let read = view.zip(date).zip(whose);
    errors.finish(read.map(|((view, date), whose)| (view, date, whose)))
}

/// Entries of one person, or of everybody for `None`, some of which lies between two instants, and which began at most
/// [`LONGEST`] before the first.
fn entries_in(actor: &Actor, whose: Option<UserId>, (from, to): (i64, i64)) -> Clause {
    let mut clause = of_person(actor, whose);
    clause.and("e.started_at <", to);
    clause.and("e.started_at >=", from - LONGEST);
    // What has no length is where it begins.
    let ends_after = clause.bind(from);
    let begins = clause.bind(from);
    clause.and_text(&format!(
        "(e.ended_at > {ends_after} or e.started_at >= {begins})"
    ));
    clause
}

/// The same of entries that began longer ago than [`entries_in`] looks.
///
/// Its last condition follows from the other two. It is a text without a place for a value, so that the index of those few
/// entries alone is used (migration 0019).
fn longest_in(actor: &Actor, whose: Option<UserId>, (from, _): (i64, i64)) -> Clause {
    let mut clause = of_person(actor, whose);
    clause.and("e.started_at <", from - LONGEST);
    clause.and("e.ended_at >", from);
    clause.and_text(&format!("e.ended_at - e.started_at > {LONGEST}"));
    clause
}

fn of_person(actor: &Actor, whose: Option<UserId>) -> Clause {
    let mut clause = Clause::of_workspace("e", actor.workspace_id);
    if let Some(user) = whose {
        clause.and("e.user_id =", user.uuid());
    }
    clause
}

/// The days of a range with the one before and the one after.
fn days_around(zone: &Zone, range: DateRange) -> Vec<CalendarDay> {
    let around = DateRange {
        from: add_days(range.from, -1),
        to: add_days(range.to, 1),
    };
    around
        .iter()
        .map(|day| {
            let (from, to) = zone.bounds(DateRange::day(day));
            CalendarDay {
                day,
                from,
                to,
                offsets: zone.offsets(from, to),
                tracked: 0,
            }
        })
        .collect()
}

fn shown(
    row: ListedEntry,
    actor: &Actor,
    whose: Option<UserId>,
    people: &[Colleague],
) -> CalendarEntry {
    let is_own = row.user_id == actor.user_id;
    let editable = actor.may(Permission::TrackTime).is_ok()
        && (is_own || actor.may(Permission::ManageOthersTime).is_ok());
    let person = people
        .iter()
        .find(|person| whose.is_none() && person.who.id == row.user_id)
        .map(|person| person.who.clone());
    CalendarEntry {
        id: row.id,
        user_id: row.user_id,
        person,
        project: row.project,
        description: row.description,
        times: EntryTimes {
            start: row.started_at,
            end: row.ended_at,
            seconds: row.seconds,
        },
        locked: row.locked,
        editable,
    }
}

/// Whose time a new entry on this calendar is: of who is shown, where the actor may add time for them.
fn adds_for(actor: &Actor, whose: Option<UserId>, people: &[PersonChoice]) -> Option<String> {
    actor.may(Permission::TrackTime).ok()?;
    match whose {
        Some(user) if user != actor.user_id => {
            actor.may(Permission::ManageOthersTime).ok()?;
            people
                .iter()
                .find(|choice| choice.person.id == user && choice.tracks)
                .map(|choice| choice.person.id.to_string())
        }
        _ => Some(String::new()),
    }
}
