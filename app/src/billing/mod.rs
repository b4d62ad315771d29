//! Plans, seats and payment: what a workspace has, how its payment stands, and how both are changed.

pub mod banner;
pub mod billing_dialogs;
pub mod billing_page;
pub mod plan_table;
pub mod rules;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, BillingState, Plan, Room};
use crate::error::AppError;
use crate::values::Moment;

/// The address of the billing page.
pub const PAGE_PATH: &str = "/settings/billing";

/// Who moves the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Nobody: the Owner picks plan and seats, an operator sets how the payment stands.
    Manual,
    /// Stripe.
    Stripe,
}

/// A payment that is missing, with its dates in the reader's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentTrouble {
    /// `PastDue` or `ReadOnly`.
    pub state: BillingState,
    /// When the renewal failed; unknown where a subscription ended.
    pub failed: Option<Moment>,
    /// When the workspace becomes read-only, or became it.
    pub ends: Option<Moment>,
    /// Seconds of grace that are left, for pages that stay open.
    pub seconds_left: i64,
}

/// Who is in the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Everybody.
    pub people: i64,
    /// Those who take a seat: Owner, Managers, Members.
    pub seated: i64,
}

/// What the billing page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Billing {
    /// The plan.
    pub plan: Plan,
    /// Seats that are paid for, where the plan has seats; `None` without a limit.
    pub seats: Option<i64>,
    /// Who is here; for those who may see the members.
    pub usage: Option<Usage>,
    /// What is wrong with the payment, if something is.
    pub trouble: Option<PaymentTrouble>,
    /// Who moves the money.
    pub provider: Provider,
    /// Whether the provider has a page of its own for this workspace's payment.
    pub has_portal: bool,
    /// Whether the reader may change any of it.
    pub manages: bool,
}

impl Billing {
    /// Plan and seats.
    #[must_use]
    pub fn room(&self) -> Room {
        Room {
            plan: self.plan,
            seats: self.seats,
        }
    }
}

/// The form for plan and seats, as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomForm {
    /// `free`, `solo_pro`, `team` or `business`; empty keeps what it is.
    #[serde(default)]
    pub plan: String,
    /// A number; empty for no limit, where no money moves.
    #[serde(default)]
    pub seats: String,
}

/// What came of a wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// It is so.
    Done,
    /// The provider's page at this address asks for the payment first.
    GoTo(String),
}

/// What can be done about plan and payment.
#[async_trait]
pub trait BillingDesk: Send + Sync {
    /// Plan, seats and payment of the actor's workspace.
    async fn load_billing(&self, actor: &Actor) -> Result<Billing, AppError>;
    /// Gives the workspace another plan or another number of seats.
    async fn change_room(&self, actor: &Actor, form: RoomForm) -> Result<Changed, AppError>;
    /// The address of the provider's page for cards, invoices and cancelling.
    async fn open_portal(&self, actor: &Actor) -> Result<String, AppError>;
}
