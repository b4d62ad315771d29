//! Time entries and the timer by program.

use app::access::Role;
use serde_json::{Value, json};
use server::execute;

use super::Api;
use crate::on_both_databases;

fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap().to_owned()
}

async fn descriptions(api: &Api, query: &str) -> Vec<String> {
    let page = api.get(&format!("/time-entries{query}")).await.with(200);
    let rows = page["data"].as_array().unwrap();
    rows.iter()
        .map(|row| row["description"].as_str().unwrap().to_owned())
        .collect()
}

on_both_databases! {
    /// The life of an entry: to the second, with the project's terms.
    async fn an_entry(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let client = api.post("/clients", json!({"name": "Acme", "currency": "EUR"})).await.with(201);
        let project = json!({"name": "Webshop", "client_id": id(&client), "hourly_rate_cents": 9000});
        let project = api.post("/projects", project).await.with(201);
        let tag = api.post("/tags", json!({"name": "dev"})).await.with(201);
        let new = json!({
            "project_id": id(&project), "description": " Checkout\nflow ", "start": "2026-11-19T10:00:00+01:00",
            "duration": 5400, "tag_ids": [id(&tag)]
        });
        let entry = api.post("/time-entries", new).await.with(201);
        assert_eq!(entry["start"], "2026-11-19T09:00:00Z");
        assert_eq!(entry["end"], "2026-11-19T10:30:00Z");
        assert_eq!(entry["description"], "Checkout flow");
        assert_eq!((&entry["billable"], &entry["amount_cents"], &entry["currency"]), (&json!(true), &json!(13_500), &json!("EUR")));
        assert_eq!((&entry["client_id"], &entry["tag_ids"]), (&json!(id(&client)), &json!([id(&tag)])));
        assert_eq!((&entry["locked"], &entry["invoice_id"]), (&json!(false), &Value::Null));
        let path = format!("/time-entries/{}", id(&entry));
        assert_eq!(api.get(&path).await.with(200), entry);

        let moved = api.patch(&path, json!({"start": "2026-11-19T08:00:00Z"})).await.with(200);
        assert_eq!((&moved["end"], &moved["duration"]), (&json!("2026-11-19T09:30:00Z"), &json!(5400)));
        let off = api.patch(&path, json!({"project_id": null})).await.with(200);
        assert_eq!((&off["billable"], &off["hourly_rate_cents"], &off["currency"]), (&json!(false), &json!(0), &json!("USD")));
        let kept = json!({"project_id": id(&project), "hourly_rate_cents": 100, "tag_ids": []});
        let kept = api.patch(&path, kept).await.with(200);
        assert_eq!((&kept["billable"], &kept["hourly_rate_cents"], &kept["tag_ids"]), (&json!(true), &json!(100), &json!([])));

        let base = json!({"start": "2026-11-19T10:00:00Z"});
        let with = |field: &str, value: Value| { let mut body = base.clone(); body[field] = value; body };
        api.post("/time-entries", base.clone()).await.refuses("end");
        api.post("/time-entries", json!({"duration": 60})).await.refuses("start");
        api.post("/time-entries", with("duration", json!(0))).await.refuses("duration");
        api.post("/time-entries", with("end", json!("2026-11-19T09:00:00Z"))).await.refuses("end");
        api.post("/time-entries", with("end", json!("yesterday"))).await.refuses("end");
        let mut unknown = with("duration", json!(60));
        unknown["project_id"] = json!("0195d3c0-0000-7000-8000-000000000001");
        api.post("/time-entries", unknown).await.refuses("project_id");
        let mut rate = with("duration", json!(60));
        rate["hourly_rate_cents"] = json!(-1);
        api.post("/time-entries", rate).await.refuses("hourly_rate_cents");

        api.delete(&path).await.with(204);
        api.get(&path).await.is_problem(404, "not_found");
    }

    /// A locked entry stays as it is, by whichever way.
    async fn locked(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let new = json!({"start": "2026-11-19T10:00:00Z", "duration": 60});
        let entry = api.post("/time-entries", new).await.with(201);
        let workspace = ada.actor().await.workspace_id;
        let mut tx = app.services.write_in(workspace).await.unwrap();
        execute!(&mut tx, c => sqlx::query("update time_entries set invoice_id = id where workspace_id = $1")
            .bind(workspace.uuid()).execute(c)).unwrap();
        tx.commit().await.unwrap();
        let path = format!("/time-entries/{}", id(&entry));
        assert_eq!(api.get(&path).await.with(200)["locked"], true);
        api.patch(&path, json!({"description": "x"})).await.is_problem(409, "entry_locked");
        api.delete(&path).await.is_problem(409, "entry_locked");
        let bulk = json!({"ids": [id(&entry)], "set": {"billable": true}});
        api.post("/time-entries/bulk", bulk).await.is_problem(409, "entry_locked");
        assert_eq!(descriptions(&api, "?invoiced=true").await.len(), 1);
        assert_eq!(descriptions(&api, "?invoiced=false").await.len(), 0);
    }

    /// Every filter, both orders, and pages that hold while entries are added.
    async fn lists(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let api = Api::of(app, &ada, "write").await;
        let tag = api.post("/tags", json!({"name": "dev"})).await.with(201);
        let project = api.post("/projects", json!({"name": "Webshop"})).await.with(201);
        for (at, description) in ["one", "two", "three"].into_iter().enumerate() {
            // Each begins at half past eleven at night in Berlin.
            let new = json!({
                "start": format!("2026-11-1{}T22:30:00Z", at + 1), "duration": 60, "description": description,
                "tag_ids": if at == 0 { json!([id(&tag)]) } else { json!([]) },
                "project_id": if at == 1 { json!(id(&project)) } else { Value::Null },
                "billable": at == 2,
            });
            api.post("/time-entries", new).await.with(201);
        }
        let theirs = Api::of(app, &bob, "write").await;
        let new = json!({"start": "2026-11-15T10:00:00Z", "duration": 60, "description": "bob"});
        theirs.post("/time-entries", new).await.with(201);

        let me = ada.actor().await.user_id;
        assert_eq!(descriptions(&api, "").await, ["bob", "three", "two", "one"]);
        assert_eq!(descriptions(&theirs, "").await, ["bob"]);
        assert_eq!(descriptions(&theirs, &format!("?user_id={me}")).await.len(), 0);
        assert_eq!(descriptions(&api, &format!("?user_id={me}&sort=start")).await, ["one", "two", "three"]);
        assert_eq!(descriptions(&api, "?from=2026-11-12&to=2026-11-12").await, ["two"]);
        assert_eq!(descriptions(&api, "?from=2026-11-12T22:30:01Z&to=2026-11-13T22:30:00Z").await, ["three"]);
        assert_eq!(descriptions(&api, &format!("?tag_id={}", id(&tag))).await, ["one"]);
        assert_eq!(descriptions(&api, "?tag_id=none&project_id=none&billable=false").await, ["bob"]);
        assert_eq!(descriptions(&api, &format!("?project_id={}&project_id=none", id(&project))).await.len(), 4);
        assert_eq!(descriptions(&api, "?client_id=none").await.len(), 4);
        assert_eq!(descriptions(&api, "?q=THR").await, ["three"]);
        api.get("/time-entries?from=soon").await.refuses("from");
        api.get("/time-entries?from=2026-11-12&to=2026-11-11").await.refuses("to");
        assert_eq!(descriptions(&api, "?user_id=none").await.len(), 0);
        assert_eq!(descriptions(&api, &format!("?user_id=none&user_id={me}")).await.len(), 3);
        api.get("/time-entries?user_id=me").await.refuses("user_id");
        let many = json!({"start": "2026-11-16T10:00:00Z", "duration": 60, "tag_ids": vec![id(&tag); 101]});
        api.post("/time-entries", many).await.refuses("tag_ids");
        api.get("/time-entries?sort=end").await.refuses("sort");

        let first = api.get("/time-entries?limit=2").await.with(200);
        let newer = json!({"start": "2026-11-16T10:00:00Z", "duration": 60, "description": "newer"});
        api.post("/time-entries", newer).await.with(201);
        let cursor = first["next_cursor"].as_str().unwrap();
        assert_eq!(descriptions(&api, &format!("?limit=2&cursor={cursor}")).await, ["two", "one"]);
    }

    /// Several at once, all or none.
    async fn bulk(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let tag = api.post("/tags", json!({"name": "dev"})).await.with(201);
        let mut ids = Vec::new();
        for at in 1..=3 {
            let new = json!({"start": format!("2026-11-1{at}T10:00:00Z"), "duration": 60});
            ids.push(id(&api.post("/time-entries", new).await.with(201)));
        }
        let set = json!({"ids": ids, "set": {"billable": true, "add_tag_ids": [id(&tag)]}});
        assert_eq!(api.post("/time-entries/bulk", set).await.with(200), json!({"updated": 3, "deleted": 0}));
        assert_eq!(descriptions(&api, &format!("?tag_id={}&billable=true", id(&tag))).await.len(), 3);
        let set = json!({"description": "Plan", "hourly_rate_cents": 9000, "tag_ids": []});
        api.post("/time-entries/bulk", json!({"ids": ids[..2], "set": set})).await.with(200);
        let planned = api.get("/time-entries?q=plan").await.with(200)["data"].clone();
        for entry in planned.as_array().unwrap() {
            assert_eq!((&entry["hourly_rate_cents"], &entry["amount_cents"], &entry["tag_ids"]), (&json!(9000), &json!(150), &json!([])));
        }
        assert_eq!((planned.as_array().unwrap().len(), descriptions(&api, "?tag_id=none").await.len()), (2, 2));
        for (set, field) in [
            (json!({}), "set"),
            (json!({"description": "a\u{7}"}), "set.description"),
            (json!({"hourly_rate_cents": -1}), "set.hourly_rate_cents"),
            (json!({"tag_ids": ["0195d3c0-0000-7000-8000-000000000001"]}), "set.tag_ids"),
            (json!({"project_id": "0195d3c0-0000-7000-8000-000000000001"}), "set.project_id"),
            (json!({"description": null}), "set.description"),
        ] {
            api.post("/time-entries/bulk", json!({"ids": ids, "set": set})).await.refuses(field);
        }
        let one_unknown = json!({"ids": [ids[0], "0195d3c0-0000-7000-8000-000000000001"], "delete": true});
        api.post("/time-entries/bulk", one_unknown).await.is_problem(404, "not_found");
        api.post("/time-entries/bulk", json!({"ids": ids})).await.refuses("set");
        api.post("/time-entries/bulk", json!({"ids": [], "delete": true})).await.refuses("ids");
        api.post("/time-entries/bulk", json!({"ids": ids, "set": {"color": 1}})).await.refuses("set.color");
        let delete = json!({"ids": ids[..2], "delete": true});
        assert_eq!(api.post("/time-entries/bulk", delete).await.with(200), json!({"updated": 0, "deleted": 2}));
        assert_eq!(descriptions(&api, "").await.len(), 1);
    }

    /// A day at the timer.
    async fn timer(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        assert_eq!(api.get("/timer").await.status, 204);
        for path in ["/timer/pause", "/timer/resume", "/timer/save", "/timer/reset"] {
            api.post(path, json!({})).await.is_problem(409, "timer_conflict");
        }
        let started = api.post("/timer/start", json!({"description": "Checkout", "billable": true})).await.with(200);
        assert_eq!((&started["state"], &started["elapsed"]), (&json!("running"), &json!(0)));
        api.post("/timer/start", json!({})).await.is_problem(409, "timer_conflict");
        app.clock.advance(600);
        assert_eq!(api.post("/timer/pause", json!({})).await.with(200)["elapsed"], 600);
        app.clock.advance(59);
        let seen = api.get("/timer").await.header("etag").to_owned();
        app.clock.advance(1);
        assert_eq!(api.get("/timer").await.header("etag"), seen);
        let change = |mark: &str| super::send(api.call(reqwest::Method::PATCH, "/timer").header("if-match", mark)
            .json(&json!({"description": "Checkout flow"})));
        change("\"other\"").await.is_problem(412, "precondition_failed");
        let changed = change(&seen).await.with(200);
        change(&seen).await.is_problem(412, "precondition_failed");
        assert_eq!((&changed["billable"], &changed["state"]), (&json!(true), &json!("paused")));
        let resumed = super::send(api.call(reqwest::Method::POST, "/timer/resume")).await.with(200);
        assert_eq!((&resumed["billable"], &resumed["elapsed"]), (&json!(true), &json!(600)));
        app.clock.advance(30);
        let entry = api.post("/timer/save", json!({})).await.with(201);
        assert_eq!((&entry["duration"], &entry["description"], &entry["billable"]), (&json!(630), &json!("Checkout flow"), &json!(true)));
        assert_eq!(entry["start"], "2026-11-20T10:00:00Z");
        assert_eq!(entry["end"], "2026-11-20T10:11:30Z");
        assert_eq!(api.get("/timer").await.status, 204);
        api.post("/timer/start", json!({})).await.with(200);
        api.post("/timer/reset", json!({})).await.with(204);
        assert_eq!(descriptions(&api, "").await, ["Checkout flow"]);
    }
}
