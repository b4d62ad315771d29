//! The bus that tells a person's open pages that something changed, so that they look again.
//!
//! Within this process news go through a broadcast channel. Where several servers share one PostgreSQL, they tell each
//! other by LISTEN and NOTIFY. News carry no content: what changed, the page asks for itself, as whoever it then is.

pub mod http;
mod sql;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use app::access::Actor;
use app::values::UserId;
use sqlx::postgres::{PgListener, PgPool};
use tokio::sync::{broadcast, mpsc};
use uuid::Uuid;

use crate::db::Db;
use crate::services::Services;

/// The channel on which servers that share a PostgreSQL tell each other.
const CHANNEL: &str = "timether_changes";
/// News that wait for a slow stream, or for a slow database, before some are dropped.
const WAITING: usize = 1024;
/// How long to wait before a failing database is listened to again.
const RETRY: Duration = Duration::from_secs(1);

/// What open pages are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Something of this person's changed, or one of their sessions ended.
    Changed(UserId),
    /// Some news may have got lost: everybody looks again.
    Missed,
    /// The server stops: streams end, so that their connections can.
    Closing,
}

/// News on their way to open pages.
#[derive(Clone, Debug)]
pub struct Bus(Arc<Channels>);

#[derive(Debug)]
struct Channels {
    here: broadcast::Sender<News>,
    /// To the other servers, once [`forward`] runs.
    elsewhere: OnceLock<mpsc::Sender<UserId>>,
}

impl Default for Bus {
    fn default() -> Self {
        Self(Arc::new(Channels {
            here: broadcast::Sender::new(WAITING),
            elsewhere: OnceLock::new(),
        }))
    }
}

impl Bus {
    /// Says, after the commit, that something of the actor's changed.
    pub fn announce(&self, actor: &Actor) {
        self.announce_to(actor.user_id);
    }

    /// Says, after the commit, that something of this person's changed, or that sessions of theirs ended.
    pub fn announce_to(&self, user: UserId) {
        self.tell_here(News::Changed(user));
        if let Some(elsewhere) = self.0.elsewhere.get() {
            // Full only while the database is stuck; pages also look again when somebody returns to them.
            let _ = elsewhere.try_send(user);
        }
    }

    /// Says, after the commit, that something of all these people's changed.
    pub fn announce_all(&self, users: &[UserId]) {
        for user in users {
            self.announce_to(*user);
        }
    }

    /// Ends every open stream.
    pub fn close(&self) {
        self.tell_here(News::Closing);
    }

    /// News from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<News> {
        self.0.here.subscribe()
    }

    /// How many streams are open here.
    #[must_use]
    pub fn listeners(&self) -> usize {
        self.0.here.receiver_count()
    }

    fn tell_here(&self, news: News) {
        // Nobody listening is no error.
        let _ = self.0.here.send(news);
    }
}

/// Joins this process to the other servers on the same PostgreSQL, until the database is closed. SQLite has one server.
///
/// # Errors
/// When the database cannot be listened to.
pub async fn forward(services: &Services) -> Result<(), sqlx::Error> {
    let Db::Postgres(pool) = &services.db else {
        return Ok(());
    };
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    let own_name = services.new_id();
    let (elsewhere, outgoing) = mpsc::channel(WAITING);
    if services.bus.0.elsewhere.set(elsewhere).is_ok() {
        tokio::spawn(send(pool.clone(), own_name, outgoing));
        tokio::spawn(receive(listener, own_name, services.bus.clone()));
    }
    Ok(())
}

async fn send(pool: PgPool, own_name: Uuid, mut outgoing: mpsc::Receiver<UserId>) {
    while let Some(user) = outgoing.recv().await {
        let payload = format!("{own_name} {user}");
        match sql::notify(&pool, CHANNEL, &payload).await {
            Ok(()) => {}
            Err(sqlx::Error::PoolClosed) => return,
            Err(error) => tracing::warn!(%error, "the other servers were not told of a change"),
        }
    }
}

async fn receive(mut listener: PgListener, own_name: Uuid, bus: Bus) {
    loop {
        match listener.try_recv().await {
            Ok(Some(notification)) => match read_payload(notification.payload()) {
                Some((sender, _)) if sender == own_name => {}
                Some((_, user)) => bus.tell_here(News::Changed(user)),
                None => tracing::warn!(
                    payload = notification.payload(),
                    "a notification that nobody understands"
                ),
            },
            // The connection was lost and is back.
            Ok(None) => bus.tell_here(News::Missed),
            Err(sqlx::Error::PoolClosed) => return,
            Err(error) => {
                tracing::warn!(%error, "cannot listen to the other servers; trying again");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

/// Who tells, and whose change.
fn read_payload(payload: &str) -> Option<(Uuid, UserId)> {
    let (sender, user) = payload.split_once(' ')?;
    Some((sender.parse().ok()?, user.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_names_sender_and_person() {
        let (sender, user) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let read = read_payload(&format!("{sender} {}", UserId::from_uuid(user)));
        assert_eq!(read, Some((sender, UserId::from_uuid(user))));
        for nonsense in [
            "",
            "x",
            "x y",
            &format!("{sender}"),
            &format!("{sender} {user} ")[..36],
        ] {
            assert_eq!(read_payload(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn telling_nobody_is_no_error() {
        let bus = Bus::default();
        bus.close();
        assert!(
            bus.subscribe().try_recv().is_err(),
            "news before the subscription are gone"
        );
    }
}
