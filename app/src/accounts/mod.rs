//! Accounts: who a person is, how they sign up, in and out, and their own preferences.

pub mod delete_card;
pub mod email_card;
pub mod forgot_page;
pub mod link_pages;
pub mod login_page;
pub mod notes;
pub mod ownership;
pub mod ownership_fns;
pub mod password_card;
pub mod person;
pub mod picture_card;
pub mod profile_head;
pub mod profile_page;
pub mod reset_page;
pub mod rules;
pub mod security_page;
pub mod server_fns;
pub mod signup_page;
pub mod strength;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::context::{InvitationToken, Origin, PendingToken, SessionToken};
use crate::error::AppError;
use crate::values::{Formats, TimeFormat, UserId, WeekStart};

pub use person::{PersonMark, PersonRef};

use ownership::SignUpOutcome;

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
    /// How they want dates, times and amounts written, where they look.
    pub formats: Formats,
    /// Their own choice of 12 or 24 hours; `None` follows the workspace.
    pub time_format: Option<TimeFormat>,
    /// When their picture was changed last, in unix seconds; `None` without one.
    pub picture_at: Option<i64>,
}

impl Account {
    /// Where their picture is, if they have one.
    #[must_use]
    pub fn picture(&self) -> Option<String> {
        self.picture_at
            .map(|at| format!("/pictures/{}?v={at}", self.id))
    }
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
    /// A slug of `DateFormat`; empty keeps what it is.
    #[serde(default)]
    pub date_format: String,
    /// A slug of `TimeFormat`, or empty to follow the workspace.
    #[serde(default)]
    pub time_format: String,
    /// A slug of `NumberFormat`; empty keeps what it is.
    #[serde(default)]
    pub number_format: String,
}

/// Where the right password leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInStep {
    /// In.
    SignedIn(SessionToken),
    /// To the second factor, within ten minutes.
    SecondFactor(PendingToken),
}

/// What can be done with accounts.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Makes an account with a personal workspace. Where letters reach people, it waits for the link in one, and
    /// whether there was such an account before is not told; else it is signed in at once. Who comes from the link in an
    /// invitation's letter has proved the address by that.
    async fn sign_up(
        &self,
        origin: &Origin,
        form: SignUpForm,
        invitation: Option<InvitationToken>,
    ) -> Result<SignUpOutcome, AppError>;
    /// Opens a session for the right password, or begins the second step of an account that wants one.
    async fn sign_in(&self, origin: &Origin, form: SignInForm) -> Result<SignInStep, AppError>;
    /// Ends the session; ending an ended one is no error.
    async fn sign_out(&self, origin: &Origin, token: &SessionToken) -> Result<(), AppError>;
    /// The actor's own account.
    async fn load_account(&self, actor: &Actor) -> Result<Account, AppError>;
    /// Changes name and preferences.
    async fn update_profile(&self, actor: &Actor, form: ProfileForm) -> Result<Account, AppError>;
    /// Takes the browser's time zone where none is known yet; an unknown name changes nothing.
    async fn adopt_timezone(&self, actor: &Actor, timezone: String) -> Result<(), AppError>;
    /// Takes the actor's picture away; taking none away is no error.
    async fn remove_picture(&self, actor: &Actor) -> Result<(), AppError>;
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
