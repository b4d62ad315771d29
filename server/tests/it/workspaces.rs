//! Making, renaming, switching and deleting workspaces; nothing of one is seen from another.

use app::access::Role;
use app::accounts::server_fns::{SignIn, UpdateProfile};
use app::clients::server_fns::CreateClient;
use app::members::server_fns::RemoveMember;
use app::projects::server_fns::CreateProject;
use app::tags::server_fns::CreateTag;
use app::time_entries::server_fns::{CreateTimeEntry, DeleteTimeEntries};
use app::timer::server_fns::StartTimer;
use app::workspaces::server_fns::{
    CreateWorkspace, DeleteWorkspace, LoadFrame, PlanWorkspaceDeletion, SwitchWorkspace,
    UpdateWorkspace,
};
use serde_json::Value;

use crate::on_both_databases;
use crate::support::{PASSWORD, Person, TestApp};

async fn frame(person: &Person) -> Value {
    person.call::<LoadFrame>(&[]).await.ok()
}

async fn sign_in(app: &TestApp, email: &str) -> Person {
    let person = app.anonymous();
    let fields = [("account[email]", email), ("account[password]", PASSWORD)];
    person.call::<SignIn>(&fields).await.ok();
    person
}

on_both_databases! {
    /// A new session opens the workspace that somebody went to last, as long as they belong to it.
    async fn a_sign_in_opens_the_last_workspace(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let shared = ben.actor().await.workspace_id;
        let own = sign_in(app, "ben@example.com").await;
        assert_eq!(own.actor().await.workspace_id, shared);
        let id = ben.actor().await.user_id.to_string();
        maya.call::<RemoveMember>(&[("id", &id)]).await.ok();
        let later = sign_in(app, "ben@example.com").await;
        assert_ne!(later.actor().await.workspace_id, shared);
    }

    /// Sign-up gives a workspace on the default plan, owned by its maker.
    async fn everybody_starts_with_a_workspace(app: &TestApp) {
        let maya = app.person("Maya").await;
        let frame = frame(&maya).await;
        assert_eq!(frame["workspace"]["name"], "Maya’s workspace");
        assert_eq!(frame["workspace"]["role"], "owner");
        assert_eq!(frame["workspace"]["plan"], "business");
        assert_eq!(frame["today"], "2026-11-20");
    }

    /// Create, rename, switch.
    async fn workspaces_are_made_renamed_and_switched(app: &TestApp) {
        let maya = app.person("Maya").await;
        let first = frame(&maya).await["workspace"]["id"].as_str().unwrap().to_owned();
        maya.call::<CreateWorkspace>(&[("workspace[name]", "Studio"), ("workspace[currency]", "eur")]).await.ok();
        let now = frame(&maya).await;
        assert_eq!((&now["workspace"]["name"], &now["workspace"]["currency"]), (&"Studio".into(), &"EUR".into()));
        assert_eq!(now["workspaces"].as_array().unwrap().len(), 2);
        maya.call::<UpdateWorkspace>(&[("workspace[name]", "Atelier"), ("workspace[week_start]", "sunday")]).await.ok();
        let now = frame(&maya).await;
        assert_eq!(now["workspace"]["name"], "Atelier");
        assert_eq!(now["actor"]["week_start"], "sunday");
        maya.call::<SwitchWorkspace>(&[("id", &first)]).await.ok();
        assert_eq!(frame(&maya).await["workspace"]["id"], first.as_str());
    }

    /// Bad input names its field and changes nothing.
    async fn settings_refuse_bad_input(app: &TestApp) {
        let maya = app.person("Maya").await;
        let refused = maya.call::<UpdateWorkspace>(&[
            ("workspace[name]", " "), ("workspace[currency]", "euro"), ("workspace[week_start]", "friday"),
        ]).await;
        assert_eq!(refused.refused_fields(), ["name", "currency", "week_start"]);
        assert_eq!(frame(&maya).await["workspace"]["name"], "Maya’s workspace");
    }

    /// Another person's workspace answers like one that does not exist.
    async fn nobody_switches_to_another_persons_workspace(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let theirs = frame(&noor).await["workspace"]["id"].as_str().unwrap().to_owned();
        let foreign = maya.call::<SwitchWorkspace>(&[("id", &theirs)]).await;
        let unknown = maya.call::<SwitchWorkspace>(&[("id", "01940000-0000-7000-8000-000000000000")]).await;
        assert_eq!((foreign.status, &foreign.body), (404, &unknown.body));
        assert_eq!(frame(&maya).await["workspaces"].as_array().unwrap().len(), 1);
    }

    /// Rate, rounding and time format: kept, read in the workspace's currency, the person's own choice first.
    async fn a_workspace_decides_how_time_is_shown(app: &TestApp) {
        let maya = app.person("Maya").await;
        maya.call::<UpdateWorkspace>(&[
            ("workspace[name]", "Studio"), ("workspace[currency]", "EUR"), ("workspace[default_rate]", "90,50"),
            ("workspace[rounding]", "up_15"), ("workspace[time_format]", "hours_12"),
        ]).await.ok();
        let now = frame(&maya).await;
        assert_eq!(now["workspace"]["default_rate_cents"], 9050);
        assert_eq!(now["account"]["formats"]["time"], "hours_12");
        assert!(now["account"]["time_format"].is_null());
        maya.call::<CreateTimeEntry>(&[("entry[duration]", "0:01"), ("entry[description]", "Short")]).await.ok();
        let page = maya.get("/timer").await.body;
        assert!(page.as_str().unwrap().contains("0:15:00"));
        let new_project = maya.get("/projects?new=1").await.body;
        assert!(new_project.as_str().unwrap().contains("90.50"));
        // An emptied field takes the rate back; one that is not sent leaves it.
        maya.call::<UpdateWorkspace>(&[("workspace[name]", "Studio")]).await.ok();
        assert_eq!(frame(&maya).await["workspace"]["default_rate_cents"], 9050);
        maya.call::<UpdateWorkspace>(&[("workspace[name]", "Studio"), ("workspace[default_rate]", "")]).await.ok();
        assert_eq!(frame(&maya).await["workspace"]["default_rate_cents"], 0);
        maya.call::<UpdateProfile>(&[
            ("profile[name]", "Maya"), ("profile[timezone]", "Europe/Berlin"), ("profile[theme]", "system"),
            ("profile[time_format]", "hours_24"),
        ]).await.ok();
        assert_eq!(frame(&maya).await["account"]["formats"]["time"], "hours_24");
        let refused = maya.call::<UpdateWorkspace>(&[
            ("workspace[name]", "Studio"), ("workspace[default_rate]", "-1"), ("workspace[rounding]", "up_7"),
        ]).await;
        assert_eq!(refused.refused_fields(), ["default_rate", "rounding"]);
    }

    /// By its name and the password, by the Owner alone; everything in it goes, and nobody is left without a workspace.
    async fn a_workspace_is_deleted_with_everything_in_it(app: &TestApp) {
        let maya = app.person("Maya").await;
        let first = frame(&maya).await["workspace"]["id"].as_str().unwrap().to_owned();
        let ben = app.member(&maya, "Ben", Role::Manager).await;
        let client = maya.call::<CreateClient>(&[("client[name]", "Acme")]).await.ok();
        let project = maya.call::<CreateProject>(&[
            ("project[name]", "Site"), ("project[client_id]", client.as_str().unwrap()),
        ]).await.ok();
        let tag = maya.call::<CreateTag>(&[("name", "dev")]).await.ok();
        for person in [&maya, &ben] {
            let fields = [
                ("entry[duration]", "1:00"), ("entry[project_id]", project.as_str().unwrap()),
                ("entry[tag_ids][]", tag.as_str().unwrap()),
            ];
            let entry = person.call::<CreateTimeEntry>(&fields).await.ok();
            person.call::<CreateTimeEntry>(&fields).await.ok();
            person.call::<DeleteTimeEntries>(&[("ids[]", entry.as_str().unwrap())]).await.ok();
            person.call::<StartTimer>(&[("timer[project_id]", project.as_str().unwrap())]).await;
        }
        let plan = maya.call::<PlanWorkspaceDeletion>(&[]).await.ok();
        let counts = ["entries", "projects", "clients", "members"].map(|what| plan[what].as_i64().unwrap());
        assert_eq!(counts, [2, 1, 1, 2]);
        let name = ("deletion[name]", "Maya’s workspace");
        assert_eq!(ben.call::<DeleteWorkspace>(&[name]).await.status, 403);
        assert_eq!(ben.call::<PlanWorkspaceDeletion>(&[]).await.status, 403);
        let wrong = maya.call::<DeleteWorkspace>(&[("deletion[name]", "maya’s workspace")]).await;
        assert_eq!(wrong.refused_fields(), ["name"]);
        // The password was given more than ten minutes ago.
        app.clock.advance(601);
        assert_eq!(maya.call::<DeleteWorkspace>(&[name]).await.refused_fields(), ["current_password"]);
        maya.call::<DeleteWorkspace>(&[name, ("deletion[current_password]", PASSWORD)]).await.ok();

        // Maya had no other workspace and gets one; Ben is back in his own.
        let now = frame(&maya).await;
        assert_ne!(now["workspace"]["id"], first.as_str());
        assert_eq!((&now["workspace"]["role"], &now["workspace"]["name"]), (&"owner".into(), &"Maya’s workspace".into()));
        assert_eq!(frame(&ben).await["workspace"]["name"], "Ben’s workspace");
        assert_eq!(frame(&ben).await["workspaces"].as_array().unwrap().len(), 1);
        let mut tx = app.services.db.read().await.unwrap();
        for table in ["time_entries", "time_entry_tags", "deleted_time_entries", "timers", "projects", "clients", "tags"] {
            let text = format!("select count(*) from {table}");
            let left: i64 = server::fetch!(&mut tx, c => sqlx::query_scalar(sqlx::AssertSqlSafe(text.clone())).fetch_one(c)).unwrap();
            assert_eq!(left, 0, "{table}");
        }
    }
}
