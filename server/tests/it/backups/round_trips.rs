//! Nothing is lost on the way: out and in again, into another workspace, to the other database and back.

use app::access::Role;
use app::members::server_fns::UpdateMember;
use app::projects::server_fns::CreateProject;
use app::time_entries::server_fns::CreateTimeEntry;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::generated::{self, Member};
use super::{backup, change, clear, counts, restore, undated};
use crate::imports::{DETAILED, import};
use crate::invoices::{Studio, add, draft, id_of, load, studio};
use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Person, TestApp, plain};

const LISTS: [&str; 6] = [
    "members",
    "clients",
    "projects",
    "tags",
    "invoices",
    "time_entries",
];

async fn member(person: &Person, name: &str, role: &'static str) -> Member {
    let id = person.actor().await.user_id.to_string();
    Member {
        id,
        name: name.to_owned(),
        role,
    }
}

/// Restores a generated workspace, takes it out, clears it, and does so again.
async fn goes_round(app: &TestApp, maya: &Person, file: &Value) {
    let workspace = maya.actor().await.workspace_id;
    clear(maya, "Maya’s workspace").await;
    change(
        app,
        workspace,
        "delete from invoices where workspace_id = $1",
    )
    .await;
    let done = restore(maya, &file.to_string()).await;
    for list in &LISTS[1..] {
        let all = i64::try_from(file[list].as_array().unwrap().len()).unwrap();
        assert_eq!(counts(&done, list), [all, 0, 0, 0], "{list}");
    }
    let first = backup(maya).await;
    let value: Value = serde_json::from_str(&first).unwrap();
    for list in LISTS {
        assert_eq!(value[list], file[list], "{list}");
    }
    for setting in [
        "currency",
        "week_start",
        "default_rate_cents",
        "rounding",
        "time_format",
    ] {
        assert_eq!(
            value["workspace"][setting], file["workspace"][setting],
            "{setting}"
        );
    }
    assert_eq!(value["workspace"]["name"], "Maya’s workspace");
    let again = restore(maya, &first).await;
    for list in &LISTS[1..] {
        let all = counts(&again, list)[2];
        assert_eq!(counts(&again, list), [0, 0, all, 0], "{list}");
    }
    clear(maya, "Maya’s workspace").await;
    restore(maya, &first).await;
    assert_eq!(undated(&backup(maya).await), undated(&first));
}

