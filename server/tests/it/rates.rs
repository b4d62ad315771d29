//! Rates: who says what an hour is worth, and saved entries that follow a change where that is asked for.

use app::access::Role;
use app::members::server_fns::UpdateMember;
use app::projects::server_fns::{CreateProject, UpdateProject};
use app::time_entries::server_fns::{
    CreateTimeEntry, DuplicateTimeEntry, UpdateTimeEntries, UpdateTimeEntry,
};
use app::timer::server_fns::{SaveTimer, StartTimer};
use app::timesheet::server_fns::SetTimesheetCell;
use app::workspaces::server_fns::{LoadFrame, UpdateWorkspace};
use serde_json::{Value, json};
use server::fetch;

use crate::clients::add_client;
use crate::invoices::{draft, id_of, step};
use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Answer, Person, TestApp};

async fn project(person: &Person, name: &str, client: &str, rate: &str) -> String {
    let fields = [
        ("project[name]", name),
        ("project[client_id]", client),
        ("project[billable]", "true"),
        ("project[hourly_rate]", rate),
    ];
    id_of(person.call::<CreateProject>(&fields).await)
}

async fn add(person: &Person, project: &str, what: &str, day: &str) -> String {
    add_with(person, project, what, day, &[]).await
}

async fn add_with(
    person: &Person,
    project: &str,
    what: &str,
    day: &str,
    more: &[(&str, &str)],
) -> String {
    let mut fields = vec![
        ("entry[description]", what),
        ("entry[project_id]", project),
        ("entry[date]", day),
        ("entry[start]", "9:00"),
        ("entry[duration]", "1:00"),
    ];
    fields.extend(more);
    id_of(person.call::<CreateTimeEntry>(&fields).await)
}

async fn set_member(owner: &Person, member: &Person, more: &[(&str, &str)]) -> Answer {
    let id = member.actor().await.user_id.to_string();
    let mut fields = vec![("member[user_id]", id.as_str())];
    fields.extend(more);
    owner.call::<UpdateMember>(&fields).await
}

async fn set_default(owner: &Person, rate: &str, since: &str) -> Value {
    let reach = if since.is_empty() { "now" } else { "since" };
    let fields = [
        ("workspace[name]", "Studio"),
        ("workspace[default_rate]", rate),
        ("workspace[rate_reach]", reach),
        ("workspace[rate_since]", since),
    ];
    owner.call::<UpdateWorkspace>(&fields).await.ok()
}

async fn set_rate(owner: &Person, project: &str, name: &str, rate: &str, since: &str) -> Answer {
    let reach = if since.is_empty() { "" } else { "since" };
    let fields = [
        ("id", project),
        ("project[name]", name),
        ("project[billable]", "true"),
        ("project[hourly_rate]", rate),
        ("project[rate_reach]", reach),
        ("project[rate_since]", since),
    ];
    owner.call::<UpdateProject>(&fields).await
}

/// The rates of everybody's entries of this description, oldest first.
async fn rates(app: &TestApp, what: &str) -> Vec<i64> {
    let mut tx = app.services.db.read().await.unwrap();
    fetch!(&mut tx, c => sqlx::query_scalar::<_, i64>(
        "select hourly_rate_cents from time_entries where description = $1 order by started_at, created_at, id"
    ).bind(what).fetch_all(c))
    .unwrap()
}

