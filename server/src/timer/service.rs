//! The use cases of the timer. Each takes the bar's form, so that nothing typed there is lost by a click beside it.

use app::access::{Actor, Permission};
use app::error::{AppError, FieldErrors};
use app::timer::rules::{TimerClock, TypedTimer, already_started, not_started};
use app::timer::{Timer, TimerForm, Timers};
use app::values::TimeEntryId;
use async_trait::async_trait;
use uuid::Uuid;

use super::sql::{self, StoredTimer};
use crate::activity::Activity;
use crate::db::Tx;
use crate::services::Services;
use crate::time_entries::sql as entries;

#[async_trait]
impl Timers for Services {
    async fn load_timer(&self, actor: &Actor) -> Result<Option<Timer>, AppError> {
        let mut tx = self.db.read().await?;
        sql::find_timer(&mut tx, actor, self.clock.now_millis()).await
    }

    async fn start_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError> {
        actor.must(Permission::TrackTime)?;
        let mut tx = self.write_as(actor).await?;
        if sql::load_stored_timer(&mut tx, actor).await?.is_some() {
            return Err(already_started());
        }
        let blank = StoredTimer {
            project_id: None,
            description: String::new(),
            billable: None,
            clock: TimerClock::start(self.now()),
            tag_ids: Vec::new(),
        };
        let timer = fill_in(&mut tx, actor, &blank, &form).await?;
        self.keep(tx, actor, Some(&blank), &timer, "timer.started")
            .await
    }

    async fn update_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError> {
        self.change_timer(actor, &form, "timer.updated", |clock, _| Ok(clock))
            .await
    }

    async fn pause_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError> {
        self.change_timer(actor, &form, "timer.paused", TimerClock::pause)
            .await
    }

    async fn resume_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError> {
        self.change_timer(actor, &form, "timer.resumed", TimerClock::resume)
            .await
    }

    async fn save_timer(&self, actor: &Actor, form: TimerForm) -> Result<TimeEntryId, AppError> {
        actor.must(Permission::TrackTime)?;
        let mut tx = self.write_as(actor).await?;
        let stored = sql::load_stored_timer(&mut tx, actor)
            .await?
            .ok_or_else(not_started)?;
        let timer = fill_in(&mut tx, actor, &stored, &form).await?;
        let id = self.book(&mut tx, actor, timer).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(id)
    }

    async fn reset_timer(&self, actor: &Actor) -> Result<(), AppError> {
        actor.must(Permission::TrackTime)?;
        let mut tx = self.write_as(actor).await?;
        let stored = sql::load_stored_timer(&mut tx, actor)
            .await?
            .ok_or_else(not_started)?;
        sql::delete_timer(&mut tx, actor).await?;
        let activity = activity("timer.discarded", "timer", None, &stored.description);
        self.record(&mut tx, actor, activity).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn continue_time_entry(&self, actor: &Actor, id: TimeEntryId) -> Result<Timer, AppError> {
        actor.must(Permission::TrackTime)?;
        let mut tx = self.write_as(actor).await?;
        let entry =
            entries::load_stored_entries(&mut tx, actor.workspace_id, Some(actor.user_id), &[id])
                .await?
                .pop()
                .ok_or(AppError::NotFound)?;
        let now = self.now();
        let stored = sql::load_stored_timer(&mut tx, actor).await?;
        if let Some(stored) = stored.clone() {
            if stored.clock.elapsed(now) >= 1 {
                self.book(&mut tx, actor, stored).await?;
            } else {
                sql::delete_timer(&mut tx, actor).await?;
            }
        }
        let terms = match entry.project_id {
            Some(project) => {
                entries::load_project_terms(&mut tx, actor.workspace_id, project).await?
            }
            None => None,
        };
        let terms = terms.filter(|terms| !terms.archived);
        let timer = StoredTimer {
            project_id: entry.project_id.filter(|_| terms.is_some()),
            description: entry.description,
            // Only what differs from the project was somebody's decision.
            billable: terms
                .is_some_and(|terms| terms.billable != entry.billable)
                .then_some(entry.billable),
            clock: TimerClock::start(now),
            tag_ids: entry.tag_ids,
        };
        self.keep(tx, actor, None, &timer, "timer.started").await
    }
}

impl Services {
    /// Changes the actor's timer: what the form says, and its clock.
    async fn change_timer(
        &self,
        actor: &Actor,
        form: &TimerForm,
        action: &str,
        change: impl FnOnce(TimerClock, i64) -> Result<TimerClock, AppError> + Send,
    ) -> Result<Timer, AppError> {
        actor.must(Permission::TrackTime)?;
        let mut tx = self.write_as(actor).await?;
        let now = self.now();
        let stored = sql::load_stored_timer(&mut tx, actor)
            .await?
            .ok_or_else(not_started)?;
        let mut timer = fill_in(&mut tx, actor, &stored, form).await?;
        timer.clock = change(stored.clock, now)?;
        if timer == stored {
            // Nothing to keep, to log or to tell.
            let shown = sql::find_timer(&mut tx, actor, self.clock.now_millis()).await?;
            return shown.ok_or(AppError::Internal);
        }
        self.keep(tx, actor, Some(&stored), &timer, action).await
    }