on_both_databases! {
    /// Invoices are written some at a time, however many lines they have: all of them, in the order they were made.
    async fn many_invoices_come_back_in_their_order(app: &TestApp) {
        let maya = app.person("Maya").await;
        let mut file: Value = serde_json::from_str(&backup(&maya).await).unwrap();
        let line = |at: usize| json!({
            "description": format!("Work {at}"), "seconds": 60, "hourly_rate_cents": 6000, "amount_cents": 100, "credits_position": null,
        });
        // The last ids are made first; of every two at the same moment, the lower one comes first.
        let invoice = |at: u128| {
            let made = format!("2026-11-20T10:{:02}:{:02}Z", at / 2 / 60, at / 2 % 60);
            let lines = if at.is_multiple_of(80) { 4_000 } else { 1 };
            json!({
                "id": uuid::Uuid::from_u128((1_000 - at / 2 * 2) * 10 + at % 2), "number": format!("A-{at}"), "status": "sent",
                "client_id": null, "project_id": null, "client_name": "Brightside", "client_details": "", "issue_date": "2026-11-20",
                "due_date": null, "period_from": null, "period_to": null, "currency": "EUR", "subtotal_cents": 100,
                "discount_kind": null, "discount_value": 0, "discount_cents": 0, "tax_rate_bp": 0, "tax_cents": 0,
                "total_cents": 100, "design": "plain", "notes": "", "sender_name": "", "sender_details": "",
                "payment_details": "", "credits_id": null, "credited_cents": 0, "credited_at": null, "sent_at": made,
                "paid_at": null, "voided_at": null, "created_at": made, "updated_at": made,
                "lines": (0..lines).map(line).collect::<Vec<_>>(),
            })
        };
        file["invoices"] = (0..230).map(invoice).collect();
        assert_eq!(counts(&restore(&maya, &file.to_string()).await, "invoices"), [230, 0, 0, 0]);
        let text = backup(&maya).await;
        let back: Value = serde_json::from_str(&text).unwrap();
        assert!(back["invoices"] == file["invoices"]);
        assert_eq!(counts(&restore(&maya, &text).await, "invoices"), [0, 0, 230, 0]);
        assert_eq!(text.lines().filter(|line| line.starts_with("{\"id\":") && line.contains("\"number\":\"A-")).count(), 230);
        // A page of the API ends before it has too many lines, and the next one goes on there.
        let api = Api::of(app, &maya, "read").await;
        let first = api.get("/invoices?limit=500").await.with(200);
        assert_eq!(first["data"].as_array().unwrap().len(), 228);
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = api.get(&format!("/invoices?limit=500&cursor={cursor}")).await.with(200);
        assert_eq!((rest["data"].as_array().unwrap().len(), &rest["next_cursor"]), (2, &Value::Null));
        assert_eq!(rest["data"][0]["lines"].as_array().unwrap().len(), 4_000);
    }

    /// Whatever a workspace may hold: every kind of record, every script, pauses, archives, currencies, locks.
    async fn generated_workspaces_go_round(app: &TestApp) {
        let maya = app.person("Maya").await;
        // Members stand in the order of their accounts.
        app.clock.advance(1);
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let people = vec![member(&maya, "Maya", "owner").await, member(&ben, "Ben", "member").await];
        let config = Config { cases: 10, max_shrink_iters: 30, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new(config);
        let here = Handle::current();
        let result = block_in_place(|| runner.run(&generated::backup(people, 0..60), |file| {
            block_in_place(|| here.block_on(goes_round(app, &maya, &file)));
            Ok(())
        }));
        if let Err(error) = result {
            panic!("{error}");
        }
    }

    /// Rates of members and budgets in money come back; a backup from before there were any says that there are none, and
    /// nobody is written to about what comes back.
    async fn rates_and_budgets_go_round(app: &TestApp) {
        let maya = app.person("Maya").await;
        let me = maya.actor().await.user_id.to_string();
        let rate = |rate: &'static str| {
            let (maya, me) = (&maya, &me);
            async move { maya.call::<UpdateMember>(&[("member[user_id]", me), ("member[hourly_rate]", rate)]).await.ok() }
        };
        rate("80").await;
        let project = maya.call::<CreateProject>(&[
            ("project[name]", "Site"), ("project[billable]", "true"), ("project[budget_kind]", "money"), ("project[budget]", "100"),
        ]).await.ok();
        let entry = [("entry[project_id]", project.as_str().unwrap()), ("entry[duration]", "1:15")];
        maya.call::<CreateTimeEntry>(&entry).await.ok();
        let written = app.letters().await.len();
        let first = backup(&maya).await;
        let file: Value = serde_json::from_str(&first).unwrap();
        assert_eq!((&file["members"][0]["hourly_rate_cents"], &file["projects"][0]["budget_cents"]), (&8000.into(), &10_000.into()));
        rate("90").await;
        clear(&maya, "Maya’s workspace").await;
        restore(&maya, &first).await;
        assert_eq!(undated(&backup(&maya).await), undated(&first));

        let mut old = file;
        old["members"][0].as_object_mut().unwrap().remove("hourly_rate_cents");
        old["projects"][0].as_object_mut().unwrap().remove("budget_cents");
        restore(&maya, &old.to_string()).await;
        let now: Value = serde_json::from_str(&backup(&maya).await).unwrap();
        assert_eq!((&now["members"][0]["hourly_rate_cents"], &now["projects"][0]["budget_cents"]), (&Value::Null, &Value::Null));
        assert_eq!(app.letters().await.len(), written);
    }

    /// Which entries are in which line of an invoice goes along, into another workspace and after Clear. A backup from before
    /// lines were in it says nothing of them, and takes nothing away.
    async fn lines_keep_their_entries(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, app: mobile } = studio(&maya).await;
        for (project, what, day) in [(&mobile, "Review", "2026-11-02"), (&site, "Build", "2026-11-03"), (&site, "Build", "2026-11-04")] {
            add(&maya, project, what, day, "1:00").await;
        }
        let id = id_of(draft(&maya, &client, &[]).await);
        let lines = load(&maya, &id).await["lines"].clone();
        let sizes = |lines: &Value| -> Vec<usize> {
            lines.as_array().unwrap().iter().map(|line| line["time_entry_ids"].as_array().unwrap().len()).collect()
        };
        assert_eq!(sizes(&lines), [1, 2]);
        let first = backup(&maya).await;
        let file: Value = serde_json::from_str(&first).unwrap();
        let places: Vec<&Value> = file["time_entries"].as_array().unwrap().iter().map(|entry| &entry["invoice_line"]).collect();
        assert_eq!(places, [&json!(0), &json!(1), &json!(1)]);

        let noor = app.person("Noor").await;
        let done = restore(&noor, &first).await;
        assert_eq!((counts(&done, "invoices"), counts(&done, "time_entries")), ([1, 0, 0, 0], [3, 0, 0, 0]));
        assert_eq!(load(&noor, &id).await["lines"], lines);
        assert_eq!(counts(&restore(&noor, &first).await, "time_entries"), [0, 0, 3, 0]);
        for (person, workspace) in [(&noor, "Noor’s workspace"), (&maya, "Maya’s workspace")] {
            let before = backup(person).await;
            clear(person, workspace).await;
            restore(person, &before).await;
            assert_eq!(load(person, &id).await["lines"], lines);
            assert_eq!(undated(&backup(person).await), undated(&before));
        }

        let mut old = file;
        for entry in old["time_entries"].as_array_mut().unwrap() {
            entry.as_object_mut().unwrap().remove("invoice_line");
        }
        assert_eq!(counts(&restore(&maya, &old.to_string()).await, "time_entries"), [0, 0, 3, 0]);
        assert_eq!(load(&maya, &id).await["lines"], lines);
        let vera = app.person("Vera").await;
        restore(&vera, &old.to_string()).await;
        assert_eq!(sizes(&load(&vera, &id).await["lines"]), [0, 0]);
    }

    /// More entries than one batch, and than one piece of a download or an upload, holds.
    async fn long_backups_go_round(app: &TestApp) {
        let maya = app.person("Maya").await;
        let people = vec![member(&maya, "Maya", "owner").await];
        let mut runner = TestRunner::deterministic();
        let file = generated::backup(people, 2_600..2_601).new_tree(&mut runner).unwrap().current();
        goes_round(app, &maya, &file).await;
    }
}

