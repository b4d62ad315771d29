//! Invoices by mail: written with the change, with their file and link; again as a reminder.

use app::activity::server_fns::ListActivity;
use app::invoices::server_fns::MailInvoice;
use serde_json::json;
use server::mail::{InvoiceLetter, Letter, Mail};

use super::files::words;
use super::{Studio, add, draft, id_of, load, step, studio};
use crate::clients::assert_conflict;
use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Answer, Person, TestApp};

pub async fn mail(person: &Person, id: &str, to: &str) -> Answer {
    let fields = [
        ("id", id),
        ("mail[to]", to),
        ("mail[subject]", "Invoice for November"),
        (
            "mail[message]",
            "Hello Robin,\r\n\r\nhere it is.\r\nKind regards",
        ),
    ];
    person.call::<MailInvoice>(&fields).await
}

/// The invoices that wait to be sent by mail, oldest first, with their addresses.
pub async fn outbox(app: &TestApp) -> Vec<(String, InvoiceLetter)> {
    let letters = app.letters().await;
    let of_invoices = |Mail { to, letter }| match letter {
        Letter::Invoice(letter) => Some((to.email, *letter)),
        _ => None,
    };
    letters.into_iter().filter_map(of_invoices).collect()
}

on_both_databases! {
    /// A draft goes out by mail and is sent by that; later it goes again, and says that it is overdue.
    async fn a_draft_is_sent_by_mail(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &[("invoice[terms][due_date]", "2026-11-21")]).await);
        assert_eq!(mail(&maya, &id, "nobody").await.refused_fields(), ["to"]);
        assert_eq!((load(&maya, &id).await["status"].as_str(), outbox(app).await.len()), (Some("draft"), 0));

        mail(&maya, &id, "robin@acme.example").await.ok();
        let invoice = load(&maya, &id).await;
        assert_eq!(invoice["status"], "sent");
        let letters = outbox(app).await;
        let [(to, letter)] = &letters[..] else { panic!("one letter") };
        assert_eq!((to.as_str(), letter.subject.as_str()), ("robin@acme.example", "Invoice for November"));
        assert_eq!(letter.message, "Hello Robin,\n\nhere it is.\nKind regards");
        assert_eq!(json!(letter.link), invoice["link"]);
        assert_eq!((letter.reply_to.email.as_str(), letter.file_name.as_str()), ("maya@example.com", "INV-0001.pdf"));
        let all = words(&letter.file);
        assert!(all.contains("INV-0001") && all.contains("€90.00") && !all.contains("Draft"), "{all}");

        app.clock.advance(3 * 24 * 3600);
        mail(&maya, &id, "robin@acme.example").await.ok();
        let letters = outbox(app).await;
        assert_eq!(letters.len(), 2);
        assert!(words(&letters[1].1.file).contains("Overdue"));
        assert_eq!(letters[0].1.link, letters[1].1.link);
        let log = maya.call::<ListActivity>(&[]).await.ok().to_string();
        assert_eq!(log.matches("invoice.mailed").count(), 2);
        assert!(!log.contains("acme.example"), "the log names no addresses");
    }

    /// What is void, or another workspace's, goes nowhere.
    async fn what_may_not_go_stays(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &[]).await);
        assert_eq!(mail(&app.person("Eve").await, &id, "robin@acme.example").await.status, 404);
        step(&maya, &id, "void").await.ok();
        assert_conflict(&mail(&maya, &id, "robin@acme.example").await, "invoice_state");
        assert!(outbox(app).await.is_empty());
    }

    /// The dialog begins with the address in the client's details and with words that fit.
    async fn the_page_knows_whom_to_ask(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        let form = [("id", client.as_str()), ("client[name]", "Acme"), ("client[currency]", "EUR"),
            ("client[billing_details]", "Main Street 1\nrobin@acme.example")];
        maya.call::<app::clients::server_fns::UpdateClient>(&form).await.ok();
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &[]).await);
        let page = maya.get(&format!("/invoices/{id}?send=1")).await.ok();
        for words in ["robin@acme.example", "Invoice INV-0001 from ", "Kind regards\nMaya", "Send by mail", "Mark as sent"] {
            assert!(page.as_str().unwrap().contains(words), "{words}");
        }
        let sent = maya.submit::<MailInvoice>(&format!("/invoices/{id}?send=1"), &[
            ("id", &id), ("mail[to]", "robin@acme.example"), ("mail[subject]", "Hi"), ("mail[message]", ""),
        ]).await;
        assert_eq!((sent.status, sent.location), (302, Some(format!("/invoices/{id}"))));
        assert_eq!(outbox(app).await.len(), 1);
    }

    /// By program: the usual words where none are sent, and the link for who asks.
    async fn programs_send_mail(app: &TestApp) {
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &[]).await);
        let path = format!("/invoices/{id}");
        api.post(&format!("{path}/send"), json!({"mail": {}})).await.refuses("mail.to");
        api.post(&format!("{path}/link"), json!({})).await.is_problem(409, "invoice_state");
        let sent = api.post(&format!("{path}/send"), json!({"mail": {"to": "robin@acme.example"}})).await.with(200);
        assert_eq!((&sent["status"], &sent["kind"]), (&json!("sent"), &json!("invoice")));
        let letters = outbox(app).await;
        let [(_, letter)] = &letters[..] else { panic!("one letter") };
        assert!(letter.subject.starts_with("Invoice INV-0001 from "), "{}", letter.subject);
        let link = api.get(&format!("{path}/link")).await.with(200);
        assert_eq!(link, json!({"url": letter.link}));
        api.delete(&format!("{path}/link")).await.with(204);
        assert_eq!(api.get(&format!("{path}/link")).await.with(200), json!({"url": null}));
        api.post(&format!("{path}/link"), json!({})).await.with(204);
        assert!(api.get(&format!("{path}/link")).await.with(200)["url"].is_string());
    }
}
