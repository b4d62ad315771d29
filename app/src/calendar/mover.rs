//! Moving entries: shown at once, sent one after the other, taken back when it is refused, and undone on demand.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::EntryTimes;
use super::calendar_page::CalendarResource;
use super::server_fns::move_calendar_entry;
use crate::revision::{Revision, use_revision};
use crate::ui::{ToastAction, Toasts, use_toasts};
use crate::values::TimeEntryId;

/// What is on its way for an entry.
#[derive(Clone, Copy)]
struct Move {
    /// Where it was when it was first moved.
    origin: EntryTimes,
    /// Where it is to be; keys may have moved it on since the server was asked.
    wanted: EntryTimes,
}

/// Entries that are ahead of the server.
#[derive(Clone, Copy)]
pub(super) struct Mover {
    shown: RwSignal<HashMap<TimeEntryId, EntryTimes>>,
    under_way: StoredValue<HashMap<TimeEntryId, Move>>,
    revision: Revision,
    toasts: Toasts,
}

impl Mover {
    /// Nothing moved yet. What was moved is shown ahead until the calendar is there anew.
    pub(super) fn new(calendar: CalendarResource) -> Self {
        let mover = Self {
            shown: RwSignal::new(HashMap::new()),
            under_way: StoredValue::new(HashMap::new()),
            revision: use_revision(),
            toasts: use_toasts(),
        };
        Effect::new(move |_| {
            calendar.track();
            let is_idle = mover.under_way.with_value(HashMap::is_empty);
            if is_idle && mover.shown.with_untracked(|shown| !shown.is_empty()) {
                mover.shown.update(HashMap::clear);
            }
        });
        mover
    }

    /// Where an entry is shown; tracked.
    pub(super) fn times(self, id: TimeEntryId) -> Option<EntryTimes> {
        self.shown.with(|shown| shown.get(&id).copied())
    }

    /// Says why something does not move.
    pub(super) fn tell(self, why: &str) {
        self.toasts.error(why);
    }

    /// Moves an entry from where it was to where it is to be.
    pub(super) fn send(self, id: TimeEntryId, from: EntryTimes, to: EntryTimes) {
        if from == to {
            return;
        }
        self.shown.update(|shown| {
            shown.insert(id, to);
        });
        let is_asked = self.under_way.try_update_value(|under_way| {
            if let Some(moving) = under_way.get_mut(&id) {
                moving.wanted = to;
                return true;
            }
            let moving = Move {
                origin: from,
                wanted: to,
            };
            under_way.insert(id, moving);
            false
        });
        if is_asked == Some(false) {
            spawn_local(self.carry(id, to));
        }
    }

    /// Asks the server until it has what is wanted.
    async fn carry(self, id: TimeEntryId, first: EntryTimes) {
        let mut wanted = first;
        loop {
            let answer = move_calendar_entry(id, wanted).await;
            // By now the page may have been left.
            let moving = self
                .under_way
                .try_with_value(|under_way| under_way.get(&id).copied())
                .flatten();
            if let Err(error) = answer {
                self.toasts.error(error.to_string());
                self.forget(id);
                self.shown.try_update(|shown| shown.remove(&id));
                self.revision.bump();
                return;
            }
            match moving {
                Some(moving) if moving.wanted != wanted => wanted = moving.wanted,
                Some(moving) => {
                    self.forget(id);
                    self.revision.bump();
                    self.offer_undo(id, moving.origin);
                    return;
                }
                None => return,
            }
        }
    }

    fn forget(self, id: TimeEntryId) {
        self.under_way
            .try_update_value(|under_way| under_way.remove(&id));
    }

    fn offer_undo(self, id: TimeEntryId, origin: EntryTimes) {
        let Self {
            revision, toasts, ..
        } = self;
        let undo = move || {
            spawn_local(async move {
                match move_calendar_entry(id, origin).await {
                    Ok(()) => revision.bump(),
                    Err(error) => toasts.error(error.to_string()),
                }
            });
        };
        toasts.push("Time entry moved", Some(ToastAction::new("Undo", undo)));
    }
}
