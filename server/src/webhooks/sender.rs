//! One attempt: what is sent, signed, and what becomes of it.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use app::error::AppError;
use reqwest::{Client, Response, StatusCode};
use tokio::sync::{Notify, OnceCell, watch};
use url::Url;
use uuid::Uuid;

use super::network::{CarefulResolver, Lookup, PrivateAddress, SystemLookup, could_be_public};
use crate::billing::stripe::signature::sign;
use crate::config::Config;

/// An attempt must have its answer within this time, and its connection within the other.
const DEADLINE: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(5);
/// How long what is on its way goes on once the server stops.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How much of an answer is read, in bytes.
const ANSWER_BYTES: usize = 1024;

/// Sends events to webhooks.
#[derive(Debug)]
pub struct Sender {
    client: OnceCell<Client>,
    deadline: Duration,
    lookup: Arc<dyn Lookup>,
    allow_private: bool,
    queued: Notify,
    stopping: watch::Sender<bool>,
}

/// What is sent. It holds the secret, so it is never printed.
pub(super) struct Parcel<'a> {
    pub(super) url: &'a Url,
    pub(super) delivery: Uuid,
    pub(super) event: Uuid,
    pub(super) secret: &'a str,
    pub(super) body: String,
    /// Now: unix seconds.
    pub(super) at: i64,
}

/// What an attempt came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The status of the answer.
    pub(super) status: Option<u16>,
    /// Its first characters.
    pub(super) body: String,
    /// Why it was not taken; empty if it was.
    pub(super) error: String,
}

impl Outcome {
    /// Whether it was taken.
    pub(super) fn is_taken(&self) -> bool {
        self.error.is_empty()
    }

    /// Whether whoever was to answer is down or overloaded.
    pub(super) fn is_exhausted(&self) -> bool {
        !self.is_taken()
            && self
                .status
                .is_none_or(|status| status >= 500 || status == 429)
    }

    /// One without an answer.
    pub(super) fn failed(error: &str) -> Self {
        Self {
            error: error.to_owned(),
            ..Self::default()
        }
    }
}

impl Sender {
    /// A sender as the settings want it.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self::with_lookup(config.webhooks_allow_private, Arc::new(SystemLookup))
    }

    /// A sender that finds names in another way.
    #[must_use]
    pub fn with_lookup(allow_private: bool, lookup: Arc<dyn Lookup>) -> Self {
        Self {
            client: OnceCell::new(),
            deadline: DEADLINE,
            lookup,
            allow_private,
            queued: Notify::new(),
            stopping: watch::Sender::new(false),
        }
    }

    /// With less patience.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Whether addresses in private networks, and plain HTTP, are allowed.
    pub(super) fn allows_private(&self) -> bool {
        self.allow_private
    }

    /// Says that something waits, or is about to once its transaction is committed.
    pub(super) fn wake(&self) {
        self.queued.notify_one();
    }

    /// Waits for that.
    pub(super) async fn woken(&self) {
        self.queued.notified().await;
    }

    /// Says that the server stops: what is on its way ends soon, and nothing more begins.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
        self.wake();
    }

    /// Whether that was said.
    pub(super) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Waits until what is on its way is broken off, a moment after that was said.
    pub(super) async fn broken_off(&self) {
        let mut stopping = self.stopping.subscribe();
        // The sender is `self`: it is there.
        let _ = stopping.wait_for(|stopping| *stopping).await;
        tokio::time::sleep(LAST_WORDS).await;
    }

    /// Made with the first attempt: most servers have no webhook.
    async fn client(&self) -> Result<&Client, AppError> {
        let make = async || {
            Client::builder()
                .user_agent("Timether")
                .redirect(reqwest::redirect::Policy::none())
                .timeout(self.deadline)
                .connect_timeout(CONNECT)
                .pool_max_idle_per_host(1)
                .https_only(!self.allow_private)
                // Behind a proxy nobody knows what is connected to.
                .no_proxy()
                .dns_resolver(Arc::new(CarefulResolver {
                    lookup: Arc::clone(&self.lookup),
                    allow_private: self.allow_private,
                }))
                .build()
        };
        self.client.get_or_try_init(make).await.map_err(|error| {
            tracing::error!(%error, "webhooks cannot be sent");
            AppError::Internal
        })
    }

    /// Sends it once.
    pub(super) async fn send(&self, parcel: Parcel<'_>) -> Result<Outcome, AppError> {
        if !self.allow_private && !could_be_public(parcel.url) {
            return Ok(Outcome::failed(PRIVATE));
        }
        let signature = sign(parcel.body.as_bytes(), parcel.at, parcel.secret);
        let request = self
            .client()
            .await?
            .post(parcel.url.clone())
            .header("content-type", "application/json")
            .header("timether-signature", signature)
            .header("timether-event-id", parcel.event.to_string())
            .header("timether-delivery-id", parcel.delivery.to_string())
            .body(parcel.body);
        Ok(match request.send().await {
            Ok(response) => answered(response).await,
            Err(error) => Outcome::failed(words(&error)),
        })
    }
}

const PRIVATE: &str = "The address is in a private network, where nothing is sent.";

async fn answered(mut response: Response) -> Outcome {
    let status = response.status();
    let mut bytes = Vec::new();
    while bytes.len() < ANSWER_BYTES
        && let Ok(Some(chunk)) = response.chunk().await
    {
        bytes.extend_from_slice(&chunk);
    }
    bytes.truncate(ANSWER_BYTES);
    Outcome {
        status: Some(status.as_u16()),
        body: printable(&bytes),
        error: refusal(status).to_owned(),
    }
}

/// The beginning of an answer as a text that every database keeps.
fn printable(bytes: &[u8]) -> String {
    let is_shown = |sign: &char| !sign.is_control() || matches!(sign, '\n' | '\t');
    String::from_utf8_lossy(bytes)
        .chars()
        .filter(is_shown)
        .collect()
}

fn refusal(status: StatusCode) -> &'static str {
    if status.is_success() {
        ""
    } else if status.is_redirection() {
        "It was sent elsewhere, where nothing follows. Use the final address."
    } else {
        "The answer was not a success (200 to 299)."
    }
}

/// Why there was no answer.
fn words(error: &reqwest::Error) -> &'static str {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(this) = cause {
        if this.is::<PrivateAddress>() {
            return PRIVATE;
        }
        cause = this.source();
    }
    if error.is_timeout() {
        "There was no answer within 10 seconds."
    } else if error.is_connect() {
        "No connection could be made."
    } else {
        "The connection broke off."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_hundreds_are_taken_and_only_they() {
        for (status, taken, exhausted) in [
            (200, true, false),
            (204, true, false),
            (302, false, false),
            (410, false, false),
            (429, false, true),
            (500, false, true),
        ] {
            let outcome = Outcome {
                status: Some(status),
                body: String::new(),
                error: refusal(StatusCode::from_u16(status).unwrap()).to_owned(),
            };
            assert_eq!(
                (outcome.is_taken(), outcome.is_exhausted()),
                (taken, exhausted),
                "{status}"
            );
        }
        assert!(Outcome::failed("x").is_exhausted());
    }

    #[test]
    fn an_answer_is_kept_as_text() {
        assert_eq!(printable(b"ok\0\n\xff\x1b[1m"), "ok\n\u{fffd}[1m");
    }
}
