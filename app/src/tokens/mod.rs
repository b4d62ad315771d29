//! API tokens: what programs act with, as whoever made it, in one workspace.

pub mod list_page;
pub mod rules;
pub mod server_fns;
pub mod token_dialogs;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::context::{InSession, SealedToken};
use crate::error::AppError;
use crate::secret::never_printed;
use crate::values::{ApiTokenId, Moment};

/// The address of the list of tokens.
pub const LIST_PATH: &str = "/settings/tokens";

/// What a token may do beyond what its creator may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Look.
    #[default]
    Read,
    /// Look and change.
    Write,
}

impl Scope {
    /// Both, the smaller first.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// How the database, the API and the command line spell it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// The scope spelled `slug`, if there is one.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.slug() == slug)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "Read",
            Self::Write => "Read and write",
        }
    }
}

/// A token as the list shows it: nothing of it but its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ApiToken {
    /// What it is called by; says nothing about the token.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// Its first 9 characters.
    pub prefix: String,
    /// What it may do.
    pub scope: Scope,
    /// Who made it, and as whom it acts.
    pub creator: String,
    /// Whether that is whoever looks.
    pub is_own: bool,
    /// When it was made.
    pub created: Moment,
    /// When it was used last, to the minute.
    pub last_used: Option<Moment>,
    /// From when on it no longer works.
    pub expires: Option<Moment>,
    /// Whether that has come.
    pub is_expired: bool,
    /// Whether an app got it, rather than a person.
    pub is_connection: bool,
}

/// What the page of tokens shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokensView {
    /// Newest first: everybody's for Owner and Managers, else one's own.
    pub tokens: Vec<ApiToken>,
    /// Whether the password was given so lately that it is not asked for again.
    pub is_confirmed: bool,
    /// What stands in `X-Workspace-Id`.
    pub workspace_id: String,
    /// A token that was made by a form without scripts just now, shown this once.
    pub new_token: Option<NewToken>,
}

/// A token that was just made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// The whole token; shown this once.
    pub token: String,
}

/// The form that makes a token.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct TokenForm {
    /// What it is for.
    #[serde(default)]
    pub name: String,
    /// `read` or `write`; empty is `read`.
    #[serde(default)]
    pub scope: String,
    /// The last day it works; empty is without an end.
    #[serde(default)]
    pub last_day: String,
    /// Empty where it was given lately.
    #[serde(default)]
    pub current_password: String,
}

never_printed!(NewToken TokenForm);

/// What can be done with API tokens.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// The tokens that somebody sees; `sealed` is one that a form without scripts left to be shown.
    async fn load_tokens(
        &self,
        me: &InSession,
        sealed: Option<SealedToken>,
    ) -> Result<TokensView, AppError>;
    /// Makes a token; the answer is shown once.
    async fn create_token(&self, me: &InSession, form: TokenForm) -> Result<NewToken, AppError>;
    /// Ends a token at once.
    async fn revoke_token(&self, actor: &Actor, id: ApiTokenId) -> Result<(), AppError>;
    /// Encrypts a new token for its way to the page that shows it.
    async fn seal_token(&self, actor: &Actor, token: &NewToken) -> Result<SealedToken, AppError>;
}
