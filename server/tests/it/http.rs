//! What holds for every answer: headers, refusals of cross-site requests, limits, health.

use app::accounts::server_fns::SignUp;
use leptos::server_fn::ServerFn;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::on_both_databases;

on_both_databases! {
    /// Safe headers stand on pages, server functions, assets and errors.
    async fn every_answer_has_safe_headers(app: &TestApp) {
        let nobody = app.anonymous();
        for path in ["/login", "/timer", "/nothing-here", "/health/live", "/assets/x/nothing.js"] {
            let response = nobody.http.get(format!("{}{path}", app.base)).send().await.unwrap();
            let headers = response.headers();
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{path}: {policy}");
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
            assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
            assert_eq!(headers["cross-origin-opener-policy"], "same-origin", "{path}");
            assert_eq!(headers["cache-control"], "no-store", "{path}");
        }
    }

    /// The nonce of the header is the one on the page's script, and new every time.
    async fn the_nonce_fits_and_changes(app: &TestApp) {
        let mut nonces = Vec::new();
        for _ in 0..2 {
            let response = app.anonymous().http.get(format!("{}/login", app.base)).send().await.unwrap();
            let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
            let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
            let page = response.text().await.unwrap();
            assert!(page.contains(&format!("nonce=\"{nonce}\"")), "{page}");
            assert!(page.split("<script").skip(1).all(|script| script.contains(&nonce)), "every script has it");
            nonces.push(nonce);
        }
        assert_ne!(nonces[0], nonces[1]);
    }

    /// Another site's page cannot post here.
    async fn cross_site_requests_are_refused(app: &TestApp) {
        let url = format!("{}{}", app.base, SignUp::PATH);
        let post = |name: &'static str, value: String| {
            app.anonymous().http.post(&url).header(name, value).form(&[("account[name]", "Eve")]).send()
        };
        assert_eq!(post("sec-fetch-site", "cross-site".into()).await.unwrap().status(), 403);
        assert_eq!(post("origin", "https://evil.example".into()).await.unwrap().status(), 403);
        assert_eq!(post("origin", "null".into()).await.unwrap().status(), 403);
        assert_eq!(post("origin", app.base.clone()).await.unwrap().status(), 422);
        assert_eq!(post("sec-fetch-site", "same-origin".into()).await.unwrap().status(), 422);
    }

    /// Too much is too much, whether or not it says how much it is.
    async fn bodies_are_limited(app: &TestApp) {
        let url = format!("{}{}", app.base, SignUp::PATH);
        let huge = format!("account[name]={}", "x".repeat(2 * 1024 * 1024));
        let response = app.anonymous().http.post(&url)
            .header("content-type", "application/x-www-form-urlencoded").body(huge).send().await.unwrap();
        assert_eq!(response.status(), 413);
    }

    /// What nobody serves is 404, with a page; strangers are sent to the sign-in.
    async fn unknown_pages_and_strangers(app: &TestApp) {
        let stranger = app.anonymous();
        for path in ["/timer", "/clients", "/projects", "/tags", "/settings", "/settings/data", "/profile"] {
            let answer = stranger.get(path).await;
            assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/login")), "{path}");
        }
        assert_eq!(stranger.get("/").await.location.as_deref(), Some("/signup"));
        let maya = app.person("Maya").await;
        assert_eq!(stranger.get("/").await.location.as_deref(), Some("/login"));
        let home = maya.get("/").await;
        assert_eq!((home.status, home.location), (200, None));
        assert!(home.body.as_str().unwrap().contains("Dashboard"));
        assert_eq!(maya.get("/login").await.location.as_deref(), Some("/timer"));
        let missing = maya.get("/nothing-here").await;
        assert_eq!(missing.status, 404);
        assert!(missing.body.as_str().unwrap().contains("Nothing here"));
    }

    /// Alive, ready.
    async fn health_answers(app: &TestApp) {
        assert_eq!(app.anonymous().get("/health/live").await.status, 200);
        assert_eq!(app.anonymous().get("/health/ready").await.status, 200);
    }

    /// Nonsense on the wire gets an answer or a closed connection, and others are served on.
    async fn nonsense_is_survived(app: &TestApp) {
        for bytes in [&b"\x16\x03\x01\x02\x00\x01"[..], b"GET / HTTP/9.9\r\n\r\n", b"POST /fn/sign_in HTTP/1.1\r\ncontent-length: -5\r\n\r\n"] {
            let mut stream = TcpStream::connect(app.address).await.unwrap();
            stream.write_all(bytes).await.unwrap();
            stream.shutdown().await.unwrap();
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
        }
        assert_eq!(app.anonymous().get("/health/live").await.status, 200);
    }
}
