//! Long writes, broken uploads and impatient people: what one of them does holds up nobody else, and happens once.

use std::time::Duration;

use app::access::{BillingState, Plan, Role};
use app::backups::server_fns::RunRestore;
use app::error::AppError;
use app::imports::server_fns::RunImport;
use app::progress::server_fns::{LoadExportProgress, LoadUploadProgress};
use app::time_entries::EntryQuery;
use app::time_entries::query::EVERYBODY;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{Whole, backup, change, count_of, counts, restore, rows, undated, uploaded};
use crate::imports::{DETAILED, import, uploaded as imported};
use crate::matrix::world::set_standing;
use crate::on_both_databases;
use crate::support::{Answer, Person};

/// A form whose file breaks off after two pieces; where the browser is sent.
async fn break_off(person: &Person, path: &str, field: &str) -> String {
    let mut body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"file.json\"\r\n\r\n"
    );
    body.push_str(&"y".repeat(2_500_000));
    let url = format!("{}{path}", person.base);
    let request = person
        .http
        .post(url)
        .header("content-type", "multipart/form-data; boundary=x")
        .body(body);
    let response = request.send().await.unwrap();
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// What the page is told of a restore or an import under way.
async fn under_way(person: &Person, upload: &str) -> Answer {
    let fields = [("upload", upload)];
    person.call::<LoadUploadProgress>(&fields).await
}

