//! `Config`: how this instance was started; each field's text is the manual.

use std::net::SocketAddr;
use std::path::PathBuf;

use app::access::Plan;
use clap::Args;
use url::Url;

/// Settings shared by every command; each is a flag and a `TIMETHER_…` variable.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Where everything is kept: `sqlite://path/to/file.db` or `postgres://user@host/name`.
    #[arg(
        long,
        env = "TIMETHER_DATABASE_URL",
        default_value = "sqlite://data/timether.db",
        hide_env_values = true,
        global = true
    )]
    pub database_url: String,

    /// The address and port to listen on.
    #[arg(
        long,
        env = "TIMETHER_LISTEN",
        default_value = "127.0.0.1:3000",
        global = true
    )]
    pub listen: SocketAddr,

    /// The address people type, such as `https://time.example.com`; without it, the listen address
    /// over plain HTTP. Over HTTPS, cookies are Secure and HSTS is sent.
    #[arg(long, env = "TIMETHER_PUBLIC_URL", global = true)]
    pub public_url: Option<Url>,

    /// The plan new workspaces start on: `free`, `solo_pro`, `team` or `business`.
    #[arg(long, env = "TIMETHER_DEFAULT_PLAN", default_value = "business", value_parser = parse_plan, global = true)]
    pub default_plan: Plan,

    /// Addresses of proxies whose `X-Forwarded-For` is believed, separated by commas.
    #[arg(
        long,
        env = "TIMETHER_TRUSTED_PROXIES",
        value_delimiter = ',',
        global = true
    )]
    pub trusted_proxies: Vec<std::net::IpAddr>,
}

impl Config {
    /// What every setting is when nothing is said, with this database.
    #[must_use]
    pub fn with_database(database_url: String) -> Self {
        Self {
            database_url,
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            public_url: None,
            default_plan: Plan::Business,
            trusted_proxies: Vec::new(),
        }
    }

    /// Whether people reach this instance over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url
            .as_ref()
            .is_some_and(|url| url.scheme() == "https")
    }

    /// The origin of the public address, for requests that a proxy passes on under another host.
    #[must_use]
    pub fn public_origin(&self) -> Option<String> {
        self.public_url
            .as_ref()
            .map(|url| url.origin().ascii_serialization())
    }

    /// The folder of the SQLite file, if that is where things are kept.
    #[must_use]
    pub fn data_folder(&self) -> Option<PathBuf> {
        let path = self.database_url.strip_prefix("sqlite://")?;
        PathBuf::from(path).parent().map(PathBuf::from)
    }

    /// The settings in use, without what a database URL may hide, one a line.
    #[must_use]
    pub fn describe(&self) -> String {
        let database = Url::parse(&self.database_url).map_or_else(
            |_| self.database_url.clone(),
            |mut url| {
                // A URL without a host refuses a password, and has none to hide.
                let _ = url.set_password(None);
                url.to_string()
            },
        );
        let public = self
            .public_url
            .as_ref()
            .map_or("(the listen address)".into(), Url::to_string);
        let proxies: Vec<String> = self
            .trusted_proxies
            .iter()
            .map(ToString::to_string)
            .collect();
        format!(
            "TIMETHER_DATABASE_URL={database}\nTIMETHER_LISTEN={}\nTIMETHER_PUBLIC_URL={public}\n\
             TIMETHER_DEFAULT_PLAN={}\nTIMETHER_TRUSTED_PROXIES={}",
            self.listen,
            self.default_plan.slug(),
            proxies.join(",")
        )
    }
}

fn parse_plan(text: &str) -> Result<Plan, String> {
    Plan::from_slug(text).ok_or_else(|| "use free, solo_pro, team or business".into())
}
