//! Stripe: Checkout for the first payment, its own portal for cards and invoices, signed events for everything after.

mod event;
pub mod signature;

use std::time::Duration;

use app::access::{Plan, Room};
use app::billing::{Changed, PAGE_PATH, Provider};
use app::error::{AppError, Conflict};
use async_trait::async_trait;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;
use uuid::Uuid;

use super::events::PaymentEvent;
use super::provider::{EventError, Payer, PaymentProvider};
use crate::config::{Config, SecretText};

/// What Stripe's answers look like; it keeps old shapes for those who name one.
const API_VERSION: &str = "2025-03-31.basil";
/// A request must be answered within this time.
const DEADLINE: Duration = Duration::from_secs(20);

/// Why Stripe cannot be used; names the setting.
#[derive(Debug, thiserror::Error)]
pub enum StripeError {
    /// A setting is missing.
    #[error("TIMETHER_BILLING=stripe needs {0}")]
    Missing(&'static str),
    /// A plan has no price.
    #[error(
        "TIMETHER_STRIPE_PRICES names no price for {0}: use solo_pro=price_…,team=price_…,business=price_…"
    )]
    Price(&'static str),
    /// The HTTP client cannot be made.
    #[error("the client for Stripe: {0}")]
    Client(#[from] reqwest::Error),
}

/// Which plan each of Stripe's prices is for.
#[derive(Clone, Debug)]
pub struct Prices(Vec<(Plan, String)>);

impl Prices {
    fn of(&self, plan: Plan) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| *known == plan)
            .map(|(_, price)| price.as_str())
    }

    fn plan(&self, price: &str) -> Option<Plan> {
        self.0
            .iter()
            .find(|(_, known)| known == price)
            .map(|(plan, _)| *plan)
    }
}

/// Stripe.
#[derive(Debug)]
pub struct Stripe {
    http: Client,
    url: Url,
    key: SecretText,
    webhook_secret: SecretText,
    prices: Prices,
    /// Where Stripe sends people back to.
    page: String,
}

#[derive(Deserialize)]
struct Address {
    url: String,
}

#[derive(Deserialize)]
struct Subscription {
    items: Items,
}

#[derive(Deserialize)]
struct Items {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
}

#[derive(Default, Deserialize)]
struct Failure {
    #[serde(default)]
    error: FailureDetail,
}

#[derive(Default, Deserialize)]
struct FailureDetail {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    param: String,
}

impl Stripe {
    /// Stripe as the settings name it.
    ///
    /// # Errors
    /// When one is missing.
    pub fn from_config(config: &Config) -> Result<Self, StripeError> {
        let key = config.stripe_secret_key.clone();
        let secret = config.stripe_webhook_secret.clone();
        let prices = Prices(config.stripe_prices.clone());
        for plan in Plan::ALL.into_iter().filter(|plan| *plan > Plan::Free) {
            if prices.of(plan).is_none() {
                return Err(StripeError::Price(plan.slug()));
            }
        }
        Ok(Self {
            http: Client::builder()
                .timeout(DEADLINE)
                .user_agent("Timether")
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
            url: config.stripe_url.clone(),
            key: key.ok_or(StripeError::Missing("TIMETHER_STRIPE_SECRET_KEY"))?,
            webhook_secret: secret.ok_or(StripeError::Missing("TIMETHER_STRIPE_WEBHOOK_SECRET"))?,
            prices,
            page: format!("{}{PAGE_PATH}", config.public_address()),
        })
    }

    fn request(&self, method: Method, path: &[&str]) -> Result<RequestBuilder, AppError> {
        let mut url = self.url.clone();
        url.path_segments_mut()
            .map_err(|()| AppError::Internal)?
            .pop_if_empty()
            .push("v1")
            .extend(path);
        Ok(self
            .http
            .request(method, url)
            .bearer_auth(self.key.expose())
            .header("stripe-version", API_VERSION))
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        fields: &[(&str, &str)],
        key: Option<Uuid>,
    ) -> Result<T, AppError> {
        let mut request = self.request(Method::POST, path)?.form(fields);
        if let Some(key) = key {
            request = request.header("idempotency-key", key.to_string());
        }
        answer(request).await
    }

