//! Projects: names by client, rates by currency, colours, archiving, deletion, and the wall between workspaces.

use app::access::Role;
use app::clients::server_fns::{ArchiveClient, UpdateClient};
use app::projects::server_fns::{
    ArchiveProject, CreateProject, DeleteProject, ListProjects, UpdateProject,
};
use app::time_entries::server_fns::{CreateTimeEntry, ListTimeEntries};
use app::timer::server_fns::StartTimer;
use serde_json::Value;

use crate::clients::{UNKNOWN, add_client, assert_conflict, names, set_role};
use crate::on_both_databases;
use crate::support::{Answer, Person};

/// Adds a project; the answer is its id.
async fn add_project(person: &Person, name: &str, client: &str) -> String {
    let fields = [("project[name]", name), ("project[client_id]", client)];
    let id = person.call::<CreateProject>(&fields).await.ok();
    id.as_str().unwrap().to_owned()
}

async fn list(person: &Person, shown: &str) -> Value {
    person.call::<ListProjects>(&[("shown", shown)]).await.ok()
}

async fn archive(person: &Person, id: &str, archived: bool) -> Answer {
    person
        .call::<ArchiveProject>(&[("id", id), ("archived", &archived.to_string())])
        .await
}

async fn add_entry(person: &Person, project: &str) {
    let fields = [("entry[project_id]", project), ("entry[duration]", "1:30")];
    person.call::<CreateTimeEntry>(&fields).await.ok();
}

/// The rate and amount of the newest entry.
async fn newest_rate(person: &Person) -> (Value, Value) {
    let page = person.call::<ListTimeEntries>(&[]).await.ok();
    let entry = &page["days"][0]["entries"][0];
    (
        entry["hourly_rate_cents"].clone(),
        entry["currency"].clone(),
    )
}

