//! The seam between pages and server: what a server function finds in its Leptos context.

use std::sync::Arc;

use leptos::prelude::*;

use crate::access::Actor;
use crate::accounts::Accounts;
use crate::clients::Clients;
use crate::error::AppError;
use crate::exports::Exports;
use crate::imports::Imports;
use crate::projects::Projects;
use crate::tags::Tags;
use crate::time_entries::TimeEntries;
use crate::timer::Timers;
use crate::workspaces::Workspaces;

/// Everything the server can do, as pages and server functions see it.
pub trait Backend:
    Accounts + Workspaces + Clients + Projects + Tags + Timers + TimeEntries + Imports + Exports
{
}

impl<T> Backend for T where
    T: Accounts + Workspaces + Clients + Projects + Tags + Timers + TimeEntries + Imports + Exports
{
}

/// Where a request came from: kept with the session it opens.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The client's address, after trusted proxies.
    pub address: String,
    /// Its `User-Agent`.
    pub user_agent: String,
}

/// The opaque token of a session, as it stands in the cookie; only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// Who is looking at the page: an actor with a session, or nobody.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// Where the request came from.
    pub origin: Origin,
    /// The session's token and its actor, if it is valid.
    pub session: Option<(SessionToken, Actor)>,
    /// The colour scheme the person chose (`light`, `dark`), for the first byte of the page.
    pub theme: Option<&'static str>,
}

/// How a server function shapes its HTTP answer beyond the result.
pub trait Reply: Send + Sync {
    /// The status of the answer.
    fn set_status(&self, status: u16);
    /// Opens (`Some`) or ends (`None`) the session cookie.
    fn set_session(&self, token: Option<&SessionToken>);
    /// Sends the browser to another page, as a form or a fetch.
    fn redirect(&self, path: &str);
}

/// The server's operations.
///
/// # Errors
/// `AppError::Internal` outside a request.
pub fn backend() -> Result<Arc<dyn Backend>, AppError> {
    use_context::<Arc<dyn Backend>>().ok_or(AppError::Internal)
}

/// Who sent this request.
#[must_use]
pub fn visitor() -> Visitor {
    use_context::<Visitor>().unwrap_or_default()
}

/// The server's operations and the person who asks for one.
///
/// # Errors
/// `AppError::Unauthenticated` without a valid session.
pub fn acting() -> Result<(Arc<dyn Backend>, Actor), AppError> {
    let (_, actor) = visitor()
        .session
        .ok_or(AppError::Unauthenticated)
        .map_err(failed)?;
    Ok((backend()?, actor))
}

/// The answer of a server function, with the HTTP status its error stands for.
///
/// # Errors
/// The result's own.
pub fn answer<T>(result: Result<T, AppError>) -> Result<T, AppError> {
    result.map_err(failed)
}

/// Gives the answer the HTTP status that the error stands for.
pub(crate) fn failed(error: AppError) -> AppError {
    if let Some(reply) = use_context::<Arc<dyn Reply>>() {
        reply.set_status(error.status());
    }
    error
}

/// Opens or ends the session cookie with this answer.
pub fn set_session(token: Option<&SessionToken>) {
    if let Some(reply) = use_context::<Arc<dyn Reply>>() {
        reply.set_session(token);
    }
}

/// Sends the browser on with this answer.
pub fn redirect(path: &str) {
    if let Some(reply) = use_context::<Arc<dyn Reply>>() {
        reply.redirect(path);
    }
}
