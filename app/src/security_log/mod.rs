//! What happened to an account, in the order it happened: its owner's own log.

pub mod card;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::error::AppError;
use crate::sessions::{Device, Place};
use crate::values::Moment;

/// Lines of a page.
pub const PAGE_LINES: usize = 20;

/// One thing that happened to the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityLine {
    /// What happened.
    pub event: SecurityEvent,
    /// More about it, such as a passkey's name; may be empty.
    pub detail: String,
    /// When.
    pub at: Moment,
    /// The browser and device it came from.
    pub device: Device,
    /// Where it came from.
    pub place: Place,
}

/// One page of the account's log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityPage {
    /// Newest first.
    pub lines: Vec<SecurityLine>,
    /// Where older lines begin; opaque.
    pub older: Option<String>,
}

/// What can be done with an account's own log.
#[async_trait]
pub trait SecurityLog: Send + Sync {
    /// A page of the actor's log; without a cursor, or with one that is none, the newest.
    async fn list_security_log(
        &self,
        actor: &Actor,
        cursor: Option<String>,
    ) -> Result<SecurityPage, AppError>;
}

macro_rules! security_events {
    ($($(#[doc = $doc:literal])* $name:ident = $slug:literal, $text:literal;)*) => {
        /// What can happen to an account.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum SecurityEvent { $($(#[doc = $doc])* $name,)* }

        impl SecurityEvent {
            /// Every event there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// How the database spells it.
            #[must_use]
            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            /// In the owner's words.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

security_events! {
    /// The account was made.
    SignedUp = "signed_up", "Account created";
    /// A session began.
    SignedIn = "signed_in", "Signed in";
    /// A password was wrong.
    SignInRefused = "sign_in_refused", "Sign-in refused: wrong password";
    /// A verification or recovery code, or a passkey, was wrong.
    SecondFactorRefused = "second_factor_refused", "Sign-in refused: wrong second factor";
    /// A session was ended by its own person.
    SignedOut = "signed_out", "Signed out";
    /// A session was ended from another.
    SessionRevoked = "session_revoked", "Session revoked";
    /// Every session but one was ended.
    OtherSessionsRevoked = "other_sessions_revoked", "Other sessions logged out";
    /// The password was changed by who knew it.
    PasswordChanged = "password_changed", "Password changed";
    /// The password was replaced by link or by the operator.
    PasswordReset = "password_reset", "Password reset";
    /// A link to reset the password was asked for.
    PasswordResetRequested = "password_reset_requested", "Password reset requested";
    /// The address was proved.
    EmailVerified = "email_verified", "E-mail address confirmed";
    /// Another address was asked for.
    EmailChangeRequested = "email_change_requested", "Change of e-mail address requested";
    /// Another address was proved and taken.
    EmailChanged = "email_changed", "E-mail address changed";
    /// Codes are asked for from now on.
    TwoFactorEnabled = "two_factor_enabled", "Two-factor authentication enabled";
    /// Codes are no longer asked for.
    TwoFactorDisabled = "two_factor_disabled", "Two-factor authentication disabled";
    /// A recovery code was used instead of a code.
    RecoveryCodeUsed = "recovery_code_used", "Recovery code used";
    /// The old recovery codes are worth nothing any more.
    RecoveryCodesRegenerated = "recovery_codes_regenerated", "Recovery codes regenerated";
    /// A passkey was added.
    PasskeyAdded = "passkey_added", "Passkey added";
    /// A passkey was removed.
    PasskeyRemoved = "passkey_removed", "Passkey removed";
    /// An app was allowed to act for them.
    AppAllowed = "app_allowed", "App allowed to connect";
    /// An app may act for them no more.
    AppDisconnected = "app_disconnected", "App disconnected";
    /// A workspace of theirs was deleted.
    WorkspaceDeleted = "workspace_deleted", "Workspace deleted";
    /// A sensitive act was refused for a wrong password.
    ConfirmationRefused = "confirmation_refused", "Wrong password for a sensitive change";
}

impl SecurityEvent {
    /// The event spelled `slug`.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_back_as_they_went() {
        for event in SecurityEvent::ALL {
            assert_eq!(SecurityEvent::from_slug(event.slug()), Some(*event));
        }
    }
}
