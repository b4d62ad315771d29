//! What an export was asked for: which entries, and how its file's name and its title say so.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::time_entries::query::{EntryFilter, Whose};
use app::values::{ClientId, ProjectId, TagId, UserId};
use uuid::Uuid;

use super::csv::ExportedEntry;
use super::pdf::{Beyond, Names};
use super::sql;
use crate::db::Tx;
use crate::local_time::Zone;
use crate::sessions::moment;
use crate::time_entries::records::EntryAsk;
use crate::time_entries::service::scope;
use crate::time_entries::sql::{Clause, list_people};

/// What an export holds, in a form for the database and in one for people.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Which entries.
    pub(super) clause: Clause,
    /// Days and filters, to be named.
    pub(super) filter: EntryFilter,
    /// What else a program asked for.
    pub(super) beyond: Beyond,
    /// The people it named, unless that was one.
    people: Option<Vec<UserId>>,
}

impl Wanted {
    /// What a page's filter asks for.
    pub(super) fn by_page(clause: Clause, filter: EntryFilter) -> Self {
        Self {
            clause,
            filter,
            beyond: Beyond::default(),
            people: None,
        }
    }

    /// What a program asks for, if the actor may have it.
    ///
    /// # Errors
    /// When role or plan forbid it.
    pub(super) fn by_program(actor: &Actor, ask: &EntryAsk) -> Result<Self, AppError> {
        actor.must(Permission::ExportOwnTime)?;
        let whose = match ask.users.as_deref() {
            Some([user]) => Whose::Person(*user),
            _ => Whose::Everybody,
        };
        if scope(actor, whose) != Some(actor.user_id) {
            actor.must(Permission::ExportAllTime)?;
        }
        let zone = Zone::named(&actor.timezone);
        let last = ask.before.map(|before| before.saturating_sub(1));
        let filter = EntryFilter {
            whose,
            from: ask.from.map(|at| zone.day(at)),
            to: last.map(|at| zone.day(at)),
            ..ask.filter.clone()
        };
        let is_midnight = |at: i64| zone.start_of(zone.day(at)) == at;
        let within_a_day = |edge: &i64| !is_midnight(*edge);
        let beyond = Beyond {
            invoiced: ask.invoiced,
            from: ask.from.filter(within_a_day).map(|at| moment(&zone, at)),
            to: ask
                .before
                .filter(within_a_day)
                .and(last)
                .map(|at| moment(&zone, at)),
        };
        Ok(Self {
            clause: ask.clause(actor),
            filter,
            beyond,
            people: ask.users.clone().filter(|users| users.len() != 1),
        })
    }

    /// What the filter's ids are called: a person by the entries that were let through, anything else by itself, as far
    /// as it is the workspace's.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn names(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        first: Option<&ExportedEntry>,
    ) -> Result<Names, AppError> {
        let filter = &self.filter;
        let is_one = scope(actor, filter.whose).is_some();
        let people = match &self.people {
            Some(_) if is_one => Some(Vec::new()),
            Some(asked) => Some(names_of_people(tx, actor, asked).await?),
            None => None,
        };
        let mut named = async |table, ids: Vec<Option<Uuid>>| {
            let wanted: Vec<Uuid> = ids.iter().copied().flatten().collect();
            let known = sql::load_names(tx, actor.workspace_id, table, wanted).await?;
            let name = |id: Option<Uuid>| match id {
                None => Some(None),
                Some(id) => known.get(&id).cloned().map(Some),
            };
            // Of ids that are nobody's here there is nothing to say.
            let names: Option<Vec<_>> = ids.into_iter().map(name).collect();
            Ok::<_, AppError>(names.unwrap_or_default())
        };
        let clients = filter.clients.iter().map(|id| id.map(ClientId::uuid));
        let projects = filter.projects.iter().map(|id| id.map(ProjectId::uuid));
        let tags = filter.tags.iter().map(|id| id.map(TagId::uuid));
        Ok(Names {
            person: first.filter(|_| is_one).map(|entry| entry.user.clone()),
            people,
            clients: named("clients", clients.collect()).await?,
            projects: named("projects", projects.collect()).await?,
            tags: named("tags", tags.collect()).await?,
        })
    }

    /// `Northwind Studio 2026-11-01 to 2026-11-30.csv`, without what file systems refuse.
    pub(super) fn file_name(&self, workspace: &str, kind: &str) -> String {
        format!("{}.{kind}", self.stem(workspace))
    }

    /// The same but for what kind of file it is.
    pub(super) fn stem(&self, workspace: &str) -> String {
        let workspace = safe_name(workspace);
        match (self.filter.from, self.filter.to) {
            (None, None) => workspace,
            (Some(from), None) => format!("{workspace} from {from}"),
            (None, Some(to)) => format!("{workspace} to {to}"),
            (Some(from), Some(to)) => format!("{workspace} {from} to {to}"),
        }
    }
}

