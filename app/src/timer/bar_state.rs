//! The bar's life in the browser: what was pressed and typed goes to the server one after the other, what comes back is
//! shown at once, and what somebody is typing is never overwritten.

use std::collections::VecDeque;
use std::time::Duration;

use leptos::html::{Form, Input};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{FormData, HtmlElement};

use super::browser_clock::now_ms;
use super::elapsed::{Elapsed, zero_ms};
use super::rules::BillableChange;
use super::server_fns::{
    PauseTimer, ResetTimer, ResumeTimer, SaveTimer, StartTimer, UpdateTimer, pause_timer,
    reset_timer, resume_timer, save_timer, start_timer, update_timer,
};
use super::{Timer, TimerForm, TimerState};
use crate::error::{AppError, Conflict};
use crate::revision::{Revision, use_revision};
use crate::ui::{Toasts, use_toasts};

/// What was typed is kept after this long without another letter.
const TYPING_PAUSE: Duration = Duration::from_millis(1200);

/// What the bar can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Start,
    Update,
    Pause,
    Resume,
    Save,
    Reset,
}

impl Command {
    pub(super) const ALL: [Self; 6] = [
        Self::Start,
        Self::Update,
        Self::Pause,
        Self::Resume,
        Self::Save,
        Self::Reset,
    ];

    /// Where a plain form posts it.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Start => StartTimer::PATH,
            Self::Update => UpdateTimer::PATH,
            Self::Pause => PauseTimer::PATH,
            Self::Resume => ResumeTimer::PATH,
            Self::Save => SaveTimer::PATH,
            Self::Reset => ResetTimer::PATH,
        }
    }

    async fn send(self, form: TimerForm) -> Result<Option<Timer>, AppError> {
        match self {
            Self::Start => start_timer(form).await.map(Some),
            Self::Update => update_timer(form).await.map(Some),
            Self::Pause => pause_timer(form).await.map(Some),
            Self::Resume => resume_timer(form).await.map(Some),
            Self::Save => save_timer(form).await.map(|_| None),
            Self::Reset => reset_timer().await.map(|()| None),
        }
    }
}

/// The bar's signals and what it remembers.
#[derive(Clone, Copy)]
pub(super) struct Bar {
    pub(super) form: NodeRef<Form>,
    pub(super) description: NodeRef<Input>,
    /// The timer as it is shown, a little ahead of the server.
    pub(super) timer: RwSignal<Option<Timer>>,
    pub(super) elapsed: Elapsed,
    pub(super) project_id: RwSignal<String>,
    pub(super) tag_ids: RwSignal<Vec<String>>,
    pub(super) billable: RwSignal<bool>,
    pub(super) problem: RwSignal<Option<AppError>>,
    pub(super) saving: RwSignal<bool>,
    /// What the person did to the billable mark since it was last sent.
    billable_change: StoredValue<BillableChange>,
    /// What the server has: the timer with the instant its count began at, and its fields as a form.
    confirmed: StoredValue<(Option<Timer>, i64)>,
    known: StoredValue<TimerForm>,
    queue: StoredValue<VecDeque<Command>>,
    in_flight: StoredValue<bool>,
    /// The next look at the server's timer overrules what is shown.
    overrule: StoredValue<bool>,
    typing: StoredValue<Option<TimeoutHandle>>,
    revision: Revision,
    toasts: Toasts,
}

impl Bar {
    pub(super) fn new(first: Option<Timer>, problem: Option<AppError>) -> Self {
        let known = fields_of(first.as_ref());
        let timer = RwSignal::new(first.clone());
        Self {
            form: NodeRef::new(),
            description: NodeRef::new(),
            timer,
            elapsed: Elapsed::of(timer),
            project_id: RwSignal::new(known.project_id.clone()),
            tag_ids: RwSignal::new(known.tag_ids.clone()),
            billable: RwSignal::new(first.as_ref().is_some_and(|timer| timer.billable)),
            problem: RwSignal::new(problem),
            saving: RwSignal::new(false),
            billable_change: StoredValue::new(BillableChange::Keep),
            confirmed: StoredValue::new((first, 0)),
            known: StoredValue::new(known),
            queue: StoredValue::new(VecDeque::new()),
            in_flight: StoredValue::new(false),
            overrule: StoredValue::new(false),
            typing: StoredValue::new(None),
            revision: use_revision(),
            toasts: use_toasts(),
        }
    }

    /// Running, paused, or no timer.
    pub(super) fn state(self) -> Option<TimerState> {
        self.timer
            .with(|timer| timer.as_ref().map(|timer| timer.state))
    }

    fn has_timer(self) -> bool {
        self.timer.with_untracked(Option::is_some)
    }

