//! The client's link: whoever has it sees that invoice and nothing else; revoked, it never was.

use app::access::{BillingState, Plan};
use app::invoices::server_fns::{DeleteInvoice, ShareInvoice, UnshareInvoice};
use app::time_entries::server_fns::LoadTimeEntry;
use reqwest::Response;

use super::files::words;
use super::{Studio, add, draft, id_of, load, step, studio};
use crate::clients::assert_conflict;
use crate::matrix::world::set_standing;
use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Person, TestApp};

/// The path of an invoice's link; the address it is given out under is the one the server is known by.
pub async fn path(person: &Person, id: &str) -> String {
    let link = load(person, id).await["link"].as_str().unwrap().to_owned();
    let (_, token) = link.split_once("/i/").unwrap();
    assert_eq!(token.len(), 64);
    format!("/i/{token}")
}

pub async fn open(app: &TestApp, path: &str) -> Response {
    let url = format!("{}{path}", app.base);
    app.anonymous().http.get(url).send().await.unwrap()
}

on_both_databases! {
    /// Made, seen without an account, downloaded, void, revoked.
    async fn a_client_sees_its_invoice(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build <b>", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &[("invoice[terms][payment_details]", "IBAN DE02")]).await);
        assert_conflict(&maya.call::<ShareInvoice>(&[("id", &id)]).await, "invoice_state");
        step(&maya, &id, "send").await.ok();
        assert_eq!(load(&maya, &id).await["link"], serde_json::Value::Null);
        maya.call::<ShareInvoice>(&[("id", &id)]).await.ok();
        let link = path(&maya, &id).await;
        // Asked for again it is the same one.
        maya.call::<ShareInvoice>(&[("id", &id)]).await.ok();
        assert_eq!(path(&maya, &id).await, link);

        let page = open(app, &link).await;
        assert_eq!(page.status(), 200);
        for (header, value) in [
            ("cache-control", "no-store"), ("referrer-policy", "no-referrer"), ("x-robots-tag", "noindex, nofollow, noarchive"),
            ("x-frame-options", "DENY"), ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(page.headers()[header], value, "{header}");
        }
        assert!(page.headers().get("set-cookie").is_none());
        let html = page.text().await.unwrap();
        for part in ["INV-0001", "Acme", "Site: Build &lt;b&gt;", "€90.00", "IBAN DE02", "Download PDF"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        for secret in ["maya@example.com", &client, &id, "<script", "/settings", "/timer"] {
            assert!(!html.contains(secret), "{secret}");
        }
        let pdf = open(app, &format!("{link}/pdf")).await;
        assert_eq!(pdf.headers()["content-type"], "application/pdf");
        assert_eq!(pdf.headers()["cache-control"], "no-store");
        assert!(words(&pdf.bytes().await.unwrap()).contains("INV-0001"));
        assert_eq!(open(app, &format!("{link}/logo.png")).await.status(), 404);

        step(&maya, &id, "void").await.ok();
        let html = open(app, &link).await.text().await.unwrap();
        assert!(html.contains("Void") && !html.contains("IBAN"), "{html}");
        maya.call::<UnshareInvoice>(&[("id", &id)]).await.ok();
        let gone = open(app, &link).await;
        let never = open(app, &format!("/i/{}", "0".repeat(64))).await;
        assert_eq!((gone.status().as_u16(), never.status().as_u16()), (404, 404));
        assert_eq!(gone.text().await.unwrap(), never.text().await.unwrap());
    }

    /// The client reads what leads to the total: what is taken off, of how much, and the tax.
    async fn the_link_says_what_leads_to_the_total(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        for (kind, discount, expected) in [
            ("percent", "7.5", [("Subtotal", "€90.00"), ("Discount 7.5\u{a0}%", "€6.75"), ("Tax 19\u{a0}%", "€15.82"), ("Total", "€99.07")]),
            ("fixed", "10", [("Subtotal", "€90.00"), ("Discount", "€10.00"), ("Tax 19\u{a0}%", "€15.20"), ("Total", "€95.20")]),
        ] {
            let terms = [
                ("invoice[terms][discount_kind]", kind),
                ("invoice[terms][discount]", discount),
                ("invoice[terms][tax_rate]", "19"),
            ];
            let id = id_of(draft(&maya, &client, &terms).await);
            step(&maya, &id, "send").await.ok();
            maya.call::<ShareInvoice>(&[("id", &id)]).await.ok();
            let html = open(app, &path(&maya, &id).await).await.text().await.unwrap();
            let sums = html.split_once("<dl class=\"sums\">").unwrap().1.split_once("</dl>").unwrap().0;
            let rows: Vec<&str> = sums.split("<dt>").skip(1).collect();
            assert_eq!(rows.len(), expected.len(), "{sums}");
            for (row, (words, amount)) in rows.iter().zip(expected) {
                assert!(row.starts_with(&format!("{words}</dt>")) && row.contains(amount), "{words}, {amount}: {row}");
            }
            step(&maya, &id, "void").await.ok();
        }
    }

    /// Links are not guessed: whoever tries many has to wait, and whoever has one has not.
    async fn guesses_are_slowed_down(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &[]).await);
        step(&maya, &id, "send").await.ok();
        maya.call::<ShareInvoice>(&[("id", &id)]).await.ok();
        let link = path(&maya, &id).await;
        let mut last = 404;
        for guess in 0..40 {
            last = open(app, &format!("/i/{guess:064}")).await.status().as_u16();
        }
        assert_eq!(last, 429);
        assert_eq!(open(app, &link).await.status(), 200);
    }

    /// A link opens one invoice of one workspace; nobody else makes, sees or ends it.
    async fn a_link_is_its_workspaces(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        let mut links = Vec::new();
        for day in ["2026-11-02", "2026-11-03"] {
            add(&maya, &site, &format!("Work of {day}"), day, "1:00").await;
            let id = id_of(draft(&maya, &client, &[]).await);
            step(&maya, &id, "send").await.ok();
            maya.call::<ShareInvoice>(&[("id", &id)]).await.ok();
            links.push((path(&maya, &id).await, day, id));
        }
        for (link, day, _) in &links {
            let html = open(app, link).await.text().await.unwrap();
            let others = links.iter().filter(|(_, other, _)| other != day);
            assert!(html.contains(day));
            for (_, other, _) in others {
                assert!(!html.contains(other), "{other}");
            }
        }
        let eve = app.person("Eve").await;
        let (link, _, id) = &links[0];
        assert_eq!(eve.call::<ShareInvoice>(&[("id", id)]).await.status, 404);
        assert_eq!(eve.call::<UnshareInvoice>(&[("id", id)]).await.status, 404);
        assert_eq!(open(app, link).await.status(), 200);
    }

    /// What gives access can be ended where nothing else can be done: in a read-only workspace, and on the Free plan, by
    /// page; a program says which link it means.
    async fn a_link_can_always_be_ended(app: &TestApp) {
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        let workspace = maya.actor().await.workspace_id;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &[]).await);
        step(&maya, &id, "send").await.ok();
        for (plan, billing) in [(Plan::Team, BillingState::ReadOnly), (Plan::Free, BillingState::Active)] {
            maya.call::<ShareInvoice>(&[("id", &id)]).await.ok();
            let link = path(&maya, &id).await;
            set_standing(&app.services, workspace, plan, billing).await;
            assert_eq!(maya.call::<ShareInvoice>(&[("id", &id)]).await.status, 403);
            assert_eq!(path(&maya, &id).await, link);
            let page = maya.get(&format!("/invoices/{id}?link=1")).await.ok();
            assert!(page.as_str().unwrap().contains("Revoke link"), "{plan:?}");
            maya.call::<UnshareInvoice>(&[("id", &id)]).await.ok();
            assert_eq!(open(app, &link).await.status(), 404);
            set_standing(&app.services, workspace, Plan::Team, BillingState::Active).await;
        }
        maya.call::<ShareInvoice>(&[("id", &id)]).await.ok();
        let link = path(&maya, &id).await;
        set_standing(&app.services, workspace, Plan::Team, BillingState::ReadOnly).await;
        let address = format!("/invoices/{id}/link");
        let mark = api.get(&address).await.header("etag").to_owned();
        let revoke = |mark: &str| crate::rest::send(api.call(reqwest::Method::DELETE, &address).header("if-match", mark));
        revoke("\"another\"").await.is_problem(412, "precondition_failed");
        assert_eq!(open(app, &link).await.status(), 200);
        revoke(&mark).await.with(204);
        assert_eq!(open(app, &link).await.status(), 404);
    }

    /// A smaller plan leaves a way out: what an invoice locks is freed by voiding or deleting it, and no new one is made.
    async fn time_is_freed_on_any_plan(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = maya.actor().await.workspace_id;
        let Studio { client, site, .. } = studio(&maya).await;
        let mut made = Vec::new();
        for day in ["2026-11-02", "2026-11-03"] {
            let entry = add(&maya, &site, "Build", day, "1:00").await;
            made.push((id_of(draft(&maya, &client, &[]).await), entry));
        }
        let [(sent, first), (kept, second)] = &made[..] else {
            panic!("two invoices")
        };
        step(&maya, sent, "send").await.ok();
        set_standing(&app.services, workspace, Plan::Free, BillingState::Active).await;
        assert_eq!(step(&maya, kept, "send").await.status, 403);
        let page = maya.get(&format!("/invoices/{kept}")).await.ok();
        let page = page.as_str().unwrap();
        assert!(page.contains("?delete=1") && !page.contains("?edit=1"));
        set_standing(&app.services, workspace, Plan::Free, BillingState::ReadOnly).await;
        assert_eq!(maya.call::<DeleteInvoice>(&[("id", kept)]).await.status, 403);
        set_standing(&app.services, workspace, Plan::Free, BillingState::Active).await;
        maya.call::<DeleteInvoice>(&[("id", kept)]).await.ok();
        step(&maya, sent, "void").await.ok();
        for entry in [first, second] {
            assert_eq!(maya.call::<LoadTimeEntry>(&[("id", entry)]).await.ok()["locked"], false);
        }
        assert_eq!(draft(&maya, &client, &[]).await.status, 403);
    }
}
