//! The table of a detailed report: entries in their groups, and the ways to other pages.

use leptos::prelude::*;

use super::detailed::{Detailed, Section, entry_path};
use super::group_table::time_name;
use super::shown::Shown;
use super::{Dimension, GroupKey};
use crate::accounts::PersonMark;
use crate::time_entries::{EntryTotals, TimeEntry};
use crate::ui::{ColourLabel, Column, Notice, NoticeKind, Table};
use crate::values::{WeekStart, format_weekday_short};
use crate::workspaces::frame::formats;

/// Which columns there are beside those that are always there.
#[derive(Clone, Copy, Debug)]
struct Parts {
    with_people: bool,
    with_amounts: bool,
    /// Whether entries lead to where they may be changed.
    linked: bool,
}

impl Parts {
    /// How many columns stand before the amount.
    const fn before_amounts(self) -> usize {
        if self.with_people { 4 } else { 3 }
    }
}

/// A page of entries.
#[component]
pub fn EntryTable(
    /// The page.
    report: Detailed,
    /// The way back to the first page.
    first: Option<String>,
    /// The way to the next one.
    next: Option<String>,
    /// What of it is shown; entries lead to where they may be changed for members.
    #[prop(default = Shown::ALL)]
    shown: Shown,
) -> impl IntoView {
    let by = report.group_by;
    let week_start = report.week_start;
    let mut entries = report.sections.iter().flat_map(|section| &section.entries);
    let with_people = shown.names && entries.any(|entry| entry.person.is_some());
    let with_amounts = shown.amounts;
    let mut columns = vec![
        Column::text("Description"),
        Column::text("Project"),
        Column::text("Tags"),
    ];
    if with_people {
        columns.push(Column::text("Person"));
    }
    if with_amounts {
        columns.push(Column::number("Amount"));
    }
    columns.extend([Column::number("When"), Column::number("Time")]);
    let parts = Parts {
        with_people,
        with_amounts,
        linked: shown.inside,
    };
    let sections = report
        .sections
        .into_iter()
        .map(|section| view! { <SectionRows section by week_start parts /> })
        .collect_view();
    view! {
        {(by == Some(Dimension::Tag)).then(|| view! {
            <Notice kind=NoticeKind::Info>"An entry with several tags counts with each of them; the total counts it once."</Notice>
        })}
        <div class="report-table report-entries">
            <Table caption="Detailed report" columns>
                {sections}
                <SumRow name="Total".to_owned() hint="of all pages" totals=report.totals parts class="report-total" />
            </Table>
        </div>
        <Pages first next />
    }
}

/// A group's line and its entries.
#[component]
fn SectionRows(
    section: Section,
    by: Option<Dimension>,
    week_start: WeekStart,
    parts: Parts,
) -> impl IntoView {
    let Section {
        group,
        continued,
        entries,
    } = section;
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
        view! { <SumRow name hint totals=group.totals parts class="report-group" /> }
    });
    let rows = entries
        .into_iter()
        .map(|entry| view! { <EntryLine entry parts /> })
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
    parts: Parts,
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
            <th scope="row" colspan=parts.before_amounts().to_string()>{name}{hint}</th>
            {parts.with_amounts.then(|| view! { <td class="num money">{formats.amounts(&totals.amounts)}</td> })}
            <td class="num">{entries}</td>
            <td class="num">{formats.duration(totals.seconds)}</td>
        </tr>
    }
}

#[component]
fn EntryLine(entry: TimeEntry, parts: Parts) -> impl IntoView {
    let formats = formats();
    let href = parts.linked.then(|| entry_path(&entry));
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
        // A picture is for members alone.
        let mark = parts.linked.then(|| view! { <PersonMark person /> });
        view! { <span class="report-person">{mark}<span class="truncate">{name}</span></span> }
    });
    let what = match href {
        Some(href) => view! { <a href=href class:muted=is_muted>{what}</a> }.into_any(),
        None => view! { <span class:muted=is_muted>{what}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row" class="report-what">{what}</th>
            <td>{match entry.project {
                Some(project) => view! {
                    <ColourLabel colour=project.colour.to_string() label=project.name note=project.client_name />
                }.into_any(),
                None => view! { <span class="muted">"No project"</span> }.into_any(),
            }}</td>
            <td class="report-tags">{tags.join(" ")}</td>
            {parts.with_people.then(|| view! { <td>{person}</td> })}
            {parts.with_amounts.then(|| view! { <td class="num money">{amount}</td> })}
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
