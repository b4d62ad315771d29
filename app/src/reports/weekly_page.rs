//! The weekly report's page: a filter, the days as columns of a chart, and a table for each week.

use leptos::prelude::*;
use leptos_meta::Title;

use super::address::{ReportAddress, WEEKLY_PATH, use_report_address};
use super::bars::columns;
use super::charts::ColumnChart;
use super::downloads::Downloads;
use super::rules::{narrowed, with_days};
use super::server_fns::load_weekly;
use super::summary_page::{ReportTabs, filter_choices};
use super::weekly::{ROWS, Week, WeekRow, Weekly, weeks_of};
use super::{Dimension, GroupKey};
use crate::error::AppError;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::time_entries::EntryQuery;
use crate::time_entries::address::list_path;
use crate::time_entries::filter_bar::FilterBar;
use crate::time_entries::page_head::TotalsLine;
use crate::ui::{
    Choice, Column, EmptyState, ErrorSummary, Icon, Notice, NoticeKind, PageHead, SelectChip, Table,
};
use crate::values::{Date, DateRange, Formats, WeekStart, format_weekday_short};
use crate::workspaces::frame::formats;

/// The page's report; looks again with every revision and address.
type WeeklyResource = Resource<Result<Weekly, AppError>>;

/// Weeks by project, person, client or tag.
#[component]
pub fn WeeklyPage() -> impl IntoView {
    let revision = use_revision();
    let address = use_report_address();
    let by = memo(move || rows_of(address));
    let report: WeeklyResource = Resource::new_blocking(
        move || (revision.get(), address.query.get(), by.get()),
        |(_, query, by)| load_weekly(query, by.slug().to_owned()),
    );
    view! {
        <Title text="Weekly report" />
        <Transition>
            <Body address by report />
        </Transition>
    }
}

/// What a row is; an address that names something else means projects.
fn rows_of(address: ReportAddress) -> Dimension {
    let (first, _) = address.by.get();
    if ROWS.contains(&first) {
        first
    } else {
        Dimension::Project
    }
}

/// Everything that waits for data: memos over it have to be made in here, below the page's `<Transition>`.
#[component]
fn Body(address: ReportAddress, by: Signal<Dimension>, report: WeeklyResource) -> impl IntoView {
    let known = memo(move || {
        report.with(|report| match report {
            Some(Ok(report)) => Some((report.summary.totals.clone(), report.summary.range)),
            _ => None,
        })
    });
    let people = memo(move || {
        report.with(|report| match report {
            Some(Ok(report)) => report.summary.people.clone(),
            _ => Vec::new(),
        })
    });
    let chosen = RwSignal::new(by.get_untracked().slug().to_owned());
    Effect::new(move |_| chosen.set(by.get().slug().to_owned()));
    let options = ROWS
        .into_iter()
        .map(|by| Choice::new(by.slug(), format!("By {}", by.label().to_lowercase())))
        .collect();
    view! {
        <PageHead
            title="Reports"
            lede=move || move || known.get().map(|(totals, range)| view! {
                {range.map(|range| view! { {formats().range(range)}<span class="sep">"·"</span> })}
                <TotalsLine totals filtered=true />
            })
        >
            <Downloads path=move |kind| address.weekly_download(by.get(), kind) />
        </PageHead>
        <ReportTabs address />
        <FilterBar query=address.query choices=filter_choices(people) path=WEEKLY_PATH usual=with_days(EntryQuery::default()) everybody_first=true>
            <SelectChip name="group_by" label="Group by" icon=Icon::Grid options bind=chosen />
        </FilterBar>
        {move || report.get().map(|report| match report {
            Ok(report) => view! { <Weeks report query=address.query.get() /> }.into_any(),
            Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
        })}
    }
}

#[component]
fn Weeks(report: Weekly, query: EntryQuery) -> impl IntoView {
    if report.summary.groups.is_empty() {
        return view! {
            <EmptyState icon=Icon::Grid title="Nothing to report" text="No time was tracked that this filter lets through. Choose other days, or clear it." />
        }
        .into_any();
    }
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
        .map(|week| view! { <WeekTable week by query=query.clone() week_start range /> })
        .collect_view();
    view! {
        {chart}
        {(by == Dimension::Tag).then(|| view! {
            <Notice kind=NoticeKind::Info>"An entry with several tags counts with each of them; the totals count it once."</Notice>
        })}
        {tables}
    }
    .into_any()
}

/// One week: a row for each group, a column for each day.
#[component]
fn WeekTable(
    week: Week,
    by: Dimension,
    query: EntryQuery,
    week_start: WeekStart,
    range: Option<DateRange>,
) -> impl IntoView {
    let formats = formats();
    let name = formats.range(week.range);
    let dates: Vec<Date> = week.range.iter().collect();
    let mut columns = vec![Column::text(by.label())];
    columns.extend(dates.iter().map(|day| Column::number(day_head(*day))));
    columns.extend([Column::number("Total"), Column::number("Amount")]);
    let rows = week
        .rows
        .iter()
        .map(|row| week_row(row, by, &query, week_start, range, &dates, formats))
        .collect_view();
    let sums = week
        .days
        .into_iter()
        .zip(&dates)
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
                    <td class="num money" data-label="Amount">{formats.amounts(&week.totals.amounts)}</td>
                </tr>
            </Table>
        </section>
    }
}

/// `Mon 16`.
fn day_head(day: Date) -> String {
    format!("{} {}", format_weekday_short(day.weekday()), day.day())
}

fn week_row(
    row: &WeekRow,
    by: Dimension,
    query: &EntryQuery,
    week_start: WeekStart,
    range: Option<DateRange>,
    dates: &[Date],
    formats: Formats,
) -> impl IntoView + use<> {
    let of_row = narrowed(query, by, &row.key, week_start, range);
    let days = row
        .days
        .into_iter()
        .zip(dates)
        .map(|(seconds, day)| {
            let key = GroupKey::From(*day);
            let of_day = narrowed(&of_row, Dimension::Day, &key, week_start, range);
            let href = list_path(&of_day.to_query_string());
            let words = sum_words(seconds, formats);
            let cell = if seconds > 0 {
                view! { <a href=href>{words}</a> }.into_any()
            } else {
                view! { <span class="muted">{words}</span> }.into_any()
            };
            view! { <td class="num" data-label=day_head(*day)>{cell}</td> }
        })
        .collect_view();
    let note = row.note.clone();
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
            <td class="num money" data-label="Amount">{formats.amounts(&row.amounts)}</td>
        </tr>
    }
}

/// A sum; nothing is a dash.
fn sum_words(seconds: i64, formats: Formats) -> String {
    match seconds {
        0 => "–".to_owned(),
        seconds => formats.hours(seconds),
    }
}
