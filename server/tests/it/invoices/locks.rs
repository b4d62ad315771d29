//! The matrix of locks: every way to change a time entry × every state of the invoice it is on.

use app::backups::server_fns::RunRestore;
use app::clients::server_fns::UpdateClient;
use app::imports::server_fns::RunImport;
use app::projects::server_fns::{DeleteProject, UpdateProject};
use app::tags::server_fns::{CreateTag, DeleteTag};
use app::time_entries::server_fns::{
    CreateTimeEntry, DeleteTimeEntries, DuplicateTimeEntry, LoadTimeEntry, RestoreTimeEntries,
    UpdateTimeEntries, UpdateTimeEntry,
};
use app::workspaces::server_fns::UpdateWorkspace;
use reqwest::Method;
use serde_json::{Value, json};
use server::uploads::Kind;

use super::{Studio, add, add_project, draft, id_of, load, step, studio};
use crate::clients::assert_conflict;
use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Person, TestApp};

/// How an invoice comes into each state, and whether it locks there.
const STATES: [(&str, &[&str], bool); 4] = [
    ("draft", &[], true),
    ("sent", &["send"], true),
    ("paid", &["send", "pay"], true),
    ("void", &["send", "void"], false),
];

/// Time on an invoice, with everything that could change it.
struct Scene {
    maya: Person,
    api: Api,
    studio: Studio,
    entry: String,
    invoice: String,
    tag: String,
    other_tag: String,
}

async fn scene(app: &TestApp, name: &str, steps: &[&str]) -> Scene {
    let maya = app.person(name).await;
    let api = Api::of(app, &maya, "write").await;
    let studio = studio(&maya).await;
    let tag = id_of(maya.call::<CreateTag>(&[("name", "dev")]).await);
    let other_tag = id_of(maya.call::<CreateTag>(&[("name", "design")]).await);
    let entry = id_of(
        maya.call::<CreateTimeEntry>(&[
            ("entry[description]", "Build"),
            ("entry[project_id]", &studio.site),
            ("entry[date]", "2026-11-02"),
            ("entry[start]", "9:00"),
            ("entry[duration]", "1:00"),
            ("entry[tag_ids][]", &tag),
        ])
        .await,
    );
    let invoice = id_of(draft(&maya, &studio.client, &[]).await);
    for word in steps {
        step(&maya, &invoice, word).await.ok();
    }
    Scene {
        maya,
        api,
        studio,
        entry,
        invoice,
        tag,
        other_tag,
    }
}

/// What an entry is.
async fn look(scene: &Scene) -> Value {
    let fields = [("id", scene.entry.as_str())];
    let mut entry = scene.maya.call::<LoadTimeEntry>(&fields).await.ok();
    // What lies beside it is another entry's matter.
    entry.as_object_mut().unwrap().remove("overlaps");
    entry
}

/// Every way of the pages: its name, its status, and the conflict where it is one.
async fn by_page(scene: &Scene) -> Vec<(&'static str, u16, String)> {
    let Scene {
        maya,
        studio,
        entry,
        tag,
        other_tag,
        ..
    } = scene;
    let edit = |field: &'static str, value: &str| {
        let mut fields = vec![
            ("id", entry.clone()),
            ("entry[description]", "Build".to_owned()),
            ("entry[project_id]", studio.site.clone()),
            ("entry[date]", "2026-11-02".to_owned()),
            ("entry[start]", "9:00".to_owned()),
            ("entry[duration]", "1:00".to_owned()),
            ("entry[billable]", "true".to_owned()),
            ("entry[hourly_rate]", "90".to_owned()),
            ("entry[tag_ids][]", tag.clone()),
        ];
        fields.retain(|(name, _)| *name != field);
        if !value.is_empty() {
            fields.push((field, value.to_owned()));
        }
        fields
    };
    let mut seen = Vec::new();
    for (field, value) in [
        ("entry[description]", "Other"),
        ("entry[project_id]", studio.app.as_str()),
        ("entry[date]", "2026-11-03"),
        ("entry[start]", "8:00"),
        ("entry[duration]", "2:00"),
        ("entry[billable]", ""),
        ("entry[hourly_rate]", "91"),
        ("entry[tag_ids][]", other_tag.as_str()),
    ] {
        let fields = edit(field, value);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = maya.call::<UpdateTimeEntry>(&fields).await;
        seen.push((field, answer));
    }
    for (field, value) in [
        ("change[project_id]", studio.app.as_str()),
        ("change[billable]", "false"),
        ("change[add_tag_ids][]", other_tag.as_str()),
        ("change[remove_tag_ids][]", tag.as_str()),
    ] {
        let fields = [("ids[]", entry.as_str()), (field, value)];
        seen.push((field, maya.call::<UpdateTimeEntries>(&fields).await));
    }
    seen.push(("delete tag", maya.call::<DeleteTag>(&[("id", tag)]).await));
    let delete = [("ids[]", entry.as_str())];
    seen.push(("delete", maya.call::<DeleteTimeEntries>(&delete).await));
    seen.into_iter()
        .map(|(name, answer)| {
            let code = answer.body["conflict"][0]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            (name, answer.status, code)
        })
        .collect()
}

