//! The description of the API: open to everybody, and as it is written in the repository.

use std::path::Path;

use serde_json::Value;

use super::send;
use crate::on_both_databases;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

on_both_databases! {
    /// No token is needed to read it, and what is served is what the executable prints.
    async fn the_document_is_open(app: &TestApp) {
        let told = send(reqwest::Client::new().get(format!("{}/api/v1/openapi.json", app.base))).await;
        assert_eq!(told.header("content-type"), "application/json");
        assert_eq!(told.with(200), server::rest::openapi());
    }
}

/// A change of the contract shows in review. `TIMETHER_UPDATE_SNAPSHOTS=1` writes it anew.
#[test]
fn the_snapshot_holds() {
    let now = format!("{:#}\n", server::rest::openapi());
    if std::env::var_os("TIMETHER_UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(SNAPSHOT, &now).unwrap();
    }
    let kept = std::fs::read_to_string(Path::new(SNAPSHOT)).unwrap_or_default();
    assert!(
        kept == now,
        "server/openapi.json is not what the handlers say; write it with TIMETHER_UPDATE_SNAPSHOTS=1"
    );
}

/// Every operation has a name, a summary, a group and the refusals all have in common.
#[test]
fn every_operation_is_described() {
    let document = server::rest::openapi();
    assert_eq!(document["openapi"], "3.1.0");
    let mut names = std::collections::BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            for field in ["summary", "tags"] {
                assert!(
                    operation[field] != Value::Null,
                    "{method} {path} has no {field}"
                );
            }
            for status in ["400", "401", "403", "422", "429"] {
                let response = &operation["responses"][status]["$ref"];
                let pointer = response.as_str().unwrap().trim_start_matches('#');
                assert!(
                    document.pointer(pointer).is_some(),
                    "{method} {path} {status}"
                );
            }
        }
    }
    assert!(names.len() > 25);
}
