//! `timether user`: accounts, for operators.

use std::io::{IsTerminal, Read};

use app::accounts::SignUpForm;
use app::accounts::rules::parse_sign_up;
use clap::Subcommand;

use super::{CommandError, Refused};
use crate::accounts::sql;
use crate::auth::session::hex;
use crate::services::Services;

#[derive(Subcommand, Debug)]
pub(super) enum UserCommand {
    /// Make an account with a personal workspace; without a password on standard input, one is made up and printed.
    Add {
        /// The person's e-mail address.
        #[arg(long)]
        email: String,
        /// The person's name.
        #[arg(long)]
        name: String,
        /// Read the password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Set a new password, made up and printed unless given on standard input; ends the account's sessions.
    ResetPassword {
        /// The account's e-mail address.
        email: String,
        /// Read the password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Remove an account's two-factor authentication, recovery codes and passkeys; ends its sessions.
    ResetTwoFactor {
        /// The account's e-mail address.
        email: String,
    },
    /// List the accounts: id, address, name.
    List,
}

pub(super) async fn run(services: &Services, command: UserCommand) -> Result<(), CommandError> {
    match command {
        UserCommand::Add {
            email,
            name,
            password_stdin,
        } => {
            let (password, made_up) = password(services, password_stdin)?;
            let form = SignUpForm {
                name,
                email,
                password: password.clone(),
                ..SignUpForm::default()
            };
            let (user, workspace) = services
                .create_account(parse_sign_up(form).map_err(Refused::from)?)
                .await
                .map_err(Refused::from)?;
            println!("user {user}\nworkspace {workspace}");
            if made_up {
                println!("password {password}");
            }
        }
        UserCommand::ResetPassword {
            email,
            password_stdin,
        } => {
            let (password, made_up) = password(services, password_stdin)?;
            services
                .reset_password(&email, password.clone())
                .await
                .map_err(Refused::from)?;
            println!("The password is set; every session of {email} has ended.");
            if made_up {
                println!("password {password}");
            }
        }
        UserCommand::ResetTwoFactor { email } => {
            services
                .reset_two_factor(&email)
                .await
                .map_err(Refused::from)?;
            println!(
                "{email} signs in with the password alone; its authenticator, recovery codes and passkeys are removed, \
                 and every session has ended."
            );
        }
        UserCommand::List => {
            let mut tx = services.db.read().await?;
            for account in sql::list_accounts(&mut tx).await? {
                println!("{}\t{}\t{}", account.id, account.email, account.name);
            }
        }
    }
    Ok(())
}

/// The password to set, and whether it was made up here.
fn password(services: &Services, from_stdin: bool) -> Result<(String, bool), CommandError> {
    if !from_stdin {
        let mut bytes = [0; 12];
        services.random.fill(&mut bytes);
        return Ok((hex(&bytes), true));
    }
    if std::io::stdin().is_terminal() {
        eprintln!("Type the password, then Ctrl-D:");
    }
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(8192)
        .read_to_string(&mut text)?;
    let password = text.strip_suffix('\n').unwrap_or(&text);
    Ok((
        password.strip_suffix('\r').unwrap_or(password).to_owned(),
        false,
    ))
}
