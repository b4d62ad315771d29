//! The timer: every transition and every wrong one, two devices at once, what is copied at saving, isolation.

use app::accounts::server_fns::SignIn;
use app::clients::server_fns::{ArchiveClient, CreateClient};
use app::projects::server_fns::{ArchiveProject, CreateProject, UpdateProject};
use app::tags::server_fns::{CreateTag, DeleteTag};
use app::time_entries::server_fns::{ListTimeEntries, LoadTimeEntry};
use app::timer::server_fns::{
    ContinueTimeEntry, LoadTimer, PauseTimer, ResetTimer, ResumeTimer, SaveTimer, StartTimer,
    UpdateTimer,
};
use app::workspaces::server_fns::{CreateWorkspace, LoadFrame, SwitchWorkspace};
use futures::future::join_all;
use leptos::server_fn::ServerFn;
use serde_json::Value;

use crate::on_both_databases;
use crate::support::{Answer, PASSWORD, Person, START, TestApp};

const NOTHING: &[(&str, &str)] = &[("description", "")];

fn id_of(answer: Answer) -> String {
    answer.ok().as_str().unwrap().to_owned()
}

/// Posts the bar's form; `fields` without their `timer[…]`.
async fn press<S: ServerFn>(person: &Person, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<(String, &str)> = fields
        .iter()
        .map(|(name, value)| match *name {
            "tag_ids" => ("timer[tag_ids][]".to_owned(), *value),
            name => (format!("timer[{name}]"), *value),
        })
        .collect();
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    person.call::<S>(&fields).await
}

async fn load(person: &Person) -> Value {
    person.call::<LoadTimer>(&[]).await.ok()
}

async fn entry(person: &Person, id: &str) -> Value {
    person.call::<LoadTimeEntry>(&[("id", id)]).await.ok()
}

async fn count(person: &Person) -> usize {
    let page = person.call::<ListTimeEntries>(&[]).await.ok();
    let days = page["days"].as_array().unwrap();
    days.iter()
        .map(|day| day["entries"].as_array().unwrap().len())
        .sum()
}

#[track_caller]
fn is_conflict(answer: &Answer) {
    assert_eq!(
        (answer.status, &answer.body["conflict"][0]),
        (409, &"timer_conflict".into()),
        "{answer:?}"
    );
}

/// The same person on another device.
async fn other_device(app: &TestApp, name: &str) -> Person {
    let device = app.anonymous();
    let email = format!("{}@example.com", name.to_lowercase());
    device
        .call::<SignIn>(&[("account[email]", &email), ("account[password]", PASSWORD)])
        .await
        .ok();
    device
}

/// A billable project at 90.00 of a client, and a tag.
async fn webshop(person: &Person) -> (String, String, String) {
    let client = id_of(
        person
            .call::<CreateClient>(&[("client[name]", "Acme")])
            .await,
    );
    let project = id_of(
        person
            .call::<CreateProject>(&[
                ("project[name]", "Webshop"),
                ("project[client_id]", &client),
                ("project[billable]", "true"),
                ("project[hourly_rate]", "90"),
            ])
            .await,
    );
    let tag = id_of(person.call::<CreateTag>(&[("name", "dev")]).await);
    (client, project, tag)
}

