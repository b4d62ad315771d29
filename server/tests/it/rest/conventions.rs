//! What holds for every call: who may, in which order it is refused, how it is read and answered.

use app::access::{BillingState, Plan, Role};
use app::tokens::server_fns::{LoadTokens, RevokeToken};
use reqwest::Method;
use serde_json::{Value, json};
use server::config::{Config, RateLimit};

use super::{Api, send};
use crate::matrix::world::set_standing;
use crate::on_both_databases;

fn slow(config: &mut Config) {
    config.rate_limit = Some(RateLimit {
        a_second: 1,
        burst: 3,
    });
}

fn open_to_a_page(config: &mut Config) {
    config.cors_origins = vec!["https://app.example.com".into()];
}

on_both_databases! {
    /// The table of refusals, in its order.
    async fn each_refusal_has_its_code(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let url = format!("{}/api/v1/me", app.base);
        let get = || api.http.get(&url);
        for request in [
            get(),
            get().header("authorization", "Basic abc"),
            get().bearer_auth("nonsense"),
            get().bearer_auth(app::tokens::rules::token_of(&"0".repeat(30)).unwrap()),
            get().bearer_auth(&api.token).bearer_auth(&api.token),
        ] {
            let told = send(request.header("x-workspace-id", &api.workspace)).await;
            told.is_problem(401, "unauthenticated");
            assert_eq!(told.header("www-authenticate"), "Bearer");
        }
        let with_token = || get().bearer_auth(&api.token);
        send(with_token()).await.is_problem(400, "workspace_required");
        send(with_token().header("x-workspace-id", "1")).await.is_problem(400, "workspace_required");
        let twice = with_token().header("x-workspace-id", &api.workspace).header("x-workspace-id", &api.workspace);
        send(twice).await.is_problem(400, "workspace_required");
        let bob = app.person("Bob").await;
        let theirs = bob.actor().await.workspace_id;
        let mismatch = with_token().header("x-workspace-id", theirs.to_string());
        send(mismatch).await.is_problem(403, "workspace_mismatch");
        let workspace = ada.actor().await.workspace_id;
        for (plan, status) in [(Plan::Free, 403), (Plan::SoloPro, 403), (Plan::Team, 200), (Plan::Business, 200)] {
            set_standing(&app.services, workspace, plan, BillingState::Active).await;
            let told = api.get("/me").await;
            assert_eq!(told.status, status, "{plan:?}");
            if status == 403 {
                told.is_problem(403, "plan_required");
            }
        }
        set_standing(&app.services, workspace, Plan::Team, BillingState::ReadOnly).await;
        api.get("/clients").await.with(200);
        api.post("/clients", json!({"name": "Acme"})).await.is_problem(403, "workspace_read_only");
    }

    /// Who calls is told, and nothing of the token but its beginning.
    async fn me(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "read").await;
        let told = api.get("/me").await;
        assert_eq!(told.header("content-type"), "application/json");
        let me = told.with(200);
        assert_eq!(me["user"]["name"], "Ada");
        assert_eq!(me["user"]["email"], "ada@example.com");
        assert_eq!(me["user"]["timezone"], "Europe/Berlin");
        assert_eq!(me["role"], "owner");
        assert_eq!(me["token"]["prefix"], api.token[..9]);
        assert_eq!((&me["token"]["scope"], &me["token"]["expires_at"]), (&json!("read"), &Value::Null));
        assert_eq!(me["workspace"]["id"], api.workspace);
        assert_eq!(me["workspace"]["plan"], "business");
        assert_eq!(me["workspace"]["billing_state"], "active");
        assert_eq!(me["workspace"]["currency"], "USD");
        assert!(!me.to_string().contains(&api.token[9..]));
    }

    /// A token that may only look changes nothing, and a revoked one does nothing at all.
    async fn scope_and_end(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "read").await;
        api.post("/tags", json!({"name": "dev"})).await.is_problem(403, "forbidden");
        assert_eq!(api.get("/tags").await.with(200)["data"], json!([]));
        let tokens = ada.call::<LoadTokens>(&[]).await.ok();
        let id = tokens["tokens"][0]["id"].as_str().unwrap();
        ada.call::<RevokeToken>(&[("id", id)]).await.ok();
        api.get("/tags").await.is_problem(401, "unauthenticated");
    }

    /// Addresses and methods that are not there, bodies and parameters that cannot be.
    async fn strictness(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        api.get("/nothing").await.is_problem(404, "not_found");
        api.get("/clients/1").await.is_problem(404, "not_found");
        api.get("/clients/0195d3c0-0000-7000-8000-000000000001").await.is_problem(404, "not_found");
        let wrong = send(api.call(Method::PUT, "/clients")).await;
        wrong.is_problem(405, "method_not_allowed");
        assert!(wrong.header("allow").contains("POST"), "{wrong:?}");
        let options = send(api.http.request(Method::OPTIONS, format!("{}/api/v1/clients", app.base))).await;
        assert_eq!(options.status, 204);
        assert!(options.header("allow").contains("OPTIONS"));
        let head = send(api.call(Method::HEAD, "/clients")).await;
        assert_eq!((head.status, head.body), (200, json!("")));

        api.get("/clients?page=2").await.is_problem(400, "bad_request");
        api.get("/me?x=1").await.is_problem(400, "bad_request");
        api.get("/clients?limit=0").await.refuses("limit");
        api.get("/clients?limit=501").await.refuses("limit");
        api.get("/clients?limit=1&limit=2").await.refuses("limit");
        api.get("/clients?cursor=x").await.refuses("cursor");
        api.get("/clients?archived=maybe").await.refuses("archived");

        api.post("/clients", json!({"name": "Acme", "colour": 1})).await.refuses("colour");
        api.post("/clients", json!({"name": 1})).await.refuses("name");
        api.post("/clients", json!({})).await.refuses("name");
        api.post("/tags", json!(["dev"])).await.refuses("body");
        api.post("/clients", json!({"name": " "})).await.refuses("name");
        let body = |kind: &'static str, body: &'static str| {
            send(api.call(Method::POST, "/clients").header("content-type", kind).body(body))
        };
        body("application/json", "{").await.is_problem(400, "bad_request");
        body("text/plain", "{}").await.is_problem(415, "unsupported_media_type");
        let large = "x".repeat(1024 * 1024 + 1);
        let large = api.call(Method::POST, "/clients").header("content-type", "application/json").body(large);
        send(large).await.is_problem(413, "too_large");
        assert_eq!(api.get("/clients").await.with(200)["data"], json!([]));
    }

    /// What needs no token is held to the same.
    async fn open_addresses(app: &TestApp) {
        let http = reqwest::Client::new();
        for path in ["/api/v1/openapi.json", "/api/docs"] {
            let url = format!("{}{path}", app.base);
            let call = |method: Method| send(http.request(method, &url));
            let options = call(Method::OPTIONS).await;
            assert_eq!((options.status, &options.body), (204, &json!("")), "{path}");
            let mut methods: Vec<&str> = options.header("allow").split(',').collect();
            methods.sort_unstable();
            assert_eq!(methods, ["GET", "HEAD", "OPTIONS"]);
            for method in [Method::POST, Method::PUT, Method::DELETE] {
                let told = call(method).await;
                told.is_problem(405, "method_not_allowed");
                assert!(told.header("allow").contains("GET"), "{told:?}");
            }
            let head = call(Method::HEAD).await;
            assert_eq!((head.status, &head.body), (200, &json!("")));
            let told = send(http.get(format!("{url}?page=2"))).await;
            told.is_problem(400, "bad_request");
        }
    }

    /// What is read has a mark; a change that is meant for another state is refused.
    async fn marks(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let made = api.post("/tags", json!({"name": "dev"})).await;
        let path = made.header("location").trim_start_matches("/api/v1").to_owned();
        let told = api.get(&path).await;
        assert_eq!(told.header("etag"), made.header("etag"));
        let mark = told.header("etag").to_owned();
        let again = send(api.call(Method::GET, &path).header("if-none-match", &mark)).await;
        assert_eq!(again.status, 304);
        let rename = |mark: &str, name: &str| {
            api.call(Method::PATCH, &path).header("if-match", mark).json(&json!({"name": name}))
        };
        let renamed = send(rename(&mark, "code")).await;
        assert_eq!(renamed.status, 200);
        assert_ne!(renamed.header("etag"), mark);
        send(rename(&mark, "late")).await.is_problem(412, "precondition_failed");
        let delete = api.call(Method::DELETE, &path).header("if-match", &mark);
        send(delete).await.is_problem(412, "precondition_failed");
        assert_eq!(api.get(&path).await.with(200)["name"], "code");
        send(rename("*", "any")).await.with(200);
        // What cannot be read is no reason to go ahead, and a mark may stand on any line.
        let unread = rename("*", "unread").header("if-match", &b"\xff"[..]);
        let alone = api.call(Method::PATCH, &path).header("if-match", &b"\xff"[..]).json(&json!({"name": "unread"}));
        send(alone).await.is_problem(412, "precondition_failed");
        assert_eq!(send(unread).await.with(200)["name"], "unread");
    }

    /// Roles are those of the pages.
    async fn roles(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let api = Api::of(app, &bob, "write").await;
        api.post("/clients", json!({"name": "Acme"})).await.is_problem(403, "forbidden");
        api.patch("/workspace", json!({"name": "Mine"})).await.is_problem(403, "forbidden");
        api.post("/tags", json!({"name": "dev"})).await.with(201);
    }

    /// The workspace is shown and changed.
    async fn workspace(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let before = api.get("/workspace").await.with(200);
        assert_eq!(before["week_start"], "monday");
        let change = json!({"name": "Studio North", "currency": "eur", "default_hourly_rate_cents": 9000});
        let after = api.patch("/workspace", change).await.with(200);
        assert_eq!(after["name"], "Studio North");
        assert_eq!(after["currency"], "EUR");
        assert_eq!(after["default_hourly_rate_cents"], 9000);
        assert_eq!(api.get("/workspace").await.with(200), after);
        assert_eq!(api.patch("/workspace", json!({})).await.with(200), after);
        api.patch("/workspace", json!({"plan": "free"})).await.refuses("plan");
        api.patch("/workspace", json!({"name": null})).await.refuses("name");
        api.patch("/workspace", json!({"default_hourly_rate_cents": -1})).await.refuses("default_hourly_rate_cents");
    }

    /// A change of nothing changes nothing: the mark stays, and the log has no line of it.
    async fn changes_of_nothing(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let project = api.post("/projects", json!({"name": "Site", "hourly_rate_cents": 9000})).await.with(201);
        let tags = ["b", "a"].map(|name| json!({"name": name}));
        let mut tag_ids = Vec::new();
        for tag in tags {
            tag_ids.push(api.post("/tags", tag).await.with(201)["id"].clone());
        }
        tag_ids.reverse();
        let entry = json!({"start": "2026-11-19T10:00:00Z", "end": "2026-11-19T12:00:00Z", "duration": 3600,
            "project_id": project["id"], "description": "Plan", "tag_ids": tag_ids});
        let same_entry = json!({"project_id": project["id"], "description": "Plan", "tag_ids": tag_ids, "duration": 3600,
            "start": "2026-11-19T11:00:00+01:00"});
        let mut trials = vec![
            ("/workspace".to_owned(), json!({"week_start": "monday", "currency": "usd"})),
            (format!("/members/{}", ada.actor().await.user_id), json!({})),
        ];
        for (path, new, same) in [
            ("/clients", json!({"name": "Acme"}), json!({})),
            ("/tags", json!({"name": "dev"}), json!({})),
            ("/projects", json!({"name": "Shop"}), json!({"archived": false})),
            ("/time-entries", entry, same_entry),
        ] {
            let made = api.post(path, new).await.with(201);
            trials.push((format!("{path}/{}", made["id"].as_str().unwrap()), same));
        }
        let client = api.post("/clients", json!({"name": "Billed"})).await.with(201);
        let line = json!({"description": "Hosting", "amount_cents": 2000});
        let draft = json!({"client_id": client["id"], "from": "2026-11-01", "to": "2026-11-30", "notes": "Thanks", "lines": [line]});
        let draft = api.post("/invoices", draft).await.with(201);
        trials.push((format!("/invoices/{}", draft["id"].as_str().unwrap()), json!({"notes": "Thanks", "discount": null})));
        api.post("/timer/start", json!({"description": "Plan"})).await.with(200);
        trials.push(("/timer".to_owned(), json!({"description": "Plan"})));
        let log = async || api.get("/activity?limit=500").await.with(200)["data"].as_array().unwrap().len();
        let lines = log().await;
        for (path, same) in trials {
            let first = api.patch(&path, json!({})).await;
            app.clock.advance(60);
            for body in [json!({}), same] {
                let told = api.patch(&path, body).await;
                assert_eq!(told.header("etag"), first.header("etag"), "{path}");
                if path != "/timer" {
                    assert_eq!(told.with(200), first.body, "{path}");
                }
            }
            assert_eq!(log().await, lines, "{path}");
        }
    }

    /// A currency with other decimals moves whatever keeps its number by it; what has a currency of its own stays.
    async fn another_currency_moves_the_marks(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let client = api.post("/clients", json!({"name": "Acme", "currency": "EUR"})).await.with(201);
        let of_client = json!({"name": "Shop", "client_id": client["id"], "hourly_rate_cents": 9000});
        let of_client = api.post("/projects", of_client).await.with(201);
        let free = api.post("/projects", json!({"name": "Site", "hourly_rate_cents": 9000})).await.with(201);
        let mut paths = Vec::new();
        for project in [&free["id"], &Value::Null, &of_client["id"]] {
            let new = json!({"start": "2026-11-19T10:00:00Z", "duration": 3600, "project_id": project, "hourly_rate_cents": 9000});
            let entry = api.post("/time-entries", new).await.with(201);
            paths.push((format!("/time-entries/{}", entry["id"].as_str().unwrap()), project != &of_client["id"]));
        }
        paths.push((format!("/projects/{}", free["id"].as_str().unwrap()), true));
        paths.push((format!("/projects/{}", of_client["id"].as_str().unwrap()), false));
        app.clock.advance(60);
        api.patch("/workspace", json!({"currency": "JPY"})).await.with(200);
        for (path, moves) in paths {
            let now = api.get(&path).await.with(200);
            let (rate, at) = if moves { (90, "2026-11-20T10:01:00Z") } else { (9000, "2026-11-20T10:00:00Z") };
            assert_eq!((&now["hourly_rate_cents"], &now["updated_at"]), (&json!(rate), &json!(at)), "{path}");
        }
    }

    /// Lists go on where they ended, while things are added.
    async fn pages(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        for name in ["a", "b", "c", "d", "e"] {
            app.clock.advance(1);
            api.post("/tags", json!({"name": name})).await.with(201);
        }
        let mut names = Vec::new();
        let mut path = "/tags?limit=2".to_owned();
        loop {
            let page = api.get(&path).await.with(200);
            for tag in page["data"].as_array().unwrap() {
                names.push(tag["name"].as_str().unwrap().to_owned());
            }
            app.clock.advance(1);
            if names.len() == 2 {
                api.post("/tags", json!({"name": "0"})).await.with(201);
            }
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/tags?limit=2&cursor={cursor}");
        }
        assert_eq!(names, ["a", "b", "c", "d", "e", "0"]);
    }
}

