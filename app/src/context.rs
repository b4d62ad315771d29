//! The seam between pages and server: what a server function finds in its Leptos context.

use std::sync::Arc;

use leptos::prelude::*;

use crate::access::Actor;
use crate::accounts::Accounts;
use crate::accounts::ownership::AccountOwnership;
use crate::activity::ActivityLog;
use crate::backups::Backups;
use crate::billing::BillingDesk;
use crate::calendar::Calendars;
use crate::clients::Clients;
use crate::connect::Connections;
use crate::dashboard::Dashboards;
use crate::error::AppError;
use crate::exports::Exports;
use crate::imports::Imports;
use crate::invoices::Invoices;
use crate::members::Members;
use crate::passkeys::Passkeys;
use crate::progress::ShowProgress;
use crate::projects::Projects;
use crate::reports::Reports;
use crate::saved_reports::SavedReports;
use crate::secret::never_printed;
use crate::security_log::SecurityLog;
use crate::sessions::Sessions;
use crate::tags::Tags;
use crate::time_entries::TimeEntries;
use crate::timer::Timers;
use crate::timesheet::Timesheets;
use crate::tokens::Tokens;
use crate::two_factor::TwoFactor;
use crate::values::Formats;
use crate::webhooks::Webhooks;
use crate::workspaces::Workspaces;

/// Everything the server can do, as pages and server functions see it.
pub trait Backend:
    Accounts
    + AccountOwnership
    + Workspaces
    + Clients
    + Projects
    + Tags
    + Timers
    + TimeEntries
    + Timesheets
    + Calendars
    + Dashboards
    + Invoices
    + Reports
    + SavedReports
    + Imports
    + Exports
    + Backups
    + ShowProgress
    + Sessions
    + SecurityLog
    + TwoFactor
    + Passkeys
    + Members
    + BillingDesk
    + ActivityLog
    + Tokens
    + Webhooks
    + Connections
{
}

impl<T> Backend for T where
    T: Accounts
        + AccountOwnership
        + Workspaces
        + Clients
        + Projects
        + Tags
        + Timers
        + TimeEntries
        + Timesheets
        + Calendars
        + Dashboards
        + Invoices
        + Reports
        + SavedReports
        + Imports
        + Exports
        + Backups
        + ShowProgress
        + Sessions
        + SecurityLog
        + TwoFactor
        + Passkeys
        + Members
        + BillingDesk
        + ActivityLog
        + Tokens
        + Webhooks
        + Connections
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
never_printed!(SessionToken);

/// The opaque token of a sign-in that waits for its second factor, as it stands in its own cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct PendingToken(pub String);
never_printed!(PendingToken);

/// The token of an invitation's link, in the cookie of somebody who signs in or up on the way to it, or of somebody who
/// has just made it and is shown it once.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationToken(pub String);
never_printed!(InvitationToken);

/// Recovery codes on their way to the page that shows them once, encrypted with the server's key; a form that is sent
/// without scripts is answered by a redirect, which can carry nothing but a cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedCodes(pub String);
never_printed!(SealedCodes);

/// An API token, or a webhook's secret, on its way to the page that shows it once, encrypted with the server's key, as
/// recovery codes are.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedToken(pub String);
never_printed!(SealedToken);

/// An app's request, as it stood in the connect page's address, in the cookie of somebody who signs in or up on the way
/// there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectQuery(pub String);

/// Who acts, in which session, from where: for what concerns the session or the password behind it.
#[derive(Clone, Debug)]
pub struct InSession {
    /// Who.
    pub actor: Actor,
    /// In which session.
    pub session: SessionToken,
    /// From where.
    pub origin: Origin,
}

/// Who is looking at the page: an actor with a session, or nobody.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// Where the request came from.
    pub origin: Origin,
    /// The session's token and its actor, if it is valid.
    pub session: Option<(SessionToken, Actor)>,
    /// The sign-in that waits for its second factor, not looked up yet.
    pub pending: Option<PendingToken>,
    /// Recovery codes that were not shown yet.
    pub codes: Option<SealedCodes>,
    /// The invitation they signed in or up for.
    pub invitation: Option<InvitationToken>,
    /// The invitation they have just made and were not shown the link of.
    pub invited: Option<InvitationToken>,
    /// The API token they have just made and were not shown.
    pub new_token: Option<SealedToken>,
    /// The app's request that they signed in or up for.
    pub connect: Option<ConnectQuery>,
    /// The colour scheme the person chose (`light`, `dark`), for the first byte of the page.
    pub theme: Option<&'static str>,
    /// How the person wants dates, times and amounts written.
    pub formats: Formats,
}

