//! Invoices: what they bill, what they come to, how far they go, who may, and the wall between workspaces.

mod credits;
mod files;
mod killed;
mod links;
mod locks;
mod logos;
mod mailing;
mod many;
mod settings;

use app::access::Role;
use app::activity::server_fns::ListActivity;
use app::clients::server_fns::{CreateClient, DeleteClient, UpdateClient};
use app::invoices::server_fns::{
    CreateInvoice, CreditInvoice, DeleteInvoice, ListInvoices, LoadInvoice, PreviewInvoice,
    StepInvoice, UpdateInvoice,
};
use app::projects::server_fns::{CreateProject, DeleteProject, UpdateProject};
use app::time_entries::server_fns::{
    CreateTimeEntry, DeleteTimeEntries, LoadTimeEntry, UpdateTimeEntry,
};
use app::timer::server_fns::StartTimer;
use serde_json::{Value, json};
use server::fetch;

use crate::clients::{UNKNOWN, add_client, assert_conflict, set_role};
use crate::on_both_databases;
use crate::support::{Answer, Person, TestApp};

/// A client that pays in euros, with a billable project at 90.00 an hour and one at 60.00.
pub struct Studio {
    pub client: String,
    pub site: String,
    pub app: String,
}

pub fn id_of(answer: Answer) -> String {
    answer.ok().as_str().unwrap().to_owned()
}

pub async fn add_project(person: &Person, name: &str, client: &str, rate: &str) -> String {
    let fields = [
        ("project[name]", name),
        ("project[client_id]", client),
        ("project[billable]", "true"),
        ("project[hourly_rate]", rate),
    ];
    id_of(person.call::<CreateProject>(&fields).await)
}

pub async fn studio(person: &Person) -> Studio {
    let fields = [
        ("client[name]", "Acme"),
        ("client[currency]", "EUR"),
        ("client[billing_details]", "Main Street 1\n10115 Berlin"),
    ];
    let client = id_of(person.call::<CreateClient>(&fields).await);
    let site = add_project(person, "Site", &client, "90").await;
    let app = add_project(person, "App", &client, "60").await;
    Studio { client, site, app }
}

/// An entry of this project, billable as the project says.
pub async fn add(person: &Person, project: &str, what: &str, day: &str, duration: &str) -> String {
    let fields = [
        ("entry[description]", what),
        ("entry[project_id]", project),
        ("entry[date]", day),
        ("entry[start]", "9:00"),
        ("entry[duration]", duration),
    ];
    id_of(person.call::<CreateTimeEntry>(&fields).await)
}

/// The fields of a draft of a client's November, with more.
fn november<'a>(client: &'a str, more: &[(&'static str, &'a str)]) -> Vec<(&'static str, &'a str)> {
    let mut fields = vec![
        ("invoice[selection][client_id]", client),
        ("invoice[selection][from]", "2026-11-01"),
        ("invoice[selection][to]", "2026-11-30"),
    ];
    fields.extend(more);
    fields
}

