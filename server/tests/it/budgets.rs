//! Budgets of projects: what is used of them, who sees it, and who is told once.

use app::access::Role;
use app::clients::server_fns::CreateClient;
use app::members::server_fns::UpdateMember;
use app::projects::server_fns::{CreateProject, ListProjects, UpdateProject};
use app::reports::server_fns::LoadSummary;
use app::time_entries::server_fns::{
    CreateTimeEntry, DeleteTimeEntries, RestoreTimeEntries, UpdateTimeEntries, UpdateTimeEntry,
};
use app::timer::server_fns::{SaveTimer, StartTimer};
use serde_json::{Value, json};
use server::fetch;
use server::mail::Letter;

use crate::invoices::id_of;
use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Answer, Person, TestApp};

async fn project(person: &Person, name: &str, more: &[(&str, &str)]) -> String {
    let mut fields = vec![("project[name]", name), ("project[billable]", "true")];
    fields.extend(more);
    id_of(person.call::<CreateProject>(&fields).await)
}

async fn change(person: &Person, id: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("id", id),
        ("project[name]", "Site"),
        ("project[billable]", "true"),
    ];
    fields.extend(more);
    person.call::<UpdateProject>(&fields).await
}

async fn add(person: &Person, project: &str, duration: &str) -> String {
    let fields = [
        ("entry[project_id]", project),
        ("entry[date]", "2026-11-10"),
        ("entry[start]", "9:00"),
        ("entry[duration]", duration),
    ];
    id_of(person.call::<CreateTimeEntry>(&fields).await)
}

/// What the list says of the only project's budget.
async fn budget(person: &Person) -> Value {
    person.call::<ListProjects>(&[]).await.ok()[0]["budget"].clone()
}

/// Who was told of which budget, and whether all of it is used, once what waits was looked at.
async fn told(app: &TestApp) -> Vec<(String, String, bool)> {
    app.services.check_budgets().await.unwrap();
    let mut told: Vec<(String, String, bool)> = app
        .letters()
        .await
        .into_iter()
        .filter_map(|mail| match mail.letter {
            Letter::BudgetReached { project, spent, .. } => Some((mail.to.name, project, spent)),
            _ => None,
        })
        .collect();
    told.sort();
    told
}

/// The lines about budgets.
async fn log(app: &TestApp) -> Vec<String> {
    let mut tx = app.services.db.read().await.unwrap();
    fetch!(&mut tx, c => sqlx::query_scalar::<_, String>(
        "select action from activity where action like 'project.budget%' order by at, id"
    ).fetch_all(c))
    .unwrap()
}

const HOURS_10: [(&str, &str); 2] = [
    ("project[budget_kind]", "hours"),
    ("project[estimate]", "10"),
];

