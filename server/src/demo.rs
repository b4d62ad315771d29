//! `timether demo`: a small studio with three months of work, the same for every seed.

mod content;
mod invoices;

use app::access::Actor;
use app::accounts::rules::{NewAccount, email_key};
use app::clients::{ClientForm, Clients};
use app::members::MemberTerms;
use app::projects::{ProjectForm, Projects};
use app::tags::Tags;
use app::timer::{TimerForm, Timers};
use app::values::{
    ClientId, Colour, Currency, Date, ProjectId, TagId, Time, TimeEntryId, UserId, WeekStart,
    Weekday, WorkspaceId, add_days,
};
use app::workspaces::rules::WorkspaceDetails;
use clap::Args;
use fastrand::Rng;

use crate::accounts::sql::find_credentials;
use crate::cli::{CommandError, Refused};
use crate::db::bulk::Bulk;
use crate::local_time::Zone;
use crate::services::Services;
use crate::time_entries::sql::{Cost, NewEntryRow, insert_time_entry};
use content::{CLIENTS, PEOPLE, PROJECTS, Person, Project, TAGS, WORKSPACE};

const EMAIL: &str = "demo@timether.example";
const PASSWORD: &str = "a walk through the demo";
const TIMEZONE: &str = "Europe/Berlin";
const DAYS: i64 = 92;
/// Who wants more than this many days hold gets several entries at once: thirty years.
const LONGEST: i64 = 30 * 365;

/// How much of a demo.
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// About how many entries; without it, three months of believable work (some 900).
    #[arg(long)]
    entries: Option<usize>,
    /// The same seed gives the same work.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

/// Makes the demo where it is not there yet, and prints its sign-in.
///
/// # Errors
/// When the database refuses.
pub async fn run(services: &Services, args: &DemoArgs) -> Result<(), CommandError> {
    let mut tx = services.db.read().await?;
    let exists = find_credentials(&mut tx, &email_key(EMAIL))
        .await?
        .is_some();
    drop(tx);
    if !exists {
        let count = fill(services, args).await?;
        println!("Made {WORKSPACE} with {count} time entries.");
    }
    println!("Sign in with\n  {EMAIL}\n  {PASSWORD}");
    services.db.close().await;
    Ok(())
}

async fn fill(services: &Services, args: &DemoArgs) -> Result<usize, CommandError> {
    let mut rng = Rng::with_seed(args.seed);
    let (owner, workspace) = make_people(services).await?;
    let catalog = make_catalog(services, &owner[0]).await?;
    let count = make_entries(services, args, &mut rng, workspace, &owner, &catalog).await?;
    // What is billed is locked: who asks for so many entries measures something else.
    if args.entries.is_none() {
        invoices::make(services, &owner[0], &catalog.clients)
            .await
            .map_err(Refused::from)?;
    }
    let form = TimerForm {
        description: "Checkout flow: error states".into(),
        project_id: catalog.projects[0].1.to_string(),
        tag_ids: vec![catalog.tags[0].to_string()],
        ..TimerForm::default()
    };
    services
        .start_timer(&owner[0], form)
        .await
        .map_err(Refused::from)?;
    Ok(count)
}

/// The accounts and the workspace they share; the first is its owner.
async fn make_people(services: &Services) -> Result<(Vec<Actor>, WorkspaceId), CommandError> {
    let mut users = Vec::new();
    for Person { name, email, .. } in &PEOPLE {
        let new = NewAccount {
            name: (*name).into(),
            email: email.unwrap_or(EMAIL).into(),
            password: PASSWORD.into(),
            timezone: TIMEZONE.into(),
        };
        users.push(services.create_account(new).await.map_err(Refused::from)?.0);
    }
    let details = WorkspaceDetails {
        name: WORKSPACE.into(),
        currency: Currency::USD,
        week_start: WeekStart::Monday,
    };
    let mut tx = services.db.write(users[0].uuid()).await?;
    let workspace = services
        .insert_owned_workspace(&mut tx, users[0], &details)
        .await?;
    for (person, user) in PEOPLE.iter().zip(&users).skip(1) {
        let now = services.now();
        crate::workspaces::sql::insert_member(&mut tx, workspace, *user, person.role, now).await?;
    }
    for (person, user) in PEOPLE.iter().zip(&users) {
        let (hours, cost) = person.terms;
        let terms = MemberTerms {
            weekly_capacity_seconds: Some(hours * 3600),
            internal_cost_cents: Some(cost),
            hourly_rate_cents: None,
        };
        crate::members::sql::set_terms(&mut tx, workspace, *user, terms).await?;
    }
    let mut actors = Vec::new();
    for user in &users {
        actors.push(
            crate::workspaces::sql::find_membership(
                &mut tx,
                workspace,
                Some(*user),
                services.now(),
            )
            .await?,
        );
    }
    // The sign-in opens on the workspace that everybody shares.
    crate::workspaces::sql::join_first(&mut tx, workspace).await?;
    tx.commit().await?;
    Ok((actors, workspace))
}

