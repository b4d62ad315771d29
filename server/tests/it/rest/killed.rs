//! The executable is killed while it does what a call asked for: the same call afterwards finds it done, or does it, once.
//! `TIMETHER_TEST_KILLS` says how often.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, Told, send};
use crate::backups::command_line::Machine;
use crate::backups::killed::{kill_within, kills, serve};
use crate::support::Place;

/// Longer than a call takes.
const LONGEST: Duration = Duration::from_millis(40);

/// Maya's program, before it knows where the server is.
pub fn program(machine: &Machine) -> Api {
    let token = machine.run(&[
        "token",
        "create",
        "--user",
        "maya@example.com",
        "--workspace",
        &machine.workspace,
        "--name",
        "Test",
        "--scope",
        "write",
    ]);
    Api {
        http: reqwest::Client::new(),
        base: String::new(),
        token: token.trim().to_owned(),
        workspace: machine.workspace.clone(),
    }
}

fn add(api: &Api, name: &str) -> reqwest::RequestBuilder {
    api.call(Method::POST, "/clients")
        .header("idempotency-key", name)
        .json(&json!({"name": name}))
}

/// The clients of this name.
async fn named(api: &Api, name: &str) -> Vec<Value> {
    let page = api.get("/clients?limit=500").await.with(200);
    let rows = page["data"].as_array().unwrap().iter();
    rows.filter(|row| row["name"] == name).cloned().collect()
}

fn was_done_before(told: &Told) -> bool {
    told.headers.contains_key("idempotent-replayed")
}

async fn calls(machine: &Machine) {
    let mut api = program(machine);
    let mut done = 0;
    let mut interrupted = None::<String>;
    for round in 0..=kills() {
        let (mut server, base) = serve(machine);
        api.base = base;
        if let Some(name) = interrupted.take() {
            let there = named(&api, &name).await;
            let told = send(add(&api, &name)).await;
            assert_eq!(was_done_before(&told), !there.is_empty(), "{name}");
            let client = told.with(201);
            assert_eq!(named(&api, &name).await, std::slice::from_ref(&client));
            assert!(there.is_empty() || there == [client], "{name}");
            done += there.len();
        }
        let name = format!("Client {round}");
        let call = tokio::spawn(add(&api, &name).send());
        kill_within(&mut server, LONGEST).await;
        // Whatever was answered: what counts is what is there.
        drop(call.await.unwrap());
        interrupted = Some(name);
    }
    println!("{done} of {} calls were done before the kill", kills());
}

#[tokio::test]
async fn killed_calls_are_done_once_on_sqlite() {
    calls(&Machine::with_maya(Place::sqlite())).await;
}

#[tokio::test]
async fn killed_calls_are_done_once_on_postgres() {
    let machine = Machine::with_maya(Place::postgres().await);
    calls(&machine).await;
    machine.place.remove().await;
}
