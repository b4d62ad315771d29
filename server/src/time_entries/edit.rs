//! Adding, changing and copying one entry.

use app::access::{Actor, Permission};
use app::error::{AppError, Conflict, FieldErrors};
use app::events::EventType;
use app::time_entries::TimeEntryForm;
use app::time_entries::rules::TypedEntry;
use app::values::{Currency, ProjectId, TagId, TimeEntryId, UserId};

use super::notes;
use super::service::{activity, reach, refuse_locked};
use super::sql::{self, NewEntryRow, StoredEntry};
use super::times::{Span, check_worth, resolve_edit, resolve_new};
use crate::activity::Changes;
use crate::db::Tx;
use crate::event_log::Happening;
use crate::local_time::Zone;
use crate::services::Services;

/// What a project (or none) says about time on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) billable: bool,
    pub(super) hourly_rate_cents: i64,
    pub(super) currency: Currency,
}

impl Services {
    /// Adds an entry of the actor's, or of somebody whose time they manage.
    pub(super) async fn add_entry(
        &self,
        actor: &Actor,
        form: &TimeEntryForm,
    ) -> Result<TimeEntryId, AppError> {
        let mut errors = FieldErrors::new();
        let typed = TypedEntry::read(form, &mut errors);
        let zone = Zone::named(&actor.timezone);
        let now = self.now();
        let span = typed
            .times
            .and_then(|times| resolve_new(times, &zone, now, &mut errors));

        let mut tx = self.write_as(actor).await?;
        let user = typed.person_id.unwrap_or(actor.user_id);
        check_person(&mut tx, actor, user, &mut errors).await?;
        let terms =
            check_project(&mut tx, actor, user, typed.project_id, None, &mut errors).await?;
        check_tags(&mut tx, actor, &typed.tag_ids, "tag_ids", &mut errors).await?;
        let rate = errors.take(
            "hourly_rate",
            typed.rate_of_new(terms.hourly_rate_cents, terms.currency),
        );
        let priced = check_worth(span.zip(rate), &mut errors);
        let (
            Span {
                started_at,
                ended_at,
                seconds,
            },
            hourly_rate_cents,
        ) = errors.finish(priced)?;

        let entry = NewEntryRow {
            id: TimeEntryId::from_uuid(self.new_id()),
            user_id: user,
            project_id: typed.project_id,
            billable: typed.billable_of_new(terms.billable),
            description: typed.description,
            started_at,
            ended_at,
            seconds,
            hourly_rate_cents,
            internal_cost: sql::Cost::OfMember,
            import_key: None,
            tag_ids: typed.tag_ids,
            created_at: now,
        };
        sql::insert_time_entry(&mut tx, actor.workspace_id, &entry).await?;
        let changes = notes::whose(&mut tx, actor, user, Changes::new()).await?;
        let activity = activity("time_entry.created", entry.id, &entry.description);
        self.record_changes(&mut tx, actor, activity, changes)
            .await?;
        let added = Happening::entry(EventType::TimeEntryCreated, entry.id, user);
        self.happened(&mut tx, actor, &[added]).await?;
        self.notice_budgets(&mut tx, actor, Some(entry.project_id.as_slice()))
            .await?;
        tx.commit().await?;
        self.announce_owners(actor, [user]);
        Ok(entry.id)
    }

