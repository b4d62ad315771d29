//! The executable is killed at a random moment of a restore, an import or a Clear: afterwards everything is done, or nothing.
//! `TIMETHER_TEST_KILLS` says how often.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use app::accounts::server_fns::SignIn;
use app::backups::server_fns::ClearWorkspace;
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::command_line::{Machine, import_args};
use super::undated;
use crate::support::{PASSWORD, Person, Place};

/// Entries of the backup: several batches.
const ENTRIES: usize = 1_200;
/// Rows of the other app's file: more batches.
const ROWS: usize = 3_000;

pub fn kills() -> usize {
    std::env::var("TIMETHER_TEST_KILLS").map_or(4, |kills| kills.parse().unwrap())
}

/// How long something takes.
#[expect(
    clippy::disallowed_methods,
    reason = "another process keeps its own time"
)]
fn lasting<T>(work: impl FnOnce() -> T) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// Kills it after a random part of `longest`, if it is still there.
pub async fn kill_within(child: &mut Child, longest: Duration) {
    sleep(longest.mul_f64(fastrand::f64())).await;
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Brings a file into new workspaces and is killed on the way: what `told` makes of each one's export is everything or
/// nothing, and a second try makes it everything.
async fn brings(machine: &Machine, file: &str, told: fn(&str, &str) -> String) {
    let add = || {
        let id = machine.run(&[
            "workspace",
            "add",
            "--name",
            "Round",
            "--owner",
            "maya@example.com",
        ]);
        id.trim().to_owned()
    };
    let export = |workspace: &str| told(&machine.export(workspace), workspace);
    // Without being killed: how long it takes, and what it leaves.
    let whole = add();
    let nothing = export(&whole);
    let took = lasting(|| machine.run(&import_args(&whole, file)));
    let everything = export(&whole);
    assert_ne!(nothing, everything);

    let mut done = 0;
    let mut last = String::new();
    for round in 0..kills() {
        last = add();
        let mut child = machine
            .command(&import_args(&last, file))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        kill_within(&mut child, took).await;
        let found = export(&last);
        assert!(
            found == nothing || found == everything,
            "{round}: half of it"
        );
        done += usize::from(found == everything);
    }
    println!("{done} of {} were done before they were killed", kills());
    // And nothing stands in the way of the next one.
    machine.run(&import_args(&last, file));
    assert_eq!(export(&last), everything);
}

async fn restores(machine: &Machine) {
    let file = machine.write("backup.json", machine.generated(ENTRIES).to_string());
    brings(machine, &file, |export, workspace| {
        undated(export).replace(workspace, "(id)")
    })
    .await;
}

/// Another app's file: clients, projects, tags and entries that get their ids here.
async fn imports(machine: &Machine) {
    let mut csv = "Client,Project,Description,Billable,Start date,Start time,End date,End time,Duration,Tags\n"
        .to_owned();
    for row in 0..ROWS {
        let (client, project, tag, day, minute) =
            (row % 7, row % 31, row % 11, row % 28 + 1, row % 60);
        writeln!(
            csv,
            "Client {client},Project {project},Row {row},Yes,2026-10-{day:02},09:{minute:02}:00,2026-10-{day:02},10:{minute:02}:00,01:00:00,\"all, tag {tag}\"",
        )
        .unwrap();
    }
    let file = machine.write("toggl.csv", csv);
    brings(machine, &file, |export, _| in_names(export)).await;
}

/// What a workspace holds, by names alone: ids and the moments at which things were made differ from one import to the next.
fn in_names(export: &str) -> String {
    let mut export: Value = serde_json::from_str(export).unwrap();
    let mut names = HashMap::new();
    for kind in ["clients", "projects", "tags"] {
        for record in export[kind].as_array().unwrap() {
            let text = |field: &str| record[field].as_str().unwrap().to_owned();
            names.insert(text("id"), text("name"));
        }
    }
    let mut lines = Vec::new();
    for kind in ["clients", "projects", "tags", "time_entries"] {
        for record in export[kind].as_array_mut().unwrap() {
            let record = record.as_object_mut().unwrap();
            for field in ["id", "user_id", "color", "created_at", "updated_at"] {
                record.remove(field);
            }
            if let Some(tags) = record.get_mut("tag_ids").and_then(Value::as_array_mut) {
                tags.sort_by_key(|id| names[id.as_str().unwrap()].clone());
            }
            let mut line = format!("{kind} {}", Value::Object(record.clone()));
            let ids: Vec<&String> = names.keys().filter(|id| line.contains(*id)).collect();
            for id in ids {
                line = line.replace(id.as_str(), &names[id]);
            }
            lines.push(line);
        }
    }
    lines.sort();
    lines.join("\n")
}

/// A server of the executable's, and where it is.
pub fn serve(machine: &Machine) -> (Child, String) {
    let args = ["serve", "--listen", "127.0.0.1:0"];
    let mut child = machine
        .command(&args)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let base = line
        .trim()
        .strip_prefix("Timether is at ")
        .unwrap()
        .to_owned();
    (child, base)
}

async fn clears(machine: &Machine) {
    let file = machine.write("backup.json", machine.generated(ENTRIES).to_string());
    let export = || undated(&machine.export(&machine.workspace));
    let import = import_args(&machine.workspace, &file);
    machine.run(&import);
    let everything = export();
    let mut maya = Person {
        http: reqwest::Client::builder()
            .cookie_store(true)
            .build()
            .unwrap(),
        base: String::new(),
    };
    let mut nothing = None;
    let mut done = 0;
    for round in 0..kills() {
        let (mut server, base) = serve(machine);
        maya.base = base;
        if round == 0 {
            let (email, password) = (
                ("account[email]", "maya@example.com"),
                ("account[password]", PASSWORD),
            );
            maya.call::<SignIn>(&[email, password]).await;
        }
        let request = maya
            .http
            .post(format!(
                "{}{}",
                maya.base,
                <ClearWorkspace as leptos::server_fn::ServerFn>::PATH
            ))
            .form(&[
                ("clearing[name]", "Maya’s workspace"),
                ("clearing[current_password]", PASSWORD),
            ])
            .header("accept", "application/json")
            .send();
        // The first is left to its end; the others have as long as it may take.
        let longest = if round == 0 {
            Duration::from_secs(20)
        } else {
            Duration::from_millis(400)
        };
        let answer = tokio::spawn(timeout(longest, request));
        if round == 0 {
            assert_eq!(answer.await.unwrap().unwrap().unwrap().status(), 200);
            kill_within(&mut server, Duration::ZERO).await;
        } else {
            kill_within(&mut server, longest).await;
            // Whatever was answered: what counts is what is there.
            drop(answer.await.unwrap());
        }
        let found = export();
        if round == 0 {
            assert!(found.contains("\"time_entries\":[\n]"));
            nothing = Some(found.clone());
        }
        let is_done = Some(&found) == nothing.as_ref();
        assert!(found == everything || is_done, "{round}: half a Clear");
        done += usize::from(is_done);
        if is_done {
            machine.run(&import);
            assert_eq!(export(), everything);
        }
    }
    println!(
        "{done} of {} Clears were done before they were killed",
        kills()
    );
}

#[tokio::test]
async fn killed_restores_are_whole_or_nothing_on_sqlite() {
    restores(&Machine::with_maya(Place::sqlite())).await;
}

#[tokio::test]
async fn killed_restores_are_whole_or_nothing_on_postgres() {
    let machine = Machine::with_maya(Place::postgres().await);
    restores(&machine).await;
    machine.place.remove().await;
}

#[tokio::test]
async fn killed_imports_are_whole_or_nothing_on_sqlite() {
    imports(&Machine::with_maya(Place::sqlite())).await;
}

#[tokio::test]
async fn killed_imports_are_whole_or_nothing_on_postgres() {
    let machine = Machine::with_maya(Place::postgres().await);
    imports(&machine).await;
    machine.place.remove().await;
}

#[tokio::test]
async fn killed_clears_are_whole_or_nothing_on_sqlite() {
    clears(&Machine::with_maya(Place::sqlite())).await;
}

#[tokio::test]
async fn killed_clears_are_whole_or_nothing_on_postgres() {
    let machine = Machine::with_maya(Place::postgres().await);
    clears(&machine).await;
    machine.place.remove().await;
}