struct Catalog {
    clients: Vec<ClientId>,
    projects: Vec<(&'static Project, ProjectId)>,
    tags: Vec<TagId>,
}

async fn make_catalog(services: &Services, owner: &Actor) -> Result<Catalog, CommandError> {
    let mut clients = Vec::new();
    for client in &CLIENTS {
        let form = ClientForm {
            name: client.name.into(),
            currency: client.currency.into(),
            billing_details: client.billing_details.into(),
            notes: String::new(),
        };
        let id = services
            .create_client(owner, form)
            .await
            .map_err(Refused::from)?;
        clients.push((client.name, id));
    }
    let mut projects = Vec::new();
    for project in &PROJECTS {
        let client = clients
            .iter()
            .find(|(name, _)| Some(*name) == project.client);
        let form = ProjectForm {
            name: project.name.into(),
            client_id: client.map(|(_, id)| id.to_string()).unwrap_or_default(),
            colour: colour(project).slug().into(),
            billable: project.rate.is_some(),
            hourly_rate: project.rate.unwrap_or_default().into(),
            ..ProjectForm::default()
        };
        let id = services
            .create_project(owner, form)
            .await
            .map_err(Refused::from)?;
        projects.push((project, id));
    }
    let mut tags = Vec::new();
    for tag in TAGS {
        tags.push(
            services
                .create_tag(owner, tag.into())
                .await
                .map_err(Refused::from)?,
        );
    }
    let clients = clients.into_iter().map(|(_, id)| id).collect();
    Ok(Catalog {
        clients,
        projects,
        tags,
    })
}

fn colour(project: &Project) -> Colour {
    project.colour.parse().unwrap_or_default()
}

async fn make_entries(
    services: &Services,
    args: &DemoArgs,
    rng: &mut Rng,
    workspace: WorkspaceId,
    people: &[Actor],
    catalog: &Catalog,
) -> Result<usize, CommandError> {
    let zone = Zone::named(TIMEZONE);
    let today = zone.day(services.now());
    let mut tx = services.write_in(workspace).await?;
    let mut bulk = Bulk::begin(&mut tx).await?;
    let mut count = 0;
    let mut days_back = 0;
    loop {
        let finished = match args.entries {
            Some(wanted) => count >= wanted,
            None => days_back >= DAYS,
        };
        if finished {
            break;
        }
        let day = add_days(today, -(days_back % LONGEST));
        for (person, actor) in PEOPLE.iter().zip(people) {
            for entry in work_of_a_day(services, rng, &zone, day, person, catalog, actor.user_id) {
                insert_time_entry(&mut tx, workspace, &entry).await?;
                bulk.wrote(&mut tx, 1).await?;
                count += 1;
            }
        }
        days_back += 1;
    }
    tx.commit().await?;
    Ok(count)
}

/// What one person did on one day, morning to evening; nothing that has not happened yet.
fn work_of_a_day(
    services: &Services,
    rng: &mut Rng,
    zone: &Zone,
    day: Date,
    person: &Person,
    catalog: &Catalog,
    user_id: UserId,
) -> Vec<NewEntryRow> {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    // Weekends and the odd day are free.
    if weekend || rng.u32(0..100) < person.days_off {
        return Vec::new();
    }
    let now = services.now();
    let morning = zone.instant(day, Time::constant(8, 0, 0, 0)) + rng.i64(0..9) * 600;
    let mut at = morning;
    let mut entries = Vec::new();
    for _ in 0..rng.u32(3..6) {
        let (project, project_id) = pick_project(rng, person, catalog);
        let seconds = rng.i64(7..38) * 300 + rng.i64(0..2) * 150;
        if at + seconds > now {
            break;
        }
        let description = project.work[rng.usize(0..project.work.len())];
        let tags = pick_tags(rng, project, catalog);
        // Whole units in the words of the demo, minor units in the table.
        let rate = project
            .rate
            .and_then(|rate| rate.parse::<i64>().ok())
            .unwrap_or(0)
            * 100;
        entries.push(NewEntryRow {
            id: TimeEntryId::from_uuid(services.new_id()),
            user_id,
            project_id: Some(project_id),
            description: description.into(),
            started_at: at,
            ended_at: at + seconds,
            seconds,
            billable: project.rate.is_some() && rng.u32(0..100) < 92,
            hourly_rate_cents: rate,
            internal_cost: Cost::OfMember,
            import_key: None,
            tag_ids: tags,
            created_at: at + seconds,
        });
        // A breath between two tasks, and lunch around noon.
        let lunch = if at < morning + 4 * 3600 && at + seconds >= morning + 4 * 3600 {
            2700
        } else {
            0
        };
        at += seconds + rng.i64(0..4) * 300 + lunch;
    }
    entries
}

/// Most of the project's tags, most of the time.
fn pick_tags(rng: &mut Rng, project: &Project, catalog: &Catalog) -> Vec<TagId> {
    let known = TAGS.iter().zip(&catalog.tags);
    known
        .filter(|(name, _)| project.tags.contains(name) && rng.u32(0..100) < 60)
        .map(|(_, id)| *id)
        .collect()
}

/// Mostly the person's own projects, sometimes anything.
fn pick_project(
    rng: &mut Rng,
    person: &Person,
    catalog: &Catalog,
) -> (&'static Project, ProjectId) {
    let index = if rng.u32(0..100) < 85 {
        person.projects[rng.usize(0..person.projects.len())]
    } else {
        rng.usize(0..catalog.projects.len())
    };
    catalog.projects[index]
}
