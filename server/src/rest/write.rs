//! Changes: one transaction for what was asked, its line in the activity log, and what is answered to the same request
//! another time.

use std::collections::BTreeMap;

use app::error::AppError;
use app::values::UserId;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use super::answer::{Answer, Reply, must_match};
use super::call::Call;
use super::change::Change;
use super::problem::{Problem, Stop, name};
use super::sql::{self, Kept};
use crate::db::Tx;
use crate::services::Services;

/// How long an idempotency key is known: 24 hours.
const KNOWN_SECONDS: i64 = 24 * 3600;

/// A change under way.
#[derive(Debug)]
pub(super) struct Write {
    /// Its transaction.
    pub(super) tx: Tx,
    call: Call,
    key: Option<String>,
    request_hash: Vec<u8>,
}

impl<T> Change<T> {
    /// Opens the transaction, unless the same request was answered before: then that answer is the end.
    pub(super) async fn begin(&self) -> Result<Write, Stop> {
        let services = self.call.services();
        let mut tx = services.write_as(self.call.actor()).await?;
        if let Some(kept) = self.find_answer(&mut tx).await? {
            return Err(self.answered_before(kept));
        }
        Ok(Write {
            tx,
            call: self.call.clone(),
            key: self.key.clone(),
            request_hash: self.request_hash.clone(),
        })
    }

    /// Goes on unless the same request was answered before: for what has to be done before [`Self::begin`].
    pub(super) async fn is_new(&self) -> Result<(), Stop> {
        let mut tx = self.call.services().db.read().await?;
        match self.find_answer(&mut tx).await? {
            Some(kept) => Err(self.answered_before(kept)),
            None => Ok(()),
        }
    }

    /// What was answered to this request's key.
    pub(super) async fn find_answer(&self, tx: &mut Tx) -> Result<Option<Kept>, AppError> {
        let Some(key) = &self.key else {
            return Ok(None);
        };
        let since = self.call.services().now() - KNOWN_SECONDS;
        sql::find_answer(tx, self.call.bearer(), key, since).await
    }

    /// Keeps the answer in the transaction of what was done, for the same request another time.
    pub(super) async fn keep_in(&self, tx: &mut Tx, answer: &Answer) -> Result<(), AppError> {
        let Some(key) = &self.key else {
            return Ok(());
        };
        let kept = kept(answer, self.request_hash.clone())?;
        let now = self.call.services().now();
        sql::insert_answer(tx, self.call.bearer(), key, &kept, now).await
    }

    /// Goes on if the thing is as the caller knows it (`If-Match`).
    pub(super) fn must_match(&self, thing: &impl Serialize) -> Result<(), Stop> {
        must_match(self.if_match.as_deref(), thing)
    }

    /// Answers what changed nothing; the same request is answered the same.
    pub(super) async fn keep(&self, answer: Answer) -> Reply {
        if self.key.is_some() {
            let mut write = self.begin().await?;
            self.keep_in(&mut write.tx, &answer).await?;
            write.tx.commit().await?;
        }
        Ok(answer.into_response())
    }

    fn answered_before(&self, kept: Kept) -> Stop {
        if kept.request_hash != self.request_hash {
            let problem = Problem::new(
                StatusCode::CONFLICT,
                "idempotency_conflict",
                "This Idempotency-Key was used for another request. Use a new key for each.",
            );
            return problem.into();
        }
        Stop::with(replay(kept))
    }
}

/// What is answered to the same request another time.
fn kept(answer: &Answer, request_hash: Vec<u8>) -> Result<Kept, AppError> {
    let headers: BTreeMap<&String, &String> = answer
        .headers
        .iter()
        .map(|(name, value)| (name, value))
        .collect();
    Ok(Kept {
        request_hash,
        status: i64::from(answer.status.as_u16()),
        headers: serde_json::to_string(&headers).map_err(|_| AppError::Internal)?,
        body: answer.body.clone(),
    })
}

fn replay(kept: Kept) -> Response {
    let headers: BTreeMap<String, String> = serde_json::from_str(&kept.headers).unwrap_or_default();
    let answer = Answer {
        status: u16::try_from(kept.status)
            .ok()
            .and_then(|status| StatusCode::from_u16(status).ok())
            .unwrap_or(StatusCode::OK),
        headers: headers.into_iter().collect(),
        body: kept.body,
    };
    let mut response = answer.into_response();
    response.headers_mut().insert(
        name("idempotent-replayed"),
        HeaderValue::from_static("true"),
    );
    response
}

impl Write {
    /// Keeps everything, tells the open pages of the caller, and answers.
    pub(super) async fn finish(self, answer: Answer) -> Reply {
        let own = self.call.actor().user_id;
        self.finish_for(answer, vec![own]).await
    }

    /// Keeps everything, tells these people's open pages, and answers.
    pub(super) async fn finish_for(mut self, answer: Answer, mut people: Vec<UserId>) -> Reply {
        let services = self.call.services();
        if let Some(key) = &self.key {
            let kept = kept(&answer, self.request_hash)?;
            let bearer = self.call.bearer();
            sql::insert_answer(&mut self.tx, bearer, key, &kept, services.now()).await?;
        }
        self.tx.commit().await?;
        people.sort_unstable();
        people.dedup();
        services.bus.announce_all(&people);
        Ok(answer.into_response())
    }
}

impl Services {
    /// Forgets answers that are kept no longer.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn purge_idempotency_keys(&self) -> Result<(), AppError> {
        let mut tx = self.db.write(uuid::Uuid::nil()).await?;
        sql::delete_old_answers(&mut tx, self.now() - KNOWN_SECONDS).await?;
        tx.commit().await
    }
}
