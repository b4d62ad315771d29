//! The detailed report's page: a filter, what it adds up to, and the entries with a way to each.

use leptos::prelude::*;
use leptos_meta::Title;

use super::address::{DETAILED_PATH, ReportAddress, use_report_address};
use super::detailed::{Detailed, PAGE_SIZES, PageQuery, Section, entry_path};
use super::downloads::Downloads;
use super::group_table::time_name;
use super::rules::{for_entries, with_days};
use super::server_fns::load_detailed;
use super::summary_page::{ReportTabs, filter_choices};
use super::{Dimension, GroupKey};
use crate::accounts::PersonMark;
use crate::error::AppError;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::time_entries::filter_bar::FilterBar;
use crate::time_entries::page_head::TotalsLine;
use crate::time_entries::{EntryQuery, EntryTotals, TimeEntry};
use crate::ui::{
    Choice, ColourLabel, Column, EmptyState, ErrorSummary, Icon, Notice, NoticeKind, PageHead,
    SelectChip, Table,
};
use crate::values::{WeekStart, format_weekday_short};
use crate::workspaces::frame::formats;

/// The page's report; looks again with every revision and address.
type DetailedResource = Resource<Result<Detailed, AppError>>;

/// Every entry, a page at a time.
#[component]
pub fn DetailedPage() -> impl IntoView {
    let revision = use_revision();
    let address = use_report_address();
    let params = use_params();
    let page = memo(move || params.with(|params| PageQuery::from_params(params)));
    let report: DetailedResource = Resource::new_blocking(
        move || (revision.get(), address.query.get(), page.get()),
        |(_, query, page)| load_detailed(query, page),
    );
    view! {
        <Title text="Detailed report" />
        <Transition>
            <Body address page report />
        </Transition>
    }
}

