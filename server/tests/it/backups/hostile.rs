//! Files that are no backup, contradict themselves or mean harm: each is refused with what and where, and changes nothing.

use app::access::Role;
use app::accounts::ownership_fns::DeleteAccount;
use app::backups::server_fns::{PreviewRestore, RunRestore};
use app::imports::server_fns::PreviewImport;
use serde_json::{Value, json};

use super::{backup, change, counts, restore, rows, undated, upload, uploaded};
use crate::imports::{DETAILED, import, uploaded as imported};
use crate::on_both_databases;
use crate::support::PASSWORD;

/// Nobody's.
const STRAY: &str = "01940000-0000-7000-8000-000000000000";

/// A change to a backup.
enum Harm {
    /// Other text than a backup.
    Text(fn(&str) -> String),
    /// Another value.
    Value(fn(&mut Value)),
}
use Harm::{Text, Value as Changed};

/// What is done to a backup, and what the answer says about it.
const HARMS: &[(&str, Harm, &[&str])] = &[
    (
        "an empty object",
        Text(|_| "{}".to_owned()),
        &["missing field `format`", "line 1 column 2"],
    ),
    (
        "no JSON",
        Text(|_| "Start,End".to_owned()),
        &["expected value", "line 1 column 1"],
    ),
    (
        "bytes that are no text",
        Text(|file| file.replacen("\"name\":\"", "\"name\":\"\\ud800", 1)),
        &["hex escape", "line "],
    ),
    (
        "truncated",
        Text(|file| file[..file.len() * 2 / 3].to_owned()),
        &["EOF", "line "],
    ),
    (
        "something after its end",
        Text(|file| format!("{file}]")),
        &["trailing characters", "line "],
    ),
    (
        "nested lists",
        Text(|_| "[".repeat(100_000)),
        &["line 1 column"],
    ),
    (
        "nested where a text belongs",
        Text(|_| format!("{}1", "{\"format\":".repeat(100_000))),
        &["expected a string", "line 1 column"],
    ),
    (
        "nested in a record",
        Text(|file| {
            file.replacen(
                "\"notes\":\"\"",
                &format!("\"notes\":{}", "[".repeat(100_000)),
                1,
            )
        }),
        &["expected a string", "line "],
    ),
    (
        "an endless text",
        Text(|file| {
            file.replacen(
                "\"description\":\"",
                &format!("\"description\":\"{}", "x".repeat(2_000_000)),
                1,
            )
        }),
        &["too long"],
    ),
    (
        "a number of a hundred digits",
        Text(|file| {
            file.replacen(
                "\"duration\":",
                &format!("\"duration\":{}", "9".repeat(100)),
                1,
            )
        }),
        &["floating point", "line "],
    ),
    (
        "a float for an integer",
        Text(|file| file.replacen("\"duration\":", "\"duration\":0.5e1,\"duration\":", 1)),
        &["floating point", "line "],
    ),
    (
        "a field twice",
        Text(|file| file.replacen("\"duration\":", "\"duration\":1,\"duration\":", 1)),
        &["duplicate field `duration`", "line "],
    ),
    (
        "another format",
        Changed(|file| file["format"] = json!("other.backup")),
        &["its format is not timether.backup", "line 1"],
    ),
    (
        "another version",
        Changed(|file| file["version"] = json!(2)),
        &["only version 1", "line 1"],
    ),
    (
        "no version",
        Changed(|file| {
            file.as_object_mut().unwrap().remove("version");
        }),
        &["missing field `version`"],
    ),
    (
        "an unknown part",
        Changed(|file| file["secrets"] = json!([])),
        &["no backup has", "line "],
    ),
    (
        "an unknown field",
        Changed(|file| file["tags"][0]["shared"] = json!(true)),
        &["unknown field `shared`", "line "],
    ),
    (
        "an unknown field of an endless name",
        Changed(|file| file["tags"][0]["x".repeat(100_000)] = json!(true)),
        &["unknown field `xxx", "line "],
    ),
    (
        "an object for a list",
        Changed(|file| file["time_entries"] = json!({})),
        &["expected a list", "line "],
    ),
    (
        "a list for a record",
        Changed(|file| file["clients"][0] = json!([])),
        &["line "],
    ),
    (
        "no id",
        Changed(|file| file["clients"][0]["id"] = json!("1")),
        &["UUID", "line "],
    ),
    (
        "an empty name",
        Changed(|file| file["projects"][0]["name"] = json!("  ")),
        &["a name is empty"],
    ),
    (
        "a long name",
        Changed(|file| file["tags"][0]["name"] = json!("x".repeat(1000))),
        &["longer than"],
    ),
    (
        "a name with a space around it",
        Changed(|file| file["projects"][0]["name"] = json!("Site ")),
        &["begins or ends with a space", "line "],
    ),
    (
        "a tag with its sign",
        Changed(|file| file["tags"][0]["name"] = json!("#dev")),
        &["begins with #", "line "],
    ),
    (
        "an endless list of tags",
        Changed(|file| file["time_entries"][0]["tag_ids"] = json!(vec![STRAY; 5_000])),
        &["more than 1000 records", "line "],
    ),
    (
        "an endless invoice",
        Changed(|file| {
            let mut endless = invoice("sent", 0);
            endless["lines"] = json!(vec![
                json!({ "description": "", "seconds": 0, "hourly_rate_cents": 0, "amount_cents": 0 });
                10_001
            ]);
            file["invoices"] = json!([endless]);
        }),
        &["more than 10000 records", "line "],
    ),
    (
        "a member of an endless name",
        Changed(|file| file["members"][0]["name"] = json!("x".repeat(1_000))),
        &["longer than", "line "],
    ),
    (
        "a currency that is none",
        Changed(|file| file["clients"][0]["currency"] = json!("euro")),
        &["currency"],
    ),
    (
        "a colour that is none",
        Changed(|file| file["projects"][0]["color"] = json!("url(x)")),
        &["color"],
    ),
    (
        "a character no database keeps",
        Changed(|file| file["time_entries"][1]["description"] = json!("a\0b")),
        &["cannot be kept", "line "],
    ),
    (
        "a character that parts an export's rows",
        Changed(|file| file["time_entries"][1]["description"] = json!("a\u{1e}b")),
        &["cannot be kept", "line "],
    ),
    (
        "a day after which there is none",
        Changed(|file| {
            file["time_entries"][1]["start"] = json!("9100-12-31T20:00:00Z");
            file["time_entries"][1]["end"] = json!("9100-12-31T21:00:00Z");
            file["time_entries"][1]["duration"] = json!(60);
        }),
        &["outside the calendar"],
    ),
    (
        "a negative duration",
        Changed(|file| file["time_entries"][0]["duration"] = json!(-1)),
        &["duration is negative"],
    ),
    (
        "a duration beyond its end",
        Changed(|file| file["time_entries"][0]["duration"] = json!(90_000)),
        &["ends before", "line "],
    ),
    (
        "an estimate beyond all work",
        Changed(|file| file["projects"][0]["estimated_seconds"] = json!(3_600_000_001_i64)),
        &["estimated_seconds is", "line "],
    ),
    (
        "budgets of two kinds",
        Changed(|file| {
            file["projects"][0]["estimated_seconds"] = json!(3600);
            file["projects"][0]["budget_cents"] = json!(100);
        }),
        &["budget_cents are both", "line "],
    ),
    (
        "a rate beyond all money",
        Changed(|file| file["time_entries"][0]["hourly_rate_cents"] = json!(i64::MAX)),
        &["too large", "line "],
    ),
    (
        "a cost beyond all money",
        Changed(|file| {
            for entry in file["time_entries"].as_array_mut().unwrap() {
                entry["start"] = json!("1900-01-01T00:00:00Z");
                (entry["duration"], entry["hourly_rate_cents"]) =
                    (json!(3_900_000_000_i64), json!(1_000_000_000_000_i64));
            }
        }),
        &["costs too much", "line "],
    ),
    (
        "before the calendar",
        Changed(|file| file["time_entries"][0]["start"] = json!("-000001-01-01T00:00:00Z")),
        &["outside the calendar"],
    ),
    (
        "a moment that is none",
        Changed(|file| file["time_entries"][0]["end"] = json!("2026-02-30T00:00:00Z")),
        &["an instant", "line "],
    ),
    (
        "an id twice",
        Changed(|file| file["time_entries"][3]["id"] = file["time_entries"][1]["id"].clone()),
        &["stands in it twice", "line "],
    ),
    (
        "an import key twice",
        Changed(|file| {
            file["time_entries"][3]["import_key"] = file["time_entries"][1]["import_key"].clone();
        }),
        &["import_key of another", "line "],
    ),
    (
        "a client twice",
        Changed(|file| file["clients"][1] = file["clients"][0].clone()),
        &["stands in it twice"],
    ),
    (
        "a project of a stranger's client",
        Changed(|file| file["projects"][0]["client_id"] = json!(STRAY)),
        &["names a client that is not in it"],
    ),
    (
        "an entry on a stranger's project",
        Changed(|file| file["time_entries"][2]["project_id"] = json!(STRAY)),
        &["names a project that is not in it"],
    ),
    (
        "an entry with a stranger's tag",
        Changed(|file| file["time_entries"][2]["tag_ids"] = json!([STRAY])),
        &["names a tag that is not in it"],
    ),
    (
        "a line of no invoice",
        Changed(|file| file["time_entries"][1]["invoice_line"] = json!(0)),
        &["an invoice_line and no invoice_id", "line "],
    ),
    (
        "a line of a stranger's invoice",
        Changed(|file| {
            file["time_entries"][1]["invoice_id"] = json!(STRAY);
            file["time_entries"][1]["invoice_line"] = json!(0);
        }),
        &["an invoice_line that is none of its invoice's"],
    ),
    (
        "a line behind an invoice's last",
        Changed(|file| {
            file["invoices"] = json!([invoice("sent", 0)]);
            file["time_entries"][1]["invoice_id"] = json!(STRAY);
            file["time_entries"][1]["invoice_line"] = json!(0);
        }),
        &["an invoice_line that is none of its invoice's"],
    ),
    (
        "a line before an invoice's first",
        Changed(|file| file["time_entries"][1]["invoice_line"] = json!(-1)),
        &["invoice_line is negative", "line "],
    ),
    (
        "an entry in two lines",
        Text(|file| {
            file.replacen(
                "\"invoice_line\":",
                "\"invoice_line\":0,\"invoice_line\":",
                1,
            )
        }),
        &["duplicate field `invoice_line`", "line "],
    ),
    (
        "an invoice of an unknown status",
        Changed(|file| file["invoices"] = json!([invoice("lost", 0)])),
        &["status"],
    ),
    (
        "an invoice beyond all money",
        Changed(|file| file["invoices"] = json!([invoice("sent", i64::MIN)])),
        &["too large"],
    ),
];

