//! The use cases of the timesheet.

use std::collections::HashMap;

use app::access::{Actor, Permission};
use app::accounts::PersonRef;
use app::error::{AppError, FieldErrors};
use app::projects::ProjectRef;
use app::time_entries::PersonChoice;
use app::time_entries::query::Whose;
use app::timesheet::{
    CellForm, DAYS, GroupBy, RowOf, SheetCell, SheetQuery, SheetRow, Timesheet, Timesheets,
};
use app::values::{Date, DateRange, DeletionId, ProjectId, UserId, WeekName, add_days, name_key};
use async_trait::async_trait;
use uuid::Uuid;

use super::sql::{self, SheetPart};
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;
use crate::time_entries::service::{scope, sight};
use crate::time_entries::show::choice;
use crate::time_entries::sql::{Colleague, list_people};

/// The most rows that can be asked for by name.
const MAX_ROWS: usize = 100;

/// A week as it is asked for, understood.
#[derive(Clone, Debug)]
pub(crate) struct SheetAsk {
    /// Its name.
    pub(crate) week: WeekName,
    /// Its days.
    pub(crate) range: DateRange,
    /// What a row is.
    pub(crate) group_by: GroupBy,
    /// Of these people; `None` is everybody.
    pub(crate) users: Option<Vec<UserId>>,
}

#[async_trait]
impl Timesheets for Services {
    async fn load_timesheet(
        &self,
        actor: &Actor,
        query: SheetQuery,
    ) -> Result<Timesheet, AppError> {
        let today = Zone::named(&actor.timezone).day(self.now());
        let (ask, added) = understood(actor, &query, today)?;
        let editable = ask.group_by == GroupBy::Project
            && ask.users.as_deref() == Some([actor.user_id].as_slice())
            && actor.may(Permission::TrackTime).is_ok();
        let mut tx = self.db.read().await?;
        let mut extra = Vec::new();
        if editable {
            extra = added;
            if query.rows == "last" {
                let before = bounds(actor, ask.range.shift(-7));
                extra.extend(
                    sql::load_projects_of(&mut tx, actor.workspace_id, actor.user_id, before)
                        .await?,
                );
            }
        }
        let people = if sight(actor).is_none() {
            list_people(&mut tx, actor.workspace_id).await?
        } else {
            Vec::new()
        };
        let rows = load_rows(&mut tx, actor, &ask, &extra, Some(&people)).await?;
        Ok(Timesheet {
            week: ask.week.to_string(),
            range: ask.range,
            today,
            group_by: ask.group_by,
            rows,
            editable,
            people: people
                .into_iter()
                .map(choice)
                .collect::<Vec<PersonChoice>>(),
        })
    }

    async fn set_timesheet_cell(
        &self,
        actor: &Actor,
        form: CellForm,
    ) -> Result<Option<DeletionId>, AppError> {
        actor.must(Permission::TrackTime)?;
        self.set_cell(actor, &form).await
    }
}

/// The address, read; and the projects it names as rows.
fn understood(
    actor: &Actor,
    query: &SheetQuery,
    today: Date,
) -> Result<(SheetAsk, Vec<Option<ProjectId>>), AppError> {
    let mut errors = FieldErrors::new();
    let week = if query.week.is_empty() {
        Some(WeekName::of(today, actor.week_start))
    } else {
        errors.take("week", query.week.parse::<WeekName>())
    };
    let group_by = GroupBy::from_slug(&query.group_by);
    if group_by.is_none() {
        errors.push("group_by", "invalid", "Choose project or user.");
    }
    let whose = errors.take("person", query.person.parse::<Whose>());
    let mut added = Vec::new();
    if query.row.len() > MAX_ROWS {
        let words = format!("Add {MAX_ROWS} rows or fewer.");
        errors.push("row", "too_many", words);
    }
    for row in query.row.iter().take(MAX_ROWS) {
        added.extend(errors.take("row", super::cells::project_or_none(row)));
    }
    let (week, group_by, whose) = errors.finish(week.zip(group_by).zip(whose).map(flat))?;
    let whose = match group_by {
        // Everybody has a row.
        GroupBy::User => sight(actor),
        GroupBy::Project => scope(actor, whose),
    };
    let ask = SheetAsk {
        week,
        range: week.days(actor.week_start),
        group_by,
        users: whose.map(|user| vec![user]),
    };
    Ok((ask, added))
}

