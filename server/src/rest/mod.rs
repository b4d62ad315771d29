//! `/api/v1`: what programs do here, on the same use cases as the pages.
//!
//! A call comes through `gate` (token, workspace, plan, pace), is read strictly by `call` and `params`, changes things in
//! one transaction by `write`, and is answered by `answer` or a `problem`. Each resource is one file.

mod activity;
mod answer;
mod bulk;
mod call;
mod change;
mod clearing;
mod clients;
pub(crate) mod cors;
mod deliveries;
mod docs;
mod entry_bodies;
mod entry_filter;
mod events;
mod exports;
mod fields;
mod gate;
mod imports;
mod instants;
mod invitations;
mod invoice_bodies;
mod invoice_ways;
mod invoices;
mod me;
mod members;
mod openapi;
mod pace;
mod params;
mod problem;
mod profit;
mod projects;
mod reports;
mod sql;
mod streams;
mod tags;
mod time_entries;
mod timer;
mod timesheet;
mod upload;
mod webhooks;
mod words;
mod workspace;
mod write;

use std::sync::{Arc, LazyLock};

use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use http::header;
use tower::Layer;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::params::NoParams;
use crate::metrics::note_route;
use crate::router::AppState;

/// Where all of it is.
pub const BASE: &str = "/api/v1";

/// What of it needs no token.
pub const OPEN_PATHS: [&str; 2] = ["/api/v1/openapi.json", docs::PATH];

/// What no handler names by itself.
#[derive(OpenApi)]
#[openapi(components(schemas(problem::Problem)))]
struct Common;

/// Everything behind the gate, with its description.
fn documented() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Common::openapi())
        .routes(routes!(me::get_me))
        .routes(routes!(
            workspace::get_workspace,
            workspace::update_workspace
        ))
        .routes(routes!(clients::list_clients, clients::create_client))
        .routes(routes!(
            clients::get_client,
            clients::update_client,
            clients::delete_client
        ))
        .routes(routes!(projects::list_projects, projects::create_project))
        .routes(routes!(
            projects::get_project,
            projects::update_project,
            projects::delete_project
        ))
        .routes(routes!(tags::list_tags, tags::create_tag))
        .routes(routes!(tags::get_tag, tags::update_tag, tags::delete_tag))
        .routes(routes!(
            time_entries::list_time_entries,
            time_entries::create_time_entry
        ))
        .routes(routes!(
            time_entries::get_time_entry,
            time_entries::update_time_entry,
            time_entries::delete_time_entry
        ))
        .routes(routes!(bulk::change_time_entries))
        .routes(routes!(timer::get_timer, timer::update_timer))
        .routes(routes!(timer::start_timer))
        .routes(routes!(timer::pause_timer))
        .routes(routes!(timer::resume_timer))
        .routes(routes!(timer::save_timer))
        .routes(routes!(timer::reset_timer))
        .routes(routes!(timesheet::get_timesheet))
        .routes(routes!(invoices::list_invoices, invoices::create_invoice))
        .routes(routes!(invoices::preview_invoice))
        .routes(routes!(
            invoices::get_invoice,
            invoices::update_invoice,
            invoices::delete_invoice
        ))
        .routes(routes!(invoice_ways::send_invoice))
        .routes(routes!(invoices::pay_invoice))
        .routes(routes!(invoices::void_invoice))
        .routes(routes!(invoices::download_invoice))
        .routes(routes!(
            invoice_ways::get_invoice_link,
            invoice_ways::make_invoice_link,
            invoice_ways::revoke_invoice_link
        ))
        .routes(routes!(invoice_ways::credit_invoice))
        .routes(routes!(reports::get_summary))
        .routes(routes!(profit::get_profitability))
        .routes(routes!(members::list_members))
        .routes(routes!(members::update_member, members::remove_member))
        .routes(routes!(
            invitations::list_invitations,
            invitations::create_invitation
        ))
        .routes(routes!(invitations::cancel_invitation))
        .routes(routes!(exports::export_csv))
        .routes(routes!(exports::export_pdf))
        .routes(routes!(exports::export_workspace))
        .routes(routes!(imports::import))
        .routes(routes!(clearing::clear_workspace))
        .routes(routes!(activity::list_activity))
        .routes(routes!(webhooks::list_webhooks, webhooks::create_webhook))
        .routes(routes!(
            webhooks::get_webhook,
            webhooks::update_webhook,
            webhooks::delete_webhook
        ))
        .routes(routes!(deliveries::list_deliveries))
        .routes(routes!(deliveries::resend_delivery))
        .routes(routes!(events::stream_events))
}

/// The API's routes. What stands around them does so as a whole: what the router says of an address (`Allow`) passes it.
pub fn router(state: &AppState) -> Router<AppState> {
    let (router, _) = documented().split_for_parts();
    let router: Router = router
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(CatchPanicLayer::custom(problem::broken))
        .layer(middleware::from_fn(note_route))
        .with_state(state.clone());
    let gate = gate::Gate::new(Arc::clone(&state.services));
    let gated = middleware::from_fn_with_state(gate, gate::admit).layer(router);
    let open: Router = Router::new()
        .route(docs::PATH, get(docs::page))
        .route(&format!("{BASE}/openapi.json"), get(serve_openapi))
        .method_not_allowed_fallback(problem::method_not_allowed);
    let around = middleware::from_fn_with_state(Arc::clone(&state.services), cors::around);
    let open = around.layer(open);
    OPEN_PATHS
        .into_iter()
        .fold(Router::new(), |router, path| {
            router.route_service(path, open.clone())
        })
        .nest_service(BASE, around.layer(gated))
}

/// What a call is answered that takes too long.
pub(crate) fn unavailable() -> Response {
    problem::unavailable()
}

/// What the API is, as OpenAPI 3.1 has it.
#[must_use]
pub fn openapi() -> serde_json::Value {
    openapi::complete(&documented().into_openapi())
}

async fn serve_openapi(_: NoParams) -> Response {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| format!("{:#}", openapi()));
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, DOCUMENT.as_str()).into_response()
}
