//! Profitability: what time earned and cost, by project, client or person, for who may see costs.

use leptos::prelude::*;
use leptos_meta::Title;

use super::Dimension;
use super::address::{PROFIT_PATH, group_by};
use super::address::{ReportAddress, use_report_address};
use super::downloads::Downloads;
use super::group_table::entries_link;
use super::profit::{Earnings, GROUPINGS, ProfitGroup, Profitability};
use super::rules::{format_share, with_days};
use super::server_fns::load_profitability;
use super::summary_page::{ReportTabs, filter_choices};
use crate::access::Permission;
use crate::error::AppError;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::saved_reports::ReportKind;
use crate::saved_reports::report_bar::{
    SaveButton, SavedBar, SavedField, SavedResource, use_saved_report,
};
use crate::time_entries::EntryQuery;
use crate::time_entries::filter_bar::FilterBar;
use crate::ui::{Choice, Column, EmptyState, ErrorSummary, Icon, PageHead, SelectChip, Table};
use crate::values::{Currency, Formats};
use crate::workspaces::frame::formats;

/// The page's report; looks again with every revision and address.
type ProfitResource = Resource<Result<Profitability, AppError>>;

/// Profit by one grouping.
#[component]
pub fn ProfitabilityPage() -> impl IntoView {
    let revision = use_revision();
    let address = use_report_address();
    let report: ProfitResource = Resource::new_blocking(
        move || (revision.get(), address.query.get(), address.by.get().0),
        |(_, query, by)| load_profitability(query, group_by((by, None))),
    );
    let saved = use_saved_report();
    view! {
        <Title text="Profitability" />
        <Transition>
            <Body address report saved />
        </Transition>
    }
}

/// Everything that waits for data: memos over it have to be made in here, below the page's `<Transition>`.
#[component]
fn Body(address: ReportAddress, report: ProfitResource, saved: SavedResource) -> impl IntoView {
    let people = memo(move || {
        report.with(|report| match report {
            Some(Ok(report)) => report.people.clone(),
            _ => Vec::new(),
        })
    });
    let range = memo(move || {
        report.with(|report| match report {
            Some(Ok(report)) => report.range,
            _ => None,
        })
    });
    let first = RwSignal::new(address.by.get_untracked().0.slug().to_owned());
    Effect::new(move |_| first.set(address.by.get().0.slug().to_owned()));
    let options = GROUPINGS
        .into_iter()
        .map(|by| Choice::new(by.slug(), format!("By {}", by.label().to_lowercase())))
        .collect();
    view! {
        <PageHead title="Reports" lede=move || move || range.get().map(|range| formats().range(range))>
            <SaveButton kind=ReportKind::Profitability address />
            <Downloads path=move |kind| address.profit_download(kind) needs=Permission::ReadCosts />
        </PageHead>
        <ReportTabs address />
        <SavedBar kind=ReportKind::Profitability address saved />
        <FilterBar query=address.query choices=filter_choices(people) path=PROFIT_PATH usual=with_days(EntryQuery::default()) everybody_first=true>
            <SavedField />
            <SelectChip name="group_by" label="Group by" icon=Icon::Chart options bind=first />
        </FilterBar>
        {move || report.get().map(|report| match report {
            Ok(report) => view! { <Figures report query=address.query.get() /> }.into_any(),
            Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
        })}
    }
}

#[component]
fn Figures(report: Profitability, query: EntryQuery) -> impl IntoView {
    if report.groups.is_empty() {
        return view! {
            <EmptyState icon=Icon::Chart title="Nothing to report" text="No time was tracked that this filter lets through. Choose other days, or clear it." />
        }
        .into_any();
    }
    let formats = formats();
    let currency = report.currency;
    let by_person = report.group_by == Dimension::User;
    let mut columns = vec![
        Column::text(report.group_by.label()),
        Column::number("Time"),
        Column::number("Billable"),
        Column::number("Cost"),
        Column::number("Not billable cost"),
        Column::number("Profit"),
        Column::number("Margin"),
    ];
    if by_person {
        columns.push(Column::number("Utilisation"));
    }
    let costless = report.totals.costless_seconds;
    let rows = report
        .groups
        .iter()
        .map(|group| view! { <GroupRow group=group.clone() by=report.group_by query=query.clone() range=report.range currency by_person /> })
        .collect_view();
    view! {
        <dl class="totals report-figures">
            <div><dt>"Billable amount"</dt><dd>{formats.amounts(&report.totals.amounts)}</dd></div>
            <div><dt>"Cost"</dt><dd>{formats.money(report.totals.cost_cents, currency)}</dd></div>
            <div><dt>"Profit"</dt><dd>{profit_words(&report.totals, currency, formats)}</dd></div>
            <div><dt>"Margin"</dt><dd>{margin_words(&report.totals, currency)}</dd></div>
        </dl>
        <div class="report-table">
            <Table caption="Profitability" columns>
                {rows}
                <tr class="report-total">
                    <th scope="row">"Total"</th>
                    <EarningCells earnings=report.totals.clone() currency />
                    {by_person.then(|| view! { <td class="num" data-label="Utilisation">{utilisation_words(report.utilisation)}</td> })}
                </tr>
            </Table>
        </div>
        <p class="report-note">
            {(costless > 0).then(|| format!("{} of this time has no internal cost and counts as 0. ", formats.hours(costless)))}
            "Profit is the billable amount less the cost of all time, at the rates and costs of when it was tracked; it is shown where both are in the same currency."
        </p>
    }
    .into_any()
}

#[component]
fn GroupRow(
    group: ProfitGroup,
    by: Dimension,
    query: EntryQuery,
    range: Option<crate::values::DateRange>,
    currency: Currency,
    by_person: bool,
) -> impl IntoView {
    let href = entries_link(&query, by, &group.key, range);
    let costless =
        (group.earnings.costless_seconds > 0).then(|| view! { <small>"cost missing"</small> });
    view! {
        <tr data-colour=group.colour.slug()>
            <th scope="row"><span class="report-name"><i class="dot"></i><a class="truncate" href=href>{group.name}</a>{group.note.map(|note| view! { <small class="truncate">{note}</small> })}{costless}</span></th>
            <EarningCells earnings=group.earnings currency />
            {by_person.then(|| view! { <td class="num" data-label="Utilisation">{utilisation_words(group.utilisation)}</td> })}
        </tr>
    }
}

#[component]
fn EarningCells(earnings: Earnings, currency: Currency) -> impl IntoView {
    let formats = formats();
    view! {
        <td class="num">{formats.hours(earnings.seconds)}</td>
        <td class="num" data-label="Billable">{formats.amounts(&earnings.amounts)}</td>
        <td class="num" data-label="Cost">{formats.money(earnings.cost_cents, currency)}</td>
        <td class="num" data-label="Not billable cost">{formats.money(earnings.other_cost_cents(), currency)}</td>
        <td class="num" data-label="Profit">{profit_words(&earnings, currency, formats)}</td>
        <td class="num" data-label="Margin">{margin_words(&earnings, currency)}</td>
    }
}

fn profit_words(earnings: &Earnings, currency: Currency, formats: Formats) -> String {
    earnings
        .profit(currency)
        .map_or_else(|| "–".to_owned(), |cents| formats.money(cents, currency))
}

fn utilisation_words(tenths: Option<i64>) -> String {
    tenths.map_or_else(|| "–".to_owned(), format_share)
}

fn margin_words(earnings: &Earnings, currency: Currency) -> String {
    earnings
        .margin(currency)
        .map_or_else(|| "–".to_owned(), format_share)
}
