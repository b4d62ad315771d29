//! The use cases of plan, seats and payment.

use app::access::{Actor, BillingState, GRACE_SECONDS, Permission, Plan, Room};
use app::billing::rules::{must_fit, parse_room, shrinks};
use app::billing::{Billing, BillingDesk, Changed, PaymentTrouble, RoomForm};
use app::error::AppError;
use app::values::WorkspaceId;
use async_trait::async_trait;

use super::provider::Payer;
use super::sql::{self, Standing};
use crate::activity::Activity;
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;
use crate::sessions::moment;

#[async_trait]
impl BillingDesk for Services {
    async fn load_billing(&self, actor: &Actor) -> Result<Billing, AppError> {
        let mut tx = self.db.read().await?;
        let standing = load(&mut tx, actor.workspace_id).await?;
        let usage = sql::count_people(&mut tx, actor.workspace_id).await?;
        let account = sql::find_account(&mut tx, actor.workspace_id).await?;
        let provider = self.payments.provider();
        Ok(Billing {
            plan: standing.room.plan,
            seats: standing.room.seats,
            usage: Some(usage).filter(|_| actor.may(Permission::ReadMembers).is_ok()),
            trouble: self.payment_trouble(actor, standing.state, standing.past_due_since),
            provider,
            has_portal: provider != app::billing::Provider::Manual && account.is_some(),
            manages: actor.may(Permission::ManageBilling).is_ok(),
        })
    }

    async fn change_room(&self, actor: &Actor, form: RoomForm) -> Result<Changed, AppError> {
        actor.must(Permission::ManageBilling)?;
        let mut tx = self.write_as(actor).await?;
        let before = load(&mut tx, actor.workspace_id).await?;
        let room = parse_room(&form, before.room, self.payments.provider())?;
        let usage = sql::count_people(&mut tx, actor.workspace_id).await?;
        must_fit(room, usage.people, usage.seated)?;
        let payer = self.payer(&mut tx, actor.workspace_id).await?;
        if room == before.room && payer.subscription.is_some() == (room.plan > Plan::Free) {
            return Ok(Changed::Done);
        }
        // Less holds before the provider is asked, so that nobody joins a seat that is being given back; more holds
        // once it is paid for.
        let less = shrinks(before.room, room);
        if less {
            self.set_room_in(&mut tx, &before, room, Some(actor))
                .await?;
            tx.commit().await?;
        } else {
            drop(tx);
        }
        let changed = self.payments.change(&payer, room, self.new_id()).await;
        match &changed {
            Ok(Changed::Done) if less => {}
            Ok(Changed::Done) => self.put_room(actor, before.room, room).await?,
            // To be paid first: until then what was is.
            Ok(Changed::GoTo(_)) | Err(_) if less => {
                self.put_room(actor, room, before.room).await?;
            }
            Ok(Changed::GoTo(_)) | Err(_) => {}
        }
        self.announce_workspace(actor.workspace_id).await?;
        changed
    }

    async fn open_portal(&self, actor: &Actor) -> Result<String, AppError> {
        actor.must(Permission::ManageBilling)?;
        let mut tx = self.db.read().await?;
        let account = sql::find_account(&mut tx, actor.workspace_id).await?;
        drop(tx);
        let account = account.ok_or(AppError::NotFound)?;
        self.payments.portal(&account.customer).await
    }
}

impl Services {
    /// What is wrong with a payment, with its dates in the actor's time zone.
    #[must_use]
    pub fn payment_trouble(
        &self,
        actor: &Actor,
        stored: BillingState,
        past_due_since: Option<i64>,
    ) -> Option<PaymentTrouble> {
        let now = self.now();
        let state = stored.at(past_due_since, now);
        if state == BillingState::Active {
            return None;
        }
        let zone = Zone::named(&actor.timezone);
        let end = past_due_since.map(|since| since + GRACE_SECONDS);
        Some(PaymentTrouble {
            state,
            failed: past_due_since.map(|since| moment(&zone, since)),
            ends: end.map(|end| moment(&zone, end)),
            seconds_left: end.map_or(0, |end| end - now).max(0),
        })
    }

    /// Ends what is paid for the workspaces that go with a person's account. Asks the provider, so not within a
    /// transaction.
    ///
    /// # Errors
    /// When the provider is out of reach: then nothing may be deleted yet.
    pub async fn end_payments_of(&self, actor: &Actor) -> Result<(), AppError> {
        let mut tx = self.db.read().await?;
        let ending = sql::list_lone_subscriptions(&mut tx, actor.user_id).await?;
        drop(tx);
        for workspace in ending {
            self.end_payment(workspace).await?;
        }
        Ok(())
    }

    /// Ends what is paid for a workspace that is about to be deleted.
    ///
    /// # Errors
    /// When the provider is out of reach: then it may not be deleted yet.
    pub async fn end_payment(&self, workspace: WorkspaceId) -> Result<(), AppError> {
        let mut tx = self.db.read().await?;
        let payer = self.payer(&mut tx, workspace).await?;
        drop(tx);
        if payer.subscription.is_some() {
            let nothing = Room {
                plan: Plan::Free,
                seats: None,
            };
            self.payments.change(&payer, nothing, self.new_id()).await?;
        }
        Ok(())
    }

    async fn payer(&self, tx: &mut Tx, workspace: WorkspaceId) -> Result<Payer, AppError> {
        let account = sql::find_account(tx, workspace).await?;
        let owner = sql::find_owner(tx, workspace).await?;
        let (customer, subscription) = account.map_or((None, None), |account| {
            (Some(account.customer), account.subscription)
        });
        Ok(Payer {
            workspace,
            email: owner.map(|(_, email)| email).unwrap_or_default(),
            customer,
            subscription,
        })
    }

    /// Puts `room` where `expected` still is: what the provider said meanwhile is newer.
    async fn put_room(&self, actor: &Actor, expected: Room, room: Room) -> Result<(), AppError> {
        let mut tx = self.write_in(actor.workspace_id).await?;
        let standing = load(&mut tx, actor.workspace_id).await?;
        if standing.room == expected {
            self.set_room_in(&mut tx, &standing, room, Some(actor))
                .await?;
        }
        tx.commit().await
    }

    async fn announce_workspace(&self, workspace: WorkspaceId) -> Result<(), AppError> {
        let mut tx = self.db.read().await?;
        let members = crate::workspaces::sql::list_member_ids(&mut tx, workspace).await?;
        drop(tx);
        self.bus.announce_all(&members);
        Ok(())
    }
}

async fn load(tx: &mut Tx, workspace: WorkspaceId) -> Result<Standing, AppError> {
    sql::find_standing(tx, workspace)
        .await?
        .ok_or(AppError::NotFound)
}

/// That plan and seats are these now.
pub(super) fn room_activity(words: &str) -> Activity<'_> {
    Activity {
        action: "billing.plan_changed",
        target_kind: "billing",
        target_id: None,
        target_name: words,
    }
}
