//! Webhooks: made, shown once, heard as their maker may hear, sent signed, again and again, and to nobody inside.

mod delivering;
mod leases;
mod private;
mod receiver;

use std::sync::Arc;

use app::access::{BillingState, Plan, Role};
use app::members::server_fns::{RemoveMember, UpdateMember};
use app::timer::server_fns::{ResetTimer, StartTimer};
use app::webhooks::server_fns::{
    CreateWebhook, DeleteWebhook, DisableWebhook, EnableWebhook, LoadDeliveries, LoadWebhooks,
    ResendDelivery, UpdateWebhook,
};
use serde_json::Value;
use server::cli::open_with;
use server::clock::{ManualClock, SystemRandom};
use server::config::Config;
use server::fetch;
use server::services::Services;

use crate::matrix::world::set_standing;
use crate::on_both_databases;
use crate::support::{Person, TestApp};
use receiver::Receiver;

/// Receivers of tests are on this machine.
fn locally(config: &mut Config) {
    config.webhooks_allow_private = true;
}

/// Another server on the same database.
async fn another_server(app: &TestApp) -> Services {
    let config = app.services.config.clone();
    let clock = Arc::<ManualClock>::clone(&app.clock);
    open_with(config, clock, Arc::new(SystemRandom))
        .await
        .unwrap()
}

/// A webhook of this person: its id, and its secret.
async fn create(person: &Person, url: &str, kinds: &[&str]) -> (String, String) {
    let mut fields = vec![("webhook[url]", url)];
    fields.extend(kinds.iter().map(|kind| ("webhook[event_types][]", *kind)));
    let before = list(person).await;
    let new = person.call::<CreateWebhook>(&fields).await.ok();
    // The clock stands: which came last, their ids do not tell.
    let known = |webhook: &Value| before.iter().any(|known| known["id"] == webhook["id"]);
    let after = list(person).await;
    let id = after.iter().find(|webhook| !known(webhook)).unwrap()["id"].clone();
    (
        id.as_str().unwrap().to_owned(),
        new["secret"].as_str().unwrap().to_owned(),
    )
}

async fn list(person: &Person) -> Vec<Value> {
    let view = person.call::<LoadWebhooks>(&[]).await.ok();
    view["webhooks"].as_array().unwrap().clone()
}

async fn deliveries(person: &Person, id: &str) -> Vec<Value> {
    let rows = person.call::<LoadDeliveries>(&[("id", id)]).await.ok();
    rows.as_array().unwrap().clone()
}

async fn start(person: &Person) {
    let fields = [("timer[description]", "x")];
    person.call::<StartTimer>(&fields).await.ok();
}

async fn reset(person: &Person) {
    person.call::<ResetTimer>(&[]).await.ok();
}

async fn deliver(app: &TestApp) -> usize {
    app.services.deliver_webhooks().await.unwrap()
}

