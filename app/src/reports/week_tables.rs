//! The weekly report's chart, and a table for each week.

use leptos::prelude::*;

use super::bars::columns;
use super::charts::ColumnChart;
use super::rules::narrowed;
use super::shown::Shown;
use super::weekly::{Week, WeekRow, Weekly, weeks_of};
use super::{Dimension, GroupKey};
use crate::time_entries::EntryQuery;
use crate::time_entries::address::list_path;
use crate::ui::{Column, Notice, NoticeKind, Table};
use crate::values::{Date, DateRange, Formats, WeekStart, format_weekday_short};
use crate::workspaces::frame::formats;

/// The whole report.
#[component]
pub fn WeekTables(
    /// The report.
    report: Weekly,
    /// Its filter, for the ways to the entries.
    query: EntryQuery,
    /// What of it is shown; days lead to their entries for members.
    #[prop(default = Shown::ALL)]
    shown: Shown,
) -> impl IntoView {
    let summary = &report.summary;
    let by = summary
        .group_by
        .first()
        .copied()
        .unwrap_or(Dimension::Project);
    let (week_start, range) = (summary.week_start, summary.range);
    let chart =
        columns(summary).map(|chart| view! { <ColumnChart chart by=Dimension::Day week_start /> });
    let tables = weeks_of(&report)
        .into_iter()
        .map(|week| view! { <WeekTable week by query=query.clone() week_start range shown /> })
        .collect_view();
    view! {
        {chart}
        {(by == Dimension::Tag).then(|| view! {
            <Notice kind=NoticeKind::Info>"An entry with several tags counts with each of them; the totals count it once."</Notice>
        })}
        {tables}
    }
}

/// One week: a row for each group, a column for each day.
#[component]
fn WeekTable(
    week: Week,
    by: Dimension,
    query: EntryQuery,
    week_start: WeekStart,
    range: Option<DateRange>,
    shown: Shown,
) -> impl IntoView {
    let formats = formats();
    let name = formats.range(week.range);
    let dates: Vec<Date> = week.range.iter().collect();
    let mut columns = vec![Column::text(by.label())];
    columns.extend(dates.iter().map(|day| Column::number(day_head(*day))));
    columns.push(Column::number("Total"));
    if shown.amounts {
        columns.push(Column::number("Amount"));
    }
    let drawing = Drawing {
        by,
        query,
        week_start,
        range,
        dates,
        formats,
        shown,
    };
    let rows = week.rows.iter().map(|row| drawing.row(row)).collect_view();
    let sums = week
        .days
        .into_iter()
        .zip(&drawing.dates)
        .map(|(seconds, day)| {
            view! { <td class="num" data-label=day_head(*day)>{sum_words(seconds, formats)}</td> }
        })
        .collect_view();
    view! {
        <section class="report-table report-week">
            <Table caption=format!("Week {name}") plain_caption=true columns>
                {rows}
                <tr class="report-total">
                    <th scope="row">"Total"</th>
                    {sums}
                    <td class="num" data-label="Total">{formats.hours(week.totals.seconds)}</td>
                    {shown.amounts.then(|| view! { <td class="num money" data-label="Amount">{formats.amounts(&week.totals.amounts)}</td> })}
                </tr>
            </Table>
        </section>
    }
}

/// `Mon 16`.
fn day_head(day: Date) -> String {
    format!("{} {}", format_weekday_short(day.weekday()), day.day())
}

/// What every row of a week is drawn with.
struct Drawing {
    by: Dimension,
    query: EntryQuery,
    week_start: WeekStart,
    range: Option<DateRange>,
    dates: Vec<Date>,
    formats: Formats,
    shown: Shown,
}

impl Drawing {
    fn row(&self, row: &WeekRow) -> impl IntoView + use<> {
        let (formats, shown) = (self.formats, self.shown);
        let of_row = narrowed(&self.query, self.by, &row.key, self.week_start, self.range);
        let days = row
            .days
            .into_iter()
            .zip(&self.dates)
            .map(|(seconds, day)| {
                let words = sum_words(seconds, formats);
                let is_nothing = seconds == 0;
                let cell = if !is_nothing && shown.inside {
                    let key = GroupKey::From(*day);
                    let of_day =
                        narrowed(&of_row, Dimension::Day, &key, self.week_start, self.range);
                    let href = list_path(&of_day.to_query_string());
                    view! { <a href=href>{words}</a> }.into_any()
                } else {
                    view! { <span class:muted=is_nothing>{words}</span> }.into_any()
                };
                view! { <td class="num" data-label=day_head(*day)>{cell}</td> }
            })
            .collect_view();
        let note = row.note.clone();
        let worth = shown.amounts.then(|| {
            view! { <td class="num money" data-label="Amount">{formats.amounts(&row.amounts)}</td> }
        });
        view! {
            <tr data-colour=row.colour.slug()>
                <th scope="row">
                    <span class="report-name">
                        <i class="dot"></i>
                        <span class="truncate">{row.name.clone()}</span>
                        {note.map(|note| view! { <small class="truncate">{note}</small> })}
                    </span>
                </th>
                {days}
                <td class="num" data-label="Total"><b>{formats.hours(row.seconds)}</b></td>
                {worth}
            </tr>
        }
    }
}

/// A sum; nothing is a dash.
fn sum_words(seconds: i64, formats: Formats) -> String {
    match seconds {
        0 => "–".to_owned(),
        seconds => formats.hours(seconds),
    }
}
