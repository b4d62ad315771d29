//! The week's figures: today, the week against what there is time for, what of it is billable, and each project's part.

use leptos::prelude::*;

use super::rules::{filled, today_seconds};
use crate::reports::rules::{format_share, share};
use crate::time_entries::address::list_path;
use crate::time_entries::query::{EVERYBODY, EntryQuery, NONE};
use crate::time_entries::{ProjectTime, WeekSummary};
use crate::ui::{ColourLabel, Column, Table};
use crate::values::{Colour, Period};
use crate::workspaces::frame::formats;

/// The great figures side by side.
#[component]
pub fn Figures(
    /// The week.
    week: WeekSummary,
    /// What there is time for in it, in seconds, if that is known.
    capacity_seconds: Option<i64>,
) -> impl IntoView {
    let formats = formats();
    let today = today_seconds(&week);
    let totals = week.totals;
    let capacity = capacity_seconds.filter(|capacity| *capacity > 0);
    let of_capacity = capacity.map(|capacity| {
        view! { <small>{format!(" of {}", formats.hours(capacity))}</small> }
    });
    let meter = capacity.map(|capacity| view! { <Meter seconds=totals.seconds of=capacity /> });
    let billable = share(totals.billable_seconds, totals.seconds);
    let billable_words = if totals.seconds > 0 {
        format_share(billable)
    } else {
        "–".to_owned()
    };
    view! {
        <dl class="dashboard-figures">
            <div><dt>"Today"</dt><dd>{formats.hours(today)}</dd></div>
            <div><dt>"This week"</dt><dd>{formats.hours(totals.seconds)}{of_capacity}{meter}</dd></div>
            <div><dt>"Billable"</dt><dd>{billable_words}<small>{format!(" {}", formats.hours(totals.billable_seconds))}</small></dd></div>
            <div><dt>"Billable amount"</dt><dd class="money">{formats.amounts(&totals.amounts)}</dd></div>
        </dl>
    }
}

/// How full something is, beside the figures that say it.
#[component]
pub fn Meter(
    /// What there is, in seconds.
    seconds: i64,
    /// What there could be, in seconds.
    of: i64,
) -> impl IntoView {
    let over = seconds > of;
    view! {
        <svg class="meter" class:over=over viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
            <rect x="0" y="0" width=filled(seconds, of).to_string() height="10"></rect>
        </svg>
    }
}

/// The projects of the week with their part of it.
#[component]
pub fn ProjectTable(
    /// The week.
    week: WeekSummary,
    /// Whether it is the reader's own time.
    own: bool,
) -> impl IntoView {
    let formats = formats();
    let whole = week.totals.seconds;
    let columns = vec![
        Column::text("Project"),
        Column::number("Time"),
        Column::number("Share"),
    ];
    let rows = week
        .projects
        .into_iter()
        .map(|part| {
            let href = entries_of(&part, own);
            let seconds = part.seconds;
            let (colour, name, note) = match part.project {
                Some(project) => (project.colour, project.name, project.client_name),
                None => (Colour::Slate, "No project".to_owned(), None),
            };
            view! {
                <tr>
                    <th scope="row"><a href=href><ColourLabel colour=colour.to_string() label=name note=note /></a></th>
                    <td class="num">{formats.hours(seconds)}</td>
                    <td class="num">{format_share(share(seconds, whole))}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="dashboard-card">
            <h2>"Projects this week"</h2>
            {if whole == 0 {
                view! { <p class="dashboard-none">"No time this week yet."</p> }.into_any()
            } else {
                view! { <Table caption="Projects this week" columns>{rows}</Table> }.into_any()
            }}
        </section>
    }
}

/// The way to the entries behind a project's part.
fn entries_of(part: &ProjectTime, own: bool) -> String {
    let query = EntryQuery {
        person: if own { "" } else { EVERYBODY }.to_owned(),
        period: Period::ThisWeek.slug().to_owned(),
        project: part
            .project
            .as_ref()
            .map_or_else(|| NONE.to_owned(), |project| project.id.to_string()),
        ..EntryQuery::default()
    };
    list_path(&query.to_query_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_leads_to_its_entries() {
        let part = ProjectTime {
            project: None,
            seconds: 1,
        };
        assert_eq!(
            entries_of(&part, true),
            "/timer?period=this-week&project=none"
        );
        assert_eq!(
            entries_of(&part, false),
            "/timer?person=all&period=this-week&project=none"
        );
    }
}
