//! A summary's chart: columns over time, or shares in one bar, and what their colours mean.

use app::reports::Dimension;
use app::reports::bars::{Columns, HEIGHT, Series, columns, shares, stack};
use app::reports::group_table::time_name;
use app::reports::rules::format_share;

use super::super::faces::Len;
use super::super::first_page::heading;
use super::super::sheet::{ACCENT, MARGIN, RIGHT, Sheet, Style};
use super::super::text::{cut, shown};
use super::SummaryFile;

/// The chart's height.
const CHART: Len = 9000;
/// The height of the bar of shares.
const BAR: Len = 1400;
/// No column is wider.
const WIDEST: Len = 2800;
/// A legend's square.
const SQUARE: Len = 560;

/// Draws it, where there is one.
pub(super) fn draw(sheet: &mut Sheet, file: &SummaryFile) {
    let summary = file.summary();
    let time = summary.group_by.iter().copied().find(|by| by.is_time());
    match (columns(summary), time) {
        (Some(chart), Some(by)) => {
            heading(sheet, "Time", CHART + 4000);
            bars(sheet, file, &chart, by);
            let hours = |series: &Series| file.formats().hours(series.seconds);
            legend(
                sheet,
                chart.series.iter().map(|series| (series, hours(series))),
            );
        }
        (None, None) => {
            let shares = shares(&summary.groups);
            heading(sheet, "Shares", BAR + 4000);
            share_bar(sheet, &shares);
            let words = shares
                .iter()
                .map(|(series, tenths)| (series, format_share(*tenths)));
            legend(sheet, words);
        }
        _ => {}
    }
}

/// Columns over time, with the names of the first and the last below.
fn bars(sheet: &mut Sheet, file: &SummaryFile, chart: &Columns, by: Dimension) {
    let highest = chart.highest();
    let count = Len::try_from(chart.columns.len()).unwrap_or(1).max(1);
    let step = (RIGHT - MARGIN) / count;
    let width = (step * 8 / 10).clamp(40, WIDEST);
    let top = sheet.y;
    let mut x = MARGIN;
    for column in &chart.columns {
        for (part, series) in stack(&column.seconds, highest)
            .into_iter()
            .zip(colours(chart))
        {
            if part.1 > 0 {
                sheet.fill(x, top + scaled(part.0), width, scaled(part.1), series);
            }
        }
        x += step;
    }
    sheet.y = top + CHART;
    sheet.rule(sheet.y);
    sheet.y += 1100;
    let name = |at: Option<&app::reports::bars::Column>| {
        at.map(|column| time_name(by, column.from, file.summary().week_start, file.formats()))
    };
    let (first, last) = (name(chart.columns.first()), name(chart.columns.last()));
    if let Some(first) = &first {
        sheet.text(MARGIN, sheet.y, first, Style::AXIS);
    }
    if let Some(last) = last.filter(|last| first.as_ref() != Some(last)) {
        sheet.text_to(RIGHT, sheet.y, &last, Style::AXIS);
    }
    sheet.y += 500;
}

/// The colours of a chart's series; columns of one kind alone have one, too.
fn colours(chart: &Columns) -> impl Iterator<Item = u32> {
    let all = chart.series.iter().map(|series| series.colour.rgb());
    all.chain(std::iter::repeat(ACCENT))
}

/// A height of the drawing's units as one of the page.
fn scaled(units: i64) -> Len {
    Len::try_from(units * i64::from(CHART) / HEIGHT).unwrap_or(CHART)
}

fn share_bar(sheet: &mut Sheet, shares: &[(Series, i64)]) {
    let whole = i64::from(RIGHT - MARGIN);
    let mut left = 0;
    for (series, tenths) in shares {
        let from = Len::try_from(whole * left / 1000).unwrap_or_default();
        left += tenths;
        let to = Len::try_from(whole * left.min(1000) / 1000).unwrap_or_default();
        sheet.fill(MARGIN + from, sheet.y, to - from, BAR, series.colour.rgb());
    }
    sheet.y += BAR + 300;
}

fn legend<'a>(sheet: &mut Sheet, items: impl Iterator<Item = (&'a Series, String)>) {
    for (series, words) in items {
        sheet.need(1300);
        sheet.y += 1300;
        sheet.fill(
            MARGIN,
            sheet.y - SQUARE,
            SQUARE,
            SQUARE,
            series.colour.rgb(),
        );
        let face = sheet.faces.of(Style::NOTE.weight);
        let name = cut(&shown(&series.name, face), face, Style::NOTE.size, 30_000);
        sheet.text(
            MARGIN + 950,
            sheet.y,
            &format!("{name}  {words}"),
            Style::NOTE,
        );
    }
}
