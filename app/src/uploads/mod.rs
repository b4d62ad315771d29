//! Files on their way in, once they are confirmed: how far what they bring has come.

pub mod running;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::error::AppError;
use crate::values::Formats;

/// How many time entries of a file were gone through, of all that are in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadProgress {
    /// So many so far.
    pub done: i64,
    /// All of them.
    pub total: i64,
}

impl UploadProgress {
    /// `12,000 of 50,000 time entries`.
    #[must_use]
    pub fn words(self, formats: Formats) -> String {
        let noun = if self.total == 1 { "entry" } else { "entries" };
        let (done, total) = (formats.count(self.done), formats.count(self.total));
        format!("{done} of {total} time {noun}")
    }
}

/// What can be asked of a file while it is restored or imported.
#[async_trait]
pub trait Uploads: Send + Sync {
    /// How far that has come; `None` where nothing is under way, or another server does it. A file that is not the
    /// actor's, or no longer here, is not found.
    async fn upload_progress(
        &self,
        actor: &Actor,
        upload: String,
    ) -> Result<Option<UploadProgress>, AppError>;
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
            assert_eq!(UploadProgress { done, total }.words(formats(number)), words);
        }
    }
}
