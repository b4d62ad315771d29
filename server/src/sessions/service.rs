//! The use cases of sessions.

use app::access::Actor;
use app::context::{Origin, SessionToken};
use app::error::{AppError, Conflict};
use app::security_log::SecurityEvent;
use app::sessions::{Device, Session, Sessions};
use app::values::{Moment, SessionId};
use async_trait::async_trait;

use super::sql;
use crate::auth::session::{ABSOLUTE_SECONDS, IDLE_SECONDS, hash_token};
use crate::local_time::Zone;
use crate::services::Services;

#[async_trait]
impl Sessions for Services {
    async fn list_sessions(
        &self,
        actor: &Actor,
        token: &SessionToken,
    ) -> Result<Vec<Session>, AppError> {
        let now = self.now();
        let mut tx = self.db.read().await?;
        let valid = sql::Valid {
            seen_after: now - IDLE_SECONDS,
            begun_after: now - ABSOLUTE_SECONDS,
        };
        let rows = sql::list_sessions(&mut tx, actor.user_id, valid).await?;
        drop(tx);
        let zone = Zone::named(&actor.timezone);
        let hash = hash_token(token);
        let mut sessions: Vec<Session> = rows
            .into_iter()
            .map(|row| Session {
                id: SessionId::from_uuid(row.id),
                current: row.token_hash == hash,
                device: Device::of(&row.user_agent),
                place: self.countries.place(&row.address),
                signed_in: moment(&zone, row.created_at),
                last_active: moment(&zone, row.last_seen_at),
            })
            .collect();
        // Stable: the others stay by last use.
        sessions.sort_by_key(|session| !session.current);
        Ok(sessions)
    }

    async fn revoke_session(
        &self,
        actor: &Actor,
        token: &SessionToken,
        origin: &Origin,
        id: SessionId,
    ) -> Result<(), AppError> {
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        let row = sql::load_session(&mut tx, actor.user_id, id).await?;
        if row.token_hash == hash_token(token) {
            return Err(AppError::conflict(
                Conflict::InUse,
                "This is the session you are using. Choose Sign out instead.",
            ));
        }
        sql::delete_session(&mut tx, actor.user_id, id).await?;
        let ended = Device::of(&row.user_agent).text();
        let event = SecurityEvent::SessionRevoked;
        self.record_security(&mut tx, actor.user_id, event, &ended, origin)
            .await?;
        tx.commit().await?;
        // Open streams look again, and those of the ended session end.
        self.bus.announce(actor);
        Ok(())
    }

    async fn revoke_other_sessions(
        &self,
        actor: &Actor,
        token: &SessionToken,
        origin: &Origin,
    ) -> Result<(), AppError> {
        let mut tx = self.db.write(actor.user_id.uuid()).await?;
        let ended = sql::delete_other_sessions(&mut tx, actor.user_id, &hash_token(token)).await?;
        let words = match ended {
            1 => "1 session".to_owned(),
            count => format!("{count} sessions"),
        };
        let event = SecurityEvent::OtherSessionsRevoked;
        self.record_security(&mut tx, actor.user_id, event, &words, origin)
            .await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }
}

/// What the person's clock on the wall shows at an instant.
#[must_use]
pub(crate) fn moment(zone: &Zone, unix: i64) -> Moment {
    let local = zone.local(unix);
    Moment {
        day: local.day,
        time: local.time,
    }
}
