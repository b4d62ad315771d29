//! Conditions put together at run time: the text holds `$1`, `$2` …, the values are always bound.

use app::reports::Dimension;
use app::time_entries::query::{EntryFilter, TagMatch};
use app::values::{ClientId, ProjectId, TagId, UserId, WorkspaceId, add_days, name_key};
use uuid::Uuid;

use crate::local_time::Zone;

/// Something bound to a `$n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Uuid(Uuid),
    Int(i64),
    Text(String),
    Bool(bool),
}

impl From<Uuid> for Value {
    fn from(value: Uuid) -> Self {
        Self::Uuid(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

/// Binds a clause's values, in order, to a query of either database.
#[macro_export]
macro_rules! bind_values {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                $crate::time_entries::sql::Value::Uuid(value) => query.bind(*value),
                $crate::time_entries::sql::Value::Int(value) => query.bind(*value),
                $crate::time_entries::sql::Value::Text(value) => query.bind(value.clone()),
                $crate::time_entries::sql::Value::Bool(value) => query.bind(*value),
            };
        }
        query
    }};
}

/// A `where` condition that begins with the workspace, and what it binds.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    text: String,
    values: Vec<Value>,
    is_whole_workspace: bool,
}

impl Clause {
    /// Rows of `table` (its alias) in this workspace: `$1` from then on.
    pub(crate) fn of_workspace(table: &str, workspace: WorkspaceId) -> Self {
        Self {
            text: format!("{table}.workspace_id = $1"),
            values: vec![workspace.uuid().into()],
            is_whole_workspace: true,
        }
    }

    /// Entries (`e`) of one person, or of everybody for `None`, that the filter lets through. Days are the zone's.
    pub(crate) fn entries(
        workspace: WorkspaceId,
        user: Option<UserId>,
        filter: &EntryFilter,
        zone: &Zone,
    ) -> Self {
        let mut clause = Self::of_workspace("e", workspace);
        if let Some(user) = user {
            clause.and("e.user_id =", user.uuid());
        }
        if let Some(from) = filter.from {
            clause.and("e.started_at >=", zone.start_of(from));
        }
        if let Some(to) = filter.to {
            clause.and("e.started_at <", zone.start_of(add_days(to, 1)));
        }
        if let Some(billable) = filter.billable {
            clause.and("e.billable =", billable);
        }
        clause.and_projects(&filter.projects);
        clause.and_clients(&filter.clients);
        clause.and_tags(filter);
        if !filter.text.is_empty() {
            let pattern = clause.bind(format!("%{}%", escape_like(&name_key(&filter.text))));
            clause.and_text(&format!("e.description_key like {pattern} escape '\\'"));
        }
        clause
    }

    /// Whether there is no condition but the workspace.
    pub(crate) fn is_whole_workspace(&self) -> bool {
        self.is_whole_workspace
    }

    /// The condition, to stand after `where`.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What is bound, `$1` first.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }

    /// Keeps a value and answers its place: `$7`. For parts of the statement beyond the condition, too.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Adds `and {left} $n`: `clause.and("e.started_at <", end)`.
    pub(crate) fn and(&mut self, left: &str, value: impl Into<Value>) {
        let place = self.bind(value);
        self.and_text(&format!("{left} {place}"));
    }

    /// Adds `and {condition}`; its values were bound before.
    pub(crate) fn and_text(&mut self, condition: &str) {
        self.is_whole_workspace = false;
        self.text.push_str(" and ");
        self.text.push_str(condition);
    }

    /// Adds `and {column} in (…)`; of no ids, none matches.
    pub(crate) fn and_one_of(&mut self, column: &str, ids: impl IntoIterator<Item = Uuid>) {
        let condition = self.one_of(column, ids);
        self.and_text(&condition);
    }

    /// Adds that an entry (`e`) started in one of some days, of which each lasts from one of the instants to before the
    /// next, and answers the expression that numbers them from 0. `None` without a day.
    pub(crate) fn and_days(&mut self, starts: &[i64]) -> Option<String> {
        let [first, inner @ .., end] = starts else {
            return None;
        };
        self.and("e.started_at >=", *first);
        self.and("e.started_at <", *end);
        let mut day = "0".to_owned();
        for start in inner {
            // Days passed since the first: a comparison each, since their lengths differ.
            let start = self.bind(*start);
            day = format!("{day} + case when e.started_at >= {start} then 1 else 0 end");
        }
        Some(day)
    }

    fn one_of(&mut self, column: &str, ids: impl IntoIterator<Item = Uuid>) -> String {
        let places: Vec<String> = ids.into_iter().map(|id| self.bind(id)).collect();
        if places.is_empty() {
            "1 = 0".to_owned()
        } else {
            format!("{column} in ({})", places.join(", "))
        }
    }

