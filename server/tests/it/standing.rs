//! What must not outlive somebody's standing in a workspace, and what must not be seen without it.

use app::access::Role;
use app::accounts::ownership_fns::DeleteAccount;
use app::activity::server_fns::ListActivity;
use app::clients::server_fns::{CreateClient, ListClients};
use app::members::invitation_fns::AcceptInvitation;
use app::members::server_fns::{
    HandOverWorkspace, InviteMember, LeaveWorkspace, RemoveMember, UpdateMember,
};
use app::projects::server_fns::{CreateProject, ListProjects};
use app::tags::server_fns::{CreateTag, ListTags};
use app::time_entries::server_fns::{CreateTimeEntry, DuplicateTimeEntry};
use app::workspaces::server_fns::{LoadFrame, UpdateWorkspace};
use server::fetch;

use crate::on_both_databases;
use crate::support::{PASSWORD, Person};

async fn invite(person: &Person, email: &str, role: &str) -> String {
    let fields = [("invitation[email]", email), ("invitation[role]", role)];
    let invited = person.call::<InviteMember>(&fields).await.ok();
    let (_, token) = invited["link"]
        .as_str()
        .unwrap()
        .split_once("?token=")
        .unwrap();
    token.to_owned()
}

async fn accepts(person: &Person, token: &str) -> u16 {
    person
        .call::<AcceptInvitation>(&[("invitation[token]", token)])
        .await
        .status
}

/// An hour on a project with a tag; the entry's id.
async fn track(person: &Person, project: &str, tag: &str) -> String {
    let fields = [
        ("entry[duration]", "1:00"),
        ("entry[project_id]", project),
        ("entry[tag_ids][]", tag),
    ];
    let id = person.call::<CreateTimeEntry>(&fields).await.ok();
    id.as_str().unwrap().to_owned()
}

async fn user(person: &Person) -> String {
    person.actor().await.user_id.to_string()
}

