//! The grid: a row for each project or person, a column for each day, sums on two sides.

use leptos::prelude::*;

use super::cell::Cell;
use super::rules::{day_totals, row_total};
use super::sheet_page::SheetContext;
use super::{DAYS, GroupBy, RowOf};
use crate::accounts::PersonMark;
use crate::memo::memo;
use crate::ui::ColourLabel;
use crate::values::{add_days, format_weekday_short};
use crate::workspaces::frame::formats;

/// The table. Rows and cells are kept apart by what they stand for, so that the focus stays while figures change. The
/// roles are said aloud: on a phone the rows are laid out as something else than rows of a table.
#[component]
pub fn Grid(
    /// The page's parts.
    context: SheetContext,
) -> impl IntoView {
    let keys = memo(move || {
        context
            .with(|sheet| {
                sheet
                    .rows
                    .iter()
                    .map(|row| row.of.key())
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
    });
    let first = move || match context.with(|sheet| sheet.group_by) {
        Some(GroupBy::User) => "Person",
        _ => "Project",
    };
    let totals = memo(move || context.with(|sheet| day_totals(&sheet.rows)));
    let total_of = move |day: usize| {
        totals
            .get()
            .and_then(|totals| totals.get(day).copied())
            .unwrap_or_default()
    };
    let grand = move || totals.get().map_or(0, |totals| totals.iter().sum());
    let readonly = move || (context.with(|sheet| sheet.editable) != Some(true)).then_some("true");
    view! {
        <div class="sheet-box">
            <table class="sheet" role="grid" aria-label="Timesheet" aria-readonly=readonly>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col" class="sheet-name">{first}</th>
                        {(0..DAYS).map(|day| view! { <DayHead context day /> }).collect_view()}
                        <th role="columnheader" scope="col" class="sheet-sum">"Total"</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || keys.get() key=Clone::clone let:key>
                        <Row context key />
                    </For>
                </tbody>
                <tfoot role="rowgroup">
                    <tr role="row">
                        <th role="rowheader" scope="row" class="sheet-name">"Total"</th>
                        {(0..DAYS)
                            .map(|day| view! { <td role="gridcell" aria-readonly="true" class="sheet-day-sum">{move || sum_words(total_of(day))}</td> })
                            .collect_view()}
                        <td role="gridcell" aria-readonly="true" class="sheet-sum">{move || sum_words(grand())}</td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

#[component]
fn DayHead(context: SheetContext, day: usize) -> impl IntoView {
    let ahead = i64::try_from(day).unwrap_or_default();
    let date = memo(move || context.with(|sheet| add_days(sheet.range.from, ahead)));
    let is_today = move || context.with(|sheet| sheet.today) == date.get();
    view! {
        <th role="columnheader" scope="col" class="sheet-day" class:today=is_today aria-current=move || is_today().then_some("date")>
            {move || date.get().map(|date| view! {
                <span>{format_weekday_short(date.weekday())}</span>" "<b>{date.day()}</b>
            })}
        </th>
    }
}

#[component]
fn Row(context: SheetContext, key: String) -> impl IntoView {
    let own = key.clone();
    let of = memo(move || context.with_row(&own, |_, row| row.of.clone()));
    let own = key.clone();
    let total = memo(move || {
        context
            .with_row(&own, |_, row| row_total(row))
            .unwrap_or_default()
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="sheet-name">{move || of.get().map(|of| view! { <RowName of /> })}</th>
            {(0..DAYS).map(|day| view! { <Cell context row=key.clone() day /> }).collect_view()}
            <td role="gridcell" aria-readonly="true" class="sheet-sum">{move || sum_words(total.get())}</td>
        </tr>
    }
}

#[component]
fn RowName(of: RowOf) -> impl IntoView {
    match of {
        RowOf::Project(Some(project)) => view! {
            <ColourLabel colour=project.colour.to_string() label=project.name note=project.client_name />
        }
        .into_any(),
        RowOf::Project(None) => view! { <span class="sheet-none">"No project"</span> }.into_any(),
        RowOf::Person(person) => {
            let name = person.name.clone();
            view! { <span class="sheet-person"><PersonMark person /><span class="truncate">{name}</span></span> }.into_any()
        }
    }
}

/// A sum; nothing is a dash.
fn sum_words(seconds: i64) -> String {
    match seconds {
        0 => "–".to_owned(),
        seconds => formats().hours(seconds),
    }
}
