//! The logo and the sender of an invoice are those of the moment it was made, whatever becomes of the settings.

use app::invoices::server_fns::{DeleteInvoice, ShareInvoice};
use app::invoices::settings_fns::RemoveInvoiceLogo;
use app::workspaces::server_fns::UpdateWorkspace;
use image::ImageFormat;
use server::{execute, fetch};
use sqlx::AssertSqlSafe;

use super::credits::credit;
use super::files::file;
use super::links::{open, path};
use super::mailing::{mail, outbox};
use super::settings::{picture_of, upload};
use super::{Studio, add, draft, id_of, load, step, studio};
use crate::backups::{backup, restore};
use crate::on_both_databases;
use crate::support::{Person, TestApp};

/// What brought the invoices of earlier versions here; its last statements are for what was there before.
const MIGRATION: &str = include_str!("../../../src/db/migrations/0018_invoices_stay.sql");
const RED: [u8; 3] = [200, 20, 20];
const BLUE: [u8; 3] = [20, 20, 200];

/// An invoice that is with its client, of an hour of its own.
async fn sent(person: &Person, studio: &Studio) -> String {
    add(person, &studio.site, "Build", "2026-11-02", "1:00").await;
    let id = id_of(draft(person, &studio.client, &[]).await);
    step(person, &id, "send").await.ok();
    id
}

/// The logo as the invoice's client sees it.
async fn logo(app: &TestApp, person: &Person, id: &str) -> Option<Vec<u8>> {
    person.call::<ShareInvoice>(&[("id", id)]).await.ok();
    let link = path(person, id).await;
    let page = open(app, &link).await.text().await.unwrap();
    let answer = open(app, &format!("{link}/logo.png")).await;
    let is_there = answer.status() == 200;
    assert_eq!(page.contains("logo.png"), is_there);
    if !is_there {
        return None;
    }
    Some(answer.bytes().await.unwrap().to_vec())
}

async fn choose(app: &TestApp, person: &Person, colour: [u8; 3]) {
    app.clock.advance(1);
    let file = picture_of(colour, ImageFormat::Png);
    assert_eq!(upload(person, file).await, "/settings/invoices");
}

fn has_picture(pdf: &[u8]) -> bool {
    pdf.windows(15).any(|part| part == b"/Subtype /Image")
}

async fn kept(app: &TestApp) -> i64 {
    let mut tx = app.services.db.read().await.unwrap();
    fetch!(&mut tx, c => sqlx::query_scalar("select count(*) from kept_logos").fetch_one(c))
        .unwrap()
}

/// Changes the workspace's rows beside the use cases.
async fn change(app: &TestApp, person: &Person, texts: &[&str]) {
    let workspace = person.actor().await.workspace_id;
    let mut tx = app.services.write_in(workspace).await.unwrap();
    for text in texts {
        let text = (*text).to_owned();
        execute!(&mut tx, c => sqlx::query(AssertSqlSafe(text)).execute(c)).unwrap();
    }
    tx.commit().await.unwrap();
}

on_both_databases! {
    /// File, link and mail show the logo that the invoice was made with, also when there is another one, or none.
    async fn an_invoice_keeps_its_logo(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let plain = sent(&maya, &studio).await;
        choose(app, &maya, RED).await;
        let first = sent(&maya, &studio).await;
        let red = logo(app, &maya, &first).await.unwrap();
        let (_, _, pdf) = file(&maya, &first).await;
        assert!(has_picture(&pdf));

        choose(app, &maya, BLUE).await;
        let second = sent(&maya, &studio).await;
        let blue = logo(app, &maya, &second).await.unwrap();
        assert_ne!(red, blue);
        assert_eq!(file(&maya, &first).await.2, pdf);
        maya.call::<RemoveInvoiceLogo>(&[]).await.ok();
        let bare = sent(&maya, &studio).await;
        for (id, expected) in [(&plain, None), (&first, Some(&red)), (&second, Some(&blue)), (&bare, None)] {
            assert_eq!(logo(app, &maya, id).await.as_ref(), expected);
            assert_eq!(has_picture(&file(&maya, id).await.2), expected.is_some());
        }
        assert_eq!(file(&maya, &first).await.2, pdf);
        mail(&maya, &second, "blue@acme.example").await.ok();
        mail(&maya, &bare, "bare@acme.example").await.ok();
        let letters = outbox(app).await;
        assert_eq!(letters.len(), 2);
        for (to, letter) in letters {
            assert_eq!(has_picture(&letter.file), to == "blue@acme.example", "{to}");
        }
        // What takes an invoice back looks like it.
        let note = id_of(credit(&maya, &first, &["0"]).await);
        assert_eq!(logo(app, &maya, &note).await, Some(red));
    }

    /// The same picture is kept once, and only as long as an invoice bears it.
    async fn logos_are_kept_while_they_are_borne(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        choose(app, &maya, RED).await;
        assert_eq!(kept(app).await, 0);
        sent(&maya, &studio).await;
        choose(app, &maya, BLUE).await;
        choose(app, &maya, RED).await;
        sent(&maya, &studio).await;
        assert_eq!(kept(app).await, 1);
        choose(app, &maya, BLUE).await;
        add(&maya, &studio.site, "Build", "2026-11-02", "1:00").await;
        let blue = id_of(draft(&maya, &studio.client, &[]).await);
        assert_eq!(kept(app).await, 2);
        maya.call::<DeleteInvoice>(&[("id", &blue)]).await.ok();
        assert_eq!(kept(app).await, 1);
    }

    /// Whoever sends invoices in the workspace's name stays the sender when the workspace gets another one.
    async fn an_invoice_keeps_its_sender(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let first = sent(&maya, &studio).await;
        let before = load(&maya, &first).await["issuer"].clone();
        maya.call::<UpdateWorkspace>(&[("workspace[name]", "Northwind")]).await.ok();
        assert_eq!(load(&maya, &first).await["issuer"], before);
        let second = sent(&maya, &studio).await;
        assert_eq!(load(&maya, &second).await["issuer"], "Northwind");
    }

    /// Invoices of earlier versions keep what they showed; those of a backup take the logo they find.
    async fn older_invoices_keep_what_they_showed(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let first = sent(&maya, &studio).await;
        choose(app, &maya, RED).await;
        let file = backup(&maya).await;
        change(app, &maya, &["update invoices set sender_name = ''"]).await;
        let name = load(&maya, &first).await["issuer"].clone();
        let (_, texts) = MIGRATION.split_once("-- What is here already").unwrap();
        let (_, texts) = texts.split_once('\n').unwrap();
        let texts: Vec<&str> = texts.split(';').filter(|text| !text.trim().is_empty()).collect();
        change(app, &maya, &texts).await;
        assert_eq!(kept(app).await, 1);
        choose(app, &maya, BLUE).await;
        maya.call::<UpdateWorkspace>(&[("workspace[name]", "Northwind")]).await.ok();
        let red = logo(app, &maya, &first).await;
        assert!(red.is_some());
        assert_eq!(load(&maya, &first).await["issuer"], name);
        // The next one that bears red finds it kept; blue comes along with a restore.
        change(app, &maya, &["delete from invoices"]).await;
        restore(&maya, &file).await;
        assert_eq!(load(&maya, &first).await["issuer"], name);
        let blue = logo(app, &maya, &first).await;
        assert!(blue.is_some() && blue != red);
    }
}
