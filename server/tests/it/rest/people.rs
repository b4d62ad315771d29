//! Members and invitations by program.

use app::access::Role;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, send};
use crate::on_both_databases;

async fn members(api: &Api) -> Vec<Value> {
    let page = api.get("/members").await.with(200);
    page["data"].as_array().unwrap().clone()
}

on_both_databases! {
    /// Members are listed, changed and removed, as their page does it.
    async fn the_members(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let api = Api::of(app, &ada, "write").await;
        let theirs = Api::of(app, &bob, "write").await;
        assert_eq!(members(&api).await.len(), 2);
        let own = members(&theirs).await;
        assert_eq!((own.len(), &own[0]["name"]), (1, &json!("Bob")));
        let path = format!("/members/{}", bob.actor().await.user_id);
        let terms = json!({"weekly_capacity_seconds": 144_000, "internal_hourly_cost_cents": 3500});
        let changed = api.patch(&path, terms).await.with(200);
        assert_eq!((&changed["weekly_capacity_seconds"], &changed["internal_hourly_cost_cents"]), (&json!(144_000), &json!(3500)));
        assert_eq!(changed["role"], "member");
        let none = api.patch(&path, json!({"internal_hourly_cost_cents": null})).await.with(200);
        assert_eq!((&none["weekly_capacity_seconds"], &none["internal_hourly_cost_cents"]), (&json!(144_000), &Value::Null));
        // What a member costs is not for the member.
        assert_eq!(members(&theirs).await[0]["weekly_capacity_seconds"], Value::Null);
        api.patch(&path, json!({"role": "owner"})).await.refuses("role");
        api.patch(&path, json!({"weekly_capacity_seconds": 604_801})).await.refuses("weekly_capacity_seconds");
        api.patch(&path, json!({"internal_hourly_cost_cents": -1})).await.refuses("internal_hourly_cost_cents");
        assert_eq!(api.patch(&path, json!({"role": "viewer"})).await.with(200)["role"], "viewer");
        // A Viewer has no tokens: one from before does nothing, and works again in another role.
        for path in ["/me", "/time-entries", "/tags"] {
            theirs.get(path).await.is_problem(403, "forbidden");
        }
        assert_eq!(api.patch(&path, json!({"role": "member"})).await.with(200)["role"], "member");
        theirs.get("/me").await.with(200);
        let owner = format!("/members/{}", ada.actor().await.user_id);
        api.patch(&owner, json!({"role": "member"})).await.is_problem(403, "forbidden");
        api.delete(&owner).await.is_problem(403, "forbidden");
        api.delete(&path).await.with(204);
        assert_eq!(members(&api).await.len(), 1);
        theirs.get("/me").await.is_problem(401, "unauthenticated");
        api.delete(&path).await.is_problem(404, "not_found");
    }

    /// Somebody is invited, once, and the invitation is taken back. Its link is in the letter alone.
    async fn invitations(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let post = || send(api.call(Method::POST, "/invitations").header("idempotency-key", "jo")
            .json(&json!({"email": "jo@example.com", "role": "member"})));
        let jo = post().await.with(201);
        assert_eq!((&jo["email"], &jo["role"], &jo["invited_by"]), (&json!("jo@example.com"), &json!("member"), &json!("Ada")));
        assert_eq!(jo["expires_at"], "2026-12-04T10:00:00Z");
        for _ in 0..10 {
            assert_eq!(post().await.with(201), jo);
        }
        let mut letters = app.letters().await;
        letters.retain(|mail| mail.to.email == "jo@example.com");
        assert_eq!(letters.len(), 1);
        assert_eq!(api.get("/invitations").await.with(200)["data"], json!([jo]));
        api.post("/invitations", json!({"email": "jo", "role": "member"})).await.refuses("email");
        api.post("/invitations", json!({"email": "jo@example.com", "role": "owner"})).await.refuses("role");
        let path = format!("/invitations/{}", jo["id"].as_str().unwrap());
        api.delete(&path).await.with(204);
        api.delete(&path).await.is_problem(404, "not_found");
        assert_eq!(api.get("/invitations").await.with(200)["data"], json!([]));
    }
}
