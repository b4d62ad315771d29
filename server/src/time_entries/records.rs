//! Entries as programs read them.

use app::access::Actor;
use app::error::AppError;
use app::time_entries::query::EntryFilter;
use app::values::{ClientId, Currency, ProjectId, TagId, TimeEntryId, UserId, amount_cents};
use uuid::Uuid;

use super::service::sight;
use super::sql::{self, Clause, Cursor};
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;

/// An entry in full.
#[derive(Clone, Debug)]
pub(crate) struct EntryRecord {
    pub(crate) id: TimeEntryId,
    pub(crate) user_id: UserId,
    pub(crate) client_id: Option<ClientId>,
    pub(crate) project_id: Option<ProjectId>,
    pub(crate) description: String,
    pub(crate) started_at: i64,
    pub(crate) ended_at: i64,
    pub(crate) seconds: i64,
    pub(crate) billable: bool,
    pub(crate) hourly_rate_cents: i64,
    /// The client's; `None` is the workspace's.
    pub(crate) currency: Option<Currency>,
    pub(crate) invoice_id: Option<Uuid>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) tag_ids: Vec<TagId>,
}

impl EntryRecord {
    /// Minor units; 0 when not billable.
    pub(crate) fn amount_cents(&self) -> i64 {
        if self.billable {
            amount_cents(self.seconds, self.hourly_rate_cents)
        } else {
            0
        }
    }

    /// Its place in the order of starts.
    pub(crate) fn place(&self) -> Cursor {
        Cursor {
            started_at: self.started_at,
            id: self.id,
        }
    }
}

/// Which entries are asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct EntryAsk {
    /// Of these people; without a list, of everybody the actor may see.
    pub(crate) users: Option<Vec<UserId>>,
    /// Everything but whose and when.
    pub(crate) filter: EntryFilter,
    /// Begun then or later: unix seconds.
    pub(crate) from: Option<i64>,
    /// Begun before then.
    pub(crate) before: Option<i64>,
    /// On an active invoice, or not.
    pub(crate) invoiced: Option<bool>,
}

/// Which part, and in which order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EntrySlice {
    /// The oldest first.
    pub(crate) ascending: bool,
    pub(crate) after: Option<Cursor>,
    pub(crate) limit: i64,
}

impl EntryAsk {
    pub(crate) fn clause(&self, actor: &Actor) -> Clause {
        let zone = Zone::named(&actor.timezone);
        let own = sight(actor);
        let mut clause = Clause::entries(actor.workspace_id, own, &self.filter, &zone);
        if let Some(users) = &self.users {
            clause.and_one_of("e.user_id", users.iter().map(|user| user.uuid()));
        }
        if let Some(from) = self.from {
            clause.and("e.started_at >=", from);
        }
        if let Some(before) = self.before {
            clause.and("e.started_at <", before);
        }
        match self.invoiced {
            Some(true) => clause.and_text("e.invoice_id is not null"),
            Some(false) => clause.and_text("e.invoice_id is null"),
            None => {}
        }
        clause
    }
}

impl Services {
    /// A part of the entries that are asked for and that the actor may see.
    pub(crate) async fn list_entry_records(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        ask: &EntryAsk,
        slice: EntrySlice,
    ) -> Result<Vec<EntryRecord>, AppError> {
        sql::list_records(tx, actor.workspace_id, ask.clause(actor), slice).await
    }

    /// One entry that the actor may see.
    pub(crate) async fn load_entry_record(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: TimeEntryId,
    ) -> Result<EntryRecord, AppError> {
        let mut clause = EntryAsk::default().clause(actor);
        clause.and("e.id =", id.uuid());
        let slice = EntrySlice {
            ascending: true,
            after: None,
            limit: 1,
        };
        sql::list_records(tx, actor.workspace_id, clause, slice)
            .await?
            .pop()
            .ok_or(AppError::NotFound)
    }
}
