//! The activity log: one append-only line for every change, written in the change's own transaction.

use app::access::Actor;
use app::error::AppError;
use uuid::Uuid;

use crate::db::Tx;
use crate::execute;
use crate::services::Services;

/// What was done to which thing.
#[derive(Clone, Debug)]
pub struct Activity<'a> {
    /// `client.created`, `timer.saved`: thing and past tense.
    pub action: &'a str,
    /// `client`, `time_entry`.
    pub target_kind: &'a str,
    /// The thing's id.
    pub target_id: Option<Uuid>,
    /// Its name at that time.
    pub target_name: &'a str,
}

impl Services {
    /// Notes what `actor` did.
    ///
    /// # Errors
    /// When the database refuses; the use case then fails as a whole.
    pub async fn record(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        activity: Activity<'_>,
    ) -> Result<(), AppError> {
        execute!(tx, c => sqlx::query(
            "insert into activity (workspace_id, id, user_id, action, target_kind, target_id, target_name, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        .bind(actor.workspace_id.uuid())
        .bind(self.new_id())
        .bind(actor.user_id.uuid())
        .bind(activity.action)
        .bind(activity.target_kind)
        .bind(activity.target_id)
        .bind(activity.target_name)
        .bind(self.now())
        .execute(c))?;
        Ok(())
    }
}
