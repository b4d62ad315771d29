//! The description of the API: open to everybody, and as it is written in the repository.

use std::path::Path;

use app::reports::Dimension;
use serde_json::Value;

use super::{Api, send};
use crate::on_both_databases;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

on_both_databases! {
    /// What the description lets through, the server takes.
    async fn described_values_are_taken(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "read").await;
        api.get("/timesheet?week=2026-W53").await.with(200);
        for by in ["tag", "day", "day,project", "client,project", "month,tag"] {
            api.get(&format!("/reports/summary?group_by={by}")).await.with(200);
        }
        api.get("/reports/summary?group_by=day,day").await.refuses("group_by");
    }

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

/// A parameter of an operation.
#[track_caller]
fn parameter<'a>(document: &'a Value, path: &str, method: &str, name: &str) -> &'a Value {
    let parameters = document["paths"][path][method]["parameters"].as_array();
    parameters
        .unwrap()
        .iter()
        .find(|parameter| parameter["name"] == name)
        .unwrap_or_else(|| panic!("{method} {path} has no {name}"))
}

/// One grouping, or two different ones: all that the server takes, and nothing else.
#[test]
fn every_grouping_is_described() {
    let slugs = Dimension::ALL.map(Dimension::slug);
    let each: Vec<String> = slugs
        .iter()
        .map(|first| {
            let others: Vec<&str> = slugs.into_iter().filter(|other| other != first).collect();
            format!("{first}(,({}))?", others.join("|"))
        })
        .collect();
    let document = server::rest::openapi();
    let described = parameter(&document, "/reports/summary", "get", "group_by");
    assert_eq!(
        described["schema"]["pattern"],
        format!("^({})$", each.join("|"))
    );
}

/// Some years have 53 weeks.
#[test]
fn the_last_week_is_described() {
    let document = server::rest::openapi();
    let week = parameter(&document, "/timesheet", "get", "week");
    let pattern = week["schema"]["pattern"].as_str().unwrap();
    assert!(
        pattern.ends_with("-W(0[1-9]|[1-4][0-9]|5[0-3])$"),
        "{pattern}"
    );
}

/// Every POST takes a key, imports too.
#[test]
fn every_post_takes_a_key() {
    let document = server::rest::openapi();
    for (path, methods) in document["paths"].as_object().unwrap() {
        if methods.get("post").is_some() {
            let key = parameter(&document, path, "post", "Idempotency-Key");
            assert_eq!(
                (&key["in"], &key["required"]),
                (&"header".into(), &false.into())
            );
        }
    }
}
