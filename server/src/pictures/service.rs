//! The use cases of people's pictures.

use app::access::Actor;
use app::error::AppError;
use app::values::UserId;
use tokio::sync::Semaphore;

use super::portrait::{BadPicture, portrait};
use super::sql;
use crate::services::Services;

/// One picture at a time: decoding takes memory.
static DECODING: Semaphore = Semaphore::const_new(1);

/// Why a picture was not taken.
#[derive(Debug)]
pub enum Refused {
    /// The file is to blame.
    File(BadPicture),
    /// Something else is.
    Other(AppError),
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self::Other(error)
    }
}

impl Services {
    /// Makes this file the actor's picture.
    ///
    /// # Errors
    /// When the file is no picture, or the database refuses; the picture is then what it was.
    pub async fn store_picture(&self, actor: &Actor, file: Vec<u8>) -> Result<(), Refused> {
        let png = {
            let _turn = DECODING
                .acquire()
                .await
                .map_err(|_| AppError::Unavailable)?;
            tokio::task::spawn_blocking(move || portrait(&file))
                .await
                .map_err(|_| AppError::Internal)?
                .map_err(Refused::File)?
        };
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        sql::upsert_picture(&mut tx, actor.user_id, &png).await?;
        sql::set_picture_at(&mut tx, actor.user_id, Some(self.clock.now_millis())).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    /// Takes the actor's picture away.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn drop_picture(&self, actor: &Actor) -> Result<(), AppError> {
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        sql::delete_picture(&mut tx, actor.user_id).await?;
        sql::set_picture_at(&mut tx, actor.user_id, None).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    /// The picture of a person who shares a workspace with the actor, as PNG.
    ///
    /// # Errors
    /// `AppError::NotFound` for everybody else, and without a picture.
    pub async fn load_picture(&self, actor: &Actor, user: UserId) -> Result<Vec<u8>, AppError> {
        let mut tx = self.db.read().await?;
        sql::find_picture(&mut tx, actor.user_id, user)
            .await?
            .ok_or(AppError::NotFound)
    }
}