on_both_databases! {
    /// In hours: everybody's time counts, everybody sees it, Owner and Managers are told once of each step.
    async fn a_budget_in_hours(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.member(&maya, "Noor", Role::Manager).await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        app.member(&maya, "Vera", Role::Viewer).await;
        let site = project(&maya, "Site", &HOURS_10).await;
        assert_eq!(budget(&maya).await, json!({"kind": "hours", "limit": 36_000, "used": 0, "currency": "USD"}));
        add(&maya, &site, "7:00").await;
        assert!(told(app).await.is_empty());
        add(&ben, &site, "1:00").await;
        let both = |spent| ["Maya", "Noor"].map(|name| (name.to_owned(), "Site".to_owned(), spent));
        assert_eq!(told(app).await, both(false));
        for person in [&maya, &noor, &ben] {
            assert_eq!((budget(person).await["used"].clone(), budget(person).await["limit"].clone()), (json!(28_800), json!(36_000)));
        }
        add(&ben, &site, "1:00").await;
        assert_eq!(told(app).await.len(), 2);
        add(&ben, &site, "1:00").await;
        assert_eq!(told(app).await.len(), 4);
        add(&ben, &site, "5:00").await;
        assert_eq!(told(app).await.len(), 4);
        assert_eq!(log(app).await, ["project.budget_near", "project.budget_spent"]);
    }

    /// Who dies before it could tell is followed by another that finds it; nobody is told twice.
    async fn what_was_not_told_is_found(app: &TestApp) {
        let maya = app.person("Maya").await;
        let site = project(&maya, "Site", &HOURS_10).await;
        // Beside the use cases, so that nothing waits to be looked at.
        let entry = add(&maya, "", "9:00").await;
        assert!(told(app).await.is_empty());
        let mut tx = app.services.write_in(maya.actor().await.workspace_id).await.unwrap();
        let (project, entry): (uuid::Uuid, uuid::Uuid) = (site.parse().unwrap(), entry.parse().unwrap());
        server::execute!(&mut tx, c => sqlx::query("update time_entries set project_id = $1 where id = $2")
            .bind(project).bind(entry).execute(c)).unwrap();
        tx.commit().await.unwrap();
        assert!(told(app).await.is_empty());
        for _ in 0..2 {
            app.services.check_all_budgets().await.unwrap();
            assert_eq!(told(app).await, [("Maya".to_owned(), "Site".to_owned(), false)]);
        }
        assert_eq!(log(app).await, ["project.budget_near"]);
    }

    /// In money: what is billable counts, in the project's currency; a Member sees nothing of it.
    async fn a_budget_in_money(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let site = project(&maya, "Site", &[
            ("project[hourly_rate]", "100"), ("project[budget_kind]", "money"), ("project[budget]", "1,000"),
        ]).await;
        add(&ben, &site, "7:00").await;
        let fields = [
            ("entry[project_id]", site.as_str()), ("entry[date]", "2026-11-10"), ("entry[duration]", "9:00"), ("entry[billable]", "false"),
        ];
        maya.call::<CreateTimeEntry>(&fields).await.ok();
        assert_eq!(budget(&maya).await, json!({"kind": "money", "limit": 100_000, "used": 70_000, "currency": "USD"}));
        assert_eq!(budget(&ben).await, Value::Null);
        assert!(told(app).await.is_empty());
        // A new rate for saved entries is a change like any other: $840 of $1,000.
        change(&maya, &site, &[
            ("project[hourly_rate]", "120"), ("project[rate_reach]", "since"), ("project[rate_since]", "2026-11-01"),
        ]).await.ok();
        assert_eq!(told(app).await, [("Maya".to_owned(), "Site".to_owned(), false)]);

        let api = Api::of(app, &maya, "write").await;
        let theirs = Api::of(app, &ben, "read").await;
        let path = format!("/projects/{site}");
        assert_eq!(api.get(&path).await.with(200)["budget_cents"], 100_000);
        assert_eq!(theirs.get(&path).await.with(200)["budget_cents"], Value::Null);
        assert_eq!(theirs.get("/projects").await.with(200)["data"][0]["budget_cents"], Value::Null);
    }

    /// Whatever takes a project there: timer, edit, move, undo, program, member's rate.
    async fn every_way_there(app: &TestApp) {
        let maya = app.person("Maya").await;
        let hours = |name: &'static str| {
            let maya = &maya;
            async move { project(maya, name, &[("project[budget_kind]", "hours"), ("project[estimate]", "1:00")]).await }
        };
        let (timed, edited, moved, undone, posted) =
            (hours("Timed").await, hours("Edited").await, hours("Moved").await, hours("Undone").await, hours("Posted").await);
        maya.call::<StartTimer>(&[("timer[project_id]", &timed)]).await.ok();
        app.clock.advance(3600);
        maya.call::<SaveTimer>(&[("timer[project_id]", &timed)]).await.ok();
        let entry = add(&maya, &edited, "0:10").await;
        maya.call::<UpdateTimeEntry>(&[("id", &entry), ("entry[project_id]", &edited), ("entry[duration]", "1:00")]).await.ok();
        let entry = add(&maya, "", "1:00").await;
        maya.call::<UpdateTimeEntries>(&[("ids[]", &entry), ("change[project_id]", &moved)]).await.ok();
        let entry = add(&maya, &undone, "1:00").await;
        assert_eq!(told(app).await.len(), 4);
        let api = Api::of(app, &maya, "write").await;
        api.patch(&format!("/projects/{undone}"), json!({"estimated_seconds": 7200})).await.with(200);
        api.post("/time-entries", json!({"project_id": posted, "start": "2026-11-10T09:00:00Z", "duration": 3000})).await.with(201);
        let spent = |name: &str, spent: bool| ("Maya".to_owned(), name.to_owned(), spent);
        assert_eq!(told(app).await, [
            spent("Edited", true), spent("Moved", true), spent("Posted", false), spent("Timed", true), spent("Undone", true),
        ]);
        // Of a budget that was changed everything is told anew; what comes back counts again.
        let gone = id_of(maya.call::<DeleteTimeEntries>(&[("ids[]", &entry)]).await);
        api.patch(&format!("/projects/{undone}"), json!({"estimated_seconds": 3600})).await.with(200);
        assert_eq!(told(app).await.len(), 5);
        maya.call::<RestoreTimeEntries>(&[("id", &gone)]).await.ok();
        assert_eq!(told(app).await.len(), 6);

        let me = maya.actor().await.user_id.to_string();
        let priced = project(&maya, "Priced", &[("project[budget_kind]", "money"), ("project[budget]", "100")]).await;
        add(&maya, &priced, "1:00").await;
        assert_eq!(told(app).await.len(), 6);
        maya.call::<UpdateMember>(&[
            ("member[user_id]", &me), ("member[hourly_rate]", "90"), ("member[rate_reach]", "since"), ("member[rate_since]", "2026-11-01"),
        ]).await.ok();
        assert!(told(app).await.contains(&spent("Priced", false)));
    }

    /// Who sets a budget sees what is used already, and is told of what it reaches afterwards.
    async fn a_budget_that_is_set_late(app: &TestApp) {
        let maya = app.person("Maya").await;
        let site = project(&maya, "Site", &[]).await;
        assert_eq!(budget(&maya).await, Value::Null);
        add(&maya, &site, "9:00").await;
        change(&maya, &site, &HOURS_10).await.ok();
        assert_eq!(budget(&maya).await["used"], 32_400);
        add(&maya, &site, "0:30").await;
        assert!(told(app).await.is_empty());
        add(&maya, &site, "0:30").await;
        assert_eq!(told(app).await, [("Maya".to_owned(), "Site".to_owned(), true)]);
        // Saved again as it is, nothing is told again.
        change(&maya, &site, &HOURS_10).await.ok();
        add(&maya, &site, "0:30").await;
        assert_eq!(told(app).await.len(), 1);
        change(&maya, &site, &[("project[budget_kind]", "none")]).await.ok();
        assert_eq!(budget(&maya).await, Value::Null);
    }

    /// A report by project says what is used of each budget, of all days, to who may see it in the list.
    async fn reports_say_what_is_used(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let client = id_of(maya.call::<CreateClient>(&[("client[name]", "Acme"), ("client[currency]", "EUR")]).await);
        let timed = project(&maya, "Timed", &[("project[client_id]", &client), HOURS_10[0], HOURS_10[1]]).await;
        let priced = project(&maya, "Priced", &[
            ("project[client_id]", &client), ("project[hourly_rate]", "100"), ("project[budget_kind]", "money"), ("project[budget]", "1,000"),
        ]).await;
        let plain = project(&maya, "Plain", &[]).await;
        for project in [&timed, &priced, &plain] {
            add(&maya, project, "2:00").await;
        }
        add(&ben, &timed, "1:00").await;
        add(&ben, &priced, "1:00").await;
        let of = |person, by: &'static str, day: &'static str| {
            let person: &Person = person;
            async move {
                let fields = [("group_by", by), ("query[period]", "custom"), ("query[from]", day), ("query[to]", "2026-11-20")];
                let summary = person.call::<LoadSummary>(&fields).await.ok();
                (summary["budgets"].clone(), summary["groups"].as_array().unwrap().len())
            }
        };
        let hours = json!({"kind": "hours", "limit": 36_000, "used": 10_800, "currency": "EUR"});
        let money = json!({"kind": "money", "limit": 100_000, "used": 30_000, "currency": "EUR"});
        for by in ["project", "project,user", "client,project"] {
            assert_eq!(of(&maya, by, "2026-11-01").await.0, json!({(timed.as_str()): hours, (priced.as_str()): money}), "{by}");
            assert_eq!(of(&ben, by, "2026-11-01").await.0, json!({(timed.as_str()): hours}), "{by}");
        }
        for by in ["client", "user,project", "day,project"] {
            assert_eq!(of(&maya, by, "2026-11-01").await.0, json!({}), "{by}");
        }
        // What is used does not follow the days; projects without time on them are not named.
        add(&maya, &timed, "1:00").await;
        assert_eq!(of(&maya, "project", "2026-11-11").await, (json!({}), 0));
        let fields = [("entry[project_id]", timed.as_str()), ("entry[date]", "2026-11-12"), ("entry[duration]", "0:30")];
        maya.call::<CreateTimeEntry>(&fields).await.ok();
        let (budgets, groups) = of(&maya, "project", "2026-11-11").await;
        assert_eq!((budgets[&timed]["used"].clone(), groups), (json!(16_200), 1));
        let page = |person| {
            let person: &Person = person;
            async move { person.get("/reports?period=custom&from=2026-11-01&to=2026-11-20").await.ok() }
        };
        let page_of_maya = page(&maya).await;
        for words in ["Budget used", "45 %", "30 %"] {
            assert!(page_of_maya.as_str().unwrap().contains(words), "{words}");
        }
        let page_of_ben = page(&ben).await;
        assert!(page_of_ben.as_str().unwrap().contains("45 %") && !page_of_ben.as_str().unwrap().contains("€1,000.00"));
    }

    /// One kind, in order, or nothing is changed.
    async fn bad_budgets_are_refused(app: &TestApp) {
        let maya = app.person("Maya").await;
        let site = project(&maya, "Site", &HOURS_10).await;
        for (fields, field) in [
            ([("project[budget_kind]", "hours"), ("project[estimate]", "")], "estimate"),
            ([("project[budget_kind]", "hours"), ("project[estimate]", "long")], "estimate"),
            ([("project[budget_kind]", "money"), ("project[budget]", "")], "budget"),
            ([("project[budget_kind]", "money"), ("project[budget]", "-1")], "budget"),
            ([("project[budget_kind]", "days"), ("project[budget]", "1")], "budget_kind"),
            ([("project[budget]", "100"), ("project[estimate]", "10h")], "budget"),
        ] {
            assert_eq!(change(&maya, &site, &fields).await.refused_fields(), [field], "{fields:?}");
        }
        let api = Api::of(app, &maya, "write").await;
        let path = format!("/projects/{site}");
        api.patch(&path, json!({"budget_cents": 1})).await.refuses("budget_cents");
        api.patch(&path, json!({"budget_cents": -1, "estimated_seconds": null})).await.refuses("budget_cents");
        api.post("/projects", json!({"name": "Both", "budget_cents": 1, "estimated_seconds": 1})).await.refuses("budget_cents");
        assert_eq!(budget(&maya).await["limit"], 36_000);
        let changed = api.patch(&path, json!({"budget_cents": 5000, "estimated_seconds": null})).await.with(200);
        assert_eq!((&changed["budget_cents"], &changed["estimated_seconds"]), (&json!(5000), &Value::Null));
        // The number stays where the currency changes its decimals.
        let yen = api.post("/clients", json!({"name": "Tanaka", "currency": "JPY"})).await.with(201);
        let moved = api.patch(&path, json!({"client_id": yen["id"]})).await.with(200);
        assert_eq!(moved["budget_cents"], 50);
        api.patch(&format!("/clients/{}", yen["id"].as_str().unwrap()), json!({"currency": "EUR"})).await.with(200);
        assert_eq!(api.get(&path).await.with(200)["budget_cents"], 5000);
    }

    /// What happens elsewhere is nobody's business here.
    async fn budgets_end_at_the_workspace(app: &TestApp) {
        let maya = app.person("Maya").await;
        let eve = app.person("Eve").await;
        project(&maya, "Site", &HOURS_10).await;
        let theirs = project(&eve, "Site", &HOURS_10).await;
        add(&eve, &theirs, "10:00").await;
        assert_eq!(budget(&maya).await["used"], 0);
        assert_eq!(told(app).await, [("Eve".to_owned(), "Site".to_owned(), true)]);
    }
}
