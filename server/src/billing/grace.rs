//! The grace after a failed renewal: 14 days in which everything works, then read-only until it is paid.

use std::sync::Arc;
use std::time::Duration;

use app::access::{BillingState, GRACE_SECONDS, Plan, Room};
use app::billing::rules::room_words;
use app::error::AppError;
use app::values::WorkspaceId;

use super::service::room_activity;
use super::sql::{self, Standing};
use crate::activity::{Activity, Changes};
use crate::db::Tx;
use crate::mail::{Letter, Recipient};
use crate::services::Services;

/// Another process, such as an operator's command, can begin a grace period: looked for this often.
const LOOK_SECONDS: i64 = 60;

impl Services {
    /// Makes a workspace read-only if its grace is over, with its timers paused at the very end of it. Whoever comes
    /// first does it, and nobody a second time.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn settle_grace(&self, workspace: WorkspaceId) -> Result<(), AppError> {
        let mut tx = self.write_in(workspace).await?;
        let Some(before) = sql::find_standing(&mut tx, workspace).await? else {
            return Ok(());
        };
        if self.settle_in(&mut tx, workspace).await? == before {
            return Ok(());
        }
        let members = crate::workspaces::sql::list_member_ids(&mut tx, workspace).await?;
        tx.commit().await?;
        self.bus.announce_all(&members);
        Ok(())
    }

    /// Settles every grace that is over; answers when the next one ends.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn settle_every_grace(&self) -> Result<Option<i64>, AppError> {
        let mut tx = self.db.read().await?;
        let over = sql::list_grace_until(&mut tx, self.now() - GRACE_SECONDS).await?;
        drop(tx);
        for workspace in over {
            self.settle_grace(workspace).await?;
        }
        let mut tx = self.db.read().await?;
        let began = sql::find_oldest_grace(&mut tx).await?;
        Ok(began.map(|began| began + GRACE_SECONDS))
    }

    /// [`Services::settle_grace`] inside a transaction; answers how things stand then.
    ///
    /// # Errors
    /// `AppError::NotFound` if there is no such workspace.
    pub(super) async fn settle_in(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
    ) -> Result<Standing, AppError> {
        let standing = sql::find_standing(tx, workspace)
            .await?
            .ok_or(AppError::NotFound)?;
        let over = standing.state == BillingState::PastDue
            && standing.state.at(standing.past_due_since, self.now()) == BillingState::ReadOnly;
        match standing.past_due_since {
            Some(since) if over => {
                self.make_read_only_in(tx, &standing, since + GRACE_SECONDS, Some(since))
                    .await
            }
            _ => Ok(standing),
        }
    }

    /// Read-only from `at` on: timers stop there with their time kept, and the Owner gets a letter.
    pub(super) async fn make_read_only_in(
        &self,
        tx: &mut Tx,
        standing: &Standing,
        at: i64,
        since: Option<i64>,
    ) -> Result<Standing, AppError> {
        let now = self.now();
        sql::set_state(tx, standing.id, BillingState::ReadOnly, since, now).await?;
        self.pause_timers_in(tx, standing.id, None, at, None)
            .await?;
        let became = activity("billing.became_read_only", standing);
        self.record_system_at(tx, standing.id, became, at).await?;
        let letter = Letter::WorkspaceReadOnly {
            workspace: standing.name.clone(),
            link: self.billing_link(),
        };
        self.write_to_owner(tx, standing.id, letter).await?;
        Ok(Standing {
            state: BillingState::ReadOnly,
            past_due_since: since,
            ..standing.clone()
        })
    }

    /// A renewal failed at `at`. Grace that is under way goes on as it was, and what is read-only stays so.
    pub(super) async fn fail_in(
        &self,
        tx: &mut Tx,
        standing: &Standing,
        at: i64,
    ) -> Result<(), AppError> {
        if standing.state == BillingState::Active {
            self.begin_grace_in(tx, standing, at).await?;
        }
        Ok(())
    }

    /// Grace begins at `at`, whatever was before; one that is over by now has its end at once.
    pub(super) async fn begin_grace_in(
        &self,
        tx: &mut Tx,
        standing: &Standing,
        at: i64,
    ) -> Result<(), AppError> {
        let state = BillingState::PastDue;
        sql::set_state(tx, standing.id, state, Some(at), self.now()).await?;
        let failed = activity("billing.payment_failed", standing);
        self.record_system_at(tx, standing.id, failed, at).await?;
        if self.settle_in(tx, standing.id).await?.state == state {
            let letter = Letter::PaymentFailed {
                workspace: standing.name.clone(),
                ends_at: at + GRACE_SECONDS,
                link: self.billing_link(),
            };
            self.write_to_owner(tx, standing.id, letter).await?;
        }
        Ok(())
    }

    /// It is paid: everything works again. Timers stay as they are.
    pub(super) async fn restore_in(
        &self,
        tx: &mut Tx,
        standing: &Standing,
    ) -> Result<(), AppError> {
        if standing.state == BillingState::Active {
            return Ok(());
        }
        sql::set_state(tx, standing.id, BillingState::Active, None, self.now()).await?;
        self.record_system(tx, standing.id, activity("billing.restored", standing))
            .await
    }

    /// Nothing is paid any more. Who fits into what costs nothing goes on there; else the workspace is read-only.
    pub(super) async fn end_in(&self, tx: &mut Tx, standing: &Standing) -> Result<(), AppError> {
        let free = Room {
            plan: Plan::Free,
            seats: None,
        };
        let usage = sql::count_people(tx, standing.id).await?;
        if free.fits(usage.people, usage.seated).is_ok() {
            self.set_room_in(tx, standing, free, None).await?;
            return self.restore_in(tx, standing).await;
        }
        if standing.state != BillingState::ReadOnly {
            self.make_read_only_in(tx, standing, self.now(), standing.past_due_since)
                .await?;
        }
        Ok(())
    }

    /// Gives a workspace its room and says so to the log, in the actor's name or nobody's.
    pub(super) async fn set_room_in(
        &self,
        tx: &mut Tx,
        standing: &Standing,
        room: Room,
        actor: Option<&app::access::Actor>,
    ) -> Result<(), AppError> {
        if standing.room == room {
            return Ok(());
        }
        sql::set_room(tx, standing.id, room, self.now()).await?;
        let (before, words) = (room_words(standing.room), room_words(room));
        let activity = room_activity(&words);
        let changes = Changes::new().text("plan", &before, &words);
        let user = actor.map(|actor| actor.user_id);
        self.record_line(tx, standing.id, user, activity, changes, self.now())
            .await
    }

    fn billing_link(&self) -> String {
        format!(
            "{}{}",
            self.config.public_address(),
            app::billing::PAGE_PATH
        )
    }

    async fn write_to_owner(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        letter: Letter,
    ) -> Result<(), AppError> {
        let Some((name, email)) = sql::find_owner(tx, workspace).await? else {
            return Ok(());
        };
        self.queue_letter(tx, Recipient { name, email }, letter)
            .await
    }
}

fn activity<'a>(action: &'a str, standing: &'a Standing) -> Activity<'a> {
    Activity {
        action,
        target_kind: "billing",
        target_id: Some(standing.id.uuid()),
        target_name: &standing.name,
    }
}

/// Ends grace periods at their moment, so that open pages see it; runs as long as the server does.
pub async fn watch(services: Arc<Services>) {
    loop {
        let wait = match services.settle_every_grace().await {
            Ok(Some(next)) => (next - services.now()).clamp(1, LOOK_SECONDS),
            Ok(None) => LOOK_SECONDS,
            Err(error) => {
                tracing::warn!(%error, "grace periods will be looked at again in a minute");
                LOOK_SECONDS
            }
        };
        tokio::time::sleep(Duration::from_secs(u64::try_from(wait).unwrap_or(60))).await;
    }
}