/// From SQLite to PostgreSQL, where the same people have other accounts, and back: the same bytes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_one_database_to_the_other_and_back() {
    let (lite, postgres) = (
        TestApp::on_sqlite(plain).await,
        TestApp::on_postgres(plain).await,
    );
    let (maya, maya_there) = (lite.person("Maya").await, postgres.person("Maya").await);
    lite.clock.advance(1);
    postgres.clock.advance(1);
    let ben = lite.member(&maya, "Ben", Role::Member).await;
    let ben_there = postgres.member(&maya_there, "Ben", Role::Member).await;
    let people = vec![
        member(&maya, "Maya", "owner").await,
        member(&ben, "Ben", "member").await,
    ];
    let mut runner = TestRunner::deterministic();
    let file = generated::backup(people, 200..300)
        .new_tree(&mut runner)
        .unwrap()
        .current();
    restore(&maya, &file.to_string()).await;
    import(&maya, DETAILED).await;
    let before = backup(&maya).await;

    restore(&maya_there, &before).await;
    let there = backup(&maya_there).await;
    let mut expected = undated(&before);
    for (from, to) in [(&maya, &maya_there), (&ben, &ben_there)] {
        let (from, to) = (from.actor().await, to.actor().await);
        expected = expected
            .replace(&from.user_id.to_string(), &to.user_id.to_string())
            .replace(&from.workspace_id.to_string(), &to.workspace_id.to_string());
    }
    assert_eq!(undated(&there), expected);

    let workspace = maya.actor().await.workspace_id;
    clear(&maya, "Maya’s workspace").await;
    change(
        &lite,
        workspace,
        "delete from invoices where workspace_id = $1",
    )
    .await;
    restore(&maya, &there).await;
    assert_eq!(undated(&backup(&maya).await), undated(&before));
    lite.close().await;
    postgres.close().await;
}
