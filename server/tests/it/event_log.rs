//! The event log: one number for each thing that happens, in the transaction that does it, for thirty days.

use std::fmt::Write;

use app::access::Role;
use app::backups::server_fns::ClearWorkspace;
use app::clients::server_fns::{ArchiveClient, DeleteClient, UpdateClient};
use app::members::invitation_fns::AcceptInvitation;
use app::members::server_fns::{InviteMember, LeaveWorkspace, RemoveMember, UpdateMember};
use app::projects::server_fns::{CreateProject, DeleteProject, UpdateProject};
use app::tags::server_fns::{CreateTag, DeleteTag, RenameTag};
use app::time_entries::server_fns::{
    CreateTimeEntry, DeleteTimeEntries, DuplicateTimeEntry, RestoreTimeEntries, UpdateTimeEntries,
    UpdateTimeEntry,
};
use app::timer::server_fns::{PauseTimer, ResetTimer, ResumeTimer, SaveTimer, StartTimer};
use app::workspaces::server_fns::UpdateWorkspace;
use server::event_log::sql::{Reach, list_after, load_reach};
use server::event_log::{Event, KEPT_SECONDS};

use crate::clients::{add_client, id_of};
use crate::imports::{DETAILED, import};
use crate::on_both_databases;
use crate::support::{Person, TestApp};

async fn events(app: &TestApp, person: &Person) -> Vec<Event> {
    let workspace = person.actor().await.workspace_id;
    let mut tx = app.services.db.read().await.unwrap();
    list_after(&mut tx, workspace, 0, 1000).await.unwrap()
}

/// The kinds of what happened since the last look.
async fn since(app: &TestApp, person: &Person, seen: &mut usize) -> Vec<&'static str> {
    let all = events(app, person).await;
    let new = all[*seen..]
        .iter()
        .map(|event| event.what.kind.slug())
        .collect();
    *seen = all.len();
    new
}

async fn add(person: &Person, description: &str) -> String {
    let fields = [
        ("entry[description]", description),
        ("entry[date]", "2026-11-19"),
        ("entry[duration]", "1h"),
        ("entry[start]", "10:00"),
    ];
    let id = person.call::<CreateTimeEntry>(&fields).await.ok();
    id.as_str().unwrap().to_owned()
}

