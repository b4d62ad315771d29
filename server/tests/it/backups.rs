//! Backups over HTTP: everything in one file, a workspace cleared, and who may do either.

mod busy;
pub mod command_line;
mod generated;
mod hostile;
pub mod killed;
mod round_trips;

use app::access::{Plan, Role};
use app::backups::server_fns::{ClearWorkspace, PlanClearing, PreviewRestore, RunRestore};
use app::backups::{BACKUP_PATH, SCHEMA_PATH};
use app::time_entries::server_fns::{DeleteTimeEntries, RestoreTimeEntries};
use app::timer::server_fns::StartTimer;
use app::values::WorkspaceId;
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use serde_json::{Value, json};
use server::backups::model::{
    BackupClient, BackupEntry, BackupInvoice, BackupMember, BackupProject, BackupTag,
    BackupWorkspace,
};
use server::workspaces::sql::set_plan;
use uuid::Uuid;

use crate::imports::{DETAILED, import};
use crate::on_both_databases;
use crate::support::{PASSWORD, Person, START, TestApp};

/// A backup as its types say it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    format: String,
    version: u64,
    exported_at: String,
    workspace: BackupWorkspace,
    members: Vec<BackupMember>,
    clients: Vec<BackupClient>,
    projects: Vec<BackupProject>,
    tags: Vec<BackupTag>,
    invoices: Vec<BackupInvoice>,
    time_entries: Vec<BackupEntry>,
}

async fn download(person: &Person) -> (u16, String) {
    let request = person.http.get(format!("{}{BACKUP_PATH}", person.base));
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

pub async fn backup(person: &Person) -> String {
    let (status, text) = download(person).await;
    assert_eq!(status, 200, "{text}");
    text
}

/// Without the line that says when it was made.
pub fn undated(backup: &str) -> String {
    let lines = backup
        .lines()
        .filter(|line| !line.starts_with("\"exported_at\""));
    lines.collect::<Vec<_>>().join("\n")
}

/// How many rows of these tables the workspace has.
async fn rows(app: &TestApp, workspace: WorkspaceId, tables: &[&str]) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in tables {
        counts.push(count_of(app, workspace, &format!("{table} where")).await);
    }
    counts
}

async fn count_of(app: &TestApp, workspace: WorkspaceId, what: &str) -> i64 {
    let text = format!("select count(*) from {what} workspace_id = $1");
    let mut tx = app.services.db.read().await.unwrap();
    server::fetch!(&mut tx, c => sqlx::query_scalar(sqlx::AssertSqlSafe(text.clone()))
        .bind(workspace.uuid())
        .fetch_one(c))
    .unwrap()
}

/// Changes the workspace's rows beside the use cases.
async fn change(app: &TestApp, workspace: WorkspaceId, text: &'static str) {
    let mut tx = app.services.write_in(workspace).await.unwrap();
    server::execute!(&mut tx, c => sqlx::query(text).bind(workspace.uuid()).execute(c)).unwrap();
    tx.commit().await.unwrap();
}

/// An invoice with a line that holds every entry of a project.
async fn add_invoice(app: &TestApp, workspace: WorkspaceId, number: &str, project: Uuid) -> Uuid {
    let id = app.services.new_id();
    let mut tx = app.services.write_in(workspace).await.unwrap();
    server::execute!(&mut tx, c => sqlx::query(
        "insert into invoices (workspace_id, id, number, status, client_id, project_id, client_name, client_details,
             issue_date, due_date, period_from, period_to, currency, subtotal_cents, discount_kind, discount_value,
             discount_cents, tax_rate_bp, tax_cents, total_cents, design, notes, sent_at, paid_at, voided_at, created_at,
             updated_at)
         select $1, $2, $3, 'sent', p.client_id, p.id, 'Brightside', 'Hafenstr. 1', '2026-11-20', '2026-12-04', '2026-11-01',
             '2026-11-30', 'EUR', 20000, 'percent', 500, 1000, 1900, 3610, 22610, 'plain', 'Thank you “all”',
             1795168800, cast(null as bigint), cast(null as bigint), 1795168800, 1795168801
         from projects p where p.workspace_id = $4 and p.id = $5"
    ).bind(workspace.uuid()).bind(id).bind(number).bind(workspace.uuid()).bind(project).execute(c)).unwrap();
    server::execute!(&mut tx, c => sqlx::query(
        "insert into invoice_lines (workspace_id, invoice_id, position, description, seconds, hourly_rate_cents, amount_cents)
         values ($1, $2, 0, 'Design', 7200, 9000, 18000), ($3, $4, 1, 'Hosting', 0, 0, 2000)"
    ).bind(workspace.uuid()).bind(id).bind(workspace.uuid()).bind(id).execute(c)).unwrap();
    server::execute!(&mut tx, c => sqlx::query(
        "update time_entries set invoice_id = $1 where workspace_id = $2 and project_id = $3"
    ).bind(id).bind(workspace.uuid()).bind(project).execute(c))
    .unwrap();
    tx.commit().await.unwrap();
    id
}

