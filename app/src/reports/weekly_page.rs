//! The weekly report's page: a filter, the days as columns of a chart, and a table for each week.

use leptos::prelude::*;
use leptos_meta::Title;

use super::Dimension;
use super::address::{ReportAddress, WEEKLY_PATH, use_report_address};
use super::downloads::Downloads;
use super::rules::with_days;
use super::server_fns::load_weekly;
use super::summary_page::{ReportTabs, filter_choices};
use super::week_tables::WeekTables;
use super::weekly::{ROWS, Weekly};
use crate::error::AppError;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::saved_reports::ReportKind;
use crate::saved_reports::report_bar::{
    SaveButton, SavedBar, SavedField, SavedResource, use_saved_report,
};
use crate::time_entries::EntryQuery;
use crate::time_entries::filter_bar::FilterBar;
use crate::time_entries::page_head::TotalsLine;
use crate::ui::{Choice, EmptyState, ErrorSummary, Icon, PageHead, SelectChip};
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
    let saved = use_saved_report();
    view! {
        <Title text="Weekly report" />
        <Transition>
            <Body address by report saved />
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
fn Body(
    address: ReportAddress,
    by: Signal<Dimension>,
    report: WeeklyResource,
    saved: SavedResource,
) -> impl IntoView {
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
            <SaveButton kind=ReportKind::Weekly address />
            <Downloads path=move |kind| address.weekly_download(by.get(), kind) />
        </PageHead>
        <ReportTabs address />
        <SavedBar kind=ReportKind::Weekly address saved />
        <FilterBar query=address.query choices=filter_choices(people) path=WEEKLY_PATH usual=with_days(EntryQuery::default()) everybody_first=true>
            <SavedField />
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
    view! { <WeekTables report query /> }.into_any()
}
