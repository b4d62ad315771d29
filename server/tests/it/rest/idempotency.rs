//! The same request twice is done once, however it comes.

use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{Api, send};
use crate::on_both_databases;

on_both_databases! {
    with crate::rest::unpaced;
    /// Fifty at once with one key: one row, one answer.
    async fn fifty_at_once(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let requests = (0..50).map(|_| {
            let request = api.call(Method::POST, "/clients").header("idempotency-key", "one");
            send(request.json(&json!({"name": "Acme"})))
        });
        let answers = join_all(requests).await;
        let first = answers[0].body.clone();
        for answer in answers {
            assert_eq!(answer.status, 201, "{answer:?}");
            assert_eq!(answer.body, first);
            assert!(answer.header("location").ends_with(first["id"].as_str().unwrap()));
        }
        assert_eq!(api.get("/clients").await.with(200)["data"].as_array().unwrap().len(), 1);
    }

    /// Another body with the same key is a conflict; another token's key is another; a refusal is not kept; a day is enough.
    async fn keys(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let other = Api::of(app, &ada, "write").await;
        let post = |api: &Api, key: &str, name: &str| {
            let request = api.call(Method::POST, "/tags").header("idempotency-key", key);
            send(request.json(&json!({"name": name})))
        };
        let first = post(&api, "k", "dev").await.with(201);
        post(&api, "k", "code").await.is_problem(409, "idempotency_conflict");
        assert_eq!(post(&api, "k", "dev").await.with(201), first);
        post(&other, "k", "dev").await.is_problem(409, "name_taken");
        post(&api, "k2", "").await.refuses("name");
        post(&api, "k2", "code").await.with(201);
        post(&api, &"k".repeat(256), "x").await.is_problem(400, "bad_request");
        app.clock.advance(24 * 3600 + 1);
        post(&api, "k", "dev").await.is_problem(409, "name_taken");
        app.services.purge_idempotency_keys().await.unwrap();
        post(&api, "k2", "late").await.with(201);
    }

    /// The answer is kept in the transaction of what was done: a caller who never heard it hears it the second time.
    async fn the_answer_survives(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        api.post("/timer/start", json!({})).await.with(200);
        app.clock.advance(60);
        let save = || send(api.call(Method::POST, "/timer/save").header("idempotency-key", "save"));
        let entry = save().await.with(201);
        let again = save().await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(again.with(201), entry);
    }
}
