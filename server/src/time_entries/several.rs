//! Changing, deleting and bringing back several entries at once, all or none.

use std::collections::BTreeMap;

use app::access::{Actor, Permission};
use app::error::{AppError, FieldErrors, Refusal};
use app::events::EventType;
use app::time_entries::BulkForm;
use app::time_entries::rules::{BulkChange, MAX_AT_ONCE, ProjectChange, is_countable};
use app::values::{DeletionId, ProjectId, TimeEntryId, UserId};
use uuid::Uuid;

use super::edit::{check_project, check_tags};
use super::notes;
use super::service::{activity, reach, refuse_locked};
use super::sql::{self, NewEntryRow, StoredEntry};
use super::times::{Span, check_worth};
use crate::activity::{Activity, Changes};
use crate::db::Tx;
use crate::event_log::Happening;
use crate::services::Services;

/// How long a deletion can be undone, in seconds.
const UNDO: i64 = 24 * 3600;

impl Services {
    /// Changes entries within the actor's reach.
    pub(super) async fn change_entries(
        &self,
        actor: &Actor,
        ids: Vec<TimeEntryId>,
        form: &BulkForm,
    ) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        let change = form.parse()?;
        let owners = self.change_entries_in(&mut tx, actor, ids, &change).await?;
        tx.commit().await?;
        self.announce_owners(actor, owners);
        Ok(())
    }

    /// The same inside the caller's transaction, who commits and tells; answers whose they are.
    pub(crate) async fn change_entries_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        ids: Vec<TimeEntryId>,
        change: &BulkChange,
    ) -> Result<Vec<UserId>, AppError> {
        actor.must(Permission::TrackTime)?;
        let ids = check_ids(ids)?;
        let workspace = actor.workspace_id;
        let now = self.now();
        let entries = find_entries(tx, actor, &ids).await?;

        let mut errors = FieldErrors::new();
        for (tags, field) in [
            (&change.add_tags, "add_tag_ids"),
            (&change.remove_tags, "remove_tag_ids"),
            (&change.tags.clone().unwrap_or_default(), "tag_ids"),
        ] {
            check_tags(tx, actor, tags, field, &mut errors).await?;
        }
        check_worth_of_each(&entries, change.hourly_rate_cents, &mut errors);
        let moved = match change.project {
            None => None,
            Some(to) => {
                let project = match to {
                    ProjectChange::To(project) => Some(project),
                    ProjectChange::Off => None,
                };
                check_project(tx, actor, actor.user_id, project, None, &mut errors).await?;
                Some(project)
            }
        };
        errors.finish(Some(()))?;

        if let Some(project) = moved {
            let is_priced = change.hourly_rate_cents.is_some();
            move_entries(tx, actor, &entries, project, is_priced, now).await?;
        }
        sql::set_fields(tx, workspace, &ids, change, now).await?;
        if let Some(tags) = &change.tags {
            sql::drop_tags(tx, workspace, &ids).await?;
            sql::add_tags(tx, workspace, &ids, tags).await?;
        }
        sql::remove_tags(tx, workspace, &ids, &change.remove_tags).await?;
        sql::add_tags(tx, workspace, &ids, &change.add_tags).await?;
        let changes = notes::changed_together(tx, actor, change).await?;
        self.record_several(tx, actor, "time_entry.updated", &entries, changes)
            .await?;
        let happenings = each(EventType::TimeEntryUpdated, &entries);
        self.happened(tx, actor, &happenings).await?;
        let projects = match moved {
            Some(project) => project.into_iter().collect(),
            None => booked_on(entries.iter().map(|entry| entry.project_id)),
        };
        self.notice_budgets(tx, actor, Some(&projects)).await?;
        Ok(entries.iter().map(|entry| entry.user_id).collect())
    }

    /// Deletes entries within the actor's reach.
    pub(super) async fn delete_entries(
        &self,
        actor: &Actor,
        ids: Vec<TimeEntryId>,
    ) -> Result<DeletionId, AppError> {
        let mut tx = self.write_as(actor).await?;
        let (deletion, owners) = self.delete_entries_in(&mut tx, actor, ids).await?;
        tx.commit().await?;
        self.announce_owners(actor, owners);
        Ok(deletion)
    }

    /// The same inside the caller's transaction, who commits and tells; answers whose they were, too.
    pub(crate) async fn delete_entries_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        ids: Vec<TimeEntryId>,
    ) -> Result<(DeletionId, Vec<UserId>), AppError> {
        actor.must(Permission::TrackTime)?;
        let ids = check_ids(ids)?;
        let entries = find_entries(tx, actor, &ids).await?;
        let deletion = DeletionId::from_uuid(self.new_id());
        sql::delete_to_trash(
            tx,
            actor.workspace_id,
            actor.user_id,
            deletion,
            &entries,
            self.now(),
        )
        .await?;
        self.record_several(tx, actor, "time_entry.deleted", &entries, Changes::new())
            .await?;
        let gone = each(EventType::TimeEntryDeleted, &entries);
        self.happened(tx, actor, &gone).await?;
        let owners = entries.iter().map(|entry| entry.user_id).collect();
        Ok((deletion, owners))
    }

    /// Brings back what the actor deleted within the last day. A project or tag that was deleted meanwhile is left out.
    pub(super) async fn restore_entries(
        &self,
        actor: &Actor,
        id: DeletionId,
    ) -> Result<i64, AppError> {
        let workspace = actor.workspace_id;
        let mut tx = self.write_as(actor).await?;
        let since = self.now() - UNDO;
        let mut entries = sql::load_deleted(&mut tx, workspace, actor.user_id, id, since).await?;
        let Some(first) = entries.first() else {
            return Err(AppError::NotFound);
        };
        // Who lost the right to others' time since then brings back only their own.
        if reach(actor).is_some_and(|own| entries.iter().any(|entry| entry.user_id != own)) {
            return Err(AppError::Refused(Refusal::Forbidden));
        }
        let owners: Vec<UserId> = entries.iter().map(|entry| entry.user_id).collect();
        let first = (first.id, first.description.clone(), first.user_id);
        leave_out_what_is_gone(&mut tx, actor, &mut entries).await?;
        let count = entries.len();
        let projects = booked_on(entries.iter().map(|entry| entry.project_id));
        let back: Vec<Happening> = entries
            .iter()
            .map(|entry| Happening::entry(EventType::TimeEntryCreated, entry.id, entry.user_id))
            .collect();
        sql::bring_back(&mut tx, workspace, id, entries).await?;
        let words = count_words(count);
        let activity = match count {
            1 => activity("time_entry.restored", first.0, &first.1),
            _ => several("time_entry.restored", &words),
        };
        let changes = match count {
            1 => notes::whose(&mut tx, actor, first.2, Changes::new()).await?,
            _ => Changes::new(),
        };
        self.record_changes(&mut tx, actor, activity, changes)
            .await?;
        self.happened(&mut tx, actor, &back).await?;
        self.notice_budgets(&mut tx, actor, Some(&projects)).await?;
        tx.commit().await?;
        self.announce_owners(actor, owners);
        Ok(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// Forgets deletions that can no longer be undone; answers how many entries that were.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn purge_deleted(&self) -> Result<u64, AppError> {
        let mut tx = self.db.write(Uuid::nil()).await?;
        let count = sql::delete_stale(&mut tx, self.now() - UNDO).await?;
        tx.commit().await?;
        Ok(count)
    }

    async fn record_several(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        entries: &[StoredEntry],
        changes: Changes,
    ) -> Result<(), AppError> {
        let words = count_words(entries.len());
        let activity = match entries {
            [entry] => activity(action, entry.id, &entry.description),
            _ => several(action, &words),
        };
        let mut changes = changes;
        if let [first, rest @ ..] = entries
            && rest.iter().all(|entry| entry.user_id == first.user_id)
        {
            changes = notes::whose(tx, actor, first.user_id, changes).await?;
        }
        self.record_changes(tx, actor, activity, changes).await
    }

    /// Says, after the commit, that time of these people changed, to them and the actor.
    pub(crate) fn announce_owners(&self, actor: &Actor, owners: impl IntoIterator<Item = UserId>) {
        let mut people: Vec<UserId> = owners.into_iter().chain([actor.user_id]).collect();
        people.sort_unstable();
        people.dedup();
        self.bus.announce_all(&people);
    }
}

