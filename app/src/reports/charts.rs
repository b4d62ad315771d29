//! The charts of a report, drawn on the server as SVG; the table below them has the same figures.

use leptos::prelude::*;

use super::bars::{Columns, HEIGHT, Series, columns, shares, stack};
use super::group_table::time_name;
use super::rules::format_share;
use super::{Dimension, Summary};
use crate::values::{Colour, WeekStart};
use crate::workspaces::frame::formats;

/// A column's width in the drawing's units, its gap included.
const STEP: usize = 10;

/// The chart of a summary: columns where it has time among its groupings, else shares; or why there is none.
#[must_use]
pub fn chart_of(summary: &Summary) -> AnyView {
    let time = summary.group_by.iter().copied().find(|by| by.is_time());
    let first = summary
        .group_by
        .first()
        .copied()
        .unwrap_or(Dimension::Project);
    let week_start = summary.week_start;
    match (columns(summary), time) {
        (Some(chart), Some(by)) => view! { <ColumnChart chart by week_start /> }.into_any(),
        (None, None) => view! { <ShareChart shares=shares(&summary.groups) by=first /> }.into_any(),
        _ => view! { <p class="lede">"These are too many columns for a chart. Choose fewer days, or group by month."</p> }.into_any(),
    }
}

/// Stacked columns over time.
#[component]
pub fn ColumnChart(
    /// What is drawn.
    chart: Columns,
    /// What a column is.
    by: Dimension,
    /// The reader's week.
    week_start: WeekStart,
) -> impl IntoView {
    let formats = formats();
    let highest = chart.highest();
    let width = chart.columns.len() * STEP;
    let names: Vec<String> = chart
        .columns
        .iter()
        .map(|column| time_name(by, column.from, week_start, formats))
        .collect();
    let colour = |at: usize| {
        chart
            .series
            .get(at)
            .map_or(Colour::Indigo, |one| one.colour)
    };
    let columns = chart
        .columns
        .iter()
        .zip(&names)
        .enumerate()
        .map(|(at, (column, name))| {
            let total: i64 = column.seconds.iter().sum();
            let parts = stack(&column.seconds, highest)
                .into_iter()
                .enumerate()
                .filter(|(_, (_, height))| *height > 0)
                .map(|(series, (top, height))| {
                    view! {
                        <rect
                            x=(at * STEP + 1).to_string()
                            y=top.to_string()
                            width=(STEP - 2).to_string()
                            height=height.to_string()
                            data-colour=colour(series).slug()
                        ></rect>
                    }
                })
                .collect_view();
            view! { <g><title>{format!("{name}: {}", formats.hours(total))}</title>{parts}</g> }
        })
        .collect_view();
    let label = format!(
        "Time by {}: the table below has the figures",
        by.label().to_lowercase()
    );
    let middle = names
        .get(names.len() / 2)
        .filter(|_| names.len() > 2)
        .cloned();
    let last = names.last().filter(|_| names.len() > 1).cloned();
    let first = names.first().cloned();
    view! {
        <figure class="report-chart">
            <span class="report-top" aria-hidden="true">{formats.hours(highest)}</span>
            <svg
                class="report-columns"
                role="img"
                aria-label=label
                viewBox=format!("0 0 {width} {HEIGHT}")
                preserveAspectRatio="none"
            >
                {columns}
            </svg>
            <div class="report-axis" aria-hidden="true"><span>{first}</span><span>{middle}</span><span>{last}</span></div>
            <Legend items=chart.series.into_iter().map(|series| { let words = formats.hours(series.seconds); (series, words) }).collect() />
        </figure>
    }
}

/// Shares of the whole in one bar.
#[component]
pub fn ShareChart(
    /// Each with its share in tenths of a percent.
    shares: Vec<(Series, i64)>,
    /// What they are.
    by: Dimension,
) -> impl IntoView {
    let mut left = 0;
    let parts = shares
        .iter()
        .map(|(series, tenths)| {
            let x = left;
            left += tenths;
            view! {
                <rect x=x.to_string() y="0" width=tenths.to_string() height="10" data-colour=series.colour.slug()>
                    <title>{format!("{}: {}", series.name, format_share(*tenths))}</title>
                </rect>
            }
        })
        .collect_view();
    let label = format!(
        "Shares by {}: the table below has the figures",
        by.label().to_lowercase()
    );
    let items = shares
        .iter()
        .map(|(series, tenths)| (series.clone(), format_share(*tenths)))
        .collect();
    view! {
        <figure class="report-chart">
            <svg class="report-shares" role="img" aria-label=label viewBox="0 0 1000 10" preserveAspectRatio="none">{parts}</svg>
            <Legend items />
        </figure>
    }
}

#[component]
fn Legend(items: Vec<(Series, String)>) -> impl IntoView {
    let is_there = !items.is_empty();
    let lines = items
        .into_iter()
        .map(|(series, words)| {
            view! {
                <li data-colour=series.colour.slug()>
                    <i class="dot"></i>
                    <span class="truncate">{series.name}</span>
                    <b>{words}</b>
                </li>
            }
        })
        .collect_view();
    is_there.then(|| view! { <ul class="legend">{lines}</ul> })
}
