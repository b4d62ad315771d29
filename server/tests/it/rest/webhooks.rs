//! Webhooks by program.

use app::access::{BillingState, Plan};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, send};
use crate::matrix::world::set_standing;
use crate::on_both_databases;

const URL: &str = "https://example.com/timether";

on_both_databases! {
    with crate::rest::unpaced;

    /// The life of a webhook; its secret is in one answer.
    async fn a_webhook_lives(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let new = json!({"url": URL, "description": "Payroll", "event_types": ["timer.started", "time_entry.created"]});
        let made = api.post("/webhooks", new).await.with(201);
        assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
        assert_eq!(made["event_types"], json!(["time_entry.created", "timer.started"]));
        assert_eq!((&made["enabled"], &made["failing_since"], &made["gave_up"]), (&json!(true), &Value::Null, &json!(false)));
        let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
        let mut shown = made.clone();
        shown.as_object_mut().unwrap().remove("secret");
        let told = api.get(&path).await;
        let mark = told.header("etag").to_owned();
        assert_eq!(told.with(200), shown);
        assert_eq!(api.get("/webhooks").await.with(200), json!({"data": [shown], "next_cursor": null}));

        let changed = api.patch(&path, json!({"event_types": [], "enabled": false})).await.with(200);
        assert_eq!((&changed["event_types"], &changed["enabled"], &changed["url"]), (&json!([]), &json!(false), &json!(URL)));
        let stale = send(api.call(Method::PATCH, &path).header("if-match", &mark).json(&json!({"enabled": true}))).await;
        stale.is_problem(412, "precondition_failed");
        api.patch(&path, json!({"url": "http://example.com/"})).await.refuses("url");
        api.patch(&path, json!({"event_types": ["nothing"]})).await.refuses("event_types");
        api.patch(&path, json!({"secret": "whsec_mine"})).await.refuses("secret");
        api.post("/webhooks", json!({"url": "https://10.0.0.1/"})).await.refuses("url");
        api.post("/webhooks", json!({})).await.refuses("url");
        api.delete(&path).await.with(204);
        api.get(&path).await.is_problem(404, "not_found");
    }

    /// Unpaid, a webhook can be switched off and deleted, and is not changed otherwise.
    async fn a_webhook_ends_in_a_read_only_workspace(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let made = api.post("/webhooks", json!({"url": URL})).await.with(201);
        let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
        let workspace = ada.actor().await.workspace_id;
        set_standing(&app.services, workspace, Plan::Team, BillingState::ReadOnly).await;
        for more in [json!({"enabled": true}), json!({"enabled": false, "description": "x"}), json!({"url": URL}), json!({})] {
            api.patch(&path, more).await.is_problem(403, "workspace_read_only");
        }
        assert_eq!(api.patch(&path, json!({"enabled": false})).await.with(200)["enabled"], false);
        api.delete(&path).await.with(204);
    }

    /// The same answer to the same key, but for the secret, which is kept nowhere in plain.
    async fn a_key_gives_the_webhook_again(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let call = || send(api.call(Method::POST, "/webhooks").header("idempotency-key", "k").json(&json!({"url": URL})));
        let first = call().await.with(201);
        let again = call().await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        let again = again.with(201);
        assert_eq!((&again["id"], &again["secret"]), (&first["id"], &Value::Null));
        assert_eq!(api.get("/webhooks").await.with(200)["data"].as_array().unwrap().len(), 1);
        let mut tx = app.services.db.read().await.unwrap();
        let kept = server::fetch!(&mut tx, c => sqlx::query_scalar::<_, String>(
            "select body from idempotency_keys").fetch_one(c)).unwrap();
        assert!(!kept.contains("whsec_"));
    }

    /// What was sent, page by page, and once more.
    async fn deliveries(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let id = api.post("/webhooks", json!({"url": URL})).await.with(201)["id"].as_str().unwrap().to_owned();
        let other = api.post("/webhooks", json!({"url": URL, "event_types": ["invoice.paid"]})).await.with(201);
        for _ in 0..2 {
            for (path, status) in [("/timer/start", 200), ("/timer/reset", 204)] {
                app.clock.advance(1);
                api.post(path, json!({})).await.with(status);
            }
        }
        let path = format!("/webhooks/{id}/deliveries");
        let page = api.get(&format!("{path}?limit=3")).await.with(200);
        let rows = page["data"].as_array().unwrap();
        let kinds: Vec<&str> = rows.iter().map(|row| row["event"]["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["timer.reset", "timer.started", "timer.reset"]);
        assert_eq!((&rows[0]["state"], &rows[0]["attempts"], &rows[0]["event"]["number"]), (&json!("pending"), &json!(0), &json!(4)));
        let rest = api.get(&format!("{path}?limit=3&cursor={}", page["next_cursor"].as_str().unwrap())).await.with(200);
        assert_eq!((rest["data"].as_array().unwrap().len(), &rest["next_cursor"]), (1, &Value::Null));
        let delivery = rows[0]["id"].as_str().unwrap();
        let again = api.post(&format!("{path}/{delivery}/resend"), json!({})).await.with(201);
        assert_eq!(again["event"], rows[0]["event"]);
        assert_ne!(again["id"], rows[0]["id"]);
        let elsewhere = format!("/webhooks/{}/deliveries", other["id"].as_str().unwrap());
        assert_eq!(api.get(&elsewhere).await.with(200)["data"], json!([]));
        api.post(&format!("{elsewhere}/{delivery}/resend"), json!({})).await.is_problem(404, "not_found");
        api.post(&format!("{path}/x/resend"), json!({})).await.is_problem(404, "not_found");
        api.patch(&format!("/webhooks/{id}"), json!({"enabled": false})).await.with(200);
        api.post(&format!("{path}/{delivery}/resend"), json!({})).await.refuses("id");
    }

    /// A Member's token sees the Member's own.
    async fn members_have_their_own(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", app::access::Role::Member).await;
        let (adas, bobs) = (Api::of(app, &ada, "write").await, Api::of(app, &bob, "write").await);
        let id = adas.post("/webhooks", json!({"url": URL})).await.with(201)["id"].as_str().unwrap().to_owned();
        let theirs = bobs.post("/webhooks", json!({"url": URL})).await.with(201)["id"].as_str().unwrap().to_owned();
        assert_eq!(bobs.get("/webhooks").await.with(200)["data"].as_array().unwrap().len(), 1);
        assert_eq!(adas.get("/webhooks").await.with(200)["data"].as_array().unwrap().len(), 2);
        for path in [format!("/webhooks/{id}"), format!("/webhooks/{id}/deliveries")] {
            bobs.get(&path).await.is_problem(404, "not_found");
        }
        bobs.delete(&format!("/webhooks/{id}")).await.is_problem(404, "not_found");
        adas.delete(&format!("/webhooks/{theirs}")).await.with(204);
    }
}
