//! A backup on its way in: kept piece by piece until it is confirmed, a day at most.

use app::access::{Actor, Permission};
use app::error::AppError;
use uuid::Uuid;

use super::export::plain_name;
use super::sql::uploads as sql;
use crate::services::Services;

/// How long a file waits for its confirmation: a day.
pub(super) const UPLOAD_SECONDS: i64 = 24 * 3600;

impl Services {
    /// Begins to keep a file; the answer is its id.
    ///
    /// # Errors
    /// When the actor may not import, or the database refuses.
    pub async fn begin_backup_upload(
        &self,
        actor: &Actor,
        file_name: &str,
    ) -> Result<Uuid, AppError> {
        actor.must(Permission::ImportData)?;
        let (id, now) = (self.new_id(), self.now());
        let last = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        let mut tx = self.write_as(actor).await?;
        let name = plain_name(last);
        sql::insert_upload(&mut tx, actor.workspace_id, actor.user_id, id, &name, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Keeps the next piece of it.
    ///
    /// # Errors
    /// When the actor may not import any more, or the database refuses.
    pub async fn add_backup_piece(
        &self,
        actor: &Actor,
        upload: Uuid,
        position: i64,
        content: &[u8],
    ) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        sql::insert_piece(&mut tx, actor.workspace_id, upload, position, content).await?;
        tx.commit().await
    }

    /// Notes that the file is complete: from now on it can be looked at.
    ///
    /// # Errors
    /// When the actor may not import any more, or the database refuses.
    pub async fn finish_backup_upload(&self, actor: &Actor, upload: Uuid) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        sql::complete_upload(&mut tx, actor.workspace_id, upload).await?;
        tx.commit().await
    }

    /// Forgets a file that did not arrive in full; what cannot be forgotten now goes with those that nobody confirms.
    pub(super) async fn forget_backup_upload(&self, actor: &Actor, upload: Uuid) {
        let forgotten = async {
            let mut tx = self.write_in(actor.workspace_id).await?;
            sql::delete_upload(&mut tx, actor.workspace_id, upload).await?;
            tx.commit().await
        };
        if let Err(error) = forgotten.await {
            tracing::warn!(%error, "a broken upload is kept for now");
        }
    }

    /// Forgets files that nobody confirmed in time.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn purge_backup_uploads(&self) -> Result<(), AppError> {
        let mut tx = self.db.write(Uuid::nil()).await?;
        sql::delete_stale(&mut tx, self.now() - UPLOAD_SECONDS).await?;
        tx.commit().await
    }
}
