//! `Services`: what the use cases stand on, and the implementation of every trait of `app`.

use std::sync::Arc;

use app::error::AppError;
use uuid::Uuid;

use crate::auth::password::PasswordHasher;
use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::db::{Db, Tx};
use crate::events::Bus;
use crate::geo::Countries;
use crate::mail::Mailer;
use crate::secret::ServerKey;

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
    /// Tells open pages what changed.
    pub bus: Bus,
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

    /// A transaction for a use case that writes in this workspace.
    ///
    /// # Errors
    /// `AppError::Unavailable` when none can be had.
    pub async fn write_in(&self, workspace: app::values::WorkspaceId) -> Result<Tx, AppError> {
        self.db.write(workspace.uuid()).await
    }
}
