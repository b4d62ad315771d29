//! What is planned for files that meet an empty workspace, a full one and themselves.

use super::*;
use crate::imports::lists::{ImportedClient, ImportedProject};
use crate::imports::{Entries, Skipped};
use app::values::Date;
use std::cell::Cell;
use std::collections::HashSet;

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn entry(key: &str, client: &str, project: &str) -> ImportedEntry {
    ImportedEntry {
        line: 2,
        key: key.to_owned(),
        email: "ada@example.com".to_owned(),
        client: client.to_owned(),
        project: project.to_owned(),
        tags: Vec::new(),
        description: "work".to_owned(),
        started_at: 1000,
        ended_at: 4600,
        seconds: 3600,
        day: Date::constant(2026, 11, 2),
        billable: false,
        amount: None,
        rate: None,
    }
}

/// What a workspace has: things by their names, and entries by their keys.
#[derive(Default)]
struct Here {
    catalog: Catalog,
    keys: HashSet<String>,
}

/// A plan, and the entries it writes.
struct Planned {
    plan: Plan,
    entries: Vec<NewEntryRow>,
}

impl std::ops::Deref for Planned {
    type Target = Plan;

    fn deref(&self) -> &Plan {
        &self.plan
    }
}

fn planned(entries: Vec<ImportedEntry>, here: &Here) -> Planned {
    planned_with(entries, Lists::default(), here)
}

fn planned_with(entries: Vec<ImportedEntry>, lists: Lists, here: &Here) -> Planned {
    let file = ImportedFile {
        format: "toggl",
        facts: app::imports::FileFacts::default(),
        entries: Entries::default(),
        lists,
        skipped: Skipped::default(),
        notes: Vec::new(),
        currency: Some(currency("EUR")),
    };
    let next = Cell::new(100);
    let new_id = || {
        next.set(next.get() + 1);
        Uuid::from_u128(next.get())
    };
    let making = Making {
        importer: UserId::from_uuid(Uuid::from_u128(1)),
        currency: currency("USD"),
        now: 9000,
        new_id: &new_id,
    };
    let mut survey = Survey::default();
    for entry in &entries {
        survey.add(entry, here.keys.contains(&entry.key)).unwrap();
    }
    let plan = plan(&file, &survey, &here.catalog, &making);
    let new = entries
        .into_iter()
        .filter(|entry| !here.keys.contains(&entry.key));
    Planned {
        entries: new.map(|entry| plan.row(entry, &making)).collect(),
        plan,
    }
}

/// What is there after the plan was carried out.
fn after(plan: &Planned) -> Here {
    let mut catalog = Catalog::default();
    for client in &plan.clients {
        catalog.clients.insert(
            name_key(&client.name),
            KnownClient {
                id: client.id,
                currency: client.currency,
            },
        );
    }
    for project in &plan.projects {
        let known = KnownProject {
            id: project.id,
            hourly_rate_cents: project.hourly_rate_cents,
        };
        catalog
            .projects
            .insert((project.client_id, name_key(&project.name)), known);
    }
    catalog
        .tags
        .extend(plan.tags.iter().map(|tag| (name_key(&tag.name), tag.id)));
    let keys = plan
        .entries
        .iter()
        .filter_map(|entry| entry.import_key.clone())
        .collect();
    Here { catalog, keys }
}

#[test]
fn names_that_differ_in_case_are_one() {
    let mut rows = vec![
        entry("1", "Acme", "Site"),
        entry("2", "ACME ", "site"),
        entry("3", "", "Site"),
        entry("4", "", ""),
    ];
    rows[0].tags = vec!["Dev".to_owned(), "Ops".to_owned()];
    rows[1].tags = vec!["dev".to_owned()];
    let plan = planned(rows, &Here::default());
    assert_eq!(
        (
            plan.clients.len(),
            plan.projects.len(),
            plan.tags.len(),
            plan.entries.len()
        ),
        (1, 2, 2, 4)
    );
    assert_eq!(plan.clients[0].currency, currency("EUR"));
    assert_eq!(plan.entries[0].project_id, plan.entries[1].project_id);
    assert_ne!(plan.entries[0].project_id, plan.entries[2].project_id);
    assert_eq!(plan.entries[3].project_id, None);
    assert_eq!(plan.entries[1].tag_ids, [plan.tags[0].id]);
    assert_ne!(plan.projects[0].colour, plan.projects[1].colour);
}