fn invoice(status: &str, cents: i64) -> Value {
    json!({
        "id": STRAY, "number": "1", "status": status, "client_id": null, "project_id": null, "client_name": "A",
        "client_details": "", "issue_date": "2026-11-20", "due_date": null, "period_from": null, "period_to": null,
        "currency": "EUR", "subtotal_cents": cents, "discount_kind": null, "discount_value": 0, "discount_cents": 0,
        "tax_rate_bp": 0, "tax_cents": 0, "total_cents": 0, "design": "modern", "notes": "", "sent_at": null,
        "paid_at": null, "voided_at": null, "created_at": "2026-11-20T10:00:00Z", "updated_at": "2026-11-20T10:00:00Z",
        "lines": [],
    })
}

on_both_databases! {
    /// The preview and the restore say the same about each.
    async fn hostile_files_change_nothing(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let file = backup(&maya).await;
        let value: Value = serde_json::from_str(&file).unwrap();
        let before = undated(&file);
        for (name, harm, words) in HARMS {
            let hostile = match harm {
                Text(change) => change(&file),
                Changed(change) => {
                    let mut value = value.clone();
                    change(&mut value);
                    value.to_string()
                }
            };
            let id = uploaded(&maya, &hostile).await;
            for answer in [
                maya.call::<PreviewRestore>(&[("upload", &id)]).await,
                maya.call::<RunRestore>(&[("upload", &id)]).await,
            ] {
                assert_eq!(answer.refused_fields(), ["file"], "{name}");
                let said = answer.body["invalid"][0]["message"].as_str().unwrap();
                assert!(said.starts_with("This file cannot be restored: ") && said.ends_with("Nothing was changed."), "{name}: {said}");
                assert!(said.len() < 400, "{name}: {said}");
                for word in *words {
                    assert!(said.contains(word), "{name}: {said}");
                }
            }
            assert_eq!(undated(&backup(&maya).await), before, "{name}");
        }
    }

    /// Ids of another workspace become ids of this one; that one keeps what it has.
    async fn ids_of_another_workspace_reach_nothing_there(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let theirs = backup(&maya).await;
        let noor = app.person("Noor").await;
        let changed = theirs.replace("\"description\":\"", "\"description\":\"Taken: ").replace("\"name\":\"", "\"name\":\"Taken ");
        let done = restore(&noor, &changed).await;
        assert_eq!((counts(&done, "time_entries"), counts(&done, "clients")), ([10, 0, 0, 0], [2, 0, 0, 0]));
        assert_eq!(undated(&backup(&maya).await), undated(&theirs));
    }

    /// Who may not import leaves nothing here, and nobody reads what another one left.
    async fn uploads_are_their_own(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let file = backup(&maya).await;
        assert!(upload(&maya, "").await.ends_with("restore_error=no_file"));
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        assert!(upload(&vi, &file).await.ends_with("restore_error=refused"));
        let id = uploaded(&maya, &file).await;
        for person in [app.person("Other").await, app.member(&maya, "Manu", Role::Manager).await] {
            assert_eq!(person.call::<PreviewRestore>(&[("upload", &id)]).await.status, 404);
            assert_eq!(person.call::<RunRestore>(&[("upload", &id)]).await.status, 404);
        }
        // A backup is nothing to import, and another app's file nothing to restore; each waits on beside the other.
        assert_eq!(maya.call::<PreviewImport>(&[("upload", &id)]).await.status, 404);
        let csv = imported(&maya, "toggl.csv", DETAILED).await;
        assert_eq!(maya.call::<RunRestore>(&[("upload", &csv)]).await.status, 404);
        assert_eq!(maya.call::<PreviewRestore>(&[("upload", &id)]).await.status, 200);
        app.clock.advance(24 * 3600 + 1);
        app.services.purge_uploads().await.unwrap();
        assert_eq!(rows(app, maya.actor().await.workspace_id, &["uploads", "upload_pieces"]).await, [0, 0]);
    }
    /// What somebody left here and never confirmed goes with them.
    async fn uploads_go_with_their_person(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let file = backup(&maya).await;
        let manu = app.member(&maya, "Manu", Role::Manager).await;
        // Time of theirs keeps a row of the account here.
        let workspace = maya.actor().await.workspace_id;
        change(app, workspace, "update time_entries set user_id = (select user_id from members where workspace_id = $1 and role = 'manager')").await;
        uploaded(&manu, &file).await;
        imported(&manu, "toggl.csv", DETAILED).await;
        assert_eq!(rows(app, workspace, &["uploads"]).await, [2]);
        manu.call::<DeleteAccount>(&[("deletion[current_password]", PASSWORD)]).await.ok();
        assert_eq!(rows(app, workspace, &["uploads", "upload_pieces"]).await, [0, 0]);
    }
}