    async fn check_out(&self, payer: &Payer, room: Room, key: Uuid) -> Result<String, AppError> {
        let price = self.prices.of(room.plan).ok_or(AppError::Internal)?;
        let quantity = room.seats.unwrap_or(1).to_string();
        let workspace = payer.workspace.to_string();
        let back = format!("{}?note=paid", self.page);
        let mut fields = vec![
            ("mode", "subscription"),
            ("client_reference_id", workspace.as_str()),
            ("success_url", back.as_str()),
            ("cancel_url", self.page.as_str()),
            ("line_items[0][price]", price),
            ("line_items[0][quantity]", quantity.as_str()),
            ("metadata[workspace_id]", workspace.as_str()),
            ("metadata[plan]", room.plan.slug()),
            ("metadata[seats]", quantity.as_str()),
            (
                "subscription_data[metadata][workspace_id]",
                workspace.as_str(),
            ),
        ];
        match &payer.customer {
            Some(customer) => fields.push(("customer", customer)),
            None => fields.push(("customer_email", &payer.email)),
        }
        let session: Address = self
            .post(&["checkout", "sessions"], &fields, Some(key))
            .await?;
        Ok(session.url)
    }

    /// Charges the difference at once, or changes nothing.
    async fn update(&self, subscription: &str, room: Room, key: Uuid) -> Result<(), AppError> {
        let price = self.prices.of(room.plan).ok_or(AppError::Internal)?;
        let quantity = room.seats.unwrap_or(1).to_string();
        let path = ["subscriptions", subscription];
        let found: Subscription = answer(self.request(Method::GET, &path)?).await?;
        let item = found.items.data.first().ok_or(AppError::Internal)?;
        let fields = [
            ("items[0][id]", item.id.as_str()),
            ("items[0][price]", price),
            ("items[0][quantity]", quantity.as_str()),
            ("proration_behavior", "always_invoice"),
            ("payment_behavior", "error_if_incomplete"),
        ];
        let _: Subscription = self.post(&path, &fields, Some(key)).await?;
        Ok(())
    }

    async fn cancel(&self, subscription: &str) -> Result<(), AppError> {
        let request = self.request(Method::DELETE, &["subscriptions", subscription])?;
        match answer::<Subscription>(request).await {
            // It is gone already.
            Ok(_) | Err(AppError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl PaymentProvider for Stripe {
    fn provider(&self) -> Provider {
        Provider::Stripe
    }

    async fn change(&self, payer: &Payer, room: Room, key: Uuid) -> Result<Changed, AppError> {
        match (&payer.subscription, room.plan) {
            (None, Plan::Free) => {}
            (Some(subscription), Plan::Free) => self.cancel(subscription).await?,
            (Some(subscription), _) => self.update(subscription, room, key).await?,
            (None, _) => return Ok(Changed::GoTo(self.check_out(payer, room, key).await?)),
        }
        Ok(Changed::Done)
    }

    async fn portal(&self, customer: &str) -> Result<String, AppError> {
        let fields = [("customer", customer), ("return_url", self.page.as_str())];
        let session: Address = self
            .post(&["billing_portal", "sessions"], &fields, None)
            .await?;
        Ok(session.url)
    }

    fn read_event(
        &self,
        payload: &[u8],
        signature: &str,
        now: i64,
    ) -> Result<PaymentEvent, EventError> {
        signature::check(payload, signature, self.webhook_secret.expose(), now)?;
        event::read(payload, &self.prices).ok_or(EventError::Nonsense)
    }
}

/// Stripe's answer, or why there is none, in the user's words; details without secrets go to the log.
async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, AppError> {
    let response = request.send().await.map_err(|error| {
        tracing::warn!(error = %error.without_url(), "Stripe is out of reach");
        AppError::Unavailable
    })?;
    let status = response.status();
    let body = response.bytes().await.map_err(|_| AppError::Unavailable)?;
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(|error| {
            tracing::error!(%error, "Stripe's answer is not understood");
            AppError::Internal
        });
    }
    let Failure { error } = serde_json::from_slice(&body).unwrap_or_default();
    tracing::warn!(%status, kind = error.kind, code = error.code, param = error.param, "Stripe refused");
    Err(match status {
        StatusCode::PAYMENT_REQUIRED => AppError::conflict(
            Conflict::PaymentRefused,
            "Stripe could not take the payment, and nothing was changed. Choose Manage payment, use another card, and try again.",
        ),
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::CONFLICT => AppError::Unavailable,
        status if status.is_server_error() => AppError::Unavailable,
        _ => AppError::Internal,
    })
}
