//! The activity log: what a line tells, who reads it, filters and pages, and the wall between workspaces.

use app::access::Role;
use app::activity::PAGE_LINES;
use app::activity::server_fns::ListActivity;
use app::clients::server_fns::{CreateClient, UpdateClient};
use app::projects::server_fns::{CreateProject, UpdateProject};
use app::tags::server_fns::{CreateTag, RenameTag};
use app::time_entries::server_fns::{CreateTimeEntry, UpdateTimeEntries, UpdateTimeEntry};
use app::workspaces::server_fns::UpdateWorkspace;
use leptos::server_fn::ServerFn;
use serde_json::{Value, json};
use server::activity::Activity;

use crate::on_both_databases;
use crate::support::{Person, TestApp};

async fn list(person: &Person, fields: &[(&str, &str)]) -> Vec<Value> {
    let page = person.call::<ListActivity>(fields).await.ok();
    page["days"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|day| day["lines"].as_array().unwrap().clone())
        .collect()
}

/// The newest line's action, name and changed fields.
async fn newest(person: &Person) -> (String, String, Value) {
    let line = list(person, &[]).await.remove(0);
    let text = |key: &str| line[key].as_str().unwrap().to_owned();
    (text("action"), text("target_name"), line["changes"].clone())
}

async fn id<S: ServerFn>(person: &Person, fields: &[(&str, &str)]) -> String {
    person
        .call::<S>(fields)
        .await
        .ok()
        .as_str()
        .unwrap()
        .to_owned()
}

/// A second later, so that lines have an order.
fn later(app: &TestApp) {
    app.clock.advance(1);
}

