//! Other people's time: who sees and changes whose, and that ids of others open nothing.

use app::access::Role;
use app::time_entries::server_fns::{
    CreateTimeEntry, DeleteTimeEntries, DuplicateTimeEntry, ListTimeEntries, LoadTimeEntry,
    LoadWeek, RestoreTimeEntries, UpdateTimeEntries, UpdateTimeEntry,
};
use app::timer::server_fns::ContinueTimeEntry;
use serde_json::Value;

use crate::clients::set_role;
use crate::on_both_databases;
use crate::support::Person;

async fn add(person: &Person, description: &str, whose: &str) -> String {
    let fields = [
        ("entry[description]", description),
        ("entry[start]", "9:00"),
        ("entry[duration]", "1:00"),
        ("entry[person_id]", whose),
    ];
    let id = person.call::<CreateTimeEntry>(&fields).await.ok();
    id.as_str().unwrap().to_owned()
}

async fn listed(person: &Person, whose: &str) -> Vec<String> {
    let page = person
        .call::<ListTimeEntries>(&[("query[person]", whose)])
        .await
        .ok();
    let mut names: Vec<String> = entries(&page)
        .iter()
        .map(|entry| entry["description"].as_str().unwrap().to_owned())
        .collect();
    names.sort_unstable();
    names
}

fn entries(page: &Value) -> Vec<Value> {
    let days = page["days"].as_array().unwrap();
    days.iter()
        .flat_map(|day| day["entries"].as_array().unwrap().clone())
        .collect()
}

async fn week_seconds(person: &Person, whose: &str) -> i64 {
    let week = person.call::<LoadWeek>(&[("person", whose)]).await.ok();
    week["totals"]["seconds"].as_i64().unwrap()
}

async fn user_id(person: &Person) -> String {
    person.actor().await.user_id.to_string()
}

