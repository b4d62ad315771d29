//! The entries by day, newest first, and the way to older ones.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, HtmlInputElement};

use super::bulk_bar::boxes_within;
use super::entry_row::EntryRow;
use super::list_page::ListContext;
use super::{EntryDay, EntryPage};
use crate::memo::When;
use crate::ui::{EmptyState, ErrorSummary, Icon};
use crate::values::{Date, Formats, day_name, format_weekday};
use crate::workspaces::frame::formats;

/// The days of the page. Rows are kept apart by their content: one that did not change keeps its tick and its focus
/// while others come and go.
#[component]
pub fn DayList(
    /// The page's parts.
    list: ListContext,
) -> impl IntoView {
    let page = list.page;
    let days = move || {
        page.with(|page| match page {
            Some(Ok(page)) => page.days.iter().map(|day| day.day).collect(),
            _ => Vec::new(),
        })
    };
    view! {
            {move || page.with(|page| match page {
                Some(Err(error)) => Some(view! { <ErrorSummary error=error.to_string() /> }.into_any()),
                Some(Ok(page)) if page.days.is_empty() => Some(view! { <NothingHere filtered=list.address.query.with(super::EntryQuery::is_filtered) may_track=list.may_track.get_untracked() /> }.into_any()),
                _ => None,
            })}
            <For each=days key=|day| *day let:day>
                <Day list day />
            </For>
            {move || page.with(|page| match page {
                Some(Ok(page)) => {
                    let newest = list.address.after.with(Option::is_some).then(|| list.address.page(None));
                    let older = page.next.as_deref().map(|next| list.address.page(Some(next)));
                    Some(view! { <Pages newest older /> })
                }
                _ => None,
            })}
    }
}

#[component]
fn NothingHere(filtered: bool, may_track: bool) -> impl IntoView {
    let (title, text) = if filtered {
        (
            "Nothing matches",
            "No time entry matches this filter. Change it, or clear it to see everything.",
        )
    } else {
        (
            "No time entries yet",
            if may_track {
                "Start the timer above, or choose Add Time Entry to write down what you have already done."
            } else {
                "Nobody has tracked time here yet."
            },
        )
    };
    view! { <EmptyState icon=Icon::Timer title text /> }
}

/// Reads a day of the current page; nothing while it is on its way out.
fn with_day<T>(
    list: ListContext,
    day: Date,
    read: impl FnOnce(&EntryPage, &EntryDay) -> T,
) -> Option<T> {
    list.page.with(|page| {
        let page = page.as_ref()?.as_ref().ok()?;
        let found = page.days.iter().find(|found| found.day == day)?;
        Some(read(page, found))
    })
}

#[component]
fn Day(list: ListContext, day: Date) -> impl IntoView {
    let select = move || {
        let weekday = format_weekday(day.weekday());
        format!("Select all of {weekday}, {}", formats().day_in_full(day))
    };
    let name = move || with_day(list, day, |page, _| heading(day, page.today, formats()));
    let total = move || with_day(list, day, |_, found| formats().duration(found.seconds));
    let entries = move || with_day(list, day, |_, found| found.entries.clone()).unwrap_or_default();
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let may_select = move || alive.get() && list.may_track.get();
    view! {
        <section class="day">
            <div class="day-head">
                <When is=may_select>
                    <input type="checkbox" class="day-select" aria-label=select on:change=select_day />
                </When>
                <h2>
                    {move || name().map(|(first, second)| view! { {first}" "<small>{second}</small> })}
                    <output class="day-total">{total}</output>
                </h2>
            </div>
            <ul class="entries">
                <For each=entries key=Clone::clone let:entry>
                    <EntryRow list entry />
                </For>
            </ul>
        </section>
    }
}

/// "Today" and "Friday, 20 November"; further away "Friday" and "13 November", with the year if it is another.
fn heading(day: Date, today: Date, formats: Formats) -> (String, String) {
    let name = day_name(day, today);
    let weekday = format_weekday(day.weekday());
    let date = if day.year() == today.year() {
        formats.day_of_this_year(day)
    } else {
        formats.day_in_full(day)
    };
    if name == weekday {
        (name.to_owned(), date)
    } else {
        (name.to_owned(), format!("{weekday}, {date}"))
    }
}

/// Ticks or unticks every entry of the day, as if each had been clicked.
fn select_day(ev: Event) {
    let Some(switch) = ev
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    let Some(day) = switch.closest(".day").ok().flatten() else {
        return;
    };
    for control in boxes_within(&day, "entry-select") {
        if control.checked() != switch.checked() {
            control.click();
        }
    }
}

/// Older entries, and the way back to the newest.
#[component]
fn Pages(newest: Option<String>, older: Option<String>) -> impl IntoView {
    (newest.is_some() || older.is_some()).then(|| view! {
        <nav class="pager" aria-label="Pages">
            {newest.map(|href| view! {
                <a class="button" rel="prev" href=href><Icon icon=Icon::ChevronLeft />"Newest entries"</a>
            })}
            <span class="pager-text"></span>
            {older.map(|href| view! {
                <a class="button" rel="next" href=href>"Older entries"<Icon icon=Icon::ChevronRight /></a>
            })}
        </nav>
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_named_by_how_near_they_are() {
        let today = date(2026, 11, 20);
        for (day, name, rest) in [
            (today, "Today", "Friday, 20 November"),
            (date(2026, 11, 19), "Yesterday", "Thursday, 19 November"),
            (date(2026, 11, 13), "Friday", "13 November"),
            (date(2025, 11, 20), "Thursday", "20 November 2025"),
        ] {
            assert_eq!(
                heading(day, today, Formats::default()),
                (name.to_owned(), rest.to_owned()),
                "{day}"
            );
        }
    }
}