on_both_databases! {
    /// Its own, the project's, the member's, the workspace's: by every way an entry is made.
    async fn the_order_of_rates(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        set_default(&maya, "50", "").await;
        set_member(&maya, &ben, &[("member[hourly_rate]", "70")]).await.ok();
        let euros = add_client(&maya, "Acme", "EUR").await;
        let priced = project(&maya, "Priced", "", "90").await;
        let open = project(&maya, "Open", "", "").await;
        let abroad = project(&maya, "Abroad", &euros, "").await;

        for (person, project, words, rate) in [
            (&maya, &priced, "maya priced", 9000), (&ben, &priced, "ben priced", 9000),
            (&maya, &open, "maya open", 5000), (&ben, &open, "ben open", 7000),
            (&maya, &abroad, "maya abroad", 0), (&ben, &abroad, "ben abroad", 0),
        ] {
            let first = add(person, project, words, "2026-11-19").await;
            person.call::<DuplicateTimeEntry>(&[("id", &first)]).await.ok();
            person.call::<StartTimer>(&[("timer[description]", words), ("timer[project_id]", project)]).await.ok();
            app.clock.advance(60);
            person.call::<SaveTimer>(&[("timer[description]", words), ("timer[project_id]", project)]).await.ok();
            assert_eq!(rates(app, words).await, [rate; 3], "{words}");
        }
        add_with(&ben, &open, "own", "2026-11-19", &[("entry[hourly_rate]", "33")]).await;
        assert_eq!(rates(app, "own").await, [3300]);
        add(&ben, "", "nowhere", "2026-11-19").await;
        assert_eq!(rates(app, "nowhere").await, [0]);

        // Who adds somebody else's time adds it at that person's rate.
        let ben_id = ben.actor().await.user_id.to_string();
        add_with(&maya, &open, "for ben", "2026-11-19", &[("entry[person_id]", &ben_id), ("entry[as_shown]", "true")]).await;
        assert_eq!(rates(app, "for ben").await, [7000]);

        // What the form prefills is the reader's own.
        let frame = ben.call::<LoadFrame>(&[]).await.ok();
        let shown = |name: &str| frame["projects"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone();
        assert_eq!((&shown("Open")["hourly_rate_cents"], &shown("Open")["rate_source"]), (&json!(7000), &json!("member")));
        assert_eq!((&shown("Priced")["hourly_rate_cents"], &shown("Priced")["rate_source"]), (&json!(9000), &json!("project")));
        assert_eq!((&shown("Abroad")["hourly_rate_cents"], &shown("Abroad")["rate_source"]), (&json!(0), &json!("nobody")));
    }

    /// Entries that move get the rate of whose time they are, one by one and together.
    async fn entries_that_move(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        set_default(&maya, "50", "").await;
        set_member(&maya, &ben, &[("member[hourly_rate]", "70")]).await.ok();
        let priced = project(&maya, "Priced", "", "90").await;
        let open = project(&maya, "Open", "", "").await;
        let hers = add(&maya, &priced, "hers", "2026-11-19").await;
        let his = add(&ben, &priced, "his", "2026-11-19").await;
        let fields = [
            ("id", his.as_str()), ("entry[description]", "his"), ("entry[project_id]", &open), ("entry[billable]", "true"),
            ("entry[hourly_rate]", "90.00"),
        ];
        maya.call::<UpdateTimeEntry>(&fields).await.ok();
        assert_eq!(rates(app, "his").await, [7000]);
        let to = |project: &str| [("ids[]", hers.clone()), ("ids[]", his.clone()), ("change[project_id]", project.to_owned())];
        for (project, rate) in [(&priced, (9000, 9000)), (&open, (5000, 7000))] {
            let fields = to(project);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            maya.call::<UpdateTimeEntries>(&fields).await.ok();
            assert_eq!((rates(app, "hers").await, rates(app, "his").await), (vec![rate.0], vec![rate.1]));
        }
    }

    /// A cell of the timesheet and the API find the same rate.
    async fn by_timesheet_and_by_program(app: &TestApp) {
        let maya = app.person("Maya").await;
        set_member(&maya, &maya, &[("member[hourly_rate]", "70")]).await.ok();
        let open = project(&maya, "Open", "", "").await;
        let api = Api::of(app, &maya, "write").await;
        let made = api.post("/time-entries", json!({"project_id": open, "start": "2026-11-19T09:00:00Z", "duration": 3600})).await.with(201);
        assert_eq!(made["hourly_rate_cents"], 7000);
        let kept = api.post("/time-entries", json!({"project_id": open, "start": "2026-11-19T09:00:00Z", "duration": 3600, "hourly_rate_cents": 1})).await.with(201);
        assert_eq!(kept["hourly_rate_cents"], 1);
        let cell = [("cell[project_id]", open.as_str()), ("cell[date]", "2026-11-18"), ("cell[duration]", "1:00")];
        maya.call::<SetTimesheetCell>(&cell).await.ok();
        let path = format!("/time-entries?project_id={open}&to=2026-11-18");
        assert_eq!(api.get(&path).await.with(200)["data"][0]["hourly_rate_cents"], 7000);
    }

    /// From now on, or since a day: billable, uninvoiced, at the old rate, of this project and this workspace.
    async fn saved_entries_follow_a_project(app: &TestApp) {
        let maya = app.person("Maya").await;
        let elsewhere = app.person("Eve").await;
        let client = add_client(&maya, "Acme", "USD").await;
        let site = project(&maya, "Site", &client, "90").await;
        let other = project(&maya, "Other", &client, "90").await;
        let theirs = project(&elsewhere, "Site", "", "90").await;
        for (project, words, day) in [
            (&site, "early", "2026-11-01"), (&site, "first", "2026-11-02"), (&site, "late", "2026-11-10"), (&other, "other", "2026-11-10"),
        ] {
            add(&maya, project, words, day).await;
        }
        add_with(&maya, &site, "by hand", "2026-11-10", &[("entry[hourly_rate]", "75")]).await;
        add_with(&maya, &site, "for free", "2026-11-10", &[("entry[billable]", "false")]).await;
        add(&elsewhere, &theirs, "elsewhere", "2026-11-10").await;
        let move_to = |rate: &'static str, since: &'static str| {
            let (maya, site, client) = (&maya, &site, &client);
            async move {
                let fields = [
                    ("id", site.as_str()), ("project[name]", "Site"), ("project[client_id]", client), ("project[billable]", "true"),
                    ("project[hourly_rate]", rate), ("project[rate_reach]", if since.is_empty() { "now" } else { "since" }),
                    ("project[rate_since]", since),
                ];
                maya.call::<UpdateProject>(&fields).await
            }
        };
        assert_eq!(move_to("95", "").await.ok(), 0);
        assert_eq!(rates(app, "late").await, [9000]);
        assert_eq!(move_to("90", "2026-11-02").await.ok(), 0);
        assert_eq!(move_to("100", "2026-11-02").await.ok(), 2);
        for (words, rate) in [
            ("early", 9000), ("first", 10_000), ("late", 10_000), ("other", 9000), ("by hand", 7500), ("for free", 9000), ("elsewhere", 9000),
        ] {
            assert_eq!(rates(app, words).await, [rate], "{words}");
        }

        // An invoice holds what is on it, a draft too; what it lets go follows again.
        let fields = [("invoice[selection][project_id]", site.as_str())];
        let invoice = id_of(draft(&maya, &client, &fields).await);
        assert_eq!(move_to("110", "2026-11-01").await.ok(), 0);
        step(&maya, &invoice, "void").await.ok();
        // By then the project's rate is another one than theirs.
        assert_eq!(move_to("120", "2026-11-01").await.ok(), 0);
        assert_eq!(move_to("100", "").await.ok(), 0);
        assert_eq!(move_to("120", "2026-11-01").await.ok(), 2);
        assert_eq!((rates(app, "late").await, rates(app, "early").await), (vec![12_000], vec![9000]));

        for (since, field) in [("soon", "rate_since"), ("0000-00-00", "rate_since")] {
            assert_eq!(move_to("130", since).await.refused_fields(), [field]);
        }
        let fields = [("id", site.as_str()), ("project[name]", "Site"), ("project[rate_reach]", "since")];
        assert_eq!(maya.call::<UpdateProject>(&fields).await.refused_fields(), ["rate_since"]);
        assert_eq!(rates(app, "late").await, [12_000]);
    }

    /// A project that loses its rate leaves its entries to their members, and takes them back.
    async fn a_project_without_a_rate(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        set_default(&maya, "50", "").await;
        set_member(&maya, &ben, &[("member[hourly_rate]", "70")]).await.ok();
        let site = project(&maya, "Site", "", "90").await;
        add(&maya, &site, "hers", "2026-11-10").await;
        add(&ben, &site, "his", "2026-11-10").await;
        assert_eq!(set_rate(&maya, &site, "Site", "", "2026-11-01").await.ok(), 2);
        assert_eq!((rates(app, "hers").await, rates(app, "his").await), (vec![5000], vec![7000]));
        assert_eq!(set_rate(&maya, &site, "Site", "80", "2026-11-01").await.ok(), 2);
        assert_eq!((rates(app, "hers").await, rates(app, "his").await), (vec![8000], vec![8000]));
    }

    /// A member's rate and the workspace's reach the entries that have it from there alone.
    async fn saved_entries_follow_member_and_workspace(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        set_default(&maya, "50", "").await;
        set_member(&maya, &ben, &[("member[hourly_rate]", "70")]).await.ok();
        let euros = add_client(&maya, "Acme", "EUR").await;
        let open = project(&maya, "Open", "", "").await;
        let priced = project(&maya, "Priced", "", "70").await;
        let abroad = project(&maya, "Abroad", &euros, "").await;
        for (person, project, words) in [
            (&maya, &open, "hers"), (&ben, &open, "his"), (&ben, &priced, "priced"), (&ben, &abroad, "abroad"),
        ] {
            add(person, project, words, "2026-11-10").await;
        }
        let since = [("member[rate_reach]", "since"), ("member[rate_since]", "2026-11-10")];
        let with = |rate: &'static str| [("member[hourly_rate]", rate), since[0], since[1]];
        assert_eq!(set_member(&maya, &ben, &with("75")).await.ok(), 1);
        assert_eq!(rates(app, "his").await, [7500]);
        assert_eq!(set_default(&maya, "55", "2026-11-10").await["rerated"], 1);
        // Without a rate of his own he has the workspace's, and follows it.
        assert_eq!(set_member(&maya, &ben, &with("")).await.ok(), 1);
        assert_eq!(set_default(&maya, "60", "2026-11-10").await["rerated"], 2);
        for (words, rate) in [("hers", 6000), ("his", 6000), ("priced", 7000), ("abroad", 0)] {
            assert_eq!(rates(app, words).await, [rate], "{words}");
        }
        // Beyond the day nothing happens.
        assert_eq!(set_default(&maya, "65", "2026-11-11").await["rerated"], 0);
    }

    /// Nobody but Owner and Managers sets a rate, least of all the member.
    async fn a_member_cannot_set_their_rate(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.member(&maya, "Noor", Role::Manager).await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vera = app.member(&maya, "Vera", Role::Viewer).await;
        set_member(&noor, &ben, &[("member[hourly_rate]", "70")]).await.ok();
        for person in [&ben, &vera] {
            let refused = set_member(person, &ben, &[("member[hourly_rate]", "700")]).await;
            assert_eq!(refused.status, 403, "{refused:?}");
        }
        let api = Api::of(app, &ben, "write").await;
        let path = format!("/members/{}", ben.actor().await.user_id);
        api.patch(&path, json!({"hourly_rate_cents": 70_000})).await.is_problem(403, "forbidden");
        assert_eq!(api.get("/members").await.with(200)["data"][0]["hourly_rate_cents"], Value::Null);
        let owner = Api::of(app, &maya, "write").await;
        assert_eq!(owner.get("/members").await.with(200)["data"].as_array().unwrap().iter()
            .filter(|member| member["hourly_rate_cents"] == 7000).count(), 1);
        assert_eq!(set_member(&maya, &ben, &[("member[hourly_rate]", "-1")]).await.refused_fields(), ["hourly_rate"]);
    }

    /// The same by program, told as events and noted once.
    async fn by_program(app: &TestApp) {
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        let site = project(&maya, "Site", "", "90").await;
        let entry = add(&maya, &site, "work", "2026-11-10").await;
        let path = format!("/projects/{site}");
        api.patch(&path, json!({"hourly_rate_cents": 9500})).await.with(200);
        assert_eq!(rates(app, "work").await, [9000]);
        api.patch(&path, json!({"hourly_rate_cents": 9000})).await.with(200);
        api.patch(&path, json!({"hourly_rate_cents": 9900, "apply_rate_since": "2026-11-10"})).await.with(200);
        assert_eq!(rates(app, "work").await, [9900]);
        for day in ["", "yesterday", "2026-13-01"] {
            api.patch(&path, json!({"hourly_rate_cents": 1, "apply_rate_since": day})).await.refuses("apply_rate_since");
        }
        let me = format!("/members/{}", maya.actor().await.user_id);
        api.patch(&path, json!({"hourly_rate_cents": 0, "apply_rate_since": "2026-11-10"})).await.with(200);
        assert_eq!(rates(app, "work").await, [0]);
        let member = api.patch(&me, json!({"hourly_rate_cents": 8000, "apply_rate_since": "2026-11-10"})).await.with(200);
        assert_eq!(member["hourly_rate_cents"], 8000);
        assert_eq!(rates(app, "work").await, [8000]);
        api.patch(&me, json!({"hourly_rate_cents": -1})).await.refuses("hourly_rate_cents");
        api.patch(&me, json!({"apply_rate_since": "soon"})).await.refuses("apply_rate_since");
        api.patch(&me, json!({"hourly_rate_cents": null, "apply_rate_since": "2026-11-10"})).await.with(200);
        api.patch("/workspace", json!({"default_hourly_rate_cents": 6000, "apply_rate_since": "2026-11-10"})).await.with(200);
        assert_eq!(rates(app, "work").await, [6000]);
        api.patch("/workspace", json!({"default_hourly_rate_cents": 1, "apply_rate_since": "soon"})).await.refuses("apply_rate_since");
        let told = {
            let mut tx = app.services.db.read().await.unwrap();
            let entry: uuid::Uuid = entry.parse().unwrap();
            fetch!(&mut tx, c => sqlx::query_scalar::<_, i64>(
                "select count(*) from events where object_id = $1 and type = 'time_entry.updated'"
            ).bind(entry).fetch_one(c)).unwrap()
        };
        assert_eq!(told, 5);
    }
}
