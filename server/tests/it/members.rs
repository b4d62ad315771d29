//! Members and invitations: links that work once, seats counted where nobody can push in, who may change whom, and what
//! an hour of each costs.

use app::access::{BillingState, Plan, Role};
use app::accounts::server_fns::{LoadAccount, SignIn, SignUp};
use app::members::invitation_fns::{
    AcceptInvitation, DeclineInvitation, KeepInvitation, ListOwnInvitations, LoadInvitation,
};
use app::members::server_fns::{
    CancelInvitation, HandOverWorkspace, InviteMember, LeaveWorkspace, LoadMembers, RemoveMember,
    ResendInvitation, UpdateMember,
};
use app::members::{InvitationForm, Members};
use app::projects::server_fns::CreateProject;
use app::time_entries::server_fns::{
    CreateTimeEntry, DeleteTimeEntries, DuplicateTimeEntry, ListTimeEntries, RestoreTimeEntries,
    UpdateTimeEntry,
};
use app::timer::server_fns::{LoadTimer, SaveTimer, StartTimer};
use app::workspaces::server_fns::LoadFrame;
use serde_json::Value;
use server::config::{Config, SecretText};
use server::{execute, fetch};

use crate::clients::{UNKNOWN, assert_conflict};
use crate::matrix::world::set_standing;
use crate::on_both_databases;
use crate::support::{Answer, PASSWORD, Person, TestApp, token_in};

const DAYS_14: i64 = 14 * 24 * 3600;
const BEN: &str = "ben@example.com";

/// Letters reach people.
fn sends_mail(config: &mut Config) {
    config.smtp_url = Some(SecretText::new("smtp://127.0.0.1:1".into()));
}

async fn try_to_invite(person: &Person, email: &str, role: &str) -> Answer {
    person
        .call::<InviteMember>(&[("invitation[email]", email), ("invitation[role]", role)])
        .await
}

/// Invites somebody; the answer is the token of the link that is shown where no mail is sent.
async fn invite(person: &Person, email: &str, role: &str) -> String {
    token_of(&try_to_invite(person, email, role).await.ok())
}

#[track_caller]
fn token_of(invited: &Value) -> String {
    let link = invited["link"].as_str().expect("a link to pass on");
    let (page, token) = link.split_once("?token=").unwrap();
    assert!(page.ends_with("/invitations/accept") && token.len() == 64);
    token.to_owned()
}

async fn look(person: &Person, token: &str) -> Value {
    person
        .call::<LoadInvitation>(&[("invitation[token]", token)])
        .await
        .ok()
}

async fn accept(person: &Person, token: &str) -> Answer {
    person
        .call::<AcceptInvitation>(&[("invitation[token]", token)])
        .await
}

async fn view(person: &Person) -> Value {
    person.call::<LoadMembers>(&[]).await.ok()
}

/// `Ben: member` for everybody the person sees.
async fn roles(person: &Person) -> Vec<String> {
    let view = view(person).await;
    let members = view["members"].as_array().unwrap();
    members
        .iter()
        .map(|member| {
            let text = |field: &str| member[field].as_str().unwrap().to_owned();
            format!("{}: {}", text("name"), text("role"))
        })
        .collect()
}

async fn workspace_name(person: &Person) -> String {
    let frame = person.call::<LoadFrame>(&[]).await.ok();
    frame["workspace"]["name"].as_str().unwrap().to_owned()
}

async fn change(person: &Person, user: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("member[user_id]", user)];
    all.extend(fields);
    person.call::<UpdateMember>(&all).await
}

async fn id(person: &Person) -> String {
    person.actor().await.user_id.to_string()
}

async fn set_plan(app: &TestApp, owner: &Person, plan: Plan, seats: Option<i64>) {
    let workspace = owner.actor().await.workspace_id;
    let mut tx = app.services.write_in(workspace).await.unwrap();
    execute!(&mut tx, c => sqlx::query("update workspaces set plan = $1, seats = $2 where id = $3")
        .bind(plan.slug())
        .bind(seats)
        .bind(workspace.uuid())
        .execute(c))
    .unwrap();
    tx.commit().await.unwrap();
}

