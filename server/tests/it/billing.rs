//! Plans, seats and payment where no money moves: rules of room, grace to the second, and what read-only means.

use std::sync::Arc;

use app::access::{BillingState, GRACE_SECONDS, Plan, Role};
use app::accounts::server_fns::SignIn;
use app::billing::server_fns::{ChangePlan, ChangeSeats, LoadBilling, ManagePayment};
use app::clients::server_fns::{ArchiveClient, CreateClient, DeleteClient, UpdateClient};
use app::imports::server_fns::RunImport;
use app::projects::server_fns::{ArchiveProject, CreateProject, DeleteProject, UpdateProject};
use app::tags::server_fns::{CreateTag, DeleteTag, ListTags, RenameTag};
use app::time_entries::server_fns::{
    CreateTimeEntry, DeleteTimeEntries, DuplicateTimeEntry, RestoreTimeEntries, UpdateTimeEntries,
    UpdateTimeEntry,
};
use app::timer::server_fns::{
    ContinueTimeEntry, LoadTimer, PauseTimer, ResetTimer, ResumeTimer, SaveTimer, StartTimer,
    UpdateTimer,
};
use app::values::WorkspaceId;
use app::workspaces::server_fns::{LoadFrame, SwitchWorkspace, UpdateWorkspace};
use serde_json::Value;
use server::fetch;
use server::mail::Letter;

use crate::clients::UNKNOWN;
use crate::on_both_databases;
use crate::support::{Answer, PASSWORD, Person, START, TestApp};

const END: i64 = START + GRACE_SECONDS;

pub async fn workspace_of(person: &Person) -> WorkspaceId {
    person.actor().await.workspace_id
}

pub async fn billing(person: &Person) -> Value {
    person.call::<LoadBilling>(&[]).await.ok()
}

/// Signs in again: a session that nobody uses ends before a grace period does.
pub async fn again(app: &TestApp, name: &str, workspace: WorkspaceId) -> Person {
    let person = app.anonymous();
    let email = format!("{}@example.com", name.to_lowercase());
    person
        .call::<SignIn>(&[("account[email]", &email), ("account[password]", PASSWORD)])
        .await
        .ok();
    let id = workspace.to_string();
    person.call::<SwitchWorkspace>(&[("id", &id)]).await.ok();
    person
}

/// What the log says about plan and payment, oldest first, with who did it.
pub async fn log(app: &TestApp, workspace: WorkspaceId) -> Vec<(String, bool)> {
    let mut tx = app.services.db.read().await.unwrap();
    fetch!(&mut tx, c => sqlx::query_as::<_, (String, Option<uuid::Uuid>)>(
        "select action, user_id from activity where workspace_id = $1 and action like 'billing.%' order by at, id"
    ).bind(workspace.uuid()).fetch_all(c))
    .unwrap()
    .into_iter()
    .map(|(action, user)| (action, user.is_some()))
    .collect()
}

async fn set(app: &TestApp, workspace: WorkspaceId, state: BillingState, since: Option<i64>) {
    app.services
        .set_billing(workspace, state, since)
        .await
        .unwrap();
}

#[track_caller]
fn is_read_only(answer: &Answer) {
    assert_eq!(
        (answer.status, &answer.body["refused"]),
        (403, &"workspace_read_only".into()),
        "{answer:?}"
    );
}

#[track_caller]
fn is_forbidden(answer: &Answer) {
    assert_eq!(
        (answer.status, &answer.body["refused"]),
        (403, &"forbidden".into()),
        "{answer:?}"
    );
}

async fn plan(person: &Person, plan: &str, seats: &str) -> Answer {
    person
        .call::<ChangePlan>(&[("room[plan]", plan), ("room[seats]", seats)])
        .await
}