pub async fn draft(person: &Person, client: &str, more: &[(&'static str, &str)]) -> Answer {
    person.call::<CreateInvoice>(&november(client, more)).await
}

pub async fn load(person: &Person, id: &str) -> Value {
    person.call::<LoadInvoice>(&[("id", id)]).await.ok()
}

pub async fn step(person: &Person, id: &str, step: &str) -> Answer {
    person
        .call::<StepInvoice>(&[("id", id), ("step", step)])
        .await
}

async fn preview(person: &Person, client: &str) -> Value {
    let fields = [
        ("selection[client_id]", client),
        ("selection[from]", "2026-11-01"),
        ("selection[to]", "2026-11-30"),
    ];
    person.call::<PreviewInvoice>(&fields).await.ok()
}

fn lines(invoice: &Value) -> Vec<(String, i64, i64, i64)> {
    let lines = invoice["lines"].as_array().unwrap();
    let number = |line: &Value, field: &str| line[field].as_i64().unwrap();
    lines
        .iter()
        .map(|line| {
            (
                line["description"].as_str().unwrap().to_owned(),
                number(line, "seconds"),
                number(line, "hourly_rate_cents"),
                number(line, "amount_cents"),
            )
        })
        .collect()
}

/// The invoice's events, and how many entries were said to change with each.
async fn happenings(app: &TestApp) -> Vec<(String, i64)> {
    let mut tx = app.services.db.read().await.unwrap();
    fetch!(&mut tx, c => sqlx::query_as::<_, (String, i64)>(
        "select type, count(*) from events where type like 'invoice.%' or type = 'time_entry.updated'
         group by type order by type"
    ).fetch_all(c))
    .unwrap()
}

on_both_databases! {
    /// What is reviewed is what is drafted: grouped, summed, taxed; names and amounts stay as they were.
    async fn time_becomes_an_invoice(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, app: mobile } = studio(&maya).await;
        for (project, what, day, duration) in [
            (&site, "Build", "2026-11-02", "1:00"), (&site, "Build", "2026-11-03", "0:20"),
            (&mobile, "", "2026-11-19", "1:30:01"), (&site, "Too early", "2026-10-31", "1:00"),
        ] {
            add(&maya, project, what, day, duration).await;
        }
        let seen = preview(&maya, &client).await;
        assert_eq!((&seen["entries"], &seen["seconds"], &seen["subtotal_cents"]), (&json!(3), &json!(10_201), &json!(21_002)));
        let id = id_of(draft(&maya, &client, &[
            ("invoice[reviewed]", seen["reviewed"].as_str().unwrap()),
            ("invoice[terms][tax_rate]", "19"), ("invoice[terms][discount_kind]", "percent"), ("invoice[terms][discount]", "10"),
            ("invoice[terms][design]", "modern"), ("invoice[terms][due_date]", "2026-12-04"), ("invoice[terms][notes]", "Thanks\r\n"),
            ("invoice[lines][0][description]", "Hosting"), ("invoice[lines][0][amount]", "20"),
            ("invoice[lines][1][description]", ""), ("invoice[lines][1][amount]", ""),
        ]).await);
        let invoice = load(&maya, &id).await;
        assert_eq!((&invoice["number"], &invoice["status"], &invoice["issue_date"]), (&json!("INV-0001"), &json!("draft"), &json!("2026-11-20")));
        assert_eq!(lines(&invoice), [
            ("App".into(), 5401, 6000, 9002), ("Site: Build".into(), 4800, 9000, 12_000), ("Hosting".into(), 0, 0, 2_000),
        ]);
        assert_eq!(invoice["sums"], json!({"subtotal_cents": 23_002, "discount_cents": 2_300, "tax_cents": 3_933, "total_cents": 24_635}));
        assert_eq!((&invoice["design"], &invoice["due_date"], &invoice["notes"]), (&json!("modern"), &json!("2026-12-04"), &json!("Thanks")));
        assert_eq!(invoice["lines"][1]["time_entry_ids"].as_array().unwrap().len(), 2);
        assert_eq!(happenings(app).await, [("invoice.created".to_owned(), 1), ("time_entry.updated".to_owned(), 3)]);
        // Frozen.
        maya.call::<UpdateClient>(&[("id", &client), ("client[name]", "Other"), ("client[currency]", "USD")]).await.ok();
        let later = load(&maya, &id).await;
        for field in ["client_name", "client_details", "currency", "lines", "sums"] {
            assert_eq!(later[field], invoice[field], "{field}");
        }
        assert_eq!((&later["client_name"], &later["currency"]), (&json!("Acme"), &json!("EUR")));
    }

    /// Whom an invoice was made for stays to be found, void or not; a project stays while an invoice for it stands.
    async fn what_was_invoiced_is_not_deleted(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, app: mobile } = studio(&maya).await;
        let entry = add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let only = [("invoice[selection][project_id]", site.as_str())];
        let id = id_of(draft(&maya, &client, &only).await);
        step(&maya, &id, "send").await.ok();
        maya.call::<CreditInvoice>(&[("id", &id), ("credit[lines][]", "0")]).await.ok();
        maya.call::<DeleteTimeEntries>(&[("ids[]", &entry)]).await.ok();
        let answer = maya.call::<DeleteProject>(&[("id", &site)]).await;
        assert_conflict(&answer, "in_use");
        assert!(answer.body.to_string().contains("invoices"), "{answer:?}");
        for project in [&site, &mobile] {
            maya.call::<UpdateProject>(&[("id", project), ("project[name]", project)]).await.ok();
        }
        assert_conflict(&maya.call::<DeleteClient>(&[("id", &client)]).await, "in_use");
        maya.call::<DeleteProject>(&[("id", &mobile)]).await.ok();
        let list = maya.call::<ListInvoices>(&[("query[client]", &client)]).await.ok();
        assert_eq!(list["rows"].as_array().unwrap().len(), 2);

        // A void one holds its client, and lets the project go.
        let other = add_client(&maya, "Globex", "").await;
        let shop = add_project(&maya, "Shop", &other, "10").await;
        let entry = add(&maya, &shop, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &other, &[("invoice[selection][project_id]", &shop)]).await);
        step(&maya, &id, "void").await.ok();
        maya.call::<DeleteTimeEntries>(&[("ids[]", &entry)]).await.ok();
        maya.call::<DeleteProject>(&[("id", &shop)]).await.ok();
        assert_conflict(&maya.call::<DeleteClient>(&[("id", &other)]).await, "in_use");
    }

    /// What stays off is named with its reason.
    async fn what_is_left_out_is_said(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        let free = add_project(&maya, "Favour", &client, "0").await;
        add(&maya, &site, "Billed", "2026-11-02", "1:00").await;
        draft(&maya, &client, &[]).await.ok();
        add(&maya, &site, "Next", "2026-11-03", "1:00").await;
        add(&maya, &free, "Gift", "2026-11-03", "0:30").await;
        let unpaid = add(&maya, &site, "Own time", "2026-11-04", "0:10").await;
        let form = [("id", unpaid.as_str()), ("entry[description]", "Own time"), ("entry[project_id]", &site), ("entry[duration]", "0:10")];
        maya.call::<UpdateTimeEntry>(&form).await.ok();
        maya.call::<StartTimer>(&[("timer[project_id]", &site), ("timer[description]", "Now")]).await.ok();
        let other = add_client(&maya, "Elsewhere", "").await;
        let theirs = add_project(&maya, "Theirs", &other, "10").await;
        add(&maya, &theirs, "Not this client’s", "2026-11-03", "1:00").await;
        let seen = preview(&maya, &client).await;
        // Time at nothing an hour is billable, too.
        assert_eq!(lines(&seen), [("Favour: Gift".into(), 1800, 0, 0), ("Site: Next".into(), 3600, 9000, 9000)]);
        let left: Vec<(&str, i64, i64, &str)> = seen["left_out"].as_array().unwrap().iter().map(|group| (
            group["reason"].as_str().unwrap(), group["count"].as_i64().unwrap(), group["seconds"].as_i64().unwrap(),
            group["examples"][0]["description"].as_str().unwrap(),
        )).collect();
        assert_eq!(left, [("invoiced", 1, 3600, "Billed"), ("not_billable", 1, 600, "Own time"), ("running", 1, 0, "Now")]);
        assert_eq!(seen["left_out"][0]["examples"][0]["invoice"], "INV-0001");
    }

    /// Billable time without a rate is a line of 0.00, even if that is all there is; it is locked as all the rest is.
    async fn free_time_makes_an_invoice(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, .. } = studio(&maya).await;
        let free = add_project(&maya, "Favour", &client, "0").await;
        let entry = add(&maya, &free, "Gift", "2026-11-03", "0:30").await;
        let seen = preview(&maya, &client).await;
        assert_eq!((&seen["subtotal_cents"], &seen["left_out"]), (&json!(0), &json!([])));
        let query = format!("client={client}&from=2026-11-01&to=2026-11-30");
        let page = maya.get(&format!("/invoices/new?{query}")).await.ok();
        assert!(page.as_str().unwrap().contains("has no hourly rate"));
        let id = id_of(draft(&maya, &client, &[("invoice[terms][tax_rate]", "19")]).await);
        let invoice = load(&maya, &id).await;
        assert_eq!(lines(&invoice), [("Favour: Gift".into(), 1800, 0, 0)]);
        assert_eq!(invoice["sums"]["total_cents"], 0);
        assert_eq!(maya.call::<LoadTimeEntry>(&[("id", &entry)]).await.ok()["locked"], true);
        for word in ["send", "pay"] {
            step(&maya, &id, word).await.ok();
        }
    }

    /// What was reviewed is what is drafted, to the word: another text, or another entry of the same length, is looked
    /// through once more.
    async fn a_review_stands_for_what_was_seen(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        let entry = add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let mark = async || preview(&maya, &client).await["reviewed"].as_str().unwrap().to_owned();
        let first = mark().await;
        assert_eq!(mark().await, first);
        let other = [
            ("id", entry.as_str()), ("entry[description]", "Play"), ("entry[project_id]", &site), ("entry[date]", "2026-11-02"),
            ("entry[start]", "9:00"), ("entry[duration]", "1:00"), ("entry[billable]", "true"), ("entry[hourly_rate]", "90"),
        ];
        maya.call::<UpdateTimeEntry>(&other).await.ok();
        let second = mark().await;
        assert_conflict(&draft(&maya, &client, &[("invoice[reviewed]", &first)]).await, "invoice_state");
        maya.call::<DeleteTimeEntries>(&[("ids[]", &entry)]).await.ok();
        add(&maya, &site, "Play", "2026-11-02", "1:00").await;
        assert_conflict(&draft(&maya, &client, &[("invoice[reviewed]", &second)]).await, "invoice_state");
        let third = mark().await;
        draft(&maya, &client, &[("invoice[reviewed]", &third)]).await.ok();
    }

    /// Nothing to bill, another's project, a day that is none, terms that cannot be: each is said where it stands.
    async fn bad_input_names_its_fields(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        assert_eq!(draft(&maya, &client, &[]).await.refused_fields(), ["client_id"]);
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let other = add_client(&maya, "Elsewhere", "").await;
        let theirs = add_project(&maya, "Theirs", &other, "10").await;
        for (field, value, refused) in [
            ("invoice[selection][project_id]", theirs.as_str(), "project_id"),
            ("invoice[selection][project_id]", UNKNOWN, "project_id"),
            ("invoice[selection][group_by]", "tag", "group_by"),
            ("invoice[terms][tax_rate]", "101", "tax_rate"),
            ("invoice[terms][due_date]", "2026-11-19", "due_date"),
            ("invoice[terms][design]", "loud", "design"),
            ("invoice[lines][0][amount]", "1", "lines"),
        ] {
            assert_eq!(draft(&maya, &client, &[(field, value)]).await.refused_fields(), [refused], "{field}");
        }
        let too_much = [("invoice[terms][discount_kind]", "fixed"), ("invoice[terms][discount]", "90.01")];
        assert_eq!(draft(&maya, &client, &too_much).await.refused_fields(), ["discount"]);
        assert_eq!(draft(&maya, UNKNOWN, &[]).await.refused_fields(), ["client_id"]);
        assert_conflict(&draft(&maya, &client, &[("invoice[reviewed]", "EUR-1-1-60-1")]).await, "invoice_state");
        // None of them took a number.
        let id = id_of(draft(&maya, &client, &[]).await);
        assert_eq!(load(&maya, &id).await["number"], "INV-0001");
    }

    /// Draft, sent, paid; void frees the time; a number is never given out twice.
    async fn an_invoice_goes_its_way(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        let entry = add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &[]).await);
        assert_conflict(&step(&maya, &id, "pay").await, "invoice_state");
        let terms = [("id", id.as_str()), ("terms[tax_rate]", "7.5"), ("terms[notes]", "Soon"), ("terms[due_date]", "2026-11-21")];
        maya.call::<UpdateInvoice>(&terms).await.ok();
        let invoice = load(&maya, &id).await;
        assert_eq!((&invoice["sums"]["total_cents"], &invoice["notes"]), (&json!(9_675), &json!("Soon")));
        step(&maya, &id, "send").await.ok();
        for answer in [maya.call::<UpdateInvoice>(&terms).await, maya.call::<DeleteInvoice>(&[("id", &id)]).await, step(&maya, &id, "send").await] {
            assert_conflict(&answer, "invoice_state");
        }
        // Two days on it is overdue.
        app.clock.advance(2 * 24 * 3600);
        let list = maya.call::<ListInvoices>(&[("query[state]", "overdue")]).await.ok();
        assert_eq!((&list["rows"][0]["number"], &list["rows"][0]["state"]), (&json!("INV-0001"), &json!("overdue")));
        assert_eq!(list["totals"], json!([{"month": "2026-11", "state": "overdue", "count": 1, "amounts": {"EUR": 9_675}}]));
        assert_eq!(maya.call::<ListInvoices>(&[("query[state]", "sent")]).await.ok()["rows"], json!([]));
        step(&maya, &id, "pay").await.ok();
        for word in ["send", "pay", "void"] {
            assert_conflict(&step(&maya, &id, word).await, "invoice_state");
        }
        assert_eq!(maya.call::<LoadTimeEntry>(&[("id", &entry)]).await.ok()["locked"], true);

        // The next one is deleted, the one after it void: both free their time, neither number comes again.
        let second = add(&maya, &site, "More", "2026-11-03", "1:00").await;
        let deleted = id_of(draft(&maya, &client, &[]).await);
        maya.call::<DeleteInvoice>(&[("id", &deleted)]).await.ok();
        assert_eq!(maya.call::<LoadInvoice>(&[("id", &deleted)]).await.status, 404);
        let void = id_of(draft(&maya, &client, &[]).await);
        assert_eq!(load(&maya, &void).await["number"], "INV-0003");
        step(&maya, &void, "void").await.ok();
        let voided = load(&maya, &void).await;
        assert_eq!((&voided["lines"][0]["amount_cents"], &voided["lines"][0]["time_entry_ids"]), (&json!(9_000), &json!([])));
        assert_eq!(maya.call::<LoadTimeEntry>(&[("id", &second)]).await.ok()["locked"], false);
        let fourth = id_of(draft(&maya, &client, &[]).await);
        assert_eq!(load(&maya, &fourth).await["number"], "INV-0004");
        let log = maya.call::<ListActivity>(&[]).await.ok().to_string();
        for action in ["created", "updated", "sent", "paid", "deleted", "voided"] {
            assert!(log.contains(&format!("invoice.{action}")), "{action}");
        }
    }

    /// Owners and Managers with a plan that has invoices; nobody of another workspace.
    async fn who_may_make_invoices(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        add(&maya, &site, "Build", "2026-11-02", "1:00").await;
        let id = id_of(draft(&maya, &client, &[]).await);
        let eve = app.person("Eve").await;
        assert_eq!(eve.call::<LoadInvoice>(&[("id", &id)]).await.status, 404);
        assert_eq!(step(&eve, &id, "void").await.status, 404);
        assert_eq!(draft(&eve, &client, &[]).await.refused_fields(), ["client_id"]);
        set_role(app, &maya, Role::Manager).await;
        step(&maya, &id, "send").await.ok();
        for role in [Role::Member, Role::Viewer] {
            set_role(app, &maya, role).await;
            assert_eq!(maya.call::<LoadInvoice>(&[("id", &id)]).await.status, 403, "{role:?}");
            assert_eq!(maya.call::<ListInvoices>(&[]).await.status, 403, "{role:?}");
            assert_eq!(step(&maya, &id, "pay").await.status, 403, "{role:?}");
        }
    }

    /// Pages of the list hold everything once, by day; filters and totals go together.
    async fn the_list_is_read_page_by_page(app: &TestApp) {
        let maya = app.person("Maya").await;
        let Studio { client, site, .. } = studio(&maya).await;
        for count in 0..53 {
            add(&maya, &site, &format!("{count}"), "2026-11-02", "1:00").await;
            draft(&maya, &client, &[]).await.ok();
            app.clock.advance(7200);
        }
        let first = maya.call::<ListInvoices>(&[]).await.ok();
        let older = first["older"].as_str().unwrap();
        let second = maya.call::<ListInvoices>(&[("after", older)]).await.ok();
        assert_eq!(second["older"], Value::Null);
        let numbers: Vec<&str> = [&first, &second].into_iter()
            .flat_map(|page| page["rows"].as_array().unwrap())
            .map(|row| row["number"].as_str().unwrap()).collect();
        let expected: Vec<String> = (1..=53).rev().map(|count| format!("INV-{count:04}")).collect();
        assert_eq!(numbers, expected);
        assert_eq!(first["totals"][0]["amounts"], json!({"EUR": 53 * 9_000}));
        let elsewhere = maya.call::<ListInvoices>(&[("query[month]", "2026-10")]).await.ok();
        assert_eq!((&elsewhere["rows"], &elsewhere["totals"]), (&json!([]), &json!([])));
        let theirs = maya.call::<ListInvoices>(&[("query[client]", &client), ("query[state]", "draft")]).await.ok();
        assert_eq!(theirs["rows"].as_array().unwrap().len(), 50);
        assert_eq!(maya.call::<ListInvoices>(&[("after", "x")]).await.status, 422);
    }
}
