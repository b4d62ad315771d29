//! What an operator sets: plan and seats, and how the payment stands, for instance as another system knows it.

use app::access::{BillingState, GRACE_SECONDS, Plan, Room};
use app::billing::rules::must_fit;
use app::error::AppError;
use app::values::WorkspaceId;

use super::sql::{self, Standing};
use crate::services::Services;

impl Services {
    /// Gives a workspace a plan, if everybody fits. `seats` of `None` keeps their number, `Some(None)` takes the limit away.
    ///
    /// # Errors
    /// `AppError::NotFound` if there is no such workspace, `AppError::Invalid` if people do not fit.
    pub async fn set_plan(
        &self,
        workspace: WorkspaceId,
        plan: Plan,
        seats: Option<Option<i64>>,
    ) -> Result<Standing, AppError> {
        let mut tx = self.write_in(workspace).await?;
        let standing = self.settle_in(&mut tx, workspace).await?;
        let seats = seats.unwrap_or(standing.room.seats);
        let room = Room {
            plan,
            seats: seats.filter(|_| plan.has_seats()),
        };
        let usage = sql::count_people(&mut tx, workspace).await?;
        must_fit(room, usage.people, usage.seated)?;
        self.set_room_in(&mut tx, &standing, room, None).await?;
        self.finish(tx, workspace).await
    }

    /// Says how the payment of a workspace stands. `since` is when the renewal failed; a failure that is repeated
    /// without it changes nothing.
    ///
    /// # Errors
    /// `AppError::NotFound` if there is no such workspace, `AppError::Invalid` if `since` is still to come.
    pub async fn set_billing(
        &self,
        workspace: WorkspaceId,
        state: BillingState,
        since: Option<i64>,
    ) -> Result<Standing, AppError> {
        let now = self.now();
        if since.is_some_and(|since| since > now) {
            return Err(AppError::field(
                "since",
                "invalid",
                "The renewal cannot fail in the future. Use an instant that has passed.",
            ));
        }
        let mut tx = self.write_in(workspace).await?;
        let standing = self.settle_in(&mut tx, workspace).await?;
        match (state, since) {
            (BillingState::Active, _) => self.restore_in(&mut tx, &standing).await?,
            (BillingState::PastDue, None) => self.fail_in(&mut tx, &standing, now).await?,
            (BillingState::PastDue, Some(since)) => {
                self.begin_grace_in(&mut tx, &standing, since).await?;
            }
            (BillingState::ReadOnly, since) if standing.state != BillingState::ReadOnly => {
                let since = since.or(standing.past_due_since);
                let at = since.map_or(now, |since| now.min(since + GRACE_SECONDS));
                self.make_read_only_in(&mut tx, &standing, at, since)
                    .await?;
            }
            (BillingState::ReadOnly, _) => {}
        }
        self.finish(tx, workspace).await
    }

    /// Commits, tells everybody's open pages, and answers how things stand.
    async fn finish(
        &self,
        mut tx: crate::db::Tx,
        workspace: WorkspaceId,
    ) -> Result<Standing, AppError> {
        let standing = sql::find_standing(&mut tx, workspace)
            .await?
            .ok_or(AppError::NotFound)?;
        let members = crate::workspaces::sql::list_member_ids(&mut tx, workspace).await?;
        tx.commit().await?;
        self.bus.announce_all(&members);
        Ok(standing)
    }
}