/// Books those that are not there yet on a project (or none), each at the rate of whose time it is, unless they are priced
/// anew anyway.
async fn move_entries(
    tx: &mut Tx,
    actor: &Actor,
    entries: &[StoredEntry],
    project: Option<ProjectId>,
    is_priced: bool,
    now: i64,
) -> Result<(), AppError> {
    let mut by_person: BTreeMap<UserId, (i64, Vec<TimeEntryId>)> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.project_id != project) {
        let (longest, ids) = by_person.entry(entry.user_id).or_default();
        *longest = entry.seconds.max(*longest);
        ids.push(entry.id);
    }
    for (user, (longest, ids)) in by_person {
        // That it may be booked on was checked for all of them.
        let mut seen = FieldErrors::new();
        let terms = check_project(tx, actor, user, project, project, &mut seen).await?;
        if !is_priced && !is_countable(longest, terms.hourly_rate_cents) {
            let words = "At this project's rate one of the entries is worth more than can be counted. Choose another project.";
            return Err(AppError::field("project_id", "out_of_range", words));
        }
        let terms = (terms.billable, terms.hourly_rate_cents);
        sql::set_project(tx, actor.workspace_id, &ids, project, terms, now).await?;
    }
    Ok(())
}

/// The projects of entries, each once.
fn booked_on(projects: impl Iterator<Item = Option<ProjectId>>) -> Vec<ProjectId> {
    let mut projects: Vec<ProjectId> = projects.flatten().collect();
    projects.sort_unstable();
    projects.dedup();
    projects
}

