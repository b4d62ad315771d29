//! Figures for Prometheus: on a listener of their own, and without a word about anybody.

use std::sync::Arc;

use axum::Router;
use serde_json::json;
use server::http::listener;
use server::metrics::Metrics;
use server::router::router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::on_both_databases;
use crate::rest::{Api, send};

/// Serves on an address of its own, which it answers.
async fn serve(router: Router) -> (String, JoinHandle<()>) {
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", tcp.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        listener::serve(tcp, router, std::future::pending())
            .await
            .unwrap();
    });
    (base, serving)
}

/// The value of a figure, with its labels.
#[track_caller]
fn value(figures: &str, name: &str) -> f64 {
    let line = figures
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {figures}"))
        .parse()
        .unwrap()
}

on_both_databases! {
    /// Requests count under the pattern of their route, whatever was put in its place.
    async fn requests_are_counted_by_their_route(app: &TestApp) {
        let metrics = Metrics::new(Arc::clone(&app.services)).unwrap();
        let public = router(Arc::clone(&app.services)).unwrap();
        let (base, serving) = serve(metrics.watch(public)).await;
        let (own, telling) = serve(metrics.router()).await;
        let ada = app.person("Ada").await;
        let mut api = Api::of(app, &ada, "write").await;
        api.base.clone_from(&base);

        let nobody = "0195d3c0-0000-7000-8000-000000000009";
        let link = "d".repeat(64);
        api.get("/clients").await.with(200);
        api.get(&format!("/clients/{nobody}")).await.is_problem(404, "not_found");
        api.get("/nothing").await.is_problem(404, "not_found");
        for (path, status) in [
            ("/health/live".to_owned(), 200),
            ("/health/live".to_owned(), 200),
            (format!("/i/{link}"), 404),
            ("/guessed".to_owned(), 404),
            // The figures are not for everybody.
            ("/metrics".to_owned(), 404),
            ("/api/v1/clients".to_owned(), 401),
        ] {
            // Signed in: strangers are sent to the sign-in, wherever they go.
            let answer = ada.http.get(format!("{base}{path}")).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), status, "{path}");
        }
        let stream = api.call(reqwest::Method::GET, "/events").send().await.unwrap();
        assert_eq!(stream.status(), 200);

        let told = send(api.http.get(format!("{own}/metrics"))).await;
        assert_eq!(told.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        let figures = told.with(200);
        let figures = figures.as_str().unwrap();
        for (route, status, count) in [
            ("/health/live", "2xx", 2.0),
            ("/i/{token}", "4xx", 1.0),
            ("/api/v1/clients", "2xx", 1.0),
            ("/api/v1/clients/{id}", "4xx", 1.0),
            ("/api/v1/events", "2xx", 1.0),
            // Turned away at the gate, or nowhere to be found behind it.
            ("/api/v1", "4xx", 2.0),
            ("other", "4xx", 2.0),
        ] {
            let name = format!("timether_http_requests_total{{method=\"GET\",route=\"{route}\",status=\"{status}\"}}");
            assert!((value(figures, &name) - count).abs() < f64::EPSILON, "{name} in {figures}");
        }
        let name = "timether_http_request_duration_seconds_count{method=\"GET\",route=\"/health/live\"}";
        assert!((value(figures, name) - 2.0).abs() < f64::EPSILON);
        for private in [nobody, &link, &api.token, &api.workspace, "guessed"] {
            assert!(!figures.contains(private), "{private} in {figures}");
        }

        assert!((value(figures, "timether_event_streams") - 1.0).abs() < f64::EPSILON);
        drop(stream);
        serving.abort();
        telling.abort();
    }

    /// Beside them stands what waits, and how the process fares; the listener answers nothing else.
    async fn what_waits_is_counted(app: &TestApp) {
        let metrics = Metrics::new(Arc::clone(&app.services)).unwrap();
        let (own, telling) = serve(metrics.router()).await;
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        api.post("/webhooks", json!({"url": "https://example.com/timether"})).await.with(201);
        api.post("/timer/start", json!({})).await.with(200);

        let figures = send(api.http.get(format!("{own}/metrics"))).await.with(200);
        let figures = figures.as_str().unwrap();
        let version = env!("CARGO_PKG_VERSION");
        for (name, least) in [
            (format!("timether_build_info{{version=\"{version}\"}}"), 1.0),
            ("timether_database_up".to_owned(), 1.0),
            ("timether_database_wait_seconds".to_owned(), 0.0),
            ("timether_timers".to_owned(), 1.0),
            // That the timer started; nobody delivers in tests.
            ("timether_webhook_deliveries_waiting".to_owned(), 1.0),
            ("timether_mails_waiting".to_owned(), 0.0),
            ("process_resident_memory_bytes".to_owned(), 1_000_000.0),
            ("process_start_time_seconds".to_owned(), 1_795_168_800.0),
        ] {
            assert!(value(figures, &name) >= least, "{name} in {figures}");
        }
        for path in ["/", "/health/live", "/api/v1/clients"] {
            let other = api.http.get(format!("{own}{path}")).send().await.unwrap();
            assert_eq!(other.status(), 404, "{path}");
        }
        telling.abort();
    }
}
