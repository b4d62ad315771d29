//! The use case of the activity log: reading it.

use app::access::{Actor, Permission};
use app::activity::query::Whose;
use app::activity::{
    ActivityDay, ActivityLine, ActivityLog, ActivityPage, ActivityQuery, Change, PAGE_LINES,
};
use app::error::AppError;
use app::values::{UserId, add_days};
use async_trait::async_trait;
use uuid::Uuid;

use super::changes::from_json;
use super::sql::{self, LineRow};
use crate::local_time::Zone;
use crate::services::Services;
use crate::sessions::moment;
use crate::time_entries::sql::{Clause, list_people};

/// The last line of a page, as its address has it.
fn parse_cursor(text: &str) -> Result<(i64, Uuid), AppError> {
    text.split_once('_')
        .and_then(|(at, id)| Some((at.parse().ok()?, Uuid::try_parse(id).ok()?)))
        .ok_or_else(|| {
            AppError::field(
                "before",
                "invalid",
                "This page is not known. Go back to the first one.",
            )
        })
}

/// Which lines a program asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct LineAsk {
    /// Of this person.
    pub(crate) user: Option<UserId>,
    /// Of this kind of thing.
    pub(crate) kind: Option<String>,
    /// Then or later: unix seconds.
    pub(crate) from: Option<i64>,
    /// Before then.
    pub(crate) before: Option<i64>,
}

impl Services {
    /// Lines of the log as programs read them, newest first, beginning after the cursor.
    pub(crate) async fn list_lines(
        &self,
        actor: &Actor,
        ask: LineAsk,
        after: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<(LineRow, Vec<Change<i64>>)>, AppError> {
        actor.must(Permission::ReadActivity)?;
        let mut clause = Clause::of_workspace("a", actor.workspace_id);
        if let Some(user) = ask.user {
            clause.and("a.user_id =", user.uuid());
        }
        if let Some(kind) = ask.kind {
            clause.and("a.target_kind =", kind);
        }
        if let Some(from) = ask.from {
            clause.and("a.at >=", from);
        }
        if let Some(before) = ask.before {
            clause.and("a.at <", before);
        }
        let mut tx = self.db.read().await?;
        let rows = sql::list_lines(&mut tx, clause, after, limit).await?;
        let changes = |row: &LineRow| from_json(row.changes.as_deref());
        Ok(rows
            .into_iter()
            .map(|row| {
                let changes = changes(&row);
                (row, changes)
            })
            .collect())
    }
}

#[async_trait]
impl ActivityLog for Services {
    async fn list_activity(
        &self,
        actor: &Actor,
        query: ActivityQuery,
        before: Option<String>,
    ) -> Result<ActivityPage, AppError> {
        actor.must(Permission::ReadActivity)?;
        let filter = query.parse()?;
        let before = before
            .filter(|before| !before.is_empty())
            .map(|before| parse_cursor(&before))
            .transpose()?;
        let zone = Zone::named(&actor.timezone);
        let mut clause = Clause::of_workspace("a", actor.workspace_id);
        match filter.whose {
            None => {}
            Some(Whose::System) => clause.and_text("a.user_id is null"),
            Some(Whose::Person(user)) => clause.and("a.user_id =", user.uuid()),
        }
        if let Some(kind) = filter.kind {
            clause.and("a.target_kind =", kind);
        }
        if let Some(from) = filter.from {
            clause.and("a.at >=", zone.start_of(from));
        }
        if let Some(to) = filter.to {
            clause.and("a.at <", zone.start_of(add_days(to, 1)));
        }

        let mut tx = self.db.read().await?;
        // One more tells whether there are older ones.
        let limit = i64::try_from(PAGE_LINES + 1).unwrap_or(i64::MAX);
        let mut rows = sql::list_lines(&mut tx, clause, before, limit).await?;
        let people = list_people(&mut tx, actor.workspace_id).await?;
        drop(tx);
        let has_older = rows.len() > PAGE_LINES;
        rows.truncate(PAGE_LINES);
        let older = rows
            .last()
            .filter(|_| has_older)
            .map(|row| format!("{}_{}", row.at, row.id.simple()));

        let mut days: Vec<ActivityDay> = Vec::new();
        for row in rows {
            let at = moment(&zone, row.at);
            let line = ActivityLine {
                person: row.person(),
                changes: from_json(row.changes.as_deref())
                    .into_iter()
                    .map(|change| change.map(|instant| moment(&zone, instant)))
                    .collect(),
                action: row.action,
                target_kind: row.target_kind,
                target_name: row.target_name,
                time: at.time,
            };
            match days.last_mut() {
                Some(day) if day.day == at.day => day.lines.push(line),
                _ => days.push(ActivityDay {
                    day: at.day,
                    lines: vec![line],
                }),
            }
        }
        Ok(ActivityPage {
            days,
            older,
            people: people.into_iter().map(|person| person.who).collect(),
            today: zone.day(self.now()),
        })
    }
}
