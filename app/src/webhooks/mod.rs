//! Webhooks: where a workspace's events are sent to, as whoever made it may hear of them.

pub mod deliveries_dialog;
pub mod list_page;
pub mod rules;
pub mod server_fns;
pub mod webhook_dialogs;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Permission};
use crate::context::SealedToken;
use crate::error::AppError;
use crate::events::EventType;
use crate::secret::never_printed;
use crate::values::{Moment, WebhookDeliveryId, WebhookId};

/// The address of the list of webhooks.
pub const LIST_PATH: &str = "/settings/webhooks";

/// Whether a webhook is sent anything.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookState {
    /// It is.
    Enabled,
    /// It is, and has not taken anything since then.
    Failing(Moment),
    /// Somebody switched it off.
    Disabled,
    /// It failed for so long that it was switched off.
    GaveUp,
}

/// A webhook as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Where events go.
    pub url: String,
    /// What it is for; may be empty.
    pub description: String,
    /// Which events; empty is every one.
    pub event_types: Vec<EventType>,
    /// Who made it, and as whom it listens.
    pub creator: String,
    /// Whether that is whoever looks.
    pub is_own: bool,
    /// Whether it is sent anything.
    pub state: WebhookState,
    /// When it was made.
    pub created: Moment,
}

impl Webhook {
    /// What people call it: what it is for, else where it goes.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.description.is_empty() {
            &self.url
        } else {
            &self.description
        }
    }

    /// Whether events are sent to it.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        matches!(self.state, WebhookState::Enabled | WebhookState::Failing(_))
    }

    /// What whoever looks needs to change it, or to switch it on.
    #[must_use]
    pub fn to_change(&self) -> Permission {
        if self.is_own {
            Permission::ManageOwnTokens
        } else {
            Permission::ManageAllWebhooks
        }
    }

    /// What they need to switch it off, or to delete it.
    #[must_use]
    pub fn to_end(&self) -> Permission {
        if self.is_own {
            Permission::EndOwnWebhooks
        } else {
            Permission::EndAllWebhooks
        }
    }
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is tried, or tried again.
    Pending,
    /// It was taken.
    Delivered,
    /// It was given up.
    Failed,
}

impl DeliveryState {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Failed];

    /// How the database and the API spell it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// The state spelled `slug`, if there is one.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "Waiting",
            Self::Delivered => "Delivered",
            Self::Failed => "Failed",
        }
    }
}

/// One event on its way to one webhook, with what its last attempt came to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id, sent as `Timether-Delivery-Id`.
    pub id: WebhookDeliveryId,
    /// What happened.
    pub event_type: EventType,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was put on its way.
    pub created: Moment,
    /// When it was tried last.
    pub attempted: Option<Moment>,
    /// When it is tried next.
    pub next: Option<Moment>,
    /// The status of the answer.
    pub response_status: Option<i64>,
    /// How long the answer took.
    pub latency_ms: Option<i64>,
    /// The answer's first characters.
    pub response_body: String,
    /// Why there was no answer, or not the right one.
    pub error: String,
}

/// What the page of webhooks shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhooksView {
    /// Newest first: everybody's for Owner and Managers, else one's own.
    pub webhooks: Vec<Webhook>,
    /// A webhook that was made by a form without scripts just now, its secret shown this once.
    pub new_webhook: Option<NewWebhook>,
}

/// A webhook that was just made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewWebhook {
    /// Where events go.
    pub url: String,
    /// What deliveries are signed with; shown this once.
    pub secret: String,
}

/// The form of a webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookForm {
    /// Which one is changed; empty for a new one.
    #[serde(default)]
    pub id: String,
    /// Where events go.
    #[serde(default)]
    pub url: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Which events; none is every one.
    #[serde(default)]
    pub event_types: Vec<String>,
}

never_printed!(NewWebhook);

/// What can be done with webhooks.
#[async_trait]
pub trait Webhooks: Send + Sync {
    /// The webhooks that somebody sees; `sealed` is one that a form without scripts left to be shown.
    async fn load_webhooks(
        &self,
        actor: &Actor,
        sealed: Option<SealedToken>,
    ) -> Result<WebhooksView, AppError>;
    /// What was sent to a webhook lately, newest first.
    async fn load_deliveries(
        &self,
        actor: &Actor,
        id: WebhookId,
    ) -> Result<Vec<Delivery>, AppError>;
    /// Makes a webhook; the answer is shown once.
    async fn create_webhook(
        &self,
        actor: &Actor,
        form: WebhookForm,
    ) -> Result<NewWebhook, AppError>;
    /// Changes where it goes, what it is for and what it hears.
    async fn update_webhook(&self, actor: &Actor, form: WebhookForm) -> Result<(), AppError>;
    /// Switches it on, its failures forgotten, or off, with what waits for it given up.
    async fn switch_webhook(
        &self,
        actor: &Actor,
        id: WebhookId,
        enabled: bool,
    ) -> Result<(), AppError>;
    /// Deletes it with what was sent to it.
    async fn delete_webhook(&self, actor: &Actor, id: WebhookId) -> Result<(), AppError>;
    /// Sends an event once more; answers which webhook that is.
    async fn resend_delivery(
        &self,
        actor: &Actor,
        id: WebhookDeliveryId,
    ) -> Result<WebhookId, AppError>;
    /// Encrypts a new secret for its way to the page that shows it.
    async fn seal_webhook(
        &self,
        actor: &Actor,
        webhook: &NewWebhook,
    ) -> Result<SealedToken, AppError>;
}