    /// Changes an entry within the actor's reach.
    pub(super) async fn change_entry(
        &self,
        actor: &Actor,
        id: TimeEntryId,
        form: &TimeEntryForm,
    ) -> Result<(), AppError> {
        let mut errors = FieldErrors::new();
        let typed = TypedEntry::read(form, &mut errors);
        let zone = Zone::named(&actor.timezone);
        let now = self.now();

        let mut tx = self.write_as(actor).await?;
        let stored = find_entry(&mut tx, actor, id).await?;
        refuse_locked(std::slice::from_ref(&stored))?;
        let before = Span {
            started_at: stored.started_at,
            ended_at: stored.ended_at,
            seconds: stored.seconds,
        };
        let span = typed
            .times
            .and_then(|times| resolve_edit(times, before, &zone, now, &mut errors));

        let old_currency = currency_of(&mut tx, actor, stored.project_id).await?;
        let terms = check_project(
            &mut tx,
            actor,
            stored.user_id,
            typed.project_id,
            stored.project_id,
            &mut errors,
        )
        .await?;
        check_tags(&mut tx, actor, &typed.tag_ids, "tag_ids", &mut errors).await?;
        let new_terms = (typed.project_id != stored.project_id).then_some(terms);
        let rate = errors.take(
            "hourly_rate",
            typed.rate_of_edit(
                (stored.hourly_rate_cents, old_currency),
                new_terms.map(|terms| terms.hourly_rate_cents),
                terms.hourly_rate_cents,
                terms.currency,
            ),
        );
        let priced = check_worth(span.zip(rate), &mut errors);
        let (
            Span {
                started_at,
                ended_at,
                seconds,
            },
            hourly_rate_cents,
        ) = errors.finish(priced)?;

        let entry = StoredEntry {
            project_id: typed.project_id,
            billable: typed
                .billable_of_edit(stored.billable, new_terms.map(|terms| terms.billable)),
            description: typed.description,
            started_at,
            ended_at,
            seconds,
            hourly_rate_cents,
            tag_ids: typed.tag_ids,
            ..stored.clone()
        };
        sql::update_time_entry(&mut tx, actor.workspace_id, &entry, now).await?;
        let sides = ((&stored, old_currency), (&entry, terms.currency));
        let changes = notes::edited(&mut tx, actor, sides.0, sides.1).await?;
        let activity = activity("time_entry.updated", id, &entry.description);
        self.record_changes(&mut tx, actor, activity, changes)
            .await?;
        let happening = Happening::entry(EventType::TimeEntryUpdated, id, entry.user_id);
        self.happened(&mut tx, actor, &[happening]).await?;
        self.notice_budgets(&mut tx, actor, Some(entry.project_id.as_slice()))
            .await?;
        tx.commit().await?;
        self.announce_owners(actor, [entry.user_id]);
        Ok(())
    }

    /// Copies an entry within the actor's reach: for the same person, at the same times, on no invoice.
    pub(super) async fn copy_entry(
        &self,
        actor: &Actor,
        id: TimeEntryId,
    ) -> Result<TimeEntryId, AppError> {
        let mut tx = self.write_as(actor).await?;
        let stored = find_entry(&mut tx, actor, id).await?;
        let mut errors = FieldErrors::new();
        check_person(&mut tx, actor, stored.user_id, &mut errors).await?;
        errors.finish(Some(()))?;
        if let Some(project) = stored.project_id {
            let terms =
                sql::load_project_terms(&mut tx, actor.workspace_id, stored.user_id, project)
                    .await?;
            if terms.is_none_or(|terms| terms.archived) {
                return Err(AppError::conflict(
                    Conflict::Archived,
                    "The project of this entry is archived. Restore the project first.",
                ));
            }
        }
        let entry = NewEntryRow {
            id: TimeEntryId::from_uuid(self.new_id()),
            user_id: stored.user_id,
            project_id: stored.project_id,
            description: stored.description,
            started_at: stored.started_at,
            ended_at: stored.ended_at,
            seconds: stored.seconds,
            billable: stored.billable,
            hourly_rate_cents: stored.hourly_rate_cents,
            internal_cost: sql::Cost::OfMember,
            import_key: None,
            tag_ids: stored.tag_ids,
            created_at: self.now(),
        };
        sql::insert_time_entry(&mut tx, actor.workspace_id, &entry).await?;
        let changes = notes::whose(&mut tx, actor, entry.user_id, Changes::new()).await?;
        let activity = activity("time_entry.created", entry.id, &entry.description);
        self.record_changes(&mut tx, actor, activity, changes)
            .await?;
        let added = Happening::entry(EventType::TimeEntryCreated, entry.id, entry.user_id);
        self.happened(&mut tx, actor, &[added]).await?;
        self.notice_budgets(&mut tx, actor, Some(entry.project_id.as_slice()))
            .await?;
        tx.commit().await?;
        self.announce_owners(actor, [entry.user_id]);
        Ok(entry.id)
    }
}