fn flat<A, B, C>(((a, b), c): ((A, B), C)) -> (A, B, C) {
    (a, b, c)
}

/// From the range's first second to before its last, in the actor's time zone.
pub(super) fn bounds(actor: &Actor, range: DateRange) -> (i64, i64) {
    Zone::named(&actor.timezone).bounds(range)
}

/// The rows of a week, by name; those without time only if they are in `extra`. `people` are looked up if they are not
/// known and needed.
pub(crate) async fn load_rows(
    tx: &mut Tx,
    actor: &Actor,
    ask: &SheetAsk,
    extra: &[Option<ProjectId>],
    people: Option<&[Colleague]>,
) -> Result<Vec<SheetRow>, AppError> {
    let zone = Zone::named(&actor.timezone);
    // A day begins when the zone says so: it has 23 to 25 hours.
    let starts: Vec<i64> = ask
        .range
        .iter()
        .chain([add_days(ask.range.to, 1)])
        .map(|day| zone.start_of(day))
        .collect();
    let users = ask.users.as_deref();
    let parts = sql::load_sheet(tx, actor.workspace_id, users, ask.group_by, &starts).await?;
    let mut cells: HashMap<Option<Uuid>, Vec<SheetCell>> = extra
        .iter()
        .map(|project| (project.map(ProjectId::uuid), empty_cells()))
        .collect();
    for part in parts {
        let row = cells.entry(part.row).or_insert_with(empty_cells);
        add(row, &part);
    }
    let mut rows = match ask.group_by {
        GroupBy::Project => {
            let ids: Vec<Uuid> = cells.keys().flatten().copied().collect();
            let projects = sql::load_project_refs(tx, actor.workspace_id, ids).await?;
            project_rows(cells, projects)
        }
        GroupBy::User => {
            let looked_up;
            let people = match people {
                Some(people) if !people.is_empty() => people,
                _ => {
                    looked_up = list_people(tx, actor.workspace_id).await?;
                    &looked_up
                }
            };
            person_rows(cells, people)
        }
    };
    rows.sort_by_cached_key(|row| {
        let is_without = matches!(row.of, RowOf::Project(None));
        (is_without, name_key(&row.of.name()), row.of.key())
    });
    Ok(rows)
}

fn empty_cells() -> Vec<SheetCell> {
    vec![SheetCell::default(); DAYS]
}

fn add(row: &mut [SheetCell], part: &SheetPart) {
    if let Some(cell) = row.get_mut(part.day) {
        cell.seconds += part.seconds;
        cell.entries += part.entries;
        cell.locked += part.locked;
    }
}

/// Rows of what is a project here; an id of anything else has none.
fn project_rows(
    mut cells: HashMap<Option<Uuid>, Vec<SheetCell>>,
    projects: Vec<ProjectRef>,
) -> Vec<SheetRow> {
    let without = cells.remove(&None).map(|cells| SheetRow {
        of: RowOf::Project(None),
        cells,
    });
    projects
        .into_iter()
        .filter_map(|project| {
            let cells = cells.remove(&Some(project.id.uuid()))?;
            Some(SheetRow {
                of: RowOf::Project(Some(project)),
                cells,
            })
        })
        .chain(without)
        .collect()
}

fn person_rows(
    mut cells: HashMap<Option<Uuid>, Vec<SheetCell>>,
    people: &[Colleague],
) -> Vec<SheetRow> {
    people
        .iter()
        .map(|colleague| colleague.who.clone())
        .filter_map(|person: PersonRef| {
            let cells = cells.remove(&Some(person.id.uuid()))?;
            Some(SheetRow {
                of: RowOf::Person(person),
                cells,
            })
        })
        .collect()
}
