//! The figures of a report: a row for each group, its parts below it.

use leptos::prelude::*;

use super::rules::{days_of, format_share, narrowed, share};
use super::shown::Shown;
use super::{Dimension, Group, GroupKey, Summary};
use crate::budgets::BudgetUse;
use crate::budgets::budget_bar::BudgetShare;
use crate::time_entries::EntryQuery;
use crate::time_entries::EntryTotals;
use crate::time_entries::address::list_path;
use crate::ui::{Column, Hidden, Table};
use crate::values::{Date, DateRange, Formats, WeekStart, format_month, format_weekday_short};
use crate::workspaces::frame::formats;

/// What a stretch of time is called: `Fri 20 Nov 2026`, `16 – 22 Nov 2026`, `November 2026`.
#[must_use]
pub fn time_name(by: Dimension, from: Date, week_start: WeekStart, formats: Formats) -> String {
    match by {
        Dimension::Month => format_month(from),
        Dimension::Week => {
            let (from, to) = days_of(by, from, week_start);
            formats.range(DateRange { from, to })
        }
        _ => format!(
            "{} {}",
            format_weekday_short(from.weekday()),
            formats.day(from)
        ),
    }
}

/// The way to the entries behind a group that is no stretch of time.
#[must_use]
pub fn entries_link(
    query: &EntryQuery,
    by: Dimension,
    key: &GroupKey,
    range: Option<DateRange>,
) -> String {
    let entries = narrowed(query, by, key, WeekStart::Monday, range);
    list_path(&entries.to_query_string())
}

/// The table.
#[component]
pub fn GroupTable(
    /// The report.
    summary: Summary,
    /// Its filter, for the ways to the entries.
    query: EntryQuery,
    /// What of it is shown; groups lead to their entries for members.
    #[prop(default = Shown::ALL)]
    shown: Shown,
) -> impl IntoView {
    let Shown {
        amounts,
        inside: linked,
        ..
    } = shown;
    let formats = formats();
    let whole = summary.totals.seconds;
    let names: Vec<&str> = summary.group_by.iter().map(|by| by.label()).collect();
    let mut columns = vec![
        Column::text(names.join(" and ")),
        Column::number("Time"),
        Column::number("Share"),
        Column::number("Billable"),
    ];
    if amounts {
        columns.push(Column::number("Amount"));
    }
    let has_budgets = !summary.budgets.is_empty();
    if has_budgets {
        columns.push(Column::number("Budget used"));
    }
    let figures = move |totals: &EntryTotals, budget: Option<BudgetUse>| {
        view! {
            <td class="num">{formats.hours(totals.seconds)}</td>
            <td class="num" data-label="Share">{format_share(share(totals.seconds, whole))}</td>
            <td class="num" data-label="Billable">{formats.hours(totals.billable_seconds)}</td>
            {amounts.then(|| view! { <td class="num money">{formats.amounts(&totals.amounts)}</td> })}
            {has_budgets.then(|| view! {
                <td class="num" data-label="Budget used">{budget.map(|budget| view! { <BudgetShare budget /> })}</td>
            })}
        }
    };
    let budget_of = |by: Dimension, key: &GroupKey| match (by, key) {
        (Dimension::Project, GroupKey::Id(id)) => summary.budgets.get(id).copied(),
        _ => None,
    };
    let line = |by: Dimension, group: &Group, of: &EntryQuery, is_part: bool| {
        let entries = narrowed(of, by, &group.key, summary.week_start, summary.range);
        let href = list_path(&entries.to_query_string());
        let name = match group.key {
            GroupKey::From(day) => time_name(by, day, summary.week_start, formats),
            _ => group.name.clone(),
        };
        let note = group.note.clone();
        let name = if linked {
            view! { <a class="truncate" href=href>{name}</a> }.into_any()
        } else {
            view! { <span class="truncate">{name}</span> }.into_any()
        };
        let dot = (!by.is_time()).then(|| view! { <i class="dot"></i> });
        let row = view! {
            <tr class:part=is_part data-colour=group.colour.slug()>
                <th scope="row"><span class="report-name">{dot}{name}{note.map(|note| view! { <small class="truncate">{note}</small> })}</span></th>
                {figures(&group.totals, budget_of(by, &group.key))}
            </tr>
        };
        (row, entries)
    };
    let rows = summary
        .groups
        .iter()
        .map(|group| {
            let first = summary
                .group_by
                .first()
                .copied()
                .unwrap_or(Dimension::Project);
            let (row, within) = line(first, group, &query, false);
            let parts = group
                .parts
                .iter()
                .zip(std::iter::repeat(
                    summary.group_by.get(1).copied().unwrap_or(first),
                ))
                .map(|(part, by)| line(by, part, &within, true).0)
                .collect_view();
            (row, parts)
        })
        .collect_view();
    let total = view! {
        <tr class="report-total">
            <th scope="row">"Total"<Hidden>", each entry once"</Hidden></th>
            {figures(&summary.totals, None)}
        </tr>
    };
    view! {
        <div class="report-table">
            <Table caption="Report" columns>{rows}{total}</Table>
        </div>
    }
}
