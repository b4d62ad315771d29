//! `Services`: what the use cases stand on, and the implementation of every trait of `app`.

use std::sync::Arc;

use app::access::{Actor, BillingState};
use app::error::{AppError, Refusal};
use uuid::Uuid;

use crate::auth::password::PasswordHasher;
use crate::billing::provider::PaymentProvider;
use crate::budgets::Watch;
use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::db::{Db, Tx};
use crate::events::Bus;
use crate::geo::Countries;
use crate::mail::Mailer;
use crate::progress::UnderWay;
use crate::secret::ServerKey;
use crate::webhooks::Sender;

/// The server's operations. Each feature implements its trait in `<feature>/service.rs`.
#[derive(Debug)]
pub struct Services {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Unpredictable bytes.
    pub random: Arc<dyn Random>,
    /// How this instance was started.
    pub config: Config,
    /// Argon2 behind a bounded number of threads.
    pub hasher: PasswordHasher,
    /// What secrets at rest are encrypted with.
    pub key: ServerKey,
    /// Which country an address is in.
    pub countries: Countries,
    /// Hands letters over.
    pub mailer: Mailer,
    /// Moves the money.
    pub payments: Arc<dyn PaymentProvider>,
    /// Sends events to webhooks.
    pub hooks: Sender,
    /// Tells open pages what changed.
    pub bus: Bus,
    /// How far the restores, imports and exports under way here have come.
    pub under_way: UnderWay,
    /// Which budgets may have reached something.
    pub budgets: Watch,
}

impl Services {
    /// Now, in unix seconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// A new `UUIDv7`: ordered by time, unpredictable.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        let mut random = [0; 10];
        self.random.fill(&mut random);
        let millis = u64::try_from(self.clock.now_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// A transaction for a use case in which the actor writes in their workspace. What the actor was allowed is looked
    /// at again: whoever was removed, lost their role or the workspace's payment since the request came in, writes nothing.
    ///
    /// # Errors
    /// `AppError::Refused` for who is no longer a member or whose workspace is read-only by now; `AppError::Unavailable`
    /// when something else about them has just changed, or when there is no transaction to be had.
    pub async fn write_as(&self, actor: &Actor) -> Result<Tx, AppError> {
        let mut tx = self.write_in(actor.workspace_id).await?;
        let standing =
            crate::workspaces::sql::find_standing(&mut tx, actor.workspace_id, actor.user_id)
                .await?
                .ok_or(AppError::Refused(Refusal::Forbidden))?;
        let billing = standing.billing.at(standing.past_due_since, self.now());
        if billing == BillingState::ReadOnly && actor.billing != BillingState::ReadOnly {
            return Err(AppError::Refused(Refusal::WorkspaceReadOnly));
        }
        if (standing.role, standing.plan, billing) != (actor.role, actor.plan, actor.billing) {
            return Err(AppError::Unavailable);
        }
        Ok(tx)
    }

    /// A transaction for what nobody in particular writes in this workspace: an operator, the server itself.
    ///
    /// # Errors
    /// `AppError::Unavailable` when none can be had.
    pub async fn write_in(&self, workspace: app::values::WorkspaceId) -> Result<Tx, AppError> {
        self.db.write(workspace.uuid()).await
    }
}