/// One event for each entry.
fn each(kind: EventType, entries: &[StoredEntry]) -> Vec<Happening> {
    entries
        .iter()
        .map(|entry| Happening::entry(kind, entry.id, entry.user_id))
        .collect()
}

fn count_words(count: usize) -> String {
    format!("{count} time entries")
}

fn several<'a>(action: &'a str, words: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "time_entry",
        target_id: None,
        target_name: words,
    }
}

/// Each id once, at least one and not too many.
fn check_ids(mut ids: Vec<TimeEntryId>) -> Result<Vec<TimeEntryId>, AppError> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Err(AppError::field(
            "ids",
            "required",
            "Select at least one time entry.",
        ));
    }
    if ids.len() > MAX_AT_ONCE {
        let words = format!("Select {MAX_AT_ONCE} time entries or fewer.");
        return Err(AppError::field("ids", "too_many", words));
    }
    Ok(ids)
}

/// Notes a rate at which one of the entries is worth more than can be counted.
fn check_worth_of_each(entries: &[StoredEntry], rate: Option<i64>, errors: &mut FieldErrors) {
    let longest = entries.iter().max_by_key(|entry| entry.seconds);
    if let (Some(entry), Some(rate)) = (longest, rate) {
        let span = Span {
            started_at: entry.started_at,
            ended_at: entry.ended_at,
            seconds: entry.seconds,
        };
        check_worth(Some((span, rate)), errors);
    }
}

/// All of these entries, unlocked and within the actor's reach.
async fn find_entries(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[TimeEntryId],
) -> Result<Vec<StoredEntry>, AppError> {
    let entries = sql::load_stored_entries(tx, actor.workspace_id, reach(actor), ids).await?;
    if entries.len() < ids.len() {
        return Err(AppError::NotFound);
    }
    refuse_locked(&entries)?;
    Ok(entries)
}

async fn leave_out_what_is_gone(
    tx: &mut Tx,
    actor: &Actor,
    entries: &mut [NewEntryRow],
) -> Result<(), AppError> {
    let projects = booked_on(entries.iter().map(|entry| entry.project_id));
    let known = sql::load_known_projects(tx, actor.workspace_id, &projects).await?;
    let mut tags: Vec<_> = entries
        .iter()
        .flat_map(|entry| entry.tag_ids.iter().copied())
        .collect();
    tags.sort_unstable();
    tags.dedup();
    let known_tags = sql::load_known_tags(tx, actor.workspace_id, &tags).await?;
    for entry in entries {
        entry.project_id = entry.project_id.filter(|project| known.contains(project));
        entry.tag_ids.retain(|tag| known_tags.contains(tag));
    }
    Ok(())
}
