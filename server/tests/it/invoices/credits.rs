//! Credit notes: an invoice taken back as a whole or line by line, its time freed, its amounts off the totals.

use app::invoices::server_fns::{CreditInvoice, ListInvoices};
use app::time_entries::server_fns::LoadTimeEntry;
use serde_json::{Value, json};

use super::files::{file, words};
use super::{Studio, add, draft, id_of, load, step, studio};
use crate::backups::{backup, undated};
use crate::clients::assert_conflict;
use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Answer, Person};

pub async fn credit(person: &Person, id: &str, lines: &[&str]) -> Answer {
    let mut fields = vec![("id", id), ("credit[notes]", "As agreed")];
    fields.extend(lines.iter().map(|line| ("credit[lines][]", *line)));
    person.call::<CreditInvoice>(&fields).await
}

async fn locked(person: &Person, entry: &str) -> Value {
    let entry = person.call::<LoadTimeEntry>(&[("id", entry)]).await.ok();
    entry["locked"].clone()
}

const TERMS: [(&str, &str); 3] = [
    ("invoice[terms][tax_rate]", "19"),
    ("invoice[terms][discount_kind]", "percent"),
    ("invoice[terms][discount]", "10"),
];

on_both_databases! {
    /// All of a paid invoice: the same amounts with another sign, a number of its own, and the time free again.
    async fn a_whole_invoice_is_taken_back(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        let entry = add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &TERMS).await);
        assert_conflict(&credit(&maya, &id, &["0"]).await, "invoice_state");
        step(&maya, &id, "send").await.ok();
        step(&maya, &id, "pay").await.ok();
        for lines in [&["1"][..], &["x"], &[]] {
            assert_eq!(credit(&maya, &id, lines).await.refused_fields(), ["lines"], "{lines:?}");
        }
        assert_eq!(locked(&maya, &entry).await, true);
        let note = id_of(credit(&maya, &id, &["0"]).await);
        let (credited, note_now) = (load(&maya, &id).await, load(&maya, &note).await);
        assert_eq!((&note_now["number"], &note_now["status"], &note_now["notes"]), (&json!("CN-0001"), &json!("sent"), &json!("As agreed")));
        assert_eq!(note_now["sums"], json!({"subtotal_cents": -8_100, "discount_cents": 0, "tax_cents": -1_539, "total_cents": -9_639}));
        assert_eq!(note_now["credits"]["number"], "INV-0001");
        assert_eq!((&credited["sums"]["total_cents"], &credited["credited_cents"]), (&json!(9_639), &json!(9_639)));
        assert_eq!(credited["credit_notes"][0]["number"], "CN-0001");
        assert_eq!((&credited["lines"][0]["amount_cents"], &credited["lines"][0]["time_entry_ids"]), (&json!(9_000), &json!([])));
        assert_eq!(locked(&maya, &entry).await, false);
        // Final, both of them; the time is billed anew.
        for (id, what) in [(&id, "void"), (&note, "pay"), (&note, "void")] {
            assert_conflict(&step(&maya, id, what).await, "invoice_state");
        }
        for id in [&id, &note] {
            assert_conflict(&credit(&maya, id, &["0"]).await, "invoice_state");
        }
        let again = id_of(draft(&maya, &client, &[]).await);
        assert_eq!(load(&maya, &again).await["number"], "INV-0002");
        assert_eq!(locked(&maya, &entry).await, true);

        let all = words(&file(&maya, &note).await.2);
        for text in ["Credit note", "CN-0001", "INV-0001", "-€90.00", "Discount €9.00", "Total -€96.39", "As agreed"] {
            assert!(all.contains(text), "{text}: {all}");
        }
        let page = maya.get(&format!("/invoices/{id}")).await.ok();
        for text in ["Credited", "CN-0001", "Taken back by"] {
            assert!(page.as_str().unwrap().contains(text), "{text}");
        }
    }

    /// Line by line; the list's totals follow, and the last cent is the invoice's.
    async fn lines_are_taken_back(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, app: mobile } = studio(&maya).await;
        let entry = add(&maya, &site, "Build", "2026-11-02", "0:20:01").await;
        add(&maya, &mobile, "Test", "2026-11-03", "0:10:01").await;
        let id = id_of(draft(&maya, &client, &TERMS).await);
        step(&maya, &id, "send").await.ok();
        let total = load(&maya, &id).await["sums"]["total_cents"].as_i64().unwrap();
        let list = |state: &'static str| {
            let maya = &maya;
            async move { maya.call::<ListInvoices>(&[("query[state]", state)]).await.ok() }
        };
        let amounts = |list: &Value, state: &str| -> Value {
            let totals = list["totals"].as_array().unwrap();
            totals.iter().find(|total| total["state"] == state).map_or(Value::Null, |total| total["amounts"]["EUR"].clone())
        };
        let first = id_of(credit(&maya, &id, &["1"]).await);
        let part = -load(&maya, &first).await["sums"]["total_cents"].as_i64().unwrap();
        assert_eq!(credit(&maya, &id, &["1"]).await.refused_fields(), ["lines"]);
        assert_eq!(amounts(&list("").await, "sent"), json!(total - part));
        assert_eq!(locked(&maya, &entry).await, true);
        assert_conflict(&step(&maya, &id, "void").await, "invoice_state");
        let second = id_of(credit(&maya, &id, &["0"]).await);
        let rest = -load(&maya, &second).await["sums"]["total_cents"].as_i64().unwrap();
        assert_eq!(part + rest, total);
        assert_eq!(locked(&maya, &entry).await, false);
        let all = list("").await;
        assert_eq!((amounts(&all, "sent"), amounts(&all, "credited")), (Value::Null, json!(0)));
        assert_eq!(amounts(&all, "credit_note"), json!(-total));
        for (state, count) in [("sent", 0), ("credited", 1), ("credit_note", 2), ("paid", 0)] {
            assert_eq!(list(state).await["rows"].as_array().unwrap().len(), count, "{state}");
        }
    }

    /// By program, and in the backup: the same bytes after a way over a cleared workspace.
    async fn programs_and_backups_know_credit_notes(app: &TestApp) {
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &TERMS).await);
        let path = format!("/invoices/{id}");
        api.post(&format!("{path}/credit"), json!({})).await.is_problem(409, "invoice_state");
        api.post(&format!("{path}/send"), json!({})).await.with(200);
        api.post(&format!("{path}/credit"), json!({"lines": [7]})).await.refuses("lines");
        app.clock.advance(1);
        let note = api.post(&format!("{path}/credit"), json!({"notes": "Sorry"})).await.with(201);
        assert_eq!((&note["kind"], &note["total_cents"], &note["credits_invoice_id"]), (&json!("credit_note"), &json!(-9_639), &json!(id)));
        let invoice = api.get(&path).await.with(200);
        assert_eq!((&invoice["credited_cents"], &invoice["credit_note_ids"]), (&json!(9_639), &json!([note["id"]])));
        assert!(invoice["credited_at"].is_string());
        let file = backup(&maya).await;
        let value: Value = serde_json::from_str(&file).unwrap();
        assert_eq!(value["invoices"][1]["credits_id"], json!(id));
        assert_eq!(value["invoices"][1]["lines"][0]["credits_position"], 0);
        let workspace = maya.actor().await.workspace_id;
        let mut tx = app.services.write_in(workspace).await.unwrap();
        for text in ["delete from invoices where workspace_id = $1", "delete from credit_note_counters where workspace_id = $1"] {
            server::execute!(&mut tx, c => sqlx::query(text).bind(workspace.uuid()).execute(c)).unwrap();
        }
        tx.commit().await.unwrap();
        crate::backups::restore(&maya, &file).await;
        assert_eq!(undated(&backup(&maya).await), undated(&file));
        // The next one goes on behind.
        let id = id_of(draft(&maya, &client, &[]).await);
        step(&maya, &id, "send").await.ok();
        let next = id_of(credit(&maya, &id, &["0"]).await);
        assert_eq!(load(&maya, &next).await["number"], "CN-0002");
    }
}