on_both_databases! {
    /// The time of a session's last use can wait for a long write; a page cannot.
    async fn pages_are_shown_while_something_long_is_written(app: &TestApp) {
        let maya = app.person("Maya").await;
        let me = maya.actor().await;
        let held = app.services.db.write(me.user_id.uuid()).await.unwrap();
        app.clock.advance(61);
        let page = timeout(Duration::from_secs(5), maya.get("/settings/data")).await;
        assert_eq!(page.expect("the page waits for the write").status, 200);
        drop(held);
        let fresh = "(select m.workspace_id from sessions s join members m on m.user_id = s.user_id where s.last_seen_at > 1795168800) touched where";
        assert_eq!(count_of(app, me.workspace_id, fresh).await, 0);
        assert_eq!(maya.get("/settings/data").await.status, 200);
        assert_eq!(count_of(app, me.workspace_id, fresh).await, 1);
    }

    /// Whoever waits for a turn to write gives up and frees what they keep.
    async fn writers_wait_for_a_while(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = maya.actor().await.workspace_id;
        let held = app.services.write_in(workspace).await.unwrap();
        let waiting = timeout(Duration::from_secs(20), app.services.write_in(workspace)).await;
        assert!(matches!(waiting.expect("the writer waits on"), Err(AppError::Unavailable)));
        drop(held);
        app.services.write_in(workspace).await.unwrap();
    }

    /// The second confirmation finds the file gone, wherever the first one has got to.
    async fn a_backup_is_restored_once(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let workspace = maya.actor().await.workspace_id;
        let id = uploaded(&maya, &backup(&maya).await).await;
        let held = app.services.write_in(workspace).await.unwrap();
        let look_around = async {
            for _ in 0..10 {
                assert_eq!(maya.get("/settings/data").await.status, 200);
            }
            drop(held);
        };
        let fields = [("upload", id.as_str())];
        let (one, other, ()) =
            tokio::join!(maya.call::<RunRestore>(&fields), maya.call::<RunRestore>(&fields), look_around);
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 404], "{one:?} {other:?}");
    }

    /// How far a restore or an import has come is told to whoever confirmed it, until it is over.
    async fn what_is_under_way_is_counted(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let workspace = maya.actor().await.workspace_id;
        let manu = app.member(&maya, "Manu", Role::Manager).await;
        let restore = uploaded(&maya, &backup(&maya).await).await;
        let import = imported(&maya, "toggl.csv", DETAILED).await;
        for (id, is_restore) in [(restore, true), (import, false)] {
            assert_eq!(under_way(&maya, &id).await.ok(), Value::Null);
            let held = app.services.write_in(workspace).await.unwrap();
            let watch = async {
                let mut found = Value::Null;
                while found.is_null() {
                    found = under_way(&maya, &id).await.ok();
                }
                assert_eq!(found, json!({ "done": 0, "total": 10 }));
                assert_eq!(under_way(&manu, &id).await.status, 404);
                drop(held);
            };
            let run = async {
                let fields = [("upload", id.as_str())];
                if is_restore {
                    maya.call::<RunRestore>(&fields).await
                } else {
                    maya.call::<RunImport>(&fields).await
                }
            };
            let (answer, watched) = tokio::join!(run, timeout(Duration::from_secs(8), watch));
            watched.expect("it is never counted");
            assert_eq!(answer.status, 200);
            assert_eq!(under_way(&maya, &id).await.status, 404);
        }
    }

    /// How far a download of a page has come is told to whoever began it, until it is over. Nobody counts what a program
    /// takes along.
    async fn a_download_is_counted(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let manu = app.member(&maya, "Manu", Role::Manager).await;
        let asked = async |person: &Person| person.call::<LoadExportProgress>(&[]).await.ok();
        let actor = maya.actor().await;
        let download = app.services.begin_backup(&actor).await.unwrap();
        assert_eq!(asked(&maya).await, Value::Null);
        let mut download = download.counted(&app.services, &actor).await.unwrap();
        assert_eq!(asked(&maya).await, json!({ "done": 0, "total": 10 }));
        assert_eq!(asked(&manu).await, Value::Null);
        while download.next_piece().await.unwrap().is_some() {}
        assert_eq!(asked(&maya).await, json!({ "done": 10, "total": 10 }));
        drop(download);
        assert_eq!(asked(&maya).await, Value::Null);

        let whole = EntryQuery {
            person: EVERYBODY.to_owned(),
            ..EntryQuery::default()
        };
        let download = app.services.export_time_entries(&actor, &whole).await.unwrap();
        assert_eq!(asked(&maya).await, Value::Null);
        let mut download = download.counted(&app.services, &actor).await.unwrap();
        while download.next_chunk().await.unwrap().is_some() {}
        assert_eq!(asked(&maya).await, json!({ "done": 10, "total": 10 }));
        drop(download);
        assert_eq!(asked(&maya).await, Value::Null);
    }

    /// What did not arrive in full takes no room.
    async fn broken_uploads_leave_nothing(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = maya.actor().await.workspace_id;
        let place = break_off(&maya, "/settings/data/restore", "backup").await;
        assert!(place.ends_with("restore_error=broken"), "{place}");
        let place = break_off(&maya, "/settings/data/import", "file").await;
        assert!(place.ends_with("import_error=broken"), "{place}");
        let tables = ["uploads", "upload_pieces"];
        assert_eq!(rows(app, workspace, &tables).await, [0; 2]);
    }

    /// What the file does not hold keeps the numbers that people read: 90.00 US dollars become 90 yen.
    async fn another_currency_keeps_the_numbers(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let workspace = maya.actor().await.workspace_id;
        for text in [
            "update projects set hourly_rate_cents = 9000 where workspace_id = $1",
            "update time_entries set hourly_rate_cents = 9000, internal_cost_cents = 5000 where workspace_id = $1",
        ] {
            change(app, workspace, text).await;
        }
        let mut file: Value = serde_json::from_str(&backup(&maya).await).unwrap();
        file["workspace"]["currency"] = json!("JPY");
        for client in file["clients"].as_array_mut().unwrap() {
            client["currency"] = json!("JPY");
        }
        for list in ["projects", "time_entries", "tags"] {
            file[list] = json!([]);
        }
        for (clients, changes_settings) in [([0, 2, 0, 0], true), ([0, 0, 2, 0], false)] {
            let done = restore(&maya, &file.to_string()).await;
            assert_eq!((counts(&done, "clients"), &done["changes_settings"]), (clients, &json!(changes_settings)));
            let after: Whole = serde_json::from_str(&backup(&maya).await).unwrap();
            assert_eq!((after.projects.len(), after.time_entries.len()), (4, 10));
            assert!(after.projects.iter().all(|project| project.hourly_rate_cents == 90));
            for entry in &after.time_entries {
                assert_eq!((entry.hourly_rate_cents, entry.internal_cost_cents), (90, Some(50)));
            }
        }
    }

    /// Capacity and cost come back with whom they belong to, where plan and role let them be set.
    async fn members_become_as_the_backup_has_them(app: &TestApp) {
        let maya = app.person("Maya").await;
        app.member(&maya, "Ben", Role::Member).await;
        let workspace = maya.actor().await.workspace_id;
        change(app, workspace, "update members set weekly_capacity_seconds = 144000, internal_cost_cents = 2500 where workspace_id = $1 and role = 'member'").await;
        let file = backup(&maya).await;
        change(app, workspace, "update members set weekly_capacity_seconds = null, internal_cost_cents = 1 where workspace_id = $1").await;
        let done = restore(&maya, &file).await;
        assert_eq!(done["changed_members"], 2);
        assert_eq!(undated(&backup(&maya).await), undated(&file));
        assert_eq!(restore(&maya, &file).await["changed_members"], 0);

        change(app, workspace, "update members set internal_cost_cents = 1 where workspace_id = $1").await;
        set_standing(&app.services, workspace, Plan::Free, BillingState::Active).await;
        assert_eq!(restore(&maya, &file).await["changed_members"], 0);
        assert_eq!(count_of(app, workspace, "members where internal_cost_cents = 1 and").await, 2);
    }

    /// An Owner who cannot clear sees that they could, and why not now.
    async fn a_read_only_workspace_says_why_it_is_not_cleared(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = maya.actor().await.workspace_id;
        let link = "/settings/data?clear=workspace";
        assert!(maya.get("/settings/data").await.body.as_str().unwrap().contains(link));
        set_standing(&app.services, workspace, Plan::Team, BillingState::ReadOnly).await;
        let page = maya.get(link).await.body.to_string();
        assert!(page.contains("Clear Workspace") && page.contains("read-only"));
        assert!(!page.contains("?clear=workspace\\\"") && !page.contains("Clear this workspace?"));
    }
}
