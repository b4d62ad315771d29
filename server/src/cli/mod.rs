//! The command line: `timether serve` and the operator's commands.

mod account;
mod export;
mod import;
mod restore;
mod serve;
mod token;
mod workspace;

use std::process::ExitCode;
use std::sync::Arc;

use app::access::Plan;
use app::error::AppError;
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::auth::password::PasswordHasher;
use crate::clock::{Clock, Random, SystemClock, SystemRandom};
use crate::config::{BillingMode, Config};
use crate::db;
use crate::demo::DemoArgs;
use crate::events::Bus;
use crate::geo::Countries;
use crate::mail::Mailer;
use crate::progress::UnderWay;
use crate::secret::ServerKey;
use crate::services::Services;

/// What a command may fail with; its text is shown to the operator.
pub type CommandError = Box<dyn std::error::Error + Send + Sync>;

/// Time tracking and invoicing that you host yourself.
#[derive(Parser, Debug)]
#[command(name = "timether", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve the app (the default). Brings the database up to date first.
    Serve,
    /// Make a demo account and workspace with three months of entries; prints its sign-in.
    Demo(DemoArgs),
    /// Add and list accounts, reset passwords.
    #[command(subcommand)]
    User(account::UserCommand),
    /// Add and list workspaces, set their plan and how their payment stands.
    #[command(subcommand)]
    Workspace(workspace::WorkspaceCommand),
    /// Make API tokens.
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Bring a backup or another tracker's export into a workspace.
    Import(import::ImportArgs),
    /// Write a workspace's backup or its time entries to a file or to standard output.
    Export(export::ExportArgs),
    /// Print the description of the API, as OpenAPI 3.1 has it.
    Openapi,
    /// Print the settings in use.
    Config,
    /// Check the settings, the database and how mail goes.
    Doctor,
}

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("TIMETHER_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,tower_http=warn,sqlx=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(error.as_ref()),
    }
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("timether: {error}");
    ExitCode::FAILURE
}

async fn run(cli: Cli) -> Result<(), CommandError> {
    let config = cli.config;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Config => {
            println!("{}", config.describe());
            Ok(())
        }
        Command::Openapi => {
            println!("{:#}", crate::rest::openapi());
            Ok(())
        }
        Command::Serve => serve::run(open(config).await?).await,
        Command::Demo(args) => crate::demo::run(&open(config).await?, &args).await,
        Command::User(command) => account::run(&open(config).await?, command).await,
        Command::Workspace(command) => workspace::run(&open(config).await?, command).await,
        Command::Token(command) => token::run(&open(config).await?, command).await,
        Command::Import(args) => import::run(&open(config).await?, args).await,
        Command::Export(args) => export::run(&open(config).await?, args).await,
        Command::Doctor => doctor(config).await,
    }
}

/// Opens the database, brings it up to date and puts the services together.
///
/// # Errors
/// When the database cannot be opened or migrated.
pub async fn open(config: Config) -> Result<Services, CommandError> {
    open_with(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await
}

/// [`open`] with another clock and randomness.
///
/// # Errors
/// When the database cannot be opened or migrated.
pub async fn open_with(
    config: Config,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<Services, CommandError> {
    let countries = Countries::load(config.geoip_file.as_deref())?;
    let mailer = Mailer::new(&config)?;
    let payments = crate::billing::provider::from_config(&config)?;
    let hooks = crate::webhooks::Sender::new(&config);
    let db = db::connect(&config.database_url).await?;
    db.migrate().await?;
    let key = ServerKey::load(&config, &db, random.as_ref()).await?;
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let hasher = PasswordHasher::new(Arc::clone(&random), threads)?;
    Ok(Services {
        db,
        clock,
        random,
        config,
        hasher,
        key,
        countries,
        mailer,
        payments,
        hooks,
        bus: Bus::default(),
        under_way: UnderWay::default(),
        budgets: crate::budgets::Watch::default(),
    })
}

async fn doctor(config: Config) -> Result<(), CommandError> {
    println!("{}", config.describe());
    let services = open(config).await?;
    services.db.ping().await?;
    println!("database: answers, schema up to date");
    match services.countries.describe() {
        Some(words) => println!("countries: {words}"),
        None => println!("countries: no database; sessions are shown with their address alone"),
    }
    println!("mail: {}", services.mailer.describe());
    match services.mailer.check().await {
        Ok(()) => println!(
            "mail: ready, {} waiting",
            services.count_waiting_mails().await?
        ),
        Err(reason) => println!("warning: mail cannot be handed over now and will wait: {reason}"),
    }
    if services.config.billing == BillingMode::Stripe && services.config.default_plan != Plan::Free
    {
        println!(
            "warning: new workspaces start on the {} plan without paying: set TIMETHER_DEFAULT_PLAN=free",
            services.config.default_plan.name()
        );
    }
    if !services.config.is_https() && !services.config.listen.ip().is_loopback() {
        println!(
            "warning: listening beyond this machine without TIMETHER_PUBLIC_URL=https://…: \
             cookies are not Secure. Put a TLS proxy in front and set it."
        );
    }
    services.db.close().await;
    Ok(())
}

/// An operator's mistake or a refused use case, in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self(error.to_string())
    }
}
