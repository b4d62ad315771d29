//! Who has a webhook, for how long, and what ends it: servers that stop, clocks that differ, receivers that were mended.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use app::webhooks::server_fns::{EnableWebhook, ResendDelivery, UpdateWebhook};
use server::cli::open_with;
use server::clock::{Clock, ManualClock, SystemRandom};
use server::execute;
use uuid::Uuid;

use super::receiver::{Manner, Receiver};
use super::{another_server, create, deliver, deliveries, reset, start};
use crate::on_both_databases;

on_both_databases! {
    with crate::webhooks::locally;

    /// A server whose lease another one took, its clock ahead, finishes what it is at and sends no more.
    async fn who_lost_a_webhook_sends_no_more(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        create(&ada, &receiver.url(), &[]).await;
        receiver.behave(Manner::Dawdle(Duration::from_millis(300)));
        for _ in 0..3 {
            start(&ada).await;
            reset(&ada).await;
        }
        let ahead = Arc::new(ManualClock::at(app.clock.now_millis() / 1000 + 100));
        let other = open_with(app.services.config.clone(), ahead, Arc::new(SystemRandom)).await.unwrap();
        let first = another_server(app).await;
        let late = async {
            receiver.wait_for(1).await;
            other.deliver_webhooks().await.unwrap()
        };
        let (early, late) = tokio::join!(first.deliver_webhooks(), late);
        assert_eq!((early.unwrap(), late), (1, 6));
        let mut times = BTreeMap::<i64, usize>::new();
        for got in receiver.got() {
            *times.entry(got.json()["number"].as_i64().unwrap()).or_default() += 1;
        }
        assert_eq!(times.into_iter().collect::<Vec<_>>(), [(1, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1)]);
        first.db.close().await;
        other.db.close().await;
    }

    /// A server that stops waits for a slow receiver but a moment, and lets go: the next one needs no lease to end.
    async fn a_slow_receiver_is_left_to_the_next_server(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let (id, _) = create(&ada, &receiver.url(), &[]).await;
        receiver.behave(Manner::Dawdle(Duration::from_mins(1)));
        start(&ada).await;
        let stopping = Arc::new(another_server(app).await);
        let working = tokio::spawn(server::webhooks::run(Arc::clone(&stopping)));
        receiver.wait_for(1).await;
        stopping.hooks.stop();
        tokio::time::timeout(Duration::from_secs(5), working).await.expect("it ends").unwrap();
        stopping.db.close().await;
        let rows = deliveries(&ada, &id).await;
        assert_eq!((&rows[0]["state"], &rows[0]["attempts"]), (&"pending".into(), &0.into()));
        receiver.behave(Manner::Take);
        assert_eq!(deliver(app).await, 1);
        assert_eq!(deliveries(&ada, &id).await[0]["state"], "delivered");
    }

    /// A receiver that was down is left alone, but not once somebody says that it was mended: by sending again, by another
    /// address, by switching it on.
    async fn what_was_mended_is_tried_at_once(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let (id, _) = create(&ada, &receiver.url(), &["timer.started"]).await;
        receiver.behave(Manner::Refuse(503));
        start(&ada).await;
        assert_eq!(deliver(app).await, 1);
        reset(&ada).await;
        start(&ada).await;
        assert_eq!(deliver(app).await, 0, "it is left alone");
        let url = format!("{}?mended=1", receiver.url());
        let fields = [("webhook[id]", id.as_str()), ("webhook[url]", &url), ("webhook[event_types][]", "timer.started")];
        ada.call::<UpdateWebhook>(&fields).await.ok();
        assert_eq!(deliver(app).await, 1);
        receiver.behave(Manner::Take);
        let sent = deliveries(&ada, &id).await[0]["id"].as_str().unwrap().to_owned();
        ada.call::<ResendDelivery>(&[("id", &sent)]).await.ok();
        assert_eq!(deliver(app).await, 1);

        receiver.behave(Manner::Refuse(503));
        reset(&ada).await;
        start(&ada).await;
        assert_eq!(deliver(app).await, 1);
        ada.call::<app::webhooks::server_fns::DisableWebhook>(&[("id", &id)]).await.ok();
        ada.call::<EnableWebhook>(&[("id", &id)]).await.ok();
        receiver.behave(Manner::Take);
        reset(&ada).await;
        start(&ada).await;
        assert_eq!(deliver(app).await, 1);
    }

    /// A secret that the server's key does not open is said to be so in the log of deliveries; nothing is sent.
    async fn a_secret_that_cannot_be_read(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let (id, _) = create(&ada, &receiver.url(), &[]).await;
        let mut tx = app.services.db.write(Uuid::nil()).await.unwrap();
        execute!(&mut tx, c => sqlx::query("update webhooks set sealed_secret = $1")
            .bind(vec![7_u8; 66]).execute(c)).unwrap();
        tx.commit().await.unwrap();
        start(&ada).await;
        assert_eq!(deliver(app).await, 1);
        let rows = deliveries(&ada, &id).await;
        assert_eq!((&rows[0]["state"], &rows[0]["attempts"]), (&"pending".into(), &1.into()));
        assert_eq!(rows[0]["error"], "The signing secret cannot be read any more. Delete the webhook and create another.");
        assert!(receiver.got().is_empty());
    }
}
