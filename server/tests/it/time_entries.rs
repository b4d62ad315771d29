//! Time entries: added, changed, listed, filtered, deleted and brought back; limits, clock changes, locks, isolation.

use app::clients::server_fns::{ArchiveClient, CreateClient};
use app::projects::server_fns::{CreateProject, UpdateProject};
use app::tags::server_fns::{CreateTag, DeleteTag};
use app::time_entries::server_fns::{
    CreateTimeEntry, DeleteTimeEntries, DuplicateTimeEntry, ListTimeEntries, LoadTimeEntry,
    LoadWeek, RestoreTimeEntries, UpdateTimeEntries, UpdateTimeEntry,
};
use serde_json::Value;
use server::execute;

use crate::on_both_databases;
use crate::support::{Answer, Person, TestApp};

const DAY: i64 = 24 * 3600;

/// A client that pays in euros, with a billable project at 90.00; a project of nobody's; two tags.
struct Studio {
    client: String,
    webshop: String,
    internal: String,
    dev: String,
    design: String,
}

fn id_of(answer: Answer) -> String {
    answer.ok().as_str().unwrap().to_owned()
}

async fn studio(person: &Person) -> Studio {
    let client = id_of(
        person
            .call::<CreateClient>(&[("client[name]", "Acme"), ("client[currency]", "EUR")])
            .await,
    );
    let webshop = id_of(
        person
            .call::<CreateProject>(&[
                ("project[name]", "Webshop"),
                ("project[client_id]", &client),
                ("project[billable]", "true"),
                ("project[hourly_rate]", "90"),
            ])
            .await,
    );
    let internal = id_of(
        person
            .call::<CreateProject>(&[("project[name]", "Internal")])
            .await,
    );
    let dev = id_of(person.call::<CreateTag>(&[("name", "dev")]).await);
    let design = id_of(person.call::<CreateTag>(&[("name", "design")]).await);
    Studio {
        client,
        webshop,
        internal,
        dev,
        design,
    }
}

/// Adds an entry; `fields` without their `entry[…]`.
async fn try_add(person: &Person, fields: &[(&str, &str)]) -> Answer {
    person.call::<CreateTimeEntry>(&as_entry(&[], fields)).await
}

async fn add(person: &Person, fields: &[(&str, &str)]) -> String {
    id_of(try_add(person, fields).await)
}

async fn edit(person: &Person, id: &str, fields: &[(&str, &str)]) -> Answer {
    person
        .call::<UpdateTimeEntry>(&as_entry(&[("id", id)], fields))
        .await
}

