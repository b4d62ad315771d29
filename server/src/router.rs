//! The table of contents: pages, server functions, downloads, live changes, health.

use std::sync::Arc;
use std::time::Duration;

use app::backups::MAX_BACKUP_BYTES;
use app::context::{Backend, Reply, Visitor};
use app::invoices::settings::{LOGO_PATH, LOGO_UPLOAD_PATH};
use app::{App, PageAssets, shell};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::config::LeptosOptions;
use leptos::nonce::Nonce;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list};
use leptos_server::ServerActionError;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::trace::TraceLayer;

use crate::http::reply::LeptosReply;
use crate::http::{assets, guard, headers, health};
use crate::services::Services;
use crate::uploads::http::{receive_backup, receive_import};
use crate::{billing, connect, events, exports, imports, invoices, pictures, rest, saved_reports};

/// Largest body of a request, but for uploads: 1 MiB.
const BODY_LIMIT: usize = 1024 * 1024;
/// Largest body of an upload: 100 MiB.
const UPLOAD_LIMIT: usize = 100 * 1024 * 1024;
/// Largest body of a backup on its way in: as much as its page says, and the form around it. An import takes less, and
/// says so on its page when more arrives.
const BACKUP_LIMIT: usize = MAX_BACKUP_BYTES + 1024 * 1024;
/// A request must have its answer begun within this time.
const DEADLINE: Duration = Duration::from_mins(1);
/// But for files on their way in, which may be large and come over slow lines.
const FILE_DEADLINE: Duration = Duration::from_mins(15);
/// Where those arrive, are looked at and written, and where as much is deleted.
const FILE_PATHS: [&str; 10] = [
    "/settings/data",
    "/imports/",
    "/fn/list_file_columns",
    "/fn/preview_import",
    "/fn/run_import",
    "/fn/preview_restore",
    "/fn/run_restore",
    "/fn/clear_workspace",
    "/api/v1/imports",
    "/api/v1/workspace/clear",
];

/// What every handler can reach.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The use cases.
    pub services: Arc<Services>,
    /// Leptos' own settings.
    pub leptos: LeptosOptions,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// What is answered under one path, beside pages and server functions.
type Plain = (&'static str, MethodRouter<AppState>);

fn uploads() -> Vec<Plain> {
    vec![
        ("/profile/picture", post(pictures::http::upload)),
        (LOGO_UPLOAD_PATH, post(invoices::logo::upload)),
    ]
}

fn backups() -> Vec<Plain> {
    vec![
        ("/settings/data/restore", post(receive_backup)),
        ("/settings/data/import", post(receive_import)),
    ]
}

fn downloads() -> Vec<Plain> {
    vec![
        (
            "/exports/time-entries.csv",
            get(exports::http::time_entries_csv),
        ),
        ("/exports/backup.json", get(crate::backups::http::download)),
        ("/schemas/backup-v1.json", get(crate::backups::http::schema)),
        (
            "/exports/time-entries.pdf",
            get(exports::http::time_entries_pdf),
        ),
        (
            "/exports/summary.csv",
            get(exports::report_http::summary_csv),
        ),
        (
            "/exports/summary.pdf",
            get(exports::report_http::summary_pdf),
        ),
        ("/exports/weekly.csv", get(exports::report_http::weekly_csv)),
        ("/exports/weekly.pdf", get(exports::report_http::weekly_pdf)),
        (
            "/exports/profitability.csv",
            get(exports::report_http::profitability_csv),
        ),
        (
            "/exports/profitability.pdf",
            get(exports::report_http::profitability_pdf),
        ),
        ("/imports/{id}/skipped.csv", get(imports::http::skipped)),
        ("/invoices/{id}/pdf", get(invoices::http::download)),
        (LOGO_PATH, get(invoices::logo::show)),
        (
            "/shared/{token}",
            get(saved_reports::http::page).post(saved_reports::http::unlock),
        ),
        ("/shared/{token}/report.csv", get(saved_reports::http::csv)),
        ("/shared/{token}/report.pdf", get(saved_reports::http::pdf)),
        ("/pictures/{user}", get(pictures::http::show)),
        ("/events", get(events::http::stream)),
        ("/assets/{hash}/{name}", get(assets::serve)),
        ("/health/live", get(health::live)),
        ("/health/ready", get(health::ready)),
    ]
}

/// Called by the payment provider: without a session, and known by its signature.
fn signed() -> Vec<Plain> {
    vec![(
        "/billing/stripe/webhook",
        post(billing::http::stripe_webhook),
    )]
}

/// For apps that are being connected: without a session, and known by the code they were given.
fn connections() -> Vec<Plain> {
    vec![
        (
            connect::http::TOKEN_PATH,
            post(connect::http::exchange).options(connect::http::options),
        ),
        (
            "/.well-known/oauth-authorization-server",
            get(connect::http::metadata),
        ),
    ]
}

/// For clients who follow an invoice's link: without a session, and known by the link alone.
fn shared() -> Vec<Plain> {
    vec![
        ("/i/{token}", get(invoices::shared::page)),
        ("/i/{token}/pdf", get(invoices::shared::download)),
        ("/i/{token}/logo.png", get(invoices::shared::logo)),
    ]
}

fn plain_router(routes: Vec<Plain>) -> Router<AppState> {
    routes
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| {
            router.route(path, methods)
        })
}

/// Every path that is neither a page nor a server function; what is behind the API's gate stands in its description.
#[must_use]
pub fn plain_paths() -> Vec<&'static str> {
    uploads()
        .into_iter()
        .chain(backups())
        .chain(downloads())
        .chain(signed())
        .chain(connections())
        .chain(shared())
        .map(|(path, _)| path)
        .chain(rest::OPEN_PATHS)
        .collect()
}

