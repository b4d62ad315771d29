//! Who moves the money: the one seam between plans and a payment provider.

use std::sync::Arc;

use app::access::Room;
use app::billing::{Changed, Provider};
use app::error::AppError;
use app::values::WorkspaceId;
use async_trait::async_trait;
use uuid::Uuid;

use super::events::PaymentEvent;
use super::stripe::Stripe;
use crate::config::{BillingMode, Config};

/// Who pays for what.
#[derive(Clone, Debug)]
pub struct Payer {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its Owner's address.
    pub email: String,
    /// The provider's name for who pays, once there is one.
    pub customer: Option<String>,
    /// The provider's name for what is paid, while something is.
    pub subscription: Option<String>,
}

/// Why news from the provider were not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// This server expects none.
    #[error("no payment provider sends events here")]
    Unexpected,
    /// They are not signed by the provider.
    #[error("the signature is not the provider's")]
    Signature,
    /// They were signed too long ago, or in the future.
    #[error("the signature is too old")]
    Stale,
    /// They are signed, and make no sense.
    #[error("the event is not understood")]
    Nonsense,
}

/// Moves the money, or does not.
#[async_trait]
pub trait PaymentProvider: Send + Sync + std::fmt::Debug {
    /// Which one it is.
    fn provider(&self) -> Provider;

    /// Makes this room what is paid for. `key` names the wish, so that a repetition on the way is one payment.
    async fn change(&self, payer: &Payer, room: Room, key: Uuid) -> Result<Changed, AppError>;

    /// The address of the provider's own page for cards, invoices and cancelling.
    async fn portal(&self, customer: &str) -> Result<String, AppError>;

    /// What the provider says in a signed message.
    ///
    /// # Errors
    /// Why it is not taken in.
    fn read_event(
        &self,
        payload: &[u8],
        signature: &str,
        now: i64,
    ) -> Result<PaymentEvent, EventError>;
}

/// No money moves: what the Owner picks is so, and an operator says how the payment stands.
#[derive(Debug)]
pub struct Manual;

#[async_trait]
impl PaymentProvider for Manual {
    fn provider(&self) -> Provider {
        Provider::Manual
    }

    async fn change(&self, _: &Payer, _: Room, _: Uuid) -> Result<Changed, AppError> {
        Ok(Changed::Done)
    }

    async fn portal(&self, _: &str) -> Result<String, AppError> {
        Err(AppError::NotFound)
    }

    fn read_event(&self, _: &[u8], _: &str, _: i64) -> Result<PaymentEvent, EventError> {
        Err(EventError::Unexpected)
    }
}

/// The provider that the settings name.
///
/// # Errors
/// What is missing of its settings, in words.
pub fn from_config(
    config: &Config,
) -> Result<Arc<dyn PaymentProvider>, Box<dyn std::error::Error + Send + Sync>> {
    Ok(match config.billing {
        BillingMode::Manual => Arc::new(Manual),
        BillingMode::Stripe => Arc::new(Stripe::from_config(config)?),
    })
}
