//! The use cases of the timer. Each takes the bar's form, so that nothing typed there is lost by a click beside it.

use app::access::{Actor, Permission};
use app::error::{AppError, FieldErrors};
use app::events::EventType;
use app::time_entries::rules::is_countable;
use app::timer::rules::{TimerClock, TypedTimer, already_started, not_started};
use app::timer::{Timer, TimerForm, Timers};
use app::values::{TimeEntryId, UserId, WorkspaceId};
use async_trait::async_trait;
use uuid::Uuid;

use super::sql::{self, StoredTimer};
use crate::activity::Activity;
use crate::db::Tx;
use crate::event_log::Happening;
use crate::services::Services;
use crate::time_entries::sql as entries;

#[async_trait]
impl Timers for Services {
    async fn load_timer(&self, actor: &Actor) -> Result<Option<Timer>, AppError> {
        let mut tx = self.db.read().await?;
        self.timer_in(&mut tx, actor).await
    }

    async fn start_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError> {
        let mut tx = self.write_as(actor).await?;
        let timer = self.start_timer_in(&mut tx, actor, &form).await?;
        self.commit_timer(tx, actor, timer).await
    }

    async fn update_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError> {
        let mut tx = self.write_as(actor).await?;
        let timer = self
            .change_timer_in(&mut tx, actor, &form, TimerMove::Update)
            .await?;
        self.commit_timer(tx, actor, timer).await
    }

    async fn pause_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError> {
        let mut tx = self.write_as(actor).await?;
        let timer = self
            .change_timer_in(&mut tx, actor, &form, TimerMove::Pause)
            .await?;
        self.commit_timer(tx, actor, timer).await
    }

    async fn resume_timer(&self, actor: &Actor, form: TimerForm) -> Result<Timer, AppError> {
        let mut tx = self.write_as(actor).await?;
        let timer = self
            .change_timer_in(&mut tx, actor, &form, TimerMove::Resume)
            .await?;
        self.commit_timer(tx, actor, timer).await
    }

    async fn save_timer(&self, actor: &Actor, form: TimerForm) -> Result<TimeEntryId, AppError> {
        let mut tx = self.write_as(actor).await?;
        let id = self.save_timer_in(&mut tx, actor, &form).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(id)
    }

    async fn reset_timer(&self, actor: &Actor) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.reset_timer_in(&mut tx, actor).await?;
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
                let reset = Happening::timer(EventType::TimerReset, actor.user_id);
                self.happened(&mut tx, actor, &[reset]).await?;
            }
        }
        let terms = match entry.project_id {
            Some(project) => {
                entries::load_project_terms(&mut tx, actor.workspace_id, actor.user_id, project)
                    .await?
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
        let shown = self
            .keep(&mut tx, actor, None, &timer, EventType::TimerStarted)
            .await?;
        self.commit_timer(tx, actor, shown).await
    }
}

/// What happens to a timer beside what its form says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimerMove {
    /// Nothing.
    Update,
    /// It rests.
    Pause,
    /// It counts on.
    Resume,
}

impl TimerMove {
    fn event(self) -> EventType {
        match self {
            Self::Update => EventType::TimerUpdated,
            Self::Pause => EventType::TimerPaused,
            Self::Resume => EventType::TimerResumed,
        }
    }

    fn apply(self, clock: TimerClock, now: i64) -> Result<TimerClock, AppError> {
        match self {
            Self::Update => Ok(clock),
            Self::Pause => clock.pause(now),
            Self::Resume => clock.resume(now),
        }
    }
}