/// What was done in the person's workspace, second by second.
async fn log(app: &TestApp, person: &Person) -> Vec<String> {
    let workspace = person.actor().await.workspace_id;
    let mut tx = app.services.db.read().await.unwrap();
    fetch!(&mut tx, c => sqlx::query_scalar::<_, String>(
        "select action from activity where workspace_id = $1 order by at, id"
    ).bind(workspace.uuid()).fetch_all(c))
    .unwrap()
}

/// What an hour of each entry of this description cost when it was made.
async fn costs(app: &TestApp, description: &str) -> Vec<Option<i64>> {
    let mut tx = app.services.db.read().await.unwrap();
    fetch!(&mut tx, c => sqlx::query_scalar::<_, Option<i64>>(
        "select internal_cost_cents from time_entries where description = $1 order by created_at, id"
    ).bind(description).fetch_all(c))
    .unwrap()
}

async fn add_entry(person: &Person, description: &str) -> String {
    let fields = [
        ("entry[description]", description),
        ("entry[duration]", "2:00"),
    ];
    let id = person.call::<CreateTimeEntry>(&fields).await.ok();
    id.as_str().unwrap().to_owned()
}

#[track_caller]
fn assert_refused(answer: &Answer, code: &str) {
    assert_eq!(
        (answer.status, &answer.body["refused"]),
        (403, &Value::from(code)),
        "{answer:?}"
    );
}

