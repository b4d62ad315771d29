//! What is planned for files that meet an empty workspace, a full one and themselves.

use super::*;
use app::values::Date;
use std::cell::Cell;

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
    }
}

fn planned(entries: Vec<ImportedEntry>, catalog: &Catalog) -> Plan {
    let file = ImportedFile {
        format: "toggl",
        entries,
        skipped: Vec::new(),
        notes: Vec::new(),
        currency: Some(currency("EUR")),
    };
    let next = Cell::new(100);
    let new_id = || {
        next.set(next.get() + 1);
        Uuid::from_u128(next.get())
    };
    let importer = UserId::from_uuid(Uuid::from_u128(1));
    plan(
        &file,
        catalog,
        &Making {
            importer,
            currency: currency("USD"),
            now: 9000,
            new_id: &new_id,
        },
    )
}

/// The catalogue after the plan was carried out.
fn after(plan: &Plan) -> Catalog {
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
    catalog.keys.extend(
        plan.entries
            .iter()
            .filter_map(|entry| entry.import_key.clone()),
    );
    catalog
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
    let plan = planned(rows, &Catalog::default());
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
    assert_eq!((plan.seconds, plan.range.unwrap().days()), (4 * 3600, 1));
}

#[test]
fn a_second_import_plans_nothing() {
    let rows = vec![
        entry("1", "Acme", "Site"),
        entry("2", "", "Own"),
        entry("3", "", ""),
    ];
    let first = planned(rows.clone(), &Catalog::default());
    let catalog = after(&first);
    let second = planned(rows.clone(), &catalog);
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
        &Catalog {
            keys: catalog.keys,
            ..Catalog::default()
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
    let catalog = Catalog {
        clients: [("acme".to_owned(), client)].into(),
        projects: [((Some(client.id), "site".to_owned()), project)].into(),
        members: [("ada@example.com".to_owned(), member)].into(),
        ..Catalog::default()
    };
    let mut paid = entry("2", "Acme", "SITE");
    (paid.email, paid.billable, paid.amount) = (
        "Bob@Example.com".to_owned(),
        true,
        Some((currency("EUR"), 9000)),
    );
    let plan = planned(vec![entry("1", "acme", "site"), paid], &catalog);
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
    let plan = planned(rows, &Catalog::default());
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
fn strangers_are_named() {
    let rows = ["a@x.test", "b@x.test", "", "b@x.test"].map(|email| ImportedEntry {
        email: email.to_owned(),
        ..entry(email, "", "")
    });
    let plan = planned(rows.to_vec(), &Catalog::default());
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
        planned(many, &Catalog::default()).notes[0]
            .starts_with("0@x.test, 1@x.test, 2@x.test and 2 more are not")
    );
}
