//! What a handler is handed: the call, and what stands in its address.

use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use app::access::Actor;
use app::error::{AppError, Refusal};
use app::tokens::Scope;
use axum::extract::{FromRequestParts, Path};
use http::HeaderMap;
use http::request::Parts;

use super::params::Params;
use super::problem::{Problem, Stop};
use super::streams::Streams;
use crate::db::{Conn, Tx};
use crate::services::Services;
use crate::tokens::Bearer;

/// Who calls.
#[derive(Debug)]
pub(super) struct Caller {
    /// The use cases.
    pub(super) services: Arc<Services>,
    /// With which token, and so as whom.
    pub(super) bearer: Bearer,
    /// The connection that was asked for the token, until it is read from or given back.
    pub(super) conn: Mutex<Option<Conn>>,
    /// The streams that are open.
    pub(super) streams: Arc<Streams>,
}

/// A call that reads and takes nothing but what its path says.
#[derive(Clone, Debug)]
pub(super) struct Call(pub(super) Arc<Caller>);

impl Call {
    /// As whom it is done.
    pub(super) fn actor(&self) -> &Actor {
        &self.0.bearer.actor
    }

    /// The token.
    pub(super) fn bearer(&self) -> &Bearer {
        &self.0.bearer
    }

    /// The use cases. They take the connections they need: what is still held is given back.
    pub(super) fn services(&self) -> &Services {
        self.give_back();
        &self.0.services
    }

    /// A consistent view to read from, on the connection that was asked for the token if it is still held: before
    /// [`Call::services`].
    pub(super) async fn read(&self) -> Result<Tx, AppError> {
        match self.held() {
            Some(conn) => conn.read().await,
            None => self.0.services.db.read().await,
        }
    }

    /// Gives back the connection that was asked for the token.
    pub(super) fn give_back(&self) {
        drop(self.held());
    }

    fn held(&self) -> Option<Conn> {
        let mut conn = self.0.conn.lock().unwrap_or_else(PoisonError::into_inner);
        conn.take()
    }

    pub(super) fn of(parts: &Parts) -> Result<Self, Stop> {
        let call = parts.extensions.get::<Self>().cloned();
        Ok(call.ok_or(AppError::Unauthenticated)?)
    }

    /// Refuses a token that may only look.
    pub(super) fn must_write(&self) -> Result<(), Stop> {
        match self.0.bearer.scope {
            Scope::Write => Ok(()),
            Scope::Read => {
                let mut problem = Problem::of(&AppError::Refused(Refusal::Forbidden));
                problem.explain("This token may only read. Use one with the scope write.");
                Err(problem.into())
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Call {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Stop> {
        let call = Self::of(parts)?;
        Params::of(parts, &[])?;
        Ok(call)
    }
}

/// A call that says in its query what it wants.
#[derive(Debug)]
pub(super) struct Asked {
    /// The call.
    pub(super) call: Call,
    parts: Parts,
}

impl Asked {
    /// The parameters, of which there are no others than these.
    pub(super) fn params(&self, known: &[&'static str]) -> Result<Params, Stop> {
        Params::of(&self.parts, known)
    }

    /// The request's headers.
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Stop> {
        Ok(Self {
            call: Call::of(parts)?,
            parts: parts.clone(),
        })
    }
}

/// The id in a path; what is none is as good as not there.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for At<T> {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Stop> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let id = path.ok().and_then(|Path(text)| text.parse().ok());
        Ok(Self(id.ok_or(AppError::NotFound)?))
    }
}

/// A header as text.
pub(super) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}