/// A name for a file, without what file systems refuse.
pub(crate) fn safe_name(name: &str) -> String {
    let refused = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let name: String = name
        .chars()
        .map(|c| if refused(c) { '-' } else { c })
        .take(80)
        .collect();
    // A leading dot would hide the file.
    name.trim().trim_start_matches('.').to_owned()
}

/// What these people are called, if all of them are, or were, the workspace's; of others there is nothing to say.
async fn names_of_people(
    tx: &mut Tx,
    actor: &Actor,
    asked: &[UserId],
) -> Result<Vec<String>, AppError> {
    if asked.is_empty() {
        return Ok(vec!["nobody".to_owned()]);
    }
    let mut known = list_people(tx, actor.workspace_id).await?;
    let is_known = |user: &UserId| known.iter().any(|person| person.who.id == *user);
    if !asked.iter().all(is_known) {
        return Ok(Vec::new());
    }
    known.retain(|person| asked.contains(&person.who.id));
    Ok(known.into_iter().map(|person| person.who.name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::access::{BillingState, Plan, Role};
    use app::values::{Currency, Date, WeekStart, WorkspaceId};

    fn actor(role: Role) -> Actor {
        Actor {
            user_id: UserId::from_uuid(Uuid::from_u128(1)),
            workspace_id: WorkspaceId::from_uuid(Uuid::from_u128(2)),
            role,
            plan: Plan::Business,
            billing: BillingState::Active,
            timezone: "Europe/Berlin".into(),
            week_start: WeekStart::Monday,
            currency: Currency::USD,
        }
    }

    fn file_name(workspace: &str, filter: EntryFilter, kind: &str) -> String {
        let clause = EntryAsk::default().clause(&actor(Role::Owner));
        Wanted::by_page(clause, filter).file_name(workspace, kind)
    }

    #[test]
    fn file_names_hold_nothing_dangerous() {
        let (from, to) = (
            Some(Date::constant(2026, 11, 1)),
            Some(Date::constant(2026, 11, 30)),
        );
        let november = EntryFilter {
            from,
            to,
            ..EntryFilter::default()
        };
        assert_eq!(
            file_name("Büro", november, "csv"),
            "Büro 2026-11-01 to 2026-11-30.csv"
        );
        assert_eq!(
            file_name("../a\"b\r\nc", EntryFilter::default(), "pdf"),
            "-a-b--c.pdf"
        );
        for (name, safe) in [
            ("Q3: a/b", "Q3- a-b"),
            ("..hidden", "hidden"),
            (" Büro ", "Büro"),
        ] {
            assert_eq!(safe_name(name), safe);
        }
        let since = EntryFilter {
            from,
            ..EntryFilter::default()
        };
        assert_eq!(file_name("A", since, "csv"), "A from 2026-11-01.csv");
    }

    #[test]
    fn a_program_s_instants_are_days_and_the_rest_of_one_is_told() {
        let zone = Zone::named("Europe/Berlin");
        let midnight = |day| zone.start_of(Date::constant(2026, 11, day));
        // from, before → the name, whether the first and the last day are told to the minute
        let table = [
            (None, None, "A.csv", (false, false)),
            (
                Some(midnight(1)),
                Some(midnight(3)),
                "A 2026-11-01 to 2026-11-02.csv",
                (false, false),
            ),
            (
                Some(midnight(1) + 60),
                Some(midnight(2) + 61),
                "A 2026-11-01 to 2026-11-02.csv",
                (true, true),
            ),
            (
                None,
                Some(midnight(2) + 61),
                "A to 2026-11-02.csv",
                (false, true),
            ),
            (
                Some(midnight(1)),
                None,
                "A from 2026-11-01.csv",
                (false, false),
            ),
        ];
        for (from, before, name, told) in table {
            let ask = EntryAsk {
                from,
                before,
                ..EntryAsk::default()
            };
            let wanted = Wanted::by_program(&actor(Role::Owner), &ask).unwrap();
            assert_eq!(wanted.file_name("A", "csv"), name);
            let beyond = wanted.beyond;
            assert_eq!((beyond.from.is_some(), beyond.to.is_some()), told, "{name}");
        }
    }
}