#[test]
fn a_tag_twice_on_an_entry_is_once() {
    let mut twice = entry("1", "", "");
    twice.tags = vec!["Dev".to_owned(), "dev".to_owned()];
    let plan = planned(vec![twice], &Here::default());
    assert_eq!(plan.tags.len(), 1);
    assert_eq!(plan.entries[0].tag_ids, [plan.tags[0].id]);
}

#[test]
fn a_rate_is_never_above_what_can_be_entered() {
    let project = KnownProject {
        id: ProjectId::from_uuid(Uuid::from_u128(8)),
        hourly_rate_cents: 1000 * MAX_MONEY,
    };
    let mut here = Here::default();
    here.catalog
        .projects
        .insert((None, "own".to_owned()), project);
    let plan = planned(vec![entry("1", "", "Own")], &here);
    assert_eq!(plan.entries[0].hourly_rate_cents, MAX_MONEY);
}

#[test]
fn a_second_import_plans_nothing() {
    let rows = vec![
        entry("1", "Acme", "Site"),
        entry("2", "", "Own"),
        entry("3", "", ""),
    ];
    let first = planned(rows.clone(), &Here::default());
    let here = after(&first);
    let second = planned(rows.clone(), &here);
    assert_eq!(second.created(), ImportCounts::default());
    assert_eq!(
        second.unchanged,
        ImportCounts {
            clients: 1,
            projects: 2,
            tags: 0,
            time_entries: 3
        }
    );
    assert_eq!(second.notes, Vec::<String>::new());
    // Even when everything was renamed since.
    let renamed = planned(
        rows,
        &Here {
            keys: here.keys,
            catalog: Catalog::default(),
        },
    );
    assert_eq!(renamed.created(), ImportCounts::default());
}

#[test]
fn what_is_there_is_used() {
    let client = KnownClient {
        id: ClientId::from_uuid(Uuid::from_u128(7)),
        currency: currency("EUR"),
    };
    let project = KnownProject {
        id: ProjectId::from_uuid(Uuid::from_u128(8)),
        hourly_rate_cents: 5000,
    };
    let member = UserId::from_uuid(Uuid::from_u128(9));
    let here = Catalog {
        clients: [("acme".to_owned(), client)].into(),
        projects: [((Some(client.id), "site".to_owned()), project)].into(),
        members: [("ada@example.com".to_owned(), member)].into(),
        ..Catalog::default()
    };
    let here = Here {
        catalog: here,
        keys: HashSet::new(),
    };
    let mut paid = entry("2", "Acme", "SITE");
    (paid.email, paid.billable, paid.amount) = (
        "Bob@Example.com".to_owned(),
        true,
        Some((currency("EUR"), 9000)),
    );
    let plan = planned(vec![entry("1", "acme", "site"), paid], &here);
    assert_eq!(
        plan.created(),
        ImportCounts {
            time_entries: 2,
            ..ImportCounts::default()
        }
    );
    let rates: Vec<_> = plan
        .entries
        .iter()
        .map(|entry| (entry.user_id, entry.hourly_rate_cents))
        .collect();
    assert_eq!(
        rates,
        [
            (member, 5000),
            (UserId::from_uuid(Uuid::from_u128(1)), 9000)
        ]
    );
    assert_eq!(
        plan.notes,
        ["bob@example.com is not a member of this workspace: their entry becomes yours."]
    );
}

#[test]
fn new_projects_take_rate_and_flag_from_their_rows() {
    let mut rows = vec![
        entry("1", "Acme", "Site"),
        entry("2", "Acme", "Site"),
        entry("3", "", "Own"),
    ];
    (rows[1].billable, rows[1].amount, rows[1].seconds) =
        (true, Some((currency("EUR"), 1500)), 600);
    rows[2].amount = Some((currency("EUR"), 1500));
    let plan = planned(rows, &Here::default());
    let projects: Vec<_> = plan
        .projects
        .iter()
        .map(|project| (project.billable, project.hourly_rate_cents))
        .collect();
    assert_eq!(projects, [(true, 9000), (false, 0)]);
    let entries: Vec<_> = plan
        .entries
        .iter()
        .map(|entry| (entry.billable, entry.hourly_rate_cents))
        .collect();
    assert_eq!(entries, [(false, 9000), (true, 9000), (false, 0)]);
    // Without a client the workspace's dollars count, and euros are no dollars.
    assert!(
        plan.notes
            .iter()
            .any(|note| note.starts_with("Amounts in EUR were left out")),
        "{:?}",
        plan.notes
    );
}