    /// A button was pressed: shows what will be, and asks for it once everything before has been answered.
    pub(super) fn press(self, command: Command) {
        self.stop_waiting();
        if command == Command::Save {
            if self.saving.get_untracked() {
                return;
            }
            self.saving.set(true);
        }
        self.problem.set(None);
        self.foresee(command);
        self.keep_focus();
        self.queue.update_value(|queue| queue.push_back(command));
        self.send_next();
    }

    /// Something was changed; kept at once if there is a timer.
    pub(super) fn changed(self) {
        self.stop_waiting();
        self.forget_problem();
        let touched = self.billable_change.get_value() != BillableChange::Keep;
        let waiting = self
            .queue
            .with_value(|queue| queue.contains(&Command::Update));
        if self.has_timer()
            && !waiting
            && (touched
                || self
                    .read()
                    .is_some_and(|form| form != self.known.get_value()))
        {
            self.queue
                .update_value(|queue| queue.push_back(Command::Update));
            self.send_next();
        }
    }

    /// A letter was typed; kept after a pause.
    pub(super) fn typed(self) {
        self.stop_waiting();
        self.forget_problem();
        if self.has_timer() {
            self.typing
                .set_value(set_timeout_with_handle(move || self.changed(), TYPING_PAUSE).ok());
        }
    }

    /// The mark was ticked or unticked by hand.
    pub(super) fn billable_toggled(self) {
        self.billable_change
            .set_value(BillableChange::Set(self.billable.get_untracked()));
        self.changed();
    }

    /// Another project was chosen: it brings its own default for the mark.
    pub(super) fn project_chosen(self, billable: bool) {
        self.billable.set(billable);
        self.billable_change.set_value(BillableChange::Follow);
        self.changed();
    }

    fn forget_problem(self) {
        if self.problem.with_untracked(Option::is_some) {
            self.problem.set(None);
        }
    }

    fn stop_waiting(self) {
        if let Some(Some(handle)) = self.typing.try_update_value(Option::take) {
            handle.clear();
        }
    }

    /// Shows at once what is safe to foresee.
    fn foresee(self, command: Command) {
        let now = now_ms();
        match command {
            Command::Start if !self.has_timer() => {
                let timer = Timer {
                    project: None,
                    description: String::new(),
                    tags: Vec::new(),
                    billable: self.billable.get_untracked(),
                    state: TimerState::Running,
                    started_at: 0,
                    elapsed: 0,
                    as_of: 0,
                    as_of_millis: 0,
                };
                self.elapsed.count_since(now);
                self.timer.set(Some(timer));
            }
            Command::Pause | Command::Resume => {
                let Some(mut timer) = self.timer.get_untracked() else {
                    return;
                };
                timer.elapsed = self.elapsed.seconds_now();
                timer.state = if command == Command::Pause {
                    TimerState::Paused
                } else {
                    TimerState::Running
                };
                self.elapsed.count_since(now - timer.elapsed * 1000);
                self.timer.set(Some(timer));
            }
            Command::Start | Command::Update | Command::Save | Command::Reset => {}
        }
    }

    fn send_next(self) {
        if self.in_flight.get_value() {
            return;
        }
        let Some(command) = self.queue.try_update_value(VecDeque::pop_front).flatten() else {
            return;
        };
        let Some(sent) = self.read() else { return };
        let form = self.with_billable(sent.clone());
        self.in_flight.set_value(true);
        spawn_local(async move {
            let answer = command.send(form).await;
            // The page may have been left meanwhile.
            if self.in_flight.try_set_value(false).is_some() {
                return;
            }
            // What never arrived changed nothing; looking again would not arrive either.
            let arrived = !matches!(answer, Err(AppError::Transport(_)));
            let is_news = command != Command::Update || answer.is_err();
            match answer {
                Ok(timer) => self.succeeded(command, timer, sent),
                Err(error) => self.failed(error),
            }
            self.keep_focus();
            if arrived && is_news {
                self.revision.bump();
            }
            self.send_next();
        });
    }

    fn succeeded(self, command: Command, timer: Option<Timer>, sent: TimerForm) {
        self.confirm(timer.as_ref(), now_ms());
        if command == Command::Save {
            self.saving.set(false);
            self.toasts.push("Time entry saved", None);
        }
        // Other commands wait: what they will lead to is shown already.
        let ahead = self
            .queue
            .with_value(|queue| queue.iter().any(|next| *next != Command::Update));
        if ahead {
            self.known.set_value(fields_of(timer.as_ref()));
        } else {
            self.show(timer, now_ms(), Some(sent));
        }
    }

    fn failed(self, error: AppError) {
        self.queue.update_value(VecDeque::clear);
        self.saving.set(false);
        let (timer, zero) = self.confirmed.get_value();
        self.elapsed.count_since(zero);
        self.timer.set(timer);
        // Another device was quicker: its timer counts, not what is shown here.
        self.overrule.set_value(matches!(
            error,
            AppError::Conflict(Conflict::TimerConflict, _)
        ));
        self.problem.set(Some(error));
    }

