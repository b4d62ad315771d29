//! Giving saved entries a new rate, inside the transaction that changes it.

use app::access::Actor;
use app::activity::Value;
use app::error::AppError;
use app::events::EventType;
use app::rates::rules::RateReach;
use app::time_entries::rules::MAX_AT_ONCE;
use app::values::UserId;

use super::change::{RateChange, Says};
use super::sql;
use crate::activity::{Activity, Changes};
use crate::db::Tx;
use crate::event_log::Happening;
use crate::local_time::Zone;
use crate::services::Services;
use crate::workspaces::sql::list_member_ids;

/// What a new rate did to saved entries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rerated {
    /// How many have it.
    pub(crate) count: i64,
    /// What is to be told of them: one by one while they are few, else as one change of the workspace.
    pub(crate) happenings: Vec<Happening>,
}

impl Services {
    /// Gives saved entries the new rate as far as it reaches, and notes it; telling is the caller's.
    pub(crate) async fn rerate(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        change: RateChange,
        reach: RateReach,
    ) -> Result<Rerated, AppError> {
        let RateReach::Since(day) = reach else {
            return Ok(Rerated::default());
        };
        if change.is_none() {
            return Ok(Rerated::default());
        }
        let (workspace, now) = (actor.workspace_id, self.now());
        let since = Zone::named(&actor.timezone).start_of(day);
        let one_more = i64::try_from(MAX_AT_ONCE + 1).unwrap_or(i64::MAX);
        let mut some = sql::list_affected(tx, workspace, &change, since, one_more).await?;
        if some.is_empty() {
            return Ok(Rerated::default());
        }
        let count = sql::rerate(tx, workspace, &change, since, now).await?;
        let words = match count {
            1 => "1 time entry".to_owned(),
            _ => format!("{count} time entries"),
        };
        let activity = Activity {
            action: "time_entry.updated",
            target_kind: "time_entry",
            target_id: None,
            target_name: &words,
        };
        let cents = |says: Says| match says {
            Says::Cents(cents) => Some(Value::Money(cents, change.currency)),
            Says::Workspace | Says::Member => None,
        };
        let changes = Changes::new().values("hourly_rate", cents(change.old), cents(change.new));
        self.record_changes(tx, actor, activity, changes).await?;
        let happenings = if some.len() > MAX_AT_ONCE {
            vec![Happening::workspace(EventType::WorkspaceUpdated, workspace)]
        } else {
            some.sort_unstable();
            let updated = |(id, user)| Happening::entry(EventType::TimeEntryUpdated, id, user);
            some.into_iter().map(updated).collect()
        };
        Ok(Rerated {
            count: i64::try_from(count).unwrap_or(i64::MAX),
            happenings,
        })
    }

    /// Gives a member's saved entries their new rate; answers how many have it.
    pub(crate) async fn rerate_member(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        user: UserId,
        rates: (Option<i64>, Option<i64>),
        reach: RateReach,
    ) -> Result<i64, AppError> {
        let change = RateChange::of_member(user, rates, actor.currency);
        let rerated = self.rerate(tx, actor, change, reach).await?;
        self.happened(tx, actor, &rerated.happenings).await?;
        if rerated.count > 0 {
            self.notice_budgets(tx, actor, None).await?;
        }
        Ok(rerated.count)
    }

    /// Keeps what was written, and tells everybody's open pages where entries of others may have changed, too.
    pub(crate) async fn commit_rates(
        &self,
        mut tx: Tx,
        actor: &Actor,
        rerated: i64,
    ) -> Result<(), AppError> {
        let people = if rerated > 0 {
            list_member_ids(&mut tx, actor.workspace_id).await?
        } else {
            vec![actor.user_id]
        };
        tx.commit().await?;
        self.bus.announce_all(&people);
        Ok(())
    }
}
