//! Who stands by while a file is carried out: inside its transaction, so that what they note is kept if the file is, and
//! only then.

use app::backups::RestoreReport;
use app::error::AppError;
use app::imports::ImportReport;
use async_trait::async_trait;

use crate::db::Tx;

/// Stands by while a file is carried out; of one that is only looked at, nobody is told.
#[async_trait]
pub trait Witness: Send + Sync {
    /// Before anything is read for it or written.
    ///
    /// # Errors
    /// What ends it: nothing is changed then.
    async fn begin(&self, _tx: &mut Tx) -> Result<(), AppError> {
        Ok(())
    }

    /// Another app's file was imported.
    ///
    /// # Errors
    /// As above.
    async fn imported(&self, _tx: &mut Tx, _report: &ImportReport) -> Result<(), AppError> {
        Ok(())
    }

    /// A backup was restored.
    ///
    /// # Errors
    /// As above.
    async fn restored(&self, _tx: &mut Tx, _report: &RestoreReport) -> Result<(), AppError> {
        Ok(())
    }
}

/// Nobody stands by.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Witness for Nobody {}
