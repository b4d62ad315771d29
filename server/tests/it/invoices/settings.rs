//! What invoices begin with: numbers, sender, payment, logo; drafts keep what they were made with.

use app::activity::server_fns::ListActivity;
use app::invoices::settings_fns::{LoadInvoiceSetup, RemoveInvoiceLogo, UpdateInvoiceSettings};
use image::{ImageFormat, Rgba, RgbaImage};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::files::{file, words};
use super::{Studio, add, draft, id_of, load, step, studio};
use crate::on_both_databases;
use crate::support::{Answer, Person};

async fn change(person: &Person, fields: &[(&str, &str)]) -> Answer {
    person.call::<UpdateInvoiceSettings>(fields).await
}

async fn setup(person: &Person) -> Value {
    person.call::<LoadInvoiceSetup>(&[]).await.ok()
}

fn picture(format: ImageFormat) -> Vec<u8> {
    picture_of([200, 20, 20], format)
}

/// A picture of one colour.
pub fn picture_of([red, green, blue]: [u8; 3], format: ImageFormat) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let picture = RgbaImage::from_pixel(1_200, 300, Rgba([red, green, blue, 255]));
    let picture = image::DynamicImage::ImageRgba8(picture);
    match format {
        ImageFormat::Jpeg => {
            image::DynamicImage::ImageRgb8(picture.to_rgb8()).write_to(&mut file, format)
        }
        _ => picture.write_to(&mut file, format),
    }
    .unwrap();
    file.into_inner()
}

/// Sends a logo as the page's form does; where the answer leads.
pub async fn upload(person: &Person, file: Vec<u8>) -> String {
    let part = Part::bytes(file).file_name("logo.png");
    let response = person
        .http
        .post(format!("{}/settings/invoices/logo", person.base))
        .multipart(Form::new().part("logo", part))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 303);
    response.headers()["location"].to_str().unwrap().to_owned()
}

