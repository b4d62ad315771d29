//! Nothing is sent into private networks, whatever an address says and a name leads to.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use app::webhooks::server_fns::{CreateWebhook, UpdateWebhook};
use async_trait::async_trait;
use server::webhooks::{Lookup, Sender};

use super::receiver::Receiver;
use super::{another_server, create, deliver, deliveries, start};
use crate::on_both_databases;

/// Names and where they lead, each look a line.
#[derive(Debug, Default)]
pub struct Names {
    known: HashMap<String, Vec<IpAddr>>,
    asked: Mutex<Vec<String>>,
}

impl Names {
    fn of(name: &str, addresses: &[&str]) -> Arc<Self> {
        let addresses = addresses.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self {
            known: HashMap::from([(name.to_owned(), addresses)]),
            asked: Mutex::default(),
        })
    }
}

#[async_trait]
impl Lookup for Names {
    async fn addresses(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        self.asked.lock().unwrap().push(name.to_owned());
        let found = self.known.get(name).cloned();
        found.ok_or_else(|| std::io::Error::other("no such name"))
    }
}

on_both_databases! {
    /// An address inside is refused with the form, in whatever way it is written; so is plain HTTP.
    async fn private_addresses_are_refused(app: &TestApp) {
        let ada = app.person("Ada").await;
        for url in [
            "http://example.com/",
            "https://127.0.0.1/",
            "https://127.1:8443/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:a9fe:a9fe]/",
            "https://10.0.0.8/",
            "https://100.64.0.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://192.168.1.1/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://localhost/",
        ] {
            let refused = ada.call::<CreateWebhook>(&[("webhook[url]", url)]).await;
            assert_eq!(refused.refused_fields(), ["url"], "{url}");
        }
        let (id, _) = create(&ada, "https://hook.example.com/", &[]).await;
        let fields = [("webhook[id]", id.as_str()), ("webhook[url]", "https://10.0.0.8/")];
        assert_eq!(ada.call::<UpdateWebhook>(&fields).await.refused_fields(), ["url"]);
    }

    /// A name that leads inside, or also inside, is not connected to; it is looked up once, so that there is no other
    /// moment at which it could lead elsewhere.
    async fn names_that_lead_inside_are_refused(app: &TestApp) {
        let ada = app.person("Ada").await;
        for addresses in [&["127.0.0.1"][..], &["8.8.8.8", "127.0.0.1"], &["::ffff:127.0.0.1"], &["169.254.169.254"]] {
            let receiver = Receiver::new().await;
            let url = format!("https://hook.example.com:{}/", receiver.address.port());
            let (id, _) = create(&ada, &url, &[]).await;
            let names = Names::of("hook.example.com", addresses);
            let mut server = another_server(app).await;
            server.hooks = Sender::with_lookup(false, Arc::<Names>::clone(&names));
            start(&ada).await;
            assert_eq!(server.deliver_webhooks().await.unwrap(), 1);
            let row = deliveries(&ada, &id).await.remove(0);
            assert_eq!(row["error"], "The address is in a private network, where nothing is sent.", "{addresses:?}");
            assert_eq!(names.asked.lock().unwrap().len(), 1);
            assert!(receiver.got().is_empty());
            server.db.close().await;
            super::reset(&ada).await;
            ada.call::<app::webhooks::server_fns::DeleteWebhook>(&[("id", &id)]).await.ok();
        }
    }

    /// What the operator no longer allows is not sent, though it was entered while it was allowed.
    async fn what_was_allowed_is_looked_at_again(app: &TestApp) {
        let ada = app.person("Ada").await;
        let receiver = Receiver::new().await;
        let mut allowing = another_server(app).await;
        allowing.hooks = Sender::with_lookup(true, Arc::new(Names::default()));
        let form = app::webhooks::WebhookForm { url: receiver.url(), ..Default::default() };
        app::webhooks::Webhooks::create_webhook(&allowing, &ada.actor().await, form).await.unwrap();
        start(&ada).await;
        assert_eq!(deliver(app).await, 1);
        assert!(receiver.got().is_empty());
        allowing.db.close().await;
    }
}

mod allowed {
    use super::{Names, Receiver, Sender, another_server, create, start};
    use crate::on_both_databases;

    on_both_databases! {
        with crate::webhooks::locally;
        /// What is connected to is the very address that was looked at: nobody else knows this name.
        async fn the_address_that_was_looked_at_is_connected_to(app: &TestApp) {
            let ada = app.person("Ada").await;
            let receiver = Receiver::new().await;
            let url = format!("http://hook.invalid:{}/", receiver.address.port());
            create(&ada, &url, &[]).await;
            let names = Names::of("hook.invalid", &["127.0.0.1"]);
            let mut server = another_server(app).await;
            server.hooks = Sender::with_lookup(true, names);
            start(&ada).await;
            assert_eq!(server.deliver_webhooks().await.unwrap(), 1);
            assert_eq!(receiver.kinds(), ["timer.started"]);
            server.db.close().await;
        }
    }
}
