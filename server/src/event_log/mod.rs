//! The event log: what happened in a workspace, by number, written in the transaction of the change. Streams read it from
//! a number on, webhooks are sent what is written to it.

mod along;
pub mod sql;

pub(crate) use along::Along;

use app::access::Actor;
use app::error::AppError;
use app::events::EventType;
use app::values::{TimeEntryId, UserId, WorkspaceId};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::db::Tx;
use crate::services::Services;

/// How long an event is kept, in seconds: 30 days.
pub const KEPT_SECONDS: i64 = 30 * 24 * 3600;

/// Events that are forgotten in one transaction.
const FORGOTTEN_AT_ONCE: i64 = 5_000;

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// What.
    pub kind: EventType,
    /// To which thing; `None` for a timer, whose key is its person.
    pub object: Option<Uuid>,
    /// Whose that is.
    pub whose: Option<UserId>,
}

impl Happening {
    /// Something about an entry of this person's.
    #[must_use]
    pub fn entry(kind: EventType, id: TimeEntryId, whose: UserId) -> Self {
        Self {
            kind,
            object: Some(id.uuid()),
            whose: Some(whose),
        }
    }

    /// Something about this person's timer.
    #[must_use]
    pub fn timer(kind: EventType, whose: UserId) -> Self {
        Self {
            kind,
            object: None,
            whose: Some(whose),
        }
    }

    /// Something about a member.
    #[must_use]
    pub fn member(kind: EventType, user: UserId) -> Self {
        Self {
            kind,
            object: Some(user.uuid()),
            whose: Some(user),
        }
    }

    /// Something about a client, a project or a tag.
    #[must_use]
    pub fn catalog(kind: EventType, id: Uuid) -> Self {
        Self {
            kind,
            object: Some(id),
            whose: None,
        }
    }

    /// Something about an invoice.
    #[must_use]
    pub fn invoice(kind: EventType, id: Uuid) -> Self {
        Self {
            kind,
            object: Some(id),
            whose: None,
        }
    }

    /// Something about the workspace as a whole.
    #[must_use]
    pub fn workspace(kind: EventType, id: WorkspaceId) -> Self {
        Self {
            kind,
            object: Some(id.uuid()),
            whose: None,
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Where.
    pub workspace: WorkspaceId,
    /// Its place among the workspace's events.
    pub number: i64,
    /// Its id, the same wherever it is told.
    pub id: Uuid,
    /// What happened, to what.
    pub what: Happening,
    /// Who did it; `None` is nobody in particular.
    pub actor: Option<UserId>,
    /// Unix seconds.
    pub at: i64,
}

impl Event {
    /// As programs read it: ids only, so that what they may see is decided when they ask for it.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "id": self.id.to_string(),
            "number": self.number,
            "type": self.what.kind.slug(),
            "created_at": Timestamp::from_second(self.at).unwrap_or_default().to_string(),
            "workspace_id": self.workspace.to_string(),
            "actor_id": self.actor.map(|actor| actor.to_string()),
            "data": {
                "object": self.what.kind.object(),
                "id": self.what.object.map(|id| id.to_string()),
                "user_id": self.what.whose.map(|user| user.to_string()),
            },
        })
    }
}

impl Services {
    /// Writes what an actor does, inside the transaction that does it.
    ///
    /// # Errors
    /// When the database refuses; the use case then fails as a whole.
    pub async fn happened(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        happenings: &[Happening],
    ) -> Result<(), AppError> {
        let by = Some(actor.user_id);
        self.happened_in(tx, actor.workspace_id, by, happenings)
            .await
    }

    /// Writes what happens in a workspace by somebody's doing or nobody's: one number each, in a statement for a few
    /// hundred, and deliveries where a webhook waits for it.
    ///
    /// # Errors
    /// When the database refuses; the use case then fails as a whole.
    pub async fn happened_in(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        actor: Option<UserId>,
        happenings: &[Happening],
    ) -> Result<(), AppError> {
        let Ok(count @ 1..) = i64::try_from(happenings.len()) else {
            return Ok(());
        };
        let numbers = sql::take_numbers(tx, workspace, count).await?;
        let at = self.now();
        let events: Vec<Event> = (numbers.first..)
            .zip(happenings)
            .map(|(number, what)| Event {
                workspace,
                number,
                id: self.new_id(),
                what: *what,
                actor,
                at,
            })
            .collect();
        sql::insert_events(tx, workspace, &events).await?;
        if numbers.is_heard {
            self.queue_deliveries(tx, workspace, &events).await?;
        }
        Ok(())
    }

    /// Forgets events that are older than they are kept, with what was delivered of them; answers how many.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn purge_events(&self) -> Result<i64, AppError> {
        let before = self.now() - KEPT_SECONDS;
        let mut count = 0;
        loop {
            // A part at a time: others write in between.
            let mut tx = self.db.write(Uuid::nil()).await?;
            let gone = sql::delete_old(&mut tx, before, FORGOTTEN_AT_ONCE).await?;
            tx.commit().await?;
            count += gone;
            if gone < FORGOTTEN_AT_ONCE {
                return Ok(count);
            }
        }
    }
}