    /// Keeps a timer, and says so to the log and the person's open pages. `before` is what its row and labels were.
    async fn keep(
        &self,
        mut tx: Tx,
        actor: &Actor,
        before: Option<&StoredTimer>,
        timer: &StoredTimer,
        action: &str,
    ) -> Result<Timer, AppError> {
        let now = self.now();
        sql::upsert_timer(&mut tx, actor, timer, now).await?;
        if before.is_none_or(|before| before.tag_ids != timer.tag_ids) {
            sql::replace_tags(&mut tx, actor, &timer.tag_ids).await?;
        }
        self.record(
            &mut tx,
            actor,
            activity(action, "timer", None, &timer.description),
        )
        .await?;
        let shown = sql::find_timer(&mut tx, actor, self.clock.now_millis()).await?;
        let shown = shown.ok_or(AppError::Internal)?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(shown)
    }

    /// Makes an entry of a timer, inside the caller's transaction, and clears the timer.
    async fn book(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        timer: StoredTimer,
    ) -> Result<TimeEntryId, AppError> {
        let now = self.now();
        let span = timer.clock.finish(now)?;
        let terms = match timer.project_id {
            Some(project) => entries::load_project_terms(tx, actor.workspace_id, project).await?,
            None => None,
        };
        let entry = entries::NewEntryRow {
            id: TimeEntryId::from_uuid(self.new_id()),
            user_id: actor.user_id,
            project_id: timer.project_id,
            description: timer.description,
            started_at: span.started_at,
            ended_at: span.ended_at,
            seconds: span.seconds,
            billable: timer
                .billable
                .unwrap_or(terms.is_some_and(|terms| terms.billable)),
            hourly_rate_cents: terms.map_or(0, |terms| terms.hourly_rate_cents),
            internal_cost: entries::Cost::OfMember,
            import_key: None,
            tag_ids: timer.tag_ids,
            created_at: now,
        };
        entries::insert_time_entry(tx, actor.workspace_id, &entry).await?;
        sql::delete_timer(tx, actor).await?;
        let id = entry.id.uuid();
        let activity = activity("timer.saved", "time_entry", Some(id), &entry.description);
        self.record(tx, actor, activity).await?;
        Ok(entry.id)
    }
}

/// `before` with what the form says. A project that is there already may have been archived meanwhile; a new one may not.
async fn fill_in(
    tx: &mut Tx,
    actor: &Actor,
    before: &StoredTimer,
    form: &TimerForm,
) -> Result<StoredTimer, AppError> {
    let mut errors = FieldErrors::new();
    let typed = TypedTimer::read(form, &mut errors);
    let project_changed = typed.project_id != before.project_id;
    if let Some(project) = typed.project_id.filter(|_| project_changed) {
        match entries::load_project_terms(tx, actor.workspace_id, project).await? {
            None => errors.push(
                "project_id",
                "not_found",
                "This project is no longer here. Choose another one.",
            ),
            Some(terms) if terms.archived => errors.push(
                "project_id",
                "archived",
                "This project is archived. Choose another one, or restore it first.",
            ),
            Some(_) => {}
        }
    }
    if typed.tag_ids != before.tag_ids {
        let known = entries::load_known_tags(tx, actor.workspace_id, &typed.tag_ids).await?;
        if typed.tag_ids.iter().any(|tag| !known.contains(tag)) {
            errors.push(
                "tag_ids",
                "not_found",
                "One of these tags is no longer here. Choose others.",
            );
        }
    }
    errors.finish(Some(StoredTimer {
        project_id: typed.project_id,
        description: typed.description,
        billable: typed.billable.apply(before.billable, project_changed),
        clock: before.clock,
        tag_ids: typed.tag_ids,
    }))
}

/// What happened, named by the beginning of the description.
fn activity<'a>(
    action: &'a str,
    target_kind: &'a str,
    target_id: Option<Uuid>,
    description: &'a str,
) -> Activity<'a> {
    const NAME: usize = 100;
    let end = description
        .char_indices()
        .nth(NAME)
        .map_or(description.len(), |(at, _)| at);
    Activity {
        action,
        target_kind,
        target_id,
        target_name: &description[..end],
    }
}