on_both_databases! {
    /// Joining writes too: it waits until the workspace is paid for.
    async fn nobody_joins_a_read_only_workspace(app: &TestApp) {
        let maya = app.person("Maya").await;
        let token = invite(&maya, BEN, "viewer").await;
        let ben = app.person("Ben").await;
        let workspace = maya.actor().await.workspace_id;
        set_standing(&app.services, workspace, Plan::Team, BillingState::ReadOnly).await;
        let refused = accept(&ben, &token).await;
        assert_eq!((refused.status, &refused.body["refused"]), (403, &"workspace_read_only".into()));
        assert_eq!(roles(&maya).await, ["Maya: owner"]);
        set_standing(&app.services, workspace, Plan::Team, BillingState::Active).await;
        accept(&ben, &token).await.ok();
        assert_eq!(roles(&maya).await, ["Maya: owner", "Ben: viewer"]);
    }

    /// By link, as who was invited; the link works once, and the log knows.
    async fn an_invitation_is_accepted_once(app: &TestApp) {
        let maya = app.person("Maya").await;
        app.clock.advance(1);
        let token = invite(&maya, " Ben@Example.com", "manager").await;
        app.clock.advance(1);
        let stranger = look(&app.anonymous(), &token).await;
        assert_eq!((&stranger["onlooker"], &stranger["email"]), (&"stranger".into(), &"Ben@Example.com".into()));
        assert_eq!((&stranger["workspace"], &stranger["inviter"]), (&"Maya’s workspace".into(), &"Maya".into()));
        let pending = view(&maya).await;
        assert_eq!((&pending["invitations"][0]["role"], &pending["invitations"][0]["is_expired"]), (&"manager".into(), &false.into()));

        let ben = app.person("Ben").await;
        assert_eq!(look(&ben, &token).await["onlooker"], "invitee");
        assert_eq!(accept(&app.anonymous(), &token).await.status, 401);
        accept(&ben, &token).await.ok();
        assert_eq!(workspace_name(&ben).await, "Maya’s workspace");
        assert_eq!(roles(&maya).await, ["Maya: owner", "Ben: manager"]);
        assert_eq!(view(&maya).await["invitations"], Value::Array(vec![]));
        assert_eq!(look(&ben, &token).await, Value::Null);
        assert_eq!(accept(&ben, &token).await.refused_fields(), ["token"]);
        assert_eq!(log(app, &maya).await, ["invitation.sent", "member.joined"]);
        assert_eq!(try_to_invite(&maya, BEN, "viewer").await.refused_fields(), ["email"]);
    }

    /// Accepted in the last second of the fourteenth day, refused in the next.
    async fn a_link_works_for_fourteen_days(app: &TestApp) {
        let maya = app.person("Maya").await;
        let first = invite(&maya, BEN, "member").await;
        let second = invite(&maya, "cleo@example.com", "member").await;
        app.clock.advance(DAYS_14 - 1);
        let (ben, cleo) = (app.person("Ben").await, app.person("Cleo").await);
        accept(&ben, &first).await.ok();
        app.clock.advance(1);
        assert_eq!(look(&cleo, &second).await, Value::Null);
        assert_eq!(accept(&cleo, &second).await.refused_fields(), ["token"]);
        assert_eq!(workspace_name(&cleo).await, "Cleo’s workspace");
    }

    /// Replaced, sent again, cancelled, declined: only the newest link lives, and then none.
    async fn old_links_are_dead(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.person("Ben").await;
        let first = invite(&maya, BEN, "member").await;
        let second = invite(&maya, "BEN@example.com", "viewer").await;
        assert_eq!(look(&ben, &first).await, Value::Null);
        assert_eq!(look(&ben, &second).await["role"], "viewer");
        let pending = view(&maya).await["invitations"].clone();
        assert_eq!(pending.as_array().unwrap().len(), 1);
        let third = token_of(&maya.call::<ResendInvitation>(&[("id", pending[0]["id"].as_str().unwrap())]).await.ok());
        assert_eq!(accept(&ben, &second).await.status, 422);
        assert_eq!(look(&ben, &third).await["role"], "viewer");
        let pending = view(&maya).await["invitations"][0]["id"].as_str().unwrap().to_owned();
        maya.call::<CancelInvitation>(&[("id", &pending)]).await.ok();
        assert_eq!(maya.call::<CancelInvitation>(&[("id", &pending)]).await.status, 404);
        assert_eq!(accept(&ben, &third).await.status, 422);
        let fourth = invite(&maya, BEN, "member").await;
        ben.call::<DeclineInvitation>(&[("invitation[token]", &fourth)]).await.ok();
        assert_eq!(accept(&ben, &fourth).await.status, 422);
        assert_eq!(roles(&maya).await, ["Maya: owner"]);
    }

    /// Only who was invited joins; and nobody's mailbox is filled.
    async fn invitations_are_for_their_address(app: &TestApp) {
        let maya = app.person("Maya").await;
        let eve = app.person("Eve").await;
        let token = invite(&maya, BEN, "manager").await;
        assert_eq!(look(&eve, &token).await["onlooker"]["somebody_else"], "eve@example.com");
        assert_eq!(accept(&eve, &token).await.refused_fields(), ["token"]);
        assert_eq!(roles(&maya).await, ["Maya: owner"]);
        for (email, role) in [("", "member"), ("ben", "member"), (BEN, "owner"), (BEN, ""), (BEN, "admin")] {
            assert_eq!(try_to_invite(&maya, email, role).await.status, 422, "{email} {role}");
        }
        for _ in 0..4 {
            invite(&maya, BEN, "member").await;
        }
        assert_eq!(try_to_invite(&maya, BEN, "member").await.status, 429);
        // Another's letters, such as those to a new password, are not held up by that.
        invite(&maya, "cleo@example.com", "member").await;
    }

    /// The help centre's example: five seats, an Owner, a Manager and three Members; who accepts next becomes Viewer.
    async fn the_sixth_becomes_viewer(app: &TestApp) {
        let maya = app.person("Maya").await;
        set_plan(app, &maya, Plan::Team, Some(5)).await;
        app.member(&maya, "Noor", Role::Manager).await;
        for name in ["Ada", "Bo"] {
            app.member(&maya, name, Role::Member).await;
        }
        // Pending invitations reserve nothing.
        let (cleo, ben) = (app.person("Cleo").await, app.person("Ben").await);
        let for_ben = invite(&maya, BEN, "member").await;
        let for_cleo = invite(&maya, "cleo@example.com", "member").await;
        accept(&cleo, &for_cleo).await.ok();
        assert_eq!(view(&maya).await["seats"]["used"], 5);
        let told = ben.submit::<AcceptInvitation>("/invitations/accept", &[("invitation[token]", &for_ben)]).await;
        assert_eq!(told.location.as_deref(), Some("/settings/members?note=joined-as-viewer"));
        let page = ben.get("/settings/members?note=joined-as-viewer").await.ok();
        assert!(page.as_str().unwrap().contains("You joined as Viewer"));
        assert_eq!(ben.actor().await.role, Role::Viewer);
        assert_eq!(view(&maya).await["seats"]["used"], 5);
        assert!(log(app, &maya).await.contains(&"member.joined_as_viewer".to_owned()));

        let ben_id = id(&ben).await;
        assert_conflict(&change(&maya, &ben_id, &[("member[role]", "member")]).await, "seats_exhausted");
        assert_eq!(ben.actor().await.role, Role::Viewer);
        change(&maya, &id(&cleo).await, &[("member[role]", "viewer")]).await.ok();
        change(&maya, &ben_id, &[("member[role]", "member")]).await.ok();
        assert_eq!(ben.actor().await.role, Role::Member);
    }

    /// Two who accept at the same time: one gets the last seat.
    async fn the_last_seat_is_given_once(app: &TestApp) {
        let maya = app.person("Maya").await;
        set_plan(app, &maya, Plan::Business, Some(2)).await;
        let (ben, cleo) = (app.person("Ben").await, app.person("Cleo").await);
        let for_ben = invite(&maya, BEN, "member").await;
        let for_cleo = invite(&maya, "cleo@example.com", "member").await;
        let (first, second) = tokio::join!(accept(&ben, &for_ben), accept(&cleo, &for_cleo));
        first.ok();
        second.ok();
        let mut both = [ben.actor().await.role.slug(), cleo.actor().await.role.slug()];
        both.sort_unstable();
        assert_eq!(both, ["member", "viewer"]);
    }

    /// Nobody's mailbox is filled with letters, and a whole team is invited in one go.
    async fn invitations_have_a_pace(app: &TestApp) {
        let maya = app.person("Maya").await;
        for n in 0..30 {
            try_to_invite(&maya, &format!("person{n}@example.com"), "member").await.ok();
        }
        assert_eq!(try_to_invite(&maya, "another@example.com", "member").await.status, 429);
        let manu = app.member(&maya, "Manu", Role::Manager).await;
        for _ in 0..5 {
            try_to_invite(&manu, BEN, "member").await.ok();
        }
        assert_eq!(try_to_invite(&manu, BEN, "member").await.status, 429);
        try_to_invite(&manu, "dee@example.com", "member").await.ok();
        app.clock.advance(3600);
        try_to_invite(&maya, "another@example.com", "member").await.ok();
    }

    /// One-person plans invite nobody and take nobody in.
    async fn plans_without_seats_take_nobody_in(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.person("Ben").await;
        let token = invite(&maya, BEN, "viewer").await;
        for plan in [Plan::Free, Plan::SoloPro] {
            set_plan(app, &maya, plan, None).await;
            assert_refused(&try_to_invite(&maya, "cleo@example.com", "member").await, "plan_required");
            assert_conflict(&accept(&ben, &token).await, "seats_exhausted");
        }
        set_plan(app, &maya, Plan::Team, None).await;
        accept(&ben, &token).await.ok();
    }

    /// Who may do what to whom; Members and Viewers see themselves, and no cost.
    async fn who_may_change_members(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.member(&maya, "Noor", Role::Manager).await;
        let paul = app.member(&maya, "Paul", Role::Manager).await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vera = app.member(&maya, "Vera", Role::Viewer).await;
        let (maya_id, noor_id, paul_id, ben_id) = (id(&maya).await, id(&noor).await, id(&paul).await, id(&ben).await);
        change(&maya, &ben_id, &[("member[weekly_capacity]", "37.5"), ("member[internal_cost]", "35")]).await.ok();

        for other in [&maya_id, &paul_id, &noor_id] {
            assert_refused(&change(&noor, other, &[("member[role]", "viewer")]).await, "forbidden");
            assert_refused(&noor.call::<RemoveMember>(&[("id", other)]).await, "forbidden");
        }
        assert_refused(&change(&maya, &maya_id, &[("member[role]", "member")]).await, "forbidden");
        assert_refused(&maya.call::<RemoveMember>(&[("id", &maya_id)]).await, "forbidden");
        assert_refused(&maya.call::<LeaveWorkspace>(&[]).await, "forbidden");
        assert_refused(&noor.call::<HandOverWorkspace>(&[("handover[user_id]", &ben_id)]).await, "forbidden");
        assert_eq!(change(&maya, &ben_id, &[("member[role]", "owner")]).await.refused_fields(), ["role"]);
        // Costs are a Manager's to set, anybody's.
        change(&noor, &maya_id, &[("member[internal_cost]", "90")]).await.ok();
        let seen = view(&noor).await;
        assert_eq!(seen["members"][0]["terms"]["internal_cost_cents"], 9000);

        let token = invite(&noor, "cleo@example.com", "viewer").await;
        assert_eq!(look(&noor, &token).await["email"], "cleo@example.com");
        let pending = view(&maya).await["invitations"][0]["id"].as_str().unwrap().to_owned();
        for person in [&ben, &vera] {
            assert_refused(&try_to_invite(person, "eve@example.com", "viewer").await, "forbidden");
            assert_refused(&person.call::<ResendInvitation>(&[("id", &pending)]).await, "forbidden");
            assert_refused(&person.call::<CancelInvitation>(&[("id", &pending)]).await, "forbidden");
            assert_refused(&person.call::<RemoveMember>(&[("id", &noor_id)]).await, "forbidden");
            assert_refused(&change(person, &ben_id, &[("member[role]", "manager")]).await, "forbidden");
            assert_refused(&change(person, &ben_id, &[("member[internal_cost]", "1")]).await, "forbidden");
            let own = view(person).await;
            assert_eq!(own["members"].as_array().unwrap().len(), 1);
            assert_eq!((&own["invitations"], &own["seats"]), (&Value::Array(vec![]), &Value::Null));
            let page = person.get("/settings/members").await.ok();
            for answer in [own, person.call::<LoadFrame>(&[]).await.ok(), person.call::<ListTimeEntries>(&[]).await.ok(), page] {
                let text = answer.to_string();
                assert!(!text.contains("3500") && !text.contains("37.5") && !text.contains("135000"), "{text}");
            }
        }
        assert_eq!(app.anonymous().call::<LoadMembers>(&[]).await.status, 401);
    }

    /// Fields that are not in order are named, and nothing is changed.
    async fn capacity_and_cost_are_checked(app: &TestApp) {
        let maya = app.person("Maya").await;
        let own = id(&maya).await;
        let refused = change(&maya, &own, &[("member[weekly_capacity]", "169"), ("member[internal_cost]", "-1")]).await;
        assert_eq!(refused.refused_fields(), ["weekly_capacity", "internal_cost"]);
        change(&maya, &own, &[("member[weekly_capacity]", "37,5"), ("member[internal_cost]", "$35")]).await.ok();
        change(&maya, &own, &[("member[terms]", "true"), ("member[weekly_capacity]", ""), ("member[internal_cost]", "35")]).await.ok();
        let terms = view(&maya).await["members"][0]["terms"].clone();
        assert_eq!((&terms["weekly_capacity_seconds"], &terms["internal_cost_cents"]), (&Value::Null, &3500.into()));
        set_plan(app, &maya, Plan::SoloPro, None).await;
        assert_refused(&change(&maya, &own, &[("member[internal_cost]", "40")]).await, "plan_required");
        assert_eq!(view(&maya).await["members"][0]["terms"], Value::Null);
    }

    /// Entries keep what an hour cost when they were made: $35 stays when it is $45 by now.
    async fn entries_keep_their_cost(app: &TestApp) {
        let maya = app.person("Maya").await;
        let own = id(&maya).await;
        let project = maya.call::<CreateProject>(&[
            ("project[name]", "Site"), ("project[billable]", "true"), ("project[hourly_rate]", "100"),
        ]).await.ok();
        add_entry(&maya, "before").await;
        change(&maya, &own, &[("member[internal_cost]", "35")]).await.ok();
        let first = maya.call::<CreateTimeEntry>(&[
            ("entry[description]", "first"), ("entry[duration]", "2:00"), ("entry[project_id]", project.as_str().unwrap()),
        ]).await.ok();
        let first = first.as_str().unwrap();
        maya.call::<StartTimer>(&[("timer[description]", "timed")]).await.ok();
        app.clock.advance(60);
        maya.call::<SaveTimer>(&[("timer[description]", "timed")]).await.ok();
        crate::imports::import(&maya, crate::imports::DETAILED).await;

        change(&maya, &own, &[("member[internal_cost]", "45")]).await.ok();
        app.clock.advance(60);
        maya.call::<UpdateTimeEntry>(&[("id", first), ("entry[description]", "first"), ("entry[duration]", "3:00")]).await.ok();
        maya.call::<DuplicateTimeEntry>(&[("id", first)]).await.ok();
        add_entry(&maya, "second").await;
        let deletion = maya.call::<DeleteTimeEntries>(&[("ids[]", first)]).await.ok();
        maya.call::<RestoreTimeEntries>(&[("id", deletion.as_str().unwrap())]).await.ok();

        assert_eq!(costs(app, "before").await, [None]);
        assert_eq!(costs(app, "first").await, [Some(3500), Some(4500)]);
        assert_eq!(costs(app, "timed").await, [Some(3500)]);
        assert_eq!(costs(app, "second").await, [Some(4500)]);
        let mut tx = app.services.db.read().await.unwrap();
        let imported = fetch!(&mut tx, c => sqlx::query_scalar::<_, Option<i64>>(
            "select distinct internal_cost_cents from time_entries where import_key is not null"
        ).fetch_all(c)).unwrap();
        assert_eq!(imported, [Some(3500)]);
    }

    /// Another owner, the old one Manager; with the password, and with a seat.
    async fn ownership_is_handed_over(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Viewer).await;
        let ben_id = id(&ben).await;
        let hand_over = async |user: &str, password: &str| {
            maya.call::<HandOverWorkspace>(&[("handover[user_id]", user), ("handover[current_password]", password)]).await
        };
        app.clock.advance(3600);
        assert_eq!(hand_over(&ben_id, "").await.refused_fields(), ["current_password"]);
        assert_eq!(hand_over(&ben_id, "not my password").await.refused_fields(), ["current_password"]);
        assert_eq!(hand_over(&id(&maya).await, PASSWORD).await.refused_fields(), ["user_id"]);
        assert_eq!(hand_over(UNKNOWN, PASSWORD).await.status, 404);
        set_plan(app, &maya, Plan::Team, Some(1)).await;
        assert_conflict(&hand_over(&ben_id, PASSWORD).await, "seats_exhausted");
        assert_eq!(roles(&maya).await, ["Maya: owner", "Ben: viewer"]);
        set_plan(app, &maya, Plan::Team, Some(2)).await;
        hand_over(&ben_id, PASSWORD).await.ok();
        assert_eq!(roles(&ben).await, ["Ben: owner", "Maya: manager"]);
        assert!(log(app, &maya).await.contains(&"workspace.handed_over".to_owned()));
        maya.call::<LeaveWorkspace>(&[]).await.ok();
        assert_eq!(roles(&ben).await, ["Ben: owner"]);
    }

    /// Entries stay, the timer goes, the session falls to another workspace; who has none gets one.
    async fn nobody_is_left_without_a_workspace(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.person("Ben").await;
        let personal = ben.actor().await.workspace_id;
        app.join(&ben, maya.actor().await.workspace_id, Role::Member).await;
        let mut tx = app.services.write_in(personal).await.unwrap();
        execute!(&mut tx, c => sqlx::query("delete from workspaces where id = $1").bind(personal.uuid()).execute(c)).unwrap();
        tx.commit().await.unwrap();
        add_entry(&ben, "kept").await;
        ben.call::<StartTimer>(&[("timer[description]", "dropped")]).await.ok();
        maya.call::<RemoveMember>(&[("id", &id(&ben).await)]).await.ok();
        let frame = ben.call::<LoadFrame>(&[]).await.ok();
        assert_eq!((&frame["workspace"]["name"], &frame["workspace"]["role"]), (&"Ben’s workspace".into(), &"owner".into()));
        assert_eq!(frame["workspaces"].as_array().unwrap().len(), 1);
        assert_eq!(ben.call::<LoadTimer>(&[]).await.ok(), Value::Null);
        assert_eq!(costs(app, "kept").await.len(), 1);
        assert!(log(app, &maya).await.contains(&"member.removed".to_owned()));

        let token = invite(&maya, BEN, "member").await;
        accept(&ben, &token).await.ok();
        ben.call::<LeaveWorkspace>(&[]).await.ok();
        assert_eq!(workspace_name(&ben).await, "Ben’s workspace");
        assert_eq!(roles(&maya).await, ["Maya: owner"]);
        assert!(log(app, &maya).await.contains(&"member.left".to_owned()));
    }

    /// Who becomes Viewer cannot stop a timer: it is paused, and its time is kept.
    async fn a_viewers_timer_waits(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        ben.call::<StartTimer>(&[("timer[description]", "under way")]).await.ok();
        app.clock.advance(90);
        let ben_id = id(&ben).await;
        change(&maya, &ben_id, &[("member[role]", "viewer")]).await.ok();
        app.clock.advance(3600);
        change(&maya, &ben_id, &[("member[role]", "member")]).await.ok();
        let timer = ben.call::<LoadTimer>(&[]).await.ok();
        assert_eq!((&timer["state"], &timer["elapsed"]), (&"paused".into(), &90.into()));
    }

    /// Another workspace's members and invitations answer like ones that do not exist.
    async fn another_workspaces_people_do_not_exist(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        invite(&noor, BEN, "member").await;
        let theirs = view(&noor).await["invitations"][0]["id"].as_str().unwrap().to_owned();
        for id in [theirs.as_str(), UNKNOWN] {
            assert_eq!(maya.call::<ResendInvitation>(&[("id", id)]).await.status, 404);
            assert_eq!(maya.call::<CancelInvitation>(&[("id", id)]).await.status, 404);
        }
        let noor_id = id(&noor).await;
        for user in [noor_id.as_str(), UNKNOWN, "noor"] {
            assert_eq!(change(&maya, user, &[("member[role]", "viewer")]).await.status, 404);
        }
        for user in [noor_id.as_str(), UNKNOWN] {
            assert_eq!(maya.call::<RemoveMember>(&[("id", user)]).await.status, 404);
            assert_eq!(maya.call::<HandOverWorkspace>(&[("handover[user_id]", user), ("handover[current_password]", PASSWORD)]).await.status, 404);
        }
        assert_eq!(view(&noor).await["invitations"].as_array().unwrap().len(), 1);
        assert_eq!(roles(&noor).await, ["Noor: owner"]);
    }

    /// A role that changed while a request was on its way allows nothing any more.
    async fn who_was_demoted_invites_nobody(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.member(&maya, "Noor", Role::Manager).await;
        let stale = noor.actor().await;
        change(&maya, &id(&noor).await, &[("member[role]", "viewer")]).await.ok();
        let form = InvitationForm { email: BEN.into(), role: "manager".into() };
        assert!(app.services.invite_member(&stale, form).await.is_err());
        assert_eq!(view(&maya).await["invitations"], Value::Array(vec![]));
    }

    /// Without scripts: the link is shown once on the page that comes next; whoever follows it signs up and comes back to
    /// it without its token ever standing in an address.
    async fn forms_without_scripts_are_enough(app: &TestApp) {
        let maya = app.person("Maya").await;
        let sent = maya.submit::<InviteMember>("/settings/members?new=1", &[("invitation[email]", BEN), ("invitation[role]", "member")]).await;
        assert_eq!((sent.status, sent.location.as_deref()), (302, Some("/settings/members")));
        let page = maya.get("/settings/members").await.ok();
        let (_, rest) = page.as_str().unwrap().split_once("/invitations/accept?token=").expect("the link");
        let token = rest.get(..64).unwrap().to_owned();
        let again = maya.get("/settings/members").await.ok();
        assert!(!again.as_str().unwrap().contains(&token), "shown once");

        let ben = app.anonymous();
        let path = format!("/invitations/accept?token={token}");
        let page = ben.get(&path).await.ok();
        assert!(page.as_str().unwrap().contains("Maya’s workspace"));
        let kept = ben.submit::<KeepInvitation>(&path, &[("invitation[token]", &token), ("to", "sign_up")]).await;
        assert_eq!(kept.location.as_deref(), Some("/signup"));
        let page = ben.get("/signup").await.ok();
        assert!(page.as_str().unwrap().contains(BEN) && !page.as_str().unwrap().contains(&token));
        let signed_up = ben.submit::<SignUp>("/signup", &[
            ("account[name]", "Ben"), ("account[email]", BEN), ("account[password]", PASSWORD),
        ]).await;
        assert_eq!(signed_up.location.as_deref(), Some("/invitations/accept"));
        let page = ben.get("/invitations/accept").await.ok();
        assert!(page.as_str().unwrap().contains("Accept invitation") && !page.as_str().unwrap().contains(&token));
        let accepted = ben.submit::<AcceptInvitation>("/invitations/accept", &[("invitation[token]", "")]).await;
        assert_eq!(accepted.location.as_deref(), Some("/timer"));
        assert_eq!(workspace_name(&ben).await, "Maya’s workspace");
        // The way back is forgotten.
        let page = ben.get("/invitations/accept").await.ok();
        assert!(page.as_str().unwrap().contains("no longer valid"));
        for (path, words) in [
            ("/settings/members", "Leave workspace"), ("/settings/members?leave=1", "Leave Maya’s workspace?"),
        ] {
            let page = ben.get(path).await.ok();
            assert!(page.as_str().unwrap().contains(words), "{path}");
        }
        let ben_id = id(&ben).await;
        for (path, words) in [
            ("/settings/members?new=1".to_owned(), "Send invitation"),
            (format!("/settings/members?member={ben_id}"), "Internal hourly cost"),
            (format!("/settings/members?remove={ben_id}"), "Remove Ben?"),
            ("/settings/members?hand_over=1".to_owned(), "New owner"),
        ] {
            let page = maya.get(&path).await.ok();
            assert!(page.as_str().unwrap().contains(words), "{path}");
        }
    }

    /// Signed in as somebody else: signed out on the way, and back at the invitation.
    async fn somebody_else_signs_out_first(app: &TestApp) {
        let maya = app.person("Maya").await;
        app.person("Ben").await;
        let token = invite(&maya, BEN, "viewer").await;
        let shared = app.person("Eve").await;
        let kept = shared.submit::<KeepInvitation>("/invitations/accept", &[("invitation[token]", &token), ("to", "sign_in")]).await;
        assert_eq!(kept.location.as_deref(), Some("/login"));
        assert_eq!(shared.call::<LoadAccount>(&[]).await.status, 401);
        let signed_in = shared.submit::<SignIn>("/login", &[("account[email]", BEN), ("account[password]", PASSWORD)]).await;
        assert_eq!(signed_in.location.as_deref(), Some("/invitations/accept"));
        let declined = shared.submit::<DeclineInvitation>("/invitations/accept", &[]).await;
        assert_eq!(declined.location.as_deref(), Some("/timer"));
        assert_eq!(view(&maya).await["invitations"], Value::Array(vec![]));
        // What is no token is kept nowhere.
        let odd = app.anonymous().submit::<KeepInvitation>("/invitations/accept", &[("invitation[token]", "//evil.example"), ("to", "sign_in")]).await;
        assert_eq!(odd.location.as_deref(), Some("/login"));
    }
}

