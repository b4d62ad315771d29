//! Server functions of files on their way in; the files themselves arrive by a plain form.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

use super::UploadProgress;
#[cfg(feature = "ssr")]
use crate::context::{acting, answer};
use crate::error::AppError;

/// How far the restore or import of an uploaded file has come, if this server does it.
#[server]
pub async fn load_upload_progress(upload: String) -> Result<Option<UploadProgress>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.upload_progress(&actor, upload).await)
}