on_both_databases! {
    /// Each field with what it was and what it is.
    async fn changes_tell_old_and_new(app: &TestApp) {
        let maya = app.person("Maya").await;
        let client = id::<CreateClient>(&maya, &[("client[name]", "Acme"), ("client[currency]", "EUR")]).await;
        later(app);
        let project = id::<CreateProject>(&maya, &[
            ("project[name]", "Site"), ("project[client_id]", &client), ("project[billable]", "true"),
            ("project[hourly_rate]", "90"),
        ]).await;
        later(app);
        maya.call::<UpdateProject>(&[
            ("id", &project), ("project[name]", "Site"), ("project[client_id]", &client),
            ("project[billable]", "true"), ("project[hourly_rate]", "120"),
        ]).await.ok();
        let rate = json!([{"field": "hourly_rate", "old": {"money": [9000, "EUR"]}, "new": {"money": [12000, "EUR"]}}]);
        assert_eq!(newest(&maya).await, ("project.updated".into(), "Site".into(), rate));
        later(app);
        maya.call::<UpdateClient>(&[
            ("id", &client), ("client[name]", "Acme Ltd"), ("client[currency]", "EUR"), ("client[notes]", "Call first"),
        ]).await.ok();
        let named = json!([{"field": "name", "old": {"text": "Acme"}, "new": {"text": "Acme Ltd"}}, {"field": "notes"}]);
        assert_eq!(newest(&maya).await.2, named);
        later(app);
        let tag = id::<CreateTag>(&maya, &[("name", "dev")]).await;
        later(app);
        maya.call::<RenameTag>(&[("id", &tag), ("name", "code")]).await.ok();
        assert_eq!(newest(&maya).await.2[0]["old"], json!({"text": "dev"}));
        later(app);
        maya.call::<UpdateWorkspace>(&[("workspace[name]", "Studio"), ("workspace[rounding]", "up_15")]).await.ok();
        let (action, _, changes) = newest(&maya).await;
        assert_eq!((action.as_str(), changes.as_array().unwrap().len()), ("workspace.updated", 2));
        later(app);
        let entry = id::<CreateTimeEntry>(&maya, &[
            ("entry[description]", "Draft"), ("entry[start]", "9:00"), ("entry[duration]", "1:00"),
        ]).await;
        later(app);
        maya.call::<UpdateTimeEntry>(&[
            ("id", &entry), ("entry[description]", "Final"), ("entry[start]", "9:00"), ("entry[end]", "10:30"),
            ("entry[duration]", "1:30"), ("entry[project_id]", &project), ("entry[tag_ids][]", &tag),
        ]).await.ok();
        let (_, name, changes) = newest(&maya).await;
        let fields: Vec<&str> = changes.as_array().unwrap().iter().map(|change| change["field"].as_str().unwrap()).collect();
        assert_eq!(name, "Final");
        assert_eq!(fields, ["description", "project", "tags", "ended_at", "seconds", "billable", "hourly_rate"]);
        assert_eq!(changes[2], json!({"field": "tags", "new": {"text": "#code"}}));
        later(app);
        maya.call::<UpdateTimeEntries>(&[("ids[]", &entry), ("change[billable]", "false")]).await.ok();
        assert_eq!(newest(&maya).await.2, json!([{"field": "billable", "new": {"flag": false}}]));
        let page = maya.get("/settings/activity").await.body;
        let page = page.as_str().unwrap();
        for words in ["changed the hourly rate of", "€90.00", "€120.00", "Acme Ltd", "Duration"] {
            assert!(page.contains(words), "{words}");
        }
    }

    /// Owner and Manager; nobody else, and nobody of another workspace.
    async fn owner_and_manager_read_it(app: &TestApp) {
        let maya = app.person("Maya").await;
        maya.call::<CreateTag>(&[("name", "secret-tag")]).await.ok();
        for (name, role, status) in [("Manu", Role::Manager, 200), ("Mem", Role::Member, 403), ("Vi", Role::Viewer, 403)] {
            let person = app.member(&maya, name, role).await;
            assert_eq!(person.call::<ListActivity>(&[]).await.status, status, "{name}");
            let page = person.get("/settings/activity").await;
            assert_eq!(page.status, 200);
            assert_eq!(page.body.as_str().unwrap().contains("added the tag"), status == 200, "{name}");
        }
        assert_eq!(app.anonymous().call::<ListActivity>(&[]).await.status, 401);
        let noor = app.person("Noor").await;
        let me = maya.actor().await.user_id.to_string();
        assert!(list(&noor, &[("query[person]", &me)]).await.is_empty());
    }

    /// By person, by kind, by days; what nobody in particular did is Timether's.
    async fn filters_and_pages(app: &TestApp) {
        let maya = app.person("Maya").await;
        let manu = app.member(&maya, "Manu", Role::Manager).await;
        let workspace = maya.actor().await.workspace_id;
        for n in 0..=PAGE_LINES {
            later(app);
            maya.call::<CreateTag>(&[("name", &format!("tag {n}"))]).await.ok();
        }
        app.clock.advance(24 * 3600);
        manu.call::<CreateClient>(&[("client[name]", "Acme")]).await.ok();
        let mut tx = app.services.write_in(workspace).await.unwrap();
        let system = Activity { action: "billing.past_due", target_kind: "billing", target_id: None, target_name: "Team" };
        app.services.record_system(&mut tx, workspace, system).await.unwrap();
        tx.commit().await.unwrap();

        let manager = manu.actor().await.user_id.to_string();
        let of_manu = list(&maya, &[("query[person]", &manager)]).await;
        assert_eq!((of_manu.len(), &of_manu[0]["person"]["name"]), (1, &"Manu".into()));
        let of_system = list(&maya, &[("query[person]", "timether")]).await;
        assert_eq!((of_system.len(), &of_system[0]["person"]), (1, &Value::Null));
        assert_eq!(list(&maya, &[("query[kind]", "client")]).await.len(), 1);
        assert_eq!(list(&maya, &[("query[from]", "2026-11-21")]).await.len(), 2);

        let page = maya.call::<ListActivity>(&[("query[kind]", "tag")]).await.ok();
        let older = page["older"].as_str().unwrap();
        let rest = list(&maya, &[("query[kind]", "tag"), ("before", older)]).await;
        assert_eq!((rest.len(), &rest[0]["target_name"]), (1, &"tag 0".into()));
        assert_eq!(list(&maya, &[("query[to]", "2026-11-20")]).await.len(), PAGE_LINES);
        for (field, value) in [("query[kind]", "x"), ("query[person]", "x"), ("before", "x"), ("query[from]", "x")] {
            assert_eq!(maya.call::<ListActivity>(&[(field, value)]).await.status, 422, "{field}");
        }
    }
}
