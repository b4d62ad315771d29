//! Server functions of sessions. An end leads back to the list, so that its dialog closes with and without scripts.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::LIST_PATH;
use super::Session;
#[cfg(feature = "ssr")]
use crate::access::Actor;
#[cfg(feature = "ssr")]
use crate::context::{Backend, SessionToken, acting, answer, redirect, visitor};
use crate::error::AppError;
use crate::values::SessionId;

/// Who asks, and in which session.
#[cfg(feature = "ssr")]
fn asking() -> Result<(std::sync::Arc<dyn Backend>, Actor, SessionToken), AppError> {
    let (backend, actor) = acting()?;
    let (token, _) = visitor().session.ok_or(AppError::Unauthenticated)?;
    Ok((backend, actor, token))
}

/// Where the signed-in person is signed in.
#[server]
pub async fn list_sessions() -> Result<Vec<Session>, AppError> {
    let (backend, actor, token) = asking()?;
    answer(backend.list_sessions(&actor, &token).await)
}

/// Ends another session of the signed-in person.
#[server]
pub async fn revoke_session(
    /// Which one.
    id: SessionId,
) -> Result<(), AppError> {
    let (backend, actor, token) = asking()?;
    let origin = visitor().origin;
    answer(backend.revoke_session(&actor, &token, &origin, id).await)?;
    redirect(LIST_PATH);
    Ok(())
}

/// Ends every session of the signed-in person but this one.
#[server]
pub async fn revoke_other_sessions() -> Result<(), AppError> {
    let (backend, actor, token) = asking()?;
    let origin = visitor().origin;
    answer(backend.revoke_other_sessions(&actor, &token, &origin).await)?;
    redirect(LIST_PATH);
    Ok(())
}
