//! Accounts: who a person is, how they sign up, in and out, and their own preferences.

pub mod login_page;
pub mod profile_page;
pub mod rules;
pub mod server_fns;
pub mod signup_page;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::context::{Origin, SessionToken};
use crate::error::AppError;
use crate::values::{UserId, WeekStart};

/// The colour scheme a person wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Whatever the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every choice, in the order shown.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// How forms and the database spell it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme spelled `slug`, if there is one.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.slug() == slug)
    }
}

/// A person's account as they see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Where mail reaches them; also their sign-in.
    pub email: String,
    /// IANA name of the time zone their days are in; empty until a browser has said (days are in UTC).
    pub timezone: String,
    /// Their week's first day; `None` follows the workspace.
    pub week_start: Option<WeekStart>,
    /// Their colour scheme.
    pub theme: Theme,
}

/// The sign-up form as it is sent.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct SignUpForm {
    /// The person's name.
    #[serde(default)]
    pub name: String,
    /// Their e-mail address.
    #[serde(default)]
    pub email: String,
    /// The password they chose.
    #[serde(default)]
    pub password: String,
    /// The browser's IANA time zone; empty without scripts.
    #[serde(default)]
    pub timezone: String,
}

/// The sign-in form as it is sent.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct SignInForm {
    /// The account's e-mail address.
    #[serde(default)]
    pub email: String,
    /// Its password.
    #[serde(default)]
    pub password: String,
}

// Forms with a password never print it.
impl std::fmt::Debug for SignUpForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignUpForm")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInForm")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// The profile's details form as it is sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ProfileForm {
    /// The person's name.
    #[serde(default)]
    pub name: String,
    /// IANA time zone name.
    #[serde(default)]
    pub timezone: String,
    /// `monday`, `sunday`, or empty to follow the workspace.
    #[serde(default)]
    pub week_start: String,
    /// `system`, `light` or `dark`.
    #[serde(default)]
    pub theme: String,
}

/// What can be done with accounts.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Makes an account with a personal workspace and signs it in.
    async fn sign_up(&self, origin: &Origin, form: SignUpForm) -> Result<SessionToken, AppError>;
    /// Opens a session for the right password.
    async fn sign_in(&self, origin: &Origin, form: SignInForm) -> Result<SessionToken, AppError>;
    /// Ends the session; ending an ended one is no error.
    async fn sign_out(&self, token: &SessionToken) -> Result<(), AppError>;
    /// The actor's own account.
    async fn load_account(&self, actor: &Actor) -> Result<Account, AppError>;
    /// Changes name and preferences.
    async fn update_profile(&self, actor: &Actor, form: ProfileForm) -> Result<Account, AppError>;
    /// Takes the browser's time zone where none is known yet; an unknown name changes nothing.
    async fn adopt_timezone(&self, actor: &Actor, timezone: String) -> Result<(), AppError>;
    /// The IANA time zones there are, sorted.
    async fn list_timezones(&self) -> Result<Vec<String>, AppError>;
}

/// The browser's IANA time zone; `None` on the server and where the browser does not say.
#[must_use]
pub fn browser_timezone() -> Option<String> {
    #[cfg(feature = "hydrate")]
    {
        let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
        js_sys::Reflect::get(&options, &"timeZone".into())
            .ok()?
            .as_string()
    }
    #[cfg(not(feature = "hydrate"))]
    None
}
