//! Clients, projects and tags by program.

use serde_json::{Value, json};

use super::Api;
use crate::on_both_databases;

fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap().to_owned()
}

on_both_databases! {
    /// The life of a client.
    async fn clients(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let new = json!({"name": "Acme", "currency": "eur", "billing_details": "Main Street 1", "notes": "VIP"});
        let acme = api.post("/clients", new).await.with(201);
        assert_eq!(acme["currency"], "EUR");
        assert_eq!(acme["archived"], false);
        assert_eq!(acme["created_at"], "2026-11-20T10:00:00Z");
        let path = format!("/clients/{}", id(&acme));
        assert_eq!(api.get(&path).await.with(200), acme);
        api.post("/clients", json!({"name": "ACME"})).await.is_problem(409, "name_taken");
        let changed = api.patch(&path, json!({"notes": ""})).await.with(200);
        assert_eq!((&changed["notes"], &changed["name"], &changed["billing_details"]), (&json!(""), &json!("Acme"), &json!("Main Street 1")));
        let archived = api.patch(&path, json!({"archived": true})).await.with(200);
        assert_eq!(archived["archived"], true);
        assert_eq!(api.get("/clients").await.with(200)["data"], json!([]));
        for list in ["/clients?archived=true", "/clients?archived=all"] {
            assert_eq!(api.get(list).await.with(200)["data"], json!([archived]), "{list}");
        }
        api.delete(&path).await.with(204);
        api.get(&path).await.is_problem(404, "not_found");
        api.delete(&path).await.is_problem(404, "not_found");
    }

    /// The life of a project.
    async fn projects(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let acme = api.post("/clients", json!({"name": "Acme", "currency": "JPY"})).await.with(201);
        let new = json!({"name": "Webshop", "client_id": id(&acme), "color": "teal", "hourly_rate_cents": 9000});
        let shop = api.post("/projects", new).await.with(201);
        assert_eq!(shop["currency"], "JPY");
        assert_eq!((&shop["hourly_rate_cents"], &shop["billable"], &shop["color"]), (&json!(9000), &json!(true), &json!("teal")));
        let path = format!("/projects/{}", id(&shop));
        let changed = api.patch(&path, json!({"client_id": null, "hourly_rate_cents": 12_345})).await.with(200);
        assert_eq!((&changed["client_id"], &changed["hourly_rate_cents"], &changed["currency"]), (&Value::Null, &json!(12_345), &json!("USD")));
        assert_eq!(changed["name"], "Webshop");
        assert_eq!(shop["estimated_seconds"], Value::Null);
        let estimated = api.patch(&path, json!({"estimated_seconds": 144_000})).await.with(200);
        assert_eq!((&estimated["estimated_seconds"], &estimated["hourly_rate_cents"]), (&json!(144_000), &json!(12_345)));
        let renamed = api.patch(&path, json!({"name": "Shop"})).await.with(200);
        assert_eq!(renamed["estimated_seconds"], 144_000);
        let unknown = api.patch(&path, json!({"name": "Webshop", "estimated_seconds": null})).await.with(200);
        assert_eq!(unknown["estimated_seconds"], Value::Null);
        api.patch(&path, json!({"estimated_seconds": -1})).await.refuses("estimated_seconds");
        let planned = api.post("/projects", json!({"name": "Planned", "estimated_seconds": 3601})).await.with(201);
        assert_eq!(planned["estimated_seconds"], 3601);
        api.delete(&format!("/projects/{}", id(&planned))).await.with(204);
        api.patch(&path, json!({"color": "pinkish"})).await.refuses("color");
        api.patch(&path, json!({"client_id": "x"})).await.refuses("client_id");
        api.patch(&path, json!({"hourly_rate_cents": -1})).await.refuses("hourly_rate_cents");
        api.patch(&path, json!({"client_id": "0195d3c0-0000-7000-8000-000000000001"})).await.refuses("client_id");
        api.patch(&path, json!({"color": ""})).await.refuses("color");
        api.post("/projects", json!({"name": "webshop"})).await.is_problem(409, "name_taken");
        // The number stays: $123.45 an hour are ¥123, and not ¥12,345.
        let moved = api.patch(&path, json!({"client_id": id(&acme)})).await.with(200);
        assert_eq!((&moved["hourly_rate_cents"], &moved["currency"]), (&json!(123), &json!("JPY")));
        let of_client = format!("/projects?client_id={}", id(&acme));
        assert_eq!(api.get(&of_client).await.with(200)["data"].as_array().unwrap().len(), 1);
        api.delete(&format!("/clients/{}", id(&acme))).await.is_problem(409, "in_use");
        api.patch(&path, json!({"archived": true})).await.with(200);
        assert_eq!(api.get("/projects").await.with(200)["data"], json!([]));
        api.delete(&path).await.with(204);
    }

    /// What is archived takes nothing new, and says so at the field that names it.
    async fn archived(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let acme = api.post("/clients", json!({"name": "Acme"})).await.with(201);
        let client = json!({"client_id": id(&acme)});
        let shop = api.post("/projects", json!({"name": "Shop", "client_id": id(&acme)})).await.with(201);
        let site = api.post("/projects", json!({"name": "Site"})).await.with(201);
        let (shop, site) = (format!("/projects/{}", id(&shop)), format!("/projects/{}", id(&site)));
        api.patch(&shop, json!({"archived": true})).await.with(200);
        api.patch(&format!("/clients/{}", id(&acme)), json!({"archived": true})).await.with(200);
        let new = json!({"name": "New", "client_id": id(&acme)});
        api.post("/projects", new).await.refuses_as("client_id", "archived");
        api.patch(&site, client).await.refuses_as("client_id", "archived");
        api.patch(&shop, json!({"archived": false})).await.refuses_as("archived", "archived");
        let project = shop.trim_start_matches("/projects/");
        let time = json!({"start": "2026-11-19T10:00:00Z", "duration": 60, "project_id": project});
        api.post("/time-entries", time).await.refuses_as("project_id", "archived");
        api.post("/timer/start", json!({"project_id": project})).await.refuses_as("project_id", "archived");
    }

    /// Tags.
    async fn tags(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let dev = api.post("/tags", json!({"name": "#dev"})).await.with(201);
        assert_eq!(dev["name"], "dev");
        api.post("/tags", json!({"name": "Dev"})).await.is_problem(409, "name_taken");
        let path = format!("/tags/{}", id(&dev));
        assert_eq!(api.patch(&path, json!({"name": "code"})).await.with(200)["name"], "code");
        api.delete(&path).await.with(204);
        api.get(&path).await.is_problem(404, "not_found");
    }
}
