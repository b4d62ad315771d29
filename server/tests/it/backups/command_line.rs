//! Backup and restore from the command line, by the executable itself.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::generated::{self, Member};
use super::undated;
use crate::imports::DETAILED;
use crate::support::{PASSWORD, Place};

/// An installation without a server: a database, and the executable.
pub struct Machine {
    pub place: Place,
    /// Maya's account.
    pub user: String,
    /// The workspace that came with it.
    pub workspace: String,
}

impl Machine {
    /// With Maya's account.
    pub fn with_maya(place: Place) -> Self {
        let mut machine = Self {
            place,
            user: String::new(),
            workspace: String::new(),
        };
        let add = [
            "user",
            "add",
            "--email",
            "maya@example.com",
            "--name",
            "Maya",
            "--password-stdin",
        ];
        let mut child = machine
            .command(&add)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(PASSWORD.as_bytes())
            .unwrap();
        let said = text(child.wait_with_output().unwrap());
        let value = |name: &str| {
            said.lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap()
                .to_owned()
        };
        (machine.user, machine.workspace) = (value("user "), value("workspace "));
        machine
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_timether"));
        command
            .args(args)
            .env("TIMETHER_DATABASE_URL", self.place.url())
            .env("TIMETHER_DATA_FOLDER", self.place.folder())
            .env("TIMETHER_LOG", "warn")
            // Tests call as often as they can.
            .env("TIMETHER_RATE_LIMIT", "off")
            .env_remove("TIMETHER_DEFAULT_PLAN");
        command
    }

    /// What a command that has to succeed prints.
    #[track_caller]
    pub fn run(&self, args: &[&str]) -> String {
        text(self.command(args).output().unwrap())
    }

    /// What a command that has to be refused says.
    #[track_caller]
    pub fn refused(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        assert!(!output.status.success(), "{args:?}: {output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    pub fn export(&self, workspace: &str) -> String {
        self.run(&["export", "--workspace", workspace, "--format", "json"])
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.place.folder().join(name)
    }

    /// A backup by Maya with so many entries.
    pub fn generated(&self, count: usize) -> Value {
        let maya = Member {
            id: self.user.clone(),
            name: "Maya".to_owned(),
            role: "owner",
        };
        let strategy = generated::backup(vec![maya], count..count + 1);
        strategy
            .new_tree(&mut TestRunner::deterministic())
            .unwrap()
            .current()
    }
}

/// Maya's import of a file.
pub fn import_args<'a>(workspace: &'a str, file: &'a str) -> [&'a str; 6] {
    [
        "import",
        "--workspace",
        workspace,
        "--user",
        "maya@example.com",
        file,
    ]
}

#[track_caller]
fn text(output: Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn export_and_import(machine: &Machine) {
    let csv = machine.write("toggl.csv", DETAILED);
    assert!(
        machine
            .run(&import_args(&machine.workspace, &csv))
            .contains("Imported.")
    );
    let file = machine.path("backup.json").display().to_string();
    let export = ["export", "--workspace", &machine.workspace, "--format"];
    assert_eq!(machine.run(&[&export[..], &["json", &file]].concat()), "");
    let backup = std::fs::read_to_string(&file).unwrap();
    assert_eq!(
        undated(&machine.export(&machine.workspace)),
        undated(&backup)
    );

    // A backup is recognised, or named.
    let other = machine.run(&[
        "workspace",
        "add",
        "--name",
        "Other",
        "--owner",
        "maya@example.com",
    ]);
    let other = other.trim();
    let import = import_args(other, &file);
    let dry = machine.run(&[&import[..], &["--dry-run"]].concat());
    assert!(
        dry.contains("backup.json: backup of Maya’s workspace")
            && dry.ends_with("Dry run: nothing was changed.\n"),
        "{dry}"
    );
    assert!(machine.export(other).contains("\"time_entries\":[\n]"));
    let done = machine.run(&[&import[..], &["--format", "timether"]].concat());
    assert!(
        done.contains("time entries          10         0         0         0\n")
            && done.ends_with("Restored.\n"),
        "{done}"
    );
    let expected = backup
        .replace(&machine.workspace, other)
        .replace("\"name\":\"Maya’s workspace\"", "\"name\":\"Other\"");
    assert_eq!(undated(&machine.export(other)), undated(&expected));
    assert!(
        machine
            .run(&import)
            .ends_with("Everything is here already: nothing was changed.\n")
    );

    filters_are_for_time_entries(machine, &backup);
    refusals_change_nothing(machine, &backup, other);
    assert_eq!(undated(&machine.export(other)), undated(&expected));
}

fn filters_are_for_time_entries(machine: &Machine, backup: &str) {
    let export = ["export", "--workspace", &machine.workspace, "--format"];
    let all = [
        &export[..],
        &["csv", "--from", "2026-11-02", "--to", "2026-11-30"],
    ]
    .concat();
    assert_eq!(machine.run(&all).lines().count(), 11);
    let none = [&export[..], &["csv", "--to", "2026-11-01"]].concat();
    assert_eq!(machine.run(&none).lines().count(), 1);
    let tag = serde_json::from_str::<Value>(backup).unwrap()["tags"][0]["name"]
        .as_str()
        .unwrap()
        .to_owned();
    let tagged = machine
        .run(&[&export[..], &["csv", "--tag", &tag]].concat())
        .lines()
        .count();
    assert!((2..11).contains(&tagged), "{tagged}");
    let pdf = machine.path("report.pdf");
    machine.run(
        &[
            &export[..],
            &["pdf", "--from", "2026-11-02", &pdf.display().to_string()],
        ]
        .concat(),
    );
    assert!(std::fs::read(pdf).unwrap().starts_with(b"%PDF-"));
}

/// What cannot be done says why, and leaves nothing.
fn refusals_change_nothing(machine: &Machine, backup: &str, other: &str) {
    let export = ["export", "--workspace", &machine.workspace, "--format"];
    let csv = machine.path("toggl.csv").display().to_string();
    let file = machine.path("backup.json").display().to_string();
    let refused = machine.refused(&[&export[..], &["json", "--from", "2026-11-02"]].concat());
    assert!(refused.contains("a backup holds everything"), "{refused}");
    assert!(
        machine
            .refused(&[&export[..], &["csv", "--tag", "nothing"]].concat())
            .contains("there is no tag nothing")
    );
    let broken = machine.write("broken.json", &backup[..backup.len() - 20]);
    let refused = machine.refused(&import_args(other, &broken));
    assert!(
        refused.contains("This file cannot be restored: ") && refused.contains(" line "),
        "{refused}"
    );
    assert!(
        machine
            .refused(&import_args(other, "missing.json"))
            .contains("cannot read missing.json")
    );
    let named = [&import_args(other, &csv)[..], &["--format", "timether"]].concat();
    assert!(
        machine
            .refused(&named)
            .contains("This file cannot be restored: expected value at line 1 column 1")
    );
    let stranger = [
        "import",
        "--workspace",
        other,
        "--user",
        "noor@example.com",
        &file,
    ];
    assert!(
        machine
            .refused(&stranger)
            .contains("there is no account noor@example.com")
    );
}

#[test]
fn backups_by_the_command_line_on_sqlite() {
    export_and_import(&Machine::with_maya(Place::sqlite()));
}

#[tokio::test]
async fn backups_by_the_command_line_on_postgres() {
    let machine = Machine::with_maya(Place::postgres().await);
    export_and_import(&machine);
    machine.place.remove().await;
}