/// Everything this server answers.
///
/// # Errors
/// When the public address is no origin.
pub fn router(services: Arc<Services>) -> Result<Router, Box<dyn std::error::Error + Send + Sync>> {
    let leptos = LeptosOptions::builder().output_name("timether").build();
    let csrf = match services.config.public_origin() {
        Some(origin) => CsrfLayer::new().add_trusted_origin(origin)?,
        None => CsrfLayer::new(),
    };
    let state = AppState { services, leptos };
    let context = {
        let state = state.clone();
        move || provide_request_context(&state)
    };
    let uploads = plain_router(uploads())
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(UPLOAD_LIMIT));
    let backups = plain_router(backups())
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(BACKUP_LIMIT));
    let everything_else = plain_router(downloads())
        .leptos_routes_with_context(&state, generate_route_list(App), context, shell)
        .fallback(page_not_found)
        .layer(middleware::map_response(tidy_location))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT));
    let signed =
        plain_router(signed()).layer(RequestBodyLimitLayer::new(billing::http::BODY_LIMIT));
    Ok(uploads
        .merge(backups)
        .merge(everything_else)
        .layer(middleware::from_fn_with_state(state.clone(), guard::admit))
        .layer(csrf)
        .merge(signed)
        .merge(plain_router(connections()))
        .merge(plain_router(shared()))
        .merge(rest::router(&state))
        .layer(middleware::from_fn(in_time))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(
            state.clone(),
            headers::secure,
        ))
        .layer(TraceLayer::new_for_http().make_span_with(span_without_query))
        .with_state(state))
}

/// How long a request to this path may take.
fn deadline(path: &str) -> Duration {
    let is_file = FILE_PATHS.iter().any(|prefix| path.starts_with(prefix));
    if is_file { FILE_DEADLINE } else { DEADLINE }
}

/// Answers for a request that takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let (deadline, too_late) = (deadline(path), too_late(path));
    tokio::time::timeout(deadline, next.run(request))
        .await
        .unwrap_or_else(|_| too_late())
}

/// The answer to such a request, in the words of whoever asked.
fn too_late(path: &str) -> fn() -> Response {
    if path.starts_with(rest::BASE) {
        rest::unavailable
    } else {
        || StatusCode::SERVICE_UNAVAILABLE.into_response()
    }
}

/// What the log says of a request. Never its query: the links in mails carry their token there.
fn span_without_query(request: &Request) -> tracing::Span {
    let path = logged(request.uri().path());
    tracing::debug_span!("request", method = %request.method(), path)
}

/// A path without the token that links to invoices and reports carry.
fn logged(path: &str) -> &str {
    let with_token = ["/i/", saved_reports::http::PATH];
    with_token
        .into_iter()
        .find(|start| path.starts_with(start))
        .unwrap_or(path)
}

/// A plain form goes back to the page it came from; what Leptos leaves of the query it took an error out of is a `?`.
async fn tidy_location(mut response: Response) -> Response {
    let location = response.headers().get(header::LOCATION);
    let tidy = location
        .and_then(|location| location.to_str().ok()?.strip_suffix('?'))
        .and_then(|location| HeaderValue::from_str(location).ok());
    if let Some(tidy) = tidy {
        response.headers_mut().insert(header::LOCATION, tidy);
    }
    response
}

async fn page_not_found(State(state): State<AppState>, request: Request) -> Response {
    let context = {
        let state = state.clone();
        move || provide_request_context(&state)
    };
    let handler = leptos_axum::render_app_async_with_context(context, shell);
    let mut response: Response<Body> = handler(request).await.into_response();
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// What pages and server functions find in their context.
fn provide_request_context(state: &AppState) {
    let services: Arc<dyn Backend> = Arc::<Services>::clone(&state.services);
    provide_context(services);
    provide_context(PageAssets(assets::base()));
    let reply: Arc<dyn Reply> = Arc::new(LeptosReply {
        https: state.services.config.is_https(),
    });
    provide_context(reply);
    let Some(parts) = use_context::<Parts>() else {
        return;
    };
    if let Some(visitor) = parts.extensions.get::<Visitor>() {
        provide_context(visitor.clone());
    }
    if let Some(nonce) = parts.extensions.get::<Nonce>() {
        provide_context(nonce.clone());
    }
    if let Some(error) = parts.uri.query().and_then(action_error) {
        provide_context(error);
    }
}

/// The error of a plain form's server function, which came back in the address.
fn action_error(query: &str) -> Option<ServerActionError> {
    let mut path = None;
    let mut error = None;
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match key.as_ref() {
            "__path" => path = Some(value),
            "__err" => error = Some(value),
            _ => {}
        }
    }
    Some(ServerActionError::new(&path?, &error?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_in_paths_are_not_logged() {
        assert_eq!(logged("/i/0123abcd/pdf"), "/i/");
        assert_eq!(logged("/invoices"), "/invoices");
        assert_eq!(logged("/shared/0123abc/report.csv"), "/shared/");
        assert_eq!(logged("/reports/saved"), "/reports/saved");
    }

    #[test]
    fn what_takes_long_may_take_long() {
        for path in [
            "/settings/data/restore",
            "/imports/0195d3c0-0000-7000-8000-000000000001/skipped.csv",
            "/fn/list_file_columns",
            "/fn/clear_workspace",
        ] {
            assert_eq!(deadline(path), FILE_DEADLINE, "{path}");
        }
        assert_eq!(deadline("/fn/create_tag"), DEADLINE);
    }
}
