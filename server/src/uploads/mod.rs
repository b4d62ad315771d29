//! Files on their way in, backups and other apps' alike: kept piece by piece until they are confirmed, a day at most.

pub mod http;
pub(crate) mod sql;
mod witness;

use std::fs::File;
use std::io;
use std::path::Path;

use app::access::{Actor, Permission};
use app::error::AppError;
use app::values::UserId;
use uuid::Uuid;

use crate::db::Tx;
use crate::http::turns::{Full, Place, Places};
use crate::services::Services;

pub use witness::{Nobody, Witness};

/// A file waits this long for its confirmation: a day.
pub const UPLOAD_SECONDS: i64 = 24 * 3600;
const FILE_NAME_MAX: usize = 200;
/// Files that are received at once, in all and of each person: each may fill a gigabyte of disk.
static ARRIVALS: Places = Places::new(8, 2);

/// Waits until one more file of this person's may be received; it lasts while what is answered is kept.
///
/// # Errors
/// [`Full`], by whom.
pub(crate) async fn wait_to_receive(user: UserId) -> Result<Place, Full> {
    ARRIVALS.wait(user).await
}

/// An empty file in this folder without a name: gone with its last handle, however the process ends.
///
/// # Errors
/// When the folder, or a file in it, cannot be made.
pub(crate) fn nameless_file(folder: &Path) -> io::Result<File> {
    std::fs::create_dir_all(folder)?;
    tempfile::tempfile_in(folder)
}

/// What a file can be confirmed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A backup, to be restored.
    Backup,
    /// Another app's export.
    Import,
}

impl Kind {
    /// How the database spells it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Import => "import",
        }
    }
}

/// Which files are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Those that still wait for their confirmation.
    Waiting,
    /// Those that were carried out as well.
    Either,
}

/// The id of an upload as a form or an address has it.
///
/// # Errors
/// `AppError::NotFound` when it is none.
pub(crate) fn parse_id(text: &str) -> Result<Uuid, AppError> {
    Uuid::try_parse(text.trim()).map_err(|_| AppError::NotFound)
}

impl Services {
    /// Begins to keep a file for its preview and confirmation; the answer is its id. What the person left here of the
    /// same kind before is forgotten.
    ///
    /// # Errors
    /// When the actor may not import, or the database refuses.
    pub async fn begin_upload(
        &self,
        actor: &Actor,
        kind: Kind,
        file_name: &str,
    ) -> Result<Uuid, AppError> {
        actor.must(Permission::ImportData)?;
        let (id, now) = (self.new_id(), self.now());
        let name = plain_file_name(file_name);
        let mut tx = self.write_as(actor).await?;
        let (workspace, user) = (actor.workspace_id, actor.user_id);
        sql::delete_of(&mut tx, workspace, user, kind).await?;
        sql::insert(&mut tx, workspace, user, id, kind, &name, now).await?;
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
        sql::note_complete(&mut tx, actor.workspace_id, upload).await?;
        tx.commit().await
    }

    /// Keeps a file that is in memory already.
    ///
    /// # Errors
    /// See [`Services::begin_upload`].
    pub async fn store_upload(
        &self,
        actor: &Actor,
        kind: Kind,
        file_name: &str,
        content: &[u8],
    ) -> Result<Uuid, AppError> {
        let id = self.begin_upload(actor, kind, file_name).await?;
        self.add_piece(actor, id, 0, content).await?;
        self.finish_upload(actor, id).await?;
        Ok(id)
    }

    /// Forgets a file that did not arrive in full; what cannot be forgotten now goes with those that nobody confirms.
    async fn forget_upload(&self, actor: &Actor, upload: Uuid) {
        let forgotten = async {
            let mut tx = self.write_in(actor.workspace_id).await?;
            sql::delete(&mut tx, actor.workspace_id, upload).await?;
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
        sql::delete_stale(&mut tx, self.now() - UPLOAD_SECONDS).await?;
        tx.commit().await
    }

    /// The name of the file of this kind that the actor left here under this id.
    ///
    /// # Errors
    /// `AppError::NotFound` when it is not, or no longer, here.
    pub(crate) async fn find_upload(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: Kind,
        upload: Uuid,
        stage: Stage,
    ) -> Result<String, AppError> {
        let since = self.now() - UPLOAD_SECONDS;
        let (workspace, user) = (actor.workspace_id, actor.user_id);
        let found = sql::find(tx, workspace, user, kind, upload, since).await?;
        found
            .filter(|(_, is_done)| stage == Stage::Either || !is_done)
            .map(|(file_name, _)| file_name)
            .ok_or(AppError::NotFound)
    }
}

/// The name without its folders and without what cannot be seen; some browsers send the whole path.
pub(crate) fn plain_file_name(name: &str) -> String {
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
    fn a_nameless_file_leaves_nothing() {
        use std::io::{Read as _, Seek as _, Write as _};
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut file = nameless_file(&data).unwrap();
        file.write_all(b"x").unwrap();
        assert_eq!(std::fs::read_dir(&data).unwrap().count(), 0);
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "x");
    }

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
