//! `timether workspace`: workspaces, for operators.

use app::access::Plan;
use app::accounts::rules::email_key;
use app::values::{Currency, UserId, WeekStart, WorkspaceId};
use app::workspaces::WorkspaceForm;
use app::workspaces::rules::parse_workspace;
use clap::Subcommand;

use super::{CommandError, Refused};
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
        WorkspaceCommand::SetPlan { id, plan } => {
            let plan = Plan::from_slug(&plan)
                .ok_or_else(|| Refused("use free, solo_pro, team or business".into()))?;
            let mut tx = services.write_in(id).await?;
            if !sql::set_plan(&mut tx, id, plan, services.now()).await? {
                return Err(Refused(format!("there is no workspace {id}")).into());
            }
            tx.commit().await?;
            println!("{id} is on the {} plan", plan.name());
        }
    }
    Ok(())
}

/// The account with this e-mail address.
pub(super) async fn find_user(services: &Services, email: &str) -> Result<UserId, CommandError> {
    let mut tx = services.db.read().await?;
    crate::accounts::sql::find_credentials(&mut tx, &email_key(email))
        .await?
        .map(|found| UserId::from_uuid(found.id))
        .ok_or_else(|| Refused(format!("there is no account {email}")).into())
}