on_both_databases! {
    /// Own by default; everybody's and somebody's for Owner, Manager and Viewer; a Member asks in vain.
    async fn who_sees_whose_time(app: &TestApp) {
        let maya = app.person("Maya").await;
        let manu = app.member(&maya, "Manu", Role::Manager).await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let stranger = app.person("Stranger").await;
        add(&maya, "of Maya", "").await;
        let of_ben = add(&ben, "of Ben", "").await;
        let id = user_id(&ben).await;
        for leader in [&maya, &manu] {
            assert_eq!(listed(leader, "all").await, ["of Ben", "of Maya"]);
            assert_eq!(listed(leader, &id).await, ["of Ben"]);
            assert_eq!((week_seconds(leader, "all").await, week_seconds(leader, &id).await), (7200, 3600));
            leader.call::<LoadTimeEntry>(&[("id", &of_ben)]).await.ok();
        }
        assert_eq!(listed(&maya, "").await, ["of Maya"]);
        assert!(listed(&manu, "").await.is_empty());
        // A Viewer has no time of their own, so everybody's comes first.
        assert_eq!(listed(&vi, "").await, ["of Ben", "of Maya"]);
        assert_eq!(listed(&vi, &id).await, ["of Ben"]);
        assert_eq!(week_seconds(&vi, "").await, 7200);
        for whose in ["", "all", &user_id(&maya).await] {
            assert_eq!(listed(&ben, whose).await, ["of Ben"]);
            assert_eq!(week_seconds(&ben, whose).await, 3600);
        }
        assert!(listed(&stranger, &id).await.is_empty());
        assert!(listed(&stranger, "all").await.is_empty());
        assert_eq!(maya.call::<ListTimeEntries>(&[("query[person]", "x")]).await.refused_fields(), ["person"]);

        let page = maya.call::<ListTimeEntries>(&[("query[person]", "all")]).await.ok();
        let mut people: Vec<&str> = page["people"].as_array().unwrap().iter()
            .map(|choice| choice["person"]["name"].as_str().unwrap()).collect();
        people.sort_unstable();
        assert_eq!(people, ["Ben", "Manu", "Maya", "Vi"]);
        assert!(entries(&page).iter().all(|entry| entry["person"]["name"].is_string()));
        let own = ben.call::<ListTimeEntries>(&[("query[person]", "all")]).await.ok();
        assert!(own["people"].as_array().unwrap().is_empty());
        assert!(entries(&own)[0]["person"].is_null());
    }

    /// Owner and Manager change it; a Member and a Viewer do not, by no id and no operation.
    async fn who_changes_whose_time(app: &TestApp) {
        let maya = app.person("Maya").await;
        let manu = app.member(&maya, "Manu", Role::Manager).await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let stranger = app.person("Stranger").await;
        let of_maya = add(&maya, "of Maya", "").await;
        let of_ben = add(&ben, "of Ben", "").await;
        for (person, status) in [(&ben, 404), (&vi, 403), (&stranger, 404)] {
            let one = [("id", of_maya.as_str())];
            let several = [("ids[]", of_maya.as_str()), ("change[billable]", "true")];
            assert_eq!(person.call::<UpdateTimeEntry>(&[one[0], ("entry[duration]", "2:00")]).await.status, status);
            assert_eq!(person.call::<DuplicateTimeEntry>(&one).await.status, status);
            assert_eq!(person.call::<UpdateTimeEntries>(&several).await.status, status);
            assert_eq!(person.call::<DeleteTimeEntries>(&several[..1]).await.status, status);
            assert_eq!(person.call::<ContinueTimeEntry>(&one).await.status, status);
        }
        let edit = [("id", of_ben.as_str()), ("entry[description]", "Ben’s, edited"), ("entry[start]", "9:00"), ("entry[duration]", "2:00")];
        manu.call::<UpdateTimeEntry>(&edit).await.ok();
        assert_eq!(listed(&ben, "").await, ["Ben’s, edited"]);
        // A timer is one's own.
        assert_eq!(manu.call::<ContinueTimeEntry>(&[("id", &of_ben)]).await.status, 404);
        // A copy stays its person's.
        manu.call::<DuplicateTimeEntry>(&[("id", &of_ben)]).await.ok();
        assert_eq!(listed(&ben, "").await.len(), 2);
        manu.call::<UpdateTimeEntries>(&[("ids[]", &of_ben), ("change[billable]", "true")]).await.ok();
        let deletion = manu.call::<DeleteTimeEntries>(&[("ids[]", &of_ben)]).await.ok();
        let deletion = deletion.as_str().unwrap();
        assert_eq!(ben.call::<RestoreTimeEntries>(&[("id", deletion)]).await.status, 404);
        // Who lost the right meanwhile brings nothing of others back.
        set_role(app, &manu, Role::Member).await;
        assert_eq!(manu.call::<RestoreTimeEntries>(&[("id", deletion)]).await.status, 403);
        set_role(app, &manu, Role::Manager).await;
        manu.call::<RestoreTimeEntries>(&[("id", deletion)]).await.ok();
        assert_eq!(listed(&ben, "").await.len(), 2);
    }

    /// For members who track time, by who manages others'.
    async fn time_is_added_for_others(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let stranger = app.person("Stranger").await;
        add(&maya, "for Ben", &user_id(&ben).await).await;
        assert_eq!(listed(&ben, "").await, ["for Ben"]);
        assert!(listed(&maya, "").await.is_empty());
        let for_whom = |id: String| {
            let maya = &maya;
            async move {
                maya.call::<CreateTimeEntry>(&[("entry[duration]", "1:00"), ("entry[person_id]", &id)]).await
            }
        };
        for id in [user_id(&vi).await, user_id(&stranger).await, "x".to_owned()] {
            assert_eq!(for_whom(id).await.refused_fields(), ["person_id"]);
        }
        let of_maya = user_id(&maya).await;
        let refused = ben.call::<CreateTimeEntry>(&[("entry[duration]", "1:00"), ("entry[person_id]", &of_maya)]).await;
        assert_eq!(refused.status, 403);
        add(&ben, "own", &user_id(&ben).await).await;
    }

    /// A Viewer's page has the time of everybody and no control to change it.
    async fn a_viewer_reads_alone(app: &TestApp) {
        let maya = app.person("Maya").await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        add(&maya, "of Maya", "").await;
        let page = vi.get("/timer").await.body;
        let page = page.as_str().unwrap();
        assert!(page.contains("of Maya"));
        for control in ["Add Time Entry", "Delete selected", "Export CSV", "More actions", "/fn/start_timer"] {
            assert!(!page.contains(control), "{control}");
        }
    }
}
