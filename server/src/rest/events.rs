//! `GET /events`: what happens in the workspace, as server-sent events, from a number on.

use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use app::access::Actor;
use app::error::{AppError, FieldError};
use app::events::may_hear;
use app::values::UserId;
use axum::response::IntoResponse;
use axum::response::sse::{Event as Told, KeepAlive, Sse};
use futures::stream;
use http::StatusCode;
use tokio::sync::broadcast::{Receiver, error::RecvError, error::TryRecvError};
use tokio::time::{Interval, MissedTickBehavior};

use super::answer::Reply;
use super::call::{Asked, text};
use super::gate;
use super::problem::{Problem, Stop, name};
use super::streams::Place;
use crate::event_log::sql::{list_after, load_reach};
use crate::event_log::{Event, Happening};
use crate::events::News;
use crate::services::Services;
use crate::tokens::TokenHash;
use crate::workspaces::sql::list_member_ids;

/// A comment at least this often keeps proxies from closing the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// The token is looked at this often, and the log for what no news told of.
const CHECK: Duration = Duration::from_secs(3);
/// How long a reader waits before they come back after the stream broke off.
const COME_BACK: Duration = Duration::from_secs(2);
/// And somebody who has too many of them open, in seconds.
const COME_BACK_LATER: i64 = 60;
/// Events that are read at once.
const BATCH: i64 = 500;
/// So many that the caller may not see are passed in silence; then the number is told, so that a reader who comes back is
/// not sent to look for them, nor told that they are gone.
const SILENCE: i64 = 100;

/// Listen to what happens
///
/// A stream of server-sent events that does not end by itself. Each has the number of the event as its `id`, the kind as
/// its `event`, and as its `data` JSON with ids only: `id`, `number`, `type`, `created_at`, `workspace_id`, `actor_id` and
/// `data` with `object`, `id` and `user_id`. It begins with what happens from now on or, with `Last-Event-ID`, with what
/// happened after that number: a reader that comes back misses nothing for 30 days. An event `reset` says that what came
/// after the number is no longer known: read the lists again. So do the events of the workspace as a whole: an import is
/// one, not one for each entry. The caller hears of what they may see: a Member of their own time; an `id` by itself passes
/// what they may not. The stream ends when the token does. A person has at most 50 of them open.
#[utoipa::path(get, path = "/events", tag = "Events",
    params(("Last-Event-ID" = Option<i64>, Header, description = "The `id` of the last event that was heard.", minimum = 0)),
    responses((status = 200, description = "Events as they happen.", body = String, content_type = "text/event-stream")))]
pub(super) async fn stream_events(asked: Asked) -> Reply {
    asked.params(&[])?;
    let after = last_heard(&asked)?;
    let token = gate::token(asked.headers()).ok_or(AppError::Unauthenticated)?;
    let services = Arc::clone(&asked.call.0.services);
    let place = asked.call.0.streams.take(asked.call.actor().user_id);
    // Before the log is looked at: what happens between the two is told twice, not missed.
    let news = services.bus.subscribe();
    let mut listener = Listener {
        _place: place.ok_or_else(too_many)?,
        token: TokenHash::of(token),
        actor: asked.call.actor().clone(),
        services,
        news,
        checks: tokio::time::interval(CHECK),
        colleagues: HashSet::new(),
        heard: 0,
        told: 0,
        waiting: VecDeque::new(),
    };
    listener
        .checks
        .set_missed_tick_behavior(MissedTickBehavior::Delay);
    listener.begin(after).await?;
    let told = stream::unfold(listener, |mut listener| async move {
        let told = listener.next().await?;
        Some((Ok::<_, Infallible>(told), listener))
    });
    // Else nginx collects the stream before it passes it on.
    let unbuffered = [(name("x-accel-buffering"), "no")];
    let sse = Sse::new(told).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    Ok((unbuffered, sse).into_response())
}

fn too_many() -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "rate_limited",
        "Too many of your streams are open. Close one first.",
    )
    .retry_after(COME_BACK_LATER)
}

/// The number that the reader heard last.
fn last_heard(asked: &Asked) -> Result<Option<i64>, Stop> {
    let Some(number) = text(asked.headers(), "last-event-id").filter(|text| !text.is_empty())
    else {
        return Ok(None);
    };
    let number = number.parse().ok().filter(|number: &i64| *number >= 0);
    number.map(Some).ok_or_else(|| {
        let words = "Send the id of the last event as it was.";
        Problem::invalid(&[FieldError::new("Last-Event-ID", "invalid", words)]).into()
    })
}