/// Every way of the API.
async fn by_api(scene: &Scene) -> Vec<(String, u16, String)> {
    let Scene {
        api,
        studio,
        entry,
        tag,
        other_tag,
        ..
    } = scene;
    let one = format!("/time-entries/{entry}");
    let mut seen = Vec::new();
    for change in [
        json!({"description": "Other"}),
        json!({"project_id": studio.app}),
        json!({"project_id": null}),
        json!({"start": "2026-11-03T08:00:00Z"}),
        json!({"duration": 60}),
        json!({"billable": false}),
        json!({"hourly_rate_cents": 9_100}),
        json!({"tag_ids": [other_tag]}),
        json!({"tag_ids": []}),
    ] {
        seen.push((change.to_string(), api.patch(&one, change).await));
    }
    for set in [
        json!({"description": "Other"}),
        json!({"billable": false}),
        json!({"tag_ids": [other_tag]}),
    ] {
        let body = json!({"ids": [entry], "set": set});
        seen.push((body.to_string(), api.post("/time-entries/bulk", body).await));
    }
    let tag = format!("/tags/{tag}");
    seen.push(("delete tag".into(), api.delete(&tag).await));
    let body = json!({"ids": [entry], "delete": true});
    if seen.iter().all(|(_, told)| told.status == 409) {
        seen.push((
            "delete all".into(),
            api.post("/time-entries/bulk", body).await,
        ));
    }
    seen.push(("delete".into(), api.delete(&one).await));
    seen.into_iter()
        .map(|(name, told)| {
            let code = told.body["code"].as_str().unwrap_or_default().to_owned();
            (name, told.status, code)
        })
        .collect()
}

