//! The use case of the dashboard.

use std::collections::HashMap;

use app::access::{Actor, Permission};
use app::dashboard::rules::{distinct, team_of};
use app::dashboard::{Dashboard, Dashboards, RecentWork, Team, TeamMember};
use app::error::AppError;
use app::reports::{Dimension, GroupKey};
use app::time_entries::TimeEntries;
use app::time_entries::query::{EntryFilter, Whose};
use app::values::{DateRange, TimeEntryId, UserId};
use async_trait::async_trait;

use super::sql::load_last_work;
use crate::db::Tx;
use crate::local_time::Zone;
use crate::reports::service::sum_up;
use crate::reports::sql::{load_capacities, load_extent};
use crate::services::Services;
use crate::time_entries::service::{scope, sight};
use crate::time_entries::sql::{Clause, list_people, load_tags_of};

#[async_trait]
impl Dashboards for Services {
    async fn load_dashboard(&self, actor: &Actor) -> Result<Dashboard, AppError> {
        let own = scope(actor, Whose::Own) == Some(actor.user_id);
        let week = self.load_week(actor, None, String::new()).await?;
        let mut tx = self.db.read().await?;
        let is_new = load_extent(&mut tx, actor.workspace_id).await?.is_none();
        let capacities: HashMap<UserId, i64> = if actor.may(Permission::ReadCosts).is_ok() {
            let known = load_capacities(&mut tx, actor.workspace_id).await?;
            let known = known.into_iter();
            known.map(|member| (member.user, member.seconds)).collect()
        } else {
            HashMap::new()
        };
        let recent = if own {
            recent_work(&mut tx, actor).await?
        } else {
            Vec::new()
        };
        let team = team(&mut tx, actor, week.range, &capacities).await?;
        Ok(Dashboard {
            capacity_seconds: capacities.get(&actor.user_id).copied().filter(|_| own),
            week,
            own,
            recent,
            team,
            is_new,
        })
    }
}

/// What the actor worked on last: three steps, however much there is.
async fn recent_work(tx: &mut Tx, actor: &Actor) -> Result<Vec<RecentWork>, AppError> {
    let last = load_last_work(tx, actor.workspace_id, actor.user_id).await?;
    let ids: Vec<TimeEntryId> = last.iter().map(|work| work.entry_id).collect();
    let mut tags = load_tags_of(tx, actor.workspace_id, &ids).await?;
    Ok(distinct(
        last.into_iter()
            .map(|work| RecentWork {
                tags: tags.remove(&work.entry_id).unwrap_or_default(),
                ..work
            })
            .collect(),
    ))
}

/// Everybody's week, where there is more than one person and the actor may see it.
async fn team(
    tx: &mut Tx,
    actor: &Actor,
    week: DateRange,
    capacities: &HashMap<UserId, i64>,
) -> Result<Option<Team>, AppError> {
    if sight(actor).is_some() {
        return Ok(None);
    }
    let people = list_people(tx, actor.workspace_id).await?;
    let zone = Zone::named(&actor.timezone);
    let filter = EntryFilter {
        whose: Whose::Everybody,
        from: Some(week.from),
        to: Some(week.to),
        ..EntryFilter::default()
    };
    let clause = Clause::entries(actor.workspace_id, None, &filter, &zone);
    let (from, before) = zone.bounds(week);
    let bounds = (Some(from), Some(before));
    let sums = sum_up(tx, actor, &clause, bounds, &[Dimension::User], &people).await?;
    let seconds: HashMap<String, i64> = sums
        .groups
        .into_iter()
        .filter_map(|group| match group.key {
            GroupKey::Id(id) => Some((id, group.totals.seconds)),
            GroupKey::None | GroupKey::From(_) => None,
        })
        .collect();
    let team: Vec<TeamMember> = people
        .into_iter()
        .filter_map(|colleague| {
            let tracked = seconds.get(&colleague.who.id.to_string()).copied();
            let tracks = colleague.role.is_some_and(app::access::Role::takes_seat);
            // Who left, and who only reads, are there for the time they have.
            (tracks || tracked.is_some()).then(|| TeamMember {
                capacity_seconds: capacities.get(&colleague.who.id).copied(),
                seconds: tracked.unwrap_or_default(),
                person: colleague.who,
            })
        })
        .collect();
    let sees_capacity = actor.may(Permission::ReadCosts).is_ok();
    Ok((team.len() > 1).then(|| team_of(team, sees_capacity)))
}
