//! Passkeys: a key on a phone, a computer or a stick, instead of the password and its code.

pub mod browser;
pub mod card;
pub mod dialogs;
pub mod rules;
pub mod server_fns;
pub mod sign_in_button;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::context::{InSession, Origin, PendingToken, SessionToken};
use crate::error::AppError;
use crate::secret::never_printed;
use crate::values::PasskeyId;

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds; `None` if it was never used.
    pub last_used_at: Option<i64>,
}

/// What the settings show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyState {
    /// The passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
    /// The only address they work at, such as `https://time.example.com`; `None` where the server has no name.
    pub address: Option<String>,
    /// Whether the password was given so lately that it is not asked for again.
    pub password_is_fresh: bool,
}

/// What a ceremony begins with: the browser's part.
#[derive(Clone, Serialize, Deserialize)]
pub struct Ceremony {
    /// Names it at its end; empty where the session does.
    pub token: String,
    /// Options as JSON, for `PublicKeyCredential.parse…OptionsFromJSON`.
    pub options: String,
}
never_printed!(Ceremony);

/// A passkey to be added, renamed or removed, as it is sent.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct PasskeyForm {
    /// Which one; empty for a new one.
    #[serde(default)]
    pub id: String,
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// Empty if it was given lately.
    #[serde(default)]
    pub current_password: String,
}

impl std::fmt::Debug for PasskeyForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasskeyForm")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What the browser answers a ceremony with, as it is sent.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct CredentialForm {
    /// The ceremony's token; empty where the session names it.
    #[serde(default)]
    pub token: String,
    /// `credential.toJSON()`.
    #[serde(default)]
    pub credential: String,
}
never_printed!(CredentialForm);

/// What can be done with passkeys.
#[async_trait]
pub trait Passkeys: Send + Sync {
    /// The person's passkeys.
    async fn list_passkeys(&self, me: &InSession) -> Result<PasskeyState, AppError>;
    /// Begins to add one.
    async fn begin_passkey(&self, me: &InSession, form: PasskeyForm) -> Result<Ceremony, AppError>;
    /// Adds the one that was begun.
    async fn add_passkey(&self, me: &InSession, form: CredentialForm) -> Result<(), AppError>;
    /// Gives one another name.
    async fn rename_passkey(&self, me: &InSession, form: PasskeyForm) -> Result<(), AppError>;
    /// Removes one.
    async fn remove_passkey(&self, me: &InSession, form: PasskeyForm) -> Result<(), AppError>;
    /// Begins a sign-in with whichever passkey the browser offers.
    async fn begin_passkey_sign_in(&self) -> Result<Ceremony, AppError>;
    /// Signs in with a passkey alone.
    async fn sign_in_with_passkey(
        &self,
        origin: &Origin,
        form: CredentialForm,
    ) -> Result<SessionToken, AppError>;
    /// Begins the second step of a sign-in with one of the account's passkeys.
    async fn begin_passkey_verification(
        &self,
        pending: &PendingToken,
    ) -> Result<Ceremony, AppError>;
    /// Finishes the second step with a passkey.
    async fn verify_with_passkey(
        &self,
        origin: &Origin,
        pending: &PendingToken,
        form: CredentialForm,
    ) -> Result<SessionToken, AppError>;
}
