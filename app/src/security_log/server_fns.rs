//! Server functions of the account's own log.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

use super::SecurityPage;
#[cfg(feature = "ssr")]
use crate::context::{acting, answer};
use crate::error::AppError;

/// A page of the signed-in person's log.
#[server]
pub async fn list_security_log(
    #[server(default)] cursor: Option<String>,
) -> Result<SecurityPage, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_security_log(&actor, cursor).await)
}