on_both_databases! {
    /// Every field, with the rate in the client's currency.
    async fn a_project_is_added_and_changed(app: &TestApp) {
        let maya = app.person("Maya").await;
        let client = add_client(&maya, "Acme", "EUR").await;
        let id = maya.call::<CreateProject>(&[
            ("project[name]", " Webshop "), ("project[client_id]", &client), ("project[colour]", "plum"),
            ("project[billable]", "true"), ("project[hourly_rate]", "1.090,50"),
        ]).await.ok();
        let project = &list(&maya, "active").await[0];
        assert_eq!((&project["id"], &project["name"]), (&id, &"Webshop".into()));
        assert_eq!((&project["client_name"], &project["currency"]), (&"Acme".into(), &"EUR".into()));
        assert_eq!((&project["colour"], &project["billable"]), (&"plum".into(), &true.into()));
        assert_eq!(project["hourly_rate_cents"], 109_050);
        assert_eq!((&project["tracked_seconds"], &project["uses"]), (&0.into(), &0.into()));

        let id = id.as_str().unwrap();
        maya.call::<UpdateProject>(&[("id", id), ("project[name]", "Relaunch"), ("project[hourly_rate]", "90")]).await.ok();
        let project = &list(&maya, "active").await[0];
        assert_eq!((&project["name"], &project["client_id"]), (&"Relaunch".into(), &Value::Null));
        // No colour given keeps it; an absent box is unticked.
        assert_eq!((&project["colour"], &project["billable"]), (&"plum".into(), &false.into()));
        assert_eq!((&project["hourly_rate_cents"], &project["currency"]), (&9_000.into(), &"USD".into()));
    }

    /// Currencies without decimals have none in rates either.
    async fn rates_follow_the_currency(app: &TestApp) {
        let maya = app.person("Maya").await;
        let client = add_client(&maya, "Tanaka", "JPY").await;
        let fields = |rate| [("project[name]", "App"), ("project[client_id]", client.as_str()), ("project[hourly_rate]", rate)];
        assert_eq!(maya.call::<CreateProject>(&fields("90.5")).await.refused_fields(), ["hourly_rate"]);
        maya.call::<CreateProject>(&fields("9,000")).await.ok();
        assert_eq!(list(&maya, "active").await[0]["hourly_rate_cents"], 9_000);
    }

    /// New projects go round the palette.
    async fn colours_differ_by_default(app: &TestApp) {
        let maya = app.person("Maya").await;
        for number in 0..17 {
            add_project(&maya, &format!("Project {number}"), "").await;
        }
        let projects = list(&maya, "active").await;
        let mut colours: Vec<&str> =
            projects.as_array().unwrap().iter().map(|project| project["colour"].as_str().unwrap()).collect();
        colours.sort_unstable();
        colours.dedup();
        assert_eq!(colours.len(), 17);
    }

    /// A name is unique per client, ignoring case; without a client among those without one.
    async fn names_are_unique_per_client(app: &TestApp) {
        let maya = app.person("Maya").await;
        let acme = add_client(&maya, "Acme", "").await;
        let globex = add_client(&maya, "Globex", "").await;
        let design = add_project(&maya, "Design", &acme).await;
        add_project(&maya, "design", &globex).await;
        add_project(&maya, "DESIGN", "").await;
        for client in [acme.as_str(), globex.as_str(), ""] {
            let fields = [("project[name]", " dEsign"), ("project[client_id]", client)];
            assert_conflict(&maya.call::<CreateProject>(&fields).await, "name_taken");
        }
        // Moving it where the name is taken is refused too.
        let fields = [("id", design.as_str()), ("project[name]", "Design"), ("project[client_id]", &globex)];
        assert_conflict(&maya.call::<UpdateProject>(&fields).await, "name_taken");
        let listed = list(&maya, "all").await;
        assert_eq!(names(&listed), ["Design", "design", "DESIGN"]);
    }

    /// Every bad field is named, and nothing is changed.
    async fn bad_input_names_its_fields(app: &TestApp) {
        let maya = app.person("Maya").await;
        let long = "x".repeat(201);
        let bad = [
            ("project[name]", long.as_str()), ("project[client_id]", "acme"), ("project[colour]", "#ff0000"),
            ("project[hourly_rate]", "-1"),
        ];
        let all = ["name", "client_id", "colour", "hourly_rate"];
        assert_eq!(maya.call::<CreateProject>(&bad).await.refused_fields(), all);
        for rate in ["a lot", "1e3", "12.345", "99999999999999999999", "€5", "∞"] {
            let answer = maya.call::<CreateProject>(&[("project[name]", "App"), ("project[hourly_rate]", rate)]).await;
            assert_eq!(answer.refused_fields(), ["hourly_rate"], "{rate}");
        }
        assert_eq!(list(&maya, "all").await, Value::Array(vec![]));
        let answer = maya.call::<CreateProject>(&[("project[name]", "App"), ("project[billable]", "maybe")]).await;
        assert_eq!(answer.status, 400);

        let id = add_project(&maya, "App", "").await;
        let mut fields = vec![("id", id.as_str())];
        fields.extend(bad);
        assert_eq!(maya.call::<UpdateProject>(&fields).await.refused_fields(), all);
        assert_eq!(names(&list(&maya, "all").await), ["App"]);
    }

    /// Archived projects leave the list and come back; an archived client takes none and holds its own back.
    async fn archived_projects_and_clients(app: &TestApp) {
        let maya = app.person("Maya").await;
        let client = add_client(&maya, "Acme", "").await;
        let shop = add_project(&maya, "Shop", &client).await;
        archive(&maya, &shop, true).await.ok();
        archive(&maya, &shop, true).await.ok();
        assert_eq!(list(&maya, "active").await, Value::Array(vec![]));
        archive(&maya, &shop, false).await.ok();
        assert_eq!(names(&list(&maya, "active").await), ["Shop"]);

        maya.call::<ArchiveClient>(&[("id", &client), ("archived", "true")]).await.ok();
        assert_eq!(names(&list(&maya, "archived").await), ["Shop"]);
        assert_conflict(&archive(&maya, &shop, false).await, "archived");
        let fields = [("project[name]", "App"), ("project[client_id]", client.as_str())];
        assert_conflict(&maya.call::<CreateProject>(&fields).await, "archived");
        let app_id = add_project(&maya, "App", "").await;
        let fields = [("id", app_id.as_str()), ("project[name]", "App"), ("project[client_id]", &client)];
        assert_conflict(&maya.call::<UpdateProject>(&fields).await, "archived");
        // Its own project may stay with it.
        let fields = [("id", shop.as_str()), ("project[name]", "Shop 2"), ("project[client_id]", &client)];
        maya.call::<UpdateProject>(&fields).await.ok();
        assert_eq!(names(&list(&maya, "all").await), ["Shop 2", "App"]);
    }

    /// Time and timers keep a project; its tracked time is summed.
    async fn a_project_in_use_is_not_deleted(app: &TestApp) {
        let maya = app.person("Maya").await;
        let tracked = add_project(&maya, "Tracked", "").await;
        let timed = add_project(&maya, "Timed", "").await;
        let unused = add_project(&maya, "Unused", "").await;
        add_entry(&maya, &tracked).await;
        add_entry(&maya, &tracked).await;
        maya.call::<StartTimer>(&[("timer[project_id]", &timed)]).await.ok();
        let listed = list(&maya, "active").await;
        assert_eq!(names(&listed), ["Timed", "Tracked", "Unused"]);
        assert_eq!((&listed[0]["uses"], &listed[0]["tracked_seconds"]), (&1.into(), &0.into()));
        assert_eq!((&listed[1]["uses"], &listed[1]["tracked_seconds"]), (&2.into(), &10_800.into()));
        assert_conflict(&maya.call::<DeleteProject>(&[("id", &tracked)]).await, "in_use");
        assert_conflict(&maya.call::<DeleteProject>(&[("id", &timed)]).await, "in_use");
        maya.call::<DeleteProject>(&[("id", &unused)]).await.ok();
        assert_eq!(names(&list(&maya, "all").await), ["Timed", "Tracked"]);
    }

    /// Saved entries keep the rate they were saved with; where the currency has other decimals, its number.
    async fn saved_rates_keep_their_number(app: &TestApp) {
        let maya = app.person("Maya").await;
        let dollars = add_client(&maya, "Acme", "USD").await;
        let yen = add_client(&maya, "Tanaka", "JPY").await;
        let project = maya.call::<CreateProject>(&[
            ("project[name]", "App"), ("project[client_id]", &dollars), ("project[billable]", "true"),
            ("project[hourly_rate]", "90"),
        ]).await.ok();
        let project = project.as_str().unwrap();
        add_entry(&maya, project).await;
        let change = |client, rate| [
            ("id", project), ("project[name]", "App"), ("project[client_id]", client),
            ("project[billable]", "true"), ("project[hourly_rate]", rate),
        ];
        maya.call::<UpdateProject>(&change(&dollars, "100")).await.ok();
        assert_eq!(newest_rate(&maya).await, (9_000.into(), "USD".into()));
        maya.call::<UpdateProject>(&change(&yen, "100")).await.ok();
        assert_eq!(newest_rate(&maya).await, (90.into(), "JPY".into()));
        // The client's own currency: $ again, and the project's rate with it.
        maya.call::<UpdateClient>(&[("id", &yen), ("client[name]", "Tanaka"), ("client[currency]", "eur")]).await.ok();
        assert_eq!(newest_rate(&maya).await, (9_000.into(), "EUR".into()));
        assert_eq!(list(&maya, "active").await[0]["hourly_rate_cents"], 10_000);
    }

    /// Owner and Manager change projects; a Member reads them.
    async fn who_may_change_projects(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = add_project(&maya, "App", "").await;
        set_role(app, &maya, Role::Manager).await;
        add_project(&maya, "Shop", "").await;
        for role in [Role::Member, Role::Viewer] {
            set_role(app, &maya, role).await;
            for answer in [
                maya.call::<CreateProject>(&[("project[name]", "Site")]).await,
                maya.call::<UpdateProject>(&[("id", &id), ("project[name]", "Site")]).await,
                archive(&maya, &id, true).await,
                maya.call::<DeleteProject>(&[("id", &id)]).await,
            ] {
                assert_eq!((answer.status, &answer.body["refused"]), (403, &"forbidden".into()), "{role:?}");
            }
        }
        set_role(app, &maya, Role::Member).await;
        assert_eq!(names(&list(&maya, "active").await), ["App", "Shop"]);
        assert_eq!(app.anonymous().call::<ListProjects>(&[]).await.status, 401);
    }

    /// Another workspace's project or client answers like one that does not exist, and stays as it is.
    async fn another_workspaces_project_does_not_exist(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let their_client = add_client(&noor, "Acme", "").await;
        let their_project = add_project(&noor, "App", &their_client).await;
        let mine = add_project(&maya, "Mine", "").await;
        for id in [their_project.as_str(), UNKNOWN] {
            for answer in [
                maya.call::<UpdateProject>(&[("id", id), ("project[name]", "Mine too")]).await,
                archive(&maya, id, true).await,
                maya.call::<DeleteProject>(&[("id", id)]).await,
            ] {
                assert_eq!((answer.status, answer.body), (404, "not_found".into()));
            }
        }
        for client in [their_client.as_str(), UNKNOWN] {
            for answer in [
                maya.call::<CreateProject>(&[("project[name]", "App"), ("project[client_id]", client)]).await,
                maya.call::<UpdateProject>(&[("id", &mine), ("project[name]", "Mine"), ("project[client_id]", client)]).await,
            ] {
                assert_eq!((answer.status, answer.body), (404, "not_found".into()));
            }
        }
        assert_eq!(names(&list(&maya, "all").await), ["Mine"]);
        assert_eq!(list(&maya, "all").await[0]["client_id"], Value::Null);
        assert_eq!(names(&list(&noor, "active").await), ["App"]);
    }

    /// The list and its dialogs are in the first answer.
    async fn pages_come_with_their_data(app: &TestApp) {
        let maya = app.person("Maya").await;
        let client = add_client(&maya, "Acme", "EUR").await;
        let id = add_project(&maya, "Webshop", &client).await;
        for (path, words) in [
            ("/projects".to_owned(), "Webshop"),
            ("/projects?new=1".to_owned(), "In USD, the workspace&#39;s currency."),
            (format!("/projects?edit={id}"), "In EUR, the currency of Acme."),
            (format!("/projects?delete={id}"), "Delete project"),
        ] {
            let page = maya.get(&path).await.ok();
            let text = page.as_str().unwrap().replace("&#x27;", "&#39;").replace('\'', "&#39;");
            assert!(text.contains(words), "{path}: {text}");
        }
    }
}
