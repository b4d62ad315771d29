//! The executable is killed while ten connections make invoices and take them further: whatever was answered is there as it
//! was answered, whatever was not is done as a whole or not at all. `TIMETHER_TEST_KILLS` says how often.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::future::join_all;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use server::{db, fetch};
use tokio::task::JoinHandle;

use crate::backups::command_line::Machine;
use crate::backups::killed::{kill_within, kills, serve};
use crate::rest::Api;
use crate::rest::killed::program;
use crate::support::Place;

/// Connections that work at once; two bill the same project.
const DESKS: usize = 10;
/// Long enough for some dozens of invoices.
const LONGEST: Duration = Duration::from_millis(1_500);
/// What becomes of a draft; it is taken one of these ways.
const WAYS: [&[&str]; 6] = [
    &[],
    &["send"],
    &["send", "pay"],
    &["void"],
    &["send", "void"],
    &["delete"],
];

/// An invoice that somebody heard of.
struct Made {
    id: String,
    number: String,
    /// As it was answered last; none when it was deleted.
    known: Option<Value>,
    /// What was asked for without an answer.
    wish: Option<&'static str>,
}

impl Made {
    fn of(known: Value) -> Self {
        Self {
            id: text(&known, "id"),
            number: text(&known, "number"),
            known: Some(known),
            wish: None,
        }
    }

    /// Compares what was answered with what is there, which it is from now on.
    fn settle(&mut self, stored: Option<&Value>) {
        let number = &self.number;
        let is_as_answered = stored == self.known.as_ref();
        match self.wish.take() {
            None => assert!(
                is_as_answered,
                "{number}: {:?} became {stored:?}",
                self.known
            ),
            Some("delete") => assert!(stored.is_none() || is_as_answered, "{number}: {stored:?}"),
            Some(step) => {
                let stored = stored.expect("an invoice that was not deleted");
                let status = match step {
                    "send" => "sent",
                    "pay" => "paid",
                    _ => "void",
                };
                let is_done = stored["status"] == status && stored["number"] == number.as_str();
                assert!(is_as_answered || is_done, "{number}, {step}: {stored}");
            }
        }
        self.known = stored.cloned();
    }
}

/// What came of a desk's work until the server was gone.
#[derive(Default)]
struct Day {
    made: Vec<Made>,
    /// Whether a draft was asked for without an answer.
    is_open: bool,
}

/// One who makes invoices for one project.
struct Desk {
    api: Api,
    client: String,
    project: String,
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap().to_owned()
}

/// The answer, if it came whole.
async fn tell(request: RequestBuilder) -> Option<(u16, Value)> {
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    let body = response.text().await.ok()?;
    Some((status, serde_json::from_str(&body).unwrap_or_default()))
}

impl Desk {
    async fn work(self) -> Day {
        let mut day = Day::default();
        while self.bill(&mut day).await.is_some() {}
        day
    }

    /// Tracks an hour, bills whatever its project has, and takes the invoice on its way; `None` once the server is gone.
    async fn bill(&self, day: &mut Day) -> Option<()> {
        let entry = json!({"project_id": self.project, "description": "Build", "start": "2024-11-12T09:00:00Z", "duration": 3600});
        let entries = self.api.call(Method::POST, "/time-entries").json(&entry);
        let (status, entry) = tell(entries).await?;
        assert_eq!(status, 201, "{entry}");

        let wish = json!({"client_id": self.client, "project_id": self.project, "from": "2024-11-01", "to": "2024-11-30"});
        day.is_open = true;
        let invoices = self.api.call(Method::POST, "/invoices").json(&wish);
        let (status, draft) = tell(invoices).await?;
        day.is_open = false;
        if status == 422 {
            // The other one at this project was faster.
            assert_eq!(draft["errors"][0]["code"], "nothing_to_bill", "{draft}");
            return Some(());
        }
        assert_eq!(status, 201, "{draft}");
        day.made.push(Made::of(draft));
        let made = day.made.last_mut()?;
        for &step in WAYS[fastrand::usize(..WAYS.len())] {
            self.take(made, step).await?;
        }
        Some(())
    }

