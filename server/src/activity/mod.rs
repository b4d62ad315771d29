//! The activity log: one append-only line for every change, written in the change's own transaction.

mod changes;
pub(crate) mod service;
pub mod sql;

use app::access::Actor;
use app::error::AppError;
use app::values::{UserId, WorkspaceId};
use uuid::Uuid;

pub use changes::Changes;

use crate::db::Tx;
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
        self.record_changes(tx, actor, activity, Changes::new())
            .await
    }

    /// Notes what `actor` did, and what it changed.
    ///
    /// # Errors
    /// When the database refuses; the use case then fails as a whole.
    pub async fn record_changes(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        activity: Activity<'_>,
        changes: Changes,
    ) -> Result<(), AppError> {
        let (workspace, user) = (actor.workspace_id, Some(actor.user_id));
        self.record_line(tx, workspace, user, activity, changes, self.now())
            .await
    }

    /// Notes what happened without anybody's doing: time passed, a provider told, an operator set.
    ///
    /// # Errors
    /// When the database refuses; the use case then fails as a whole.
    pub async fn record_system(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        activity: Activity<'_>,
    ) -> Result<(), AppError> {
        self.record_system_at(tx, workspace, activity, self.now())
            .await
    }

    /// [`Services::record_system`] for what happened at an instant, in unix seconds, and is noted only now.
    ///
    /// # Errors
    /// When the database refuses; the use case then fails as a whole.
    pub async fn record_system_at(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        activity: Activity<'_>,
        at: i64,
    ) -> Result<(), AppError> {
        self.record_line(tx, workspace, None, activity, Changes::new(), at)
            .await
    }

    /// Notes what was done in a workspace, and what it changed, by somebody or by nobody in particular.
    ///
    /// # Errors
    /// When the database refuses; the use case then fails as a whole.
    pub async fn record_line(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        user: Option<UserId>,
        activity: Activity<'_>,
        changes: Changes,
        at: i64,
    ) -> Result<(), AppError> {
        let line = sql::NewLine {
            id: self.new_id(),
            user,
            activity,
            changes: changes.into_json()?,
            at,
        };
        sql::insert_line(tx, workspace, line).await
    }
}
