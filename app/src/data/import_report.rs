//! What an import would do or did: counts, assumptions and the rows that were left out.

use leptos::prelude::*;

use crate::imports::{ImportReport, SkippedRow, format_name};
use crate::ui::{Icon, Notice};
use crate::values::format_clock;
use crate::workspaces::frame::formats;

/// Rows shown at most: a file with more is another file than was meant.
const SHOWN_ROWS: usize = 1000;

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
    let notes = report
        .notes
        .into_iter()
        .map(|note| view! { <li>{note}</li> })
        .collect_view();
    view! {
        <div class="found">
            <header>
                <Icon icon=Icon::Document />
                <span class="truncate">{report.file_name}</span>
                <small>{format_name(&report.format).to_owned()}</small>
            </header>
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
        <Notice><ul class="found-notes">{notes}</ul></Notice>
    }
}

/// The rows that were left out, each with its line and the reason; nothing when there are none.
#[component]
pub fn LeftOut(
    /// The rows.
    rows: Vec<SkippedRow>,
) -> impl IntoView {
    if rows.is_empty() {
        return ().into_any();
    }
    let count = rows.len();
    let title = if count == 1 {
        "1 row is left out".to_owned()
    } else {
        format!("{count} rows are left out")
    };
    let more = count.saturating_sub(SHOWN_ROWS);
    let items = rows
        .into_iter()
        .take(SHOWN_ROWS)
        .map(|row| view! { <li><b>{format!("Line {}", row.line)}</b>{row.reason}</li> })
        .collect_view();
    view! {
        <section class="left-out">
            <h3>{title}</h3>
            <ul class="problems" tabindex="0" aria-label="Rows that are left out">
                {items}
                {(more > 0).then(|| view! { <li>{format!("and {more} more")}</li> })}
            </ul>
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