/// Every write there is, by its server function.
async fn write_everything(person: &Person) -> Vec<Answer> {
    let id = [("id", UNKNOWN)];
    let archive = [("id", UNKNOWN), ("archived", "true")];
    let timer = [("timer[description]", "x")];
    let entry = [("id", UNKNOWN), ("entry[duration]", "1:00")];
    let ids = [("ids[0]", UNKNOWN)];
    vec![
        person.call::<StartTimer>(&timer).await,
        person.call::<UpdateTimer>(&timer).await,
        person.call::<PauseTimer>(&timer).await,
        person.call::<ResumeTimer>(&timer).await,
        person.call::<SaveTimer>(&timer).await,
        person.call::<ResetTimer>(&[]).await,
        person.call::<ContinueTimeEntry>(&id).await,
        person.call::<CreateTimeEntry>(&entry[1..]).await,
        person.call::<UpdateTimeEntry>(&entry).await,
        person.call::<DuplicateTimeEntry>(&id).await,
        person.call::<UpdateTimeEntries>(&ids).await,
        person.call::<DeleteTimeEntries>(&ids).await,
        person.call::<RestoreTimeEntries>(&id).await,
        person.call::<CreateClient>(&[("client[name]", "A")]).await,
        person
            .call::<UpdateClient>(&[("id", UNKNOWN), ("client[name]", "A")])
            .await,
        person.call::<ArchiveClient>(&archive).await,
        person.call::<DeleteClient>(&id).await,
        person
            .call::<CreateProject>(&[("project[name]", "A")])
            .await,
        person
            .call::<UpdateProject>(&[("id", UNKNOWN), ("project[name]", "A")])
            .await,
        person.call::<ArchiveProject>(&archive).await,
        person.call::<DeleteProject>(&id).await,
        person.call::<CreateTag>(&[("name", "a")]).await,
        person
            .call::<RenameTag>(&[("id", UNKNOWN), ("name", "a")])
            .await,
        person.call::<DeleteTag>(&id).await,
        person.call::<RunImport>(&[("upload", UNKNOWN)]).await,
        person
            .call::<UpdateWorkspace>(&[("workspace[name]", "A")])
            .await,
    ]
}

