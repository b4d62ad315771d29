//! The dashboard: what it shows to whom, and that its days are the reader's.

use app::access::{Plan, Role};
use app::clients::server_fns::CreateClient;
use app::dashboard::server_fns::LoadDashboard;
use app::members::server_fns::UpdateMember;
use app::projects::server_fns::{ArchiveProject, CreateProject};
use app::tags::server_fns::CreateTag;
use app::time_entries::server_fns::{CreateTimeEntry, ListTimeEntries};
use app::timer::server_fns::{ContinueTimeEntry, LoadTimer, StartTimer};
use app::timesheet::server_fns::LoadTimesheet;
use serde_json::{Value, json};
use server::workspaces::sql::set_plan;

use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Answer, Person, TestApp};

const HOUR: i64 = 3600;

fn id_of(answer: Answer) -> String {
    answer.ok().as_str().unwrap().to_owned()
}

async fn dashboard(person: &Person) -> Value {
    person.call::<LoadDashboard>(&[]).await.ok()
}

async fn project(person: &Person, name: &str, rate: &str, client: &str) -> String {
    let fields = [
        ("project[name]", name),
        ("project[client_id]", client),
        (
            "project[billable]",
            if rate.is_empty() { "false" } else { "true" },
        ),
        ("project[hourly_rate]", rate),
    ];
    id_of(person.call::<CreateProject>(&fields).await)
}

/// An entry of this week (16 to 22 November 2026); it is Friday the 20th.
async fn add(person: &Person, what: &str, project: &str, date: &str, start: &str, time: &str) {
    let fields = [
        ("entry[description]", what),
        ("entry[project_id]", project),
        ("entry[date]", date),
        ("entry[start]", start),
        ("entry[duration]", time),
    ];
    person.call::<CreateTimeEntry>(&fields).await.ok();
}

async fn terms(owner: &Person, person: &Person, role: &str, capacity: &str) {
    let user = person.actor().await.user_id.to_string();
    let fields = [
        ("member[user_id]", user.as_str()),
        ("member[role]", role),
        ("member[terms]", "true"),
        ("member[weekly_capacity]", capacity),
        ("member[internal_cost]", ""),
    ];
    owner.call::<UpdateMember>(&fields).await.ok();
}

/// Who has tracked how much, against what.
fn team(of: &Value) -> Vec<(String, i64, Value)> {
    let people = of["team"]["people"].as_array().unwrap();
    people
        .iter()
        .map(|one| {
            let name = one["person"]["name"].as_str().unwrap().to_owned();
            (
                name,
                one["seconds"].as_i64().unwrap(),
                one["capacity_seconds"].clone(),
            )
        })
        .collect()
}

/// Seconds of each day.
fn days(of: &Value) -> Vec<i64> {
    let days = of["week"]["days"].as_array().unwrap();
    days.iter()
        .map(|day| {
            let parts = day["parts"].as_array().unwrap();
            parts
                .iter()
                .map(|part| part["seconds"].as_i64().unwrap())
                .sum()
        })
        .collect()
}

