//! A receiver that is slow, down, broken, redirecting, and back; and servers that come, go and share the work.

use std::collections::BTreeSet;
use std::time::Duration;

use app::access::Role;
use app::webhooks::server_fns::EnableWebhook;
use serde_json::Value;
use server::db::Db;
use server::mail::Letter;
use server::webhooks::{GIVE_UP_SECONDS, MAX_ATTEMPTS, Sender};

use super::receiver::{Manner, Receiver};
use super::{another_server, create, deliver, deliveries, list, reset, start};
use crate::on_both_databases;
use crate::support::{START, TestApp};

/// Longer than a receiver that is down is left alone, and than the first delay.
const REST: i64 = 36;
const DAY: i64 = 24 * 3600;

fn impatient() -> Sender {
    let lookup = std::sync::Arc::new(super::private::Names::default());
    Sender::with_lookup(true, lookup).with_deadline(Duration::from_millis(200))
}

/// The one delivery of a webhook.
async fn only_delivery(app: &TestApp, person: &crate::support::Person, id: &str) -> Value {
    let mut rows = deliveries(person, id).await;
    assert_eq!(rows.len(), 1, "{} {rows:?}", app.base);
    rows.remove(0)
}

on_both_databases! {
    with crate::webhooks::locally;

    /// One change is one delivery, signed over time and body, and noted.
    async fn a_change_is_delivered_once(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let (id, secret) = create(&ada, &receiver.url(), &[]).await;
        start(&ada).await;
        assert_eq!((deliver(app).await, deliver(app).await), (1, 0));
        let got = receiver.got();
        assert_eq!(got.len(), 1);
        let (actor, told) = (ada.actor().await, got[0].json());
        assert_eq!(got[0].signed_at(&secret), Some(START));
        assert_eq!(got[0].signed_at("whsec_another"), None);
        assert_eq!(got[0].header("content-type"), "application/json");
        assert_eq!(got[0].header("timether-event-id"), told["id"]);
        assert_eq!(told["type"], "timer.started");
        assert_eq!(told["created_at"], "2026-11-20T10:00:00Z");
        assert_eq!(told["workspace_id"], actor.workspace_id.to_string());
        assert_eq!(told["actor_id"], actor.user_id.to_string());
        assert_eq!(told["data"]["object"], "timer");
        let row = only_delivery(app, &ada, &id).await;
        assert_eq!(row["id"], got[0].header("timether-delivery-id"));
        assert_eq!((&row["state"], &row["attempts"]), (&Value::from("delivered"), &Value::from(1)));
        assert_eq!((&row["response_status"], &row["response_body"]), (&Value::from(200), &Value::from("taken")));
    }

    /// What is refused is tried again, later and later, as the same delivery, until it is taken; the order of events holds
    /// while nothing fails.
    async fn what_is_refused_is_tried_again(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let (id, secret) = create(&ada, &receiver.url(), &[]).await;
        receiver.behave(Manner::Refuse(500));
        start(&ada).await;
        assert_eq!((deliver(app).await, deliver(app).await), (1, 0));
        app.clock.advance(29);
        assert_eq!(deliver(app).await, 0, "it is left alone");
        app.clock.advance(REST - 29);
        assert_eq!(deliver(app).await, 1);
        let row = only_delivery(app, &ada, &id).await;
        assert_eq!((&row["state"], &row["attempts"]), (&Value::from("pending"), &Value::from(2)));
        assert_eq!((&row["response_status"], &row["response_body"]), (&Value::from(500), &Value::from("out of order")));
        assert!(list(&ada).await[0]["state"]["failing"].is_object());
        receiver.behave(Manner::Take);
        app.clock.advance(REST);
        assert_eq!(deliver(app).await, 0, "the second delay is longer");
        app.clock.advance(120);
        assert_eq!(deliver(app).await, 1);
        let got = receiver.got();
        assert_eq!(got.len(), 3);
        for got in &got {
            assert_eq!(got.header("timether-delivery-id"), row["id"]);
            assert_eq!(got.body, receiver.got()[0].body);
            assert!(got.signed_at(&secret).is_some());
        }
        assert_eq!(only_delivery(app, &ada, &id).await["state"], "delivered");
        assert_eq!(list(&ada).await[0]["state"], "enabled");
        for _ in 0..3 {
            reset(&ada).await;
            start(&ada).await;
        }
        let mut news = app.services.bus.subscribe();
        assert_eq!(deliver(app).await, 6);
        assert!(news.try_recv().is_ok() && news.try_recv().is_err(), "pages are told once of all six");
        let numbers: Vec<i64> = receiver.got().iter().map(|got| got.json()["number"].as_i64().unwrap()).collect();
        assert!(numbers[2..].is_sorted(), "{numbers:?}");
    }

    /// Nobody is there, then somebody is.
    async fn down_and_back(app: &TestApp) {
        let ada = app.person("Ada").await;
        let mut receiver = Receiver::new().await;
        let (id, _) = create(&ada, &receiver.url(), &[]).await;
        receiver.stop().await;
        start(&ada).await;
        reset(&ada).await;
        assert_eq!(deliver(app).await, 1, "one attempt shows that nobody is there");
        let rows = deliveries(&ada, &id).await;
        let tried = rows.iter().find(|row| row["attempts"] == 1).unwrap();
        assert_eq!(tried["event_type"], "timer.started");
        assert_eq!(tried["error"], "No connection could be made.");
        assert_eq!(tried["response_status"], Value::Null);
        receiver.come_back().await;
        app.clock.advance(REST);
        assert_eq!(deliver(app).await, 2);
        assert_eq!(receiver.kinds(), ["timer.started", "timer.reset"]);
    }

    /// Who takes too long has not taken it.
    async fn slow(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let (id, _) = create(&ada, &receiver.url(), &[]).await;
        receiver.behave(Manner::Dawdle(Duration::from_mins(1)));
        start(&ada).await;
        let mut server = another_server(app).await;
        server.hooks = impatient();
        assert_eq!(server.deliver_webhooks().await.unwrap(), 1);
        let row = only_delivery(app, &ada, &id).await;
        assert_eq!(row["error"], "There was no answer within 10 seconds.");
        assert_eq!(row["state"], "pending");
        server.db.close().await;
    }

    /// A redirection is followed nowhere.
    async fn redirecting(app: &TestApp) {
        let ada = app.person("Ada").await;
        let (receiver, elsewhere) = (Receiver::new().await, Receiver::new().await);
        let (id, _) = create(&ada, &receiver.url(), &[]).await;
        receiver.behave(Manner::SendTo(elsewhere.url()));
        start(&ada).await;
        assert_eq!(deliver(app).await, 1);
        let row = only_delivery(app, &ada, &id).await;
        assert_eq!((&row["response_status"], &row["state"]), (&Value::from(302), &Value::from("pending")));
        assert_eq!((receiver.got().len(), elsewhere.got().len()), (1, 0));
    }

    /// Of an answer without an end, the beginning is read.
    async fn babbling(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let (id, _) = create(&ada, &receiver.url(), &[]).await;
        receiver.behave(Manner::Babble);
        start(&ada).await;
        assert_eq!(deliver(app).await, 1);
        let row = only_delivery(app, &ada, &id).await;
        assert_eq!(row["state"], "delivered");
        assert_eq!(row["response_body"].as_str().unwrap().len(), 1024);
    }

    /// Two servers share the work and do none of it twice.
    async fn two_servers_deliver_once(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receivers = [Receiver::new().await, Receiver::new().await, Receiver::new().await];
        for receiver in &receivers {
            create(&ada, &receiver.url(), &[]).await;
            receiver.behave(Manner::Dawdle(Duration::from_millis(5)));
        }
        for _ in 0..10 {
            start(&ada).await;
            reset(&ada).await;
        }
        let (one, two) = (another_server(app).await, another_server(app).await);
        let (first, second, third) = tokio::join!(
            one.deliver_webhooks(), two.deliver_webhooks(), app.services.deliver_webhooks());
        // Who came while the others were at it may have found nothing to do; what is left is done now.
        let sent = first.unwrap() + second.unwrap() + third.unwrap() + deliver(app).await;
        assert_eq!(sent, 60);
        for receiver in receivers {
            let got = receiver.got();
            let ids: BTreeSet<&str> = got.iter().map(|got| got.header("timether-delivery-id")).collect();
            assert_eq!((got.len(), ids.len()), (20, 20));
        }
        one.db.close().await;
        two.db.close().await;
    }

    /// Something long that is written in the workspace, an import, does not keep from noting what was sent: else all of it
    /// would be sent again and again until the end.
    async fn a_long_write_repeats_nothing(app: &TestApp) {
        // The one writer of SQLite sends nothing meanwhile.
        let Db::Postgres(_) = &app.services.db else { return };
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let (id, _) = create(&ada, &receiver.url(), &[]).await;
        start(&ada).await;
        let import = app.services.write_in(ada.actor().await.workspace_id).await.unwrap();
        assert_eq!((deliver(app).await, deliver(app).await), (1, 0));
        drop(import);
        assert_eq!(only_delivery(app, &ada, &id).await["state"], "delivered");
        assert_eq!(receiver.got().len(), 1);
    }

    /// The server's own worker sends by itself, and nobody waits for another's slow receiver.
    async fn a_slow_receiver_keeps_nobody_waiting(app: &TestApp) {
        let ada = app.person("Ada").await;
        let (slow, quick) = (Receiver::new().await, Receiver::new().await);
        slow.behave(Manner::Dawdle(Duration::from_mins(1)));
        create(&ada, &slow.url(), &[]).await;
        create(&ada, &quick.url(), &[]).await;
        let working = tokio::spawn(server::webhooks::run(std::sync::Arc::clone(&app.services)));
        start(&ada).await;
        slow.wait_for(1).await;
        quick.wait_for(1).await;
        reset(&ada).await;
        quick.wait_for(2).await;
        assert_eq!((slow.got().len(), quick.kinds()), (1, vec!["timer.started".to_owned(), "timer.reset".to_owned()]));
        working.abort();
        assert!(working.await.unwrap_err().is_cancelled());
    }

    /// A server that stops ends with the attempt under way; the next one goes on at once, and repeats nothing.
    async fn a_stopping_server_leaves_nothing_half_done(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        create(&ada, &receiver.url(), &[]).await;
        receiver.behave(Manner::Dawdle(Duration::from_millis(100)));
        start(&ada).await;
        reset(&ada).await;
        let stopping = std::sync::Arc::new(another_server(app).await);
        let working = tokio::spawn(server::webhooks::run(std::sync::Arc::clone(&stopping)));
        receiver.wait_for(1).await;
        stopping.hooks.stop();
        working.await.unwrap();
        let taken = receiver.got().len();
        assert_eq!(taken + deliver(app).await, 2);
        assert_eq!(receiver.kinds(), ["timer.started", "timer.reset"]);
        stopping.db.close().await;
    }

    /// What was written is sent by whichever server comes next, also when one went in the midst of it.
    async fn nothing_is_lost_with_a_server(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        create(&ada, &receiver.url(), &[]).await;
        start(&ada).await;
        receiver.behave(Manner::Dawdle(Duration::from_mins(1)));
        let dying = another_server(app).await;
        let cut_off = tokio::time::timeout(Duration::from_millis(500), dying.deliver_webhooks()).await;
        assert!(cut_off.is_err(), "it was at it");
        drop(dying);
        receiver.behave(Manner::Take);
        let next = another_server(app).await;
        assert_eq!(next.deliver_webhooks().await.unwrap(), 0, "the other one might still be at it");
        app.clock.advance(90);
        assert_eq!(next.deliver_webhooks().await.unwrap(), 1);
        let got = receiver.got();
        let (first, last) = (got.first().unwrap(), got.last().unwrap());
        assert_eq!(first.header("timether-delivery-id"), last.header("timether-delivery-id"));
        next.db.close().await;
    }

    /// Who takes nothing for days is switched off, and told by mail; switched on again, it hears of what is new.
    async fn given_up_after_days(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Manager).await;
        app.member(&ada, "Eve", Role::Member).await;
        let receiver = Receiver::new().await;
        let (id, _) = create(&bob, &receiver.url(), &[]).await;
        receiver.behave(Manner::Refuse(503));
        start(&ada).await;
        let mut attempts = 0;
        for day in 0..20 {
            attempts += deliver(app).await;
            let row = only_delivery(app, &ada, &id).await;
            if row["state"] == "failed" {
                assert!(day * DAY >= GIVE_UP_SECONDS, "{day}");
                break;
            }
            app.clock.advance(DAY + DAY / 4);
        }
        assert_eq!(i64::try_from(attempts).unwrap(), MAX_ATTEMPTS);
        assert_eq!(list(&ada).await[0]["state"], "gave_up");
        let letters = app.letters().await;
        let told: BTreeSet<&str> = letters
            .iter()
            .filter(|mail| matches!(mail.letter, Letter::WebhookDisabled { .. }))
            .map(|mail| mail.to.email.as_str())
            .collect();
        assert_eq!(told, BTreeSet::from(["ada@example.com", "bob@example.com"]));
        reset(&ada).await;
        assert_eq!(deliver(app).await, 0);
        let log = ada.call::<app::activity::server_fns::ListActivity>(&[]).await.ok().to_string();
        assert!(log.contains("webhook.gave_up"));
        receiver.behave(Manner::Take);
        ada.call::<EnableWebhook>(&[("id", &id)]).await.ok();
        start(&ada).await;
        app.clock.advance(REST);
        assert_eq!(deliver(app).await, 1);
        assert_eq!(receiver.kinds().last().unwrap(), "timer.started");
    }
}
