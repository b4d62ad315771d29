//! Files on their way in: kept piece by piece until they are confirmed, a day at most.

use std::io::Write as _;

use app::access::{Actor, Permission};
use app::error::AppError;
use uuid::Uuid;

use super::csv_file::FileError;
use super::{Spool, sql};
use crate::db::Tx;
use crate::services::Services;

/// An uploaded file waits this long for its confirmation: a day.
pub const UPLOAD_SECONDS: i64 = 24 * 3600;
const FILE_NAME_MAX: usize = 200;

/// An uploaded file, out of its pieces.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) id: Uuid,
    pub(super) file_name: String,
    pub(super) content: Spool,
}

impl Services {
    /// Begins to keep a file for its preview and confirmation; the answer is its id.
    ///
    /// # Errors
    /// When the actor may not import, or the database refuses.
    pub async fn begin_upload(&self, actor: &Actor, file_name: &str) -> Result<Uuid, AppError> {
        actor.must(Permission::ImportData)?;
        let (id, now) = (self.new_id(), self.now());
        let name = plain_file_name(file_name);
        let mut tx = self.write_as(actor).await?;
        sql::insert_upload(&mut tx, actor.workspace_id, actor.user_id, id, &name, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Keeps the next piece of it.
    ///
    /// # Errors
    /// When the actor may not import any more, or the database refuses.
    pub async fn add_piece(
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
    pub async fn finish_upload(&self, actor: &Actor, upload: Uuid) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        sql::complete_upload(&mut tx, actor.workspace_id, upload).await?;
        tx.commit().await
    }

    /// Keeps a file that is in memory already.
    ///
    /// # Errors
    /// See [`Services::begin_upload`].
    pub async fn store_upload(
        &self,
        actor: &Actor,
        file_name: &str,
        content: Vec<u8>,
    ) -> Result<Uuid, AppError> {
        let id = self.begin_upload(actor, file_name).await?;
        self.add_piece(actor, id, 0, &content).await?;
        self.finish_upload(actor, id).await?;
        Ok(id)
    }

    /// Forgets a file that did not arrive in full; what cannot be forgotten now goes with those that nobody confirms.
    pub(super) async fn forget_upload(&self, actor: &Actor, upload: Uuid) {
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
    pub async fn purge_uploads(&self) -> Result<(), AppError> {
        let mut tx = self.db.write(Uuid::nil()).await?;
        sql::delete_stale_uploads(&mut tx, self.now() - UPLOAD_SECONDS).await?;
        tx.commit().await
    }

    /// The file the actor left here under this id, out of its pieces. One that was `imported` is looked at only to name
    /// its rows.
    pub(super) async fn find_upload(
        &self,
        actor: &Actor,
        upload: &str,
        imported: Imported,
    ) -> Result<Upload, AppError> {
        actor.must(Permission::ImportData)?;
        let id = Uuid::try_parse(upload.trim()).map_err(|_| AppError::NotFound)?;
        let since = self.now() - UPLOAD_SECONDS;
        let mut tx = self.db.read().await?;
        let found = sql::find_upload(&mut tx, actor.workspace_id, actor.user_id, id, since).await?;
        let (file_name, _) = found
            .filter(|(_, done)| imported == Imported::Either || !done)
            .ok_or(AppError::NotFound)?;
        let content = gather(&mut tx, actor, id).await?;
        Ok(Upload {
            id,
            file_name,
            content,
        })
    }
}

/// Which uploads are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Imported {
    /// Those that still wait.
    No,
    /// Those that were imported as well.
    Either,
}

/// The pieces, one behind the other.
async fn gather(tx: &mut Tx, actor: &Actor, upload: Uuid) -> Result<Spool, AppError> {
    let mut content = Spool::default();
    for position in 0.. {
        let piece = sql::load_piece(tx, actor.workspace_id, upload, position).await?;
        let Some(piece) = piece else { break };
        content.write_all(&piece).map_err(FileError::from)?;
    }
    Ok(content)
}

/// The name without its folders and without what cannot be seen; some browsers send the whole path.
pub(super) fn plain_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last
        .chars()
        .filter(|c| !c.is_control())
        .take(FILE_NAME_MAX)
        .collect();
    if visible.trim().is_empty() {
        "file".to_owned()
    } else {
        visible.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_names_alone() {
        for (name, plain) in [
            ("toggl.csv", "toggl.csv"),
            ("C:\\Users\\ada\\toggl.csv", "toggl.csv"),
            ("../../etc/passwd", "passwd"),
            ("a\u{7}b.csv ", "ab.csv"),
            ("", "file"),
            ("/", "file"),
        ] {
            assert_eq!(plain_file_name(name), plain);
        }
        assert_eq!(
            plain_file_name(&"ä".repeat(500)).chars().count(),
            FILE_NAME_MAX
        );
    }
}
