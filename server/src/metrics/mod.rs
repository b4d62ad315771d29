//! Figures for Prometheus: how the server fares, told on a listener of its own that is off by default.
//!
//! Nothing here names a workspace or a person, and no label holds what came from outside: an address counts under the
//! pattern of its route.

mod process;
mod requests;
mod scrape;
mod sql;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};

use self::requests::Requests;
pub(crate) use self::requests::note_route;
use crate::services::Services;

/// Where the figures are, on their own listener.
pub const PATH: &str = "/metrics";
/// What they are: Prometheus' text format.
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What is counted while the server runs, and what is looked up when somebody asks.
pub struct Metrics {
    services: Arc<Services>,
    requests: Requests,
    /// Unix seconds.
    started_at: i64,
}

impl Metrics {
    /// Figures of these services, which begin to count now.
    ///
    /// # Errors
    /// When a figure's name is none.
    pub fn new(services: Arc<Services>) -> prometheus::Result<Arc<Self>> {
        let started_at = services.now();
        Ok(Arc::new(Self {
            services,
            requests: Requests::new()?,
            started_at,
        }))
    }

    /// The same router with its requests counted.
    pub fn watch(self: &Arc<Self>, router: Router) -> Router {
        router.layer(middleware::from_fn_with_state(
            Arc::clone(self),
            requests::measure,
        ))
    }

    /// What the listener for Prometheus answers: the figures, and nothing else.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route(PATH, get(tell))
            .with_state(Arc::clone(self))
    }
}

async fn tell(State(metrics): State<Arc<Metrics>>) -> Response {
    match metrics.scrape().await {
        Ok(text) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the figures cannot be told");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
