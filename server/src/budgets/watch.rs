//! Budgets that may have reached something: looked at after the commit, so that nobody who writes waits for the sum of a
//! whole project. What waits when the server dies is found by the next write on the project, or by the look through all
//! budgets at the next start and once a day.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::access::Actor;
use app::error::AppError;
use app::values::{ProjectId, UserId, WorkspaceId};
use tokio::sync::Notify;

use crate::services::Services;

/// Between two looks through all budgets.
const DAY: Duration = Duration::from_hours(24);
/// Before another attempt when the database is busy or away.
const PAUSE: Duration = Duration::from_secs(5);

/// What is to be looked at on this server.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    asks: Mutex<HashMap<(WorkspaceId, UserId), Ask>>,
    news: Notify,
}

/// Whose change it was, and which projects it touched; `None` is all of them.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) actor: Actor,
    pub(super) projects: Option<BTreeSet<ProjectId>>,
}

impl Watch {
    fn asks(&self) -> MutexGuard<'_, HashMap<(WorkspaceId, UserId), Ask>> {
        self.0.asks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a look at budgets; more of the same person become one.
    pub(super) fn ask(&self, new: Ask) {
        let mut asks = self.asks();
        let key = (new.actor.workspace_id, new.actor.user_id);
        let projects = match asks.remove(&key) {
            None => new.projects,
            Some(before) => before.projects.zip(new.projects).map(|(mut all, more)| {
                all.extend(more);
                all
            }),
        };
        let actor = new.actor;
        asks.insert(key, Ask { actor, projects });
        drop(asks);
        self.0.news.notify_one();
    }

    /// Everything that was asked for since the last time.
    pub(super) fn take(&self) -> Vec<Ask> {
        self.asks().drain().map(|(_, ask)| ask).collect()
    }
}

/// Looks at what is asked for, and at everything once a day, until it is aborted.
pub async fn run(services: Arc<Services>) {
    let mut days = tokio::time::interval(DAY);
    loop {
        let looked: Result<(), AppError> = tokio::select! {
            () = services.budgets.0.news.notified() => services.check_budgets().await,
            _ = days.tick() => services.check_all_budgets().await,
        };
        if let Err(error) = looked {
            tracing::warn!(%error, "budgets will be looked at again");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::access::{BillingState, Plan, Role};
    use app::values::{Currency, WeekStart};
    use uuid::Uuid;

    fn ask(user: u128, projects: Option<&[u128]>) -> Ask {
        let projects = projects.map(|projects| {
            let ids = projects.iter();
            ids.map(|id| ProjectId::from_uuid(Uuid::from_u128(*id)))
                .collect()
        });
        let actor = Actor {
            user_id: UserId::from_uuid(Uuid::from_u128(user)),
            workspace_id: WorkspaceId::from_uuid(Uuid::nil()),
            role: Role::Owner,
            plan: Plan::Team,
            billing: BillingState::Active,
            timezone: "UTC".to_owned(),
            week_start: WeekStart::Monday,
            currency: Currency::USD,
        };
        Ask { actor, projects }
    }

    #[test]
    fn what_one_person_asks_for_becomes_one() {
        let watch = Watch::default();
        for ask in [
            ask(1, Some(&[1, 2])),
            ask(1, Some(&[2, 3])),
            ask(2, Some(&[1])),
            ask(2, None),
            ask(2, Some(&[1])),
        ] {
            watch.ask(ask);
        }
        let mut found = watch.take();
        found.sort_by_key(|ask| ask.actor.user_id);
        let counts: Vec<Option<usize>> = found
            .iter()
            .map(|ask| ask.projects.as_ref().map(BTreeSet::len))
            .collect();
        assert_eq!(counts, [Some(3), None]);
        assert!(watch.take().is_empty());
    }
}
