//! Stripe's events as far as plans and payment are concerned; everything else in them is passed over.

use app::access::Plan;
use app::values::WorkspaceId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Prices;
use crate::billing::events::{News, Payment, PaymentEvent, Subject, room_of};

#[derive(Deserialize)]
struct Envelope {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

#[derive(Default, Deserialize)]
struct Metadata {
    workspace_id: Option<String>,
    plan: Option<String>,
    seats: Option<String>,
}

impl Metadata {
    fn workspace(&self) -> Option<WorkspaceId> {
        self.workspace_id.as_deref()?.parse().ok()
    }
}

#[derive(Deserialize)]
struct CheckoutSession {
    mode: String,
    payment_status: String,
    customer: Option<String>,
    subscription: Option<String>,
    client_reference_id: Option<String>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Subscription {
    id: String,
    customer: String,
    status: String,
    #[serde(default)]
    metadata: Metadata,
    items: Items,
}

#[derive(Deserialize)]
struct Items {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    price: Price,
    quantity: Option<i64>,
}

#[derive(Deserialize)]
struct Price {
    id: String,
}

/// Where an invoice names its subscription depends on the version that the webhook was set up with.
#[derive(Deserialize)]
struct Invoice {
    customer: Option<String>,
    billing_reason: Option<String>,
    subscription: Option<String>,
    subscription_details: Option<SubscriptionDetails>,
    parent: Option<InvoiceParent>,
}

#[derive(Deserialize)]
struct InvoiceParent {
    subscription_details: Option<SubscriptionDetails>,
}

#[derive(Deserialize)]
struct SubscriptionDetails {
    subscription: Option<String>,
    metadata: Option<Metadata>,
}

/// What a signed message says; `None` if it is no event.
pub(super) fn read(payload: &[u8], prices: &Prices) -> Option<PaymentEvent> {
    let Envelope {
        id,
        kind,
        created,
        data,
    } = serde_json::from_slice(payload).ok()?;
    let news = match kind.as_str() {
        "checkout.session.completed" => bought(parse(data.object)?),
        "customer.subscription.updated" => updated(parse(data.object)?, prices),
        "customer.subscription.deleted" => Some(ended(parse(data.object)?)),
        "invoice.payment_failed" => invoice(parse(data.object)?, News::Failed),
        "invoice.paid" => invoice(parse(data.object)?, News::Paid),
        _ => None,
    };
    Some(PaymentEvent {
        id,
        at: created,
        news,
    })
}

fn parse<T: DeserializeOwned>(object: Value) -> Option<T> {
    serde_json::from_value(object).ok()
}

fn bought(session: CheckoutSession) -> Option<(Subject, News)> {
    if session.mode != "subscription" {
        return None;
    }
    let named = session
        .client_reference_id
        .as_deref()
        .and_then(|id| id.parse().ok());
    let subject = Subject {
        workspace: named.or_else(|| session.metadata.workspace()),
        customer: session.customer?,
        subscription: session.subscription?,
    };
    let plan = session.metadata.plan.as_deref().and_then(Plan::from_slug);
    let seats = session.metadata.seats.and_then(|seats| seats.parse().ok());
    let paid = session.payment_status != "unpaid";
    let room = plan
        .filter(|_| paid)
        .map(|plan| room_of(plan, seats.unwrap_or(1)));
    Some((subject, News::Bought(room)))
}

fn updated(subscription: Subscription, prices: &Prices) -> Option<(Subject, News)> {
    let payment = match subscription.status.as_str() {
        "active" | "trialing" => Payment::InOrder,
        "past_due" | "unpaid" => Payment::Failed,
        "incomplete" | "incomplete_expired" | "paused" => Payment::Pending,
        "canceled" => return Some(ended(subscription)),
        _ => return None,
    };
    let item = subscription.items.data.first();
    let room = item.and_then(|item| {
        let plan = prices.plan(&item.price.id)?;
        Some(room_of(plan, item.quantity.unwrap_or(1)))
    });
    if room.is_none() {
        tracing::warn!("a subscription is for a price that TIMETHER_STRIPE_PRICES does not name");
    }
    Some((subject(subscription), News::Updated(room, payment)))
}

fn ended(subscription: Subscription) -> (Subject, News) {
    (subject(subscription), News::Ended)
}

fn subject(subscription: Subscription) -> Subject {
    Subject {
        workspace: subscription.metadata.workspace(),
        customer: subscription.customer,
        subscription: subscription.id,
    }
}

/// Grace is for renewals: a first payment or a change that fails leaves everything as it was.
fn invoice(invoice: Invoice, news: News) -> Option<(Subject, News)> {
    let not_renewing = matches!(
        invoice.billing_reason.as_deref(),
        Some("subscription_create" | "subscription_update" | "manual")
    );
    if news == News::Failed && not_renewing {
        return None;
    }
    let details = invoice
        .parent
        .and_then(|parent| parent.subscription_details)
        .or(invoice.subscription_details);
    let (named, metadata) = details.map_or((None, None), |details| {
        (details.subscription, details.metadata)
    });
    let subject = Subject {
        customer: invoice.customer?,
        subscription: named.or(invoice.subscription)?,
        workspace: metadata.and_then(|metadata| metadata.workspace()),
    };
    Some((subject, news))
}
