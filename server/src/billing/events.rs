//! What a payment provider tells: each piece of news is taken in once, and an older one never undoes a newer one.

use app::access::{Plan, Room};
use app::error::AppError;
use app::values::WorkspaceId;

use super::provider::Payer;
use super::sql::{self, Account, Standing};
use crate::db::Tx;
use crate::services::Services;

/// News are remembered this long; providers repeat them for days.
const REMEMBER_SECONDS: i64 = 90 * 24 * 3600;

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentEvent {
    /// The provider's name for it.
    pub id: String,
    /// When it was made, in unix seconds.
    pub at: i64,
    /// What happened to which subscription; `None` for what concerns no plan.
    pub news: Option<(Subject, News)>,
}

/// Which subscription news are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Who pays.
    pub customer: String,
    /// What is paid.
    pub subscription: String,
    /// The workspace, as it was named when the subscription was made.
    pub workspace: Option<WorkspaceId>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// A subscription was bought; with its room, if it is paid for already.
    Bought(Option<Room>),
    /// A subscription is for this room now, and its payment stands like this.
    Updated(Option<Room>, Payment),
    /// It ended.
    Ended,
    /// A renewal could not be paid.
    Failed,
    /// It was paid.
    Paid,
}

/// How a subscription's payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payment {
    /// Paid.
    InOrder,
    /// A renewal could not be paid.
    Failed,
    /// The first payment is still to come: nothing holds yet.
    Pending,
}

impl Services {
    /// Takes in what the provider told.
    ///
    /// # Errors
    /// When the database is out of reach; the provider tells it again.
    pub async fn take_payment_event(&self, event: PaymentEvent) -> Result<(), AppError> {
        let Some((subject, news)) = &event.news else {
            return Ok(());
        };
        let mut tx = self.db.read().await?;
        let by_customer = sql::find_workspace_of(&mut tx, &subject.customer).await?;
        drop(tx);
        let Some(workspace) = by_customer.or(subject.workspace) else {
            tracing::info!(event = event.id, "a payment event of no workspace here");
            return Ok(());
        };
        if matches!(news, News::Bought(_)) {
            self.end_superseded(workspace, subject, event.at).await?;
        }
        let mut tx = self.write_in(workspace).await?;
        let now = self.now();
        let known = sql::find_standing(&mut tx, workspace).await?.is_some();
        if !known || !sql::remember_event(&mut tx, &event.id, now).await? {
            return Ok(());
        }
        // What ended before is over before what comes now: a late payment gives no paused time back.
        let standing = self.settle_in(&mut tx, workspace).await?;
        let at = event.at;
        let account = sql::find_account(&mut tx, workspace).await?;
        if let Some(account) = account_for(account, subject, *news, at) {
            self.apply(&mut tx, standing, account, *news, at).await?;
        }
        let members = crate::workspaces::sql::list_member_ids(&mut tx, workspace).await?;
        tx.commit().await?;
        self.bus.announce_all(&members);
        Ok(())
    }

    /// Who bought twice, for instance in two tabs, pays once: the older of two subscriptions ends at the provider, before
    /// the news is taken in, so that a provider out of reach has it sent again.
    async fn end_superseded(
        &self,
        workspace: WorkspaceId,
        bought: &Subject,
        at: i64,
    ) -> Result<(), AppError> {
        let mut tx = self.db.read().await?;
        let known = sql::find_account(&mut tx, workspace).await?;
        drop(tx);
        let Some(older) = known.and_then(|known| superseded(known, bought, at)) else {
            return Ok(());
        };
        let payer = Payer {
            workspace,
            email: String::new(),
            customer: None,
            subscription: Some(older),
        };
        let nothing = Room {
            plan: Plan::Free,
            seats: None,
        };
        self.payments.change(&payer, nothing, self.new_id()).await?;
        Ok(())
    }

