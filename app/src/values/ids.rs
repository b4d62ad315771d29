//! One id type per noun, so that a project's id cannot be passed where a client's is wanted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a valid id. Copy it again in full, 36 characters with four dashes.")]
pub struct IdError;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Names an existing UUID; making new ones is the server's part.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside, as the database stores it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::try_parse(text.trim()).map(Self).map_err(|_| IdError)
            }
        }
    )+ };
}

ids! {
    /// A place where an account is signed in.
    SessionId,
    /// A person with an account.
    UserId,
    /// A workspace: the wall that no data crosses.
    WorkspaceId,
    /// A client, who pays.
    ClientId,
    /// A project, which may belong to a client.
    ProjectId,
    /// A tag.
    TagId,
    /// A saved piece of tracked time.
    TimeEntryId,
    /// An invoice.
    InvoiceId,
    /// A deletion that can still be undone.
    DeletionId,
    /// A line of the activity log.
    ActivityId,
    /// Somebody who was asked to join a workspace.
    InvitationId,
    /// A passkey of a person.
    PasskeyId,
    /// What a program acts with.
    ApiTokenId,
    /// Where events are sent to.
    WebhookId,
    /// One event on its way to one webhook.
    WebhookDeliveryId,
    /// A report's parameters under a name.
    SavedReportId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nonsense_is_no_id() {
        for text in ["", "1", "project", "0195d3c0-0000-7000-8000-00000000000"] {
            assert_eq!(text.parse::<ProjectId>(), Err(IdError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn ids_survive_text_and_json(bits: u128) {
            let id = ClientId::from_uuid(Uuid::from_u128(bits));
            prop_assert_eq!(id.to_string().parse::<ClientId>(), Ok(id));
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(&json, &format!("\"{id}\""));
            prop_assert_eq!(serde_json::from_str::<ClientId>(&json).unwrap(), id);
        }
    }
}
