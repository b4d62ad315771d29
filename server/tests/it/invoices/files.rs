//! The pages and files of invoices: what they show is what was drafted, in every design.

use app::access::Role;

use super::{Studio, add, draft, id_of, load, step, studio};
use crate::clients::{UNKNOWN, set_role};
use crate::on_both_databases;
use crate::report_pdf::poppler;
use crate::rest::Api;
use crate::support::Person;

pub async fn file(person: &Person, id: &str) -> (u16, String, Vec<u8>) {
    let url = format!("{}/invoices/{id}/pdf", person.base);
    let response = person.http.get(url).send().await.unwrap();
    let status = response.status().as_u16();
    let named = response.headers().get("content-disposition");
    let named = named.map(|name| name.to_str().unwrap().to_owned());
    let file = response.bytes().await.unwrap().to_vec();
    (status, named.unwrap_or_default(), file)
}

/// The words of a file, each parted from the next by one space.
pub fn words(file: &[u8]) -> String {
    let text = poppler("pdftotext", &["-layout", "-", "-"], file);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

on_both_databases! {
    /// Every design holds every figure of the invoice; by page and by program it is the same file.
    async fn a_file_says_what_the_invoice_says(app: &TestApp) {
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        let Studio { client, site, app: mobile } = studio(&maya).await;
        for design in ["classic", "modern", "minimal"] {
            add(&maya, &site, "Build the site", "2026-11-02", "1:20").await;
            add(&maya, &mobile, "Test", "2026-11-03", "0:45").await;
            let id = id_of(draft(&maya, &client, &[
                ("invoice[terms][design]", design), ("invoice[terms][tax_rate]", "19"), ("invoice[terms][discount_kind]", "fixed"),
                ("invoice[terms][discount]", "15"), ("invoice[terms][due_date]", "2026-12-04"), ("invoice[terms][notes]", "Thank you"),
            ]).await);
            step(&maya, &id, "send").await.ok();
            let number = load(&maya, &id).await["number"].as_str().unwrap().to_owned();
            let (status, named, pdf) = file(&maya, &id).await;
            assert_eq!(status, 200, "{design}");
            assert!(named.starts_with(&format!("attachment; filename=\"{number}.pdf\"")), "{named}");
            let all = words(&pdf);
            for figure in [
                number.as_str(), "Acme", "Main Street 1", "10115 Berlin", "Site: Build the site 1:20:00 €90.00 €120.00",
                "App: Test 0:45:00 €60.00 €45.00", "Subtotal €165.00", "Discount -€15.00", "€28.50", "Total €178.50",
                "4 Dec 2026", "Thank you",
            ] {
                assert!(all.contains(figure), "{design} lacks {figure}: {all}");
            }
            let told = api.call(reqwest::Method::GET, &format!("/invoices/{id}/pdf")).send().await.unwrap();
            assert_eq!(told.headers()["content-type"], "application/pdf");
            assert_eq!(words(&told.bytes().await.unwrap()), all, "{design}");
        }
    }

    /// Whoever may not see invoices gets none, nor does another workspace; an unknown one is not there.
    async fn files_are_for_who_may_see_them(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &[]).await);
        assert_eq!(file(&maya, &id).await.0, 200);
        assert_eq!(file(&maya, UNKNOWN).await.0, 404);
        assert_eq!(file(&maya, "x").await.0, 404);
        assert_eq!(file(&app.person("Eve").await, &id).await.0, 404);
        set_role(app, &maya, Role::Member).await;
        assert_eq!(file(&maya, &id).await.0, 403);
    }

    /// The pages come whole from the server: review, list and document.
    async fn pages_are_there_without_scripts(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:30").await;
        let page = |path: String| {
            let maya = &maya;
            async move { maya.get(&path).await.ok().as_str().unwrap().to_owned() }
        };
        let review = page(format!("/invoices/new?client={client}&from=2026-11-01&to=2026-11-30")).await;
        for words in ["Site: Build", "1:30:00", "€135.00", "Save as Draft", "name=\"invoice[reviewed]\""] {
            assert!(review.contains(words), "{words}");
        }
        let id = id_of(draft(&maya, &client, &[]).await);
        let document = page(format!("/invoices/{id}")).await;
        for words in ["INV-0001", "Acme", "Main Street 1", "€135.00", "?send=1", "/pdf"] {
            assert!(document.contains(words), "{words}");
        }
        for (dialog, words) in [("edit", "Save changes"), ("send", "Mark as sent"), ("send", "Send by mail"), ("void", "Void invoice"), ("delete", "Delete draft")] {
            assert!(page(format!("/invoices/{id}?{dialog}=1")).await.contains(words), "{dialog}");
        }
        let list = page("/invoices".to_owned()).await;
        for words in ["INV-0001", "Acme", "November 2026", "€135.00", "New Invoice"] {
            assert!(list.contains(words), "{words}");
        }
    }
}