/// How a server function shapes its HTTP answer beyond the result.
pub trait Reply: Send + Sync {
    /// The status of the answer.
    fn set_status(&self, status: u16);
    /// Opens (`Some`) or ends (`None`) the session cookie.
    fn set_session(&self, token: Option<&SessionToken>);
    /// Begins (`Some`) or ends (`None`) the cookie of a sign-in that waits for its second factor.
    fn set_pending(&self, token: Option<&PendingToken>);
    /// Keeps recovery codes for the next page, or forgets them.
    fn set_codes(&self, codes: Option<&SealedCodes>);
    /// Keeps the invitation that somebody signs in or up for, or forgets it.
    fn set_invitation(&self, token: Option<&InvitationToken>);
    /// Keeps the invitation that somebody has just made for the page that shows its link, or forgets it.
    fn set_invited(&self, token: Option<&InvitationToken>);
    /// Keeps an API token that somebody has just made for the page that shows it, or forgets it.
    fn set_new_token(&self, token: Option<&SealedToken>);
    /// Keeps the app's request that somebody signs in or up for, or forgets it.
    fn set_connect(&self, query: Option<&ConnectQuery>);
    /// Whether this answers a form that was sent without scripts.
    fn is_plain_form(&self) -> bool;
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

/// The server's operations and the person who asks for one, with their session.
///
/// # Errors
/// `AppError::Unauthenticated` without a valid session.
pub fn acting_in_session() -> Result<(Arc<dyn Backend>, InSession), AppError> {
    let visitor = visitor();
    let (session, actor) = visitor
        .session
        .ok_or(AppError::Unauthenticated)
        .map_err(failed)?;
    let me = InSession {
        actor,
        session,
        origin: visitor.origin,
    };
    Ok((backend()?, me))
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

/// Begins or ends the cookie of a sign-in that waits for its second factor.
pub fn set_pending(token: Option<&PendingToken>) {
    if let Some(reply) = use_context::<Arc<dyn Reply>>() {
        reply.set_pending(token);
    }
}

/// Ends a sign-in: its session is open, nothing waits for a second factor, and home is in sight.
pub fn enter(token: &SessionToken) {
    set_session(Some(token));
    if visitor().pending.is_some() {
        set_pending(None);
    }
    redirect(&home());
}

/// Keeps recovery codes for the next page, or forgets them.
pub fn set_codes(codes: Option<&SealedCodes>) {
    if let Some(reply) = use_context::<Arc<dyn Reply>>() {
        reply.set_codes(codes);
    }
}

/// Keeps the invitation that somebody signs in or up for, or forgets it.
pub fn set_invitation(token: Option<&InvitationToken>) {
    if let Some(reply) = use_context::<Arc<dyn Reply>>() {
        reply.set_invitation(token);
    }
}

/// Keeps the invitation that somebody has just made for the page that shows its link, or forgets it.
pub fn set_invited(token: Option<&InvitationToken>) {
    if let Some(reply) = use_context::<Arc<dyn Reply>>() {
        reply.set_invited(token);
    }
}

/// Keeps an API token that somebody has just made for the page that shows it, or forgets it.
pub fn set_new_token(token: Option<&SealedToken>) {
    if let Some(reply) = use_context::<Arc<dyn Reply>>() {
        reply.set_new_token(token);
    }
}

/// Keeps the app's request that somebody signs in or up for, or forgets it.
pub fn set_connect(query: Option<&ConnectQuery>) {
    if let Some(reply) = use_context::<Arc<dyn Reply>>() {
        reply.set_connect(query);
    }
}

/// Where somebody goes who has just signed in: to the app or the invitation they did it for, else to the timer.
#[must_use]
pub fn home() -> String {
    let visitor = visitor();
    match visitor.connect {
        Some(ConnectQuery(query)) => format!("{}?{query}", crate::connect::PATH),
        None if visitor.invitation.is_some() => crate::members::ACCEPT_PATH.to_owned(),
        None => "/timer".to_owned(),
    }
}

/// Whether this answers a form that was sent without scripts.
#[must_use]
pub fn is_plain_form() -> bool {
    use_context::<Arc<dyn Reply>>().is_some_and(|reply| reply.is_plain_form())
}

/// Sends the browser on with this answer.
pub fn redirect(path: &str) {
    if let Some(reply) = use_context::<Arc<dyn Reply>>() {
        reply.redirect(path);
    }
}
