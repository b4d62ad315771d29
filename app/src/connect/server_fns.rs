//! Server functions of connected apps. To allow one leads to the app; to end one leads back to the list.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::LIST_PATH;
use super::{ApprovalForm, Ask, Connection};
#[cfg(feature = "ssr")]
use crate::context::{acting, acting_in_session, answer, redirect, set_connect, visitor};
use crate::error::AppError;
use crate::values::ApiTokenId;

/// What an app asks for, as it stands in the connect page's address.
#[server]
pub async fn load_connect_ask(#[server(default)] query: String) -> Result<Ask, AppError> {
    let (backend, me) = acting_in_session()?;
    if visitor().connect.is_some() {
        // Whoever signed in for it has arrived.
        set_connect(None);
    }
    answer(backend.load_connect_ask(&me, query).await)
}

/// Allows what an app asks for, and goes back to the app.
#[server]
pub async fn approve_connection(#[server(default)] approval: ApprovalForm) -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    let address = answer(backend.approve_connection(&me, approval).await)?;
    redirect(&address);
    Ok(())
}

/// The signed-in person's connected apps.
#[server]
pub async fn list_connections() -> Result<Vec<Connection>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_connections(&actor).await)
}

/// Ends what an app may do, at once.
#[server]
pub async fn disconnect_app(id: ApiTokenId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let origin = visitor().origin;
    answer(backend.disconnect_app(&actor, &origin, id).await)?;
    redirect(LIST_PATH);
    Ok(())
}