/// Uploads a backup as the page's form does; the answer is where the browser is sent.
async fn upload(person: &Person, file: &str) -> String {
    let part = Part::text(file.to_owned()).file_name("backup.json");
    let url = format!("{}/settings/data/restore", person.base);
    let form = Form::new().part("backup", part);
    let response = person.http.post(url).multipart(form).send().await.unwrap();
    assert_eq!(response.status(), 303, "{response:?}");
    response.headers()["location"].to_str().unwrap().to_owned()
}

async fn uploaded(person: &Person, file: &str) -> String {
    let place = upload(person, file).await;
    let id = place.strip_prefix("/settings/data?restore=");
    id.unwrap_or_else(|| panic!("{place}")).to_owned()
}

/// Looks at a backup, then restores it: both say the same.
pub async fn restore(person: &Person, file: &str) -> Value {
    let id = uploaded(person, file).await;
    let found = person.call::<PreviewRestore>(&[("upload", &id)]).await.ok();
    let done = person.call::<RunRestore>(&[("upload", &id)]).await.ok();
    for (name, value) in found.as_object().unwrap() {
        assert_eq!(
            *value == done[name],
            name != "dry_run",
            "{name}: {value} {}",
            done[name]
        );
    }
    assert_eq!(
        person
            .call::<PreviewRestore>(&[("upload", &id)])
            .await
            .status,
        404
    );
    done
}

/// New, changed, the same, left alone.
fn counts(report: &Value, kind: &str) -> [i64; 4] {
    ["created", "updated", "unchanged", "kept"].map(|name| report[kind][name].as_i64().unwrap())
}

async fn clear(person: &Person, name: &str) {
    person
        .call::<ClearWorkspace>(&[("clearing[name]", name)])
        .await
        .ok();
}