    /// Adds that entries are in one of these groups of things; `None` stands for what has none.
    pub(crate) fn and_groups(&mut self, by: Dimension, keys: &[Option<Uuid>]) {
        match by {
            Dimension::Client => {
                let clients: Vec<_> = keys.iter().map(|id| id.map(ClientId::from_uuid)).collect();
                self.and_clients(&clients);
            }
            Dimension::User => self.and_one_of("e.user_id", keys.iter().copied().flatten()),
            Dimension::Tag => {
                let tags = keys.iter().map(|id| id.map(TagId::from_uuid)).collect();
                self.and_tags(&EntryFilter {
                    tags,
                    ..EntryFilter::default()
                });
            }
            Dimension::Project => {
                let projects: Vec<_> = keys.iter().map(|id| id.map(ProjectId::from_uuid)).collect();
                self.and_projects(&projects);
            }
            Dimension::Day | Dimension::Week | Dimension::Month => {}
        }
    }

    fn and_projects(&mut self, projects: &[Option<ProjectId>]) {
        let mut ways = Vec::new();
        let ids: Vec<Uuid> = projects.iter().flatten().map(|id| id.uuid()).collect();
        if !ids.is_empty() {
            ways.push(self.one_of("e.project_id", ids));
        }
        if projects.contains(&None) {
            ways.push("e.project_id is null".to_owned());
        }
        self.and_any(&ways);
    }

    fn and_clients(&mut self, clients: &[Option<ClientId>]) {
        let mut ways = Vec::new();
        let ids: Vec<Uuid> = clients.iter().flatten().map(|id| id.uuid()).collect();
        if !ids.is_empty() {
            let of_client = self.one_of("f.client_id", ids);
            ways.push(format!(
                "e.project_id in (select f.id from projects f where f.workspace_id = $1 and {of_client})"
            ));
        }
        if clients.contains(&None) {
            ways.push("e.project_id is null".to_owned());
            ways.push(
                "e.project_id in (select f.id from projects f where f.workspace_id = $1 and f.client_id is null)"
                    .to_owned(),
            );
        }
        self.and_any(&ways);
    }

    fn and_tags(&mut self, filter: &EntryFilter) {
        const CARRIES: &str = "select 1 from time_entry_tags g
             where g.workspace_id = e.workspace_id and g.time_entry_id = e.id";
        let ids: Vec<Uuid> = filter.tags.iter().flatten().map(|id| id.uuid()).collect();
        let mut ways = Vec::new();
        match filter.tag_match {
            _ if ids.is_empty() => {}
            TagMatch::Any => {
                let one = self.one_of("g.tag_id", ids);
                ways.push(format!("exists ({CARRIES} and {one})"));
            }
            TagMatch::All => {
                let each: Vec<String> = ids
                    .into_iter()
                    .map(|id| format!("exists ({CARRIES} and g.tag_id = {})", self.bind(id)))
                    .collect();
                ways.push(format!("({})", each.join(" and ")));
            }
        }
        if filter.tags.contains(&None) {
            ways.push(format!("not exists ({CARRIES})"));
        }
        self.and_any(&ways);
    }

    /// Adds one of several ways to match; none asked for is no condition.
    fn and_any(&mut self, ways: &[String]) {
        if !ways.is_empty() {
            self.and_text(&format!("({})", ways.join(" or ")));
        }
    }
}

/// Text to be found as it is: `%`, `_` and `\` stand for themselves.
fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::values::Date;

    fn clause(filter: &EntryFilter) -> Clause {
        let workspace = WorkspaceId::from_uuid(Uuid::from_u128(1));
        let user = UserId::from_uuid(Uuid::from_u128(2));
        Clause::entries(workspace, Some(user), filter, &Zone::named("Europe/Berlin"))
    }

    #[test]
    fn every_value_has_its_place() {
        let filter = EntryFilter {
            from: Some(Date::constant(2026, 3, 29)),
            to: Some(Date::constant(2026, 3, 29)),
            clients: vec![Some(ClientId::from_uuid(Uuid::from_u128(3))), None],
            projects: vec![Some(ProjectId::from_uuid(Uuid::from_u128(4)))],
            tags: vec![
                Some(TagId::from_uuid(Uuid::from_u128(5))),
                Some(TagId::from_uuid(Uuid::from_u128(6))),
            ],
            tag_match: TagMatch::All,
            billable: Some(true),
            text: "100%_Ä".to_owned(),
            ..EntryFilter::default()
        };
        let clause = clause(&filter);
        for place in 1..=clause.values().len() {
            assert!(
                clause.text().contains(&format!("${place}")),
                "{place} in {}",
                clause.text()
            );
        }
        // The day of the clock change has 23 hours.
        let [.., Value::Int(from), Value::Int(to)] = clause.values()[..4] else {
            panic!("{clause:?}")
        };
        assert_eq!(to - from, 23 * 3600);
        assert!(
            clause
                .values()
                .contains(&Value::Text("%100\\%\\_ä%".to_owned()))
        );
    }

    #[test]
    fn an_empty_filter_asks_for_the_person_alone() {
        let clause = clause(&EntryFilter::default());
        assert_eq!(clause.text(), "e.workspace_id = $1 and e.user_id = $2");
        assert_eq!(clause.values().len(), 2);
    }
}