/// Everything that waits for data: memos over it have to be made in here, below the page's `<Transition>`.
#[component]
fn Body(
    address: ReportAddress,
    page: Signal<PageQuery>,
    report: DetailedResource,
) -> impl IntoView {
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
            <Downloads path=entries />
        </PageHead>
        <ReportTabs address />
        <FilterBar query=address.query choices=filter_choices(people) path=DETAILED_PATH usual=with_days(EntryQuery::default()) everybody_first=true>
            <PageChips page />
        </FilterBar>
        {move || report.get().map(|report| match report {
            Ok(report) => view! { <Entries report query=address.query.get() page=page.get() /> }.into_any(),
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
fn Entries(report: Detailed, query: EntryQuery, page: PageQuery) -> impl IntoView {
    if report.sections.is_empty() {
        return view! {
            <EmptyState icon=Icon::Chart title="Nothing to report" text="No time was tracked that this filter lets through. Choose other days, or clear it." />
        }
        .into_any();
    }
    let by = report.group_by;
    let week_start = report.week_start;
    let mut entries = report.sections.iter().flat_map(|section| &section.entries);
    let with_people = entries.any(|entry| entry.person.is_some());
    let mut columns = vec![
        Column::text("Description"),
        Column::text("Project"),
        Column::text("Tags"),
    ];
    if with_people {
        columns.push(Column::text("Person"));
    }
    columns.extend([
        Column::number("Amount"),
        Column::number("When"),
        Column::number("Time"),
    ]);
    // What stands before the amount.
    let span = 3 + usize::from(with_people);
    let sections = report
        .sections
        .into_iter()
        .map(|section| view! { <SectionRows section by week_start with_people /> })
        .collect_view();
    let next = report
        .next
        .map(|next| path_of(&page, &query, Some(next.as_str())));
    let first = (!page.after.is_empty()).then(|| path_of(&page, &query, None));
    view! {
        {(by == Some(Dimension::Tag)).then(|| view! {
            <Notice kind=NoticeKind::Info>"An entry with several tags counts with each of them; the total counts it once."</Notice>
        })}
        <div class="report-table report-entries">
            <Table caption="Detailed report" columns>
                {sections}
                <SumRow name="Total".to_owned() hint="of all pages" totals=report.totals span class="report-total" />
            </Table>
        </div>
        <Pages first next />
    }
    .into_any()
}

fn path_of(page: &PageQuery, query: &EntryQuery, after: Option<&str>) -> String {
    format!("{DETAILED_PATH}?{}", page.to_query_string(query, after))
}

/// A group's line and its entries.
#[component]
fn SectionRows(
    section: Section,
    by: Option<Dimension>,
    week_start: WeekStart,
    with_people: bool,
) -> impl IntoView {
    let Section {
        group,
        continued,
        entries,
    } = section;
    let span = 3 + usize::from(with_people);
    let head = group.zip(by).map(|(group, by)| {
        let name = match group.key {
            GroupKey::From(day) => time_name(by, day, week_start, formats()),
            _ => group.name,
        };
        let name = match group.note {
            Some(note) => format!("{name}, {note}"),
            None => name,
        };
        let hint = if continued { "continued" } else { "" };
        view! { <SumRow name hint totals=group.totals span class="report-group" /> }
    });
    let rows = entries
        .into_iter()
        .map(|entry| view! { <EntryLine entry with_people /> })
        .collect_view();
    view! { {head}{rows} }
}

/// What a group, or everything, comes to.
#[component]
fn SumRow(
    name: String,
    /// A word beside the name, or none.
    hint: &'static str,
    totals: EntryTotals,
    /// Columns before the amount.
    span: usize,
    class: &'static str,
) -> impl IntoView {
    let formats = formats();
    let hint = (!hint.is_empty()).then(|| view! { <small>{format!(" {hint}")}</small> });
    let entries = match totals.count {
        1 => "1 entry".to_owned(),
        count => format!("{} entries", formats.count(count)),
    };
    view! {
        <tr class=class>
            <th scope="row" colspan=span.to_string()>{name}{hint}</th>
            <td class="num money">{formats.amounts(&totals.amounts)}</td>
            <td class="num">{entries}</td>
            <td class="num">{formats.duration(totals.seconds)}</td>
        </tr>
    }
}

#[component]
fn EntryLine(entry: TimeEntry, with_people: bool) -> impl IntoView {
    let formats = formats();
    let href = entry_path(&entry);
    let is_muted = entry.description.is_empty();
    let tags: Vec<String> = entry
        .tags
        .iter()
        .map(|tag| format!("#{}", tag.name))
        .collect();
    let amount = if entry.billable {
        formats.money(entry.amount_cents, entry.currency)
    } else {
        "–".to_owned()
    };
    let when = format!(
        "{} {}, {} – {}",
        format_weekday_short(entry.day.weekday()),
        formats.day(entry.day),
        formats.clock(&entry.start),
        formats.clock(&entry.end)
    );
    let what = if is_muted {
        "No description".to_owned()
    } else {
        entry.description
    };
    let person = entry.person.map(|person| {
        let name = person.name.clone();
        view! { <span class="report-person"><PersonMark person /><span class="truncate">{name}</span></span> }
    });
    view! {
        <tr>
            <th scope="row" class="report-what"><a href=href class:muted=is_muted>{what}</a></th>
            <td>{match entry.project {
                Some(project) => view! {
                    <ColourLabel colour=project.colour.to_string() label=project.name note=project.client_name />
                }.into_any(),
                None => view! { <span class="muted">"No project"</span> }.into_any(),
            }}</td>
            <td class="report-tags">{tags.join(" ")}</td>
            {with_people.then(|| view! { <td>{person}</td> })}
            <td class="num money">{amount}</td>
            <td class="num report-when">{when}</td>
            <td class="num"><b>{formats.duration(entry.seconds)}</b></td>
        </tr>
    }
}

/// To the next page, and back to the first.
#[component]
fn Pages(first: Option<String>, next: Option<String>) -> impl IntoView {
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {first.map(|href| view! { <a class="button" href=href>"First page"</a> })}
                {next.map(|href| view! { <a class="button" rel="next" href=href>"Next page"</a> })}
            </nav>
        }
    })
}