async fn on_plan(app: &TestApp, person: &Person, plan: Plan) {
    let workspace = person.actor().await.workspace_id;
    let mut tx = app.services.write_in(workspace).await.unwrap();
    set_plan(&mut tx, workspace, plan, crate::support::START)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

on_both_databases! {
    /// Each sees what is theirs: own time, everybody's for a Viewer, capacity for Owner and Managers where the plan has it.
    async fn who_sees_what(app: &TestApp) {
        let maya = app.person("Maya").await;
        let new = dashboard(&maya).await;
        assert_eq!((&new["is_new"], &new["team"], &new["recent"]), (&json!(true), &Value::Null, &json!([])));
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let mo = app.member(&maya, "Mo", Role::Manager).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        terms(&maya, &ben, "member", "20").await;
        terms(&maya, &mo, "manager", "40").await;
        let client = [("client[name]", "Acme"), ("client[currency]", "EUR")];
        let client = id_of(maya.call::<CreateClient>(&client).await);
        let webshop = project(&maya, "Webshop", "90", &client).await;
        let internal = project(&maya, "Internal", "", "").await;
        add(&maya, "Plan", &internal, "2026-11-16", "9:00", "1:00").await;
        add(&maya, "Checkout", &webshop, "2026-11-20", "8:00", "2:00").await;
        add(&maya, "Before", &webshop, "2026-11-15", "8:00", "9:00").await;
        add(&ben, "Checkout", &webshop, "2026-11-18", "8:00", "4:00").await;

        let own = dashboard(&maya).await;
        assert_eq!((&own["own"], &own["is_new"], &own["capacity_seconds"]), (&json!(true), &json!(false), &Value::Null));
        assert_eq!(days(&own), [HOUR, 0, 0, 0, 2 * HOUR, 0, 0]);
        assert_eq!(own["week"]["totals"]["billable_seconds"], 2 * HOUR);
        assert_eq!(own["week"]["totals"]["amounts"]["EUR"], 18_000);
        assert_eq!(own["week"]["projects"][0]["project"]["name"], "Webshop");
        assert_eq!(team(&own), [
            ("Ben".into(), 4 * HOUR, json!(20 * HOUR)), ("Maya".into(), 3 * HOUR, Value::Null), ("Mo".into(), 0, json!(40 * HOUR)),
        ]);
        assert_eq!(own["team"]["sees_capacity"], true);
        let of_manager = dashboard(&mo).await;
        assert_eq!((days(&of_manager), &of_manager["capacity_seconds"]), (vec![0; 7], &json!(40 * HOUR)));

        // A Member knows neither others' time nor their own capacity; a Viewer reads everybody's time and no capacity.
        let of_member = dashboard(&ben).await;
        assert_eq!((&of_member["team"], &of_member["capacity_seconds"]), (&Value::Null, &Value::Null));
        assert_eq!(days(&of_member), [0, 0, 4 * HOUR, 0, 0, 0, 0]);
        let of_viewer = dashboard(&vi).await;
        assert_eq!((&of_viewer["own"], &of_viewer["recent"], &of_viewer["capacity_seconds"]), (&json!(false), &json!([]), &Value::Null));
        assert_eq!(days(&of_viewer), [HOUR, 0, 4 * HOUR, 0, 2 * HOUR, 0, 0]);
        assert!(team(&of_viewer).iter().all(|one| one.2 == Value::Null));
        assert_eq!(of_viewer["team"]["sees_capacity"], false);

        // On a smaller plan nobody's capacity is told.
        on_plan(app, &maya, Plan::SoloPro).await;
        let small = dashboard(&maya).await;
        assert_eq!((&small["team"]["sees_capacity"], &small["capacity_seconds"]), (&json!(false), &Value::Null));
        assert!(team(&small).iter().all(|one| one.2 == Value::Null));

        let stranger = app.person("Stranger").await;
        let foreign = dashboard(&stranger).await;
        assert_eq!((days(&foreign), &foreign["team"], &foreign["is_new"]), (vec![0; 7], &Value::Null, &json!(true)));
    }

    /// Not more than ten people; the rest are counted.
    async fn a_large_team(app: &TestApp) {
        let maya = app.person("Maya").await;
        for at in 0..11 {
            app.member(&maya, &format!("Person{at:02}"), Role::Member).await;
        }
        add(&maya, "Plan", "", "2026-11-20", "8:00", "1:00").await;
        let shown = dashboard(&maya).await;
        assert_eq!((team(&shown).len(), &shown["team"]["others"]), (10, &json!(2)));
        assert_eq!(team(&shown)[0].0, "Maya");
    }

    /// The last work, each once, goes on with one click; a timer that runs is saved first.
    async fn work_goes_on(app: &TestApp) {
        let maya = app.person("Maya").await;
        let webshop = project(&maya, "Webshop", "", "").await;
        let gone = project(&maya, "Gone", "", "").await;
        let tag = id_of(maya.call::<CreateTag>(&[("name", "dev")]).await);
        add(&maya, "Checkout", &webshop, "2026-11-16", "9:00", "1:00").await;
        add(&maya, "Checkout", &webshop, "2026-11-17", "9:00", "1:00").await;
        add(&maya, "Old", &gone, "2026-11-18", "9:00", "1:00").await;
        add(&maya, "", "", "2026-11-18", "11:00", "1:00").await;
        let fields = [("entry[description]", "checkout"), ("entry[project_id]", webshop.as_str()), ("entry[date]", "2026-11-19"),
            ("entry[start]", "9:00"), ("entry[duration]", "1:00"), ("entry[tag_ids][]", tag.as_str())];
        maya.call::<CreateTimeEntry>(&fields).await.ok();
        maya.call::<ArchiveProject>(&[("id", &gone), ("archived", "true")]).await.ok();
        let recent = dashboard(&maya).await["recent"].clone();
        let words: Vec<(&str, usize)> = recent.as_array().unwrap().iter()
            .map(|work| (work["description"].as_str().unwrap(), work["tags"].as_array().unwrap().len())).collect();
        assert_eq!(words, [("checkout", 1), ("Checkout", 0)]);

        maya.call::<StartTimer>(&[("timer[description]", "Mail")]).await.ok();
        app.clock.advance(120);
        let id = recent[0]["entry_id"].as_str().unwrap();
        maya.call::<ContinueTimeEntry>(&[("id", id)]).await.ok();
        let timer = maya.call::<LoadTimer>(&[]).await.ok();
        assert_eq!((&timer["description"], &timer["project"]["name"]), (&json!("checkout"), &json!("Webshop")));
        assert_eq!(dashboard(&maya).await["recent"][0]["description"], "Mail");
        // Nobody goes on with another's work.
        let ben = app.member(&maya, "Ben", Role::Member).await;
        assert_eq!(ben.call::<ContinueTimeEntry>(&[("id", id)]).await.status, 404);
        assert_eq!(dashboard(&ben).await["recent"], json!([]));
    }

    /// Midnight, both clock changes: the same days as timesheet and list, to the second.
    async fn days_are_the_readers(app: &TestApp) {
        // The weeks of both clock changes in Berlin, on their Saturdays.
        for (now, starts, week) in [
            (1_774_692_000, ["2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"], "2026-W13"),
            (1_792_836_000, ["2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"], "2026-W43"),
        ] {
            app.clock.set(now + 2 * 86_400);
            let maya = app.person(&format!("Maya-{week}")).await;
            let api = Api::of(app, &maya, "write").await;
            for (start, seconds) in starts.into_iter().zip([1, 10, 100, 1000]) {
                api.post("/time-entries", json!({"start": start, "duration": seconds})).await.with(201);
            }
            app.clock.set(now);
            let shown = dashboard(&maya).await;
            assert_eq!(days(&shown), [0, 0, 0, 0, 0, 1, 110], "{week}");
            let sheet = maya.call::<LoadTimesheet>(&[("query[week]", week)]).await.ok();
            let cells: Vec<i64> = sheet["rows"][0]["cells"].as_array().unwrap().iter().map(|cell| cell["seconds"].as_i64().unwrap()).collect();
            assert_eq!(days(&shown), cells, "{week}");
            let list = maya.call::<ListTimeEntries>(&[("query[period]", "this-week")]).await.ok();
            assert_eq!(list["totals"]["seconds"], 111, "{week}");
            assert_eq!(shown["week"]["totals"]["seconds"], 111, "{week}");
        }
    }

    /// The page has its figures before any script runs, and its button is a form.
    async fn without_scripts(app: &TestApp) {
        let maya = app.person("Maya").await;
        let page = maya.get("/").await;
        let html = page.body.as_str().unwrap();
        for words in ["First steps", "Add a client", "Add a project", "Import from another app"] {
            assert!(html.contains(words), "{words}");
        }
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let webshop = project(&maya, "Webshop", "100", "").await;
        add(&maya, "Checkout", &webshop, "2026-11-20", "8:00", "1:30").await;
        terms(&maya, &app.member(&maya, "Ben", Role::Member).await, "member", "30").await;
        let html = maya.get("/").await;
        let html = html.body.as_str().unwrap();
        for words in ["Today", "1:30", "100.0 %", "$150.00", "Continue Checkout, Webshop", "Team this week", "30:00"] {
            assert!(html.contains(words), "{words}");
        }
        let id = dashboard(&maya).await["recent"][0]["entry_id"].as_str().unwrap().to_owned();
        let answer = maya.submit::<ContinueTimeEntry>("/", &[("id", &id)]).await;
        assert_eq!(answer.status, 302);
        assert_eq!(maya.call::<LoadTimer>(&[]).await.ok()["description"], "Checkout");
        let html = vi.get("/").await;
        let html = html.body.as_str().unwrap();
        assert!(html.contains("everybody’s time") && !html.contains("Recent work") && !html.contains("30:00"), "{html}");
    }
}
