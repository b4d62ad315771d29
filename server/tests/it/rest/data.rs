//! Exports, imports, clearing and the log by program.

use app::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Api, Told, send};
use crate::imports::{DETAILED, upload};
use crate::on_both_databases;
use crate::report_pdf::poppler;
use crate::support::TestApp;

async fn import(api: &Api, query: &str, body: impl Into<reqwest::Body>) -> Told {
    send(
        api.call(Method::POST, &format!("/imports{query}"))
            .body(body),
    )
    .await
}

/// A file whose bytes the server waits for.
struct Arriving(TcpStream);

impl Arriving {
    /// The server has let it in once it says so.
    async fn begin(app: &TestApp, api: &Api) -> Self {
        let head = format!(
            "POST /api/v1/imports?format=toggl&dry_run=true HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             x-workspace-id: {}\r\ncontent-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
            app.address,
            api.token,
            api.workspace,
            DETAILED.len()
        );
        let mut connection = TcpStream::connect(app.address).await.unwrap();
        connection.write_all(head.as_bytes()).await.unwrap();
        let mut line = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
        connection.read_exact(&mut line).await.unwrap();
        assert_eq!(&line, b"HTTP/1.1 100 Continue\r\n\r\n");
        Self(connection)
    }

    /// Sends the bytes; what is answered.
    async fn finish(&mut self) -> String {
        self.0.write_all(DETAILED).await.unwrap();
        let mut answer = Vec::new();
        self.0.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }
}

