//! Requests as they are counted: by method, the pattern of their route and the class of their status.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Method, StatusCode};
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry};

use super::Metrics;
use crate::clock::Stopwatch;
use crate::rest::BASE;

/// What has no route of its own: pages that are not there, whatever was guessed.
const NO_ROUTE: &str = "other";
/// Upper bounds of the durations that are told apart, in seconds: most answers take some milliseconds, files minutes.
const BUCKETS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// What is counted.
pub(super) struct Requests {
    registry: Registry,
    answered: IntCounterVec,
    seconds: HistogramVec,
    in_flight: IntGauge,
}

impl Requests {
    /// Nothing counted so far.
    pub(super) fn new() -> prometheus::Result<Self> {
        let answered = IntCounterVec::new(
            Opts::new(
                "timether_http_requests_total",
                "Requests that were answered, by method, route and class of status.",
            ),
            &["method", "route", "status"],
        )?;
        let seconds = HistogramVec::new(
            HistogramOpts::new(
                "timether_http_request_duration_seconds",
                "Time until an answer began, by method and route.",
            )
            .buckets(BUCKETS.to_vec()),
            &["method", "route"],
        )?;
        let in_flight = IntGauge::new(
            "timether_http_requests_in_flight",
            "Requests whose answer has not begun.",
        )?;
        let registry = Registry::new();
        registry.register(Box::new(answered.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(in_flight.clone()))?;
        Ok(Self {
            registry,
            answered,
            seconds,
            in_flight,
        })
    }

    /// The figures as they stand.
    pub(super) fn gather(&self) -> Vec<prometheus::proto::MetricFamily> {
        self.registry.gather()
    }
}

/// A request under way; it is none any more once this is dropped, also when whoever asked has gone.
struct UnderWay<'a>(&'a IntGauge);

impl<'a> UnderWay<'a> {
    fn begin(gauge: &'a IntGauge) -> Self {
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The pattern that a router within another one found for a request, on its answer.
#[derive(Clone)]
struct Route(MatchedPath);

/// Writes on the answer which pattern was found, for [`measure`]: it stands around routers that find theirs later.
pub(crate) async fn note_route(request: Request, next: Next) -> Response {
    let found = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(found) = found {
        response.extensions_mut().insert(Route(found));
    }
    response
}

/// Counts a request and the time until its answer begins.
pub(super) async fn measure(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let requests = &metrics.requests;
    let method = method_label(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    // What the API's gate turned away never came to a route.
    let fallback = if request.uri().path().starts_with(BASE) {
        BASE
    } else {
        NO_ROUTE
    };
    let under_way = UnderWay::begin(&requests.in_flight);
    let stopwatch = Stopwatch::start();
    let response = next.run(request).await;
    let seconds = stopwatch.elapsed().as_secs_f64();
    drop(under_way);
    let noted = response.extensions().get::<Route>().map(|route| &route.0);
    let route = noted
        .or(matched.as_ref())
        .map_or(fallback, MatchedPath::as_str);
    requests
        .answered
        .with_label_values(&[method, route, class(response.status())])
        .inc();
    requests
        .seconds
        .with_label_values(&[method, route])
        .observe(seconds);
    response
}

/// A method's name, of those there are: a stranger can make up others.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_few() {
        let made_up = Method::from_bytes(b"GIMME").unwrap();
        assert_eq!(method_label(&Method::PATCH), "PATCH");
        assert_eq!(method_label(&made_up), "other");
        for (status, is) in [(200, "2xx"), (303, "3xx"), (429, "4xx"), (503, "5xx")] {
            assert_eq!(class(StatusCode::from_u16(status).unwrap()), is);
        }
    }

    #[test]
    fn a_request_that_is_broken_off_is_not_under_way_any_more() {
        let requests = Requests::new().unwrap();
        let one = UnderWay::begin(&requests.in_flight);
        let other = UnderWay::begin(&requests.in_flight);
        assert_eq!(requests.in_flight.get(), 2);
        drop(one);
        drop(other);
        assert_eq!(requests.in_flight.get(), 0);
    }
}