on_both_databases! {
    /// By page: refused while the invoice is active, whatever the field; free again once it is void.
    async fn pages(app: &TestApp) {
        for (state, steps, locks) in STATES {
            let scene = scene(app, &format!("Page{state}"), steps).await;
            let before = look(&scene).await;
            assert_eq!(before["locked"], locks, "{state}");
            for (way, status, code) in by_page(&scene).await {
                if locks {
                    assert_eq!((status, code.as_str()), (409, "entry_locked"), "{state} {way}");
                } else {
                    assert_eq!(status, 200, "{state} {way} {code}");
                }
            }
            if locks {
                assert_eq!(look(&scene).await, before, "{state}");
                let copy = id_of(scene.maya.call::<DuplicateTimeEntry>(&[("id", &scene.entry)]).await);
                assert_eq!(scene.maya.call::<LoadTimeEntry>(&[("id", &copy)]).await.ok()["locked"], false);
            }
        }
    }

    /// By program: the same, with the contract's problem.
    async fn programs(app: &TestApp) {
        for (state, steps, locks) in STATES {
            let scene = scene(app, &format!("Api{state}"), steps).await;
            let path = format!("/time-entries/{}", scene.entry);
            let before = scene.api.get(&path).await.with(200);
            assert_eq!((&before["locked"], before["invoice_id"].is_null()), (&json!(locks), !locks));
            for (way, status, code) in by_api(&scene).await {
                if locks {
                    assert_eq!((status, code.as_str()), (409, "entry_locked"), "{state} {way}");
                } else {
                    assert!(status < 300, "{state} {way} {status} {code}");
                }
            }
            if locks {
                assert_eq!(scene.api.get(&path).await.with(200), before, "{state}");
            }
        }
    }

    /// Locked time keeps its rate, so a currency with other decimals waits until it is free, on every way there is; what is
    /// free keeps the number that people read. A project with time is not deleted.
    async fn relabelling(app: &TestApp) {
        for (state, steps, locks) in STATES {
            let scene = scene(app, &format!("Label{state}"), steps).await;
            let Scene { maya, studio, .. } = &scene;
            let free = add(maya, &studio.site, "Free", "2026-11-05", "1:00").await;
            let currency = |code: &'static str| {
                let form = [("id", studio.client.as_str()), ("client[name]", "Acme"), ("client[currency]", code)];
                async move { maya.call::<UpdateClient>(&form).await }
            };
            let in_yen = currency("JPY").await;
            maya.call::<UpdateWorkspace>(&[("workspace[name]", "Label"), ("workspace[currency]", "JPY")]).await.ok();
            // Off its client: the workspace's currency is another one.
            let off = maya.call::<UpdateProject>(&[("id", &studio.site), ("project[name]", "Site"), ("project[billable]", "true")]).await;
            let rate = |id: &str| {
                let fields = [("id", id.to_owned())];
                async move {
                    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, id)| (*name, id.as_str())).collect();
                    maya.call::<LoadTimeEntry>(&fields).await.ok()["hourly_rate_cents"].clone()
                }
            };
            if locks {
                for answer in [in_yen, off] {
                    assert_conflict(&answer, "entry_locked");
                    let words = answer.body.to_string();
                    assert!(words.contains("currency") && words.contains("INV-0001"), "{state} {words}");
                }
                let mut backup = maya.get("/exports/backup.json").await.ok();
                backup["clients"][0]["currency"] = json!("JPY");
                let me = maya.actor().await;
                let upload = app.services.store_upload(&me, Kind::Backup, "backup.json", backup.to_string().as_bytes()).await.unwrap();
                assert_conflict(&maya.call::<RunRestore>(&[("upload", &upload.to_string())]).await, "entry_locked");
                // Of as many decimals it may be.
                currency("USD").await.ok();
            } else {
                in_yen.ok();
                off.ok();
            }
            for entry in [&free, &scene.entry] {
                assert_eq!(rate(entry).await, if locks { 9_000 } else { 90 }, "{state}");
            }
            assert_eq!(maya.call::<DeleteProject>(&[("id", &studio.site)]).await.status, 409);
            let invoice = load(maya, &scene.invoice).await;
            assert_eq!((&invoice["currency"], &invoice["sums"]["total_cents"]), (&json!("EUR"), &json!(9_000)), "{state}");
        }
    }

    /// What an invoice held, and what waited to be brought back, is worth the same number in yen.
    async fn released_and_brought_back(app: &TestApp) {
        let scene = scene(app, "Maya", &[]).await;
        let Scene { maya, studio, api, .. } = &scene;
        let gone = add(maya, &studio.site, "Gone", "2026-11-05", "1:00").await;
        let deletion = maya.call::<DeleteTimeEntries>(&[("ids[]", &gone)]).await.ok();
        step(maya, &scene.invoice, "void").await.ok();
        let client = [("id", studio.client.as_str()), ("client[name]", "Acme"), ("client[currency]", "JPY")];
        maya.call::<UpdateClient>(&client).await.ok();
        maya.call::<RestoreTimeEntries>(&[("id", deletion.as_str().unwrap())]).await.ok();
        for entry in [&scene.entry, &gone] {
            let entry = api.get(&format!("/time-entries/{entry}")).await.with(200);
            assert_eq!(entry["hourly_rate_cents"], 90);
        }
        let next = id_of(draft(maya, &studio.client, &[]).await);
        let invoice = load(maya, &next).await;
        assert_eq!((&invoice["currency"], &invoice["sums"]["total_cents"]), (&json!("JPY"), &json!(180)));
    }

    /// A backup that says otherwise is restored around what is locked; an import of the same file adds nothing to it.
    async fn restoring_and_importing(app: &TestApp) {
        for (state, steps, locks) in STATES {
            let scene = scene(app, &format!("File{state}"), steps).await;
            let me = scene.maya.actor().await;
            let before = look(&scene).await;
            let backup = scene.maya.get("/exports/backup.json").await.ok().to_string();
            let other = backup.replace("\"Build\"", "\"Otherwise\"");
            assert_ne!(backup, other);
            let upload = app.services.store_upload(&me, Kind::Backup, "backup.json", other.as_bytes()).await.unwrap();
            scene.maya.call::<RunRestore>(&[("upload", &upload.to_string())]).await.ok();
            let after = look(&scene).await;
            if locks {
                assert_eq!(after, before, "{state}");
            } else {
                assert_eq!((&after["description"], &after["locked"]), (&json!("Otherwise"), &json!(false)), "{state}");
            }
            let csv = scene.maya.get("/exports/time-entries.csv").await.ok();
            let csv = csv.as_str().unwrap().replace("01:00:00", "02:00:00");
            let upload = app.services.store_upload(&me, Kind::Import, "own.csv", csv.as_bytes()).await.unwrap();
            scene.maya.call::<RunImport>(&[("upload", &upload.to_string())]).await.ok();
            assert_eq!(look(&scene).await, after, "{state}");
        }
    }

    /// Clearing overrides the lock: entries go, invoices and their lines stay, the count goes on.
    async fn clearing(app: &TestApp) {
        for (state, steps, _) in STATES {
            let scene = scene(app, &format!("Clear{state}"), steps).await;
            let Scene { maya, api, invoice, entry, .. } = &scene;
            let before = load(maya, invoice).await;
            let name = api.get("/workspace").await.with(200)["name"].clone();
            api.call(Method::POST, "/workspace/clear").json(&json!({"confirm": name})).send().await.unwrap().error_for_status().unwrap();
            assert_eq!(maya.call::<LoadTimeEntry>(&[("id", entry)]).await.status, 404, "{state}");
            let after = load(maya, invoice).await;
            for field in ["number", "status", "client_name", "client_details", "sums", "currency"] {
                assert_eq!(after[field], before[field], "{state} {field}");
            }
            assert_eq!(after["lines"][0]["amount_cents"], 9_000);
            assert_eq!(after["lines"][0]["time_entry_ids"], json!([]));
            let client = crate::clients::add_client(maya, "Next", "").await;
            let project = add_project(maya, "Next", &client, "10").await;
            add(maya, &project, "Next", "2026-11-05", "1:00").await;
            let next = id_of(draft(maya, &client, &[]).await);
            assert_eq!(load(maya, &next).await["number"], "INV-0002", "{state}");
        }
    }

    /// A backup in another workspace brings its invoices along; the next number comes after theirs.
    async fn numbers_go_on_after_a_restore(app: &TestApp) {
        let scene = scene(app, "First", &[]).await;
        let backup = scene.maya.get("/exports/backup.json").await.ok().to_string();
        let ben = app.person("Ben").await;
        let me = ben.actor().await;
        let upload = app.services.store_upload(&me, Kind::Backup, "backup.json", backup.as_bytes()).await.unwrap();
        ben.call::<RunRestore>(&[("upload", &upload.to_string())]).await.ok();
        let client = crate::clients::add_client(&ben, "Next", "").await;
        let project = add_project(&ben, "Next", &client, "10").await;
        add(&ben, &project, "Next", "2026-11-05", "1:00").await;
        let next = id_of(draft(&ben, &client, &[]).await);
        assert_eq!(load(&ben, &next).await["number"], "INV-0002");
    }
}
