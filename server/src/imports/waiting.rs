//! A file that waits for its confirmation, out of its pieces.

use std::io::Write as _;

use app::access::{Actor, Permission};
use app::error::AppError;
use uuid::Uuid;

use super::Spool;
use super::csv_file::FileError;
use crate::db::Tx;
use crate::services::Services;
use crate::uploads::{Kind, Stage, parse_id, sql};

/// A file as it was uploaded.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) id: Uuid,
    pub(super) file_name: String,
    pub(super) content: Spool,
}

impl Services {
    /// The file the actor left here under this id. One that was imported is looked at only to name its rows.
    pub(super) async fn gather_import(
        &self,
        actor: &Actor,
        upload: &str,
        stage: Stage,
    ) -> Result<Waiting, AppError> {
        actor.must(Permission::ImportData)?;
        let id = parse_id(upload)?;
        let mut tx = self.db.read().await?;
        let file_name = self
            .find_upload(&mut tx, actor, Kind::Import, id, stage)
            .await?;
        let content = gather(&mut tx, actor, id).await?;
        Ok(Waiting {
            id,
            file_name,
            content,
        })
    }
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
