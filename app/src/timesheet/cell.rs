//! A cell: the time of a row on a day, which can be typed into where it is one's own.

use leptos::ev::{KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::moves::{Place, Step, cell_id, focus_cell};
use super::server_fns::SetTimesheetCell;
use super::sheet_page::{OpenCell, SheetContext};
use super::{CellForm, GroupBy, SheetCell, SheetQuery};
use crate::memo::memo;
use crate::time_entries::EntryQuery;
use crate::time_entries::address::list_path;
use crate::time_entries::query::CUSTOM;
use crate::ui::Icon;
use crate::values::{
    Date, Formats, add_days, format_clock, format_hours, format_weekday, parse_duration,
};
use crate::workspaces::frame::formats;

/// What a cell knows of itself.
#[derive(Clone, Copy)]
struct Here {
    context: SheetContext,
    place: StoredValue<Place>,
    /// The day, the row's name and its figures.
    known: Signal<Option<(Date, String, SheetCell)>>,
}

impl Here {
    fn place(self) -> Place {
        self.place.get_value()
    }

    /// What was sent for it, else what is there.
    fn seconds(self) -> i64 {
        let sent = self
            .context
            .sent
            .with(|sent| sent.get(&self.place()).copied());
        let there = || self.known.with(|known| known.as_ref().map(|known| known.2));
        sent.or_else(|| there().map(|cell| cell.seconds))
            .unwrap_or_default()
    }

    fn is_open(self) -> bool {
        self.context.open.with(|open| {
            open.as_ref()
                .is_some_and(|open| self.place.with_value(|place| open.place == *place))
        })
    }

    fn is_editable(self) -> bool {
        self.context.with(|sheet| sheet.editable) == Some(true)
    }

    fn edit(self, typed: Option<String>) {
        self.context.trouble.set(None);
        let place = self.place();
        self.context.open.set(Some(OpenCell { place, typed }));
    }

    /// The keys of the rows, top down.
    fn go(self, step: Step) {
        let (row, day) = self.place();
        let keys: Vec<String> = self.context.sheet.with_untracked(|sheet| match sheet {
            Some(Ok(sheet)) => sheet.rows.iter().map(|row| row.of.key()).collect(),
            _ => Vec::new(),
        });
        let at = keys.iter().position(|key| *key == row).unwrap_or_default();
        let (to, day) = step.go(at, day, keys.len());
        let row = keys.get(to).cloned().unwrap_or(row);
        focus_cell(&(row, day));
    }

    /// "Webshop, Acme, Monday 16 November", with a year if the reader's way of writing dates has no shorter one.
    fn name(self, formats: Formats) -> String {
        self.known.with(|known| {
            known.as_ref().map_or_else(String::new, |(date, row, _)| {
                let weekday = format_weekday(date.weekday());
                format!("{row}, {weekday} {}", formats.day_of_this_year(*date))
            })
        })
    }

    fn send(self, seconds: i64, text: String) {
        let Some(date) = self
            .known
            .with_untracked(|known| known.as_ref().map(|known| known.0))
        else {
            return;
        };
        let (row, day) = self.place();
        self.context.trouble.set(None);
        self.context.sent.update(|sent| {
            sent.insert((row.clone(), day), seconds);
        });
        let cell = CellForm {
            project_id: row,
            date: date.to_string(),
            duration: text,
            back: String::new(),
        };
        self.context.setting.dispatch(SetTimesheetCell { cell });
    }
}

/// A day of a row.
#[component]
pub fn Cell(
    /// The page's parts.
    context: SheetContext,
    /// The row's key.
    row: String,
    /// Which day of the week.
    day: usize,
) -> impl IntoView {
    let ahead = i64::try_from(day).unwrap_or_default();
    let key = row.clone();
    let here = Here {
        context,
        place: StoredValue::new((row, day)),
        known: memo(move || {
            context.with_row(&key, |sheet, row| {
                let cell = row.cells.get(day).copied().unwrap_or_default();
                (add_days(sheet.range.from, ahead), row.of.name(), cell)
            })
        }),
    };
    let is_open = memo(move || here.is_open() && here.is_editable());
    let is_today = move || {
        let date = here.known.with(|known| known.as_ref().map(|known| known.0));
        context.with(|sheet| sheet.today) == date
    };
    let is_locked = memo(move || {
        here.known
            .with(|known| known.as_ref().is_some_and(|known| known.2.locked > 0))
    });
    view! {
        <td role="gridcell" class="sheet-cell" class:today=is_today class:open=move || is_open.get()>
            {move || if is_open.get() {
                view! { <CellInput here /> }.into_any()
            } else {
                view! { <CellLink here is_locked /> }.into_any()
            }}
        </td>
    }
}

/// The cell's time; typing on it or a click opens it where it is one's own, else it leads to the entries behind it.
#[component]
fn CellLink(here: Here, is_locked: Signal<bool>) -> impl IntoView {
    let context = here.context;
    let (row, day) = here.place();
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    // One stop for the whole grid; before the page is alive, every cell is one.
    let tabindex = move || alive.get().then(|| if is_stop(here) { "0" } else { "-1" });
    let href = move || {
        if here.is_editable() {
            let (row, day) = here.place();
            let cell = format!("{row}_{day}");
            context.address.query.with(|query| query.editing(&cell))
        } else {
            entries_path(here)
        }
    };
    let label = move || {
        let formats = formats();
        let time = match here.seconds() {
            0 => "nothing".to_owned(),
            seconds => formats.hours(seconds),
        };
        let lock = if is_locked.get() {
            ", on an invoice"
        } else {
            ""
        };
        format!("{}: {time}{lock}", here.name(formats))
    };
    let click = move |ev: MouseEvent| {
        if here.is_editable() && !ev.ctrl_key() && !ev.meta_key() && !ev.shift_key() {
            ev.prevent_default();
            here.edit(None);
        }
    };
    view! {
        <a
            id=cell_id(&row, day)
            class="sheet-time"
            class:zero=move || here.seconds() == 0
            href=href
            tabindex=tabindex
            aria-label=label
            data-noscroll
            on:click=click
            on:focus=move |_| context.at.set(Some(here.place()))
            on:keydown=move |ev| key_on_cell(here, &ev)
        >
            {move || is_locked.get().then(|| view! { <Icon icon=Icon::Lock /> })}
            <span aria-hidden="true">{move || match here.seconds() {
                0 => "–".to_owned(),
                seconds => formats().hours(seconds),
            }}</span>
        </a>
    }
}

/// Whether Tab stops here: where the focus was last, else at the first cell.
fn is_stop(here: Here) -> bool {
    here.place.with_value(|place| {
        here.context
            .with(|sheet| {
                let first = sheet.rows.first().map(|row| row.of.key());
                here.context.at.with(|at| match at {
                    Some(at) if sheet.rows.iter().any(|row| row.of.key() == at.0) => at == place,
                    _ => first.as_ref() == Some(&place.0) && place.1 == 0,
                })
            })
            .unwrap_or_default()
    })
}

/// The list of the entries behind a cell.
fn entries_path(here: Here) -> String {
    let (row, _) = here.place();
    let query = here.context.address.query.get();
    let day = here
        .known
        .with(|known| known.as_ref().map(|known| known.0.to_string()))
        .unwrap_or_default();
    let (person, project) = match query.grouped() {
        GroupBy::Project => (query.person, row),
        GroupBy::User => (row, String::new()),
    };
    let entries = EntryQuery {
        person,
        project,
        period: CUSTOM.to_owned(),
        from: day.clone(),
        to: day,
        ..EntryQuery::default()
    };
    list_path(&entries.to_query_string())
}

fn key_on_cell(here: Here, ev: &KeyboardEvent) {
    if ev.alt_key() || ev.meta_key() {
        return;
    }
    let key = ev.key();
    if let Some(step) = Step::of_key(&key, ev.ctrl_key()) {
        ev.prevent_default();
        here.go(step);
        return;
    }
    if ev.ctrl_key() || !untrack(|| here.is_editable()) {
        return;
    }
    match key.as_str() {
        "Enter" | "F2" => {
            ev.prevent_default();
            here.edit(None);
        }
        "Delete" | "Backspace" => {
            ev.prevent_default();
            if untrack(|| here.seconds()) > 0 {
                here.send(0, "0".to_owned());
            }
        }
        key if begins_time(key) => {
            ev.prevent_default();
            here.edit(Some(key.to_owned()));
        }
        _ => {}
    }
}

/// Whether a key is the beginning of a duration.
fn begins_time(key: &str) -> bool {
    let mut characters = key.chars();
    let first = characters.next();
    characters.next().is_none()
        && first.is_some_and(|first| first.is_ascii_digit() || matches!(first, '.' | ',' | ':'))
}

/// A time as it is typed: to the second where it has seconds, nothing for none.
fn time_to_edit(seconds: i64) -> String {
    match seconds {
        0 => String::new(),
        seconds if seconds % 60 == 0 => format_hours(seconds),
        seconds => format_clock(seconds),
    }
}

/// The cell being typed into: Enter takes it and goes down, Tab to the next day, Escape leaves it as it was.
#[component]
fn CellInput(here: Here) -> impl IntoView {
    let context = here.context;
    let control = NodeRef::<Input>::new();
    let (row, _) = here.place();
    let before = StoredValue::new(time_to_edit(untrack(|| here.seconds())));
    let typed = context
        .open
        .with_untracked(|open| open.as_ref().and_then(|open| open.typed.clone()));
    let is_begun = typed.is_some();
    let text = typed.unwrap_or_else(|| before.get_value());
    let date = here
        .known
        .with_untracked(|known| known.as_ref().map(|known| known.0.to_string()));
    let back = context
        .address
        .query
        .with_untracked(SheetQuery::to_query_string);
    Effect::new(move |_| {
        if let Some(input) = control.get() {
            let _ = input.focus();
            if is_begun {
                // What is typed next goes behind what began it.
                let end = u32::try_from(input.value().len()).unwrap_or_default();
                let _ = input.set_selection_range(end, end);
            } else {
                input.select();
            }
        }
    });
    // Whether it was taken: what is no time stays open, unless the focus has left it.
    let take = move |leaving: bool| -> bool {
        // A cell that closes loses the focus, too, when it is gone already.
        let Some(input) = control
            .try_get_untracked()
            .flatten()
            .filter(|_| untrack(|| here.is_open()))
        else {
            return false;
        };
        let text = input.value();
        if text.trim() == before.get_value() {
            context.open.set(None);
            return true;
        }
        match seconds_of(&text) {
            Ok(seconds) => {
                context.open.set(None);
                here.send(seconds, text);
                true
            }
            Err(error) => {
                context.trouble.set(Some(error));
                if leaving {
                    context.open.set(None);
                }
                leaving
            }
        }
    };
    let key = move |ev: KeyboardEvent| {
        let step = match (ev.key().as_str(), ev.shift_key()) {
            ("Enter", false) => Step::Down,
            ("Enter", true) => Step::Up,
            ("Tab", false) => Step::Next,
            ("Tab", true) => Step::Previous,
            ("Escape", _) => {
                ev.prevent_default();
                context.trouble.set(None);
                context.open.set(None);
                here.go(Step::Stay);
                return;
            }
            _ => return,
        };
        ev.prevent_default();
        if take(false) {
            here.go(step);
        }
    };
    let submit = move |ev: SubmitEvent| {
        ev.prevent_default();
        if take(false) {
            here.go(Step::Down);
        }
    };
    view! {
        <form class="sheet-form" method="post" action=SetTimesheetCell::PATH on:submit=submit>
            <input type="hidden" name="cell[project_id]" value=row />
            <input type="hidden" name="cell[date]" value=date />
            <input type="hidden" name="cell[back]" value=back />
            <input
                node_ref=control
                class="sheet-input"
                name="cell[duration]"
                autocomplete="off"
                maxlength="20"
                aria-label=move || format!("Time on {}", here.name(formats()))
                aria-invalid=move || context.trouble.with(Option::is_some).then_some("true")
                value=text
                on:keydown=key
                on:blur=move |_| { take(true); }
            />
        </form>
    }
}

/// What was typed in seconds; nothing is none.
fn seconds_of(text: &str) -> Result<i64, String> {
    match text.trim() {
        "" => Ok(0),
        text => parse_duration(text).map_err(|error| error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_begin_a_time() {
        for key in ["0", "7", ".", ",", ":"] {
            assert!(begins_time(key), "{key}");
        }
        for key in ["a", "Tab", "F2", "", "12", " "] {
            assert!(!begins_time(key), "{key}");
        }
    }

    #[test]
    fn what_is_typed_is_what_was_there() {
        for seconds in [0, 60, 3600, 5400, 5415, 86_400] {
            assert_eq!(seconds_of(&time_to_edit(seconds)), Ok(seconds));
        }
        assert!(seconds_of("soon").is_err());
    }
}