on_both_databases! {
    /// Up and down, with the sentence that says how many have to go.
    async fn a_plan_must_hold_everybody(app: &TestApp) {
        let maya = app.person("Maya").await;
        app.member(&maya, "Ben", Role::Member).await;
        app.member(&maya, "Vi", Role::Viewer).await;
        let refused = plan(&maya, "solo_pro", "").await;
        assert_eq!(refused.refused_fields(), ["plan"]);
        assert!(refused.body.to_string().contains("Remove 2 of them first"), "{refused:?}");
        let refused = plan(&maya, "team", "1").await;
        assert_eq!(refused.refused_fields(), ["seats"]);
        assert!(refused.body.to_string().contains("make 1 of them Viewers"), "{refused:?}");
        assert_eq!(billing(&maya).await["plan"], "business");
        plan(&maya, "team", "2").await.ok();
        let now = billing(&maya).await;
        assert_eq!((&now["plan"], &now["seats"]), (&"team".into(), &2.into()));
        assert_eq!(now["usage"], serde_json::json!({ "people": 3, "seated": 2 }));
        let few = maya.call::<ChangeSeats>(&[("room[seats]", "1")]).await;
        assert_eq!(few.refused_fields(), ["seats"]);
        maya.call::<ChangeSeats>(&[("room[seats]", "7"), ("room[plan]", "free")]).await.ok();
        let now = billing(&maya).await;
        assert_eq!((&now["plan"], &now["seats"]), (&"team".into(), &7.into()));
        maya.call::<ChangeSeats>(&[("room[seats]", "")]).await.ok();
        assert_eq!(billing(&maya).await["seats"], Value::Null);
        assert_eq!(plan(&maya, "gold", "").await.refused_fields(), ["plan"]);
        let workspace = workspace_of(&maya).await;
        let changes = log(app, workspace).await;
        assert_eq!(changes, vec![("billing.plan_changed".to_owned(), true); 3]);
    }

    /// Alone, everything fits, and what the plan lacks stops.
    async fn one_person_may_go_down_to_free(app: &TestApp) {
        let maya = app.person("Maya").await;
        assert_eq!(maya.get("/exports/time-entries.csv").await.status, 200);
        plan(&maya, "free", "").await.ok();
        assert_eq!(maya.get("/exports/time-entries.csv").await.status, 403);
        maya.call::<CreateTag>(&[("name", "dev")]).await.ok();
        plan(&maya, "solo_pro", "").await.ok();
        assert_eq!(maya.get("/exports/time-entries.csv").await.status, 200);
    }

    /// The Owner alone changes plan and seats; everybody sees the state, and only leaders who is counted.
    async fn billing_is_the_owners(app: &TestApp) {
        let maya = app.person("Maya").await;
        for (name, role, counts) in [("Manu", Role::Manager, true), ("Ben", Role::Member, false), ("Vi", Role::Viewer, false)] {
            let person = app.member(&maya, name, role).await;
            is_forbidden(&plan(&person, "team", "9").await);
            is_forbidden(&person.call::<ChangeSeats>(&[("room[seats]", "9")]).await);
            is_forbidden(&person.call::<ManagePayment>(&[]).await);
            let seen = billing(&person).await;
            assert_eq!((&seen["manages"], seen["usage"].is_object()), (&false.into(), counts), "{name}");
            let page = person.get("/settings/billing?change=plan").await;
            let page = page.body.as_str().unwrap();
            assert!(page.contains("All plans") && !page.contains("Change plan") && !page.contains("Change seats"), "{name}");
        }
        assert_eq!(app.anonymous().call::<LoadBilling>(&[]).await.status, 401);
        assert_eq!(app.anonymous().get("/settings/billing").await.status, 303);
        let page = maya.get("/settings/billing?change=plan").await;
        assert!(page.body.as_str().unwrap().contains("Change plan"));
        // Nobody moves money here.
        assert_eq!(maya.call::<ManagePayment>(&[]).await.status, 404);
        assert_eq!(billing(&app.person("Noor").await).await["usage"]["people"], 1);
    }

    /// Without scripts the refusal comes back in the address.
    async fn plain_forms_work(app: &TestApp) {
        let maya = app.person("Maya").await;
        let done = maya.submit::<ChangePlan>("/settings/billing?change=plan", &[("room[plan]", "team"), ("room[seats]", "4")]).await;
        assert_eq!((done.status, done.location.as_deref()), (302, Some("/settings/billing")));
        let refused = maya.submit::<ChangeSeats>("/settings/billing?change=seats", &[("room[seats]", "none")]).await;
        let page = maya.get(refused.location.unwrap().trim_start_matches(&app.base)).await;
        assert!(page.body.as_str().unwrap().contains("Use a whole number from 1 to 10,000."));
    }

    /// A second before the end everything works; at the end nothing does, for anybody.
    async fn grace_ends_to_the_second(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = workspace_of(&maya).await;
        app.member(&maya, "Ben", Role::Member).await;
        set(app, workspace, BillingState::PastDue, None).await;
        app.clock.set(END - 1);
        let maya = again(app, "Maya", workspace).await;
        let ben = again(app, "Ben", workspace).await;
        maya.call::<CreateTag>(&[("name", "late")]).await.ok();
        for answer in write_everything(&maya).await {
            assert_ne!(answer.body["refused"], "workspace_read_only", "{answer:?}");
        }
        ben.call::<CreateTimeEntry>(&[("entry[duration]", "1:00")]).await.ok();
        app.clock.set(END);
        for answer in write_everything(&maya).await {
            is_read_only(&answer);
        }
        is_read_only(&ben.call::<CreateTimeEntry>(&[("entry[duration]", "1:00")]).await);
        is_forbidden(&ben.call::<CreateClient>(&[("client[name]", "A")]).await);
        // Reading, exports and the billing page stay open.
        assert_eq!(maya.call::<ListTags>(&[]).await.ok().as_array().unwrap().len(), 2);
        for path in ["/timer", "/clients", "/projects", "/tags", "/settings", "/settings/data", "/settings/billing", "/exports/time-entries.csv"] {
            assert_eq!(maya.get(path).await.status, 200, "{path}");
        }
        let page = ben.get("/timer").await;
        let page = page.body.as_str().unwrap();
        assert!(page.contains("This workspace is read-only") && page.contains("Ask the owner"), "{page}");
        plan(&maya, "team", "3").await.ok();
    }

    /// Nobody looks for days: the timer has what it counted until the end, and not a second more.
    async fn timers_stop_at_the_moment(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = workspace_of(&maya).await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        set(app, workspace, BillingState::PastDue, None).await;
        app.clock.advance(100);
        ben.call::<StartTimer>(&[("timer[description]", "Early")]).await.ok();
        app.clock.advance(50);
        ben.call::<PauseTimer>(&[("timer[description]", "Early")]).await.ok();
        app.clock.set(END - 30);
        let (maya, ben) = (again(app, "Maya", workspace).await, again(app, "Ben", workspace).await);
        maya.call::<StartTimer>(&[("timer[description]", "Late")]).await.ok();
        app.clock.set(END - 10);
        ben.call::<ResumeTimer>(&[("timer[description]", "Early")]).await.ok();
        app.clock.set(END + 3 * 24 * 3600 + 7);
        let frame = maya.call::<LoadFrame>(&[]).await.ok();
        assert_eq!((&frame["timer"]["state"], &frame["timer"]["elapsed"]), (&"paused".into(), &30.into()));
        assert_eq!(frame["actor"]["billing"], "read_only");
        let timer = ben.call::<LoadTimer>(&[]).await.ok();
        assert_eq!((&timer["state"], &timer["elapsed"]), (&"paused".into(), &60.into()));
        let lines = log(app, workspace).await;
        assert_eq!(lines, [("billing.payment_failed".to_owned(), false), ("billing.became_read_only".to_owned(), false)]);
        // Paid: everything works at once, and the pause is no time.
        set(app, workspace, BillingState::Active, None).await;
        let timer = maya.call::<LoadTimer>(&[]).await.ok();
        assert_eq!((&timer["state"], &timer["elapsed"]), (&"paused".into(), &30.into()));
        maya.call::<ResumeTimer>(&[("timer[description]", "Late")]).await.ok();
        app.clock.advance(5);
        maya.call::<SaveTimer>(&[("timer[description]", "Late")]).await.ok();
        assert_eq!(maya.call::<LoadFrame>(&[]).await.ok()["trouble"], Value::Null);
    }

    /// A payment that comes late, before anybody looked, gives no paused time back.
    async fn a_late_payment_gives_no_time_back(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = workspace_of(&maya).await;
        set(app, workspace, BillingState::PastDue, None).await;
        app.clock.set(END - 20);
        let maya = again(app, "Maya", workspace).await;
        maya.call::<StartTimer>(&[("timer[description]", "x")]).await.ok();
        app.clock.set(END + 1000);
        set(app, workspace, BillingState::Active, None).await;
        let timer = maya.call::<LoadTimer>(&[]).await.ok();
        assert_eq!((&timer["state"], &timer["elapsed"]), (&"paused".into(), &20.into()));
        let actions: Vec<String> = log(app, workspace).await.into_iter().map(|(action, _)| action).collect();
        assert_eq!(actions, ["billing.payment_failed", "billing.became_read_only", "billing.restored"]);
    }

    /// Whoever comes first settles it, whatever else happens at the same time.
    async fn payment_and_end_at_once(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = workspace_of(&maya).await;
        set(app, workspace, BillingState::PastDue, None).await;
        app.clock.set(END - 5);
        let maya = again(app, "Maya", workspace).await;
        maya.call::<StartTimer>(&[("timer[description]", "x")]).await.ok();
        app.clock.set(END + 60);
        let services = &app.services;
        let several = futures::future::join_all((0..6).map(|n| {
            let services = Arc::clone(services);
            async move {
                if n == 3 {
                    services.set_billing(workspace, BillingState::Active, None).await.map(drop)
                } else {
                    services.settle_grace(workspace).await
                }
            }
        }));
        let (looks, settled) = futures::join!(several, services.settle_every_grace());
        assert!(looks.into_iter().all(|look| look.is_ok()));
        assert_eq!(settled, Ok(None));
        let timer = maya.call::<LoadTimer>(&[]).await.ok();
        assert_eq!((&timer["state"], &timer["elapsed"]), (&"paused".into(), &5.into()));
        let actions: Vec<String> = log(app, workspace).await.into_iter().map(|(action, _)| action).collect();
        assert_eq!(actions, ["billing.payment_failed", "billing.became_read_only", "billing.restored"]);
        maya.call::<CreateTag>(&[("name", "dev")]).await.ok();
    }

    /// A second failure does not extend the first one's grace, nor does one after the end begin another.
    async fn a_repeated_failure_changes_nothing(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = workspace_of(&maya).await;
        set(app, workspace, BillingState::PastDue, None).await;
        app.clock.advance(5 * 24 * 3600);
        set(app, workspace, BillingState::PastDue, None).await;
        assert_eq!(app.services.settle_every_grace().await, Ok(Some(END)));
        app.clock.set(END);
        set(app, workspace, BillingState::PastDue, None).await;
        let maya = again(app, "Maya", workspace).await;
        is_read_only(&maya.call::<CreateTag>(&[("name", "dev")]).await);
        // As another system knows it: explicitly.
        set(app, workspace, BillingState::PastDue, Some(END - 60)).await;
        maya.call::<CreateTag>(&[("name", "dev")]).await.ok();
        set(app, workspace, BillingState::PastDue, Some(START)).await;
        is_read_only(&maya.call::<CreateTag>(&[("name", "ops")]).await);
        assert!(app.services.set_billing(workspace, BillingState::PastDue, Some(END + 1)).await.is_err());
    }

    /// An operator sets plan and seats under the same rule.
    async fn operators_keep_to_the_rule(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = workspace_of(&maya).await;
        app.member(&maya, "Ben", Role::Member).await;
        let services = &app.services;
        assert!(services.set_plan(workspace, Plan::Free, None).await.is_err());
        assert!(services.set_plan(workspace, Plan::Team, Some(Some(1))).await.is_err());
        services.set_plan(workspace, Plan::Team, Some(Some(2))).await.unwrap();
        let kept = services.set_plan(workspace, Plan::Business, None).await.unwrap();
        assert_eq!((kept.room.plan, kept.room.seats), (Plan::Business, Some(2)));
        let open = services.set_plan(workspace, Plan::Business, Some(None)).await.unwrap();
        assert_eq!(open.room.seats, None);
        assert!(log(app, workspace).await.iter().all(|(_, by_person)| !by_person));
        set(app, workspace, BillingState::ReadOnly, None).await;
        is_read_only(&maya.call::<CreateTag>(&[("name", "dev")]).await);
        assert!(services.set_plan(UNKNOWN.parse().unwrap(), Plan::Free, None).await.is_err());
    }

    /// The Owner gets letters, everybody the banner.
    async fn everybody_is_warned_and_the_owner_written_to(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = workspace_of(&maya).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        set(app, workspace, BillingState::PastDue, None).await;
        let mut letters = app.letters().await;
        letters.retain(|mail| matches!(mail.letter, Letter::PaymentFailed { .. }));
        assert_eq!((letters.len(), letters[0].to.email.as_str()), (1, "maya@example.com"));
        let Some(Letter::PaymentFailed { ends_at, link, .. }) = letters.pop().map(|mail| mail.letter) else {
            panic!("another letter");
        };
        assert_eq!(ends_at, END);
        assert!(link.ends_with("/settings/billing"));
        for (person, words) in [(&maya, "Repair the payment"), (&vi, "Ask the owner")] {
            let page = person.get("/clients").await;
            let page = page.body.as_str().unwrap();
            assert!(page.contains("Payment failed on 20 Nov 2026") && page.contains("4 Dec 2026, 11:00"), "{page}");
            assert!(page.contains(words), "{page}");
        }
        app.clock.set(END);
        app.services.settle_every_grace().await.unwrap();
        let letter = app.letter_to("maya@example.com").await;
        assert!(matches!(letter, Letter::WorkspaceReadOnly { .. }));
        let letters = app.letters().await;
        assert!(letters.iter().all(|mail| mail.to.email == "maya@example.com" || !matches!(mail.letter, Letter::PaymentFailed { .. } | Letter::WorkspaceReadOnly { .. })));
    }

    /// One workspace's payment is no other's.
    async fn another_workspace_goes_on(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        set(app, workspace_of(&maya).await, BillingState::ReadOnly, None).await;
        noor.call::<CreateTag>(&[("name", "dev")]).await.ok();
        plan(&noor, "free", "").await.ok();
        assert_eq!(billing(&maya).await["plan"], "business");
        assert_eq!(noor.call::<LoadFrame>(&[]).await.ok()["trouble"], Value::Null);
    }

    /// No provider sends anything here.
    async fn there_is_no_webhook_without_a_provider(app: &TestApp) {
        let url = format!("{}/billing/stripe/webhook", app.base);
        assert_eq!(app.anonymous().http.post(url).body("{}").send().await.unwrap().status(), 404);
    }
}
