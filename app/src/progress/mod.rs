//! How far something long has come: a restore, an import, an export.

pub mod running;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::error::AppError;
use crate::values::Formats;

/// How many time entries were gone through, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// So many so far.
    pub done: i64,
    /// All of them.
    pub total: i64,
}

impl Progress {
    /// `12,000 of 50,000 time entries`.
    #[must_use]
    pub fn words(self, formats: Formats) -> String {
        let noun = if self.total == 1 { "entry" } else { "entries" };
        let (done, total) = (formats.count(self.done), formats.count(self.total));
        format!("{done} of {total} time {noun}")
    }
}

/// What can be asked of something long while it is under way.
#[async_trait]
pub trait ShowProgress: Send + Sync {
    /// How far the restore or import of an uploaded file has come; `None` where nothing is under way, or another server
    /// does it. A file that is not the actor's, or no longer here, is not found.
    async fn upload_progress(
        &self,
        actor: &Actor,
        upload: String,
    ) -> Result<Option<Progress>, AppError>;
    /// How far the actor's download of a backup or of time entries has come; `None` where nothing is under way.
    async fn export_progress(&self, actor: &Actor) -> Result<Option<Progress>, AppError>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::NumberFormat;

    #[test]
    fn counts_are_written_as_the_person_writes_numbers() {
        let formats = |number| Formats {
            number,
            ..Formats::default()
        };
        for (done, total, number, words) in [
            (
                12_000,
                50_000,
                NumberFormat::CommaPoint,
                "12,000 of 50,000 time entries",
            ),
            (
                0,
                1_234_567,
                NumberFormat::PointComma,
                "0 of 1.234.567 time entries",
            ),
            (0, 1, NumberFormat::CommaPoint, "0 of 1 time entry"),
        ] {
            assert_eq!(Progress { done, total }.words(formats(number)), words);
        }
    }
}