/// Each inside its caller's transaction, who commits and tells.
impl Services {
    /// Starts a timer; a conflict if there is one.
    pub(crate) async fn start_timer_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        form: &TimerForm,
    ) -> Result<Timer, AppError> {
        actor.must(Permission::TrackTime)?;
        if sql::load_stored_timer(tx, actor).await?.is_some() {
            return Err(already_started());
        }
        let blank = StoredTimer {
            project_id: None,
            description: String::new(),
            billable: None,
            clock: TimerClock::start(self.now()),
            tag_ids: Vec::new(),
        };
        let timer = fill_in(tx, actor, &blank, form).await?;
        self.keep(tx, actor, Some(&blank), &timer, EventType::TimerStarted)
            .await
    }

    /// Changes the actor's timer: what the form says, and its clock.
    pub(crate) async fn change_timer_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        form: &TimerForm,
        how: TimerMove,
    ) -> Result<Timer, AppError> {
        actor.must(Permission::TrackTime)?;
        let now = self.now();
        let stored = sql::load_stored_timer(tx, actor)
            .await?
            .ok_or_else(not_started)?;
        let mut timer = fill_in(tx, actor, &stored, form).await?;
        timer.clock = how.apply(stored.clock, now)?;
        if timer == stored {
            // Nothing to keep or to log.
            let shown = self.timer_in(tx, actor).await?;
            return shown.ok_or(AppError::Internal);
        }
        self.keep(tx, actor, Some(&stored), &timer, how.event())
            .await
    }

    /// Books the counted time as an entry and clears the timer.
    pub(crate) async fn save_timer_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        form: &TimerForm,
    ) -> Result<TimeEntryId, AppError> {
        actor.must(Permission::TrackTime)?;
        let stored = sql::load_stored_timer(tx, actor)
            .await?
            .ok_or_else(not_started)?;
        let timer = fill_in(tx, actor, &stored, form).await?;
        self.book(tx, actor, timer).await
    }

    /// Throws the counted time away.
    pub(crate) async fn reset_timer_in(&self, tx: &mut Tx, actor: &Actor) -> Result<(), AppError> {
        actor.must(Permission::TrackTime)?;
        let stored = sql::load_stored_timer(tx, actor)
            .await?
            .ok_or_else(not_started)?;
        sql::delete_timer(tx, actor).await?;
        let activity = activity("timer.discarded", "timer", None, &stored.description);
        self.record(tx, actor, activity).await?;
        let reset = Happening::timer(EventType::TimerReset, actor.user_id);
        self.happened(tx, actor, &[reset]).await
    }

    /// Pauses the running timers of a workspace, or only this person's, at an instant, by somebody's doing or nobody's.
    pub(crate) async fn pause_timers_in(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        user: Option<UserId>,
        at: i64,
        by: Option<UserId>,
    ) -> Result<(), AppError> {
        let paused = sql::pause_timers(tx, workspace, user, at, self.now()).await?;
        let paused: Vec<Happening> = paused
            .into_iter()
            .map(|user| Happening::timer(EventType::TimerPaused, user))
            .collect();
        self.happened_in(tx, workspace, by, &paused).await
    }

    /// The actor's timer, if there is one.
    pub(crate) async fn timer_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
    ) -> Result<Option<Timer>, AppError> {
        sql::find_timer(tx, actor, self.clock.now_millis()).await
    }

    /// The form that leaves the actor's timer as it is; a conflict without one.
    pub(crate) async fn form_of_timer(
        &self,
        tx: &mut Tx,
        actor: &Actor,
    ) -> Result<TimerForm, AppError> {
        actor.must(Permission::TrackTime)?;
        let stored = sql::load_stored_timer(tx, actor)
            .await?
            .ok_or_else(not_started)?;
        Ok(TimerForm {
            description: stored.description,
            project_id: stored
                .project_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
            tag_ids: stored.tag_ids.iter().map(ToString::to_string).collect(),
            billable: String::new(),
            // A box that was left as it stood.
            billable_shown: "false".to_owned(),
        })
    }
}

impl Services {
    /// Keeps what was written, tells the person's open pages, and answers the timer.
    async fn commit_timer(&self, tx: Tx, actor: &Actor, timer: Timer) -> Result<Timer, AppError> {
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(timer)
    }

    /// Keeps a timer, and says so to both logs. `before` is what its row and labels were.
    async fn keep(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        before: Option<&StoredTimer>,
        timer: &StoredTimer,
        event: EventType,
    ) -> Result<Timer, AppError> {
        let now = self.now();
        sql::upsert_timer(tx, actor, timer, now).await?;
        if before.is_none_or(|before| before.tag_ids != timer.tag_ids) {
            sql::replace_tags(tx, actor, &timer.tag_ids).await?;
        }
        self.record(
            tx,
            actor,
            activity(event.slug(), "timer", None, &timer.description),
        )
        .await?;
        let happening = Happening::timer(event, actor.user_id);
        self.happened(tx, actor, &[happening]).await?;
        let shown = self.timer_in(tx, actor).await?;
        shown.ok_or(AppError::Internal)
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
            Some(project) => {
                entries::load_project_terms(tx, actor.workspace_id, actor.user_id, project).await?
            }
            None => None,
        };
        let hourly_rate_cents = terms.map_or(0, |terms| terms.hourly_rate_cents);
        if !is_countable(span.seconds, hourly_rate_cents) {
            let words = "At this project's rate the time is worth more than can be counted. Choose another project.";
            return Err(AppError::field("project_id", "out_of_range", words));
        }
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
            hourly_rate_cents,
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
        let whose = actor.user_id;
        let happenings = [
            Happening::timer(EventType::TimerSaved, whose),
            Happening::entry(EventType::TimeEntryCreated, entry.id, whose),
        ];
        self.happened(tx, actor, &happenings).await?;
        self.notice_budgets(tx, actor, Some(entry.project_id.as_slice()))
            .await?;
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
        match entries::load_project_terms(tx, actor.workspace_id, actor.user_id, project).await? {
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