on_both_databases! {
    /// What reports could not add up is not saved; the time stays on the timer, and can be saved without the project.
    async fn a_worth_beyond_counting_is_refused(app: &TestApp) {
        let maya = app.person("Maya").await;
        let fields = [("project[name]", "Gold"), ("project[billable]", "true"), ("project[hourly_rate]", "10000000000")];
        let project = id_of(maya.call::<CreateProject>(&fields).await);
        press::<StartTimer>(&maya, &[("project_id", &project)]).await.ok();
        app.clock.advance(110 * 24 * 3600);
        let maya = other_device(app, "Maya").await;
        let refused = press::<SaveTimer>(&maya, &[("project_id", &project)]).await;
        assert_eq!(refused.refused_fields(), ["project_id"]);
        assert_eq!(load(&maya).await["state"], "running");
        press::<SaveTimer>(&maya, &[("project_id", "")]).await.ok();
        assert_eq!(load(&maya).await, Value::Null);
    }

    /// Start, a break, save: the break is not in the entry, billable flag, rate and tags are.
    async fn a_timer_becomes_an_entry(app: &TestApp) {
        let maya = app.person("Maya").await;
        let (_, project, tag) = webshop(&maya).await;
        assert_eq!(load(&maya).await, Value::Null);
        let form = [("description", " Checkout flow "), ("project_id", &project), ("tag_ids", &tag)];
        let timer = press::<StartTimer>(&maya, &form).await.ok();
        assert_eq!((&timer["description"], &timer["state"]), (&"Checkout flow".into(), &"running".into()));
        assert_eq!((&timer["project"]["name"], &timer["project"]["client_name"]), (&"Webshop".into(), &"Acme".into()));
        assert_eq!((timer["billable"].as_bool(), timer["elapsed"].as_i64()), (Some(true), Some(0)));
        assert_eq!(timer["tags"][0]["name"], "dev");
        app.clock.advance(600);
        assert_eq!(load(&maya).await["elapsed"], 600);
        let paused = press::<PauseTimer>(&maya, &form).await.ok();
        assert_eq!((&paused["state"], paused["elapsed"].as_i64()), (&"paused".into(), Some(600)));
        app.clock.advance(3600);
        assert_eq!(load(&maya).await["elapsed"], 600);
        let resumed = press::<ResumeTimer>(&maya, &form).await.ok();
        assert_eq!((&resumed["state"], resumed["elapsed"].as_i64()), (&"running".into(), Some(600)));
        app.clock.advance(60);
        let saved = id_of(press::<SaveTimer>(&maya, &form).await);
        assert_eq!(load(&maya).await, Value::Null);
        let entry = entry(&maya, &saved).await;
        assert_eq!(entry["description"], "Checkout flow");
        assert_eq!((entry["started_at"].as_i64(), entry["ended_at"].as_i64()), (Some(START), Some(START + 4260)));
        assert_eq!((entry["seconds"].as_i64(), entry["billable"].as_bool()), (Some(660), Some(true)));
        assert_eq!((entry["hourly_rate_cents"].as_i64(), entry["amount_cents"].as_i64()), (Some(9000), Some(1650)));
        assert_eq!(entry["tags"][0]["name"], "dev");
    }

    /// Saved while it rests, an entry ends where the break began; and it may be longer than a day.
    async fn a_paused_timer_is_saved_too(app: &TestApp) {
        let maya = app.person("Maya").await;
        press::<StartTimer>(&maya, NOTHING).await.ok();
        app.clock.advance(30 * 3600);
        press::<PauseTimer>(&maya, NOTHING).await.ok();
        app.clock.advance(7200);
        let saved = id_of(press::<SaveTimer>(&maya, &[("description", "Long night")]).await);
        let entry = entry(&maya, &saved).await;
        assert_eq!((entry["seconds"].as_i64(), entry["ended_at"].as_i64()), (Some(108_000), Some(START + 108_000)));
        assert_eq!((&entry["description"], entry["billable"].as_bool()), (&"Long night".into(), Some(false)));
    }

    /// What does not fit the state is a conflict and changes nothing.
    async fn wrong_transitions_are_conflicts(app: &TestApp) {
        let maya = app.person("Maya").await;
        is_conflict(&press::<PauseTimer>(&maya, NOTHING).await);
        is_conflict(&press::<ResumeTimer>(&maya, NOTHING).await);
        is_conflict(&press::<SaveTimer>(&maya, NOTHING).await);
        is_conflict(&press::<UpdateTimer>(&maya, NOTHING).await);
        is_conflict(&maya.call::<ResetTimer>(&[]).await);
        press::<StartTimer>(&maya, &[("description", "Mine")]).await.ok();
        is_conflict(&press::<StartTimer>(&maya, &[("description", "Another")]).await);
        is_conflict(&press::<ResumeTimer>(&maya, &[("description", "Another")]).await);
        is_conflict(&press::<SaveTimer>(&maya, &[("description", "Another")]).await);
        app.clock.advance(5);
        assert_eq!(load(&maya).await["description"], "Mine");
        press::<PauseTimer>(&maya, &[("description", "Mine")]).await.ok();
        is_conflict(&press::<PauseTimer>(&maya, &[("description", "Another")]).await);
        let timer = load(&maya).await;
        assert_eq!((&timer["description"], timer["elapsed"].as_i64()), (&"Mine".into(), Some(5)));
        assert_eq!(count(&maya).await, 0);
    }

    /// Reset leaves no entry.
    async fn reset_discards(app: &TestApp) {
        let maya = app.person("Maya").await;
        press::<StartTimer>(&maya, &[("description", "Oops")]).await.ok();
        app.clock.advance(60);
        maya.call::<ResetTimer>(&[]).await.ok();
        assert_eq!((load(&maya).await, count(&maya).await), (Value::Null, 0));
        press::<StartTimer>(&maya, NOTHING).await.ok();
        assert_eq!(load(&maya).await["elapsed"], 0);
    }

    /// A clock that steps back takes nothing away and never shows less than nothing.
    async fn a_clock_set_back_does_no_harm(app: &TestApp) {
        let maya = app.person("Maya").await;
        press::<StartTimer>(&maya, NOTHING).await.ok();
        app.clock.advance(-3600);
        assert_eq!(load(&maya).await["elapsed"], 0);
        is_conflict(&press::<SaveTimer>(&maya, NOTHING).await);
        app.clock.advance(3610);
        let saved = id_of(press::<SaveTimer>(&maya, NOTHING).await);
        assert_eq!(entry(&maya, &saved).await["seconds"], 10);
    }

    /// Everything may change while it runs; a click elsewhere keeps what was typed.
    async fn what_is_done_may_change(app: &TestApp) {
        let maya = app.person("Maya").await;
        let (_, project, tag) = webshop(&maya).await;
        press::<StartTimer>(&maya, &[("description", "One")]).await.ok();
        app.clock.advance(10);
        let timer = press::<UpdateTimer>(&maya, &[
            ("description", "Two"), ("project_id", &project), ("billable_shown", "false"),
        ]).await.ok();
        assert_eq!((&timer["description"], timer["billable"].as_bool()), (&"Two".into(), Some(true)), "as the project");
        assert_eq!(timer["elapsed"], 10);
        let unticked = [("description", "Two"), ("project_id", project.as_str()), ("billable_shown", "true"), ("tag_ids", &tag)];
        let timer = press::<UpdateTimer>(&maya, &unticked).await.ok();
        assert_eq!((timer["billable"].as_bool(), &timer["tags"][0]["name"]), (Some(false), &"dev".into()));
        let timer = press::<PauseTimer>(&maya, &[
            ("description", "Three"), ("project_id", &project), ("billable_shown", "false"),
        ]).await.ok();
        assert_eq!((&timer["description"], timer["billable"].as_bool()), (&"Three".into(), Some(false)), "as decided");
        assert_eq!(timer["tags"], Value::Array(vec![]));
        let saved = id_of(press::<SaveTimer>(&maya, &[("description", "Four"), ("billable_shown", "true")]).await);
        let entry = entry(&maya, &saved).await;
        assert_eq!((&entry["description"], &entry["project"]), (&"Four".into(), &Value::Null));
    }

    /// The rate is the project's at the moment of saving; a project archived meanwhile keeps its timer.
    async fn saving_copies_the_project(app: &TestApp) {
        let maya = app.person("Maya").await;
        let (client, project, _) = webshop(&maya).await;
        let form = [("description", ""), ("project_id", project.as_str())];
        press::<StartTimer>(&maya, &form).await.ok();
        maya.call::<UpdateProject>(&[
            ("id", &project), ("project[name]", "Webshop"), ("project[client_id]", &client),
            ("project[billable]", "true"), ("project[hourly_rate]", "120"),
        ]).await.ok();
        maya.call::<ArchiveProject>(&[("id", &project), ("archived", "true")]).await.ok();
        app.clock.advance(3600);
        assert_eq!(load(&maya).await["project"]["name"], "Webshop");
        press::<PauseTimer>(&maya, &form).await.ok();
        let saved = id_of(press::<SaveTimer>(&maya, &form).await);
        let entry = entry(&maya, &saved).await;
        assert_eq!((entry["hourly_rate_cents"].as_i64(), entry["amount_cents"].as_i64()), (Some(12_000), Some(12_000)));
    }

    /// Archived, foreign and unknown projects and tags are refused by name, and nothing changes.
    async fn bad_fields_are_named(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let (client, project, tag) = webshop(&maya).await;
        let (_, theirs, their_tag) = webshop(&noor).await;
        let foreign = [("project_id", theirs.as_str()), ("tag_ids", &their_tag)];
        assert_eq!(press::<StartTimer>(&maya, &foreign).await.refused_fields(), ["project_id", "tag_ids"]);
        let nonsense = [("description", "\u{7}"), ("project_id", "x"), ("tag_ids", "y"), ("billable", "z")];
        let refused = press::<StartTimer>(&maya, &nonsense).await.refused_fields();
        assert_eq!(refused, ["description", "project_id", "billable", "tag_ids"]);
        assert_eq!(load(&maya).await, Value::Null);
        press::<StartTimer>(&maya, &[("description", "Mine"), ("tag_ids", &tag)]).await.ok();
        maya.call::<ArchiveClient>(&[("id", &client), ("archived", "true")]).await.ok();
        assert_eq!(press::<UpdateTimer>(&maya, &[("project_id", &project)]).await.refused_fields(), ["project_id"]);
        assert_eq!(press::<PauseTimer>(&maya, &foreign).await.refused_fields(), ["project_id", "tag_ids"]);
        let timer = load(&maya).await;
        assert_eq!((&timer["description"], &timer["state"]), (&"Mine".into(), &"running".into()));
        maya.call::<DeleteTag>(&[("id", &tag)]).await.ok();
        assert_eq!(load(&maya).await["tags"], Value::Array(vec![]));
    }

    /// Two devices are one person: what one does, the other finds.
    async fn two_devices_share_the_timer(app: &TestApp) {
        let desk = app.person("Maya").await;
        let phone = other_device(app, "Maya").await;
        press::<StartTimer>(&desk, &[("description", "At the desk")]).await.ok();
        app.clock.advance(30);
        assert_eq!(load(&phone).await["elapsed"], 30);
        is_conflict(&press::<StartTimer>(&phone, NOTHING).await);
        press::<PauseTimer>(&phone, &[("description", "On the phone")]).await.ok();
        is_conflict(&press::<PauseTimer>(&desk, NOTHING).await);
        assert_eq!(load(&desk).await["description"], "On the phone");
        press::<SaveTimer>(&desk, &[("description", "Done")]).await.ok();
        is_conflict(&press::<SaveTimer>(&phone, NOTHING).await);
        assert_eq!(count(&phone).await, 1);
    }

    /// Twenty clicks at once start one timer and save one entry.
    async fn parallel_clicks_count_once(app: &TestApp) {
        let maya = app.person("Maya").await;
        let answers = join_all((0..20).map(|_| press::<StartTimer>(&maya, NOTHING))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        answers.iter().filter(|answer| answer.status != 200).for_each(is_conflict);
        app.clock.advance(90);
        let answers = join_all((0..20).map(|_| press::<SaveTimer>(&maya, NOTHING))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        answers.iter().filter(|answer| answer.status != 200).for_each(is_conflict);
        assert_eq!(count(&maya).await, 1);
    }

    /// Each workspace has its own timer; switching leaves the other one running.
    async fn switching_leaves_the_other_timer(app: &TestApp) {
        let maya = app.person("Maya").await;
        let first = maya.call::<LoadFrame>(&[]).await.ok()["workspace"]["id"].as_str().unwrap().to_owned();
        press::<StartTimer>(&maya, &[("description", "Here")]).await.ok();
        maya.call::<CreateWorkspace>(&[("workspace[name]", "Studio")]).await.ok();
        assert_eq!(load(&maya).await, Value::Null);
        app.clock.advance(10);
        press::<StartTimer>(&maya, &[("description", "There")]).await.ok();
        app.clock.advance(10);
        maya.call::<SwitchWorkspace>(&[("id", &first)]).await.ok();
        let frame = maya.call::<LoadFrame>(&[]).await.ok();
        assert_eq!((&frame["timer"]["description"], frame["timer"]["elapsed"].as_i64()), (&"Here".into(), Some(20)));
        press::<SaveTimer>(&maya, NOTHING).await.ok();
        assert_eq!(count(&maya).await, 1);
    }

    /// Another person's timer is out of reach, whatever is pressed.
    async fn timers_are_personal(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        press::<StartTimer>(&maya, &[("description", "Mine")]).await.ok();
        app.clock.advance(10);
        assert_eq!(load(&noor).await, Value::Null);
        is_conflict(&press::<SaveTimer>(&noor, NOTHING).await);
        is_conflict(&noor.call::<ResetTimer>(&[]).await);
        assert_eq!(load(&maya).await["description"], "Mine");
        assert_eq!(app.anonymous().call::<StartTimer>(&[("timer[description]", "x")]).await.status, 401);
        assert_eq!(app.anonymous().call::<LoadTimer>(&[]).await.status, 401);
    }

    /// Continue takes over what an entry was about, and saves what was running before.
    async fn continuing_starts_a_timer_like_the_entry(app: &TestApp) {
        let maya = app.person("Maya").await;
        let (_, project, tag) = webshop(&maya).await;
        press::<StartTimer>(&maya, &[
            ("description", "Checkout"), ("project_id", &project), ("tag_ids", &tag), ("billable", "false"),
        ]).await.ok();
        app.clock.advance(60);
        let saved = id_of(press::<SaveTimer>(&maya, &[
            ("description", "Checkout"), ("project_id", &project), ("tag_ids", &tag), ("billable_shown", "false"),
        ]).await);
        let timer = maya.call::<ContinueTimeEntry>(&[("id", &saved)]).await.ok();
        assert_eq!((&timer["description"], &timer["project"]["name"]), (&"Checkout".into(), &"Webshop".into()));
        assert_eq!((&timer["tags"][0]["name"], timer["billable"].as_bool()), (&"dev".into(), Some(false)));
        assert_eq!((timer["elapsed"].as_i64(), timer["started_at"].as_i64()), (Some(0), Some(START + 60)));
        // Less than a second is not worth an entry.
        maya.call::<ContinueTimeEntry>(&[("id", &saved)]).await.ok();
        assert_eq!(count(&maya).await, 1);
        app.clock.advance(30);
        maya.call::<ArchiveProject>(&[("id", &project), ("archived", "true")]).await.ok();
        let timer = maya.call::<ContinueTimeEntry>(&[("id", &saved)]).await.ok();
        assert_eq!((&timer["project"], &timer["description"]), (&Value::Null, &"Checkout".into()));
        assert_eq!(count(&maya).await, 2);
        let noor = app.person("Noor").await;
        assert_eq!(noor.call::<ContinueTimeEntry>(&[("id", &saved)]).await.status, 404);
        assert_eq!(load(&noor).await, Value::Null);
    }

    /// Without scripts the browser is sent back to its page, with the error if there was one.
    async fn the_bar_works_as_a_plain_form(app: &TestApp) {
        let maya = app.person("Maya").await;
        let page = |answer: Answer| answer.location.unwrap();
        let started = maya.submit::<StartTimer>("/clients", &[("timer[description]", "Plain <b>")]).await;
        assert_eq!(started.status, 302);
        assert!(page(started).contains("/clients"));
        let shown = maya.get("/clients").await.body.as_str().unwrap().to_owned();
        assert!(shown.contains("Plain &lt;b&gt;") && shown.contains("Discard time"), "{shown}");
        let again = maya.submit::<StartTimer>("/clients", &[("timer[description]", "x")]).await;
        let target = page(again);
        assert!(target.contains("__err="), "{target}");
        let path = target.strip_prefix(&maya.base).unwrap_or(&target).to_owned();
        let shown = maya.get(&path).await.body.as_str().unwrap().to_owned();
        assert!(shown.contains("There is a timer already"), "{shown}");
    }
}
