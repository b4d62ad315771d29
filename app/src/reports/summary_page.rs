//! The summary: a filter, what it adds up to, a chart and the figures behind it.

use leptos::prelude::*;
use leptos_meta::Title;

use super::address::{
    DETAILED_PATH, PATH, PROFIT_PATH, ReportAddress, WEEKLY_PATH, group_by, use_report_address,
};
use super::charts::chart_of;
use super::downloads::Downloads;
use super::group_table::GroupTable;
use super::rules::with_days;
use super::server_fns::load_summary;
use super::{Dimension, Summary};
use crate::access::Permission;
use crate::error::AppError;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::saved_reports::report_bar::{
    SaveButton, SavedBar, SavedField, SavedResource, use_saved_report,
};
use crate::saved_reports::{LIST_PATH as SAVED_PATH, ReportKind};
use crate::time_entries::filter_bar::FilterBar;
use crate::time_entries::list_page::Choices;
use crate::time_entries::page_head::TotalsLine;
use crate::time_entries::{EntryQuery, PersonChoice};
use crate::ui::{
    Choice, EmptyState, ErrorSummary, Icon, Notice, NoticeKind, PageHead, SelectChip, Tab, Tabs,
};
use crate::workspaces::frame::{formats, frame_now};

/// The page's report; looks again with every revision and address.
pub type SummaryResource = Resource<Result<Summary, AppError>>;

/// A report by one or two groupings.
#[component]
pub fn ReportsPage() -> impl IntoView {
    let revision = use_revision();
    let address = use_report_address();
    let summary: SummaryResource = Resource::new_blocking(
        move || (revision.get(), address.query.get(), address.by.get()),
        |(_, query, by)| load_summary(query, group_by(by)),
    );
    let saved = use_saved_report();
    view! {
        <Title text="Reports" />
        <Transition>
            <Body address summary saved />
        </Transition>
    }
}

/// Everything that waits for data: memos over it have to be made in here, below the page's `<Transition>`.
#[component]
fn Body(address: ReportAddress, summary: SummaryResource, saved: SavedResource) -> impl IntoView {
    let known = memo(move || {
        summary.with(|summary| match summary {
            Some(Ok(summary)) => Some((summary.totals.clone(), summary.range)),
            _ => None,
        })
    });
    let lede = move || known.get();
    let people = memo(move || {
        summary.with(|summary| match summary {
            Some(Ok(summary)) => summary.people.clone(),
            _ => Vec::new(),
        })
    });
    view! {
        <PageHead
            title="Reports"
            lede=move || move || lede().map(|(totals, range)| view! {
                {range.map(|range| view! { {formats().range(range)}<span class="sep">"·"</span> })}
                <TotalsLine totals filtered=true />
            })
        >
            <SaveButton kind=ReportKind::Summary address />
            <Downloads path=move |kind| address.summary_download(kind) />
        </PageHead>
        <ReportTabs address />
        <SavedBar kind=ReportKind::Summary address saved />
        <FilterBar query=address.query choices=filter_choices(people) path=PATH usual=with_days(EntryQuery::default()) everybody_first=true>
            <SavedField />
            <Groupings address />
        </FilterBar>
        {move || summary.get().map(|summary| match summary {
            Ok(summary) => view! { <Figures summary query=address.query.get() /> }.into_any(),
            Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
        })}
    }
}

/// The kinds of reports, each of the same entries; profit for who may see it; and those that were saved.
#[component]
pub fn ReportTabs(
    /// The report in sight.
    address: ReportAddress,
) -> impl IntoView {
    let sees_costs = memo(move || {
        frame_now().is_some_and(|frame| frame.actor.may(Permission::ReadCosts).is_ok())
    });
    move || {
        let profit = sees_costs.get().then(|| {
            view! { <Tab href=address.other(PROFIT_PATH)>"Profitability"</Tab> }
        });
        view! {
            <Tabs label="Reports">
                <Tab href=address.other(PATH)>"Summary"</Tab>
                <Tab href=address.other(DETAILED_PATH)>"Detailed"</Tab>
                <Tab href=address.other(WEEKLY_PATH)>"Weekly"</Tab>
                {profit}
                <Tab href=SAVED_PATH>"Saved"</Tab>
            </Tabs>
        }
    }
}

/// What a report's filter offers.
#[must_use]
pub fn filter_choices(people: Signal<Vec<PersonChoice>>) -> Signal<Choices> {
    memo(move || {
        let people = people.get();
        frame_now()
            .map(|frame| Choices {
                me: Some(frame.actor.user_id),
                tracks: frame.actor.role.takes_seat(),
                people,
                projects: frame.projects,
                clients: frame.clients,
                tags: frame.tags,
                currency: frame.workspace.currency,
                today: Some(frame.today),
                ..Choices::default()
            })
            .unwrap_or_default()
    })
}

/// By what, and then by what.
#[component]
fn Groupings(address: ReportAddress) -> impl IntoView {
    let slugs = |(first, second): (Dimension, Option<Dimension>)| {
        let second = second.map_or("", Dimension::slug);
        (first.slug().to_owned(), second.to_owned())
    };
    let (first, second) = slugs(address.by.get_untracked());
    let (first, second) = (RwSignal::new(first), RwSignal::new(second));
    Effect::new(move |_| {
        let by = slugs(address.by.get());
        first.set(by.0);
        second.set(by.1);
    });
    let by = |prefix: &'static str| {
        Dimension::ALL.into_iter().map(move |by| {
            Choice::new(by.slug(), format!("{prefix} {}", by.label().to_lowercase()))
        })
    };
    let then = std::iter::once(Choice::new("", "and nothing else")).chain(by("and"));
    view! {
        <SelectChip name="group_by" label="Group by" icon=Icon::Chart options=by("By").collect() bind=first />
        <SelectChip name="then_by" label="Then by" options=then.collect() bind=second />
    }
}

/// Chart and table.
#[component]
fn Figures(summary: Summary, query: EntryQuery) -> impl IntoView {
    if summary.groups.is_empty() {
        return view! {
            <EmptyState icon=Icon::Chart title="Nothing to report" text="No time was tracked that this filter lets through. Choose other days, or clear it." />
        }
        .into_any();
    }
    let by_tag = summary.group_by.contains(&Dimension::Tag);
    let chart = chart_of(&summary);
    view! {
        {chart}
        {by_tag.then(|| view! {
            <Notice kind=NoticeKind::Info>"An entry with several tags counts with each of them; the total counts it once."</Notice>
        })}
        <GroupTable summary query />
    }
    .into_any()
}
