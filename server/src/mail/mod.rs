//! Letters to people: written into the database with the change that causes them, sent afterwards.

mod deliver;
mod mailer;
mod message;
mod sql;
mod words;

use app::error::AppError;
use serde::{Deserialize, Serialize};

pub use deliver::run;
pub use mailer::{Mailer, MailerError};

use crate::db::Tx;
use crate::services::Services;

/// What a letter says. Links hold a token that works once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// Proves the address of a new account.
    VerifyEmail {
        /// Where the proof is given.
        link: String,
    },
    /// Somebody signed up with an address that has an account.
    AlreadySignedUp {
        /// Where the password can be reset.
        link: String,
    },
    /// Leads to a new password.
    ResetPassword {
        /// Where it is chosen.
        link: String,
    },
    /// Proves the new address of an account.
    ConfirmNewEmail {
        /// Where the proof is given.
        link: String,
    },
    /// To the old address: another one was asked for.
    EmailChangeRequested {
        /// The new one.
        new_email: String,
    },
    /// To the old address: it is no longer the account's.
    EmailChanged {
        /// The new one.
        new_email: String,
    },
    /// A browser that was not seen before.
    NewDevice {
        /// "Firefox on Linux".
        device: String,
        /// The client's address.
        address: String,
        /// Unix seconds.
        at: i64,
    },
    /// The password is another one.
    PasswordChanged,
    /// Codes are asked for from now on.
    TwoFactorEnabled,
    /// Codes are no longer asked for.
    TwoFactorDisabled,
    /// A recovery code was used.
    RecoveryCodeUsed {
        /// How many are left.
        left: i64,
    },
    /// A passkey was added.
    PasskeyAdded {
        /// Its name.
        name: String,
    },
    /// Somebody is asked to join a workspace.
    Invitation {
        /// The workspace's name.
        workspace: String,
        /// Who asks.
        inviter: String,
        /// What they are to be there: `Member`.
        role: String,
        /// Where it is accepted.
        link: String,
    },
    /// To the Owner: a renewal could not be paid.
    PaymentFailed {
        /// The workspace's name.
        workspace: String,
        /// When it becomes read-only, in unix seconds.
        ends_at: i64,
        /// Where it is repaired.
        link: String,
    },
    /// To the Owner: nothing can be changed until it is paid.
    WorkspaceReadOnly {
        /// The workspace's name.
        workspace: String,
        /// Where it is repaired.
        link: String,
    },
    /// To those who can mend it: a webhook took nothing for days and was switched off.
    WebhookDisabled {
        /// The workspace's name.
        workspace: String,
        /// What the webhook is called.
        webhook: String,
        /// Where what was sent to it is listed.
        link: String,
    },
    /// To Owner and Managers: most or all of a project's budget is used.
    BudgetReached {
        /// The workspace's name.
        workspace: String,
        /// The project's name.
        project: String,
        /// All of it, else 80 percent.
        spent: bool,
        /// `62.0 h of 80.0 h, 77 %`.
        figures: String,
        /// The list of projects.
        link: String,
    },
    /// The account is no more.
    AccountDeleted,
    /// To a client: an invoice, with its file.
    Invoice(Box<InvoiceLetter>),
}

/// An invoice on its way to a client, in the words of who sends it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLetter {
    /// Whose invoice it is.
    pub issuer: String,
    /// What stands in the list of mails.
    pub subject: String,
    /// What it says.
    pub message: String,
    /// Where the client sees it.
    pub link: String,
    /// Who gets the answer.
    pub reply_to: Recipient,
    /// What the file is called.
    pub file_name: String,
    /// The file.
    #[serde(with = "as_hex")]
    pub file: Vec<u8>,
}

/// Bytes in JSON: twice as long as they are, where a list of numbers would be four times.
mod as_hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::auth::session::{hex, unhex};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        unhex(&text).ok_or_else(|| D::Error::custom("no hexadecimal bytes"))
    }
}

/// Who gets a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// A letter and who gets it, as it waits in the database.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Who gets it.
    pub to: Recipient,
    /// What it says.
    pub letter: Letter,
}

/// What the server's key seals mails for.
pub(crate) const PURPOSE: &str = "mail";

impl Services {
    /// Puts a letter on its way, in the use case's own transaction: it is sent once that is committed.
    ///
    /// # Errors
    /// When the database refuses; the use case then fails as a whole.
    pub async fn queue_letter(
        &self,
        tx: &mut Tx,
        to: Recipient,
        letter: Letter,
    ) -> Result<(), AppError> {
        let id = self.new_id();
        let plain = serde_json::to_vec(&Mail { to, letter }).map_err(|_| AppError::Internal)?;
        let sealed = self
            .key
            .seal(self.random.as_ref(), PURPOSE, id.as_bytes(), &plain)?;
        sql::insert_mail(tx, id, &sealed, self.now()).await?;
        self.mailer.wake();
        Ok(())
    }
}
