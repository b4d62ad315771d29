//! Many invoices at once: every number once, every entry on one of them.

use std::collections::BTreeSet;

use app::clients::{ClientForm, Clients};
use app::invoices::{InvoiceForm, Invoices, SelectionForm};
use app::projects::{ProjectForm, Projects};
use app::time_entries::{TimeEntries, TimeEntryForm};
use futures::future::join_all;
use server::fetch;

use crate::on_both_databases;

const INVOICES: usize = 100;
const AT_ONCE: usize = 10;

on_both_databases! {
    /// A hundred invoices by ten at once, two for the same time each: numbers 1 to 100 without a gap, no entry twice.
    async fn numbers_have_no_gaps_and_entries_one_invoice(app: &TestApp) {
        let maya = app.person("Maya").await;
        let me = maya.actor().await;
        let services = &app.services;
        let client = services.create_client(&me, ClientForm { name: "Acme".into(), ..ClientForm::default() }).await.unwrap();
        let mut projects = Vec::new();
        for count in 0..INVOICES {
            let project = ProjectForm {
                name: format!("Project {count}"), client_id: client.to_string(), billable: true, hourly_rate: "90".into(),
                ..ProjectForm::default()
            };
            let project = services.create_project(&me, project).await.unwrap();
            for _ in 0..2 {
                let entry = TimeEntryForm {
                    project_id: project.to_string(), duration: "1:00".into(), billable: "true".into(), ..TimeEntryForm::default()
                };
                services.create_time_entry(&me, entry).await.unwrap();
            }
            projects.push(project);
        }
        let (mut made, mut refused) = (0, 0);
        for some in projects.chunks(AT_ONCE / 2) {
            // Two for each project: one of them finds nothing left.
            let drafts = some.iter().chain(some).map(|project| {
                let selection = SelectionForm {
                    client_id: client.to_string(), project_id: project.to_string(), from: "2026-11-01".into(),
                    to: "2026-11-30".into(), ..SelectionForm::default()
                };
                services.create_invoice(&me, InvoiceForm { selection, ..InvoiceForm::default() })
            });
            for done in join_all(drafts).await {
                match done {
                    Ok(_) => made += 1,
                    Err(error) => {
                        assert_eq!(error.code(), "invalid", "{error:?}");
                        refused += 1;
                    }
                }
            }
        }
        assert_eq!((made, refused), (INVOICES, INVOICES));
        let mut tx = services.db.read().await.unwrap();
        let numbers: Vec<String> = fetch!(&mut tx, c => sqlx::query_scalar(
            "select number from invoices where workspace_id = $1"
        ).bind(me.workspace_id.uuid()).fetch_all(c)).unwrap();
        let numbers: BTreeSet<String> = numbers.into_iter().collect();
        let expected: BTreeSet<String> = (1..=INVOICES).map(|count| format!("INV-{count:04}")).collect();
        assert_eq!(numbers, expected);
        let (lines, entries, invoices): (i64, i64, i64) = fetch!(&mut tx, c => sqlx::query_as(
            "select (select count(*) from invoice_line_entries where workspace_id = $1),
                count(*), count(distinct invoice_id)
             from time_entries where workspace_id = $2 and invoice_id is not null"
        ).bind(me.workspace_id.uuid()).bind(me.workspace_id.uuid()).fetch_one(c)).unwrap();
        let count = i64::try_from(INVOICES).unwrap();
        assert_eq!((lines, entries, invoices), (2 * count, 2 * count, count));
    }
}
