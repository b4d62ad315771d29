//! `Config`: how this instance was started; each field's text is the manual.

use std::net::SocketAddr;
use std::path::PathBuf;

use app::access::Plan;
use clap::Args;
use clap::builder::FalseyValueParser;
use url::Url;

/// A secret setting, which never shows itself.
#[derive(Clone)]
pub struct SecretText(String);

impl SecretText {
    /// A secret setting.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// What it says.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretText(…)")
    }
}

impl std::str::FromStr for SecretText {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// Who moves the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum BillingMode {
    /// Nobody: the Owner picks the plan, an operator says how the payment stands.
    Manual,
    /// Stripe.
    Stripe,
}

impl BillingMode {
    fn slug(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Stripe => "stripe",
        }
    }
}

/// Where Stripe is.
const STRIPE_URL: &str = "https://api.stripe.com";

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

    /// Where Prometheus finds figures about this server, at `/metrics`: an address and port of their own, which only it
    /// reaches. Without it, none are told.
    #[arg(long, env = "TIMETHER_METRICS_LISTEN", global = true)]
    pub metrics_listen: Option<SocketAddr>,

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

    /// Where the secret key and the outbox are kept; without it, beside the SQLite file, or in `./data`.
    #[arg(long, env = "TIMETHER_DATA_FOLDER", global = true)]
    pub data_folder: Option<PathBuf>,

    /// What secrets in the database are encrypted with: at least 32 random characters, the same for every server on one
    /// database. Without it, a key is made on the first start and kept as `secret.key` in the data
    /// folder. Better in the environment than on the command line.
    #[arg(
        long,
        env = "TIMETHER_SECRET_KEY",
        hide_env_values = true,
        global = true
    )]
    pub secret_key: Option<SecretText>,

    /// Where mail is handed over: `smtps://user:password@host`, or `smtp://…?tls=required`. Without it, mails are
    /// written to the outbox folder beside the data.
    #[arg(long, env = "TIMETHER_SMTP_URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<SecretText>,

    /// Who mail is from, such as `Timether <time@example.com>`; without it, no-reply at the public address.
    #[arg(long, env = "TIMETHER_MAIL_FROM", global = true)]
    pub mail_from: Option<String>,

    /// How often each API token may call: calls a second, and a burst; or `off`.
    #[arg(long, env = "TIMETHER_RATE_LIMIT", default_value = "20/100", value_parser = parse_rate_limit, global = true)]
    pub rate_limit: RateLimitSetting,

    /// Origins whose pages may call the API from a browser, separated by commas; none without it.
    #[arg(
        long,
        env = "TIMETHER_CORS_ORIGINS",
        value_delimiter = ',',
        global = true
    )]
    pub cors_origins: Vec<String>,

    /// Whether webhooks may go to addresses in private networks, and over plain HTTP. Only where everybody who may make a
    /// webhook may reach everything that this server reaches.
    #[arg(long, env = "TIMETHER_WEBHOOKS_ALLOW_PRIVATE", value_parser = FalseyValueParser::new(), global = true)]
    pub webhooks_allow_private: bool,

    /// Where apps on the web may have connections answered: `https://` addresses, exactly as they send them, separated by
    /// commas. Apps on a person's own device need no entry.
    #[arg(
        long,
        env = "TIMETHER_CONNECT_REDIRECTS",
        value_delimiter = ',',
        value_parser = parse_redirect,
        global = true
    )]
    pub connect_redirects: Vec<String>,

    /// A country database (MMDB) instead of the bundled one.
    #[arg(long, env = "TIMETHER_GEOIP_FILE", global = true)]
    pub geoip_file: Option<PathBuf>,

    /// Who moves the money: `manual` (nobody; owners pick their plan, `timether workspace set-billing` says how the
    /// payment stands) or `stripe`.
    #[arg(
        long,
        env = "TIMETHER_BILLING",
        value_enum,
        default_value = "manual",
        global = true
    )]
    pub billing: BillingMode,

    /// Stripe's secret key (`sk_…`, better a restricted `rk_…`).
    #[arg(
        long,
        env = "TIMETHER_STRIPE_SECRET_KEY",
        hide_env_values = true,
        global = true
    )]
    pub stripe_secret_key: Option<SecretText>,

    /// What Stripe signs its events with (`whsec_…`): the secret of the webhook at `/billing/stripe/webhook`.
    #[arg(
        long,
        env = "TIMETHER_STRIPE_WEBHOOK_SECRET",
        hide_env_values = true,
        global = true
    )]
    pub stripe_webhook_secret: Option<SecretText>,

    /// Stripe's monthly price for each plan: `solo_pro=price_…,team=price_…,business=price_…`.
    #[arg(long, env = "TIMETHER_STRIPE_PRICES", value_delimiter = ',', value_parser = parse_price, global = true)]
    pub stripe_prices: Vec<(Plan, String)>,

    /// Where Stripe is; another address is for tests.
    #[arg(
        long,
        env = "TIMETHER_STRIPE_URL",
        default_value = STRIPE_URL,
        hide = true,
        global = true
    )]
    pub stripe_url: Url,
}

