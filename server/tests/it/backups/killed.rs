//! The executable is killed at a random moment of a restore or a Clear: afterwards everything is done, or nothing.
//! `TIMETHER_TEST_KILLS` says how often.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use app::accounts::server_fns::SignIn;
use app::backups::server_fns::ClearWorkspace;
use tokio::time::{sleep, timeout};

use super::command_line::{Machine, import_args};
use super::undated;
use crate::support::{PASSWORD, Person, Place};

/// Entries of the backup: several batches.
const ENTRIES: usize = 1_200;

fn kills() -> usize {
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
async fn kill_within(child: &mut Child, longest: Duration) {
    sleep(longest.mul_f64(fastrand::f64())).await;
    child.kill().unwrap();
    child.wait().unwrap();
}

async fn restores(machine: &Machine) {
    let file = machine.write("backup.json", machine.generated(ENTRIES).to_string());
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
    let export = |workspace: &str| undated(&machine.export(workspace)).replace(workspace, "(id)");
    // Without being killed: how long it takes, and what it leaves.
    let whole = add();
    let nothing = export(&whole);
    let took = lasting(|| machine.run(&import_args(&whole, &file)));
    let everything = export(&whole);
    assert_ne!(nothing, everything);

    let mut done = 0;
    let mut last = String::new();
    for round in 0..kills() {
        last = add();
        let mut child = machine
            .command(&import_args(&last, &file))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        kill_within(&mut child, took).await;
        let found = export(&last);
        assert!(
            found == nothing || found == everything,
            "{round}: half a restore"
        );
        done += usize::from(found == everything);
    }
    println!(
        "{done} of {} restores were done before they were killed",
        kills()
    );
    // And nothing stands in the way of the next one.
    machine.run(&import_args(&last, &file));
    assert_eq!(export(&last), everything);
}

/// A server of the executable's, and where it is.
fn serve(machine: &Machine) -> (Child, String) {
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
async fn killed_clears_are_whole_or_nothing_on_sqlite() {
    clears(&Machine::with_maya(Place::sqlite())).await;
}

#[tokio::test]
async fn killed_clears_are_whole_or_nothing_on_postgres() {
    let machine = Machine::with_maya(Place::postgres().await);
    clears(&machine).await;
    machine.place.remove().await;
}
