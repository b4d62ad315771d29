//! Who calls: the token, the workspace it is for, the plan, and how often; checked in this order, before any handler.

use std::sync::{Arc, Mutex};

use app::error::{AppError, Refusal};
use app::values::WorkspaceId;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::call::{Call, Caller};
use super::pace::{Pace, Standing};
use super::problem::{Problem, Stop, name};
use super::streams::Streams;
use crate::http::origin::{Peer, origin};
use crate::services::Services;
use crate::tokens::Bearer;

/// Which workspace a call is about.
pub(super) const WORKSPACE_HEADER: &str = "x-workspace-id";

/// What stands before every handler.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    services: Arc<Services>,
    pace: Arc<Pace>,
    streams: Arc<Streams>,
}

impl Gate {
    /// A gate before these services.
    pub(super) fn new(services: Arc<Services>) -> Self {
        let pace = Arc::new(Pace::new(services.config.rate_limit));
        Self {
            services,
            pace,
            streams: Arc::default(),
        }
    }
}

/// Lets a call through with its [`Caller`], or says why not. OPTIONS needs nobody: it tells the methods.
pub(super) async fn admit(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    if *request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    let mut paced = None;
    let peer = request.extensions().get::<Peer>().copied();
    let answer = match check(&gate, request.headers(), peer, &mut paced).await {
        Ok(call) => {
            // What changes something takes turns, and its body may come slowly: neither is waited for with a connection.
            if !request.method().is_safe() {
                call.give_back();
            }
            request.extensions_mut().insert(call);
            next.run(request).await
        }
        Err(stop) => stop.into_response(),
    };
    match paced {
        Some(standing) => with_pace(answer, standing),
        None => answer,
    }
}

async fn check(
    gate: &Gate,
    headers: &HeaderMap,
    peer: Option<Peer>,
    paced: &mut Option<Standing>,
) -> Result<Call, Stop> {
    let services = &gate.services;
    let origin = origin(headers, peer, &services.config.trusted_proxies);
    let token = token(headers).ok_or(AppError::Unauthenticated)?;
    let (bearer, conn) = services.find_bearer(token, &origin.address).await?;
    let standing = gate.pace.take(bearer.id, services.clock.now_millis());
    *paced = standing;
    if let Some(wait) = standing.and_then(|standing| standing.wait) {
        let problem = Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            "Too many requests with this token. Wait as long as Retry-After says.",
        );
        return Err(problem.retry_after(wait).into());
    }
    let workspace = workspace(headers).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "workspace_required",
            "Send the workspace's id once, as X-Workspace-Id.",
        )
    })?;
    if workspace != bearer.actor.workspace_id {
        let problem = Problem::new(
            StatusCode::FORBIDDEN,
            "workspace_mismatch",
            "This token belongs to another workspace.",
        );
        return Err(problem.into());
    }
    let rule = bearer.rule();
    if bearer.actor.plan < rule.plan {
        return Err(AppError::Refused(Refusal::PlanRequired).into());
    }
    if !rule.roles.contains(&bearer.actor.role) {
        let mut problem = Problem::of(&AppError::Refused(Refusal::Forbidden));
        problem.explain(
            "Whoever made this token is a Viewer here by now, and Viewers use no API tokens. Ask the owner for another role.",
        );
        return Err(problem.into());
    }
    Ok(Call(Arc::new(Caller {
        services: Arc::clone(services),
        bearer,
        conn: Mutex::new(conn),
        streams: Arc::clone(&gate.streams),
    })))
}

/// Whether plan and role have the API.
pub(super) fn has_api(bearer: &Bearer) -> bool {
    bearer.rule().allows(bearer.actor.role, bearer.actor.plan)
}

/// The one token in the one `Authorization` header.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = only(headers, header::AUTHORIZATION.as_str())?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn workspace(headers: &HeaderMap) -> Option<WorkspaceId> {
    only(headers, WORKSPACE_HEADER)?.parse().ok()
}

/// A header's value, if it was sent exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    values.next().is_none().then_some(value)?.to_str().ok()
}

/// Says how many more calls there are, and when all of them are back.
fn with_pace(mut answer: Response, standing: Standing) -> Response {
    for (key, value) in [
        ("ratelimit-limit", standing.limit),
        ("ratelimit-remaining", standing.remaining),
        ("ratelimit-reset", standing.reset),
    ] {
        answer
            .headers_mut()
            .insert(name(key), HeaderValue::from(value));
    }
    answer
}