on_both_databases! {
    /// Who is removed, demoted or gone has nobody on the way in, least of all themselves.
    async fn invitations_end_with_the_right_to_invite(app: &TestApp) {
        let maya = app.person("Maya").await;
        let back_door = app.person("Backdoor").await;
        for (name, end) in [("Manu", "removed"), ("Mona", "demoted"), ("Mike", "left")] {
            let manager = app.member(&maya, name, Role::Manager).await;
            let token = invite(&manager, "backdoor@example.com", "manager").await;
            let id = user(&manager).await;
            match end {
                "removed" => maya.call::<RemoveMember>(&[("id", &id)]).await.ok(),
                "demoted" => maya.call::<UpdateMember>(&[("member[user_id]", &id), ("member[role]", "member")]).await.ok(),
                _ => manager.call::<LeaveWorkspace>(&[]).await.ok(),
            };
            assert_eq!(accepts(&back_door, &token).await, 422, "{end}");
        }
        let token = invite(&maya, "backdoor@example.com", "member").await;
        assert_eq!(accepts(&back_door, &token).await, 200);
    }

    /// A Member's lists add up what is theirs: subtracting it from a sum would give away a colleague's.
    async fn members_see_their_own_sums(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let project = maya.call::<CreateProject>(&[("project[name]", "Site")]).await.ok();
        let tag = maya.call::<CreateTag>(&[("name", "dev")]).await.ok();
        let (project, tag) = (project.as_str().unwrap(), tag.as_str().unwrap());
        track(&maya, project, tag).await;
        track(&maya, project, tag).await;
        track(&ben, project, tag).await;
        for (person, hours) in [(&maya, 3), (&ben, 1)] {
            let projects = person.call::<ListProjects>(&[]).await.ok();
            assert_eq!(projects[0]["tracked_seconds"], hours * 3600);
            assert_eq!(projects[0]["uses"], hours);
            assert_eq!(person.call::<ListTags>(&[]).await.ok()[0]["uses"], hours);
        }
    }

    /// The lists of clients, projects and tags are not for Viewers; what they filter time by has their names.
    async fn viewers_see_names_alone(app: &TestApp) {
        let maya = app.person("Maya").await;
        maya.call::<CreateClient>(&[
            ("client[name]", "Acme"), ("client[billing_details]", "VAT 123"), ("client[notes]", "Pays late"),
        ]).await.ok();
        let member = app.member(&maya, "Mem", Role::Member).await;
        let clients = member.call::<ListClients>(&[]).await.ok();
        assert_eq!(clients[0]["billing_details"], "VAT 123");
        let viewer = app.member(&maya, "Vi", Role::Viewer).await;
        assert_eq!(viewer.call::<ListClients>(&[]).await.status, 403);
        assert_eq!(viewer.call::<ListProjects>(&[]).await.status, 403);
        assert_eq!(viewer.call::<ListTags>(&[]).await.status, 403);
        let frame = viewer.call::<LoadFrame>(&[]).await.ok();
        assert_eq!(frame["clients"][0]["name"], "Acme");
        assert!(!frame.to_string().contains("VAT 123"));
        assert!(!frame.to_string().contains("Pays late"));
    }

    /// What $35 was, stays the number people read.
    async fn costs_keep_their_number_in_another_currency(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = user(&maya).await;
        maya.call::<UpdateMember>(&[("member[user_id]", &id), ("member[internal_cost]", "35")]).await.ok();
        maya.call::<CreateTimeEntry>(&[("entry[duration]", "1:00"), ("entry[billable]", "true"), ("entry[hourly_rate]", "90")]).await.ok();
        maya.call::<UpdateWorkspace>(&[("workspace[name]", "Studio"), ("workspace[currency]", "JPY")]).await.ok();
        let mut tx = app.services.db.read().await.unwrap();
        let found = fetch!(&mut tx, c => sqlx::query_as::<_, (i64, i64, i64)>(
            "select m.internal_cost_cents, e.internal_cost_cents, e.hourly_rate_cents
             from time_entries e join members m on m.workspace_id = e.workspace_id and m.user_id = e.user_id"
        ).fetch_one(c)).unwrap();
        assert_eq!(found, (35, 35, 90));
    }

    /// Nobody's time is made for people who are gone.
    async fn entries_of_the_removed_are_not_copied(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let entry = ben.call::<CreateTimeEntry>(&[("entry[duration]", "1:00")]).await.ok();
        let entry = entry.as_str().unwrap().to_owned();
        maya.call::<DuplicateTimeEntry>(&[("id", &entry)]).await.ok();
        maya.call::<RemoveMember>(&[("id", &user(&ben).await)]).await.ok();
        assert_eq!(maya.call::<DuplicateTimeEntry>(&[("id", &entry)]).await.refused_fields(), ["person_id"]);
    }

    /// Who deletes their account has left, and the log says so.
    async fn a_deleted_account_has_left(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        app.clock.advance(1);
        ben.call::<DeleteAccount>(&[("deletion[current_password]", PASSWORD)]).await.ok();
        let log = maya.call::<ListActivity>(&[("query[kind]", "member")]).await.ok();
        assert!(log.to_string().contains("member.left"), "{log}");
    }

    /// Who joins while its owner leaves for good: the workspace goes before anybody is in it, or keeps its owner.
    async fn nobody_joins_a_workspace_that_is_going(app: &TestApp) {
        for n in 0..6 {
            let maya = app.person(&format!("Maya{n}")).await;
            let ben = app.person(&format!("Ben{n}")).await;
            let workspace = maya.actor().await.workspace_id;
            let token = invite(&maya, &format!("ben{n}@example.com"), "member").await;
            let password = [("deletion[current_password]", PASSWORD)];
            let (joined, gone) = tokio::join!(accepts(&ben, &token), maya.call::<DeleteAccount>(&password));
            let mut tx = app.services.db.read().await.unwrap();
            let owners: Vec<(String,)> = fetch!(&mut tx, c => sqlx::query_as(
                "select role from members where workspace_id = $1 order by role"
            ).bind(workspace.uuid()).fetch_all(c)).unwrap();
            let roles: Vec<&str> = owners.iter().map(|(role,)| role.as_str()).collect();
            assert_ne!(joined == 200, gone.status == 200, "{joined} {gone:?}");
            assert_eq!(roles, if joined == 200 { vec!["member", "owner"] } else { vec![] });
        }
    }

    /// However the two meet, there is one owner afterwards.
    async fn ownership_never_goes_to_somebody_who_is_leaving(app: &TestApp) {
        for n in 0..6 {
            let maya = app.person(&format!("Maya{n}")).await;
            let ben = app.member(&maya, &format!("Ben{n}"), Role::Member).await;
            let workspace = maya.actor().await.workspace_id;
            let id = user(&ben).await;
            let (to_ben, password) = ([("handover[user_id]", id.as_str())], [("deletion[current_password]", PASSWORD)]);
            let (handed, gone) =
                tokio::join!(maya.call::<HandOverWorkspace>(&to_ben), ben.call::<DeleteAccount>(&password));
            let mut tx = app.services.db.read().await.unwrap();
            let owners: Vec<(uuid::Uuid,)> = fetch!(&mut tx, c => sqlx::query_as(
                "select user_id from members where workspace_id = $1 and role = 'owner'"
            ).bind(workspace.uuid()).fetch_all(c)).unwrap();
            assert_eq!(owners.len(), 1, "{handed:?} {gone:?}");
            let both = handed.status == 200 && gone.status == 200;
            assert!(!both, "{handed:?} {gone:?}");
        }
    }
}