    fn confirm(self, timer: Option<&Timer>, received_ms: i64) {
        let zero = timer.map_or(0, |timer| zero_ms(timer, received_ms));
        self.confirmed.set_value((timer.cloned(), zero));
    }

    /// The server's timer as a frame brought it, unless answers that are on their way will bring newer ones.
    pub(super) fn look(self, timer: Option<Timer>, received_ms: i64) {
        let waiting = self.in_flight.get_value() || !self.queue.with_value(VecDeque::is_empty);
        if waiting {
            return;
        }
        if self
            .problem
            .with_untracked(|problem| matches!(problem, Some(AppError::Transport(_))))
        {
            // The server is within reach again.
            self.problem.set(None);
        }
        self.confirm(timer.as_ref(), received_ms);
        self.show(timer, received_ms, None);
    }

    /// Shows a timer. `sent` are the fields that it answers; what differs from them was typed since, and stays.
    fn show(self, timer: Option<Timer>, received_ms: i64, sent: Option<TimerForm>) {
        let overrule = self
            .overrule
            .try_update_value(std::mem::take)
            .unwrap_or(false);
        let started = |timer: &Option<Timer>| timer.as_ref().map(|timer| timer.started_at);
        let answered = sent.is_some() && timer.is_some();
        let same = answered || self.timer.with_untracked(started) == started(&timer);
        let idle = timer.is_none() && !self.has_timer();
        let base = sent.unwrap_or_else(|| self.known.get_value());
        let fields = fields_of(timer.as_ref());
        if !idle || overrule {
            let local = self.read().unwrap_or_else(|| base.clone());
            let take_all = !same || overrule;
            if take_all || local.description == base.description {
                self.set_description(&fields.description);
            }
            if take_all || local.project_id == base.project_id {
                self.project_id.set(fields.project_id.clone());
            }
            if take_all || local.tag_ids == base.tag_ids {
                self.tag_ids.set(fields.tag_ids.clone());
            }
            if take_all || self.billable_change.get_value() == BillableChange::Keep {
                self.billable.set(fields.billable == "true");
                self.billable_change.set_value(BillableChange::Keep);
            }
        }
        if let Some(timer) = &timer {
            self.elapsed.count_from(timer, received_ms);
        }
        self.known.set_value(fields);
        self.timer.set(timer);
    }

    fn set_description(self, text: &str) {
        if let Some(input) = self.description.get_untracked()
            && input.value() != text
        {
            input.set_value(text);
        }
    }

    /// The fields as they stand in the form, the billable mark as it is seen.
    fn read(self) -> Option<TimerForm> {
        let form = self.form.get_untracked()?;
        let data = FormData::new_with_form(&form).ok()?;
        let mut fields = UpdateTimer::from_form_data(&data).ok()?.timer;
        fields.description = fields.description.trim().to_owned();
        fields.tag_ids.sort_unstable();
        fields.billable_shown = String::new();
        Some(fields)
    }

    /// The form as it is sent: the mark says only what the person decided about it.
    fn with_billable(self, mut form: TimerForm) -> TimerForm {
        let change = self
            .billable_change
            .try_update_value(|change| std::mem::replace(change, BillableChange::Keep));
        match change {
            Some(BillableChange::Set(billable)) => form.billable = billable.to_string(),
            Some(BillableChange::Follow) => form.billable = String::new(),
            Some(BillableChange::Keep) | None => {
                form.billable_shown = (form.billable == "true").to_string();
            }
        }
        form
    }

    /// A button that gave way to another one leaves the focus to it.
    fn keep_focus(self) {
        request_animation_frame(move || {
            let lost = document()
                .active_element()
                .is_none_or(|element| element.tag_name() == "BODY");
            let Some(form) = self.form.get_untracked().filter(|_| lost) else {
                return;
            };
            let button = form.query_selector(".timer-actions button").ok().flatten();
            if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
                let _ = button.focus();
            }
        });
    }
}

/// A timer's fields as its form would send them.
pub(super) fn fields_of(timer: Option<&Timer>) -> TimerForm {
    let Some(timer) = timer else {
        return TimerForm::default();
    };
    let mut tag_ids: Vec<String> = timer.tags.iter().map(|tag| tag.id.to_string()).collect();
    tag_ids.sort_unstable();
    TimerForm {
        description: timer.description.clone(),
        project_id: timer
            .project
            .as_ref()
            .map(|project| project.id.to_string())
            .unwrap_or_default(),
        tag_ids,
        billable: if timer.billable {
            "true".to_owned()
        } else {
            String::new()
        },
        billable_shown: String::new(),
    }
}
