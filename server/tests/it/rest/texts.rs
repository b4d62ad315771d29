//! Texts that programs send hold what the pages' texts hold: no control characters, and no more than there is room for.

use reqwest::Method;
use serde_json::{Value, json};

use super::Api;
use crate::on_both_databases;

/// What no text may hold.
const REFUSED: [&str; 4] = ["a\u{0}b", "a\u{1b}[31mb", "a\u{7f}b", "a\u{9b}b"];

/// A body whose last text is this one.
type With = fn(&str) -> Value;

/// Where texts are sent to, and the field they stand in.
const TEXTS: &[(Method, &str, &str, With)] = &[
    (
        Method::POST,
        "/clients",
        "name",
        |text| json!({"name": text}),
    ),
    (
        Method::POST,
        "/clients",
        "currency",
        |text| json!({"name": "X", "currency": text}),
    ),
    (
        Method::POST,
        "/clients",
        "billing_details",
        |text| json!({"name": "X", "billing_details": text}),
    ),
    (
        Method::POST,
        "/clients",
        "notes",
        |text| json!({"name": "X", "notes": text}),
    ),
    (
        Method::POST,
        "/projects",
        "name",
        |text| json!({"name": text}),
    ),
    (
        Method::POST,
        "/projects",
        "color",
        |text| json!({"name": "X", "color": text}),
    ),
    (Method::POST, "/tags", "name", |text| json!({"name": text})),
    (
        Method::POST,
        "/time-entries",
        "description",
        |text| json!({"start": "2026-11-19T10:00:00Z", "duration": 60, "description": text}),
    ),
    (
        Method::POST,
        "/timer/start",
        "description",
        |text| json!({"description": text}),
    ),
    (
        Method::POST,
        "/invitations",
        "email",
        |text| json!({"email": format!("{text}@example.com"), "role": "member"}),
    ),
    (
        Method::POST,
        "/invitations",
        "role",
        |text| json!({"email": "jo@example.com", "role": text}),
    ),
    (
        Method::POST,
        "/workspace/clear",
        "confirm",
        |text| json!({"confirm": text}),
    ),
    (
        Method::PATCH,
        "/workspace",
        "name",
        |text| json!({"name": text}),
    ),
    (
        Method::PATCH,
        "/workspace",
        "currency",
        |text| json!({"currency": text}),
    ),
    (
        Method::PATCH,
        "/workspace",
        "week_start",
        |text| json!({"week_start": text}),
    ),
];

on_both_databases! {
    with crate::rest::unpaced;
    /// Refused at their field, by whichever way they come.
    async fn texts_are_clean(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        for text in REFUSED {
            for (method, path, field, body) in TEXTS {
                let told = super::send(api.call(method.clone(), path).json(&body(text))).await;
                assert_eq!(told.status, 422, "{path} {field} {text:?} {told:?}");
                told.refuses(field);
            }
        }
        let changed = |path: &str| format!("{path}?archived=all");
        for path in ["/clients", "/projects"] {
            assert_eq!(api.get(&changed(path)).await.with(200)["data"], json!([]), "{path}");
        }
        assert_eq!(api.get("/tags").await.with(200)["data"], json!([]));
        assert_eq!(api.get("/timer").await.status, 204);
    }

    /// The same where something is changed.
    async fn changes_are_clean(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let new = [
            ("/clients", json!({"name": "Acme"}), &["name", "currency", "billing_details", "notes"][..]),
            ("/projects", json!({"name": "Site"}), &["name", "color"]),
            ("/tags", json!({"name": "dev"}), &["name"]),
            ("/time-entries", json!({"start": "2026-11-19T10:00:00Z", "duration": 60}), &["description"]),
        ];
        for (path, body, fields) in new {
            let made = api.post(path, body).await.with(201);
            let one = format!("{path}/{}", made["id"].as_str().unwrap());
            for field in fields {
                for text in REFUSED {
                    api.patch(&one, json!({*field: text})).await.refuses(field);
                }
            }
            assert_eq!(api.get(&one).await.with(200), made);
        }
        api.post("/timer/start", json!({})).await.with(200);
        api.patch("/timer", json!({"description": REFUSED[0]})).await.refuses("description");
    }

    /// What is searched for is text as well.
    async fn questions_are_clean(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "read").await;
        for (path, field) in [
            ("/time-entries?q=%00", "q"),
            ("/exports/time-entries.csv?q=a%1B", "q"),
            ("/activity?target_kind=%00", "target_kind"),
            ("/clients?cursor=%00", "cursor"),
            ("/time-entries?cursor=%00", "cursor"),
            ("/activity?cursor=1_%00", "cursor"),
            ("/time-entries?tag_id=%00", "tag_id"),
            ("/time-entries?from=%00", "from"),
        ] {
            api.get(path).await.refuses(field);
        }
    }
}