on_both_databases! {
    /// A day with the timer, each step once.
    async fn the_timer(app: &TestApp) {
        let ada = app.person("Ada").await;
        let mut seen = 0;
        start(&ada).await;
        app.clock.advance(60);
        ada.call::<PauseTimer>(&[("timer[description]", "x")]).await.ok();
        ada.call::<ResumeTimer>(&[("timer[description]", "x")]).await.ok();
        ada.call::<app::timer::server_fns::UpdateTimer>(&[("timer[description]", "y")]).await.ok();
        // Nothing changes.
        ada.call::<app::timer::server_fns::UpdateTimer>(&[("timer[description]", "y")]).await.ok();
        app.clock.advance(60);
        ada.call::<SaveTimer>(&[("timer[description]", "y")]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, [
            "timer.started", "timer.paused", "timer.resumed", "timer.updated", "timer.saved", "time_entry.created",
        ]);
        start(&ada).await;
        // One runs already: nothing happens.
        assert_eq!(ada.call::<StartTimer>(&[("timer[description]", "x")]).await.status, 409);
        ada.call::<ResetTimer>(&[]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["timer.started", "timer.reset"]);
        let all = events(app, &ada).await;
        let user = ada.actor().await.user_id;
        assert!(all.iter().all(|event| event.what.whose == Some(user) && event.actor == Some(user)));
        let numbers: Vec<i64> = all.iter().map(|event| event.number).collect();
        assert_eq!(numbers, (1..=8).collect::<Vec<i64>>());
    }

    /// Entries, one by one and many at once: one event for each.
    async fn time_entries(app: &TestApp) {
        let ada = app.person("Ada").await;
        let mut seen = 0;
        let id = add(&ada, "one").await;
        let edit = [("id", id.as_str()), ("entry[description]", "two"), ("entry[date]", "2026-11-19"), ("entry[duration]", "2h"), ("entry[start]", "10:00")];
        ada.call::<UpdateTimeEntry>(&edit).await.ok();
        ada.call::<DuplicateTimeEntry>(&[("id", &id)]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["time_entry.created", "time_entry.updated", "time_entry.created"]);
        let all = events(app, &ada).await;
        assert_eq!(all[1].what.object.unwrap().to_string(), id);

        let copy = all[2].what.object.unwrap().to_string();
        let both = [("ids[]", id.as_str()), ("ids[]", copy.as_str()), ("change[billable]", "true")];
        ada.call::<UpdateTimeEntries>(&both).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["time_entry.updated"; 2]);
        let deletion = ada.call::<DeleteTimeEntries>(&both[..2]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["time_entry.deleted"; 2]);
        ada.call::<RestoreTimeEntries>(&[("id", deletion.as_str().unwrap())]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["time_entry.created"; 2]);
        // What is refused has not happened.
        assert_eq!(ada.call::<UpdateTimeEntry>(&[("id", &id), ("entry[duration]", "99h")]).await.status, 422);
        assert_eq!(ada.call::<DeleteTimeEntries>(&[("ids[]", "0195d3c0-0000-7000-8000-000000000001")]).await.status, 404);
        assert!(since(app, &ada, &mut seen).await.is_empty());
    }

    /// People come, change and go; a timer that is stopped for them is told.
    async fn members(app: &TestApp) {
        let ada = app.person("Ada").await;
        let mut seen = 0;
        let fields = [("invitation[email]", "bob@example.com"), ("invitation[role]", "member")];
        let invited = ada.call::<InviteMember>(&fields).await.ok();
        let (_, token) = invited["link"].as_str().unwrap().split_once("?token=").unwrap();
        let bob = app.person("Bob").await;
        bob.call::<AcceptInvitation>(&[("invitation[token]", token)]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["member.added"]);
        start(&bob).await;
        let user = bob.actor().await.user_id.to_string();
        ada.call::<UpdateMember>(&[("member[user_id]", &user), ("member[role]", "viewer")]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["timer.started", "timer.paused", "member.updated"]);
        ada.call::<RemoveMember>(&[("id", &user)]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["member.removed"]);
        let eve = app.member(&ada, "Eve", Role::Member).await;
        eve.call::<LeaveWorkspace>(&[]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["member.removed"]);
    }

    /// Clients, projects and tags, each step once. Entries carry their ids: a new name changes none.
    async fn the_catalog(app: &TestApp) {
        let ada = app.person("Ada").await;
        let mut seen = 0;
        let client = add_client(&ada, "Acme", "EUR").await;
        let project = add_project(&ada, "Site", &client).await;
        let tag = id_of(&ada.call::<CreateTag>(&[("name", "dev")]).await.ok()).to_string();
        assert_eq!(since(app, &ada, &mut seen).await, ["client.created", "project.created", "tag.created"]);
        let all = events(app, &ada).await;
        let objects = all.iter().map(|event| event.what.object.unwrap().to_string());
        assert!(objects.eq([&client, &project, &tag].map(ToString::to_string)));
        add_on(&ada, &project, &tag).await;
        seen += 1;

        ada.call::<UpdateClient>(&[("id", &client), ("client[name]", "Acme Ltd")]).await.ok();
        ada.call::<UpdateProject>(&[("id", &project), ("project[name]", "Shop"), ("project[client_id]", &client)]).await.ok();
        ada.call::<RenameTag>(&[("id", &tag), ("name", "code")]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["client.updated", "project.updated", "tag.updated"]);
        for archived in ["true", "false"] {
            ada.call::<ArchiveClient>(&[("id", &client), ("archived", archived)]).await.ok();
        }
        assert_eq!(since(app, &ada, &mut seen).await, ["client.updated"; 2]);
        assert_eq!(ada.call::<DeleteProject>(&[("id", &project)]).await.status, 409);
        assert!(since(app, &ada, &mut seen).await.is_empty());

        let spare = add_client(&ada, "Spare", "EUR").await;
        let idle = add_project(&ada, "Idle", &spare).await;
        ada.call::<DeleteProject>(&[("id", &idle)]).await.ok();
        ada.call::<DeleteClient>(&[("id", &spare)]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await[2..], ["project.deleted", "client.deleted"]);
        ada.call::<UpdateWorkspace>(&[("workspace[name]", "Studio"), ("workspace[currency]", "USD")]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["workspace.updated"]);
    }

    /// Entries that read otherwise by what was done to something else: their tags, their client, their currency.
    async fn entries_change_along(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let (acme, zen) = (add_client(&ada, "Acme", "EUR").await, add_client(&ada, "Zen", "EUR").await);
        let project = add_project(&ada, "Site", &acme).await;
        let tag = id_of(&ada.call::<CreateTag>(&[("name", "dev")]).await.ok()).to_string();
        let entry = add_on(&bob, &project, &tag).await;
        add(&ada, "of no client").await;
        bob.call::<StartTimer>(&[("timer[description]", "x"), ("timer[tag_ids][]", &tag)]).await.ok();
        let mut seen = events(app, &ada).await.len();

        ada.call::<UpdateProject>(&[("id", &project), ("project[name]", "Site"), ("project[client_id]", &zen)]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["project.updated", "time_entry.updated"]);
        ada.call::<UpdateClient>(&[("id", &zen), ("client[name]", "Zen"), ("client[currency]", "JPY")]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["client.updated", "time_entry.updated"]);
        let told = events(app, &ada).await.pop().unwrap();
        assert_eq!(told.what.object.unwrap().to_string(), entry);
        assert_eq!((told.what.whose, told.actor), (Some(bob.actor().await.user_id), Some(ada.actor().await.user_id)));
        ada.call::<UpdateWorkspace>(&[("workspace[name]", "Studio"), ("workspace[currency]", "CHF")]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["workspace.updated", "time_entry.updated"]);
        assert_ne!(events(app, &ada).await.pop().unwrap().what.object.unwrap().to_string(), entry);
        ada.call::<DeleteTag>(&[("id", &tag)]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["tag.deleted", "time_entry.updated", "timer.updated"]);
    }

    /// More entries than one bulk edit changes are told at once.
    async fn many_entries_change_along_as_one(app: &TestApp) {
        let ada = app.person("Ada").await;
        import(&ada, many_rows(501)).await;
        let mut seen = events(app, &ada).await.len();
        let client = add_client(&ada, "Acme", "EUR").await;
        let me = ada.actor().await;
        let projects = app::projects::Projects::list_projects(&*app.services, &me, app::clients::Shown::All).await.unwrap();
        let project = projects[0].id.to_string();
        ada.call::<UpdateProject>(&[("id", &project), ("project[name]", "Site"), ("project[client_id]", &client)]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["client.created", "project.updated", "workspace.updated"]);
        ada.call::<UpdateProject>(&[("id", &project), ("project[name]", "Site")]).await.ok();
        ada.call::<UpdateWorkspace>(&[("workspace[name]", "Studio"), ("workspace[currency]", "CHF")]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["project.updated", "workspace.updated", "workspace.updated"]);
    }

    /// An import is one event, however many entries it brings; so is clearing.
    async fn the_whole_workspace(app: &TestApp) {
        let ada = app.person("Ada").await;
        let mut seen = 0;
        import(&ada, DETAILED).await;
        assert_eq!(since(app, &ada, &mut seen).await, ["workspace.imported"]);
        ada.call::<ClearWorkspace>(&[("clearing[name]", "Ada’s workspace")]).await.ok();
        assert_eq!(since(app, &ada, &mut seen).await, ["workspace.cleared"]);
    }

    /// Whoever writes at the same time gets numbers without gaps, none twice.
    async fn numbers_have_no_gaps(app: &TestApp) {
        let ada = app.person("Ada").await;
        let mut people = vec![];
        for name in ["Bob", "Eve", "Kim"] {
            people.push(app.member(&ada, name, Role::Member).await);
        }
        let work = people.iter().map(|person| async move {
            for at in 0..10 {
                add(person, &at.to_string()).await;
            }
        });
        futures::future::join_all(work).await;
        let all = events(app, &ada).await;
        let numbers: Vec<i64> = all.iter().map(|event| event.number).collect();
        assert_eq!(numbers, (1..=30).collect::<Vec<i64>>());
    }

    /// What happened a month ago is forgotten, its number is not given again.
    async fn a_month_later(app: &TestApp) {
        let ada = app.person("Ada").await;
        let workspace = ada.actor().await.workspace_id;
        let me = ada.actor().await;
        start(&ada).await;
        app.clock.advance(KEPT_SECONDS - 1);
        app::timer::Timers::reset_timer(&*app.services, &me).await.unwrap();
        assert_eq!(app.services.purge_events().await.unwrap(), 0);
        app.clock.advance(2);
        assert_eq!(app.services.purge_events().await.unwrap(), 1);
        let reach = async || {
            let mut tx = app.services.db.read().await.unwrap();
            load_reach(&mut tx, workspace).await.unwrap()
        };
        assert_eq!(reach().await, Reach { before: 1, last: 2 });
        app.clock.advance(KEPT_SECONDS);
        app.services.purge_events().await.unwrap();
        assert_eq!(reach().await, Reach { before: 2, last: 2 });
        app::timer::Timers::start_timer(&*app.services, &me, app::timer::TimerForm::default()).await.unwrap();
        assert_eq!(reach().await, Reach { before: 2, last: 3 });
    }
}

async fn add_project(person: &Person, name: &str, client: &str) -> String {
    let fields = [("project[name]", name), ("project[client_id]", client)];
    id_of(&person.call::<CreateProject>(&fields).await.ok()).to_string()
}

async fn add_on(person: &Person, project: &str, tag: &str) -> String {
    let fields = [
        ("entry[project_id]", project),
        ("entry[tag_ids][]", tag),
        ("entry[duration]", "1:00"),
    ];
    id_of(&person.call::<CreateTimeEntry>(&fields).await.ok()).to_string()
}

/// A file of another tracker with so many entries, all on one project.
fn many_rows(count: u32) -> String {
    let mut text = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount ()\n".to_owned();
    for row in 0..count {
        let (hour, minute) = (row / 60, row % 60);
        writeln!(
            text,
            "Ada,ada@example.com,,Site,,Row {row},No,2026-11-02,{hour:02}:{minute:02}:00,,,00:01:00,,"
        )
        .unwrap();
    }
    text
}

async fn start(person: &Person) {
    let fields = [("timer[description]", "x")];
    person.call::<StartTimer>(&fields).await.ok();
}