on_both_databases! {
    with crate::members::sends_mail;
    /// By mail nobody is shown the link, and following it proves the address: no second letter is waited for.
    async fn a_letters_link_proves_the_address(app: &TestApp) {
        let (owner, workspace) = app.services.create_account(app::accounts::rules::NewAccount {
            name: "Maya".into(), email: "maya@example.com".into(), password: PASSWORD.into(), timezone: String::new(),
        }).await.unwrap();
        let maya = app.anonymous();
        maya.call::<SignIn>(&[("account[email]", "maya@example.com"), ("account[password]", PASSWORD)]).await.ok();
        assert_eq!(maya.actor().await.user_id, owner);
        let invited = try_to_invite(&maya, BEN, "member").await.ok();
        assert_eq!(invited["link"], Value::Null);
        let token = token_in(&app.letter_to(BEN).await);

        let ben = app.anonymous();
        ben.submit::<KeepInvitation>("/invitations/accept", &[("invitation[token]", &token), ("to", "sign_up")]).await;
        let sign_up = async |person: &Person, email: &str| {
            person.submit::<SignUp>("/signup", &[("account[name]", "Ben"), ("account[email]", email), ("account[password]", PASSWORD)]).await
        };
        // It proves its own address alone.
        let other = sign_up(&ben, "eve@example.com").await;
        assert_eq!(other.location.as_deref(), Some("/signup/sent"));
        let proved = sign_up(&ben, BEN).await;
        assert_eq!(proved.location.as_deref(), Some("/invitations/accept"));
        let own = ben.call::<ListOwnInvitations>(&[]).await.ok();
        let invitation = own[0]["id"].as_str().unwrap();
        ben.call::<AcceptInvitation>(&[("invitation[id]", invitation)]).await.ok();
        assert_eq!(ben.actor().await.workspace_id, workspace);
        assert_eq!(ben.call::<ListOwnInvitations>(&[]).await.ok(), Value::Array(vec![]));
    }
}