on_both_databases! {
    /// Numbers follow the format, and go on counting when it changes; what was given out stays.
    async fn numbers_are_written_as_chosen(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        assert_eq!(setup(&maya).await["next_number"], "INV-0001");
        let mut numbers = Vec::new();
        for format in ["", "{year}{month}/{number:3}", "R-{number}", "INV-{number:4}"] {
            change(&maya, &[("settings[number_format]", format)]).await.ok();
            add(&maya, &site, "Build", "2026-11-02", "1:00").await;
            let next = setup(&maya).await["next_number"].clone();
            let id = id_of(draft(&maya, &client, &[]).await);
            let number = load(&maya, &id).await["number"].clone();
            assert_eq!(number, next, "{format}");
            numbers.push(number);
        }
        assert_eq!(numbers, ["INV-0001", "202611/002", "R-3", "INV-0004"]);
        for (fields, refused) in [
            ([("settings[number_format]", "INV")], "number_format"),
            ([("settings[due_days]", "soon")], "due_days"),
            ([("settings[tax_rate]", "200")], "tax_rate"),
        ] {
            assert_eq!(change(&maya, &fields).await.refused_fields(), [refused]);
        }
        assert_eq!(setup(&maya).await["settings"]["number_format"], "INV-{number:4}");
    }

    /// Sender, payment and notes: a draft keeps those it was made with, on the page, in the file and for good.
    async fn drafts_keep_what_they_were_made_with(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        change(&maya, &[
            ("settings[sender_name]", "Northwind Studio"), ("settings[sender_details]", "Harbour Road 7\r\nVAT DE123"),
            ("settings[payment_details]", "IBAN DE02 1203"), ("settings[due_days]", "30"), ("settings[notes]", "Thank you."),
            ("settings[tax_rate]", "19"),
        ]).await.ok();
        // The page of a new invoice begins with them.
        let page = maya.get(&format!("/invoices/new?client={client}&from=2026-11-01&to=2026-11-30")).await.ok();
        for words in ["Thank you.", "IBAN DE02 1203", "value=\"2026-12-20\"", "value=\"19\""] {
            assert!(page.as_str().unwrap().contains(words), "{words}");
        }
        let id = id_of(draft(&maya, &client, &[]).await);
        let other = [("settings[sender_name]", "Another"), ("settings[payment_details]", "Cash")];
        change(&maya, &other).await.ok();
        let invoice = load(&maya, &id).await;
        assert_eq!((&invoice["issuer"], &invoice["sender_details"]), (&json!("Northwind Studio"), &json!("Harbour Road 7\nVAT DE123")));
        assert_eq!(invoice["payment_details"], "IBAN DE02 1203");
        let all = words(&file(&maya, &id).await.2);
        for text in ["Northwind Studio", "Harbour Road 7", "VAT DE123", "IBAN DE02 1203"] {
            assert!(all.contains(text), "{text}: {all}");
        }
        let page = maya.get(&format!("/invoices/{id}")).await.ok();
        for text in ["Northwind Studio", "VAT DE123", "IBAN DE02 1203"] {
            assert!(page.as_str().unwrap().contains(text), "{text}");
        }
        // Its own payment details are chosen with the draft, and changed as long as it is one.
        add(&maya, &site, "More", "2026-11-03", "1:00").await;
        let own = id_of(draft(&maya, &client, &[("invoice[terms][payment_details]", "By card")]).await);
        assert_eq!(load(&maya, &own).await["payment_details"], "By card");
        let fields = [("id", own.as_str()), ("terms[payment_details]", "By cheque")];
        maya.call::<app::invoices::server_fns::UpdateInvoice>(&fields).await.ok();
        assert_eq!(load(&maya, &own).await["payment_details"], "By cheque");
        let log = maya.call::<ListActivity>(&[]).await.ok().to_string();
        assert!(log.contains("invoice_settings.updated") && !log.contains("IBAN"), "{log}");
    }

    /// A logo is made small and plain, stands in every design, and goes when it is taken away.
    async fn a_logo_stands_on_every_design(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        let has_picture = |pdf: &[u8]| pdf.windows(15).any(|part| part == b"/Subtype /Image");
        for design in ["classic", "modern", "minimal"] {
            app.clock.advance(1);
            add(&maya, &site, "Build", "2026-11-02", "1:00").await;
            let format = if design == "modern" { ImageFormat::Jpeg } else { ImageFormat::Png };
            assert_eq!(upload(&maya, picture(format)).await, "/settings/invoices", "{design}");
            let id = id_of(draft(&maya, &client, &[("invoice[terms][design]", design)]).await);
            step(&maya, &id, "send").await.ok();
            let (_, _, pdf) = file(&maya, &id).await;
            assert!(has_picture(&pdf), "{design}");
            assert!(words(&pdf).contains("€90.00"), "{design}");
        }
        assert!(setup(&maya).await["logo_at"].is_i64());
        let shown = maya.http.get(format!("{}/settings/invoices/logo.png", maya.base)).send().await.unwrap();
        assert_eq!(shown.headers()["content-type"], "image/png");
        let kept = image::load_from_memory(&shown.bytes().await.unwrap()).unwrap();
        assert_eq!((kept.width(), kept.height()), (900, 225));
        for (bad, problem) in [(b"just words".to_vec(), "not_a_picture"), (picture(ImageFormat::WebP), "not_a_picture"), (vec![0; 600_000], "too_large")] {
            assert_eq!(upload(&maya, bad).await, format!("/settings/invoices?logo_error={problem}"));
        }
        let page = maya.get("/settings/invoices?logo_error=too_large").await.ok();
        for words in ["larger than 512 KiB", "Remove logo", "Next: INV-0004"] {
            assert!(page.as_str().unwrap().contains(words), "{words}");
        }
        let eve = app.person("Eve").await;
        let other = eve.http.get(format!("{}/settings/invoices/logo.png", eve.base)).send().await.unwrap();
        assert_eq!(other.status(), 404);
        maya.call::<RemoveInvoiceLogo>(&[]).await.ok();
        assert_eq!(setup(&maya).await["logo_at"], Value::Null);
    }
}
