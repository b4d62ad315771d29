//! Two-factor authentication: a code from an authenticator app after the password, or a recovery code instead.

pub mod card;
pub mod codes_view;
pub mod confirm_password;
pub mod dialogs;
pub mod rules;
pub mod secret_view;
pub mod server_fns;
pub mod verify_page;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::context::{InSession, Origin, PendingToken, SealedCodes, SessionToken};
use crate::error::AppError;
use crate::secret::never_printed;

/// The address of the second step of signing in.
pub const VERIFY_PATH: &str = "/login/verify";
/// The address of the settings it is switched on and off in.
pub const SECURITY_PATH: &str = "/profile/security";

/// A QR code, dark modules on light ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    /// Width and height in modules, the quiet zone included.
    pub size: u32,
    /// The dark modules as an SVG path.
    pub path: String,
}

/// A secret that waits for its first code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSecret {
    /// In Base32, as it is typed into an app.
    pub secret: String,
    /// The same for an app's camera.
    pub qr: QrCode,
}
never_printed!(NewSecret);

/// Where two-factor authentication stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwoFactorStatus {
    /// The password alone is asked for.
    Off,
    /// A secret waits for its first code; the password alone is asked for.
    Waiting(NewSecret),
    /// Codes are asked for.
    On {
        /// Recovery codes that were not used yet.
        codes_left: i64,
    },
}

/// What the settings show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoFactorState {
    /// Where it stands.
    pub status: TwoFactorStatus,
    /// Whether the password was given so lately that it is not asked for again.
    pub password_is_fresh: bool,
    /// Recovery codes that were made by a form without scripts, shown this once.
    pub new_codes: Option<RecoveryCodes>,
}

/// Recovery codes in plain, as they are shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecoveryCodes(pub Vec<String>);
never_printed!(RecoveryCodes);

/// A form that asks for the current password, where it has to.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct PasswordForm {
    /// Empty if it was given lately.
    #[serde(default)]
    pub current_password: String,
}
never_printed!(PasswordForm);

/// The first code of a new secret as it is sent.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct CodeForm {
    /// Six digits; blanks do not matter.
    #[serde(default)]
    pub code: String,
}
never_printed!(CodeForm);

/// The second step of signing in as it is sent: one of both.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct VerifyForm {
    /// Six digits from the app.
    #[serde(default)]
    pub code: String,
    /// A recovery code.
    #[serde(default)]
    pub recovery_code: String,
}
never_printed!(VerifyForm);

/// What the second step of signing in can be done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSignIn {
    /// Whether the account has passkeys.
    pub has_passkeys: bool,
}

/// What can be done about the second factor.
#[async_trait]
pub trait TwoFactor: Send + Sync {
    /// Where it stands; `codes` are those that a form without scripts left to be shown.
    async fn load_two_factor(
        &self,
        me: &InSession,
        codes: Option<SealedCodes>,
    ) -> Result<TwoFactorState, AppError>;
    /// Makes a secret that waits for its first code.
    async fn enable_two_factor(&self, me: &InSession, form: PasswordForm) -> Result<(), AppError>;
    /// Forgets a secret that waits.
    async fn cancel_two_factor(&self, me: &InSession) -> Result<(), AppError>;
    /// Switches it on with the first code; the answer is shown once.
    async fn confirm_two_factor(
        &self,
        me: &InSession,
        form: CodeForm,
    ) -> Result<RecoveryCodes, AppError>;
    /// Switches it off; takes the password always.
    async fn disable_two_factor(&self, me: &InSession, form: PasswordForm) -> Result<(), AppError>;
    /// Makes new recovery codes in place of the old; takes the password always.
    async fn regenerate_recovery_codes(
        &self,
        me: &InSession,
        form: PasswordForm,
    ) -> Result<RecoveryCodes, AppError>;
    /// Encrypts recovery codes for their way to the page that shows them.
    async fn seal_codes(
        &self,
        actor: &Actor,
        codes: &RecoveryCodes,
    ) -> Result<SealedCodes, AppError>;
    /// What a sign-in that waits can be finished with.
    async fn load_pending_sign_in(&self, pending: &PendingToken)
    -> Result<PendingSignIn, AppError>;
    /// Finishes a sign-in with a code or a recovery code.
    async fn verify_sign_in(
        &self,
        origin: &Origin,
        pending: &PendingToken,
        form: VerifyForm,
    ) -> Result<SessionToken, AppError>;
}