/// Somebody who listens.
struct Listener {
    /// Among the streams of this person.
    _place: Place,
    services: Arc<Services>,
    token: TokenHash,
    actor: Actor,
    news: Receiver<News>,
    checks: Interval,
    /// Whose news may be about this workspace.
    colleagues: HashSet<UserId>,
    /// The number of the last event that was looked at.
    heard: i64,
    /// The number that was told last.
    told: i64,
    /// What is to be told.
    waiting: VecDeque<Told>,
}

impl Listener {
    /// Where the stream begins, told as its id even before anything happens.
    async fn begin(&mut self, after: Option<i64>) -> Result<(), AppError> {
        let workspace = self.actor.workspace_id;
        let mut tx = self.services.db.read().await?;
        let reach = load_reach(&mut tx, workspace).await?;
        self.colleagues = list_member_ids(&mut tx, workspace)
            .await?
            .into_iter()
            .collect();
        drop(tx);
        let hello = Told::default().retry(COME_BACK);
        match after {
            Some(number) if (reach.before..=reach.last).contains(&number) => {
                self.heard = number;
                self.waiting.push_back(hello.id(number.to_string()));
            }
            asked => {
                self.heard = reach.last;
                self.waiting.push_back(hello.id(reach.last.to_string()));
                if asked.is_some() {
                    let reset = Told::default().event("reset").data("{}");
                    self.waiting.push_back(reset.id(reach.last.to_string()));
                }
            }
        }
        self.told = self.heard;
        Ok(())
    }

    /// What is told next; `None` when the stream has to end.
    async fn next(&mut self) -> Option<Told> {
        loop {
            if let Some(told) = self.waiting.pop_front() {
                return Some(told);
            }
            if !self.look().await? {
                self.wait().await?;
            }
        }
    }

    /// Looks whether the token still works, and at what happened since; whether there may be more. `None` when the token
    /// does not work any more.
    async fn look(&mut self) -> Option<bool> {
        let workspace = self.actor.workspace_id;
        // Out of reach for the moment: looked for again.
        let Ok(mut tx) = self.services.db.read().await else {
            return Some(false);
        };
        let now = self.services.now();
        match self.token.find_bearer(&mut tx, now).await {
            Ok(Some(bearer)) if gate::has_api(&bearer) => self.actor = bearer.actor,
            Ok(_) => return None,
            Err(_) => return Some(false),
        }
        let Ok(events) = list_after(&mut tx, workspace, self.heard, BATCH).await else {
            return Some(false);
        };
        let Some(last) = events.last().map(|event| event.number) else {
            return Some(false);
        };
        let is_of_people = |event: &Event| event.what.kind.object() == "member";
        if events.iter().any(is_of_people)
            && let Ok(members) = list_member_ids(&mut tx, workspace).await
        {
            self.colleagues = members.into_iter().collect();
        }
        self.heard = last;
        let heard = events.iter().filter(|event| self.hears(&event.what));
        let heard: Vec<&Event> = heard.collect();
        self.told = heard.last().map_or(self.told, |event| event.number);
        self.waiting.extend(heard.into_iter().map(told));
        if last - self.told >= SILENCE {
            self.told = last;
            self.waiting.push_back(Told::default().id(last.to_string()));
        }
        Some(true)
    }

    fn hears(&self, what: &Happening) -> bool {
        let me = &self.actor;
        may_hear(me.role, me.plan, me.user_id, what.kind, what.whose)
    }

    /// Waits for news of somebody in the workspace, or a little while; `None` when the server stops.
    async fn wait(&mut self) -> Option<()> {
        loop {
            tokio::select! {
                news = self.news.recv() => match news {
                    Ok(News::Changed(user)) if !self.colleagues.contains(&user) => {}
                    Ok(News::Changed(_) | News::Missed) | Err(RecvError::Lagged(_)) => {
                        return self.skip_waiting_news();
                    }
                    Ok(News::Closing) | Err(RecvError::Closed) => return None,
                },
                _ = self.checks.tick() => return Some(()),
            }
        }
    }

    /// One look answers all news that came together.
    fn skip_waiting_news(&mut self) -> Option<()> {
        loop {
            match self.news.try_recv() {
                Ok(News::Closing) | Err(TryRecvError::Closed) => return None,
                Ok(_) | Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty) => return Some(()),
            }
        }
    }
}

fn told(event: &Event) -> Told {
    Told::default()
        .id(event.number.to_string())
        .event(event.what.kind.slug())
        .data(event.json().to_string())
}