    async fn take(&self, made: &mut Made, step: &'static str) -> Option<()> {
        let path = format!("/invoices/{}", made.id);
        let request = if step == "delete" {
            self.api.call(Method::DELETE, &path)
        } else {
            let path = format!("{path}/{step}");
            self.api.call(Method::POST, &path).json(&json!({}))
        };
        made.wish = Some(step);
        let (status, after) = tell(request).await?;
        made.wish = None;
        made.known = if step == "delete" {
            assert_eq!(status, 204, "{after}");
            None
        } else {
            assert_eq!(status, 200, "{step}: {after}");
            Some(after)
        };
        Some(())
    }
}

/// Every record of a list, page by page.
async fn all(api: &Api, path: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut next = format!("{path}?limit=500");
    loop {
        let page = api.get(&next).await.with(200);
        rows.extend(page["data"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["next_cursor"].as_str() else {
            return rows;
        };
        next = format!("{path}?limit=500&cursor={cursor}");
    }
}

/// That an invoice comes to its lines and its lines to their entries; answers which entries it holds.
fn entries_of(invoice: &Value, seconds: &BTreeMap<String, i64>) -> Vec<String> {
    let number = |value: &Value, field: &str| value[field].as_i64().unwrap();
    let lines = invoice["lines"].as_array().unwrap();
    let sum: i64 = lines.iter().map(|line| number(line, "amount_cents")).sum();
    assert!(!lines.is_empty() && sum > 0, "{invoice}");
    assert_eq!(number(invoice, "total_cents"), sum, "{invoice}");
    let mut held = Vec::new();
    for line in lines {
        let tracked = number(line, "seconds");
        assert_eq!(number(line, "amount_cents") * 3600, tracked * 9000);
        let ids = line["time_entry_ids"].as_array().unwrap();
        let ids: Vec<String> = ids.iter().map(|id| id.as_str().unwrap().into()).collect();
        if invoice["status"] == "void" {
            assert!(ids.is_empty(), "{invoice}");
        } else {
            let on_it: i64 = ids.iter().map(|id| seconds[id]).sum();
            assert_eq!(on_it, tracked, "{invoice}");
        }
        held.extend(ids);
    }
    held
}

/// The entries that are on invoices, by their own word and by that of the invoices: each on one, none on another.
fn assert_locks(invoices: &BTreeMap<String, Value>, entries: &[Value]) {
    let seconds = entries
        .iter()
        .map(|entry| (text(entry, "id"), entry["duration"].as_i64().unwrap()));
    let seconds: BTreeMap<String, i64> = seconds.collect();
    let mut held = BTreeMap::new();
    for (id, invoice) in invoices {
        for entry in entries_of(invoice, &seconds) {
            let other = held.insert(entry, id.clone());
            assert_eq!(other, None, "an entry on two invoices");
        }
    }
    let mut locked = BTreeMap::new();
    for entry in entries {
        let invoice = entry["invoice_id"].as_str();
        assert_eq!(entry["locked"], invoice.is_some(), "{entry}");
        if let Some(invoice) = invoice {
            locked.insert(text(entry, "id"), invoice.to_owned());
        }
    }
    assert_eq!(held, locked);
}

/// How often the log and the stream of events say this of invoices.
async fn told(machine: &Machine, action: &str) -> (i64, i64) {
    let db = db::connect(&machine.place.url()).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let counts = fetch!(&mut tx, c => sqlx::query_as(
        "select (select count(*) from activity where action = $1), (select count(*) from events where type = $2)"
    ).bind(action).bind(action).fetch_one(c))
    .unwrap();
    drop(tx);
    db.close().await;
    counts
}

/// Every invoice that was ever made.
#[derive(Default)]
struct Book {
    made: Vec<Made>,
    /// Drafts that were asked for without an answer.
    open: usize,
    /// Of those, how many were made.
    found: usize,
}

impl Book {
    fn take(&mut self, days: Vec<Day>) {
        for day in days {
            self.made.extend(day.made);
            self.open += usize::from(day.is_open);
        }
    }

    /// Compares what was answered with what is there after the server was killed.
    async fn settle(&mut self, machine: &Machine, api: &Api) {
        let invoices = all(api, "/invoices").await;
        let stored: BTreeMap<String, Value> = invoices
            .into_iter()
            .map(|invoice| (text(&invoice, "id"), invoice))
            .collect();
        for made in &mut self.made {
            made.settle(stored.get(&made.id));
        }
        let heard: BTreeSet<&str> = self.made.iter().map(|made| made.id.as_str()).collect();
        let unheard: Vec<Made> = stored
            .values()
            .filter(|invoice| !heard.contains(invoice["id"].as_str().unwrap()))
            .map(|invoice| Made::of(invoice.clone()))
            .collect();
        assert!(unheard.len() <= std::mem::take(&mut self.open));
        for made in &unheard {
            assert_eq!(made.known.as_ref().unwrap()["status"], "draft");
        }
        self.found += unheard.len();
        self.made.extend(unheard);

        assert_locks(&stored, &all(api, "/time-entries").await);
        self.assert_numbers();
        self.assert_told(machine).await;
    }

    /// Each number once, and none left out.
    fn assert_numbers(&self) {
        let numbers: BTreeSet<&str> = self.made.iter().map(|made| made.number.as_str()).collect();
        let expected: Vec<String> = (1..=self.made.len())
            .map(|count| format!("INV-{count:04}"))
            .collect();
        assert_eq!(numbers.len(), self.made.len(), "a number came twice");
        for number in &expected {
            assert!(numbers.contains(number.as_str()), "{number} was left out");
        }
    }

    /// What happened stands in the log and among the events, as often as it happened.
    async fn assert_told(&self, machine: &Machine) {
        let known = || self.made.iter().filter_map(|made| made.known.as_ref());
        let having = |field: &str| known().filter(|invoice| !invoice[field].is_null()).count();
        for (action, expected) in [
            ("invoice.created", self.made.len()),
            ("invoice.sent", having("sent_at")),
            ("invoice.paid", having("paid_at")),
            ("invoice.voided", having("voided_at")),
            ("invoice.deleted", self.made.len() - known().count()),
        ] {
            let expected = i64::try_from(expected).unwrap();
            assert_eq!(
                told(machine, action).await,
                (expected, expected),
                "{action}"
            );
        }
    }
}

/// A client with half as many billable projects as there are desks.
async fn projects(api: &Api) -> (String, Vec<String>) {
    let client = json!({"name": "Acme", "currency": "EUR"});
    let client = text(&api.post("/clients", client).await.with(201), "id");
    let mut projects = Vec::new();
    for count in 0..DESKS / 2 {
        let name = format!("Project {count}");
        let project =
            json!({"name": name, "client_id": client, "billable": true, "hourly_rate_cents": 9000});
        projects.push(text(&api.post("/projects", project).await.with(201), "id"));
    }
    (client, projects)
}

fn open_desks(api: &Api, client: &str, projects: &[String]) -> Vec<JoinHandle<Day>> {
    let twice = projects.iter().chain(projects);
    let desks = twice.map(|project| Desk {
        api: Api {
            http: reqwest::Client::new(),
            base: api.base.clone(),
            token: api.token.clone(),
            workspace: api.workspace.clone(),
        },
        client: client.to_owned(),
        project: project.clone(),
    });
    desks.map(|desk| tokio::spawn(desk.work())).collect()
}

async fn invoices(machine: &Machine) {
    let mut api = program(machine);
    let mut book = Book::default();
    let mut place = None;
    for _ in 0..kills() {
        let (mut server, base) = serve(machine);
        api.base = base;
        if place.is_none() {
            place = Some(projects(&api).await);
        }
        let (client, projects) = place.as_ref().unwrap();
        book.settle(machine, &api).await;
        let desks = open_desks(&api, client, projects);
        kill_within(&mut server, LONGEST).await;
        let days = join_all(desks).await;
        book.take(days.into_iter().map(Result::unwrap).collect());
    }
    let (mut server, base) = serve(machine);
    api.base = base;
    let open = book.open;
    book.settle(machine, &api).await;
    kill_within(&mut server, Duration::ZERO).await;
    println!(
        "{} invoices, {} of them without an answer; {open} drafts were open at the last kill",
        book.made.len(),
        book.found
    );
}

#[tokio::test]
async fn killed_invoices_are_whole_or_not_there_on_sqlite() {
    invoices(&Machine::with_maya(Place::sqlite())).await;
}

#[tokio::test]
async fn killed_invoices_are_whole_or_not_there_on_postgres() {
    let machine = Machine::with_maya(Place::postgres().await);
    invoices(&machine).await;
    machine.place.remove().await;
}