on_both_databases! {
    with crate::webhooks::locally;

    /// The secret is in one answer, and encrypted in the database; nothing shows it again.
    async fn the_secret_is_shown_once(app: &TestApp) {
        let ada = app.person("Ada").await;
        let (_, secret) = create(&ada, "https://example.com/hook", &[]).await;
        assert!(secret.starts_with("whsec_") && secret.len() == 38, "{secret}");
        assert!(!Value::Array(list(&ada).await).to_string().contains("whsec_"));
        let mut tx = app.services.db.read().await.unwrap();
        let (sealed, words) = fetch!(&mut tx, c => sqlx::query_as::<_, (Vec<u8>, String)>(
            "select sealed_secret, url || description || event_types from webhooks").fetch_one(c)).unwrap();
        drop(tx);
        assert!(!String::from_utf8_lossy(&sealed).contains(&secret[6..]));
        assert!(!words.contains("whsec_"));
        assert_ne!(create(&ada, "https://example.com/hook", &[]).await.1, secret);
    }

    /// Without scripts the secret is shown by the page that follows, once.
    async fn a_plain_form_shows_the_secret(app: &TestApp) {
        let ada = app.person("Ada").await;
        let fields = [("webhook[url]", "https://example.com/hook")];
        let sent = ada.submit::<CreateWebhook>("/settings/webhooks?new=1", &fields).await;
        assert_eq!((sent.status, sent.location.as_deref()), (302, Some("/settings/webhooks")));
        let page = ada.get("/settings/webhooks").await.body.as_str().unwrap().to_owned();
        let (_, rest) = page.split_once("<code>whsec_").expect("the secret is shown");
        let again = ada.get("/settings/webhooks").await.body.as_str().unwrap().to_owned();
        assert!(again.contains("example.com/hook") && !again.contains(&rest[..32]));
        let id = list(&ada).await[0]["id"].as_str().unwrap().to_owned();
        let opened = ada.get(&format!("/settings/webhooks?webhook={id}")).await.body;
        assert!(opened.as_str().unwrap().contains("Nothing was sent yet"));
    }

    /// What is wrong is said beside its field, and there is an end to how many there are.
    async fn what_is_wrong_is_refused(app: &TestApp) {
        let ada = app.person("Ada").await;
        for (url, kind, field) in [
            ("", "", "url"),
            ("example.com", "", "url"),
            ("https://user:secret@example.com/", "", "url"),
            ("https://example.com/", "timer.exploded", "event_types"),
        ] {
            let fields = [("webhook[url]", url), ("webhook[event_types][]", kind)];
            let refused = ada.call::<CreateWebhook>(&fields).await;
            assert_eq!(refused.refused_fields(), [field], "{url} {kind}");
        }
        for _ in 0..20 {
            ada.call::<CreateWebhook>(&[("webhook[url]", "https://example.com/")]).await.ok();
        }
        let refused = ada.call::<CreateWebhook>(&[("webhook[url]", "https://example.com/")]).await;
        assert_eq!(refused.refused_fields(), ["url"]);
    }

    /// It hears what was chosen, from the choice on.
    async fn it_hears_what_was_chosen(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let (id, _) = create(&ada, &receiver.url(), &["timer.started"]).await;
        start(&ada).await;
        reset(&ada).await;
        deliver(app).await;
        assert_eq!(receiver.kinds(), ["timer.started"]);
        let url = receiver.url();
        let change = [("webhook[id]", id.as_str()), ("webhook[url]", &url), ("webhook[event_types][]", "timer.reset")];
        ada.call::<UpdateWebhook>(&change).await.ok();
        start(&ada).await;
        reset(&ada).await;
        deliver(app).await;
        assert_eq!(receiver.kinds(), ["timer.started", "timer.reset"]);
    }

    /// A Member's webhook hears of their own time, a Manager's of everybody's, and neither sees the other's webhook.
    async fn it_hears_what_its_maker_may_see(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let (to_ada, to_bob) = (Receiver::new().await, Receiver::new().await);
        let (adas, _) = create(&ada, &to_ada.url(), &[]).await;
        create(&bob, &to_bob.url(), &[]).await;
        start(&ada).await;
        start(&bob).await;
        deliver(app).await;
        assert_eq!(to_ada.got().len(), 2);
        let bobs = to_bob.got();
        assert_eq!(bobs.len(), 1);
        assert_eq!(bobs[0].json()["data"]["user_id"], bob.actor().await.user_id.to_string());
        assert_eq!((list(&bob).await.len(), list(&ada).await.len()), (1, 2));
        assert_eq!(bob.call::<LoadDeliveries>(&[("id", &adas)]).await.status, 404);
        assert_eq!(bob.call::<DeleteWebhook>(&[("id", &adas)]).await.status, 404);
    }

    /// What waits is looked at again when its turn comes: a Manager who is a Member by now hears no more of others' time.
    async fn what_waits_is_looked_at_again(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Manager).await;
        let receiver = Receiver::new().await;
        let (id, _) = create(&bob, &receiver.url(), &["timer.started", "member.updated"]).await;
        start(&ada).await;
        let user = bob.actor().await.user_id.to_string();
        ada.call::<UpdateMember>(&[("member[user_id]", &user), ("member[role]", "member")]).await.ok();
        assert_eq!(deliver(app).await, 1);
        assert_eq!(receiver.kinds(), ["member.updated"]);
        let rows = deliveries(&bob, &id).await;
        let refused = rows.iter().find(|row| row["event_type"] == "timer.started").unwrap();
        assert_eq!((&refused["state"], &refused["attempts"]), (&Value::from("failed"), &Value::from(0)));
        assert_eq!(refused["error"], "Whoever made the webhook may not see this any more.");
    }

    /// A smaller plan has none: what waits is given up. Who goes takes theirs along.
    async fn it_ends_with_plan_and_membership(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let receiver = Receiver::new().await;
        create(&bob, &receiver.url(), &[]).await;
        start(&bob).await;
        let user = bob.actor().await.user_id.to_string();
        ada.call::<RemoveMember>(&[("id", &user)]).await.ok();
        assert_eq!((deliver(app).await, list(&ada).await.len()), (0, 0));

        let (id, _) = create(&ada, &receiver.url(), &[]).await;
        start(&ada).await;
        let workspace = ada.actor().await.workspace_id;
        set_standing(&app.services, workspace, Plan::SoloPro, BillingState::Active).await;
        assert_eq!(deliver(app).await, 0);
        reset(&ada).await;
        set_standing(&app.services, workspace, Plan::Team, BillingState::Active).await;
        assert_eq!(deliver(app).await, 0);
        let rows = deliveries(&ada, &id).await;
        assert_eq!((rows.len(), &rows[0]["state"]), (1, &Value::from("failed")));
        assert!(receiver.got().is_empty());
    }

    /// Unpaid, what is sent out can be ended, the own as everybody's, and nothing else.
    async fn it_is_ended_in_a_read_only_workspace(app: &TestApp) {
        let ada = app.person("Ada").await;
        let noor = app.member(&ada, "Noor", Role::Member).await;
        let (off, _) = create(&ada, "https://example.com/off", &[]).await;
        let (gone, _) = create(&ada, "https://example.com/gone", &[]).await;
        let (theirs, _) = create(&noor, "https://example.com/theirs", &[]).await;
        let workspace = ada.actor().await.workspace_id;
        set_standing(&app.services, workspace, Plan::Team, BillingState::ReadOnly).await;
        let another = [("webhook[url]", "https://example.com/another")];
        assert_eq!(ada.call::<CreateWebhook>(&another).await.body["refused"], "workspace_read_only");
        ada.call::<DisableWebhook>(&[("id", &off)]).await.ok();
        assert_eq!(ada.call::<EnableWebhook>(&[("id", &off)]).await.body["refused"], "workspace_read_only");
        assert_eq!(noor.call::<DeleteWebhook>(&[("id", &gone)]).await.status, 404);
        ada.call::<DeleteWebhook>(&[("id", &gone)]).await.ok();
        ada.call::<DeleteWebhook>(&[("id", &theirs)]).await.ok();
        let left = list(&ada).await;
        assert_eq!((left.len(), &left[0]["id"], &left[0]["state"]), (1, &Value::from(off), &Value::from("disabled")));
        let page = ada.get("/settings/webhooks").await.body;
        assert!(page.as_str().unwrap().contains("webhooks can be disabled and deleted"));
    }

    /// Off, nothing is sent, not even what waited; on again, what happens from then on. A delivery can be sent once more.
    async fn it_is_switched_off_and_on(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let (id, _) = create(&ada, &receiver.url(), &[]).await;
        start(&ada).await;
        ada.call::<DisableWebhook>(&[("id", &id)]).await.ok();
        reset(&ada).await;
        assert_eq!(deliver(app).await, 0);
        let rows = deliveries(&ada, &id).await;
        assert_eq!((rows.len(), &rows[0]["state"]), (1, &Value::from("failed")));
        let first = rows[0]["id"].as_str().unwrap().to_owned();
        let refused = ada.call::<ResendDelivery>(&[("id", &first)]).await;
        assert_eq!(refused.refused_fields(), ["id"]);
        ada.call::<EnableWebhook>(&[("id", &id)]).await.ok();
        assert_eq!(deliver(app).await, 0);
        ada.call::<ResendDelivery>(&[("id", &first)]).await.ok();
        assert_eq!(deliver(app).await, 1);
        let got = receiver.got();
        assert_eq!(receiver.kinds(), ["timer.started"]);
        assert_ne!(got[0].header("timether-delivery-id"), first);
        let log = ada.call::<app::activity::server_fns::ListActivity>(&[]).await.ok().to_string();
        for action in ["webhook.created", "webhook.disabled", "webhook.enabled", "webhook.resent"] {
            assert!(log.contains(action), "{action}");
        }
        ada.call::<DeleteWebhook>(&[("id", &id)]).await.ok();
        assert!(list(&ada).await.is_empty());
    }
}
