//! The detailed report's page: a filter, what it adds up to, and the entries with a way to each.

use leptos::prelude::*;
use leptos_meta::Title;

use super::Dimension;
use super::address::{DETAILED_PATH, ReportAddress, use_report_address};
use super::detailed::{Detailed, PAGE_SIZES, PageQuery};
use super::downloads::Downloads;
use super::entry_table::EntryTable;
use super::rules::{for_entries, with_days};
use super::server_fns::load_detailed;
use super::summary_page::{ReportTabs, filter_choices};
use crate::error::AppError;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::saved_reports::ReportKind;
use crate::saved_reports::report_bar::{
    SaveButton, SavedBar, SavedField, SavedResource, use_saved_id, use_saved_report,
};
use crate::time_entries::EntryQuery;
use crate::time_entries::filter_bar::FilterBar;
use crate::time_entries::page_head::TotalsLine;
use crate::ui::{Choice, EmptyState, ErrorSummary, Icon, PageHead, SelectChip};
use crate::values::SavedReportId;
use crate::workspaces::frame::formats;

/// The page's report; looks again with every revision and address.
type DetailedResource = Resource<Result<Detailed, AppError>>;

/// Every entry, a page at a time.
#[component]
pub fn DetailedPage() -> impl IntoView {
    let revision = use_revision();
    let address = use_report_address();
    let page = address.page;
    let report: DetailedResource = Resource::new_blocking(
        move || (revision.get(), address.query.get(), page.get()),
        |(_, query, page)| load_detailed(query, page),
    );
    let saved = use_saved_report();
    view! {
        <Title text="Detailed report" />
        <Transition>
            <Body address report saved />
        </Transition>
    }
}

/// Everything that waits for data: memos over it have to be made in here, below the page's `<Transition>`.
#[component]
fn Body(address: ReportAddress, report: DetailedResource, saved: SavedResource) -> impl IntoView {
    let page = address.page;
    let saved_id = use_saved_id();
    let known = memo(move || {
        report.with(|report| match report {
            Some(Ok(report)) => Some((report.totals.clone(), report.range)),
            _ => None,
        })
    });
    let people = memo(move || {
        report.with(|report| match report {
            Some(Ok(report)) => report.people.clone(),
            _ => Vec::new(),
        })
    });
    let entries = move |kind: &str| {
        let query = for_entries(address.query.get());
        format!("/exports/time-entries.{kind}?{}", query.to_query_string())
    };
    view! {
        <PageHead
            title="Reports"
            lede=move || move || known.get().map(|(totals, range)| view! {
                {range.map(|range| view! { {formats().range(range)}<span class="sep">"·"</span> })}
                <TotalsLine totals filtered=true />
            })
        >
            <SaveButton kind=ReportKind::Detailed address />
            <Downloads path=entries />
        </PageHead>
        <ReportTabs address />
        <SavedBar kind=ReportKind::Detailed address saved />
        <FilterBar query=address.query choices=filter_choices(people) path=DETAILED_PATH usual=with_days(EntryQuery::default()) everybody_first=true>
            <SavedField />
            <PageChips page />
        </FilterBar>
        {move || report.get().map(|report| match report {
            Ok(report) => view! { <Entries report query=address.query.get() page=page.get() saved=saved_id.get() /> }.into_any(),
            Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
        })}
    }
}

/// In which groups, and how many entries a page has.
#[component]
fn PageChips(page: Signal<PageQuery>) -> impl IntoView {
    let first = page.get_untracked();
    let (by, size) = (RwSignal::new(first.group_by), RwSignal::new(first.size));
    Effect::new(move |_| {
        let page = page.get();
        by.set(page.group_by);
        size.set(page.size);
    });
    let groups = std::iter::once(Choice::new("", "In no groups")).chain(
        Dimension::ALL
            .into_iter()
            .map(|by| Choice::new(by.slug(), format!("By {}", by.label().to_lowercase()))),
    );
    let sizes = PAGE_SIZES.into_iter().enumerate().map(|(at, size)| {
        let value = if at == 0 {
            String::new()
        } else {
            size.to_string()
        };
        Choice::new(value, format!("{size} a page"))
    });
    view! {
        <SelectChip name="group_by" label="Group by" icon=Icon::Chart options=groups.collect() bind=by />
        <SelectChip name="size" label="Entries on a page" options=sizes.collect() bind=size />
    }
}

#[component]
fn Entries(
    report: Detailed,
    query: EntryQuery,
    page: PageQuery,
    saved: Option<SavedReportId>,
) -> impl IntoView {
    if report.sections.is_empty() {
        return view! {
            <EmptyState icon=Icon::Chart title="Nothing to report" text="No time was tracked that this filter lets through. Choose other days, or clear it." />
        }
        .into_any();
    }
    // The saved report in sight stays so from page to page.
    let path = |after: Option<&str>| {
        let saved = saved.map(|id| format!("&saved={id}")).unwrap_or_default();
        let params = page.to_query_string(&query, after);
        format!("{DETAILED_PATH}?{params}{saved}")
    };
    let next = report.next.as_deref().map(|next| path(Some(next)));
    let first = (!page.after.is_empty()).then(|| path(None));
    view! { <EntryTable report first next /> }.into_any()
}