#[test]
fn rates_that_rows_name_count() {
    let mut rows = vec![
        entry("1", "Acme", "Site"),
        entry("2", "Acme", "Site"),
        entry("3", "Acme", "Site"),
    ];
    for row in &mut rows {
        row.rate = Some((currency("EUR"), 9000));
    }
    rows[1].rate = Some((currency("EUR"), 12_000));
    // An amount that the rate does not give is the entry's own, a fixed price perhaps.
    rows[2].amount = Some((currency("EUR"), 5000));
    let plan = planned(rows, &Here::default());
    assert_eq!(plan.projects[0].hourly_rate_cents, 9000);
    let rates: Vec<_> = plan
        .entries
        .iter()
        .map(|entry| entry.hourly_rate_cents)
        .collect();
    assert_eq!(rates, [9000, 12_000, 5000]);
}

fn lists() -> Lists {
    let client = |name: &str, archived| ImportedClient {
        name: name.to_owned(),
        archived,
    };
    let project = |client: &str, name: &str, rate, archived| ImportedProject {
        client: client.to_owned(),
        name: name.to_owned(),
        billable: true,
        rate,
        archived,
    };
    Lists {
        clients: vec![client("Acme", false), client("Old", true)],
        projects: vec![
            project("Acme", "Site", Some((currency("EUR"), 9000)), false),
            project("Old", "Gone", None, true),
            project("", "Own", Some((currency("EUR"), 100)), false),
        ],
        tags: vec!["dev".to_owned()],
    }
}

#[test]
fn lists_come_whole_the_first_time() {
    let rows = vec![entry("1", "acme", "SITE"), entry("2", "New", "Site")];
    let first = planned_with(rows.clone(), lists(), &Here::default());
    let clients: Vec<_> = first
        .clients
        .iter()
        .map(|client| (client.name.as_str(), client.archived))
        .collect();
    assert_eq!(clients, [("Acme", false), ("Old", true), ("New", false)]);
    let projects: Vec<_> = first
        .projects
        .iter()
        .map(|project| {
            (
                project.name.as_str(),
                project.hourly_rate_cents,
                project.archived,
            )
        })
        .collect();
    assert_eq!(
        projects,
        [
            ("Site", 9000, false),
            ("Gone", 0, true),
            ("Own", 0, false),
            ("Site", 0, false)
        ]
    );
    assert_eq!(
        (first.tags.len(), first.entries[0].project_id),
        (1, Some(first.projects[0].id))
    );
    assert!(
        first.notes[0].starts_with("Own: its rate in EUR"),
        "{:?}",
        first.notes
    );

    let here = after(&first);
    let second = planned_with(rows.clone(), lists(), &here);
    assert_eq!(second.created(), ImportCounts::default());
    assert_eq!(
        second.unchanged,
        ImportCounts {
            clients: 3,
            projects: 4,
            tags: 1,
            time_entries: 2
        }
    );
    // When everything was renamed since, only what a new entry needs is made.
    let renamed = Here {
        keys: here.keys,
        catalog: Catalog::default(),
    };
    assert_eq!(
        planned_with(rows.clone(), lists(), &renamed).created(),
        ImportCounts::default()
    );
    let later = [rows, vec![entry("3", "Acme", "Site")]].concat();
    let third = planned_with(later, lists(), &renamed);
    assert_eq!(
        (
            third.clients.len(),
            third.projects.len(),
            third.tags.len(),
            third.entries.len()
        ),
        (1, 1, 0, 1)
    );
    assert_eq!(third.projects[0].hourly_rate_cents, 9000);
}

#[test]
fn strangers_are_named() {
    let rows = ["a@x.test", "b@x.test", "", "b@x.test"].map(|email| ImportedEntry {
        email: email.to_owned(),
        ..entry(email, "", "")
    });
    let plan = planned(rows.to_vec(), &Here::default());
    assert_eq!(
        plan.notes,
        ["a@x.test and b@x.test are not members of this workspace: their 3 entries become yours."]
    );
    let many = (0..5)
        .map(|n| ImportedEntry {
            email: format!("{n}@x.test"),
            ..entry("k", "", "")
        })
        .collect();
    assert!(
        planned(many, &Here::default()).notes[0]
            .starts_with("0@x.test, 1@x.test, 2@x.test and 2 more are not")
    );
}
