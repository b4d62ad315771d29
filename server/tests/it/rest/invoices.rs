//! Invoices by program.

use serde_json::{Value, json};

use super::Api;
use crate::on_both_databases;
use crate::support::TestApp;

/// A client with an hour of billable time: its id, and the entry's.
async fn hour(api: &Api) -> (String, String) {
    let text = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let client = text(
        &api.post("/clients", json!({"name": "Acme", "currency": "EUR"}))
            .await
            .with(201),
    );
    let project =
        json!({"name": "Site", "client_id": client, "billable": true, "hourly_rate_cents": 9_000});
    let project = text(&api.post("/projects", project).await.with(201));
    let entry = json!({"project_id": project, "description": "Build", "start": "2026-11-02T09:00:00Z", "duration": 3600});
    (
        client,
        text(&api.post("/time-entries", entry).await.with(201)),
    )
}

fn november(client: &str) -> Value {
    json!({"client_id": client, "from": "2026-11-01", "to": "2026-11-30"})
}

async fn api(app: &TestApp) -> Api {
    Api::of(app, &app.person("Ada").await, "write").await
}

on_both_databases! {
    /// The life of an invoice: previewed, drafted, changed, sent, paid.
    async fn lives(app: &TestApp) {
        let api = api(app).await;
        let (client, entry) = hour(&api).await;
        let mut body = november(&client);
        body["tax_rate_bp"] = json!(1_900);
        body["discount"] = json!({"kind": "percent", "value": 1_000});
        body["lines"] = json!([{"description": "Hosting", "amount_cents": 2_000}]);
        let seen = api.post("/invoices/preview", body.clone()).await.with(200);
        let draft = api.post("/invoices", body).await;
        let path = draft.header("location").trim_start_matches("/api/v1").to_owned();
        let draft = draft.with(201);
        for field in ["currency", "subtotal_cents", "discount_cents", "tax_cents", "total_cents"] {
            assert_eq!(seen[field], draft[field], "{field}");
        }
        assert_eq!((&draft["subtotal_cents"], &draft["discount_cents"], &draft["tax_cents"], &draft["total_cents"]),
            (&json!(11_000), &json!(1_100), &json!(1_881), &json!(11_781)));
        assert_eq!((&draft["number"], &draft["status"], &draft["client_id"], &draft["project_id"]), (&json!("INV-0001"), &json!("draft"), &json!(client), &Value::Null));
        assert_eq!(draft["lines"][0], json!({"description": "Site: Build", "seconds": 3600, "hourly_rate_cents": 9_000, "amount_cents": 9_000, "time_entry_ids": [entry]}));
        assert_eq!((&draft["from"], &draft["to"], &draft["issue_date"]), (&json!("2026-11-01"), &json!("2026-11-30"), &json!("2026-11-20")));
        assert_eq!(api.get(&path).await.with(200), draft);
        let locked = api.get(&format!("/time-entries/{entry}")).await.with(200);
        assert_eq!((&locked["invoice_id"], &locked["locked"]), (&draft["id"], &json!(true)));

        let changed = api.patch(&path, json!({"discount": null, "due_date": "2026-12-04", "design": "minimal"})).await.with(200);
        assert_eq!((&changed["discount"], &changed["total_cents"], &changed["due_date"]), (&Value::Null, &json!(13_090), &json!("2026-12-04")));
        let same = api.patch(&path, json!({"notes": "Thanks"})).await.with(200);
        assert_eq!((&same["due_date"], &same["design"]), (&json!("2026-12-04"), &json!("minimal")));
        api.post(&format!("{path}/pay"), json!({})).await.is_problem(409, "invoice_state");
        assert_eq!(api.post(&format!("{path}/send"), json!({})).await.with(200)["status"], "sent");
        api.patch(&path, json!({"notes": ""})).await.is_problem(409, "invoice_state");
        api.delete(&path).await.is_problem(409, "invoice_state");
        let paid = api.post(&format!("{path}/pay"), json!({})).await.with(200);
        assert_eq!((&paid["status"], &paid["paid_at"]), (&json!("paid"), &json!("2026-11-20T10:00:00Z")));
        api.post(&format!("{path}/void"), json!({})).await.is_problem(409, "invoice_state");
    }

    /// Nothing to bill, unknown things and bad terms are 422 at their field.
    async fn refuses(app: &TestApp) {
        let api = api(app).await;
        let (client, _) = hour(&api).await;
        for (field, value) in [
            ("client_id", json!("0195d3c0-0000-7000-8000-000000000001")), ("project_id", json!("0195d3c0-0000-7000-8000-000000000001")),
            ("from", json!("soon")), ("to", json!("2026-10-01")), ("group_by", json!("tag")), ("tax_rate_bp", json!(10_001)),
            ("tax_rate_bp", json!(-1)), ("discount", json!({"kind": "fixed", "value": 9_001})), ("design", json!("loud")),
            ("due_date", json!("2026-11-19")), ("lines", json!([{"description": " ", "amount_cents": 1}])),
            ("lines", json!([{"description": "x", "amount_cents": -1}])), ("more", json!(1)),
        ] {
            let mut body = november(&client);
            body[field] = value;
            for path in ["/invoices", "/invoices/preview"] {
                // A preview has no day of its own.
                if !(field == "due_date" && path.ends_with("preview")) {
                    api.post(path, body.clone()).await.refuses(field);
                }
            }
        }
        let mut empty = november(&client);
        empty["to"] = json!("2026-11-01");
        for path in ["/invoices", "/invoices/preview"] {
            api.post(path, empty.clone()).await.refuses_as("client_id", "nothing_to_bill");
        }
        assert_eq!(api.get("/invoices").await.with(200)["data"], json!([]));
    }

    /// A key makes one invoice, a mark guards it, a void one frees its time, a list is filtered and paged.
    async fn keeps_the_conventions(app: &TestApp) {
        let api = api(app).await;
        let (client, entry) = hour(&api).await;
        let send = || super::send(api.call(reqwest::Method::POST, "/invoices").header("idempotency-key", "one").json(&november(&client)));
        let first = send().await.with(201);
        let again = send().await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(again.with(201), first);
        let path = format!("/invoices/{}", first["id"].as_str().unwrap());
        let mark = api.get(&path).await.header("etag").to_owned();
        api.patch(&path, json!({"notes": "New"})).await.with(200);
        let late = super::send(api.call(reqwest::Method::DELETE, &path).header("if-match", &mark)).await;
        late.is_problem(412, "precondition_failed");
        api.post("/invoices", november(&client)).await.refuses_as("client_id", "nothing_to_bill");
        let void = api.post(&format!("{path}/void"), json!({})).await.with(200);
        assert_eq!((&void["status"], &void["lines"][0]["time_entry_ids"]), (&json!("void"), &json!([])));
        assert_eq!(api.get(&format!("/time-entries/{entry}")).await.with(200)["invoice_id"], Value::Null);
        app.clock.advance(1);
        let second = api.post("/invoices", november(&client)).await.with(201);
        assert_eq!(second["number"], "INV-0002");
        let page = api.get("/invoices?limit=1").await.with(200);
        assert_eq!(page["data"], json!([void]));
        let next = format!("/invoices?limit=1&cursor={}", page["next_cursor"].as_str().unwrap());
        let page = api.get(&next).await.with(200);
        assert_eq!((&page["data"], &page["next_cursor"]), (&json!([second]), &Value::Null));
        let drafts = format!("/invoices?status=draft&status=paid&client_id={client}");
        assert_eq!(api.get(&drafts).await.with(200)["data"], json!([second]));
        api.get("/invoices?status=late").await.refuses("status");
        let gone = format!("/invoices/{}", second["id"].as_str().unwrap());
        api.delete(&gone).await.with(204);
        api.get(&gone).await.is_problem(404, "not_found");
    }
}
