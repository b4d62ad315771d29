//! The reference: readable by everybody, nothing from elsewhere, and its first steps work as they stand there.

use std::process::Command;

use serde_json::Value;

use super::Api;
use crate::on_both_databases;

const STEPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rest/docs/start");

/// Runs one of the examples as a reader would.
fn run(program: &str, file: &str, api: &Api) -> String {
    let done = Command::new(program)
        .arg(format!("{STEPS}/{file}"))
        .env("TIMETHER_URL", &api.base)
        .env("TIMETHER_TOKEN", &api.token)
        .env("TIMETHER_WORKSPACE", &api.workspace)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&done.stderr);
    assert!(
        done.status.success(),
        "{program} {file}: {said} {complaints}"
    );
    said
}

on_both_databases! {
    /// The page is there without a token, and its script has the answer's own nonce.
    async fn the_page_is_open(app: &TestApp) {
        let response = reqwest::get(format!("{}/api/docs", app.base)).await.unwrap();
        assert_eq!(response.status(), 200);
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        let page = response.text().await.unwrap();
        let (_, rest) = page.split_once("nonce=\"").unwrap();
        let (nonce, _) = rest.split_once('"').unwrap();
        assert!(nonce.len() > 10 && policy.contains(nonce), "{policy}");
        for words in ["Getting started", "List time entries", "error-not_found"] {
            assert!(page.contains(words), "{words}");
        }
    }

    /// The first steps, in each language.
    async fn the_first_steps_work(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let steps = tokio::task::block_in_place(|| {
            [("sh", "start.sh"), ("python3", "start.py"), ("node", "start.mjs")]
                .map(|(program, file)| run(program, file, &api))
        });
        assert!(steps[0].contains("By curl"));
        assert!(steps[1].contains("By Python"));
        let page = api.get("/time-entries").await.with(200);
        let told: Vec<&Value> = page["data"].as_array().unwrap().iter().map(|row| &row["description"]).collect();
        assert_eq!(told, ["By JavaScript", "By Python", "By curl"]);
    }
}
