//! `timether workspace`: workspaces, for operators.

use app::access::{BillingState, GRACE_SECONDS, Plan};
use app::accounts::rules::email_key;
use app::billing::rules::{MAX_SEATS, room_words};
use app::error::AppError;
use app::values::{Currency, UserId, WeekStart, WorkspaceId};
use app::workspaces::WorkspaceForm;
use app::workspaces::rules::parse_workspace;
use clap::Subcommand;
use jiff::Timestamp;

use super::{CommandError, Refused};
use crate::billing::sql::Standing;
use crate::services::Services;
use crate::workspaces::sql;

#[derive(Subcommand, Debug)]
pub(super) enum WorkspaceCommand {
    /// Make a workspace and print its id.
    Add {
        /// Its name.
        #[arg(long)]
        name: String,
        /// Its owner's e-mail address.
        #[arg(long)]
        owner: String,
    },
    /// List the workspaces: id, plan, billing state, owner, name.
    List,
    /// Set what a workspace has paid for.
    SetPlan {
        /// The workspace's id.
        id: WorkspaceId,
        /// `free`, `solo_pro`, `team` or `business`.
        plan: String,
        /// How many seats, or `unlimited`; without it, as many as before.
        #[arg(long, value_parser = parse_seats)]
        seats: Option<Seats>,
    },
    /// Say how a workspace's payment stands.
    SetBilling {
        /// The workspace's id.
        id: WorkspaceId,
        /// `active`, `past_due` or `read_only`.
        state: String,
        /// When the renewal failed, as `2026-11-20T10:00:00Z` or in unix seconds; without it, now.
        #[arg(long, value_parser = parse_instant)]
        since: Option<i64>,
    },
}

pub(super) async fn run(
    services: &Services,
    command: WorkspaceCommand,
) -> Result<(), CommandError> {
    match command {
        WorkspaceCommand::Add { name, owner } => {
            let owner = find_user(services, &owner).await?;
            let form = WorkspaceForm {
                name,
                ..WorkspaceForm::default()
            };
            let details = parse_workspace(&form, (Currency::USD, WeekStart::Monday))
                .map_err(Refused::from)?;
            let mut tx = services.db.write(owner.uuid()).await?;
            let id = services
                .insert_owned_workspace(&mut tx, owner, &details)
                .await?;
            tx.commit().await?;
            println!("{id}");
        }
        WorkspaceCommand::List => {
            let mut tx = services.db.read().await?;
            for (id, name, plan, billing, owner) in sql::list_all_workspaces(&mut tx).await? {
                println!("{id}\t{plan}\t{billing}\t{owner}\t{name}");
            }
        }
        WorkspaceCommand::SetPlan { id, plan, seats } => {
            let plan = Plan::from_slug(&plan)
                .ok_or_else(|| Refused("use free, solo_pro, team or business".into()))?;
            let seats = seats.map(|Seats(seats)| seats);
            let standing = services
                .set_plan(id, plan, seats)
                .await
                .map_err(|error| refused(id, error))?;
            println!("{id} is on the plan {}", room_words(standing.room));
        }
        WorkspaceCommand::SetBilling { id, state, since } => {
            let state = BillingState::from_slug(&state)
                .ok_or_else(|| Refused("use active, past_due or read_only".into()))?;
            let standing = services
                .set_billing(id, state, since)
                .await
                .map_err(|error| refused(id, error))?;
            println!("{id} is {}", billing_words(&standing));
        }
    }
    Ok(())
}

/// A number of seats, or none for no limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seats(Option<i64>);

fn parse_seats(text: &str) -> Result<Seats, String> {
    if text == "unlimited" {
        return Ok(Seats(None));
    }
    text.parse()
        .ok()
        .filter(|seats| (1..=MAX_SEATS).contains(seats))
        .map(|seats| Seats(Some(seats)))
        .ok_or_else(|| format!("use a number from 1 to {MAX_SEATS}, or `unlimited`"))
}

fn parse_instant(text: &str) -> Result<i64, String> {
    text.parse()
        .or_else(|_| text.parse::<Timestamp>().map(Timestamp::as_second))
        .map_err(|_| "use 2026-11-20T10:00:00Z, or unix seconds".into())
}

/// `past_due since 2026-11-20T10:00:00Z, read-only from 2026-12-04T10:00:00Z`.
fn billing_words(standing: &Standing) -> String {
    let state = standing.state.slug();
    let instant = |at: i64| Timestamp::from_second(at).unwrap_or_default();
    match (standing.state, standing.past_due_since) {
        (BillingState::PastDue, Some(since)) => format!(
            "{state} since {}, read-only from {}",
            instant(since),
            instant(since + GRACE_SECONDS)
        ),
        (BillingState::ReadOnly, Some(since)) => {
            format!("{state}; the renewal failed {}", instant(since))
        }
        _ => state.to_owned(),
    }
}

fn refused(id: WorkspaceId, error: AppError) -> Refused {
    match error {
        AppError::NotFound => Refused(format!("there is no workspace {id}")),
        error => error.into(),
    }
}

/// The account with this e-mail address.
pub(super) async fn find_user(services: &Services, email: &str) -> Result<UserId, CommandError> {
    let mut tx = services.db.read().await?;
    crate::accounts::sql::find_credentials(&mut tx, &email_key(email))
        .await?
        .map(|found| UserId::from_uuid(found.id))
        .ok_or_else(|| Refused(format!("there is no account {email}")).into())
}