on_both_databases! {
    /// Entries as CSV and PDF: those that the filter lets through, and that one may see.
    async fn exports(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let api = Api::of(app, &ada, "write").await;
        let theirs = Api::of(app, &bob, "write").await;
        for (api, day, words) in [(&api, 18, "one"), (&api, 19, "two"), (&theirs, 19, "bob")] {
            let new = json!({"start": format!("2026-11-{day}T09:00:00Z"), "duration": 3600, "description": words});
            api.post("/time-entries", new).await.with(201);
        }
        let csv = |told: Told| told.body.as_str().unwrap().to_owned();
        let told = api.get("/exports/time-entries.csv").await;
        assert!(told.header("content-type").starts_with("text/csv"));
        let all = csv(told);
        let (head, _) = all.split_once("\r\n").unwrap();
        assert_eq!(head.trim_start_matches('\u{feff}'), "Date,Start,End,Duration,Duration (decimal),Client,Project,Description,Tags,User,Email,Billable,Rate,Amount,Currency,Invoice");
        assert_eq!(all.lines().count(), 4);
        let day = csv(api.get("/exports/time-entries.csv?from=2026-11-19&to=2026-11-19").await);
        assert!(day.contains("two") && day.contains("bob") && !day.contains("one"));
        let own = csv(theirs.get("/exports/time-entries.csv").await);
        assert!(own.contains("bob") && own.lines().count() == 2);
        let of_ada = format!("/exports/time-entries.csv?user_id={}", ada.actor().await.user_id);
        assert_eq!(csv(api.get(&of_ada).await).lines().count(), 3);
        assert_eq!(csv(theirs.get(&of_ada).await).lines().count(), 1);
        api.get("/exports/time-entries.csv?limit=1").await.is_problem(400, "bad_request");
        let pdf = api.get("/exports/time-entries.pdf?from=2026-11-19").await;
        assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
        theirs.get("/exports/workspace.json").await.is_problem(403, "forbidden");
    }

    /// A file's name says its days, and a report whatever else was asked for.
    async fn exports_say_what_they_hold(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let eve = app.member(&ada, "Eve", Role::Member).await;
        let api = Api::of(app, &ada, "write").await;
        let [first, second] = [ada.actor().await.user_id, bob.actor().await.user_id];
        let third = eve.actor().await.user_id;
        let query = format!("from=2026-11-02&to=2026-11-19T09:30:00Z&user_id={second}&user_id={first}&invoiced=false");
        for kind in ["csv", "pdf"] {
            let told = api.call(Method::GET, &format!("/exports/time-entries.{kind}?{query}")).send().await.unwrap();
            let name = told.headers()["content-disposition"].to_str().unwrap().to_owned();
            assert!(name.contains(&format!("workspace 2026-11-02 to 2026-11-19.{kind}\"")), "{name}");
        }
        let report = async |api: &Api, query: &str| {
            let path = format!("/exports/time-entries.pdf?{query}");
            let file = api.call(Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
            let text = poppler("pdftotext", &["-layout", "-", "-"], &file);
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let text = report(&api, &query).await;
        for part in ["2 – 19 Nov 2026", "People: Ada, Bob", "Begun: 19 Nov 2026, 10:30 or earlier", "Invoiced: No"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(report(&api, "invoiced=true").await.contains("People: Everybody Invoiced: Yes"));
        // Of people who are nobody's here nothing is told, and of others nothing to a Member.
        let stranger = app.person("Stranger").await.actor().await.user_id;
        let text = report(&api, &format!("user_id={first}&user_id={stranger}")).await;
        assert!(!text.contains("People") && !text.contains("Stranger"), "{text}");
        let theirs = Api::of(app, &bob, "read").await;
        let text = report(&theirs, &format!("user_id={first}&user_id={third}")).await;
        assert!(!text.contains("People") && !text.contains("Person"), "{text}");
    }

    /// Export, clear, import, export: the same, but for when it was made.
    async fn there_and_back(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let client = api.post("/clients", json!({"name": "Acme"})).await.with(201);
        let project = json!({"name": "Webshop", "client_id": client["id"]});
        let project = api.post("/projects", project).await.with(201);
        let new = json!({"start": "2026-11-19T09:00:00Z", "duration": 3600, "project_id": project["id"]});
        api.post("/time-entries", new).await.with(201);
        let backup = |told: Told| { let mut body = told.with(200); body["exported_at"] = Value::Null; body };
        let before = backup(api.get("/exports/workspace.json").await);
        let file = api.call(Method::GET, "/exports/workspace.json").send().await.unwrap().text().await.unwrap();
        api.post("/workspace/clear", json!({"confirm": "something"})).await.refuses("confirm");
        let name = api.get("/workspace").await.with(200)["name"].clone();
        api.post("/workspace/clear", json!({"confirm": name})).await.with(204);
        assert_eq!(api.get("/time-entries").await.with(200)["data"], json!([]));
        let dry = import(&api, "?format=timether&dry_run=true", file.clone()).await.with(200);
        assert_eq!((&dry["dry_run"], &dry["created"]["time_entries"]), (&json!(true), &json!(1)));
        assert_eq!(api.get("/time-entries").await.with(200)["data"], json!([]));
        // What it is, it says itself.
        let done = import(&api, "", file.clone()).await.with(200);
        assert_eq!((&done["format"], &done["created"]["projects"]), (&json!("timether"), &json!(1)));
        assert_eq!(backup(api.get("/exports/workspace.json").await), before);
        let again = import(&api, "?format=timether&dry_run=false", file).await.with(200);
        assert_eq!((&again["created"]["time_entries"], &again["unchanged"]["time_entries"]), (&json!(0), &json!(1)));
        import(&api, "?format=timether", "no backup").await.refuses("file");
    }

    /// Another tracker's file, twice.
    async fn imports(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let dry = import(&api, "?format=toggl&dry_run=true", DETAILED).await.with(200);
        let count = dry["created"]["time_entries"].as_i64().unwrap();
        assert!(count > 0);
        let done = import(&api, "", DETAILED).await.with(200);
        assert_eq!((&done["format"], &done["dry_run"], &done["created"]), (&json!("toggl"), &json!(false), &dry["created"]));
        let again = import(&api, "?format=toggl", DETAILED).await.with(200);
        assert_eq!((&again["created"]["time_entries"], &again["unchanged"]["time_entries"]), (&json!(0), &json!(count)));
        // However many rows are left out, each is named.
        let bad = (0..1_100).map(|n| format!("nonsense {n},03:00:00,04:00:00,Site\n")).collect::<Vec<_>>().concat();
        let file = format!("Date,Start,End,Project\n2026-11-02,03:00:00,04:00:00,Site\n{bad}");
        let mut named = Vec::new();
        for (offset, count) in [("", 1_000), ("&skipped_offset=1000", 100), ("&skipped_offset=1100", 0)] {
            let told = import(&api, &format!("?format=csv&dry_run=true{offset}"), file.clone()).await.with(200);
            assert_eq!(told["skipped_count"], 1_100);
            let rows = told["skipped"].as_array().unwrap();
            assert_eq!(rows.len(), count);
            named.extend(rows.iter().map(|row| row["line"].as_i64().unwrap()));
        }
        assert_eq!(named, (3..1_103).collect::<Vec<i64>>());
        import(&api, "?format=csv&skipped_offset=-1", file).await.refuses("skipped_offset");
        import(&api, "?format=excel", DETAILED).await.refuses("format");
        import(&api, "?date_order=any", DETAILED).await.refuses("date_order");
        import(&api, "?dry_run=maybe", DETAILED).await.refuses("dry_run");
        import(&api, "?format=toggl", "nothing").await.is_problem(422, "invalid");
        import(&api, "?timezone=Mars/Olympus", DETAILED).await.refuses("timezone");
    }

    /// The same request again is told the same, although nothing is new by then.
    async fn an_import_that_is_asked_for_again(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let once = |query: &'static str| {
            let request = api.call(Method::POST, &format!("/imports{query}"));
            send(request.header("idempotency-key", "november").body(DETAILED))
        };
        let done = once("").await.with(200);
        assert!(done["created"]["time_entries"].as_i64().unwrap() > 0);
        let again = once("").await;
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(again.with(200), done);
        once("?dry_run=true").await.is_problem(409, "idempotency_conflict");
    }

    /// The same request twice at once is carried out once, and told the same; another one with its key is a conflict.
    async fn an_import_that_is_asked_for_twice_at_once(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let client = api.post("/clients", json!({"name": "Gone and back"})).await.with(201);
        let backup = api.call(Method::GET, "/exports/workspace.json").send().await.unwrap().bytes().await.unwrap();
        api.delete(&format!("/clients/{}", client["id"].as_str().unwrap())).await.with(204);
        for (key, file) in [("csv", DETAILED.to_vec()), ("backup", backup.to_vec())] {
            let once = |query: &'static str| {
                let request = api.call(Method::POST, &format!("/imports{query}"));
                send(request.header("idempotency-key", key).body(file.clone()))
            };
            let lines = async || {
                let log = api.get("/activity?limit=500&target_kind=import").await.with(200);
                log["data"].as_array().unwrap().len()
            };
            let before = lines().await;
            let (first, second) = tokio::join!(once(""), once(""));
            let replays = [&first, &second].map(|told| told.headers.contains_key("idempotent-replayed"));
            assert_ne!(replays[0], replays[1], "{first:?} {second:?}");
            assert_eq!(first.with(200), second.with(200));
            assert_eq!(lines().await, before + 1);
            once("?dry_run=true").await.is_problem(409, "idempotency_conflict");
        }
        // Looked at and carried out at once under one key: one of them is told that this was another request.
        let once = |query: &'static str| {
            let request = api.call(Method::POST, &format!("/imports{query}"));
            send(request.header("idempotency-key", "both").body(DETAILED))
        };
        let (looked, done) = tokio::join!(once("?dry_run=true"), once(""));
        let mut statuses = [looked.status, done.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{looked:?} {done:?}");
    }

    /// A file is the body itself, of a size that is taken.
    async fn what_is_no_file(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let file = || api.call(Method::POST, "/imports?format=toggl").body(DETAILED);
        for (name, value) in [("content-type", "multipart/form-data; boundary=x"), ("content-encoding", "gzip")] {
            send(file().header(name, value)).await.is_problem(415, "unsupported_media_type");
        }
        let large = format!(
            "POST /api/v1/imports?format=toggl HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             x-workspace-id: {}\r\ncontent-length: {}\r\n\r\n",
            app.address, api.token, api.workspace, 200 * 1024 * 1024 + 1
        );
        let mut connection = TcpStream::connect(app.address).await.unwrap();
        connection.write_all(large.as_bytes()).await.unwrap();
        let mut head = [0; 12];
        connection.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.1 413");
        assert_eq!(api.get("/time-entries").await.with(200)["data"], json!([]));
    }

    /// Two files of a person's arrive at once and no more; they have no name and stand beside the data, and a place is
    /// free again with its answer.
    async fn only_some_files_arrive_at_once(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Manager).await;
        let api = Api::of(app, &ada, "write").await;
        let mut first = Arriving::begin(app, &api).await;
        let mut second = Arriving::begin(app, &api).await;
        let told = import(&api, "?dry_run=true", DETAILED).await;
        told.is_problem(429, "rate_limited");
        assert_eq!(told.header("retry-after"), "10");
        let sent_to = upload(&ada, "toggl.csv", DETAILED).await;
        assert_eq!(sent_to, "/settings/data?import_error=crowded");
        let theirs = Api::of(app, &bob, "write").await;
        import(&theirs, "?dry_run=true", DETAILED).await.with(200);
        let folder = app.services.config.data_folder();
        let nameless = || {
            let open = std::fs::read_dir("/proc/self/fd").unwrap();
            let places = open.filter_map(|file| std::fs::read_link(file.unwrap().path()).ok());
            places.filter(|place| place.starts_with(&folder) && place.to_string_lossy().ends_with("(deleted)")).count()
        };
        assert_eq!(nameless(), 2);
        assert!(second.finish().await.starts_with("HTTP/1.1 200"));
        assert_eq!(nameless(), 1);
        import(&api, "?dry_run=true", DETAILED).await.with(200);
        assert!(first.finish().await.starts_with("HTTP/1.1 200"));
        assert_eq!(nameless(), 0);
    }

    /// What was done, newest first, page by page.
    async fn the_log(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let client = api.post("/clients", json!({"name": "Acme"})).await.with(201);
        app.clock.advance(60);
        let path = format!("/clients/{}", client["id"].as_str().unwrap());
        api.patch(&path, json!({"name": "Acme GmbH"})).await.with(200);
        let page = api.get("/activity?limit=1&target_kind=client").await.with(200);
        let line = &page["data"][0];
        assert_eq!((&line["action"], &line["target_id"]), (&json!("client.updated"), &client["id"]));
        assert_eq!(line["changes"], json!([{"field": "name", "old": "Acme", "new": "Acme GmbH"}]));
        assert_eq!(line["at"], "2026-11-20T10:01:00Z");
        assert_eq!(line["user_id"], ada.actor().await.user_id.to_string());
        let cursor = page["next_cursor"].as_str().unwrap();
        let older = api.get(&format!("/activity?limit=1&target_kind=client&cursor={cursor}")).await.with(200);
        assert_eq!(older["data"][0]["action"], "client.created");
        assert_eq!(older["next_cursor"], Value::Null);
        let none = api.get("/activity?from=2026-11-21").await.with(200);
        assert_eq!(none["data"], json!([]));
        api.get("/activity?user_id=me").await.refuses("user_id");
    }
}