fn as_entry<'a>(
    own: &[(&'static str, &'a str)],
    fields: &[(&str, &'a str)],
) -> Vec<(&'static str, &'a str)> {
    let name = |name: &str| match name {
        "description" => "entry[description]",
        "project_id" => "entry[project_id]",
        "date" => "entry[date]",
        "start" => "entry[start]",
        "end" => "entry[end]",
        "duration" => "entry[duration]",
        "billable" => "entry[billable]",
        "hourly_rate" => "entry[hourly_rate]",
        "tag_ids" => "entry[tag_ids][]",
        "as_shown" => "entry[as_shown]",
        "decided_by" => "entry[decided_by]",
        other => panic!("an entry has no field {other}"),
    };
    own.iter()
        .copied()
        .chain(fields.iter().map(|(field, value)| (name(field), *value)))
        .collect()
}

async fn load(person: &Person, id: &str) -> Value {
    person.call::<LoadTimeEntry>(&[("id", id)]).await.ok()
}

async fn list(person: &Person, fields: &[(&str, &str)]) -> Value {
    person.call::<ListTimeEntries>(fields).await.ok()
}

/// The descriptions of a page, in its order.
fn descriptions(page: &Value) -> Vec<String> {
    page["days"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|day| day["entries"].as_array().unwrap())
        .map(|entry| entry["description"].as_str().unwrap().to_owned())
        .collect()
}

/// The form of an entry as the page fills it in, to send it back with changes.
fn shown(entry: &Value) -> Vec<(&'static str, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let seconds = entry["seconds"].as_i64().unwrap();
    let rate = entry["hourly_rate_cents"].as_i64().unwrap();
    let mut fields = vec![
        ("description", text(&entry["description"])),
        ("project_id", text(&entry["project"]["id"])),
        ("date", text(&entry["day"])),
        ("start", text(&entry["start"])),
        ("end", text(&entry["end"])),
        (
            "duration",
            format!(
                "{}:{:02}:{:02}",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60
            ),
        ),
        ("hourly_rate", format!("{}.{:02}", rate / 100, rate % 100)),
    ];
    if entry["billable"].as_bool().unwrap() {
        fields.push(("billable", "true".to_owned()));
    }
    for tag in entry["tags"].as_array().unwrap() {
        fields.push(("tag_ids", text(&tag["id"])));
    }
    fields
}

/// Sends an entry's own form back with some fields changed; an empty value unticks or clears.
async fn change(person: &Person, id: &str, changes: &[(&'static str, &str)]) -> Answer {
    let mut fields = shown(&load(person, id).await);
    fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    fields.extend(
        changes
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    edit(person, id, &fields).await
}

/// Puts an entry on an invoice, as far as entries know about invoices.
async fn lock(app: &TestApp, id: &str) {
    let id: app::values::TimeEntryId = id.parse().unwrap();
    let mut tx = app.services.db.write(id.uuid()).await.unwrap();
    execute!(&mut tx, c => sqlx::query("update time_entries set invoice_id = $1 where id = $2")
        .bind(id.uuid()).bind(id.uuid()).execute(c))
    .unwrap();
    tx.commit().await.unwrap();
}

async fn set_role(app: &TestApp, role: &str) {
    let mut tx = app.services.db.write(uuid::Uuid::nil()).await.unwrap();
    execute!(&mut tx, c => sqlx::query("update members set role = $1").bind(role).execute(c))
        .unwrap();
    tx.commit().await.unwrap();
}

on_both_databases! {
    /// An entry is added, shown, changed, copied and deleted.
    async fn an_entry_lives(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let id = add(&maya, &[
            ("description", " Checkout flow "), ("project_id", &studio.webshop), ("date", "2026-11-19"),
            ("start", "13:05"), ("end", "15:20"), ("tag_ids", &studio.dev), ("tag_ids", &studio.design),
        ]).await;
        let entry = load(&maya, &id).await;
        assert_eq!(entry["description"], "Checkout flow");
        assert_eq!(entry["project"]["name"], "Webshop");
        assert_eq!(entry["project"]["client_name"], "Acme");
        assert_eq!((&entry["day"], &entry["start"], &entry["end"]), (&"2026-11-19".into(), &"13:05".into(), &"15:20".into()));
        assert_eq!((&entry["seconds"], &entry["billable"], &entry["hourly_rate_cents"]), (&8100.into(), &true.into(), &9000.into()));
        assert_eq!((&entry["amount_cents"], &entry["currency"]), (&20_250.into(), &"EUR".into()));
        assert_eq!((&entry["tags"][0]["name"], &entry["tags"][1]["name"]), (&"design".into(), &"dev".into()));

        change(&maya, &id, &[("description", "Checkout"), ("tag_ids", &studio.dev), ("duration", "1:00")]).await.ok();
        let changed = load(&maya, &id).await;
        assert_eq!((&changed["description"], &changed["seconds"], &changed["end"]), (&"Checkout".into(), &3600.into(), &"14:05".into()));
        assert_eq!(changed["tags"].as_array().unwrap().len(), 1);

        let copy = id_of(maya.call::<DuplicateTimeEntry>(&[("id", &id)]).await);
        let copied = load(&maya, &copy).await;
        assert_eq!((&copied["started_at"], &copied["tags"]), (&changed["started_at"], &changed["tags"]));
        assert_eq!(copied["overlaps"], true);

        maya.call::<DeleteTimeEntries>(&[("ids[]", &id)]).await.ok();
        assert_eq!(maya.call::<LoadTimeEntry>(&[("id", &id)]).await.status, 404);
        assert_eq!(load(&maya, &copy).await["overlaps"], false);
    }

    /// Every field says what is wrong with it, and nothing is added or changed.
    async fn bad_input_changes_nothing(app: &TestApp) {
        let maya = app.person("Maya").await;
        let long = "ä".repeat(5001);
        let unknown = "0195d3c0-0000-7000-8000-000000000001";
        let good = [("date", "2026-11-20"), ("start", "9:00"), ("duration", "1h")];
        let id = add(&maya, &good).await;
        let before = load(&maya, &id).await;
        for (field, value) in [
            ("description", long.as_str()), ("description", "bell \u{7}"), ("description", "nul \0"),
            ("project_id", "webshop"), ("project_id", unknown),
            ("date", "20.11.2026"), ("date", "2026-02-30"), ("date", "9999-12-31"), ("date", "2026-11-25"),
            ("start", "noon"), ("start", "25:00"), ("end", "9:75"),
            ("duration", "soon"), ("duration", "0"), ("duration", "-1h"), ("duration", "24:00:01"),
            ("duration", "99999999999999999999"),
            ("billable", "perhaps"), ("hourly_rate", "-1"), ("hourly_rate", "much"), ("hourly_rate", "1.234"),
            ("hourly_rate", "99999999999999"), ("tag_ids", "#dev"), ("tag_ids", unknown),
        ] {
            let mut fields: Vec<_> = good.into_iter().filter(|(name, _)| *name != field).collect();
            fields.push((field, value));
            assert_eq!(try_add(&maya, &fields).await.refused_fields(), [field], "adding {field}={value}");
            assert_eq!(edit(&maya, &id, &fields).await.refused_fields(), [field], "changing {field}={value}");
        }
        for (fields, field) in [
            (&[][..], "duration"), (&[("start", "9")], "end"), (&[("end", "9")], "start"),
            (&[("start", "9"), ("end", "10"), ("duration", "2h")], "duration"),
        ] {
            assert_eq!(try_add(&maya, fields).await.refused_fields(), [field]);
        }
        // All at once, not one after the other.
        let mut refused = try_add(&maya, &[("date", "x"), ("duration", "x"), ("hourly_rate", "x")]).await.refused_fields();
        refused.sort();
        assert_eq!(refused, ["date", "duration", "hourly_rate"]);
        assert_eq!(load(&maya, &id).await, before);
        assert_eq!(descriptions(&list(&maya, &[]).await).len(), 1);
    }

    /// Billable and rate come from the project unless the form says otherwise, and from a new project after a change.
    async fn the_project_gives_its_terms(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let terms = |entry: &Value| (entry["billable"].as_bool().unwrap(), entry["hourly_rate_cents"].as_i64().unwrap());
        let base = [("start", "9"), ("duration", "1h"), ("project_id", studio.webshop.as_str())];
        for (more, expected) in [
            (&[][..], (true, 9000)),
            (&[("as_shown", "true")], (false, 9000)),
            (&[("as_shown", "true"), ("billable", "true"), ("hourly_rate", "0")], (true, 0)),
            (&[("billable", "false"), ("hourly_rate", "€ 120,50")], (false, 12_050)),
        ] {
            let fields: Vec<_> = base.iter().chain(more).copied().collect();
            let id = add(&maya, &fields).await;
            assert_eq!(terms(&load(&maya, &id).await), expected, "{more:?}");
        }

        let id = add(&maya, &base).await;
        // Later changes of the project's rate leave saved time alone.
        maya.call::<UpdateProject>(&[
            ("id", &studio.webshop), ("project[name]", "Webshop"), ("project[client_id]", &studio.client),
            ("project[billable]", "true"), ("project[hourly_rate]", "200"),
        ]).await.ok();
        assert_eq!(terms(&load(&maya, &id).await), (true, 9000));
        change(&maya, &id, &[("description", "x")]).await.ok();
        assert_eq!(terms(&load(&maya, &id).await), (true, 9000));
        // Another project brings its own terms.
        change(&maya, &id, &[("project_id", &studio.internal)]).await.ok();
        assert_eq!(terms(&load(&maya, &id).await), (false, 0));
        // Unless they were changed in the same form.
        change(&maya, &id, &[("project_id", &studio.webshop), ("hourly_rate", "75")]).await.ok();
        assert_eq!(terms(&load(&maya, &id).await), (true, 7500));
        // Or the form had already shown them.
        change(&maya, &id, &[("project_id", &studio.internal), ("billable", "true"), ("hourly_rate", "10"), ("as_shown", "true")]).await.ok();
        assert_eq!(terms(&load(&maya, &id).await), (true, 1000));
        // Without a project there is nothing to copy.
        change(&maya, &id, &[("project_id", "")]).await.ok();
        assert_eq!(terms(&load(&maya, &id).await), (false, 0));
        change(&maya, &id, &[("billable", "true")]).await.ok();
        assert_eq!(terms(&load(&maya, &id).await), (true, 0));
    }

    /// New time goes on projects in use; an entry may stay on one that was archived.
    async fn archived_projects_keep_their_time(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let id = add(&maya, &[("start", "9"), ("duration", "1h"), ("project_id", &studio.webshop)]).await;
        let other = add(&maya, &[("start", "11"), ("duration", "1h")]).await;
        maya.call::<ArchiveClient>(&[("id", &studio.client), ("archived", "true")]).await.ok();
        let refused = try_add(&maya, &[("start", "9"), ("duration", "1h"), ("project_id", &studio.webshop)]).await;
        assert_eq!(refused.refused_fields(), ["project_id"]);
        assert_eq!(change(&maya, &other, &[("project_id", &studio.webshop)]).await.refused_fields(), ["project_id"]);
        assert_eq!(maya.call::<DuplicateTimeEntry>(&[("id", &id)]).await.status, 409);
        change(&maya, &id, &[("description", "kept")]).await.ok();
        assert_eq!(load(&maya, &id).await["project"]["name"], "Webshop");
    }

    /// What passed is counted on days of 23 and 25 hours, and an entry counts on the day of its start.
    async fn clock_changes_and_midnight(app: &TestApp) {
        let maya = app.person("Maya").await;
        for (date, start, end, seconds) in [
            ("2026-03-29", "1:00", "4:00", 2 * 3600),
            ("2026-10-25", "1:00", "4:00", 4 * 3600),
            ("2026-03-28", "22:00", "6:00", 7 * 3600),
            ("2026-10-24", "22:00", "6:00", 9 * 3600),
        ] {
            let id = add(&maya, &[("date", date), ("start", start), ("end", end)]).await;
            let entry = load(&maya, &id).await;
            assert_eq!((&entry["seconds"], &entry["day"]), (&seconds.into(), &date.into()), "{date}");
        }
        // In the second of two hours of the same name, an edit of something else leaves the times alone.
        app.clock.set(1_792_890_000); // 25 October 2026, 02:00 in Berlin, the second time
        let id = add(&maya, &[("duration", "10m"), ("description", "now")]).await;
        let entry = load(&maya, &id).await;
        assert_eq!((&entry["ended_at"], &entry["end"]), (&1_792_890_000.into(), &"02:00".into()));
        change(&maya, &id, &[("description", "later")]).await.ok();
        assert_eq!(load(&maya, &id).await["started_at"], entry["started_at"]);

        let spring = list(&maya, &[("query[from]", "2026-03-28"), ("query[to]", "2026-03-28")]).await;
        assert_eq!(spring["days"][0]["seconds"], 7 * 3600);
        assert_eq!(spring["days"][0]["entries"][0]["days_later"], 1);
        assert_eq!(list(&maya, &[("query[from]", "2026-03-29"), ("query[to]", "2026-03-29")]).await["totals"]["seconds"], 2 * 3600);

        // Just after midnight in Berlin, which is yesterday in UTC.
        app.clock.set(1_795_216_500); // 21 November 2026, 00:15
        let id = add(&maya, &[("duration", "5m")]).await;
        assert_eq!(load(&maya, &id).await["day"], "2026-11-21");
        let today = list(&maya, &[("query[period]", "today")]).await;
        assert_eq!((&today["today"], &today["totals"]["count"]), (&"2026-11-21".into(), &1.into()));
    }

    /// Another workspace's ids answer like unknown ones, and nothing there changes.
    async fn nothing_reaches_another_workspace(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let theirs = studio(&noor).await;
        let entry = add(&noor, &[
            ("start", "9"), ("duration", "1h"), ("project_id", &theirs.webshop), ("tag_ids", &theirs.dev),
        ]).await;
        let before = load(&noor, &entry).await;
        let own = add(&maya, &[("start", "9"), ("duration", "1h")]).await;
        let own_before = load(&maya, &own).await;
        let unknown = "0195d3c0-0000-7000-8000-000000000001";

        for id in [entry.as_str(), unknown] {
            assert_eq!(maya.call::<LoadTimeEntry>(&[("id", id)]).await.status, 404);
            assert_eq!(edit(&maya, id, &[("description", "mine")]).await.status, 404);
            assert_eq!(maya.call::<DuplicateTimeEntry>(&[("id", id)]).await.status, 404);
            assert_eq!(maya.call::<DeleteTimeEntries>(&[("ids[]", &own), ("ids[]", id)]).await.status, 404);
            let bulk = [("ids[]", own.as_str()), ("ids[]", id), ("change[billable]", "true")];
            assert_eq!(maya.call::<UpdateTimeEntries>(&bulk).await.status, 404);
        }
        for project in [theirs.webshop.as_str(), unknown] {
            assert_eq!(change(&maya, &own, &[("project_id", project)]).await.refused_fields(), ["project_id"]);
            let bulk = [("ids[]", own.as_str()), ("change[project_id]", project)];
            assert_eq!(maya.call::<UpdateTimeEntries>(&bulk).await.refused_fields(), ["project_id"]);
        }
        for tag in [theirs.dev.as_str(), unknown] {
            assert_eq!(change(&maya, &own, &[("tag_ids", tag)]).await.refused_fields(), ["tag_ids"]);
            let bulk = [("ids[]", own.as_str()), ("change[add_tag_ids][]", tag)];
            assert_eq!(maya.call::<UpdateTimeEntries>(&bulk).await.refused_fields(), ["add_tag_ids"]);
        }
        for (field, id) in [("query[project]", &theirs.webshop), ("query[client]", &theirs.client), ("query[tag][]", &theirs.dev)] {
            assert_eq!(list(&maya, &[(field, id)]).await["totals"]["count"], 0);
        }
        let deletion = id_of(noor.call::<DeleteTimeEntries>(&[("ids[]", &entry)]).await);
        assert_eq!(maya.call::<RestoreTimeEntries>(&[("id", &deletion)]).await.status, 404);
        noor.call::<RestoreTimeEntries>(&[("id", &deletion)]).await.ok();
        assert_eq!(load(&noor, &entry).await, before);
        assert_eq!(load(&maya, &own).await, own_before);
        assert_eq!(descriptions(&list(&maya, &[]).await).len(), 1);
    }

    /// Several entries change together or not at all.
    async fn several_at_once(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let one = add(&maya, &[("start", "8"), ("duration", "1h"), ("tag_ids", &studio.design)]).await;
        let two = add(&maya, &[("start", "9"), ("duration", "1h"), ("project_id", &studio.webshop), ("hourly_rate", "5")]).await;
        let both = [("ids[]", one.as_str()), ("ids[]", two.as_str()), ("ids[]", one.as_str())];
        let bulk = |more: &[(&'static str, &str)]| {
            let fields: Vec<(&str, String)> = both.iter().chain(more).map(|(name, value)| (*name, (*value).to_owned())).collect();
            let maya = &maya;
            async move {
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                maya.call::<UpdateTimeEntries>(&fields).await
            }
        };
        bulk(&[
            ("change[project_id]", &studio.webshop), ("change[add_tag_ids][]", &studio.dev),
            ("change[remove_tag_ids][]", &studio.design),
        ]).await.ok();
        let (first, second) = (load(&maya, &one).await, load(&maya, &two).await);
        for entry in [&first, &second] {
            assert_eq!(entry["project"]["name"], "Webshop");
            assert_eq!(entry["billable"], true);
            assert_eq!(entry["tags"].as_array().unwrap().len(), 1);
            assert_eq!(entry["tags"][0]["name"], "dev");
        }
        // Only what was on another project took the project's rate.
        assert_eq!((&first["hourly_rate_cents"], &second["hourly_rate_cents"]), (&9000.into(), &500.into()));

        bulk(&[("change[billable]", "false")]).await.ok();
        assert_eq!(load(&maya, &two).await["billable"], false);
        bulk(&[("change[project_id]", "none")]).await.ok();
        assert_eq!(load(&maya, &two).await["project"], Value::Null);

        assert_eq!(bulk(&[]).await.refused_fields(), ["project_id"]);
        assert_eq!(bulk(&[("change[billable]", "maybe")]).await.refused_fields(), ["billable"]);
        assert_eq!(maya.call::<UpdateTimeEntries>(&[("change[billable]", "true")]).await.refused_fields(), ["ids"]);
        assert_eq!(maya.call::<DeleteTimeEntries>(&[]).await.refused_fields(), ["ids"]);
        let many: Vec<String> = (0..501).map(|n| format!("0195d3c0-0000-7000-8000-{n:012}")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|id| ("ids[]", id.as_str())).collect();
        assert_eq!(maya.call::<DeleteTimeEntries>(&many).await.refused_fields(), ["ids"]);

        lock(app, &two).await;
        let before = load(&maya, &one).await;
        assert_eq!(bulk(&[("change[billable]", "true")]).await.body["conflict"][0], "entry_locked");
        assert_eq!(maya.call::<DeleteTimeEntries>(&both).await.status, 409);
        assert_eq!(load(&maya, &one).await, before);
    }

    /// What is on an invoice stays as it is; a copy is free.
    async fn locked_entries_stay(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let id = add(&maya, &[("start", "9"), ("duration", "1h"), ("tag_ids", &studio.dev)]).await;
        lock(app, &id).await;
        let before = load(&maya, &id).await;
        assert_eq!(before["locked"], true);
        for (field, value) in [
            ("description", "x"), ("project_id", studio.webshop.as_str()), ("date", "2026-11-18"), ("start", "8"),
            ("end", "11"), ("duration", "2h"), ("billable", "true"), ("hourly_rate", "1"), ("tag_ids", studio.design.as_str()),
        ] {
            let refused = change(&maya, &id, &[(field, value)]).await;
            assert_eq!((refused.status, &refused.body["conflict"][0]), (409, &"entry_locked".into()), "{field}");
        }
        assert_eq!(maya.call::<DeleteTimeEntries>(&[("ids[]", &id)]).await.status, 409);
        assert_eq!(load(&maya, &id).await, before);
        let copy = id_of(maya.call::<DuplicateTimeEntry>(&[("id", &id)]).await);
        assert_eq!(load(&maya, &copy).await["locked"], false);
    }

    /// A deletion is undone once, whole, by whoever made it, within a day.
    async fn a_deletion_can_be_undone(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let mut ids = Vec::new();
        for start in ["8", "9", "10"] {
            ids.push(add(&maya, &[
                ("description", start), ("start", start), ("duration", "1h"), ("project_id", &studio.webshop),
                ("tag_ids", &studio.dev), ("tag_ids", &studio.design),
            ]).await);
        }
        let fields: Vec<(&str, &str)> = ids.iter().map(|id| ("ids[]", id.as_str())).collect();
        let before = list(&maya, &[]).await;
        let deletion = id_of(maya.call::<DeleteTimeEntries>(&fields).await);
        assert_eq!(descriptions(&list(&maya, &[]).await).len(), 0);
        assert_eq!(maya.call::<RestoreTimeEntries>(&[("id", &deletion)]).await.ok(), 3);
        assert_eq!(list(&maya, &[]).await, before);
        assert_eq!(maya.call::<RestoreTimeEntries>(&[("id", &deletion)]).await.status, 404);

        // A tag that went meanwhile is left out.
        let deletion = id_of(maya.call::<DeleteTimeEntries>(&fields).await);
        maya.call::<DeleteTag>(&[("id", &studio.design)]).await.ok();
        maya.call::<RestoreTimeEntries>(&[("id", &deletion)]).await.ok();
        assert_eq!(load(&maya, &ids[0]).await["tags"].as_array().unwrap().len(), 1);

        // After a day it is gone for good.
        let deletion = id_of(maya.call::<DeleteTimeEntries>(&fields).await);
        assert_eq!(app.services.purge_deleted().await.unwrap(), 0);
        app.clock.advance(DAY + 1);
        assert_eq!(maya.call::<RestoreTimeEntries>(&[("id", &deletion)]).await.status, 404);
        assert_eq!(app.services.purge_deleted().await.unwrap(), 3);
    }

    /// Pages go on where the last one ended, whatever was added meanwhile, and a day's total is the whole day's.
    async fn pages_stay_stable(app: &TestApp) {
        let maya = app.person("Maya").await;
        // 120 entries on three days; many share a start.
        for number in 0..120 {
            let (date, minute) = (format!("2026-11-{}", 17 + number / 40), format!("9:{:02}", number % 10));
            add(&maya, &[("description", &format!("e{number}")), ("date", &date), ("start", &minute), ("duration", "1m")]).await;
        }
        let mut seen = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let fields: Vec<(&str, &str)> = after.iter().map(|after| ("after", after.as_str())).collect();
            let page = list(&maya, &fields).await;
            for day in page["days"].as_array().unwrap() {
                if day["day"] != "2026-11-20" {
                    assert_eq!(day["seconds"], 40 * 60, "{day}");
                }
            }
            seen.extend(descriptions(&page));
            after = page["next"].as_str().map(ToOwned::to_owned);
            if after.is_none() { break }
            // Newer than everything: it belongs before the first page.
            add(&maya, &[("description", "new"), ("date", "2026-11-20"), ("start", "10"), ("duration", "1m")]).await;
        }
        let mut expected: Vec<String> = (0..120).map(|number| format!("e{number}")).collect();
        expected.sort();
        seen.sort();
        assert_eq!(seen, expected);
        assert_eq!(maya.call::<ListTimeEntries>(&[("after", "nonsense")]).await.refused_fields(), ["after"]);
    }

    /// Each filter lets through what it should, alone and with others.
    async fn filters(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let none = "none".to_owned();
        add(&maya, &[("description", "A 100% Ünïcode_test"), ("date", "2026-11-20"), ("start", "9"), ("duration", "1h"), ("project_id", &studio.webshop), ("tag_ids", &studio.dev), ("tag_ids", &studio.design)]).await;
        add(&maya, &[("description", "B"), ("date", "2026-11-19"), ("start", "9"), ("duration", "1h"), ("project_id", &studio.internal), ("tag_ids", &studio.dev)]).await;
        add(&maya, &[("description", "C"), ("date", "2026-10-01"), ("start", "9"), ("duration", "1h")]).await;
        for (fields, expected) in [
            (&[][..], "ABC"),
            (&[("query[period]", "today")], "A"),
            (&[("query[period]", "this-week")], "AB"),
            (&[("query[period]", "last-month")], "C"),
            (&[("query[period]", "custom"), ("query[from]", "2026-10-01"), ("query[to]", "2026-11-19")], "BC"),
            (&[("query[to]", "2026-11-18")], "C"),
            (&[("query[project]", &studio.webshop)], "A"),
            (&[("query[project]", &none)], "C"),
            (&[("query[client]", &studio.client)], "A"),
            (&[("query[client]", &none)], "BC"),
            (&[("query[tag][]", &studio.dev)], "AB"),
            (&[("query[tag][]", &studio.dev), ("query[tag][]", &studio.design)], "AB"),
            (&[("query[tag][]", &studio.dev), ("query[tag][]", &studio.design), ("query[tag_match]", "all")], "A"),
            (&[("query[tag][]", &none)], "C"),
            (&[("query[tag][]", &none), ("query[tag][]", &studio.design)], "AC"),
            (&[("query[billable]", "true")], "A"),
            (&[("query[billable]", "false")], "BC"),
            (&[("query[q]", "ÜNÏCODE_T")], "A"),
            (&[("query[q]", "100%")], "A"),
            (&[("query[q]", "%")], "A"),
            (&[("query[q]", "_")], "A"),
            (&[("query[q]", "\\")], ""),
            (&[("query[q]", "' or 1=1 --")], ""),
            (&[("query[period]", "this-week"), ("query[tag][]", &studio.dev), ("query[billable]", "false")], "B"),
        ] {
            let page = list(&maya, fields).await;
            let found: String = descriptions(&page).iter().map(|words| words.chars().next().unwrap()).collect();
            assert_eq!(found, expected, "{fields:?}");
            if !fields.is_empty() {
                assert_eq!(page["totals"]["count"].as_u64(), Some(expected.len() as u64), "{fields:?}");
            }
        }
        for (field, value) in [("query[period]", "soon"), ("query[from]", "1"), ("query[project]", "x"), ("query[billable]", "x")] {
            let refused = maya.call::<ListTimeEntries>(&[(field, value)]).await.refused_fields();
            assert_eq!(refused, [field.trim_start_matches("query[").trim_end_matches(']')]);
        }
    }

    /// Sums of the week and of a filter, per currency; overlaps are allowed and marked.
    async fn totals_and_overlaps(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        for (date, start, duration, project, rate) in [
            ("2026-11-20", "9:00", "1:00", studio.webshop.as_str(), ""),
            ("2026-11-20", "9:30", "0:20", studio.internal.as_str(), "10"),
            ("2026-11-18", "9:00", "2:00", studio.webshop.as_str(), "0.01"),
            ("2026-11-15", "9:00", "5:00", studio.webshop.as_str(), ""),
        ] {
            let mut fields = vec![("date", date), ("start", start), ("duration", duration), ("project_id", project)];
            if !rate.is_empty() {
                fields.extend([("hourly_rate", rate), ("billable", "true")]);
            }
            add(&maya, &fields).await;
        }
        let week = maya.call::<LoadWeek>(&[]).await.ok();
        assert_eq!((&week["range"]["from"], &week["range"]["to"]), (&"2026-11-16".into(), &"2026-11-22".into()));
        assert_eq!(week["totals"]["seconds"], 3 * 3600 + 20 * 60);
        assert_eq!(week["totals"]["amounts"], serde_json::json!({"EUR": 9002, "USD": 333}));
        let days: Vec<i64> = week["days"].as_array().unwrap().iter()
            .map(|day| day["parts"].as_array().unwrap().iter().map(|part| part["seconds"].as_i64().unwrap()).sum())
            .collect();
        assert_eq!(days, [0, 0, 7200, 0, 4800, 0, 0]);
        assert_eq!((&week["projects"][0]["project"]["name"], &week["projects"][0]["seconds"]), (&"Webshop".into(), &10_800.into()));

        let page = list(&maya, &[("query[from]", "2026-01-01")]).await;
        assert_eq!(page["totals"]["amounts"], serde_json::json!({"EUR": 54_002, "USD": 333}));
        let overlaps: Vec<bool> = page["days"].as_array().unwrap().iter()
            .flat_map(|day| day["entries"].as_array().unwrap())
            .map(|entry| entry["overlaps"].as_bool().unwrap())
            .collect();
        assert_eq!(overlaps, [true, true, false, false]);
    }

    /// Roles: a Member has their own entries only, a Viewer adds none.
    async fn roles(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = add(&maya, &[("start", "9"), ("duration", "1h")]).await;
        set_role(app, "member").await;
        add(&maya, &[("start", "10"), ("duration", "1h")]).await;
        set_role(app, "viewer").await;
        for answer in [
            try_add(&maya, &[("start", "9"), ("duration", "1h")]).await,
            edit(&maya, &id, &[("description", "x")]).await,
            maya.call::<DuplicateTimeEntry>(&[("id", &id)]).await,
            maya.call::<DeleteTimeEntries>(&[("ids[]", &id)]).await,
            maya.call::<UpdateTimeEntries>(&[("ids[]", &id), ("change[billable]", "true")]).await,
            maya.call::<RestoreTimeEntries>(&[("id", &id)]).await,
        ] {
            assert_eq!(answer.status, 403, "{answer:?}");
        }
        let anonymous = app.anonymous();
        assert_eq!(anonymous.call::<ListTimeEntries>(&[]).await.status, 401);
        assert_eq!(try_add(&anonymous, &[("start", "9"), ("duration", "1h")]).await.status, 401);
    }

    /// The page works as plain forms: it is written with its entries, and a saved form goes back to the list.
    async fn the_page_without_scripts(app: &TestApp) {
        let maya = app.person("Maya").await;
        let empty = maya.get("/timer").await.ok();
        assert!(empty.as_str().unwrap().contains("No time entries yet"), "{empty}");
        let dialog = maya.get("/timer?new=1").await.ok();
        assert!(dialog.as_str().unwrap().contains("entry[duration]"), "{dialog}");
        let fields = as_entry(
            &[("back", "period=today")],
            &[("description", "<b>Plain</b>"), ("date", "2026-11-20"), ("start", "9:00"), ("duration", "1:30"), ("end", "")],
        );
        let saved = maya.submit::<CreateTimeEntry>("/timer?period=today&new=1", &fields).await;
        assert_eq!((saved.status, saved.location.as_deref()), (302, Some("/timer?period=today")));
        let page = maya.get("/timer?period=today").await.ok();
        let page = page.as_str().unwrap();
        for words in ["&lt;b&gt;Plain&lt;/b&gt;", "1:30:00", "Add Time Entry", "Export CSV", "period=today"] {
            assert!(page.contains(words), "{words} in {page}");
        }
        let fields = as_entry(&[("back", "//evil.example\r\n")], &[("duration", "1h")]);
        let saved = maya.submit::<CreateTimeEntry>("/timer?new=1", &fields).await;
        assert_eq!(saved.location.as_deref(), Some("/timer"));
        let refused = maya.submit::<CreateTimeEntry>("/timer?new=1", &as_entry(&[], &[("duration", "x")])).await;
        let back = refused.location.unwrap();
        assert!(back.contains("/timer?new=1") && back.contains("__err="), "{back}");
    }
}
