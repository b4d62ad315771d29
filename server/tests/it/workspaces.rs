//! Making, renaming and switching workspaces; nothing of one is seen from another.

use app::workspaces::server_fns::{CreateWorkspace, LoadFrame, SwitchWorkspace, UpdateWorkspace};
use serde_json::Value;

use crate::on_both_databases;
use crate::support::Person;

async fn frame(person: &Person) -> Value {
    person.call::<LoadFrame>(&[]).await.ok()
}

on_both_databases! {
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
}