/// Refuses time for anybody but the actor, unless they manage others' time and the person is a member who tracks any.
pub(super) async fn check_person(
    tx: &mut Tx,
    actor: &Actor,
    user: UserId,
    errors: &mut FieldErrors,
) -> Result<(), AppError> {
    if user == actor.user_id {
        return Ok(());
    }
    actor.must(Permission::ManageOthersTime)?;
    let person = sql::find_colleague(tx, actor.workspace_id, user).await?;
    match person.and_then(|person| person.role) {
        None => errors.push(
            "person_id",
            "not_found",
            "This person does not belong to the workspace. Choose another one.",
        ),
        Some(role) if !role.takes_seat() => errors.push(
            "person_id",
            "viewer",
            "Viewers track no time. Choose another person, or change their role first.",
        ),
        Some(_) => {}
    }
    Ok(())
}

/// An entry within the actor's reach; any other is not there.
pub(super) async fn find_entry(
    tx: &mut Tx,
    actor: &Actor,
    id: TimeEntryId,
) -> Result<StoredEntry, AppError> {
    sql::load_stored_entries(tx, actor.workspace_id, reach(actor), &[id])
        .await?
        .pop()
        .ok_or(AppError::NotFound)
}

/// The terms of a project that time of this person's may be booked on, with a note if it may not. One that is archived
/// may only be `kept`.
pub(super) async fn check_project(
    tx: &mut Tx,
    actor: &Actor,
    whose: UserId,
    project: Option<ProjectId>,
    kept: Option<ProjectId>,
    errors: &mut FieldErrors,
) -> Result<Terms, AppError> {
    let none = Terms {
        billable: false,
        hourly_rate_cents: 0,
        currency: actor.currency,
    };
    let Some(id) = project else { return Ok(none) };
    match sql::load_project_terms(tx, actor.workspace_id, whose, id).await? {
        None => {
            errors.push(
                "project_id",
                "not_found",
                "This project is no longer here. Choose another one.",
            );
            Ok(none)
        }
        Some(terms) => {
            if terms.archived && project != kept {
                errors.push(
                    "project_id",
                    "archived",
                    "This project is archived. Choose another one, or restore it first.",
                );
            }
            Ok(Terms {
                billable: terms.billable,
                hourly_rate_cents: terms.hourly_rate_cents,
                currency: terms.currency.unwrap_or(actor.currency),
            })
        }
    }
}

pub(super) async fn currency_of(
    tx: &mut Tx,
    actor: &Actor,
    project: Option<ProjectId>,
) -> Result<Currency, AppError> {
    let terms = match project {
        Some(id) => sql::load_project_terms(tx, actor.workspace_id, actor.user_id, id).await?,
        None => None,
    };
    Ok(terms
        .and_then(|terms| terms.currency)
        .unwrap_or(actor.currency))
}

/// Notes tags that the workspace does not have.
pub(super) async fn check_tags(
    tx: &mut Tx,
    actor: &Actor,
    tags: &[TagId],
    field: &str,
    errors: &mut FieldErrors,
) -> Result<(), AppError> {
    let known = sql::load_known_tags(tx, actor.workspace_id, tags).await?;
    if tags.iter().any(|tag| !known.contains(tag)) {
        errors.push(
            field,
            "not_found",
            "One of these tags is no longer here. Choose others.",
        );
    }
    Ok(())
}
