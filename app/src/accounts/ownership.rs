//! What makes an account its owner's and nobody else's: an address that is proved, a password that can be replaced, an
//! end. The links in letters lead here.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::context::{Origin, SessionToken};
use crate::error::AppError;
use crate::secret::never_printed;

/// Where the server's letters go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailWay {
    /// To people, through an SMTP server.
    Smtp,
    /// Into a folder that whoever runs the server can read.
    Outbox,
}

impl MailWay {
    /// Where a letter that a page promises is to be found; nothing to say where it simply arrives.
    #[must_use]
    pub fn advice(self) -> Option<&'static str> {
        match self {
            Self::Smtp => None,
            Self::Outbox => Some(
                "This server sends no mail: the link is in its outbox folder; ask whoever runs it.",
            ),
        }
    }
}

/// What signing up led to.
#[derive(Debug)]
pub enum SignUpOutcome {
    /// The account is there and this is its first session.
    SignedIn(SessionToken),
    /// A letter is on its way to the address, whatever was found.
    LetterSent,
}

/// What following the link of a confirmation led to.
#[derive(Debug)]
pub enum Verified {
    /// The account was waiting for it, and this is its first session.
    SignedIn(SessionToken),
    /// The address is confirmed.
    Confirmed,
}

/// The state of an account's address, for its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailStatus {
    /// The address.
    pub email: String,
    /// Whether a link sent to it was followed.
    pub verified: bool,
    /// The address that is to replace it, once the link sent there is followed.
    pub awaited: Option<String>,
    /// Where letters go.
    pub way: MailWay,
    /// The password was given lately: a change does not ask for it again.
    pub confirmed: bool,
}

/// What becomes of the workspaces a person owns when their account is deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionPlan {
    /// Others work in them: they stand in the way until they have another owner.
    pub to_hand_over: Vec<String>,
    /// Nobody else is in them: they go with the account.
    pub to_delete: Vec<String>,
}

/// A link's token as its page sends it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct LinkForm {
    /// What the link carries.
    #[serde(default)]
    pub token: String,
}

/// The form that asks for a link to a new password.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ForgotForm {
    /// The account's address.
    #[serde(default)]
    pub email: String,
}

/// The form behind that link.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ResetForm {
    /// What the link carries.
    #[serde(default)]
    pub token: String,
    /// The password to be.
    #[serde(default)]
    pub password: String,
}

/// The form that asks for another address.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct EmailChangeForm {
    /// The address to be.
    #[serde(default)]
    pub email: String,
    /// Empty where it was given lately.
    #[serde(default)]
    pub current_password: String,
}

/// The form for another password.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct PasswordChangeForm {
    /// The password so far.
    #[serde(default)]
    pub current_password: String,
    /// The password to be.
    #[serde(default)]
    pub password: String,
}

/// The form that ends an account.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct DeletionForm {
    /// The account's password.
    #[serde(default)]
    pub current_password: String,
}

never_printed!(LinkForm ResetForm EmailChangeForm PasswordChangeForm DeletionForm);

/// What can be done about address, password and the account's end.
#[async_trait]
pub trait AccountOwnership: Send + Sync {
    /// Where letters go.
    async fn load_mail_way(&self) -> Result<MailWay, AppError>;
    /// The state of the actor's address.
    async fn load_email_status(
        &self,
        actor: &Actor,
        session: &SessionToken,
    ) -> Result<EmailStatus, AppError>;
    /// Sends the link that proves the actor's address once more.
    async fn send_verification(&self, actor: &Actor, origin: &Origin) -> Result<(), AppError>;
    /// Follows that link.
    async fn verify_email(&self, origin: &Origin, form: LinkForm) -> Result<Verified, AppError>;
    /// Sends a link to a new password, if there is such an account; the answer does not say.
    async fn request_password_reset(
        &self,
        origin: &Origin,
        form: ForgotForm,
    ) -> Result<(), AppError>;
    /// Follows that link: sets the password and ends every session. Signs nobody in.
    async fn reset_password_by_link(
        &self,
        origin: &Origin,
        form: ResetForm,
    ) -> Result<(), AppError>;
    /// Sends a link to the address that is to be the actor's, and a notice to the one that is.
    async fn request_email_change(
        &self,
        actor: &Actor,
        session: &SessionToken,
        origin: &Origin,
        form: EmailChangeForm,
    ) -> Result<(), AppError>;
    /// Follows that link: the address becomes the account's.
    async fn confirm_email_change(&self, origin: &Origin, form: LinkForm) -> Result<(), AppError>;
    /// Replaces the password; the other sessions end, this one goes on under another token.
    async fn change_password(
        &self,
        actor: &Actor,
        session: &SessionToken,
        origin: &Origin,
        form: PasswordChangeForm,
    ) -> Result<SessionToken, AppError>;
    /// What deleting the actor's account would take with it.
    async fn plan_deletion(&self, actor: &Actor) -> Result<DeletionPlan, AppError>;
    /// Deletes the actor's account.
    async fn delete_account(
        &self,
        actor: &Actor,
        session: &SessionToken,
        origin: &Origin,
        form: DeletionForm,
    ) -> Result<(), AppError>;
}
