//! What an import would do or did: counts, assumptions and the rows that were left out.

use leptos::prelude::*;

use crate::imports::{ImportReport, format_name};
use crate::ui::{ButtonLink, Icon, Notice};
use crate::values::format_clock;
use crate::workspaces::frame::formats;

/// The file, how much of it is new, and what was assumed.
#[component]
pub fn Counts(
    /// What was understood.
    report: ImportReport,
) -> impl IntoView {
    let new = if report.dry_run { "New" } else { "Added" };
    let rows = report
        .kinds()
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <th scope="row">{line.kind}</th>
                    <td class="new">{line.created}</td>
                    <td>{line.unchanged}</td>
                    <td>{line.skipped}</td>
                </tr>
            }
        })
        .collect_view();
    let range = report.range;
    let days = move || {
        range.map(|range| match (range.days(), formats().range(range)) {
            (1, day) => format!(" on {day}"),
            (days, range) => format!(" in {days} days, {range}"),
        })
    };
    let has_notes = !report.notes.is_empty();
    let notes = report
        .notes
        .into_iter()
        .map(|note| view! { <li>{note}</li> })
        .collect_view();
    let facts = report
        .facts
        .lines()
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value.replace('_', " ")}</dd></div> })
        .collect_view();
    view! {
        <div class="found">
            <header>
                <Icon icon=Icon::Document />
                <span class="truncate">{report.file_name}</span>
                <small>{format_name(&report.format).to_owned()}</small>
            </header>
            <dl class="found-facts">{facts}</dl>
            <table>
                <caption class="visually-hidden">"What the file holds"</caption>
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{new}</th>
                        <th scope="col">"Already here"</th>
                        <th scope="col">"Skipped"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="found-total"><b>{format_clock(report.seconds)}</b>{days}</p>
        </div>
        {has_notes.then(|| view! { <Notice><ul class="found-notes">{notes}</ul></Notice> })}
    }
}

/// The rows that were left out, each with its line and the reason; nothing when there are none.
#[component]
pub fn LeftOut(
    /// What was understood, and what was not.
    report: ImportReport,
) -> impl IntoView {
    let count = report.skipped_count;
    if count == 0 {
        return ().into_any();
    }
    let title = if count == 1 {
        "1 row is left out".to_owned()
    } else {
        format!("{count} rows are left out")
    };
    let more = count - i64::try_from(report.skipped.len()).unwrap_or(count);
    let items = report
        .skipped
        .into_iter()
        .map(|row| view! { <li><b>{format!("Line {}", row.line)}</b>{row.reason}</li> })
        .collect_view();
    let download = (!report.skipped_path.is_empty()).then(|| {
        view! {
            <ButtonLink href=report.skipped_path icon=Icon::Download download=true>"Download these rows"</ButtonLink>
        }
    });
    view! {
        <section class="left-out">
            <h3>{title}</h3>
            <ul class="problems" tabindex="0" aria-label="Rows that are left out">
                {items}
                {(more > 0).then(|| view! { <li>{format!("and {more} more")}</li> })}
            </ul>
            <div class="row">{download}</div>
        </section>
    }
    .into_any()
}

/// `47 entries`.
#[must_use]
pub fn entries(count: i64) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{count} entries")
    }
}