    async fn apply(
        &self,
        tx: &mut Tx,
        standing: Standing,
        mut account: Account,
        news: News,
        at: i64,
    ) -> Result<(), AppError> {
        let workspace = standing.id;
        let (room, payment) = match news {
            News::Bought(room) => (room, room.map(|_| Payment::InOrder)),
            News::Updated(_, Payment::Pending) | News::Ended => (None, None),
            News::Updated(room, payment) => (room, Some(payment)),
            News::Failed => (None, Some(Payment::Failed)),
            News::Paid => (None, Some(Payment::InOrder)),
        };
        if let Some(room) = room.filter(|_| at >= account.room_at) {
            account.room_at = at;
            self.set_room_in(tx, &standing, room, None).await?;
        }
        if let Some(payment) = payment.filter(|_| at >= account.payment_at) {
            account.payment_at = at;
            match payment {
                Payment::InOrder => self.restore_in(tx, &standing).await?,
                // A provider's clock may be ahead.
                Payment::Failed => self.fail_in(tx, &standing, at.min(self.now())).await?,
                Payment::Pending => {}
            }
        }
        if news == News::Ended {
            account.subscription = None;
            (account.room_at, account.payment_at) =
                (account.room_at.max(at), account.payment_at.max(at));
            self.end_in(tx, &standing).await?;
        }
        sql::keep_account(tx, workspace, &account, self.now()).await
    }

    /// Forgets news that nobody repeats any more.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn purge_payment_events(&self) -> Result<u64, AppError> {
        let mut tx = self.db.write(uuid::Uuid::nil()).await?;
        let gone = sql::delete_events_before(&mut tx, self.now() - REMEMBER_SECONDS).await?;
        tx.commit().await?;
        Ok(gone)
    }
}

/// The account that the news are for; `None` where they are about a subscription that is no longer, or not yet, this
/// workspace's.
fn account_for(known: Option<Account>, subject: &Subject, news: News, at: i64) -> Option<Account> {
    let fresh = || Account {
        customer: subject.customer.clone(),
        subscription: Some(subject.subscription.clone()),
        room_at: 0,
        payment_at: 0,
    };
    let Some(known) = known else {
        return (news != News::Ended).then(fresh);
    };
    if known.subscription.as_deref() == Some(subject.subscription.as_str()) {
        return Some(known);
    }
    // A purchase replaces what was there, unless that is newer.
    let replaces = matches!(news, News::Bought(_)) && at >= known.room_at;
    replaces.then(fresh)
}

/// Which of two live subscriptions of one workspace is the older: that of the account, or the one just bought, whose news
/// was made at `at`.
fn superseded(known: Account, bought: &Subject, at: i64) -> Option<String> {
    let live = known.subscription?;
    if live == bought.subscription {
        None
    } else if at >= known.room_at {
        Some(live)
    } else {
        Some(bought.subscription.clone())
    }
}

/// Plan and seats that a provider's names stand for.
#[must_use]
pub fn room_of(plan: Plan, quantity: i64) -> Room {
    Room {
        plan,
        seats: plan.has_seats().then_some(quantity.max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(subscription: &str) -> Subject {
        Subject {
            customer: "cus_1".into(),
            subscription: subscription.into(),
            workspace: None,
        }
    }

    fn account(subscription: Option<&str>) -> Account {
        Account {
            customer: "cus_1".into(),
            subscription: subscription.map(str::to_owned),
            room_at: 100,
            payment_at: 100,
        }
    }

    #[test]
    fn of_two_purchases_the_older_ends() {
        let ends = |known: Option<&str>, at| superseded(account(known), &subject("sub_2"), at);
        assert_eq!(ends(Some("sub_1"), 200), Some("sub_1".into()));
        assert_eq!(ends(Some("sub_1"), 50), Some("sub_2".into()));
        assert_eq!(ends(Some("sub_2"), 200), None);
        assert_eq!(ends(None, 200), None);
    }

    #[test]
    fn news_are_for_the_subscription_that_is() {
        let has = |known: Option<Account>, subscription: &str, news, at| {
            account_for(known, &subject(subscription), news, at)
                .and_then(|account| account.subscription)
        };
        let own = Some("sub_1".to_owned());
        assert_eq!(has(None, "sub_1", News::Paid, 1), own);
        assert_eq!(has(None, "sub_1", News::Ended, 1), None);
        assert_eq!(
            has(Some(account(Some("sub_1"))), "sub_1", News::Paid, 1),
            own
        );
        assert_eq!(
            has(Some(account(Some("sub_2"))), "sub_1", News::Ended, 200),
            None
        );
        assert_eq!(has(Some(account(None)), "sub_1", News::Paid, 200), None);
        let bought = News::Bought(None);
        assert_eq!(has(Some(account(Some("sub_2"))), "sub_1", bought, 100), own);
        assert_eq!(has(Some(account(Some("sub_2"))), "sub_1", bought, 99), None);
    }

    #[test]
    fn seats_come_with_plans_that_have_them() {
        assert_eq!(room_of(Plan::SoloPro, 1).seats, None);
        assert_eq!(room_of(Plan::Team, 4).seats, Some(4));
    }
}
