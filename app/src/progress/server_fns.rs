//! Server functions of what is under way.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

use super::Progress;
#[cfg(feature = "ssr")]
use crate::context::{acting, answer};
use crate::error::AppError;

/// How far the restore or import of an uploaded file has come, if this server does it.
#[server]
pub async fn load_upload_progress(upload: String) -> Result<Option<Progress>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.upload_progress(&actor, upload).await)
}

/// How far the person's export has come, if this server does it.
#[server]
pub async fn load_export_progress() -> Result<Option<Progress>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.export_progress(&actor).await)
}