impl Config {
    /// What every setting is when nothing is said, with this database.
    #[must_use]
    pub fn with_database(database_url: String) -> Self {
        Self {
            database_url,
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            metrics_listen: None,
            public_url: None,
            default_plan: Plan::Business,
            trusted_proxies: Vec::new(),
            data_folder: None,
            secret_key: None,
            smtp_url: None,
            mail_from: None,
            geoip_file: None,
            rate_limit: Some(RateLimit::default()),
            cors_origins: Vec::new(),
            webhooks_allow_private: false,
            connect_redirects: Vec::new(),
            billing: BillingMode::Manual,
            stripe_secret_key: None,
            stripe_webhook_secret: None,
            stripe_prices: Vec::new(),
            stripe_url: default_stripe_url(),
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

    /// Where the secret key and the outbox are kept.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        let beside_the_file = || {
            let path = self.database_url.strip_prefix("sqlite://")?;
            PathBuf::from(path).parent().map(PathBuf::from)
        };
        self.data_folder
            .clone()
            .or_else(beside_the_file)
            .unwrap_or_else(|| PathBuf::from("data"))
    }

    /// The address people type, without a slash at its end.
    #[must_use]
    pub fn public_address(&self) -> String {
        self.public_url.as_ref().map_or_else(
            || format!("http://{}", self.listen),
            |url| url.as_str().trim_end_matches('/').to_owned(),
        )
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
        let metrics = self
            .metrics_listen
            .map_or("off".into(), |address| address.to_string());
        let proxies: Vec<String> = self
            .trusted_proxies
            .iter()
            .map(ToString::to_string)
            .collect();
        format!(
            "TIMETHER_DATABASE_URL={database}\nTIMETHER_LISTEN={}\nTIMETHER_METRICS_LISTEN={metrics}\n\
             TIMETHER_PUBLIC_URL={public}\n\
             TIMETHER_DEFAULT_PLAN={}\nTIMETHER_TRUSTED_PROXIES={}\nTIMETHER_SECRET_KEY={}\n\
             TIMETHER_SMTP_URL={}\nTIMETHER_MAIL_FROM={}\nTIMETHER_GEOIP_FILE={}\n\
             TIMETHER_RATE_LIMIT={}\nTIMETHER_CORS_ORIGINS={}\nTIMETHER_CONNECT_REDIRECTS={}\n\
             TIMETHER_WEBHOOKS_ALLOW_PRIVATE={}\n\
             TIMETHER_BILLING={}\nTIMETHER_STRIPE_SECRET_KEY={}\nTIMETHER_STRIPE_WEBHOOK_SECRET={}\n\
             TIMETHER_STRIPE_PRICES={}",
            self.listen,
            self.default_plan.slug(),
            proxies.join(","),
            self.secret_key
                .as_ref()
                .map_or("(secret.key beside the data)", |_| "(set)"),
            self.smtp_url
                .as_ref()
                .map_or("(none: mails go to the outbox folder)", |_| "(set)"),
            self.mail_from
                .as_deref()
                .unwrap_or("(no-reply at the public address)"),
            self.geoip_file
                .as_ref()
                .map_or("(bundled)".into(), |path| path.display().to_string()),
            self.rate_limit.map_or("off".into(), |limit| format!(
                "{}/{}",
                limit.a_second, limit.burst
            )),
            self.cors_origins.join(","),
            self.connect_redirects.join(","),
            self.webhooks_allow_private,
            self.billing.slug(),
            set_or_not(self.stripe_secret_key.as_ref()),
            set_or_not(self.stripe_webhook_secret.as_ref()),
            self.stripe_prices
                .iter()
                .map(|(plan, price)| format!("{}={price}", plan.slug()))
                .collect::<Vec<_>>()
                .join(","),
        )
    }
}

fn set_or_not(secret: Option<&SecretText>) -> &'static str {
    secret.map_or("(not set)", |_| "(set)")
}

#[expect(clippy::expect_used, reason = "a constant that a test has parsed")]
fn default_stripe_url() -> Url {
    Url::parse(STRIPE_URL).expect("the address is one")
}

fn parse_price(text: &str) -> Result<(Plan, String), String> {
    text.trim()
        .split_once('=')
        .and_then(|(plan, price)| Some((Plan::from_slug(plan)?, price.to_owned())))
        .filter(|(plan, price)| *plan > Plan::Free && !price.is_empty())
        .ok_or_else(|| "use solo_pro=price_…,team=price_…,business=price_…".into())
}

/// How often a token may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// In the long run.
    pub a_second: u32,
    /// At once, after a rest.
    pub burst: u32,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            a_second: 20,
            burst: 100,
        }
    }
}

/// A limit, or none.
pub type RateLimitSetting = Option<RateLimit>;

fn parse_rate_limit(text: &str) -> Result<RateLimitSetting, String> {
    if text == "off" {
        return Ok(None);
    }
    text.split_once('/')
        .and_then(|(a_second, burst)| {
            Some(RateLimit {
                a_second: a_second.trim().parse().ok()?,
                burst: burst.trim().parse().ok()?,
            })
        })
        .filter(|limit| limit.a_second > 0 && limit.burst > 0)
        .map(Some)
        .ok_or_else(|| "use calls a second and a burst, such as 20/100, or off".into())
}

fn parse_redirect(text: &str) -> Result<String, String> {
    Url::parse(text)
        .ok()
        .filter(|url| url.scheme() == "https" && url.fragment().is_none())
        .map(|_| text.to_owned())
        .ok_or_else(|| "use https:// addresses without a #".into())
}

fn parse_plan(text: &str) -> Result<Plan, String> {
    Plan::from_slug(text).ok_or_else(|| "use free, solo_pro, team or business".into())
}
