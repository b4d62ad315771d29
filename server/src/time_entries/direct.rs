//! Entries as programs send them: instants, seconds and minor units, where people type.

use app::access::{Actor, Permission};
use app::error::{AppError, FieldErrors};
use app::events::EventType;
use app::time_entries::rules::MAX_DESCRIPTION;
use app::values::{MAX_MONEY, ProjectId, TagId, TimeEntryId, UserId, clean_text};

use super::edit::{check_person, check_project, check_tags, currency_of, find_entry};
use super::notes;
use super::service::{activity, refuse_locked};
use super::spans::{Times, changed_span, new_span};
use super::sql::{self, Cost, NewEntryRow, StoredEntry};
use super::times::check_worth;
use crate::activity::Changes;
use crate::db::Tx;
use crate::event_log::Happening;
use crate::services::Services;

/// What an entry is booked on; `None` is nothing.
pub(crate) type Booked = Option<ProjectId>;

/// What an entry is to be, as far as it is said; what is `None` follows the project for a new one, and stays for another.
#[derive(Clone, Debug, Default)]
pub(crate) struct EntryWish {
    /// Whose a new one is.
    pub(crate) user: Option<UserId>,
    /// What was done.
    pub(crate) description: Option<String>,
    /// What it is booked on; `Some(None)` on nothing.
    pub(crate) project: Option<Booked>,
    /// When it was.
    pub(crate) times: Times,
    /// Whether it counts for money.
    pub(crate) billable: Option<bool>,
    /// Minor units an hour.
    pub(crate) hourly_rate_cents: Option<i64>,
    /// Its labels.
    pub(crate) tags: Option<Vec<TagId>>,
}

impl EntryWish {
    fn description(&self, errors: &mut FieldErrors) -> Option<String> {
        let text = self.description.as_deref()?;
        errors.take("description", clean_text(text, MAX_DESCRIPTION))
    }

    fn tags(&self) -> Option<Vec<TagId>> {
        let mut tags = self.tags.clone()?;
        tags.sort_unstable();
        tags.dedup();
        Some(tags)
    }
}

/// Notes a rate that nobody has.
pub(crate) fn check_rate(rate: i64, errors: &mut FieldErrors) {
    if !(0..=MAX_MONEY).contains(&rate) {
        let words = format!("An hourly rate is from 0 to {MAX_MONEY} minor units.");
        errors.push("hourly_rate_cents", "out_of_range", words);
    }
}

impl Services {
    /// Adds an entry of the actor's, or of somebody whose time they manage, inside the caller's transaction.
    pub(crate) async fn add_entry_directly(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        wish: &EntryWish,
    ) -> Result<NewEntryRow, AppError> {
        actor.must(Permission::TrackTime)?;
        let mut errors = FieldErrors::new();
        let now = self.now();
        let description = wish.description(&mut errors).unwrap_or_default();
        if let Some(rate) = wish.hourly_rate_cents {
            check_rate(rate, &mut errors);
        }
        let span = new_span(wish.times, now, &mut errors);
        let user_id = wish.user.unwrap_or(actor.user_id);
        check_person(tx, actor, user_id, &mut errors).await?;
        let project_id = wish.project.flatten();
        let terms = check_project(tx, actor, user_id, project_id, None, &mut errors).await?;
        let tag_ids = wish.tags().unwrap_or_default();
        check_tags(tx, actor, &tag_ids, "tag_ids", &mut errors).await?;
        let rate = wish.hourly_rate_cents.unwrap_or(terms.hourly_rate_cents);
        let priced = check_worth(span.map(|span| (span, rate)), &mut errors);
        let (span, hourly_rate_cents) = errors.finish(priced)?;
        let entry = NewEntryRow {
            id: TimeEntryId::from_uuid(self.new_id()),
            user_id,
            project_id,
            description,
            started_at: span.started_at,
            ended_at: span.ended_at,
            seconds: span.seconds,
            billable: wish.billable.unwrap_or(terms.billable),
            hourly_rate_cents,
            internal_cost: Cost::OfMember,
            import_key: None,
            tag_ids,
            created_at: now,
        };
        sql::insert_time_entry(tx, actor.workspace_id, &entry).await?;
        let changes = notes::whose(tx, actor, user_id, Changes::new()).await?;
        let activity = activity("time_entry.created", entry.id, &entry.description);
        self.record_changes(tx, actor, activity, changes).await?;
        let added = Happening::entry(EventType::TimeEntryCreated, entry.id, user_id);
        self.happened(tx, actor, &[added]).await?;
        self.notice_budgets(tx, actor, Some(entry.project_id.as_slice()))
            .await?;
        Ok(entry)
    }

    /// Changes an entry within the actor's reach, inside the caller's transaction; answers whose it is.
    pub(crate) async fn change_entry_directly(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: TimeEntryId,
        wish: &EntryWish,
    ) -> Result<UserId, AppError> {
        actor.must(Permission::TrackTime)?;
        let stored = find_entry(tx, actor, id).await?;
        refuse_locked(std::slice::from_ref(&stored))?;
        let mut errors = FieldErrors::new();
        let now = self.now();
        let description = wish.description(&mut errors);
        if let Some(rate) = wish.hourly_rate_cents {
            check_rate(rate, &mut errors);
        }
        let span = changed_span(wish.times, &stored, now, &mut errors);
        let project_id = wish.project.unwrap_or(stored.project_id);
        let old_currency = currency_of(tx, actor, stored.project_id).await?;
        let kept = stored.project_id;
        let whose = stored.user_id;
        let terms = check_project(tx, actor, whose, project_id, kept, &mut errors).await?;
        let tag_ids = wish.tags().unwrap_or_else(|| stored.tag_ids.clone());
        check_tags(tx, actor, &tag_ids, "tag_ids", &mut errors).await?;
        // Another project brings its own terms, unless they are said.
        let (billable, rate) = if project_id == stored.project_id {
            (stored.billable, stored.hourly_rate_cents)
        } else {
            (terms.billable, terms.hourly_rate_cents)
        };
        let rate = wish.hourly_rate_cents.unwrap_or(rate);
        let priced = check_worth(span.map(|span| (span, rate)), &mut errors);
        let (span, hourly_rate_cents) = errors.finish(priced)?;
        let entry = StoredEntry {
            project_id,
            description: description.unwrap_or_else(|| stored.description.clone()),
            started_at: span.started_at,
            ended_at: span.ended_at,
            seconds: span.seconds,
            billable: wish.billable.unwrap_or(billable),
            hourly_rate_cents,
            tag_ids,
            ..stored.clone()
        };
        if entry.says_what(&stored) {
            // Nothing to keep or to log.
            return Ok(entry.user_id);
        }
        sql::update_time_entry(tx, actor.workspace_id, &entry, now).await?;
        let sides = ((&stored, old_currency), (&entry, terms.currency));
        let changes = notes::edited(tx, actor, sides.0, sides.1).await?;
        let activity = activity("time_entry.updated", id, &entry.description);
        self.record_changes(tx, actor, activity, changes).await?;
        let happening = Happening::entry(EventType::TimeEntryUpdated, id, entry.user_id);
        self.happened(tx, actor, &[happening]).await?;
        self.notice_budgets(tx, actor, Some(entry.project_id.as_slice()))
            .await?;
        Ok(entry.user_id)
    }
}
