//! The use cases of time entries: which there are; how each goes stands in `show`, `edit` and `several`.

use app::access::{Actor, BillingState, Permission};
use app::error::{AppError, Conflict};
use app::time_entries::query::Whose;
use app::time_entries::{
    BulkForm, EntryPage, EntryQuery, TimeEntries, TimeEntry, TimeEntryForm, WeekSummary,
};
use app::values::{Date, DeletionId, TimeEntryId, UserId};
use async_trait::async_trait;

use super::sql::StoredEntry;
use crate::activity::Activity;
use crate::services::Services;

#[async_trait]
impl TimeEntries for Services {
    async fn list_time_entries(
        &self,
        actor: &Actor,
        query: EntryQuery,
        after: Option<String>,
    ) -> Result<EntryPage, AppError> {
        self.show_page(actor, &query, after.as_deref()).await
    }

    async fn load_week(
        &self,
        actor: &Actor,
        day: Option<Date>,
        person: String,
    ) -> Result<WeekSummary, AppError> {
        self.show_week(actor, day, &person).await
    }

    async fn load_time_entry(&self, actor: &Actor, id: TimeEntryId) -> Result<TimeEntry, AppError> {
        self.show_entry(actor, id).await
    }

    async fn create_time_entry(
        &self,
        actor: &Actor,
        form: TimeEntryForm,
    ) -> Result<TimeEntryId, AppError> {
        actor.must(Permission::TrackTime)?;
        self.add_entry(actor, &form).await
    }

    async fn update_time_entry(
        &self,
        actor: &Actor,
        id: TimeEntryId,
        form: TimeEntryForm,
    ) -> Result<(), AppError> {
        actor.must(Permission::TrackTime)?;
        self.change_entry(actor, id, &form).await
    }

    async fn duplicate_time_entry(
        &self,
        actor: &Actor,
        id: TimeEntryId,
    ) -> Result<TimeEntryId, AppError> {
        actor.must(Permission::TrackTime)?;
        self.copy_entry(actor, id).await
    }

    async fn update_time_entries(
        &self,
        actor: &Actor,
        ids: Vec<TimeEntryId>,
        form: BulkForm,
    ) -> Result<(), AppError> {
        actor.must(Permission::TrackTime)?;
        self.change_entries(actor, ids, &form).await
    }

    async fn delete_time_entries(
        &self,
        actor: &Actor,
        ids: Vec<TimeEntryId>,
    ) -> Result<DeletionId, AppError> {
        actor.must(Permission::TrackTime)?;
        self.delete_entries(actor, ids).await
    }

    async fn restore_time_entries(&self, actor: &Actor, id: DeletionId) -> Result<i64, AppError> {
        actor.must(Permission::TrackTime)?;
        self.restore_entries(actor, id).await
    }
}

/// Whose entries the actor may change: everybody's (`None`) or only their own. Others' are as good as not there.
pub(super) fn reach(actor: &Actor) -> Option<UserId> {
    match actor.may(Permission::ManageOthersTime) {
        Ok(()) => None,
        Err(_) => Some(actor.user_id),
    }
}

/// Whose entries the actor may look at: everybody's (`None`) or only their own.
pub(crate) fn sight(actor: &Actor) -> Option<UserId> {
    match actor.may(Permission::ReadOthersTime) {
        Ok(()) => None,
        Err(_) => Some(actor.user_id),
    }
}

/// Whose entries a list shows: one person's, or everybody's for `None`. Who sees only their own asks for nobody else's;
/// who tracks no time sees everybody's unless they ask for somebody's.
pub(crate) fn scope(actor: &Actor, asked: Whose) -> Option<UserId> {
    let tracks = app::access::may(
        actor.role,
        actor.plan,
        BillingState::Active,
        Permission::TrackTime,
    );
    match (sight(actor), asked) {
        (Some(own), _) => Some(own),
        (None, Whose::Everybody) => None,
        (None, Whose::Person(user)) => Some(user),
        (None, Whose::Own) => tracks.is_ok().then_some(actor.user_id),
    }
}

/// An entry on an active invoice stays as it is.
pub(super) fn refuse_locked(entries: &[StoredEntry]) -> Result<(), AppError> {
    if entries.iter().any(|entry| entry.locked) {
        return Err(AppError::conflict(
            Conflict::EntryLocked,
            "This time is on an invoice and cannot be changed. Void or delete the invoice first.",
        ));
    }
    Ok(())
}

/// What happened to one entry, named by the beginning of its description.
pub(super) fn activity<'a>(action: &'a str, id: TimeEntryId, description: &'a str) -> Activity<'a> {
    const NAME: usize = 100;
    let end = description
        .char_indices()
        .nth(NAME)
        .map_or(description.len(), |(at, _)| at);
    Activity {
        action,
        target_kind: "time_entry",
        target_id: Some(id.uuid()),
        target_name: &description[..end],
    }
}
