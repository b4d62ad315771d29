//! Sending what waits. One server at a time has a webhook, by a lease on its row; what it sends goes out one after the
//! other, in the order of events while nothing fails.

use app::access::{Permission, Role};
use app::error::AppError;
use app::events::may_hear;
use app::values::{UserId, WebhookId, WorkspaceId};
use app::webhooks::{DeliveryState, LIST_PATH};
use futures::future::join_all;
use url::Url;

use super::schedule::{REST_SECONDS, delay, is_hopeless};
use super::sender::{Outcome, Parcel};
use super::sql::attempts::{self as rows, Attempt, Due};
use super::sql::deliveries::give_up_waiting;
use super::wishes::activity;
use super::worker::AT_ONCE;
use super::{PURPOSE, sql};
use crate::db::Tx;
use crate::event_log::sql::load_event;
use crate::event_log::{Event, Happening};
use crate::mail::{Letter, Recipient};
use crate::services::Services;
use crate::workspaces::sql::{find_standing, find_workspace};

/// Nobody else delivers to a webhook for this long: longer than the sending and one attempt beyond it take.
const LEASE_SECONDS: i64 = 90;
/// For how long of it is sent.
const SENDING_SECONDS: i64 = 60;
// A lease outlives the sending and one attempt more.
const _: () = assert!(LEASE_SECONDS > SENDING_SECONDS + 10);
/// What a delivery says whose maker has no webhooks any more.
const NO_PLAN: &str = "The plan or the role of who made it has no webhooks any more.";
/// What a delivery says whose secret the key does not open: it was made with another key.
const NO_SECRET: &str =
    "The signing secret cannot be read any more. Delete the webhook and create another.";
/// What a delivery says of something that its webhook's maker may not look at any more.
const NOT_SEEN: &str = "Whoever made the webhook may not see this any more.";

impl Services {
    /// Sends whatever is due, and waits for the answers; answers how many attempts that were.
    ///
    /// # Errors
    /// When the database is out of reach. That something was not taken is no error: it waits on.
    pub async fn deliver_webhooks(&self) -> Result<usize, AppError> {
        let mut sent = 0;
        loop {
            let due = self.list_due_webhooks().await?;
            let served = due
                .into_iter()
                .map(|(workspace, webhook)| self.serve_webhook(workspace, webhook));
            let mut attempts = 0;
            for served in join_all(served).await {
                attempts += served?;
            }
            if attempts == 0 {
                return Ok(sent);
            }
            sent += attempts;
        }
    }

    pub(super) async fn list_due_webhooks(
        &self,
    ) -> Result<Vec<(WorkspaceId, WebhookId)>, AppError> {
        let at_once = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let mut tx = self.db.read().await?;
        rows::list_due(&mut tx, self.now(), at_once).await
    }

    /// Sends what is due to one webhook, unless another server is at it; answers how many attempts that were.
    pub(super) async fn serve_webhook(
        &self,
        workspace: WorkspaceId,
        webhook: WebhookId,
    ) -> Result<usize, AppError> {
        let now = self.now();
        let leased_until = now + LEASE_SECONDS;
        let mut tx = self.db.write(webhook.uuid()).await?;
        let is_ours = rows::lease(&mut tx, workspace, webhook, leased_until, now).await?;
        tx.commit().await?;
        if !is_ours {
            return Ok(0);
        }
        let served = self
            .send_what_is_due(workspace, webhook, leased_until)
            .await;
        // Who is down or overloaded is left alone for a while, whatever else waits for them.
        let released = self.now();
        let rest = match &served {
            Ok(served) if !served.is_exhausted => 0,
            _ => released + REST_SECONDS,
        };
        let mut tx = self.db.write(webhook.uuid()).await?;
        rows::release(&mut tx, workspace, webhook, leased_until, released, rest).await?;
        tx.commit().await?;
        let served = served?;
        // Once for all of it: every open page of theirs looks again.
        if let Some(maker) = served.told {
            self.bus.announce_to(maker);
        }
        Ok(served.attempts)
    }

    async fn send_what_is_due(
        &self,
        workspace: WorkspaceId,
        webhook: WebhookId,
        leased_until: i64,
    ) -> Result<Served, AppError> {
        let mut served = Served::default();
        let until = leased_until - LEASE_SECONDS + SENDING_SECONDS;
        while self.now() < until && !served.is_exhausted && !self.hooks.is_stopping() {
            let now = self.now();
            let mut tx = self.db.read().await?;
            let due = rows::find_due(&mut tx, workspace, webhook, leased_until, now).await?;
            let Some(due) = due else {
                break;
            };
            let maker = due.user();
            served.told = Some(maker);
            let standing = find_standing(&mut tx, workspace, maker).await?;
            let event = load_event(&mut tx, workspace, due.event_number).await?;
            drop(tx);
            let rule = Permission::ManageOwnTokens.rule();
            let standing = standing.filter(|standing| rule.allows(standing.role, standing.plan));
            let Some(standing) = standing else {
                let mut tx = self.db.write(webhook.uuid()).await?;
                give_up_waiting(&mut tx, workspace, webhook, NO_PLAN).await?;
                tx.commit().await?;
                break;
            };
            // What waits for days may be nothing for them any more.
            let Happening { kind, whose, .. } = event.what;
            if !may_hear(standing.role, standing.plan, maker, kind, whose) {
                let mut tx = self.db.write(webhook.uuid()).await?;
                rows::give_up(&mut tx, workspace, due.id, NOT_SEEN).await?;
                tx.commit().await?;
                continue;
            }
            let began = self.clock.now_millis();
            let Some(outcome) = self.attempt(webhook, &due, &event, began).await? else {
                break;
            };
            let latency = self.clock.now_millis() - began;
            served.attempts += 1;
            served.is_exhausted = outcome.is_exhausted();
            self.conclude_attempt(workspace, webhook, &due, &outcome, latency)
                .await?;
        }
        Ok(served)
    }

