//! `GET /events`: server-sent events that say "changed" to a signed-in person's open page, and nothing else.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use app::context::{SessionToken, Visitor};
use app::values::UserId;
use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};
use http::{HeaderName, StatusCode};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::Interval;

use super::News;
use crate::auth::session::{ABSOLUTE_SECONDS, IDLE_SECONDS, hash_token};
use crate::auth::sql::find_session;
use crate::router::AppState;
use crate::services::Services;

/// A comment at least this often keeps proxies from closing the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(25);
/// A session that ended without news, by time or by an operator, is noticed within this time.
const CHECK: Duration = Duration::from_secs(30);
/// How long a page waits before it comes back after the stream broke off.
const COME_BACK: Duration = Duration::from_secs(2);

/// The stream of one open page; it ends with its session or with the server.
pub async fn stream(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    let Some((token, actor)) = visitor.session else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let news = state.services.bus.subscribe();
    let checks = tokio::time::interval(CHECK);
    let page = OpenPage {
        services: state.services,
        token,
        user: actor.user_id,
        news,
        checks,
    };
    let hello = stream::once(async { Event::default().retry(COME_BACK) });
    let changes = stream::unfold(page, |mut page| async move {
        page.changed()
            .await
            .then(|| (Event::default().data("changed"), page))
    });
    // Else nginx collects the stream before it passes it on.
    let unbuffered = [(HeaderName::from_static("x-accel-buffering"), "no")];
    let events = hello.chain(changes).map(Ok::<_, Infallible>);
    (
        unbuffered,
        Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)),
    )
        .into_response()
}

struct OpenPage {
    services: Arc<Services>,
    token: SessionToken,
    user: UserId,
    news: Receiver<News>,
    checks: Interval,
}

impl OpenPage {
    /// Waits for something to tell; `false` when the stream has to end.
    async fn changed(&mut self) -> bool {
        loop {
            let concerns_us = tokio::select! {
                news = self.news.recv() => match news {
                    Ok(News::Changed(user)) if user != self.user => continue,
                    Ok(News::Changed(_) | News::Missed) | Err(RecvError::Lagged(_)) => true,
                    Ok(News::Closing) | Err(RecvError::Closed) => return false,
                },
                _ = self.checks.tick() => false,
            };
            if self.session_ended().await {
                return false;
            }
            if concerns_us {
                return true;
            }
        }
    }

    /// Looks without touching: an open page alone does not keep a session alive.
    async fn session_ended(&self) -> bool {
        let Ok(mut tx) = self.services.db.read().await else {
            return false;
        };
        let now = self.services.now();
        match find_session(&mut tx, &hash_token(&self.token), now).await {
            Ok(Some(session)) => {
                now - session.last_seen_at >= IDLE_SECONDS
                    || now - session.created_at >= ABSOLUTE_SECONDS
            }
            Ok(None) => true,
            // Out of reach for the moment.
            Err(_) => false,
        }
    }
}