mod paced {
    use super::Api;
    use crate::on_both_databases;

    on_both_databases! {
        with crate::rest::conventions::slow;
        /// Each token has its own pace, and says what is left of it.
        async fn too_many_calls(app: &TestApp) {
            let ada = app.person("Ada").await;
            let api = Api::of(app, &ada, "read").await;
            for left in ["2", "1", "0"] {
                let told = api.get("/me").await;
                assert_eq!((told.status, told.header("ratelimit-limit")), (200, "3"));
                assert_eq!(told.header("ratelimit-remaining"), left);
            }
            let told = api.get("/me").await;
            told.is_problem(429, "rate_limited");
            assert_eq!(told.header("retry-after"), "1");
            let other = Api::of(app, &ada, "read").await;
            other.get("/me").await.with(200);
            app.clock.advance(1);
            api.get("/me").await.with(200);
        }
    }
}

mod elsewhere {
    use reqwest::Method;

    use super::Api;
    use crate::on_both_databases;
    use crate::rest::send;

    on_both_databases! {
        with crate::rest::conventions::open_to_a_page;
        /// Pages of named origins may call; others are told nothing.
        async fn pages_elsewhere(app: &TestApp) {
            let ada = app.person("Ada").await;
            let api = Api::of(app, &ada, "read").await;
            for (origin, allowed) in [("https://app.example.com", true), ("https://evil.example.com", false)] {
                let told = send(api.call(Method::GET, "/me").header("origin", origin)).await;
                let header = told.headers.get("access-control-allow-origin");
                assert_eq!(header.is_some(), allowed, "{origin}");
                for path in ["/me", "/openapi.json"] {
                    let preflight = api.http.request(Method::OPTIONS, format!("{}/api/v1{path}", app.base))
                        .header("origin", origin)
                        .header("access-control-request-method", "GET");
                    let told = send(preflight).await;
                    assert_eq!(told.headers.get("access-control-allow-headers").is_some(), allowed);
                    if allowed {
                        // A stream of events is taken up again with it.
                        assert!(told.header("access-control-allow-headers").contains("Last-Event-ID"));
                    }
                }
            }
        }
    }
}

mod at_once {
    use futures::future::join_all;
    use reqwest::Method;

    use super::Api;
    use crate::on_both_databases;
    use crate::rest::send;

    const LISTS: [&str; 15] = [
        "/me",
        "/workspace",
        "/clients",
        "/projects",
        "/tags",
        "/time-entries",
        "/timer",
        "/timesheet",
        "/invoices",
        "/reports/summary",
        "/reports/profitability",
        "/members",
        "/invitations",
        "/webhooks",
        "/activity",
    ];

    on_both_databases! {
        with crate::rest::unpaced;
        /// More calls than there are connections: none waits for a second one with the first in its hands.
        async fn more_calls_than_connections(app: &TestApp) {
            let ada = app.person("Ada").await;
            let api = Api::of(app, &ada, "read").await;
            for path in LISTS {
                let answers = join_all((0..24).map(|_| send(api.call(Method::GET, path)))).await;
                for answer in answers {
                    assert!(answer.status < 300, "{path}: {answer:?}");
                }
            }
            let answers = join_all(LISTS.into_iter().cycle().take(90).map(|path| send(api.call(Method::GET, path)))).await;
            assert!(answers.iter().all(|answer| answer.status < 300));
        }
    }
}