    /// Sends an event once, at this time in milliseconds. Nothing is known of what the server's end broke off: it waits on.
    async fn attempt(
        &self,
        webhook: WebhookId,
        due: &Due,
        event: &Event,
        at: i64,
    ) -> Result<Option<Outcome>, AppError> {
        let owner = webhook.uuid();
        let opened = self.key.open(PURPOSE, owner.as_bytes(), &due.sealed_secret);
        let Some(secret) = opened
            .as_ref()
            .ok()
            .and_then(|secret| std::str::from_utf8(secret).ok())
        else {
            return Ok(Some(Outcome::failed(NO_SECRET)));
        };
        let url = Url::parse(&due.url).map_err(|_| AppError::Internal)?;
        let parcel = Parcel {
            url: &url,
            delivery: due.id,
            event: event.id,
            secret,
            body: event.json().to_string(),
            at: at.div_euclid(1000),
        };
        tokio::select! {
            outcome = self.hooks.send(parcel) => outcome.map(Some),
            () = self.hooks.broken_off() => Ok(None),
        }
    }

    /// Keeps what an attempt came to; a webhook that has failed for days is switched off. It waits for no other writer of
    /// the workspace: what is sent and not kept is sent again.
    async fn conclude_attempt(
        &self,
        workspace: WorkspaceId,
        webhook: WebhookId,
        due: &Due,
        outcome: &Outcome,
        latency_ms: i64,
    ) -> Result<(), AppError> {
        let now = self.now();
        let mut tx = self.db.write(webhook.uuid()).await?;
        let failing = if outcome.is_taken() {
            rows::forget_failures(&mut tx, workspace, webhook).await?;
            None
        } else {
            rows::count_failure(&mut tx, workspace, webhook, now).await?
        };
        let attempts = due.attempts + 1;
        let (state, wait) = match delay(attempts, self.random_number()) {
            _ if outcome.is_taken() => (DeliveryState::Delivered, 0),
            Some(wait) if failing.is_some() => (DeliveryState::Pending, wait),
            // It was the last attempt, or the webhook was switched off meanwhile.
            _ => (DeliveryState::Failed, 0),
        };
        let attempt = Attempt {
            state,
            attempts,
            next_attempt_at: now + wait,
            attempted_at: now,
            latency_ms,
            response_status: outcome.status.map(i64::from),
            response_body: &outcome.body,
            error: &outcome.error,
        };
        rows::keep_attempt(&mut tx, workspace, due.id, &attempt).await?;
        if failing.is_some_and(|(failures, since)| is_hopeless(failures, since, now)) {
            self.give_up_webhook(&mut tx, workspace, webhook).await?;
        }
        tx.commit().await
    }

    /// Switches a webhook off that takes nothing, and writes to those who can mend it.
    async fn give_up_webhook(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        id: WebhookId,
    ) -> Result<(), AppError> {
        let webhook = sql::load_webhook(tx, workspace, id).await?;
        sql::disable(tx, workspace, id, true, self.now()).await?;
        let why = "The webhook was disabled after days of failures.";
        give_up_waiting(tx, workspace, id, why).await?;
        let name = webhook.name();
        self.record_system(tx, workspace, activity("webhook.gave_up", id, &name))
            .await?;
        let house = find_workspace(tx, workspace, webhook.user).await?;
        let members = crate::members::sql::list_members(tx, workspace).await?;
        let concerned = members.into_iter().filter(|member| {
            matches!(member.role, Role::Owner | Role::Manager) || member.user_id == webhook.user
        });
        for member in concerned {
            let to = Recipient {
                name: member.name,
                email: member.email,
            };
            let letter = Letter::WebhookDisabled {
                workspace: house.name.clone(),
                webhook: name.clone(),
                link: format!("{}{LIST_PATH}?webhook={id}", self.config.public_address()),
            };
            self.queue_letter(tx, to, letter).await?;
        }
        Ok(())
    }

    fn random_number(&self) -> u32 {
        let mut bytes = [0; 4];
        self.random.fill(&mut bytes);
        u32::from_ne_bytes(bytes)
    }
}

/// What was done for a webhook.
#[derive(Debug, Default)]
struct Served {
    attempts: usize,
    /// Whose pages show what came of it.
    told: Option<UserId>,
    /// Whether whoever was to answer is down or overloaded.
    is_exhausted: bool,
}
