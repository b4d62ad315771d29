//! The forms over the calendar: for a new entry, for one that is changed, and what is said of one that stays as it is.

use leptos::prelude::*;

use super::address::{Beginning, Open};
use super::calendar_page::CalendarContext;
use super::rules::why_fixed;
use crate::clients::list_parts::forget_refusal;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::memo;
use crate::time_entries::TimeEntry;
use crate::time_entries::entry_fields::{EntryFields, FieldValues};
use crate::time_entries::list_page::Choices;
use crate::time_entries::server_fns::load_time_entry;
use crate::ui::{Button, ButtonLink, ColourLabel, Dialog, Kind};
use crate::workspaces::frame::{formats, frame_now};

/// What the forms choose from.
fn choices() -> Choices {
    frame_now()
        .map(|frame| Choices {
            projects: frame.projects,
            tags: frame.tags,
            currency: frame.workspace.currency,
            today: Some(frame.today),
            ..Choices::default()
        })
        .unwrap_or_default()
}

/// The dialog for a new entry, when the address asks for it and the person may add one.
#[component]
pub(super) fn NewDialog(context: CalendarContext) -> impl IntoView {
    let open = memo(move || {
        let adds_for = context.with(|calendar| calendar.adds_for.clone())??;
        match context.address.open.get()? {
            Open::New(beginning) => Some((beginning, adds_for)),
            Open::Edit(_) => None,
        }
    });
    move || {
        open.get().map(|(beginning, adds_for)| {
            view! { <NewForm context beginning adds_for /> }
        })
    }
}

#[component]
fn NewForm(context: CalendarContext, beginning: Beginning, adds_for: String) -> impl IntoView {
    let action = context.actions.creating;
    forget_refusal(action);
    let query = context.address.query.get_untracked();
    let choices = untrack(choices);
    let close = query.path();
    let today = choices.today.map(|day| day.to_string()).unwrap_or_default();
    let Beginning {
        date,
        start,
        offset,
        end,
        duration,
    } = beginning;
    let date = Some(date)
        .filter(|date| !date.is_empty())
        .unwrap_or(if query.date.is_empty() {
            today
        } else {
            query.date.clone()
        });
    let values = FieldValues::at(date, start, end, duration).with_offset(offset);
    view! {
        <Dialog title="New time entry" close_href=close.clone() wide=true>
            <ActionForm action attr:class="form">
                <input type="hidden" name="back" value=query.back() />
                <input type="hidden" name="entry[person_id]" value=adds_for />
                <EntryFields prefix="new" values choices errors=FormErrors::of(action) />
                <footer class="dialog-actions">
                    <ButtonLink href=close attr:data-noscroll="">"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Add Time Entry"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

/// An entry in full, when the address asks for it.
#[component]
pub(super) fn EditDialog(context: CalendarContext) -> impl IntoView {
    let asked = memo(move || match context.address.open.get() {
        Some(Open::Edit(id)) => Some(id),
        _ => None,
    });
    let found: Resource<Result<Option<TimeEntry>, AppError>> = Resource::new_blocking(
        move || asked.get(),
        |asked| async move {
            match asked {
                Some(id) => load_time_entry(id).await.map(Some),
                None => Ok(None),
            }
        },
    );
    move || {
        let entry = found.get()?.ok()??;
        // What was asked for before stands there until the next one is found.
        (asked.get() == Some(entry.id)).then(|| view! { <Entry context entry /> })
    }
}

#[component]
fn Entry(context: CalendarContext, entry: TimeEntry) -> impl IntoView {
    let fixed = context
        .calendar
        .with_untracked(|calendar| match calendar {
            Some(Ok(calendar)) => Some(calendar.entry(entry.id).map(why_fixed)),
            _ => None,
        })
        .flatten();
    match fixed {
        Some(None) if !entry.locked => view! { <EditForm context entry /> }.into_any(),
        Some(Some(why)) => view! { <Fixed context entry why /> }.into_any(),
        // It is not among what is shown: somewhere else one can change it.
        _ => view! { <Fixed context entry why="This time is not among what is shown here." /> }
            .into_any(),
    }
}

#[component]
fn EditForm(context: CalendarContext, entry: TimeEntry) -> impl IntoView {
    let action = context.actions.updating;
    forget_refusal(action);
    let deleting = context.actions.deleting;
    let query = context.address.query.get_untracked();
    let choices = untrack(choices);
    let close = query.path();
    let closed = close.clone();
    let id = entry.id;
    let deleted = deleting.value();
    let go = context.go;
    Effect::new(move |before: Option<()>| {
        let is_gone = deleted.with(|deleted| matches!(deleted, Some(Ok(_))));
        // An earlier deletion is not this entry's.
        if before.is_some() && is_gone {
            go.run(closed.clone());
        }
    });
    view! {
        <Dialog title="Edit time entry" close_href=close.clone() wide=true>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=entry.id.to_string() />
                <input type="hidden" name="back" value=query.back() />
                <EntryFields prefix="edit" values=FieldValues::of(&entry) choices errors=FormErrors::of(action) />
                <footer class="dialog-actions">
                    <Button kind=Kind::Quiet form="delete-entry">"Delete"</Button>
                    <ButtonLink href=close attr:data-noscroll="">"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button>
                </footer>
            </ActionForm>
            <ActionForm action=deleting attr:id="delete-entry">
                <input type="hidden" name="ids[]" value=id.to_string() />
            </ActionForm>
        </Dialog>
    }
}

/// An entry that stays as it is, and why.
#[component]
fn Fixed(context: CalendarContext, entry: TimeEntry, why: &'static str) -> impl IntoView {
    let close = context.address.query.get_untracked().path();
    let formats = untrack(formats);
    let title = if entry.description.is_empty() {
        "Time entry".to_owned()
    } else {
        entry.description
    };
    let when = format!(
        "{}, {} – {}",
        formats.day(entry.day),
        formats.clock(&entry.start),
        formats.clock(&entry.end)
    );
    view! {
        <Dialog title close_href=close.clone()>
            {entry.project.map(|project| view! {
                <ColourLabel colour=project.colour.to_string() label=project.name note=project.client_name />
            })}
            <p>{when}<span class="sep">" · "</span><b>{formats.duration(entry.seconds)}</b></p>
            <p class="notice">{why}</p>
            <footer class="dialog-actions">
                <ButtonLink href=close attr:data-noscroll="">"Close"</ButtonLink>
            </footer>
        </Dialog>
    }
}
