//! `timether token`: API tokens, for operators.

use app::tokens::TokenForm;
use app::values::WorkspaceId;
use clap::{Subcommand, ValueEnum};

use super::workspace::find_user;
use super::{CommandError, Refused};
use crate::services::Services;
use crate::workspaces::sql::find_membership;

#[derive(Subcommand, Debug)]
pub(super) enum TokenCommand {
    /// Make an API token and print it, this once.
    Create {
        /// As whom it acts: the e-mail address of a member.
        #[arg(long)]
        user: String,
        /// The workspace's id.
        #[arg(long)]
        workspace: WorkspaceId,
        /// What it is for.
        #[arg(long)]
        name: String,
        /// What it may do.
        #[arg(long, value_enum, default_value = "read")]
        scope: Scope,
    },
}

/// What a token may do.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Scope {
    /// Look.
    Read,
    /// Look and change.
    Write,
}

pub(super) async fn run(services: &Services, command: TokenCommand) -> Result<(), CommandError> {
    let TokenCommand::Create {
        user,
        workspace,
        name,
        scope,
    } = command;
    let id = find_user(services, &user).await?;
    let mut tx = services.db.read().await?;
    let actor = find_membership(&mut tx, workspace, Some(id), services.now())
        .await
        .map_err(|_| Refused(format!("{user} does not belong to a workspace {workspace}")))?;
    drop(tx);
    let scope = match scope {
        Scope::Read => app::tokens::Scope::Read,
        Scope::Write => app::tokens::Scope::Write,
    };
    let form = TokenForm {
        name,
        scope: scope.slug().to_owned(),
        ..TokenForm::default()
    };
    let new = services
        .make_token(&actor, &form)
        .await
        .map_err(Refused::from)?;
    println!("{}", new.token);
    Ok(())
}