/// Keys of an object, sorted.
fn keys(object: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

on_both_databases! {
    /// Everything that is there stands in the file, once, by the published names.
    async fn a_backup_holds_everything(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let me = maya.actor().await;
        let whole: Whole = serde_json::from_str(&backup(&maya).await).unwrap();
        let project = whole.projects.iter().find(|project| project.name == "Webshop relaunch").unwrap().id;
        let invoice = add_invoice(app, me.workspace_id, "2026-001", project).await;

        let text = backup(&maya).await;
        let whole: Whole = serde_json::from_str(&text).unwrap();
        assert_eq!((whole.format.as_str(), whole.version), ("timether.backup", 1));
        assert_eq!(whole.exported_at, "2026-11-20T10:00:00Z");
        assert_eq!((whole.workspace.id, whole.workspace.currency.as_str()), (me.workspace_id.uuid(), "USD"));
        assert_eq!((whole.clients.len(), whole.projects.len(), whole.tags.len()), (2, 4, 4));
        assert_eq!(whole.time_entries.iter().map(|entry| entry.seconds).sum::<i64>(), 44_145);
        let [maya_there] = &whole.members[..] else { panic!("{:?}", whole.members) };
        assert_eq!((maya_there.id, maya_there.role.as_deref()), (me.user_id.uuid(), Some("owner")));
        assert!(whole.time_entries.iter().all(|entry| entry.user_id == maya_there.id));
        let [sent] = &whole.invoices[..] else { panic!("{:?}", whole.invoices) };
        assert_eq!((sent.id, sent.lines.len(), sent.lines[1].description.as_str()), (invoice, 2, "Hosting"));
        for entry in &whole.time_entries {
            assert_eq!(entry.invoice_id == Some(invoice), entry.project_id == Some(project));
        }
        for secret in ["password", "token", "$argon2"] {
            assert!(!text.contains(secret), "{secret}");
        }

        let schema: Value = serde_json::from_str(maya.get(SCHEMA_PATH).await.body.to_string().as_str()).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let mut named: Vec<&str> = schema["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        named.sort_unstable();
        assert_eq!(keys(&value), named);
        for (list, def) in [("members", "member"), ("clients", "client"), ("projects", "project"), ("tags", "tag"),
            ("invoices", "invoice"), ("time_entries", "time_entry")]
        {
            let def = &schema["$defs"][def]["properties"];
            for record in value[list].as_array().unwrap() {
                assert_eq!(keys(record), keys(def), "{list}");
            }
        }
        assert_eq!(keys(&value["workspace"]), keys(&schema["$defs"]["workspace"]["properties"]));
    }

    /// More than one piece; the same file however often it is made.
    async fn long_backups_arrive_in_full(app: &TestApp) {
        let maya = app.person("Maya").await;
        let mut file = "Start date,Start time,Duration,Description,Tags\n".to_owned();
        for n in 0..2_300 {
            use std::fmt::Write;
            writeln!(file, "2026-11-02,10:00:{:02},00:01:00,entry {n},\"dev, t{}\"", n % 60, n % 7).unwrap();
        }
        import(&maya, file).await;
        let first = backup(&maya).await;
        let whole: Whole = serde_json::from_str(&first).unwrap();
        let mut names: Vec<&str> = whole.time_entries.iter().map(|entry| entry.description.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!((whole.time_entries.len(), names.len()), (2_300, 2_300));
        assert!(whole.time_entries.iter().all(|entry| entry.tag_ids.len() == 2));
        app.clock.advance(60);
        let second = backup(&maya).await;
        assert_ne!(first, second);
        assert_eq!(undated(&first), undated(&second));
    }

    /// Owner and Manager, on every plan; nobody else.
    async fn who_may_take_everything_along(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = maya.actor().await.workspace_id;
        for (name, role, status) in [("Manu", Role::Manager, 200), ("Mem", Role::Member, 403), ("Vi", Role::Viewer, 403)] {
            let person = app.person(name).await;
            app.join(&person, workspace, role).await;
            assert_eq!(download(&person).await.0, status, "{name}");
        }
        assert_eq!(download(&app.anonymous()).await.0, 401);
        assert_eq!(app.anonymous().get(SCHEMA_PATH).await.status, 200);
        let mut tx = app.services.write_in(workspace).await.unwrap();
        assert!(set_plan(&mut tx, workspace, Plan::Free, START).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(download(&maya).await.0, 200);
    }

    /// Its name typed, the password given: what was tracked goes, invoices and people stay, and the log says it.
    async fn a_workspace_is_cleared(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Manager).await;
        let workspace = maya.actor().await.workspace_id;
        import(&maya, DETAILED).await;
        let whole: Whole = serde_json::from_str(&backup(&maya).await).unwrap();
        add_invoice(app, workspace, "2026-001", whole.projects[0].id).await;
        ben.call::<StartTimer>(&[("timer[description]", "Reading")]).await.ok();
        let other = app.person("Other").await;
        import(&other, DETAILED).await;
        let untouched = undated(&backup(&other).await);

        let plan = maya.call::<PlanClearing>(&[]).await.ok();
        assert_eq!((&plan["time_entries"], &plan["projects"], &plan["timers"]), (&10.into(), &4.into(), &1.into()));
        let name = ("clearing[name]", "Maya’s workspace");
        assert_eq!(ben.call::<ClearWorkspace>(&[name]).await.status, 403);
        assert_eq!(ben.call::<PlanClearing>(&[]).await.status, 403);
        assert_eq!(maya.call::<ClearWorkspace>(&[("clearing[name]", "maya’s workspace")]).await.refused_fields(), ["name"]);
        app.clock.advance(601);
        assert_eq!(maya.call::<ClearWorkspace>(&[name]).await.refused_fields(), ["current_password"]);
        let tables = ["time_entries", "time_entry_tags", "projects", "clients", "tags", "timers", "deleted_time_entries", "uploads"];
        assert_eq!(rows(app, workspace, &tables).await[0], 10);
        maya.call::<ClearWorkspace>(&[name, ("clearing[current_password]", PASSWORD)]).await.ok();

        assert_eq!(rows(app, workspace, &tables).await, [0; 8]);
        assert_eq!(rows(app, workspace, &["members", "invoices", "invoice_lines"]).await, [2, 1, 2]);
        assert_eq!(undated(&backup(&other).await), untouched);
        let log = maya.get("/settings/activity").await.body;
        assert!(log.as_str().unwrap().contains("10 time entries, 4 projects, 2 clients, 4 tags, 1 timer"));
        // Empty, it can be cleared again.
        maya.call::<ClearWorkspace>(&[name]).await.ok();
    }

    /// Export, Clear, Import, Export: the same bytes but for the instant; and a second import changes nothing.
    async fn what_was_cleared_comes_back_to_the_byte(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        import(&maya, DETAILED).await;
        let workspace = maya.actor().await.workspace_id;
        let whole: Whole = serde_json::from_str(&backup(&maya).await).unwrap();
        add_invoice(app, workspace, "2026-001", whole.projects[0].id).await;
        let mut tx = app.services.write_in(workspace).await.unwrap();
        let theirs = ben.actor().await.user_id.uuid();
        server::execute!(&mut tx, c => sqlx::query("update time_entries set user_id = $1 where workspace_id = $2 and description = 'Server update'")
            .bind(theirs).bind(workspace.uuid()).execute(c)).unwrap();
        // Ben has left, his time is still his.
        server::execute!(&mut tx, c => sqlx::query("delete from members where workspace_id = $1 and user_id = $2")
            .bind(workspace.uuid()).bind(theirs).execute(c)).unwrap();
        server::execute!(&mut tx, c => sqlx::query("insert into activity (workspace_id, id, user_id, action, target_kind, target_name, at) values ($1, $2, $3, 'member.joined', 'member', 'Ben', 1)")
            .bind(workspace.uuid()).bind(app.services.new_id()).bind(theirs).execute(c)).unwrap();
        tx.commit().await.unwrap();

        let before = backup(&maya).await;
        clear(&maya, "Maya’s workspace").await;
        assert_eq!(rows(app, workspace, &["time_entries"]).await, [0]);
        let done = restore(&maya, &before).await;
        assert_eq!(counts(&done, "time_entries"), [10, 0, 0, 0]);
        assert_eq!(counts(&done, "invoices"), [0, 0, 1, 0]);
        let after = backup(&maya).await;
        assert_eq!(undated(&after), undated(&before));
        let again = restore(&maya, &before).await;
        for (kind, same) in [("clients", 2), ("projects", 4), ("tags", 4), ("invoices", 1), ("time_entries", 10)] {
            assert_eq!(counts(&again, kind), [0, 0, same, 0], "{kind}");
        }
        assert_eq!(undated(&backup(&maya).await), undated(&before));
    }

    /// Into a workspace with things of its own: matched by name, nothing lost, strangers' time becomes the importer's.
    async fn a_backup_goes_into_another_workspace(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let file = backup(&maya).await;
        let noor = app.person("Noor").await;
        import(&noor, "Start date,Start time,Duration,Description,Tags,Client,Project\n2026-11-02,09:00:00,01:00:00,Mine,DEV,Brightside,Own\n").await;
        let done = restore(&noor, &file).await;
        assert_eq!(counts(&done, "time_entries"), [10, 0, 0, 0]);
        assert_eq!((counts(&done, "clients"), counts(&done, "projects"), counts(&done, "tags")), ([1, 1, 0, 0], [4, 0, 0, 0], [3, 1, 0, 0]));
        assert!(done["notes"][0].as_str().unwrap().contains("maya@example.com"));
        let me = noor.actor().await.user_id.uuid();
        let whole: Whole = serde_json::from_str(&backup(&noor).await).unwrap();
        assert_eq!(whole.time_entries.len(), 11);
        assert!(whole.time_entries.iter().all(|entry| entry.user_id == me));
        let again = restore(&noor, &file).await;
        assert_eq!(counts(&again, "time_entries"), [0, 0, 10, 0]);
        assert_eq!(counts(&again, "clients"), [0, 0, 2, 0]);
    }

    /// What is on an invoice stays as it is; what is not becomes as the file has it.
    async fn locked_entries_are_left_alone(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let file = backup(&maya).await;
        let whole: Whole = serde_json::from_str(&file).unwrap();
        let project = whole.projects.iter().find(|project| project.name == "Webshop relaunch").unwrap().id;
        add_invoice(app, maya.actor().await.workspace_id, "2026-001", project).await;
        let locked = whole.time_entries.iter().filter(|entry| entry.project_id == Some(project)).count();
        let locked = i64::try_from(locked).unwrap();
        assert!(locked > 0);
        let changed = file.replace("\"description\":\"", "\"description\":\"Again: ");
        let done = restore(&maya, &changed).await;
        assert_eq!(counts(&done, "time_entries"), [0, 10 - locked, 0, locked]);
        let after: Whole = serde_json::from_str(&backup(&maya).await).unwrap();
        for entry in &after.time_entries {
            assert_eq!(entry.description.starts_with("Again: "), entry.invoice_id.is_none());
        }
    }

    /// An invoice that was deleted here comes back with what was on it; one that is void locks nothing.
    async fn entries_go_back_to_their_invoices(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let workspace = maya.actor().await.workspace_id;
        let whole: Whole = serde_json::from_str(&backup(&maya).await).unwrap();
        let project = whole.projects.iter().find(|project| project.name == "Webshop relaunch").unwrap().id;
        add_invoice(app, workspace, "2026-001", project).await;
        let file = backup(&maya).await;
        let on_it = count_of(app, workspace, "time_entries where invoice_id is not null and").await;
        assert!(on_it > 0);

        for text in ["update time_entries set invoice_id = null where workspace_id = $1", "delete from invoices where workspace_id = $1"] {
            change(app, workspace, text).await;
        }
        let done = restore(&maya, &file).await;
        assert_eq!((counts(&done, "invoices"), counts(&done, "time_entries")), ([1, 0, 0, 0], [0, on_it, 10 - on_it, 0]));
        assert_eq!(undated(&backup(&maya).await), undated(&file));

        for text in ["update time_entries set invoice_id = null where workspace_id = $1", "update invoices set status = 'void' where workspace_id = $1"] {
            change(app, workspace, text).await;
        }
        let done = restore(&maya, &file).await;
        assert_eq!((counts(&done, "invoices"), counts(&done, "time_entries")), ([0, 0, 0, 1], [0, 0, 10, 0]));
    }

    /// What was deleted and came back with a backup is not brought back once more by Undo.
    async fn undo_brings_nothing_twice(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let file = backup(&maya).await;
        let whole: Whole = serde_json::from_str(&file).unwrap();
        let id = whole.time_entries[0].id.to_string();
        let deletion = maya.call::<DeleteTimeEntries>(&[("ids[]", &id)]).await.ok();
        let done = restore(&maya, &file).await;
        assert_eq!(counts(&done, "time_entries"), [1, 0, 9, 0]);
        let undo = maya.call::<RestoreTimeEntries>(&[("id", deletion.as_str().unwrap())]).await;
        assert_eq!(undo.status, 404);
        assert_eq!(undated(&backup(&maya).await), undated(&file));
    }

    /// Two entries of a file that are one here by its import key, and one by its id, stay two.
    async fn ids_come_before_import_keys(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let file = backup(&maya).await;
        let mut value: Value = serde_json::from_str(&file).unwrap();
        let key = value["time_entries"][0]["import_key"].take();
        assert!(key.is_string());
        let mut other = value["time_entries"][0].clone();
        (other["id"], other["import_key"]) = (json!("01940000-0000-7000-8000-000000000001"), key);
        value["time_entries"].as_array_mut().unwrap().push(other);
        let done = restore(&maya, &value.to_string()).await;
        assert_eq!(counts(&done, "time_entries"), [1, 0, 10, 0]);
        let again = restore(&maya, &value.to_string()).await;
        assert_eq!(counts(&again, "time_entries"), [0, 0, 11, 0]);
    }
}
